"""What governors read before they approve, and what the head settles before a version is published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.community.models import Person
from schoolgate.engines.model_policy import placeholders
from schoolgate.policy import audiences, rules, wording
from schoolgate.policy.models import Clause, Version
from schoolgate.policy.queries import comparing, drafting, reach, versions
from schoolgate.policy.queries.coverage import NAMES
from schoolgate.policy.rules import Audience, Stage
from schoolgate.policy.wording import ClauseChange


@dataclass(frozen=True)
class Read:
    """A clause in the words that people will read."""

    clause: Clause
    words: str


@dataclass(frozen=True)
class ReviewPage:
    """A version as a governor reads it: whole, and what changes in it."""

    version: Version
    state: versions.State
    sections: tuple[tuple[str, tuple[Read, ...]], ...]
    base: Version | None
    changes: tuple[ClauseChange, ...]
    may_approve: bool
    may_return: bool
    may_withdraw: bool
    why_not: str


def review_page(person: Person, id: int, on: date) -> ReviewPage:
    """One version for those who write and approve, with the reason why this person may not approve it."""
    access.require(person, "look.drafts")
    version = reach.version_for(person, id)
    officers = reach.officers_of(version, on)
    clauses, base = list(version.clauses.all()), versions.base_of(version)
    why_not = _why_not(person, version)
    return ReviewPage(
        version=version,
        state=versions.state_of(version, on),
        sections=_sections(clauses, officers),
        base=base,
        changes=tuple(comparing.changes_since(base, clauses, officers)) if base else (),
        may_approve=not why_not,
        may_return=access.may(person, "policy.return_to_draft", version)
        and Stage.DRAFT in rules.MOVES[Stage(version.stage)],
        may_withdraw=version.stage == Stage.IN_REVIEW and access.may(person, "policy.withdraw", version),
        why_not=why_not,
    )


def _sections(clauses: Sequence[Clause], officers: Mapping[str, str]) -> tuple[tuple[str, tuple[Read, ...]], ...]:
    found: dict[str, list[Read]] = {}
    for clause in clauses:
        found.setdefault(clause.section, []).append(Read(clause, placeholders.filled(wording.whole(clause), officers)))
    return tuple((section, tuple(read)) for section, read in found.items())


def _why_not(person: Person, version: Version) -> str:
    if not access.may(person, "policy.approve", version):
        return "A governor or the chair of governors approves it."
    try:
        rules.check_move(Stage(version.stage), Stage.APPROVED)
        for author in reach.authors_of(version):
            rules.check_approver(author_id=author, approver_id=person.pk)
    except Broken as broken:
        return str(broken)
    return ""


@dataclass(frozen=True)
class WithdrawPage:
    """A version that is to be taken back from review, or the reason why it cannot be."""

    version: Version
    why_closed: str


def withdraw_page(person: Person, id: int) -> WithdrawPage:
    """One version for those who may take it back."""
    access.require(person, "policy.withdraw")
    version = reach.version_for(person, id)
    try:
        rules.check_withdrawal(Stage(version.stage))
    except Broken as broken:
        return WithdrawPage(version, str(broken))
    return WithdrawPage(version, "")


@dataclass(frozen=True)
class Asked:
    """Whom publication asks, and for how much."""

    name: str
    people: int
    clauses: int
    of: int


@dataclass(frozen=True)
class PublishPage:
    """What publication will ask of whom, and what the head should have looked at first."""

    version: Version
    base: Version | None
    changes: tuple[ClauseChange, ...]
    asked: tuple[Asked, ...]
    to_settle: tuple[ClauseChange, ...]
    legal: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    why_closed: str

    @property
    def material(self) -> tuple[ClauseChange, ...]:
        return tuple(change for change in self.changes if change.material)

    @property
    def names_material(self) -> bool:
        """Few enough to be read one by one; a whole new document is better compared."""
        return 0 < len(self.material) <= 20


def publish_page(person: Person, id: int, on: date) -> PublishPage:
    """Everything the head sees before publishing, counted as it stands on that day."""
    access.require(person, "policy.publish")
    version = reach.version_for(person, id)
    clauses, base = list(version.clauses.all()), versions.base_of(version)
    officers = reach.officers_of(version, on)
    changes = tuple(comparing.changes_since(base, clauses, officers))
    return PublishPage(
        version=version,
        base=base,
        changes=changes,
        asked=tuple(_asked(version, base, clauses, on)),
        to_settle=tuple(change for change in changes if _rests_on_wording(change)),
        legal=drafting.legal_notes(clauses, officers),
        missing=drafting.missing_officers((clause.text for clause in clauses), officers),
        why_closed=_why_closed(version),
    )


def _why_closed(version: Version) -> str:
    try:
        rules.check_move(Stage(version.stage), Stage.PUBLISHED)
    except Broken as broken:
        return str(broken)
    return ""


def _asked(version: Version, base: Version | None, clauses: Sequence[Clause], on: date) -> list[Asked]:
    """Each audience with the clauses that are new to whoever has signed the version before."""
    was = {clause.key: clause for clause in base.clauses.all()} if base else {}
    since = {clause.pk: wording.asked_since(was.get(clause.key), clause, version.number) for clause in clauses}
    found = []
    for audience in Audience:
        own = [clause.pk for clause in clauses if audience.value in clause.audience]
        new = [pk for pk in own if since[pk][audience is Audience.PUPIL] == version.number]
        people = Person.objects.filter(school=version.school_id).on_roll(*audiences.DUTIES[audience], on=on)
        found.append(Asked(NAMES[audience], people.count(), len(new), len(own)))
    return found


def _rests_on_wording(change: ClauseChange) -> bool:
    if change.was is None or change.becomes is None:
        return False
    return wording.rests_on_wording(change.was, change.becomes)
