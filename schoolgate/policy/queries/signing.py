"""What a person is asked to read and sign, and what they have signed."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, QuerySet, Subquery
from django.http import Http404

from schoolgate.community.models import Person
from schoolgate.engines.model_policy import placeholders
from schoolgate.pages import or_404
from schoolgate.policy import audiences, wording
from schoolgate.policy.models import Clause, Signature, SignedText, Version
from schoolgate.policy.queries import reach
from schoolgate.policy.rules import Audience

CHECKED_PRIVATE = "3.b.2"
"""The clause of the model policy that asks for the dated self-check of one's own accounts."""


@dataclass(frozen=True)
class Shown:
    """A clause as its reader sees it, and what changed in it since they last signed."""

    clause: Clause
    words: str
    gloss: str
    pieces: tuple[wording.Piece, ...]

    @property
    def is_changed(self) -> bool:
        return any(piece.how != "kept" for piece in self.pieces)


@dataclass(frozen=True)
class Group:
    name: str
    clauses: tuple[Shown, ...]

    @property
    def last_name(self) -> str:
        """The name without the headings above it, for those who read few words."""
        return self.name.rpartition(" › ")[2]


@dataclass(frozen=True)
class Owed:
    """What one person has still to sign, for one of the audiences they belong to."""

    version: Version
    audience: Audience
    clauses: tuple[Clause, ...]
    signed_number: int

    @property
    def again(self) -> bool:
        """Whether an earlier version was signed, so that only what changed is asked."""
        return self.signed_number > 0

    @property
    def asks_accounts(self) -> bool:
        return asks_accounts(self.audience, self.clauses)


def audiences_of(person: Person) -> list[Audience]:
    """The audiences a person belongs to today; none for someone who has left."""
    return [audience for audience in Audience if person.duties & audiences.DUTIES[audience]]


def asked_of(clauses: Iterable[Clause], audience: Audience, *, after: int = 0) -> tuple[Clause, ...]:
    """The clauses for an audience that whoever signed version number `after` last has not signed."""
    return tuple(c for c in clauses if audience.value in c.audience and c.since(audience) > after)


def asks_accounts(audience: Audience, clauses: Iterable[Clause]) -> bool:
    """Clause 3.b.2: staff who sign that their accounts are private also say when they last checked."""
    return audience is Audience.STAFF and any(clause.model == CHECKED_PRIVATE for clause in clauses)


def thresholds(clauses: Iterable[Clause]) -> dict[Audience, int]:
    """Audience → the version number from which on a signature covers all that is asked of it."""
    found: dict[Audience, int] = {}
    for clause in clauses:
        for audience in map(Audience, clause.audience):
            found[audience] = max(found.get(audience, 0), clause.since(audience))
    return {audience: number for audience, number in found.items() if number}


def owed_by(person: Person) -> list[Owed]:
    """Everything a person has still to sign of the last published version, an entry an audience."""
    return owed_of(person, reach.last_published(person.school_id)) if audiences_of(person) else []


def owed_of(person: Person, version: Version | None) -> list[Owed]:
    """Everything a person has still to sign of this version, an entry an audience."""
    belongs = audiences_of(person)
    if version is None or not belongs:
        return []
    clauses = list(version.clauses.all())
    signed = signed_numbers([person.pk]).get(person.pk, {})
    owed = (
        Owed(version, audience, asked_of(clauses, audience, after=signed.get(audience, 0)), signed.get(audience, 0))
        for audience in belongs
    )
    return [item for item in owed if item.clauses]


def owed_as(person: Person, audience: str) -> Owed | None:
    """What a person has still to sign for one audience; 404 when they do not belong to it."""
    if audience not in audiences_of(person):
        raise Http404
    return next((owed for owed in owed_by(person) if owed.audience == audience), None)


def words_of(owed: Owed, officers: Mapping[str, str]) -> list[Shown]:
    """The owed clauses as their reader sees them, with the words that changed since they last signed."""
    before = _signed_words(owed)
    return [_shown(clause, owed.audience, officers, before.get(clause.key)) for clause in owed.clauses]


def groups(clauses: Iterable[Shown]) -> list[Group]:
    """The clauses by their group, in the order in which the document first names each."""
    found: dict[str, list[Shown]] = {}
    for shown in clauses:
        found.setdefault(shown.clause.group or shown.clause.section, []).append(shown)
    return [Group(name, tuple(members)) for name, members in found.items()]


def digest_of(audience: Audience, clauses: Sequence[Clause], officers: Mapping[str, str]) -> str:
    """The digest of the exact text a reader is shown, as it is kept with their signature."""
    return hashlib.sha256(wording.as_seen(clauses, audience, officers).encode()).hexdigest()


def signatures_of(person: Person) -> QuerySet[Signature]:
    """What a person has signed, newest first."""
    return Signature.objects.filter(person=person, school=person.school_id).select_related("version")


def receipt_for(person: Person, id: int) -> Signature:
    """One's own signature; anyone else's is not there."""
    return or_404(signatures_of(person).filter(pk=id).first())


def text_of(signature: Signature) -> list[str]:
    """The exact words that were seen, line by line."""
    seen = SignedText.objects.filter(digest=signature.digest).first()
    return seen.text.splitlines() if seen else []


# ---- the page to sign on


@dataclass(frozen=True)
class SignPage:
    """What is owed as it is shown: by group, with the digest of exactly this text."""

    owed: Owed
    groups: tuple[Group, ...]
    digest: str

    @property
    def is_child(self) -> bool:
        return self.owed.audience is Audience.PUPIL


def sign_page(owed: Owed, on: date) -> SignPage:
    """The page on which one person signs what they owe."""
    officers = reach.officers_of(owed.version, on)
    digest = digest_of(owed.audience, owed.clauses, officers)
    return SignPage(owed, tuple(groups(words_of(owed, officers))), digest)


# ---- parts


def signed_numbers(people: Sequence[int]) -> dict[int, dict[str, int]]:
    """Person → audience → the highest number of a version they signed for it."""
    rows = Signature.objects.filter(person__in=people).order_by().values_list("person", "audience")
    found: dict[int, dict[str, int]] = {}
    for person, audience, number in rows.annotate(number=Max("version__number")):
        found.setdefault(person, {})[audience] = number
    return found


def _signed_words(owed: Owed) -> Mapping[object, Clause]:
    """The clauses of the version that was signed before, by key."""
    if not owed.again:
        return {}
    before = Version.objects.filter(school=owed.version.school_id, number=owed.signed_number).values("pk")
    return {
        clause.key: clause for clause in Clause.objects.filter(version__in=Subquery(before)).select_related("version")
    }


def _shown(clause: Clause, audience: Audience, officers: Mapping[str, str], was: Clause | None) -> Shown:
    words = placeholders.filled(wording.for_reader(clause, audience), officers)
    gloss = placeholders.filled(clause.gloss, officers) if audience is Audience.PARENT else ""
    if was is None:
        return Shown(clause, words, gloss, ())
    before = placeholders.filled(wording.for_reader(was, audience), officers)
    return Shown(clause, words, gloss, wording.pieces(before, words))
