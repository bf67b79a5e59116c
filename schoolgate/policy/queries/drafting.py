"""The head's work on a version, clause by clause."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.community.models import Person
from schoolgate.engines import model_policy
from schoolgate.engines.documents.names import officers as people_named
from schoolgate.engines.model_policy import placeholders, reader
from schoolgate.pages import or_404
from schoolgate.policy import rules, wording
from schoolgate.policy.models import Clause, Proposal, RemovedClause, Version
from schoolgate.policy.queries import reach, versions
from schoolgate.policy.rules import Stage

CLOSE, FAIR = 0.75, 0.6
"""From here on a school's clause and ours are called a close match, and a fair one."""

Row = TypeVar("Row", bound=Model)

SHOWS = {
    "all": "All clauses",
    "unsure": "Not confirmed yet",
    "unlinked": "Not linked to a model clause",
    "weak": "Weak match",
    "named": "A person is named",
}


# ---- one version, clause by clause


@dataclass(frozen=True)
class Line:
    """One clause as its author works on it."""

    clause: Clause
    words: str
    named: tuple[str, ...]
    model: reader.PackClause | None
    model_words: str
    likeness: str
    proposals: tuple[Proposal, ...]

    @property
    def is_sure(self) -> bool:
        return self.clause.confirmed

    @property
    def is_close(self) -> bool:
        return self.likeness == "close"


@dataclass(frozen=True)
class Choice:
    """One way to look at a version, and how many clauses it shows."""

    name: str
    label: str
    count: int


@dataclass(frozen=True)
class DraftPage:
    """A version with its clauses as asked for, and everything that is in no clause."""

    version: Version
    state: versions.State
    lines: tuple[Line, ...]
    done: int
    total: int
    choices: tuple[Choice, ...]
    sections: tuple[str, ...]
    show: str
    section: str
    set_aside: tuple[RemovedClause, ...]
    words_in: int
    words_aside: int
    legal: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    base: Version | None
    deeds: frozenset[str]
    is_author: bool

    @property
    def may_edit(self) -> bool:
        return self.version.stage == Stage.DRAFT and "edit_clause" in self.deeds

    @property
    def may_send(self) -> bool:
        return self.version.stage == Stage.DRAFT and "send_for_review" in self.deeds

    @property
    def may_discard(self) -> bool:
        return self.version.stage == Stage.DRAFT and "discard" in self.deeds

    @property
    def may_withdraw(self) -> bool:
        return self.version.stage == Stage.IN_REVIEW and "withdraw" in self.deeds

    @property
    def unsure_shown(self) -> list[int]:
        return [line.clause.pk for line in self.lines if not line.is_sure]

    @property
    def unsure_close(self) -> list[int]:
        return [line.clause.pk for line in self.lines if not line.is_sure and line.is_close]

    @property
    def is_narrowed(self) -> bool:
        return self.show != "all" or bool(self.section)


def draft_page(
    person: Person, id: int, on: date, *, show: str = "all", section: str = "", also: int | None = None
) -> DraftPage:
    """One version for those who write and approve, as many queries however many clauses; `also` is shown in any case."""
    access.require(person, "look.drafts")
    version = reach.version_for(person, id)
    officers = reach.officers_of(version, on)
    asked = proposals_for(version)
    lines = [_line(clause, officers, asked.get(clause.key, ())) for clause in version.clauses.all()]
    set_aside = tuple(version.set_aside.all())
    return DraftPage(
        version=version,
        state=versions.state_of(version, on),
        lines=tuple(line for line in lines if line.clause.pk == also or _is_shown(line, show, section)),
        done=sum(line.is_sure for line in lines),
        total=len(lines),
        choices=_choices(lines),
        sections=tuple(dict.fromkeys(line.clause.section for line in lines if line.clause.section)),
        show=show,
        section=section,
        set_aside=set_aside,
        words_in=sum(len(line.clause.text.split()) for line in lines),
        words_aside=sum(len(aside.text.split()) for aside in set_aside),
        legal=legal_notes((line.clause for line in lines), officers),
        missing=missing_officers((line.clause.text for line in lines), officers),
        base=versions.base_of(version),
        deeds=versions.deeds_of(person),
        is_author=person.pk in reach.authors_of(version),
    )


