"""What is to be looked at in a version, with what a person has decided about each finding."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from schoolgate import access
from schoolgate.community.models import Person, School
from schoolgate.engines import model_policy
from schoolgate.engines.rulings.lint import lint, lint_model
from schoolgate.engines.rulings.lint.finding import KINDS, Finding
from schoolgate.pages import or_404
from schoolgate.policy.models import AcceptedFinding, Clause, Proposal, Version
from schoolgate.policy.queries import reach, rulings, versions
from schoolgate.policy.rules import Stage


@dataclass(frozen=True)
class Line:
    """One finding, the clauses of the school that it concerns, and what has been decided."""

    finding: Finding
    clauses: tuple[Clause, ...]
    accepted: AcceptedFinding | None
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True)
class FindingKind:
    """A kind of finding: how many of them are still to be looked at."""

    name: str
    title: str
    means: str
    open: int
    all: int


@dataclass(frozen=True)
class FindingsPage:
    """The findings of one kind in one version: those to look at, those that are settled, and those accepted."""

    version: Version
    state: versions.State
    kinds: tuple[FindingKind, ...]
    kind: FindingKind
    open: tuple[Line, ...]
    settled: tuple[Line, ...]
    accepted: tuple[Line, ...]
    is_draft: bool
    may_accept: bool
    may_edit: bool
    may_propose: bool

    @property
    def bars(self) -> list[tuple[str, int, str]]:
        """Each kind with how many of it are left, and the way to it."""
        return [(kind.title, kind.open, f"?kind={kind.name}#findings") for kind in self.kinds]

    @property
    def settled_words(self) -> str:
        count = len(self.settled)
        return (
            f"{count} {'pair agrees' if count == 1 else 'pairs agree'} because one clause is an exception to the other"
        )

    @property
    def back_words(self) -> str:
        return "The draft" if self.is_draft else f"Version {self.version.number}"


@dataclass(frozen=True)
class FindingPage:
    version: Version
    line: Line


def version_to_look_at(person: Person, on: date) -> Version | None:
    """The version in force, else the newest published one, else the draft."""
    access.require(person, "look.drafts")
    school = person.school_id
    return reach.in_force(school, on) or reach.last_published(school) or reach.open_draft(school)


def findings_page(person: Person, id: int, on: date, *, kind: str = "") -> FindingsPage:
    """One kind of finding in a version, for those who write and approve; as many queries however many there are."""
    access.require(person, "look.drafts")
    version = reach.version_for(person, id)
    lines = _lines(version)
    kinds = tuple(_kind(name, lines) for name in KINDS)
    shown = next((other for other in kinds if other.name == kind), None) or _first(kinds)
    those = [line for line in lines if line.finding.kind == shown.name]
    is_draft = version.stage == Stage.DRAFT
    return FindingsPage(
        version=version,
        state=versions.state_of(version, on),
        kinds=kinds,
        kind=shown,
        open=tuple(line for line in those if not line.accepted and not line.finding.settled),
        settled=tuple(line for line in those if not line.accepted and line.finding.settled),
        accepted=tuple(line for line in those if line.accepted),
        is_draft=is_draft,
        may_accept=access.may(person, "policy.accept_finding"),
        may_edit=is_draft and access.may(person, "policy.edit_clause"),
        may_propose=_is_newest(version) and access.may(person, "policy.propose_change"),
    )


def finding_page(person: Person, id: int, key: str) -> FindingPage:
    """One finding of a version, to be decided on; 404 when the version does not have it (any more)."""
    access.require(person, "policy.accept_finding")
    version = reach.version_for(person, id)
    line = or_404(next((line for line in _lines(version) if line.finding.key == key), None))
    return FindingPage(version, line)


def findings_in_force(school: School, on: date) -> tuple[Finding, ...]:
    """The findings in a school's policy as it is in force; in the model policy where nothing is."""
    version = reach.in_force(school.pk, on)
    return findings_of(version) if version else lint_model()


def findings_of(version: Version) -> tuple[Finding, ...]:
    clauses = list(version.clauses.all())
    models = {clause.model: model_policy.clause(clause.model) for clause in clauses if clause.model}
    return lint(
        rulings.policy_of(version),
        enforced={
            clause.model or clause.place: models[clause.model].enforced if clause.model else () for clause in clauses
        },
        legal={model: clause.legal for model, clause in models.items()},
        places=rulings.places_of(version),
    )


def _lines(version: Version) -> list[Line]:
    by_name: dict[str, list[Clause]] = {}
    for clause in version.clauses.all():
        by_name.setdefault(clause.model or clause.place, []).append(clause)
    accepted = {
        accepted_finding.key: accepted_finding
        for accepted_finding in AcceptedFinding.objects.filter(school=version.school_id).select_related("accepted_by")
    }
    proposals = _proposals(version)
    return [_line(finding, by_name, accepted, proposals) for finding in findings_of(version)]


def _line(
    finding: Finding,
    by_name: Mapping[str, list[Clause]],
    accepted: Mapping[str, AcceptedFinding],
    proposals: Mapping[object, list[Proposal]],
) -> Line:
    clauses = tuple(clause for name in finding.clauses for clause in by_name.get(name, ()))
    asked = tuple(proposal for clause in clauses for proposal in proposals.get(clause.key, ()))
    return Line(finding, clauses, accepted.get(finding.key), asked)


def _proposals(version: Version) -> dict[object, list[Proposal]]:
    """Clause key → changes to it that wait for an answer."""
    found: dict[object, list[Proposal]] = {}
    for proposal in Proposal.objects.filter(school=version.school_id, answered_at=None):
        found.setdefault(proposal.key, []).append(proposal)
    return found


def _kind(name: str, lines: Iterable[Line]) -> FindingKind:
    those = [line for line in lines if line.finding.kind == name]
    left = sum(not line.accepted and not line.finding.settled for line in those)
    return FindingKind(name, *KINDS[name], left, len(those))


def _first(kinds: tuple[FindingKind, ...]) -> FindingKind:
    """The first kind with something to look at."""
    return next((kind for kind in kinds if kind.open), kinds[0])


def _is_newest(version: Version) -> bool:
    """Whether a change to it can be proposed: only the newest published version takes proposals."""
    newest = reach.last_published(version.school_id)
    return newest is not None and newest.pk == version.pk
