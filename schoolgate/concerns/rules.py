"""What a concern is, what may be told, and how it may end; knows nothing of Django."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from schoolgate.broken import Broken, Moved
from schoolgate.engines.evidence.shapes import Examined


class Channel(StrEnum):
    """By which way someone came to tell us."""

    PUPIL = "pupil"
    PARENT = "parent"
    STAFF = "staff"
    ANONYMOUS = "anonymous"


class ConcernKind(StrEnum):
    WORRY = "worry"
    UNHAPPY = "unhappy"
    STAFF = "staff"
    JOIN = "join"
    NETWORKING = "networking"
    COLLEAGUE = "colleague"
    POSING = "posing"


class Scope(StrEnum):
    """Clause 2.1: the two uses that the policy covers."""

    SCHOOL = "school"
    PERSONAL = "personal"


class Status(StrEnum):
    RECEIVED = "received"
    READ = "read"
    LOOKED_INTO = "looked_into"
    ANSWERED = "answered"
    FINISHED = "finished"


class ConcernPart(StrEnum):
    """What a person has to do with a concern."""

    ABOUT = "about"
    HARMED = "harmed"
    ALLEGED = "alleged"
    WITNESS = "witness"
    TELLER = "teller"


class Whom(StrEnum):
    """Whom it is about, as whoever tells us chooses: the holders of an office never read what is about them."""

    CHILD = "child"
    ADULT = "adult"
    DSL = "dsl"
    HEAD = "head"
    OTHER = "other"


class Harm(StrEnum):
    """In the order in which they are read: a word for each, never a score."""

    DANGER = "danger"
    SEXUAL = "sexual"
    GROOMING = "grooming"
    ADULT = "adult"
    BULLYING = "bullying"
    ILLEGAL = "illegal"
    RULES = "rules"
    OTHER = "other"


class Outcome(StrEnum):
    OPEN_CASE = "open_case"
    ADD_TO_CASE = "add_to_case"
    PASS = "pass"  # noqa: S105  (to a teacher; no secret)
    ANSWER = "answer"
    NO_ACTION = "no_action"


class BullyingStep(StrEnum):
    """The steps that clauses 5.p.8 and 7.3 ask for before a report of bullying may end."""

    LOOKED_INTO = "looked_into"
    OUTCOME = "outcome"


class AccessReason(StrEnum):
    """Why a concern reaches someone."""

    ROUTED = "routed"
    ESCALATED = "escalated"
    PASSED = "passed"
    SHARED = "shared"
    ON_DUTY = "on_duty"


class AboutReader(StrEnum):
    """Whether what somebody writes down is about a reader whom it names."""

    YES = "yes"
    NO = "no"


class AlertKind(StrEnum):
    """What an alert is about."""

    UNREAD = "unread"
    MAIL = "mail"
    FILE = "file"
    NAME = "name"
    QUIET = "quiet"


KINDS = {
    ConcernKind.WORRY: "A worry",
    ConcernKind.UNHAPPY: "Something someone is not happy with at school",
    ConcernKind.STAFF: "A concern from a member of staff",
    ConcernKind.JOIN: "A pupil tried to join a member of staff's account",
    ConcernKind.NETWORKING: "Social networking seen in the working day",
    ConcernKind.COLLEAGUE: "A concern about an adult who works here",
    ConcernKind.POSING: "An adult posing as a child",
}
DOORS = {
    Channel.PUPIL: "A pupil",
    Channel.PARENT: "A parent or carer",
    Channel.STAFF: "A member of staff",
    Channel.ANONYMOUS: "Somebody who gave no name",
}
SCOPES = {Scope.SCHOOL: "Use for the school", Scope.PERSONAL: "Personal use that affects the school"}
STATUSES = {
    Status.RECEIVED: "We have it. Nobody has read it yet.",
    Status.READ: "Someone who can help has read it.",
    Status.LOOKED_INTO: "We are looking into it.",
    Status.ANSWERED: "We have answered you.",
    Status.FINISHED: "We have finished with this.",
}
STATES = {
    Status.RECEIVED: "Read",  # by somebody for whom it was not meant in the end
    Status.READ: "Read",
    Status.LOOKED_INTO: "Being looked into",
    Status.ANSWERED: "Answered",
    Status.FINISHED: "Finished",
}
"""The same for those who read it, in a word."""
HARMS = {
    Harm.DANGER: "A child may be in danger now",
    Harm.SEXUAL: "Sexual images or behaviour",
    Harm.GROOMING: "Contact or grooming",
    Harm.ADULT: "An adult who works here",
    Harm.BULLYING: "Bullying",
    Harm.ILLEGAL: "Something rude or illegal",
    Harm.RULES: "Rules not kept",
    Harm.OTHER: "Something else",
}
PARTS = {
    ConcernPart.ABOUT: "It is about them",
    ConcernPart.HARMED: "They may have been harmed",
    ConcernPart.ALLEGED: "They are said to have done it",
    ConcernPart.WITNESS: "They saw or heard it",
    ConcernPart.TELLER: "They told somebody",
}
ENDS = {
    Outcome.OPEN_CASE: "Open a case",
    Outcome.ADD_TO_CASE: "Add it to a case",
    Outcome.PASS: "Pass it to the class teacher",
    Outcome.ANSWER: "Answer",
    Outcome.NO_ACTION: "No further action",
}
WHOM = {
    Whom.CHILD: "A child, or several",
    Whom.ADULT: "An adult at school",
    Whom.DSL: "The safeguarding lead",
    Whom.HEAD: "The head teacher",
    Whom.OTHER: "Somebody else, or nobody in particular",
}
WHYS = {
    AccessReason.ROUTED: "It is theirs to read.",
    AccessReason.ESCALATED: "Nobody had read it in time.",
    AccessReason.PASSED: "It was passed to them.",
    AccessReason.SHARED: "It was shared with them.",
    AccessReason.ON_DUTY: "They were on duty while the school was closed.",
}
GIVEN = {AccessReason.PASSED: "Passed to you", AccessReason.SHARED: "Shared with you"}
"""For whom it was given to by name, until they have opened it."""
STEPS = {BullyingStep.LOOKED_INTO: "What was found when it was looked into", BullyingStep.OUTCOME: "What came of it"}
AFTER = {
    Outcome.OPEN_CASE: Status.LOOKED_INTO,
    Outcome.ADD_TO_CASE: Status.LOOKED_INTO,
    Outcome.PASS: Status.LOOKED_INTO,
    Outcome.ANSWER: Status.ANSWERED,
    Outcome.NO_ACTION: Status.FINISHED,
}
"""What the reporter is told after each end."""

CONCERNED = frozenset({ConcernPart.ABOUT, ConcernPart.ALLEGED})
"""Whoever has such a part in a concern never learns from Schoolgate that it exists."""
BARS = CONCERNED | {ConcernPart.HARMED}
"""By whose duty it is not read."""

FROM_HOME = frozenset({Channel.PUPIL, Channel.PARENT})
"""Doors by which somebody tells as a child or a parent: their family is in it. Staff tell of others, in their work."""

SERIOUS = frozenset({Harm.DANGER, Harm.SEXUAL, Harm.GROOMING, Harm.ADULT})
"""Harms of which a grown-up may be the cause, also where a child is said to be meant."""

STAFF_ONLY = frozenset({ConcernKind.STAFF, ConcernKind.JOIN, ConcernKind.NETWORKING, ConcernKind.COLLEAGUE})
STILL_GOING_ON = frozenset({Status.RECEIVED, Status.READ, Status.LOOKED_INTO})
ABOUT_READER = {
    AboutReader.YES.value: "Yes. They will no longer see this, and someone else will be asked",
    AboutReader.NO.value: "No. It only names them",
}
ASK_OF_FILE = "The file names somebody who reads this. Choose the file again, and say below whether it is about them."
ASK_OF_READERS = "What you wrote names somebody who reads this. Say below whether it is about them."
LATE = timedelta(days=1)
LONG_AGO = timedelta(days=20 * 365 + 5)
"""Before which a day is no day on which something happened, but a slip of the year."""
DRAFTS_KEPT = timedelta(days=14)
"""After which a form that nobody has touched is dropped."""
LONGEST = 20_000
MOST_NAMES = 20
MOST_FILES = 10
MOST_BYTES = 60 * 1024 * 1024
"""Of all files together that come at once; of each alone, the evidence engine knows how large it may be."""
LONGEST_NAME = 200
LONGEST_DUTY = 62
"""Days for which somebody is put on duty at once: a summer holiday."""
LONGEST_NOTICE = 500
MOST_ALARMS = 12
"""Urgent emails to one person in an hour; whoever had so many knows that something waits."""
ENDED = (
    "We have finished with this, so nothing can be added to it any more. If there is more to tell, please tell us again, "
    "as you did the first time: it reaches somebody at once."
)
UNREAD_WORDS = (
    "Whoever told us has written again. Someone who decides must read that first: open the concern and read it."
)
WRITTEN_AGAIN = (
    "Whoever told us has written again since you opened this page. Read what is new below, then send this again."
)
ENDED_FOR_A_CHILD = "We have finished with this. Is there more? Please tell us again. We want to know."


class TooMany(Broken):
    """More is being told than one school's people tell in an hour."""


