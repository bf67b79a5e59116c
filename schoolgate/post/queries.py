"""What someone may know of letters and mail: the outbox, and when a person was last written to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Q, QuerySet
from django.utils.http import urlencode

from schoolgate import access
from schoolgate.community.models import Person, School
from schoolgate.pages import or_404
from schoolgate.post import rules
from schoolgate.post.models import Message

PER_PAGE = 50
STUCK = (Message.State.FAILED.value, Message.State.KEPT.value)


@dataclass(frozen=True)
class StateCount:
    """How many messages of the school are in one state."""

    state: str
    words: str
    number: int

    @property
    def url(self) -> str:
        return f"?{urlencode({'state': self.state})}"

    @property
    def needs_attention(self) -> bool:
        return bool(self.number) and self.state in STUCK


@dataclass(frozen=True)
class OutboxPage:
    page: Page[Message]
    counts: tuple[StateCount, ...]
    stuck: int


def visible_to(person: Person) -> QuerySet[Message]:
    """The school's letters and mails, for those who look after them; nothing for anyone else."""
    messages = Message.objects.filter(school=person.school_id).exclude(_private() & ~Q(person=person))
    return messages if access.may(person, "look.outbox") else messages.none()


def _private() -> Q:
    return Q(kind__startswith=f"{rules.PRIVATE}.")


def hidden_messages(person: Person) -> QuerySet[Message]:
    """Private mails to others: that there is one is nobody's but its reader's to know."""
    return Message.objects.filter(_private(), school=person.school_id).exclude(person=person)


def message_for(person: Person, id: int) -> Message:
    """One message this person may see; not there and not theirs are the same 404."""
    return or_404(visible_to(person).filter(pk=id).select_related("person", "school").first())


def outbox(person: Person, *, state: str = "", way: str = "", words: str = "", page: int | str = 1) -> OutboxPage:
    """A page of the outbox, newest first, and how many messages are in each state."""
    messages = visible_to(person)
    counted = dict(messages.order_by().values_list("state").annotate(number=Count("pk")))
    found = messages.select_related("person").defer("body")
    if state in Message.State.values:
        found = found.filter(state=state)
    if way in Message.Way.values:
        found = found.filter(way=way)
    for word in words.split():
        found = found.filter(
            Q(pk__in=_to_nobody_on_record(messages, word))
            | Q(person__email__icontains=word)
            | Q(person__last_name__icontains=word)
            | Q(person__first_name__icontains=word)
        )
    counts = tuple(StateCount(value, str(label), counted.get(value, 0)) for value, label in Message.State.choices)
    stuck = _stuck(person).count()
    return OutboxPage(Paginator(found, PER_PAGE).get_page(page), counts, stuck)


def _to_nobody_on_record(messages: QuerySet[Message], word: str) -> list[int]:
    """Mails to an address with this in it that is nobody's in particular: addresses are sealed, so SQL finds none."""
    found = messages.filter(person=None).exclude(to="").order_by()
    return [pk for pk, to in found.values_list("pk", "to") if word.casefold() in to.casefold()]


def to_try_again(person: Person) -> Sequence[Message]:
    """Every mail of the school that could not be sent and still has its words."""
    return list(_stuck(person))


def _stuck(person: Person) -> QuerySet[Message]:
    return visible_to(person).filter(state__in=STUCK, way=Message.Way.EMAIL.value).exclude(body="")


@dataclass(frozen=True)
class Stuck:
    """How many mails of a school cannot leave; private ones are not counted, as nobody else may know of them."""

    number: int
    has_server: bool


@dataclass(frozen=True)
class LeavingPage:
    """Whether mail leaves, in numbers alone: nothing of what it says or to whom it goes."""

    stuck: Stuck
    counts: tuple[StateCount, ...]
    problems: tuple[tuple[str, int], ...]


def stuck(school_id: int) -> Stuck:
    """Without a server nothing leaves; with one it is what failed, and what was kept before and still has its words."""
    mails = _open_mails(school_id)
    if not settings.DELIVERY:
        waits = (Message.State.WAITING.value, *STUCK)
        return Stuck(mails.filter(state__in=waits).count(), has_server=False)
    failed = Q(state=Message.State.FAILED.value) | (Q(state=Message.State.KEPT.value) & ~Q(body=""))
    return Stuck(mails.filter(failed).count(), has_server=True)


def leaving(person: Person) -> LeavingPage:
    """For those who may see that mail does not leave, and why."""
    access.require(person, "look.leaving_mail")
    mails = _open_mails(person.school_id).order_by()
    counted = dict(mails.values_list("state").annotate(number=Count("pk")))
    states = [(value, label) for value, label in Message.State.choices if value != Message.State.PRINTED.value]
    problems = mails.exclude(problem="").values_list("problem").annotate(number=Count("pk"))
    return LeavingPage(
        stuck=stuck(person.school_id),
        counts=tuple(StateCount(value, str(label), counted.get(value, 0)) for value, label in states),
        problems=tuple(problems.order_by("-number", "problem")),
    )


def _open_mails(school_id: int) -> QuerySet[Message]:
    """The mails of a school of which those may know who do not read them."""
    return Message.objects.filter(school=school_id, way=Message.Way.EMAIL.value).exclude(_private())


def written(
    school_id: int, kinds: Collection[str], *, since: datetime, people: Collection[int] | None = None
) -> dict[int, list[tuple[str, datetime]]]:
    """Person → (kind, moment) of every letter and mail of these kinds since then, oldest first."""
    messages = Message.objects.filter(school=school_id, kind__in=kinds, made_at__gte=since, person__isnull=False)
    if people is not None:
        messages = messages.filter(person__in=people)
    found: dict[int, list[tuple[str, datetime]]] = {}
    for person, kind, made_at in messages.order_by("made_at").values_list("person", "kind", "made_at"):
        found.setdefault(person, []).append((kind, made_at))
    return found


def written_on(school_id: int, day: date) -> set[tuple[int, str]]:
    """(person, matter) of every e-mail to the school's people made on that day."""
    mails = Message.objects.filter(school=school_id, way=Message.Way.EMAIL.value, made_at__date=day)
    return {(person, rules.matter(kind)) for person, kind in mails.values_list("person", "kind") if person}


def last_written(school_id: int, kinds: Collection[str], *, people: Collection[int]) -> dict[int, datetime]:
    """Person → when they were last written to in this matter, by e-mail or on paper."""
    messages = Message.objects.filter(school=school_id, kind__in=kinds, person__in=people).order_by()
    return dict(messages.values_list("person").annotate(last=Max("made_at")))


def addressee(address: str) -> tuple[int | None, int | None]:
    """The school and the person behind an address, where it is the address of one person only."""
    found = list(Person.objects.filter(account__email__iexact=address)[:2])
    found = found or list(Person.objects.filter(email__iexact=address)[:2])
    if len(found) == 1:
        return found[0].school_id, found[0].pk
    schools = {person.school_id for person in found} or set(School.objects.values_list("pk", flat=True)[:2])
    return (schools.pop(), None) if len(schools) == 1 else (None, None)