def _line(clause: Clause, officers: Mapping[str, str], proposals: Sequence[Proposal] = ()) -> Line:
    model = model_policy.clause(clause.model) if clause.model else None
    return Line(
        clause=clause,
        words=placeholders.filled(wording.whole(clause), officers),
        named=tuple(name for _, name, _, _ in people_named(clause.text)),
        model=model,
        model_words=placeholders.filled(model.text, officers) if model else "",
        likeness=likeness(clause),
        proposals=tuple(proposals),
    )


def likeness(clause: Clause) -> str:
    """How alike a clause and its model clause are, in a word: close, fair, weak, chosen by hand, or none."""
    if not clause.model:
        return ""
    if not clause.similarity:
        return "chosen"
    return "close" if clause.similarity >= CLOSE else "fair" if clause.similarity >= FAIR else "weak"


def _is_shown(line: Line, show: str, section: str) -> bool:
    if section and line.clause.section != section:
        return False
    return {
        "unsure": not line.is_sure,
        "unlinked": line.model is None,
        "weak": line.likeness == "weak",
        "named": bool(line.named),
    }.get(show, True)


def _choices(lines: Sequence[Line]) -> tuple[Choice, ...]:
    return tuple(Choice(name, label, sum(_is_shown(line, name, "") for line in lines)) for name, label in SHOWS.items())