class TooQuick(Broken):
    """A form came back sooner than anyone can fill it in, or too late, or was not ours; with its next token."""


class Gone(Broken):
    """A file that was kept for a form is there no longer."""


@dataclass(frozen=True)
class Attachment:
    """A file that comes with a concern: its own name, its bytes untouched, and what was found in it."""

    name: str
    content: bytes = field(repr=False)
    examined: Examined = field(repr=False)


@dataclass(frozen=True)
class Report:
    """What someone tells us, before it is a concern. `people` are (id, part); `names` are typed by hand.

    `own_names` are of whoever tells us and of their own children: kept with the rest, and of nobody whom it is about.
    """

    door: Channel
    kind: ConcernKind
    words: str = ""
    scope: Scope = Scope.SCHOOL
    urgent: bool = False
    hurt: bool = False
    """That whoever complains says that a child was hurt or frightened, or may not be safe."""
    happened_at: datetime | None = None
    happened_words: str = ""
    childs_words: str = ""
    written_for: str = ""
    exact_words: str = ""
    place: str = ""
    told_in_person: bool | None = None
    trusted_adult: int | None = None
    someone_at_home: bool = False
    contact: str = ""
    whom: Whom | None = None
    people: tuple[tuple[int, ConcernPart], ...] = ()
    names: tuple[str, ...] = ()
    own_names: tuple[str, ...] = ()
    enclosures: tuple[Attachment, ...] = ()

    def all_words(self) -> str:
        """Everything that was said, for a machine to look through."""
        return " \n".join((self.words, self.childs_words, self.exact_words, self.happened_words))


