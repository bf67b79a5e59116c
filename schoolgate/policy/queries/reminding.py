"""Who is to be written to: asked, reminded, or sent a letter on paper."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.community.models import Person, School
from schoolgate.policy import audiences, reminders
from schoolgate.policy.models import Version
from schoolgate.policy.queries import coverage, reach
from schoolgate.policy.rules import Audience, Stage
from schoolgate.post import queries as post

REVIEW = "review.remind"
REGISTER = "register.remind"

Written = Mapping[int, Sequence[tuple[str, datetime]]]


@dataclass(frozen=True)
class ToWrite:
    """The last published version and the people who are written to about it."""

    version: Version
    people: tuple[Person, ...]


def schools() -> list[School]:
    """Schools with a published policy."""
    return list(School.objects.filter(versions__stage=Stage.PUBLISHED.value).distinct())


def to_ask(school: School, at: datetime) -> ToWrite | None:
    """People with e-mail who owe a signature and were not asked since it was published or since they came."""
    return _to_write(school, at, _not_asked)


def to_remind(school: School, at: datetime) -> ToWrite | None:
    """People with e-mail who were asked and whose next reminder is due."""
    return _to_write(school, at, _reminder_due)


def to_remind_now(by: Person, at: datetime, *, audience: str = "", classroom: str = "") -> ToWrite | None:
    """People with e-mail on this list to whom nobody has written today; for those who may chase."""
    access.require(by, "look.chase_list")
    return _to_write(by.school, at, _not_today, audience=audience, classroom=classroom)


def to_print(by: Person, on: date, *, audience: str = "", classroom: str = "") -> ToWrite | None:
    """People on this list who have no e-mail, by name; for those who may chase."""
    access.require(by, "look.chase_list")
    version = reach.last_published(by.school_id)
    if version is None:
        return None
    people = coverage.grown_up(coverage.owing(by.school_id, on, audience=audience, classroom=classroom)).filter(
        email=""
    )
    chosen = tuple(people.prefetch_related("roles"))
    return ToWrite(version, chosen) if chosen else None


def to_remind_of_review(school: School, at: datetime) -> ToWrite | None:
    """The head, when the published policy has a review coming up or overdue."""
    version = reach.last_published(school.pk)
    if version is None or version.review_on is None:
        return None
    heads = Person.objects.filter(school=school).holding(Duty.HEAD, on=timezone.localdate(at)).exclude(email="")
    last = post.last_written(school.pk, (REVIEW,), people=[head.pk for head in heads])
    today, review_on = timezone.localdate(at), version.review_on
    due = tuple(
        head
        for head in heads
        if reminders.review_is_due(review_on, reminded_on=on_review(last.get(head.pk), review_on), today=today)
    )
    return ToWrite(version, due) if due else None


def keepers(school: School, at: datetime) -> list[Person]:
    """The head and the DSL, who keep the age register, where they have e-mail."""
    people = Person.objects.filter(school=school)
    keepers = people.holding(Duty.HEAD, Duty.DSL, on=timezone.localdate(at))
    return list(keepers.exclude(email="").select_related("school"))


def last_reminded_of_register(school: School, people: Sequence[Person]) -> Mapping[int, datetime]:
    """When each of these was last reminded to check the age register."""
    return post.last_written(school.pk, (REGISTER,), people=[person.pk for person in people])


# ---- parts


def on_review(moment: datetime | None, review_on: date) -> date | None:
    """The day of the last reminder, unless it was about an earlier review."""
    day = timezone.localdate(moment) if moment else None
    return day if day and day >= review_on - reminders.REVIEW_AHEAD else None


def _to_write(
    school: School,
    at: datetime,
    wanted: Callable[[Person, Sequence[datetime], date], bool],
    *,
    audience: str = "",
    classroom: str = "",
) -> ToWrite | None:
    version = reach.last_published(school.pk)
    if version is None or version.published_at is None:
        return None
    today = timezone.localdate(at)
    owing = coverage.grown_up(coverage.owing(school.pk, today, audience=audience, classroom=classroom)).exclude(
        email=""
    )
    mails = (coverage.ASK, coverage.REMIND)
    written = post.written(school.pk, mails, since=version.published_at)
    people = tuple(
        person
        for person in owing.prefetch_related("roles")
        if wanted(person, _since_asked(person, written.get(person.pk, ()), today), today)
    )
    return ToWrite(version, people) if people else None


def _since_asked(person: Person, mails: Sequence[tuple[str, datetime]], today: date) -> list[datetime]:
    """The mails that count: those since the person came to be asked for the last thing they owe."""
    roles = [role for role in person.roles.all() if role.holds_on(today)]
    owed = (a for a in Audience if a is not Audience.PUPIL and getattr(person, f"owes_{a}", False))
    came_on = (
        min((role.since_on for role in roles if role.duty in audiences.DUTIES[audience]), default=today)
        for audience in owed
    )
    start = max(came_on, default=today)
    return [made_at for _, made_at in mails if timezone.localdate(made_at) >= start]


def _not_asked(person: Person, mails: Sequence[datetime], today: date) -> bool:
    return not mails


def _reminder_due(person: Person, mails: Sequence[datetime], today: date) -> bool:
    return reminders.is_due([timezone.localdate(moment) for moment in mails], today=today)


def _not_today(person: Person, mails: Sequence[datetime], today: date) -> bool:
    return all(timezone.localdate(moment) != today for moment in mails)
