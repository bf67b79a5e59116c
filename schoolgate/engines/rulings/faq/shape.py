"""What an example is, and short ways to write down its facts. The days are fixed, so no answer ever changes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from schoolgate.engines.rulings.facts import (
    Account,
    Carry,
    Connect,
    Content,
    Device,
    Place,
    Platform,
    Post,
    Role,
    Use,
    Way,
)

Facts = Use | Connect | Post | Carry
FindPlatform = Callable[[str, date], Platform]
"""Looks a platform up by its id, as the age register knew it on a day."""

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Example:
    """A question as somebody asks it, its facts, and what we answer.

    `audience` says who asks: staff, parent, pupil, or several of them. Where pupils do, `asks`, `do` and
    `whom` use words for a seven-year-old. The facts carry no platform: it is named, and looked up in the
    age register of the day.
    """

    id: str
    audience: tuple[str, ...]
    asks: str
    facts: Facts
    answer: str
    clauses: tuple[str, ...]
    do: str
    whom: str
    words: tuple[str, ...]
    platform: str | None = None

    def question(self, find: FindPlatform) -> Facts:
        """The facts with their platform in them, ready for `rule`."""
        if self.platform is None or isinstance(self.facts, Post | Carry) or self.facts.at is None:
            return self.facts
        return replace(self.facts, platform=find(self.platform, self.facts.at.date()))


def command_line(example: Example) -> list[str]:
    """The words after `schoolgate` that ask the example on the command line; unknown facts are left out."""
    facts = example.facts
    said = ["may", type(facts).__name__.lower()]
    for option, name in OPTIONS.items():
        value = example.platform if name == "platform" else getattr(facts, name, None)
        if value is True:
            said.append(option)
        elif value is not None and value is not False:
            said += [option, _word(value)]
    return [*said, "--json"]


OPTIONS = {
    "--role": "role",
    "--born": "born",
    "--with": "other",
    "--with-born": "other_born",
    "--way": "way",
    "--account": "account",
    "--content": "content",
    "--platform": "platform",
    "--at": "at",
    "--place": "place",
    "--device": "device",
    "--family-link": "family_link",
    "--official-holder": "official_holder",
    "--exception": "exception",
    "--poses-as-child": "poses_as_child",
    "--handed-in": "handed_in",
}


def _word(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return ",".join(sorted(value)) if isinstance(value, frozenset) else str(value)


# ---- moments: an ordinary school Monday, its weekend, and a bank holiday


def _at(on: date, hour: int, minute: int) -> datetime:
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=LONDON)


_MONDAY = date(2026, 11, 23)
BUS = _at(_MONDAY, 7, 30)
WALK_TO_SCHOOL = _at(_MONDAY, 8, 30)
REGISTRATION = _at(_MONDAY, 8, 50)
LESSON = _at(_MONDAY, 10, 15)
LUNCH = _at(_MONDAY, 12, 15)
GATE = _at(_MONDAY, 15, 10)
HOME_TIME = _at(_MONDAY, 15, 25)
AFTER_SCHOOL = _at(_MONDAY, 16, 10)
EVENING = _at(_MONDAY, 19, 30)
SATURDAY = _at(date(2026, 11, 28), 11, 0)
BANK_HOLIDAY = _at(date(2026, 12, 28), 10, 15)

# ---- births, by the age on that Monday

SEVEN = date(2019, 5, 12)
EIGHT = date(2018, 10, 5)
TEN = date(2016, 3, 4)
ELEVEN = date(2015, 6, 9)
THIRTEEN_TOMORROW = date(2013, 11, 24)
THIRTEEN_TODAY = date(2013, 11, 23)
FOURTEEN = date(2012, 4, 17)
SIXTEEN = date(2010, 9, 14)
EIGHTEEN_TOMORROW = date(2008, 11, 24)
EIGHTEEN_TODAY = date(2008, 11, 23)
GROWN_UP = date(1988, 7, 1)


# ---- facts


def use(
    role: Role,
    *,
    born: date | None = GROWN_UP,
    at: datetime = EVENING,
    place: Place = Place.ELSEWHERE,
    device: Device = Device.OWN_PHONE,
    **flags: bool,
) -> Use:
    """Somebody opens a site or app; where nothing is said, in the evening, at home, on their own phone."""
    return Use(role=role, born=born, platform=None, at=at, place=place, device=device, **flags)


def connect(
    role: Role,
    other: Role,
    way: Way,
    *,
    born: date | None = GROWN_UP,
    other_born: date | None = GROWN_UP,
    at: datetime = EVENING,
    place: Place = Place.ELSEWHERE,
    device: Device = Device.OWN_PHONE,
    **flags: bool,
) -> Connect:
    """Somebody gets in touch; where nothing is said, in the evening, at home, on their own phone."""
    return Connect(
        role=role,
        other=other,
        way=way,
        platform=None,
        at=at,
        place=place,
        device=device,
        born=born,
        other_born=other_born,
        **flags,
    )


def post(
    role: Role,
    *content: Content,
    account: Account = Account.PERSONAL,
    at: datetime = EVENING,
    born: date | None = GROWN_UP,
    official_holder: bool = False,
) -> Post:
    """Somebody puts something up; where nothing is said, in the evening on their own account."""
    return Post(
        role=role,
        account=account,
        content=frozenset(content),
        at=at,
        born=born,
        official_holder=official_holder,
    )


def carry(
    at: datetime, device: Device = Device.OWN_PHONE, *, handed_in: bool = False, exception: bool = False
) -> Carry:
    """A pupil has a device with them."""
    return Carry(role=Role.PUPIL, device=device, at=at, handed_in=handed_in, exception=exception)