def check_telling(telling: Report, *, at: datetime, by_outsider: bool) -> None:
    """Clause 8.b.2: anyone may tell us; something must be told, and only what the door has room for."""
    if not (telling.words.strip() or telling.childs_words.strip() or telling.exact_words.strip()):
        raise Broken("Tell us what happened. A few words are enough.")
    if max(map(len, (telling.words, telling.childs_words, telling.exact_words))) > LONGEST:
        raise Broken(f"That is more than {LONGEST:,} letters. Send the first part, then add the rest to it.")
    if telling.kind in STAFF_ONLY and (telling.door is not Channel.STAFF or by_outsider):
        raise Broken("This form is for people who work at the school. Sign in, or use one of the other forms.")
    if telling.door is Channel.STAFF and by_outsider:
        raise Broken("Sign in to tell us something as a member of staff.")
    if telling.happened_at:
        check_day(telling.happened_at.date(), today=(at + timedelta(hours=1)).date())
    if by_outsider and telling.people:
        raise Broken("Write names in your own words.")
    _check_sizes(telling)


def check_day(day: date, *, today: date) -> None:
    """The day on which something happened is past, and not so long ago that the year may be a slip."""
    if day > today:
        raise Broken("The day it happened is in the future. Check the date.")
    if today - day > LONG_AGO:
        raise Broken(
            f"The day it happened must be in the last {LONG_AGO.days // 365} years. Check the year. If it was longer ago, "
            "choose “I do not know”, and write when it was in your own words."
        )


def _check_sizes(telling: Report) -> None:
    names = (*telling.names, *telling.own_names)
    if len(names) > MOST_NAMES or any(len(name) > LONGEST_NAME for name in names):
        raise Broken(f"Give up to {MOST_NAMES} names, each with up to {LONGEST_NAME} letters.")
    check_files(telling.enclosures)


def check_files(enclosures: Sequence[Attachment]) -> None:
    """Not more files at once than somebody can look at."""
    if len(enclosures) > MOST_FILES or sum(len(attachment.content) for attachment in enclosures) > MOST_BYTES:
        raise Broken(
            f"Send up to {MOST_FILES} files at once, together at most {MOST_BYTES // 1024**2} MB; more can be added afterwards."
        )


def check_open_to(status: str) -> None:
    """More can be added to what was told for as long as the school is not finished with it."""
    if status == Status.FINISHED:
        raise Broken(ENDED)


def is_late(happened_at: datetime | None, entered_at: datetime) -> bool:
    """Whether it was entered more than a day after it happened."""
    return happened_at is not None and entered_at - happened_at > LATE


