"""The policy to be read: the public page, a clause, the archive, and each person's own view."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.http import Http404

from schoolgate import datafiles
from schoolgate.access.duties import EMPLOYED
from schoolgate.community.models import Person, School
from schoolgate.community.queries import school as community_school
from schoolgate.engines import model_policy
from schoolgate.engines.model_policy import placeholders, reader
from schoolgate.pages import or_404
from schoolgate.policy import wording
from schoolgate.policy.models import Clause, Signature, Version
from schoolgate.policy.queries import clause_search, reach, signing
from schoolgate.policy.rules import Audience, Stage
from schoolgate.policy.wording import Piece

AUDIENCE_WORDS = {
    Audience.PUPIL: "Pupils",
    Audience.PARENT: "Parents and carers",
    Audience.STAFF: "Staff",
    Audience.GOVERNOR: "Governors",
}
DUTIES = (
    ("head", "Head teacher"),
    ("dsl", "Designated safeguarding lead (DSL)"),
    ("deputy_dsl", "Deputy DSL"),
    ("chair", "Chair of governors"),
    ("lado", "Local authority designated officer (LADO)"),
)
FORCE = datafiles.whole(Path(__file__).with_name("force.toml"), dict[str, str])


@dataclass(frozen=True)
class Line:
    """A clause as this reader sees it; found words are pieces of their own."""

    clause: Clause
    words: str
    gloss: str
    child: str
    pieces: tuple[Piece, ...]

    @property
    def anchor(self) -> str:
        return re.sub(r"\s+", "-", self.clause.place)

    @property
    def depth(self) -> int:
        """How far below its section a clause stands, from its place: 3.a.2 is one step below 3.1."""
        return max(0, min(2, len(re.findall(r"\w+", self.clause.place)) - 2))

    @property
    def audience(self) -> str:
        named = [AUDIENCE_WORDS[a] for a in Audience if a.value in self.clause.audience]
        return "Everyone" if len(named) == len(Audience) else ", ".join(named)


@dataclass(frozen=True)
class Section:
    number: int
    name: str
    lines: tuple[Line, ...]

    @property
    def anchor(self) -> str:
        return f"section-{self.number}"


@dataclass(frozen=True)
class Document:
    """A published version as one reader sees it, whole or only what a search found."""

    school: School
    version: Version
    sections: tuple[Section, ...]
    people: tuple[tuple[str, str], ...]
    named: bool
    state: str
    coming: Version | None
    found: int


@dataclass(frozen=True)
class ClausePage:
    school: School
    version: Version
    line: Line
    enforced: tuple[tuple[str, str], ...]
    legal: tuple[str, ...]
    before: str
    after: str


@dataclass(frozen=True)
class AudienceClauses:
    """The clauses for one of the audiences a person belongs to, in words for it."""

    audience: Audience
    groups: tuple[signing.Group, ...]
    owed: signing.Owed | None
    signed: Signature | None


@dataclass(frozen=True)
class Mine:
    version: Version | None
    parts: tuple[AudienceClauses, ...]
    signatures: tuple[Signature, ...]


# ---- for anyone


def school_named(slug: str) -> School:
    return or_404(community_school.school_named(slug))


def document(
    slug: str, viewer: Person | None, on: date, *, number: int | None = None, words: str = ""
) -> Document | None:
    """The version in force (else the one that comes next), or the published one with this number.

    None while nothing is published; 404 when there is no such school or number. Names only for the school's
    own people: for everyone else the duty and the school stand.
    """
    school = school_named(slug)
    version = _version(school, on, number)
    if version is None:
        return None
    named = _is_named(school, viewer)
    officers = _officers(version, named, on)
    lines = [_line(clause, officers, words) for clause in version.clauses.all()]
    meant = clause_search.places((line.clause for line in lines), words) if words.strip() else frozenset()
    found = [line for line in lines if not words.strip() or line.clause.place in meant]
    last = reach.last_published(school.pk)
    return Document(
        school=school,
        version=version,
        sections=tuple(_sections(found)),
        people=tuple((title, officers.get(duty, "")) for duty, title in DUTIES),
        named=named,
        state=_state(version, reach.in_force(school.pk, on), on),
        coming=last if last and last != version and last.in_force_on and last.in_force_on > on else None,
        found=len(found),
    )


def archive(slug: str, on: date) -> tuple[School, list[tuple[Version, str]]]:
    """Every published version of a school, newest first, each with what it is today."""
    school = school_named(slug)
    published = Version.objects.filter(school=school, stage=Stage.PUBLISHED.value).order_by("-number")
    current = reach.in_force(school.pk, on)
    return school, [(version, _state(version, current, on)) for version in published]


def clause_page(slug: str, place: str, viewer: Person | None, on: date) -> ClausePage:
    """One clause of the version that the public page shows, with how it is put in force."""
    school = school_named(slug)
    version = _version(school, on, None)
    clauses = list(version.clauses.all()) if version else []
    at = next((n for n, clause in enumerate(clauses) if clause.place == place), None)
    if version is None or at is None:
        raise Http404
    clause, named = clauses[at], _is_named(school, viewer)
    model = _model(clause)
    is_staff = viewer is not None and named and bool(viewer.duties & EMPLOYED)
    officers = _officers(version, named, on)
    return ClausePage(
        school=school,
        version=version,
        line=_line(clause, officers, ""),
        enforced=tuple((way, FORCE[way]) for way in model.enforced) if model else (),
        legal=tuple(placeholders.filled(note, officers) for note in model.legal) if model and is_staff else (),
        before=clauses[at - 1].place if at else "",
        after=clauses[at + 1].place if at + 1 < len(clauses) else "",
    )


def lines_in_force(school: School, viewer: Person | None, on: date) -> list[Line]:
    """Every clause of the version that the public page shows, in this viewer's words; none before publication."""
    version = _version(school, on, None)
    if version is None:
        return []
    officers = _officers(version, _is_named(school, viewer), on)
    return [_line(clause, officers, "") for clause in version.clauses.all()]


