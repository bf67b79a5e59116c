"""What the school's records may and may not say, whoever writes them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from schoolgate.access.duties import COVERS, EMPLOYED, GOVERNORS, LEADERS, READING_COVERS, SAFEGUARDING, WORDS, Duty
from schoolgate.broken import Broken

ORDINARY = frozenset({Duty.PUPIL, Duty.PARENT, Duty.TEACHER, Duty.STAFF, Duty.GOVERNOR})
"""Duties that come with being someone at the school; every other duty is given by the head, one by one."""

BY_TWO = SAFEGUARDING
"""Duties that head and chair give and end together."""
GUARDED = BY_TWO | {Duty.CHAIR}
"""Duties that watch those who would give them: never given or ended by one of these alone."""
TOLD = GUARDED | {Duty.HEAD, Duty.GOVERNOR}
"""Duties of which the governors and the head are told whenever somebody comes to hold or to lose one."""
READING = GUARDED | LEADERS | READING_COVERS
"""Duties that come to read concerns and run cases: those in the line of both."""
OUTLAST = GUARDED | {Duty.HEAD}
"""Duties that a leaving does not end by itself: those end them who may, and nobody before today."""
RENAMED = TOLD | {Duty.DEPUTY}
"""Duties that read what is told: of another name of their holders the governors and the head are told as well."""
MOST_WAITING = 10
"""Working days that a school waits at most before an appointment takes effect."""

MOST_AWAY = 42
"""Days for which somebody covers at once."""

KINDS: dict[str, frozenset[Duty]] = {
    "pupil": frozenset({Duty.PUPIL}),
    "staff": EMPLOYED,
    "parent": frozenset({Duty.PARENT}),
    "governor": GOVERNORS,
}
LEAST_WORK = timedelta(hours=5)
"""A working day has so much at least: what nobody reads goes on when working time has passed."""
MOST_CLOSED = timedelta(weeks=8)
"""Longer than any holiday: only the head closes the calendar for more."""
WEEKEND = timedelta(days=3)
"""Closures with no more than this between the last day of one and the first of the next follow each other."""
OLDEST = 110
FARTHEST = timedelta(days=366)
ADULT = 18


@dataclass(frozen=True)
class Bar:
    """What a duty does not read: what is about those who gave it, and was told before it began."""

    people: frozenset[int]
    before: datetime

    def keeps_out(self, about: Collection[int], told_at: datetime) -> bool:
        return told_at < self.before and not self.people.isdisjoint(about)


@dataclass(frozen=True)
class NewDate:
    """A term, a holiday or a training day that is to be entered; both days are part of it."""

    kind: str
    name: str
    starts_on: date
    ends_on: date


def check_born_on(born_on: date | None, *, today: date) -> None:
    """A date of birth is in the past, and not further back than anyone lives."""
    if born_on is None:
        return
    if born_on > today:
        raise Broken(f"The date of birth {_day(born_on)} is in the future.")
    if today.year - born_on.year > OLDEST:
        raise Broken(f"The date of birth {_day(born_on)} is more than {OLDEST} years ago.")


def check_hours(*, day: tuple[time, time], work: tuple[time, time]) -> None:
    """A day starts before it ends."""
    for name, (starts_at, ends_at) in (("school day", day), ("working day", work)):
        if ends_at <= starts_at:
            raise Broken(f"The {name} ends at {ends_at:%H:%M}, which is not after {starts_at:%H:%M}.")


def check_working_hours(starts_at: time, ends_at: time) -> None:
    """So long that what nobody has read goes on to the next person within a day."""
    if datetime.combine(date.min, ends_at) - datetime.combine(date.min, starts_at) < LEAST_WORK:
        hours = LEAST_WORK // timedelta(hours=1)
        raise Broken(f"A working day has at least {hours} hours: what nobody reads goes on by working time.", "3.c.2")


def check_closures(new: Iterable[NewDate], there: Iterable[NewDate], *, may_close: bool) -> None:
    """Nobody but the head closes the calendar for months, in one stretch or in several that follow each other.

    A long stretch that is there already, as the head entered it, stops nobody who adds nothing to it.
    """
    dates = [*((item, False) for item in there), *((item, True) for item in new)]
    closed = sorted(((item, is_new) for item, is_new in dates if item.kind != "term"), key=lambda one: one[0].starts_on)
    first = last = added = None
    for item, is_new in closed:
        if first is None or last is None or item.starts_on - last > WEEKEND:
            first, last, added = item.starts_on, item.ends_on, None
        last = max(last, item.ends_on)
        added = item if is_new else added
        if added and last - first >= MOST_CLOSED and not may_close:
            weeks = MOST_CLOSED // timedelta(weeks=1)
            raise Broken(
                f"{added.name} would close the school from {_day(first)} to {_day(last)}. "
                f"Only the head enters more than {weeks} weeks."
            )


def check_dates(new: Iterable[NewDate], there: Iterable[NewDate]) -> None:
    """Dates run forwards, none is entered twice, and no two terms overlap."""
    known = list(there)
    for item in new:
        if item.ends_on < item.starts_on:
            raise Broken(f"{item.name} ends on {_day(item.ends_on)}, before it starts on {_day(item.starts_on)}.")
        for other in known:
            if item.kind == other.kind and _overlap(item, other) and (item.kind == "term" or _same(item, other)):
                raise Broken(
                    f"{item.name} ({_day(item.starts_on)} to {_day(item.ends_on)}) overlaps {other.name}, "
                    f"{_day(other.starts_on)} to {_day(other.ends_on)}. Remove that one first."
                )
        known.append(item)


def _overlap(day: NewDate, other: NewDate) -> bool:
    return day.starts_on <= other.ends_on and other.starts_on <= day.ends_on


def _same(day: NewDate, other: NewDate) -> bool:
    return (day.starts_on, day.ends_on) == (other.starts_on, other.ends_on)


def check_given_alone(duty: Duty, *, first: bool) -> None:
    """A duty that watches others is given by one person only where nobody here has ever held it."""
    if duty in COVERS:
        raise Broken("Nobody is given this for good. Say on the page “Absence and duty” who covers, and until when.")
    if first or duty not in GUARDED:
        return
    if duty == Duty.CHAIR:
        raise Broken("Another governor gives the duty of chair, on the page “Duties”. IT can give it on the server.")
    raise Broken(f"“{WORDS[duty]}” takes two people. Propose it on the page “Duties”: head and chair decide together.")


def check_ended_alone(duty: Duty) -> None:
    if duty == Duty.CHAIR:
        raise Broken("Another governor ends the duty of chair, on the page “Duties”. IT can end it on the server.")
    if duty in BY_TWO:
        raise Broken(f"Ending “{WORDS[duty]}” takes two people. Propose it on the page “Duties”.")


def outlasts_leaving(duty: Duty, by: Collection[Duty]) -> bool:
    """Whether a duty goes on when somebody with these duties puts down that its holder leaves."""
    return duty in GUARDED or (duty == Duty.HEAD and not {Duty.HEAD, Duty.CONSOLE} & set(by))


def who_ends(duty: Duty) -> str:
    """Who is asked to end a duty that outlasts a leaving, in words."""
    if duty == Duty.HEAD:
        return "a head teacher ends it"
    who = "another governor ends it" if duty == Duty.CHAIR else "head and chair have ended it together"
    return f"{who}, on the page “Duties”"


def decides_end(duty: Duty, duties: Collection[Duty]) -> bool:
    """Whether somebody with these duties is asked when a duty outlasts a leaving."""
    if duty == Duty.CHAIR:
        return is_independent(duties)
    return bool(({Duty.HEAD, Duty.CHAIR} if duty in BY_TWO else {Duty.HEAD}) & set(duties))


def is_independent(duties: Collection[Duty]) -> bool:
    """Whether somebody governs the school and does not work in it."""
    return bool(GOVERNORS & set(duties)) and not EMPLOYED & set(duties)


def check_may_chair(duties: Collection[Duty]) -> None:
    if not is_independent(duties):
        raise Broken("Only a governor who does not work at the school can chair the governors.")


def check_gives_chair(duties: Collection[Duty], *, own: bool, settled: bool) -> None:
    """Another governor gives and ends it: nobody who works here, and nobody who was made a governor just now for that."""
    if own:
        raise Broken("Another governor decides about your own duty of chair. Ask one of them.")
    if not is_independent(duties):
        raise Broken("You work at the school, so another governor gives and ends the duty of chair.")
    if not settled:
        raise Broken("You became a governor only just now. Ask a governor who has been one for longer.")


def check_away(since_on: date, until_on: date, *, today: date) -> None:
    """An absence is covered from today or later, until a day, and not for long: then it is said again."""
    if since_on < today:
        raise Broken("The first day must be today or later.")
    if until_on < since_on:
        raise Broken("The last day must be the first day or later.")
    if (until_on - since_on).days >= MOST_AWAY:
        raise Broken(f"Enter at most {MOST_AWAY} days at once. If it lasts longer, give somebody the duty itself.")


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise Broken("Enter the reason, so that anyone who looks later understands it.")


def are_head_and_chair(one: Collection[Duty], other: Collection[Duty]) -> bool:
    """Whether of two people one is the head and the other chairs the governors."""
    return (Duty.HEAD in one and Duty.CHAIR in other) or (Duty.CHAIR in one and Duty.HEAD in other)


def may_withdraw(duty: Duty, duties: Collection[Duty], *, made: bool) -> bool:
    """Who may withdraw an appointment before it takes effect: those who made it, and those who could have."""
    return made or (bool({Duty.HEAD, Duty.CHAIR} & set(duties)) if duty in BY_TWO else is_independent(duties))


def check_added_duty(duty: Duty) -> None:
    """A person is added as what anyone may be; the head gives the rest."""
    if duty not in ORDINARY:
        raise Broken(f"“{WORDS[duty]}” is given by the head, on the person's own page.")


def check_fits(duty: Duty, held: Collection[Duty]) -> None:
    """Nobody holds a duty twice, and a pupil is nothing but a pupil."""
    if duty in held:
        raise Broken(f"They are “{WORDS[duty]}” already.")
    if Duty.PUPIL in held or (duty == Duty.PUPIL and held):
        raise Broken("A pupil cannot hold another duty at the same time.")


def check_leaving(left_on: date, *, since_on: date) -> None:
    """Nobody leaves before they came."""
    if left_on < since_on:
        raise Broken(f"They came on {_day(since_on)}, so they cannot have left on {_day(left_on)}.")


def check_last_day(day: date, *, today: date) -> None:
    """A last day that lies years ahead was mistyped, and nobody would notice before then."""
    if day > today + FARTHEST:
        raise Broken(
            f"{_day(day)} is more than a year ahead. Check the year, and enter a day within a year from today."
        )


def check_given_back(duties: Collection[Duty], *, over: Collection[Duty], may_give_duties: bool, own: bool) -> None:
    """Nobody says of themselves that they did not leave, and what the head gives is not given back without the head."""
    if own:
        raise Broken("Somebody else says that you did not leave. Ask the head or a colleague in the office.")
    heads = {Duty.HEAD} & set(duties) | (set(over) - ORDINARY)
    if heads and not may_give_duties:
        words = " and ".join(f"“{WORDS[duty]}”" for duty in Duty if duty in heads)
        raise Broken(f"They would be {words} again, which the head gives. Ask the head to say that they did not leave.")


def check_last_head(duty: Duty, *, others: int) -> None:
    """A school is never without a head: the last one's duty ends only when somebody else has it."""
    if duty == Duty.HEAD and not others:
        raise Broken("This is the only head teacher on record. Give somebody else the duty of head first.")