def waited(since: datetime, now: datetime) -> str:
    """How long something has waited, in the largest unit only: nobody acts on the minutes of a day."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    for unit, length in (("week", 7 * 24 * 60), ("day", 24 * 60), ("hour", 60), ("minute", 1)):
        if minutes >= length * (2 if unit == "week" else 1):
            number = minutes // length
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return "less than a minute"


def picture_type(content: bytes) -> str:
    """The media type of a copy that the evidence engine drew: it draws PNG, and JPEG of photographs."""
    return "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"


def is_bullying(harm: str, first_harm: str) -> bool:
    """Clause 5.p.8: what was once told as bullying keeps its steps, whatever it is called later."""
    return Harm.BULLYING in (harm, first_harm)


UNSEEN = "image/x-unseen"
"""The type of a drawing that nothing has looked at yet, so that nothing of it is shown."""


def check_reason(reason: str) -> None:
    """Every decision says why."""
    if not reason.strip():
        raise Broken("Give the reason, so that anyone who looks later understands it.")


def check_scope(scope: str, *, first: str, reason: str) -> None:
    """Clause 2.1: to call it another use than it was told as takes a reason."""
    if scope != first and not reason.strip():
        raise Broken("It was told as the other use. Give the reason why it is this one.", "2.1")


def check_words(words: str) -> None:
    """Something must be said, and not more than fits."""
    if not words.strip():
        raise Broken("Write something first.")
    if len(words) > LONGEST:
        raise Broken(f"That is more than {LONGEST:,} letters. Send it in parts.")


def check_added(words: str, *, with_files: bool) -> None:
    """What is added afterwards is words or files."""
    if not words.strip() and not with_files:
        raise Broken("Write something first, or choose a file.")
    if len(words) > LONGEST:
        raise Broken(f"That is more than {LONGEST:,} letters. Send it in parts.")


def check_all_read(*, waits: bool) -> None:
    """Clause 5.p.8: nothing ends with words in it that nobody who decides has read."""
    if waits:
        raise Broken(UNREAD_WORDS, "5.p.8")


def check_seen(seen: int | None, there: int) -> None:
    """That nobody wrote to us since the page was opened from which something is decided or answered."""
    if seen is not None and seen != there:
        raise Moved(WRITTEN_AGAIN, seen=there)


def check_end(end: Outcome, *, read: bool, bullying: bool, steps: Iterable[str], passed: bool, answered: bool) -> None:
    """Clauses 5.p.8 and 7.3: nothing ends unread; bullying is looked into and has an outcome first."""
    if not read:
        raise Broken("Read it first: nothing may end unread.", "5.p.8")
    missing = [step for step in BullyingStep if step not in set(steps)]
    if bullying and missing and end not in (Outcome.OPEN_CASE, Outcome.ADD_TO_CASE):
        what = " and ".join(STEPS[step].lower() for step in missing)
        raise Broken(f"A report of bullying cannot end like this yet. Write down {what}.", "5.p.8")
    if end is Outcome.PASS and not passed:
        raise Broken("Choose the teacher to whom it is passed.")
    if end is Outcome.ANSWER and not answered:
        raise Broken("Write the answer to whoever told us first; then close it as answered.", "3.c.2")


def is_danger(harm: str, urgent: bool) -> bool:
    """Whether somebody may be in danger now, as whoever told it says, or as it sounds until a person says otherwise."""
    return urgent or harm == Harm.DANGER


def is_grave(harm: str) -> bool:
    """Whether it may be danger, or something that an adult did: it does not end with a line and nothing else."""
    return harm in SERIOUS


def check_on_duty(starts_on: date, ends_on: date, *, today: date) -> None:
    """Somebody is on duty from a day until a day that is not past yet."""
    if ends_on < starts_on:
        raise Broken("The last day must be the first day or later.")
    if ends_on < today:
        raise Broken("The last day must be today or later.")
    if (ends_on - starts_on).days >= LONGEST_DUTY:
        raise Broken(f"Enter at most {LONGEST_DUTY} days at once.")


def check_quiet(days: int) -> None:
    """Long enough to look into something, and short enough that a child does not wait for ever."""
    if not 1 <= days <= 40:
        raise Broken("The school days until we remind you must be from 1 to 40.")


def check_minutes(*, urgent: int, other: int, answer_days: int, alarm: int) -> None:
    """Waiting times are long enough to be kept and short enough to matter."""
    if not 5 <= alarm <= 240:
        raise Broken("Minutes until an urgent email is sent again must be from 5 to 240.")
    if not 5 <= urgent <= other <= 2400:
        raise Broken("Minutes run from 5 to 2,400, and what is urgent waits no longer than the rest.")
    if not 1 <= answer_days <= 40:
        raise Broken("An answer is due within 1 to 40 school days.", "3.c.2")