def officers_for(school: School, viewer: Person | None, on: date) -> Mapping[str, str]:
    """Who holds the duties that the policy names; for strangers nobody is named."""
    return community_school.officers(school, on) if _is_named(school, viewer) else {}


# ---- for oneself


def mine(person: Person, on: date) -> Mine:
    """The clauses for this person in words for them, what they owe, and what they signed."""
    version = reach.last_published(person.school_id)
    signatures = tuple(signing.signatures_of(person))
    if version is None:
        return Mine(None, (), signatures)
    owed = {other.audience: other for other in signing.owed_by(person)}
    clauses = list(version.clauses.all())
    officers = reach.officers_of(version, on)
    parts = []
    for audience in signing.audiences_of(person):
        asked = signing.Owed(version, audience, signing.asked_of(clauses, audience), 0)
        signed = next((signature for signature in signatures if signature.audience == audience), None)
        seen = signing.words_of(asked, officers)
        if seen:
            parts.append(AudienceClauses(audience, tuple(signing.groups(seen)), owed.get(audience), signed))
    return Mine(version, tuple(parts), signatures)


# ---- parts


def _version(school: School, on: date, number: int | None) -> Version | None:
    published = Version.objects.filter(school=school, stage=Stage.PUBLISHED.value).select_related("school")
    if number is not None:
        return or_404(published.filter(number=number).first())
    return reach.in_force(school.pk, on) or published.order_by("in_force_on", "-number").first()


def _state(version: Version, current: Version | None, on: date) -> str:
    assert version.in_force_on is not None
    if version.in_force_on > on:
        return f"Comes into force on {version.in_force_on:%-d %B %Y}"
    if current is not None and current.pk == version.pk:
        return f"In force since {version.in_force_on:%-d %B %Y}"
    return f"Replaced; it was in force from {version.in_force_on:%-d %B %Y}"


def _is_named(school: School, viewer: Person | None) -> bool:
    return viewer is not None and viewer.school_id == school.pk


def _officers(version: Version, named: bool, on: date) -> Mapping[str, str]:
    """Names for the school's own people; for the public the school alone."""
    return reach.officers_of(version, on) if named else {"school": version.school.name}


def _line(clause: Clause, officers: Mapping[str, str], words: str) -> Line:
    text = placeholders.filled(wording.whole(clause), officers)
    child = placeholders.filled(wording.for_reader(clause, Audience.PUPIL), officers) if clause.child else ""
    gloss = placeholders.filled(clause.gloss, officers)
    return Line(clause, text, gloss, child, _marked(text, words))


def _sections(lines: Iterable[Line]) -> Iterator[Section]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.clause.section, []).append(line)
    for number, (name, members) in enumerate(found.items(), 1):
        yield Section(number, name or "The policy", tuple(members))


def _model(clause: Clause) -> reader.PackClause | None:
    try:
        return model_policy.clause(clause.model) if clause.model else None
    except KeyError:
        return None


def _marked(text: str, words: str) -> tuple[Piece, ...]:
    asked = _words(words)
    if not asked:
        return (Piece("kept", text),)
    pieces = re.split(r"(\w+)", text)
    return tuple(
        Piece("found" if any(_alike(word, piece.casefold()) for word in asked) else "kept", piece)
        for piece in pieces
        if piece
    )


def _words(text: str) -> list[str]:
    return [word.casefold() for word in re.findall(r"\w+", text)]


def _alike(asked: str, word: str) -> bool:
    """`friend` finds `friends`, and `friends` finds `friend`."""
    return word.startswith(asked) or (len(word) >= 4 and asked.startswith(word))
