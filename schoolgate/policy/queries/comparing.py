"""What changed between two versions, clause by clause."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from schoolgate.community.models import Person
from schoolgate.engines.model_policy import placeholders
from schoolgate.policy import wording
from schoolgate.policy.models import Clause, Version
from schoolgate.policy.queries import reach
from schoolgate.policy.wording import ClauseChange

KINDS = {
    "": "Every change",
    "material": "Changes that ask people again",
    "changed": "Changed clauses",
    "added": "New clauses",
    "removed": "Clauses taken out",
}


@dataclass(frozen=True)
class ComparePage:
    """What changed from one version to another, and how much of it is shown."""

    before: Version
    after: Version
    changes: tuple[ClauseChange, ...]
    kinds: tuple[tuple[str, str], ...]
    show: str
    unchanged: int


def compare_page(person: Person, id: int, other: int, on: date, *, show: str = "") -> ComparePage:
    """What changed between two versions this person may see, the older one first."""
    versions = [reach.version_for(person, id), reach.version_for(person, other)]
    before, after = sorted(versions, key=lambda version: version.number)
    clauses = list(after.clauses.all())
    changes = _named(wording.compare(list(before.clauses.all()), clauses), reach.officers_of(after, on))
    return ComparePage(
        before=before,
        after=after,
        changes=tuple(change for change in changes if _is_of(change, show)),
        kinds=tuple((kind, f"{words} ({_count(changes, kind)})") for kind, words in KINDS.items()),
        show=show,
        unchanged=len(clauses) - sum(change.becomes is not None for change in changes),
    )


def changes_since(before: Version | None, clauses: list[Clause], officers: Mapping[str, str]) -> list[ClauseChange]:
    """What changed from a version (or from none) to these clauses, with the officers' names in the words."""
    return _named(wording.compare(list(before.clauses.all()) if before else [], clauses), officers)


def _named(changes: list[ClauseChange], officers: Mapping[str, str]) -> list[ClauseChange]:
    return [
        dataclasses.replace(
            change,
            pieces=_pieces(change, "text", officers),
            child_pieces=_pieces(change, "child", officers) if change.child_pieces else (),
        )
        for change in changes
    ]


def _pieces(change: ClauseChange, name: str, officers: Mapping[str, str]) -> tuple[wording.Piece, ...]:
    """Names go in before words are compared, so that a placeholder is never cut in two."""
    words = wording.whole if name == "text" else attrgetter(name)
    was = placeholders.filled(words(change.was), officers) if change.was else ""
    return wording.pieces(was, placeholders.filled(words(change.becomes), officers) if change.becomes else "")


def _count(changes: list[ClauseChange], kind: str) -> int:
    return sum(_is_of(change, kind) for change in changes)


def _is_of(change: ClauseChange, show: str) -> bool:
    if show == "material":
        return change.material
    return not show or change.kind == show
