"""Questions whether two records are of one person: for who may ask, and for who may answer."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import F, Q
from django.utils import timezone

from schoolgate import access
from schoolgate.access.duties import EMPLOYED, GOVERNORS, WORDS, Duty
from schoolgate.community import kinship
from schoolgate.community.models import Care, Person, Placement, Role
from schoolgate.community.queries import people, sign_in, ties
from schoolgate.community.record_joins import RecordJoin
from schoolgate.community.spans import Span
from schoolgate.pages import or_404

MOST_FOUND = 20
ALONE = frozenset({Duty.DSL, Duty.CHAIR})
"""Who answers where nobody who reads is in it."""


@dataclass(frozen=True)
class Record:
    """What is on record of one of the two, enough to tell whether it is the other."""

    person: Person
    what: str
    since_on: date | None
    until_on: date | None
    numbers: str
    signs_in: bool
    children: str = ""
    classes: str = ""


@dataclass(frozen=True)
class JoinPage:
    question: RecordJoin
    records: tuple[Record, Record]
    sign_in: str
    """Whose sign-in stays, in a sentence."""
    takes_two: bool


def waiting_for(person: Person, at: datetime) -> list[RecordJoin]:
    """Open questions that this person may answer: not their own, not about them or their family, and not twice."""
    if not access.may(person, "community.agree_join"):
        return []
    found = RecordJoin.objects.filter(school=person.school_id, answered_at=None).exclude(asked_by=person)
    found = found.exclude(Q(kept=person) | Q(joined=person)).exclude(voices__by=person)
    return [
        question for question in found.select_related("kept", "joined", "asked_by") if may_answer(question, person, at)
    ]


# ---- who answers, and how many it takes


def circle(question: RecordJoin) -> frozenset[int]:
    """Whoever either record is of, with the family of both: what is about any of them changes its readers by the join."""
    return kinship.family_of(question.about_ids) | question.about_ids


def takes_two(question: RecordJoin) -> bool:
    """Whether anybody in it works here or governs, ever: only then can the join take a reader from something, or add one.

    It is asked of duties alone, so that nobody learns from it whether there is anything that somebody reads.
    """
    duties = [duty.value for duty in EMPLOYED | GOVERNORS]
    return Role.objects.filter(person__in=circle(question), duty__in=duties).exists()


def may_answer(question: RecordJoin, by: access.Someone, at: datetime) -> bool:
    """Whether this person is of those who answer: not where it is about them, or about somebody of their family."""
    if by.id is None or by.id in question.about_ids:
        return False
    if not takes_two(question):
        return bool(by.duties & ALONE)
    return by.id not in circle(question) and (bool(by.duties & ALONE) or ties.is_able(by, at))


def is_enough(question: RecordJoin, at: datetime) -> bool:
    """Whether enough have agreed about whom there is nothing that any of those in it is in; nobody is told which counted."""
    voices = list(question.voices.values_list("by", flat=True))
    if not takes_two(question):
        return bool(voices)
    people = circle(question)
    free = [
        voice
        for voice in voices
        if not any(ties.is_about_any(one, people) for one in {voice} | kinship.family_of([voice]))
    ]
    return ties.are_enough(free, ties.head_and_chair(question.school_id, at))


def question_for(person: Person, id: int, at: datetime) -> RecordJoin:
    """One open question; anything else is the same 404."""
    return or_404(next((question for question in waiting_for(person, at) if question.pk == id), None))


def join_page(person: Person, id: int, at: datetime) -> JoinPage:
    """One question with both records side by side."""
    question, on = question_for(person, id, at), timezone.localdate(at)
    records = (_whole_record(question.kept, person, on), _whole_record(question.joined, person, on))
    return JoinPage(question, records, _stays(question), takes_two(question))


def _stays(question: RecordJoin) -> str:
    kept, joined = (sign_in.account_of(person) for person in (question.kept, question.joined))
    stays = kept or joined
    if stays is None:
        return "Nobody signs in with either record yet."
    which = "the record that stays" if kept else "the record that is joined to it"
    closed = f" The sign-in with {joined.email} is closed." if kept and joined and joined.email else ""
    sure = "It sees no concern or case until somebody else has made sure that it is them."
    return f"The sign-in with {stays.email or 'no address'}, of {which}, stays for both.{closed} {sure}"


def others(person: Person, of: Person, words: str, on: date) -> list[tuple[int, str]]:
    """Other grown-ups on record, former ones too, with these words in their names: who may be the same person."""
    access.require(person, "community.propose_join", of)
    if not words.strip():
        return []
    pupils = Role.objects.filter(duty=Duty.PUPIL, person__school=of.school_id).values("person")
    found = people.visible_to(person, on).named(words).exclude(pk__in=pupils).exclude(pk__in=(of.pk, person.pk))
    return [(other.pk, _words(_record(other, on))) for other in found.prefetch_related("roles")[:MOST_FOUND]]


def _words(record: Record) -> str:
    end = f", left on {record.until_on:%-d %B %Y}" if record.until_on else ""
    return f"{record.person} ({record.what or 'no duty'}{end})"


def _record(person: Person, on: date) -> Record:
    roles = list(person.roles.all())
    held = [role for role in roles if role.holds_on(on)]
    ended = [role.until_on for role in roles if role.until_on]
    return Record(
        person=person,
        what=", ".join(_in_order({Duty(role.duty) for role in held or roles})),
        since_on=min((role.since_on for role in roles), default=None),
        until_on=None if held else max(ended, default=None),
        numbers=", ".join(f"{number.number} ({number.kind})" for number in person.numbers.all()),
        signs_in=hasattr(person, "account"),
    )


def _whole_record(person: Person, reader: Person, on: date) -> Record:
    """With whose parent they are and which classes they teach, which tells two people of one name apart."""
    cares = person.cares_for.exclude(until_on__lt=F("since_on")).select_related("child").order_by("since_on", "pk")
    known = set(people.visible_to(reader, on).filter(carers__parent=person).values_list("pk", flat=True))
    rooms = dict(
        Placement.objects.held(on).filter(pupil__in=known).values_list("pupil", "classroom__name").order_by("pk")
    )
    shown = [_child(care, rooms.get(care.child_id), on) for care in cares if care.child_id in known]
    hidden = len({care.child_id for care in cares} - known)
    if hidden:
        shown.append(f"{hidden} whose name{'s' if hidden > 1 else ''} you do not see")
    taught = person.teaching.exclude(until_on__lt=F("since_on")).select_related("classroom").order_by("since_on", "pk")
    classes = [
        f"{teaching.classroom} until {teaching.until_on:%-d %B %Y}"
        if _is_over(teaching, on)
        else str(teaching.classroom)
        for teaching in taught
    ]
    return replace(_record(person, on), children="; ".join(shown), classes="; ".join(classes))


def _child(care: Care, room: str | None, on: date) -> str:
    more = [words for words in (care.relation, room) if words]
    until = f" until {care.until_on:%-d %B %Y}" if _is_over(care, on) else ""
    in_brackets = f" ({', '.join(more)})" if more else ""
    return f"{care.child}{in_brackets}{until}"


def _is_over(span: Span, on: date) -> bool:
    return span.until_on is not None and span.until_on < on


def _in_order(duties: set[Duty]) -> Iterator[str]:
    return (WORDS[duty] for duty in Duty if duty in duties)