def check_email_change(duties: Collection[Duty], *, may_give_duties: bool, own: bool) -> None:
    """An e-mail address opens an account, so the head sees to those of people with duties of trust."""
    if not own and not may_give_duties and set(duties) - ORDINARY:
        raise Broken("Only the head may change the e-mail address of somebody who holds a duty the head gives.")


LINK_LASTS = timedelta(days=14)
"""How long the link to the old address is good; a second person may agree for as long as the change waits."""

Line = tuple[frozenset[Duty], ...]
"""Who is asked, and who next where none of the former is there or free of it."""

_HEAD, _CHAIR, _GOVERNOR = frozenset({Duty.HEAD}), frozenset({Duty.CHAIR}), frozenset({Duty.GOVERNOR})


def agreeing(duties: Collection[Duty]) -> Line:
    """Who is the second person where somebody's way to sign in changes: the head, and for the head the chair."""
    return (_CHAIR, _GOVERNOR) if Duty.HEAD in duties else (_HEAD, _CHAIR, _GOVERNOR)


def confirming(duties: Collection[Duty]) -> Line:
    """Who makes sure of somebody who came back by another's help: the DSL, for the DSL the head, for the head the chair."""
    if Duty.HEAD in duties:
        return (_CHAIR, _GOVERNOR)
    return (_HEAD, _CHAIR, _GOVERNOR) if Duty.DSL in duties else (SAFEGUARDING, _HEAD, _CHAIR, _GOVERNOR)


def check_own_name(duties: Collection[Duty]) -> None:
    """Whoever may come to read what is told is found in it by their name, so nobody gives themselves another one."""
    if set(duties) & (EMPLOYED | GOVERNORS):
        raise Broken("Somebody else puts your own name right: the office, the head or a deputy head.", "6.4")


def check_decision(*, waiting: bool, ended: bool, reason: str) -> None:
    """A declared family link is decided once, with a reason."""
    if ended:
        raise Broken("This family link was withdrawn, so there is nothing left to decide.")
    if not waiting:
        raise Broken("This family link has been decided already.")
    if not reason.strip():
        raise Broken("Give the reason, so that anyone who looks later understands the decision.")


def adult_on(born_on: date) -> date:
    """The day on which someone is 18; a former pupil stays known until then."""
    try:
        return born_on.replace(year=born_on.year + ADULT)
    except ValueError:
        return date(born_on.year + ADULT, 3, 1)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
