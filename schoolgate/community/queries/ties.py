"""Ties that somebody else entered and that keep somebody from reading: whom they concern, and who may say they never were."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.community import kinship, rules
from schoolgate.community.models import Care, FamilyLink, Person, School, TieQuestion
from schoolgate.community.queries import appointments
from schoolgate.pages import or_404

SHOWN = timedelta(days=365)
IN_LINE = frozenset({Duty.HEAD, Duty.CHAIR})
IsAbout = Callable[[int, frozenset[int]], bool]
_is_about: list[IsAbout] = []


def register(is_about: IsAbout) -> None:
    """Lets an app above say whether anything that these people are in is about somebody."""
    if is_about not in _is_about:
        _is_about.append(is_about)


@dataclass(frozen=True)
class TieLine:
    """One tie as somebody sees it who may say that it was never so; what others said of it is not shown."""

    question: TieQuestion
    people: str
    """All whom it keeps from reading something, of those whom whoever looks may see."""
    may_say: bool
    said: bool


# ---- what an action may ask


def answerable(question: TieQuestion, by: access.Someone, at: datetime) -> TieQuestion:
    """Returns a question that is this person's to answer, with the school locked: of two voices the second finds the first."""
    School.objects.select_for_update(no_key=True).get(pk=by.school_id or 0)
    found = next((line for line in lines(by, at) if line.question.pk == question.pk and line.may_say), None)
    if found is None:
        raise access.Refused("community.say_never_so")
    return found.question


# ---- which ties are asked about


def new_questions(school_id: int, at: datetime) -> list[TieQuestion]:
    """Ties that somebody else entered within the family of those who read, and of which nobody was asked yet."""
    on = timezone.localdate(at)
    ahead = Q(roles__until_on=None) | Q(roles__until_on__gte=on)
    people = Person.objects.filter(ahead, school=school_id, roles__duty__in=rules.READING)
    families = kinship.families(people.order_by().values_list("pk", flat=True))
    if not families:
        return []
    circles = {reader: family | {reader} for reader, family in families.items()}
    everybody = frozenset[int]().union(*circles.values())
    cares = Care.objects.filter(parent__in=everybody, child__in=everybody, entered_at__isnull=False)
    links = FamilyLink.objects.filter(staff__in=everybody, pupil__in=everybody)
    asked = TieQuestion.objects.filter(school=school_id, person__in=circles)
    never = TieQuestion.objects.filter(school=school_id, never_at__isnull=False)
    cares = cares.exclude(pk__in=never.filter(care__isnull=False).values("care"))
    links = links.exclude(pk__in=never.filter(link__isnull=False).values("link"))
    there = set(asked.order_by().values_list("person_id", "care_id", "link_id"))
    found = []
    for reader, circle in circles.items():
        for care in cares:
            if care.entered_by_id != reader and {care.parent_id, care.child_id} <= circle:
                found.append(TieQuestion(school_id=school_id, person_id=reader, care=care, asked_at=at))
        for link in links:
            if link.declared_by_id != reader and {link.staff_id, link.pupil_id} <= circle:
                found.append(TieQuestion(school_id=school_id, person_id=reader, link=link, asked_at=at))
    return [item for item in found if (item.person_id, item.care_id, item.link_id) not in there]


def ended_as_never(cares: QuerySet[Care]) -> QuerySet[Care]:
    """Those that two people have said were never so: they end before they begin."""
    return cares.filter(until_on__lt=F("since_on"))


def same_tie(question: TieQuestion) -> QuerySet[TieQuestion]:
    """Every question about the same tie, whomever it keeps from reading."""
    return TieQuestion.objects.filter(care=question.care_id, link=question.link_id)


# ---- who may say that it was never so


def lines(person: access.Someone, at: datetime) -> list[TieLine]:
    """The ties of which this person may be one of the two who say that they never were; whoever entered one only sees it."""
    if person.id is None or not access.may(person, "look.ties"):
        return []
    found = TieQuestion.objects.filter(school=person.school_id, asked_at__gt=at - SHOWN)
    if not _sees_all(person):
        found = found.filter(person=person.id)
    mine = found.select_related(
        "person", "care__parent", "care__child", "care__entered_by", "link__staff", "link__pupil", "link__declared_by"
    ).prefetch_related("answers")
    by_tie: dict[tuple[int | None, int | None], list[TieQuestion]] = {}
    for item in mine:
        by_tie.setdefault((item.care_id, item.link_id), []).append(item)
    able = is_able(person, at) if by_tie else False
    return [_line(person, about, able) for about in by_tie.values()]


def _line(person: access.Someone, about: list[TieQuestion], able: bool) -> TieLine:
    """One tie, however many it keeps from reading."""
    question = about[0]
    said = any(answer.by_id == person.id for item in about for answer in item.answers.all())
    own = any(item.person_id == person.id for item in about)
    return TieLine(
        question=question,
        people=" and ".join(sorted(str(item.person) for item in about if not item.person.same_as_id)),
        may_say=not said and question.entered_by_id != person.id and (able or own),
        said=said,
    )


def _sees_all(person: access.Someone) -> bool:
    return bool(person.duties & (IN_LINE | {Duty.GOVERNOR}))


def is_able(person: access.Someone, at: datetime) -> bool:
    """Head and chair, and governors who do not work here and were not made one just now."""
    if person.duties & IN_LINE:
        return True
    if not rules.is_independent(person.duties):
        return False
    governor = Person.objects.select_related("school").prefetch_related("roles").get(pk=person.id or 0)
    return appointments.is_settled(governor, at)


def are_enough(voices: Collection[int], on_duty: Collection[int]) -> bool:
    """Two people, and one of them the head or the chair: nobody else lets themselves read with a governor alone."""
    return len(set(voices)) > 1 and not set(voices).isdisjoint(on_duty)


def head_and_chair(school_id: int, at: datetime) -> frozenset[int]:
    held = Person.objects.filter(school=school_id).holding(*IN_LINE, on=timezone.localdate(at))
    return frozenset(held.values_list("pk", flat=True))


def free_of_it(voices: Iterable[int], child_id: int, maker: int | None) -> list[int]:
    """Those of them about whom there is nothing that the child, or anybody of the child's family, is in.

    Of the family as it would be without what `maker` entered: what is asked about is no reason against itself.
    """
    child = Person.objects.filter(pk=child_id)
    people = (kinship.family_without(child, maker) if maker else kinship.family_of([child_id])) | {child_id}
    return [voice for voice in voices if not is_about_any(voice, people)]


def is_about_any(person_id: int, people: frozenset[int]) -> bool:
    """Whether anything that any of these people is in is about this person."""
    return any(is_about(person_id, people) for is_about in _is_about)


# ---- pages


def page(person: Person, at: datetime) -> list[TieLine]:
    access.require(person, "look.ties")
    return lines(person, at)


def question_for(person: Person, id: int, at: datetime) -> TieQuestion:
    """A tie of which this person may say that it was never so; anything else is the same 404."""
    found = (line.question for line in lines(person, at) if line.question.pk == id and line.may_say)
    return or_404(next(found, None))