def legal_notes(clauses: Iterable[Clause], officers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What the law has to say about the model clauses behind these clauses: (place, note)."""
    linked = ((clause.place, model_policy.clause(clause.model)) for clause in clauses if clause.model)
    return tuple((place, placeholders.filled(note, officers)) for place, model in linked for note in model.legal)


def missing_officers(texts: Iterable[str], officers: Mapping[str, str]) -> tuple[str, ...]:
    """Duties that the words name and that nobody holds in the school's records."""
    used = {role for text in texts for role in re.findall(r"\{(\w+)\}", text)}
    return tuple(title for role, title in placeholders.OFFICERS.items() if role in used and not officers.get(role))


def proposals_for(version: Version) -> dict[Any, list[Proposal]]:
    """Clause key → proposals that an open version has still to answer, or has promised to take up."""
    if version.stage not in reach.OPEN:
        return {}
    base = versions.base_of(version)
    since = base.published_at if base else None
    found: dict[Any, list[Proposal]] = {}
    proposals = Proposal.objects.filter(school=version.school_id).select_related("proposed_by")
    for proposal in proposals.exclude(accepted=False):
        if proposal.answered_at is None or since is None or proposal.answered_at >= since:
            found.setdefault(proposal.key, []).append(proposal)
    return found


# ---- one clause

FIELDS = ("place", "section", "text", "audience", "strength", "model", "group", "gloss", "child")


@dataclass(frozen=True)
class ClausePage:
    """One clause to be edited, with everything that helps to."""

    clause: Clause
    line: Line
    officers: Mapping[str, str]
    why_closed: str

    @property
    def seen(self) -> str:
        """The digest of the words on the page, to notice that somebody else has changed them since."""
        return wording.digest([self.clause])[:16]

    @property
    def initial(self) -> dict[str, Any]:
        """What the form begins with."""
        return {**{name: getattr(self.clause, name) for name in FIELDS}, "seen": self.seen}


def clause_page(person: Person, id: int, on: date, *, to_change: bool = False) -> ClausePage:
    """One clause for those who write; 404 for those who may not see the version it is in."""
    access.require(person, "policy.edit_clause")
    clause = clause_for(person, id, to_change=to_change)
    officers = reach.officers_of(clause.version, on)
    proposals = proposals_for(clause.version).get(clause.key, [])
    return ClausePage(clause, _line(clause, officers, proposals), officers, _why_closed(clause.version))


def _why_closed(version: Version) -> str:
    try:
        rules.check_editable(Stage(version.stage))
    except Broken as broken:
        return str(broken)
    return ""


def clause_for(person: Person, id: int, *, to_change: bool = False) -> Clause:
    """One clause of a version this person may see; to change it, the version is held until that is done."""
    clauses = Clause.objects.filter(version__in=reach.visible_to(person)).select_related("version")
    if to_change:
        clauses = clauses.select_for_update(of=("self", "version"))
    return _one(clauses, id)


def aside_for(person: Person, id: int, *, to_change: bool = False) -> RemovedClause:
    """Words set aside in a version this person may write."""
    access.require(person, "policy.restore_text")
    asides = RemovedClause.objects.filter(version__in=reach.visible_to(person)).select_related("version")
    if to_change:
        asides = asides.select_for_update(of=("self", "version"))
    return _one(asides, id)


@dataclass(frozen=True)
class Offered:
    """What an author can choose from instead of typing it."""

    sections: tuple[str, ...]
    groups: tuple[str, ...]


def offered(version: Version) -> Offered:
    """The sections and groups of a version, and the model policy's groups."""
    sections: dict[str, None] = {}
    groups: dict[str, None] = {}
    for section, group in version.clauses.values_list("section", "group"):
        sections[section] = groups[group] = None
    groups |= dict.fromkeys(clause.group for clause in model_policy.clauses())
    return Offered(tuple(filter(None, sections)), tuple(filter(None, groups)))


def new_clause(version: Version, after: int | None) -> dict[str, Any]:
    """What a new clause begins with: the section of the one it follows, and whom that is for."""
    before = version.clauses.filter(pk=after).first() if after else None
    if before is None:
        return {"strength": "must"}
    return {
        "after": before.pk,
        "section": before.section,
        "audience": before.audience,
        "strength": before.strength,
        "group": before.group,
    }


@dataclass(frozen=True)
class MovePage:
    """A clause among its neighbours, and where it can be put."""

    clause: Clause
    words: str
    before: tuple[Line, ...]
    behind: tuple[Line, ...]
    places: list[tuple[int, str, str]]
    why_closed: str

    @property
    def stands(self) -> str:
        """Where the clause stands, in words."""
        return f"after clause {self.before[-1].clause.place}" if self.before else "first"


def move_page(person: Person, id: int, on: date, *, to_change: bool = False) -> MovePage:
    """One clause of a draft for those who may move it, with the two before it and the two behind it."""
    access.require(person, "policy.move_clause")
    clause = clause_for(person, id, to_change=to_change)
    clauses = list(clause.version.clauses.all())
    at = clauses.index(clause)
    others = [other for other in clauses if other != clause]
    officers = reach.officers_of(clause.version, on)
    return MovePage(
        clause=clause,
        words=placeholders.filled(clause.text, officers),
        before=tuple(_line(other, officers) for other in clauses[max(0, at - 2) : at]),
        behind=tuple(_line(other, officers) for other in clauses[at + 1 : at + 3]),
        places=[(other.pk, other.place, _short(other.text)) for other in others],
        why_closed=_why_closed(clause.version),
    )


def step(page: MovePage, way: str) -> int | None:
    """The clause after which this one comes when it goes one up, or one down."""
    if way == "up":
        return page.before[0].clause.pk if len(page.before) > 1 else None
    nearest = (*page.behind[:1], *page.before[-1:])
    return nearest[0].clause.pk if nearest else None


def clause_of(version: Version, id: int | None) -> Clause | None:
    """One clause of this version, or none where none is meant."""
    return _one(version.clauses.all(), id) if id else None


def places_of(version: Version) -> list[tuple[int, str, str]]:
    """Clauses to put another one after: (id, place, first words)."""
    return [(clause.pk, clause.place, _short(clause.text)) for clause in version.clauses.all()]


def next_unsure(version: Version, after: Iterable[int]) -> int | None:
    """The clause to look at next: the first unconfirmed one behind these, else the first of all."""
    last = version.clauses.filter(pk__in=list(after)).order_by("-order").first()
    unsure = version.clauses.filter(confirmed=False)
    following = unsure.filter(order__gt=last.order).first() if last else None
    found = following or unsure.first()
    return found.pk if found else None


def _short(text: str, length: int = 70) -> str:
    return text if len(text) <= length else f"{text[:length].rpartition(' ')[0]}…"


def _one(rows: QuerySet[Row], id: int) -> Row:
    return or_404(rows.filter(pk=id).first())
