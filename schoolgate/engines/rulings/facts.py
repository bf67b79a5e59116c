"""What can be asked, and the facts a question gives; `None` means that a fact is not known."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

OLDEST = 30
"""Years: no age that decides anything is above this, so older people count as this old and a year more."""

LAWFUL_ROUTES = frozenset({"parent_consent", "supervised_account", "kids_version", "school_account"})
"""Ways in which a site lets in somebody below its minimum age."""


class Strength(StrEnum):
    MUST = "must"
    SHOULD = "should"
    GOOD_PRACTICE = "good practice"


class Role(StrEnum):
    PUPIL = "pupil"
    FORMER_PUPIL = "former-pupil"
    STAFF = "staff"
    PARENT = "parent"
    OTHER = "other"


class Place(StrEnum):
    SCHOOL = "school"
    ELSEWHERE = "elsewhere"


class Device(StrEnum):
    OWN_PHONE = "own-phone"
    OWN_COMPUTER = "own-computer"
    SCHOOL_COMPUTER = "school-computer"
    SCHOOL_TABLET = "school-tablet"


class Way(StrEnum):
    FRIEND = "friend"
    FOLLOW = "follow"
    MESSAGE = "message"
    REQUEST = "request"
    ACCEPT = "accept"


class Account(StrEnum):
    PERSONAL = "personal"
    OFFICIAL = "official"


class Content(StrEnum):
    SCHOOL_NEWS = "school-news"
    PUPIL_NAME = "pupil-name"
    PUPIL_PHOTO = "pupil-photo"
    PUPIL_PHOTO_WITH_CONSENT = "pupil-photo-with-consent"
    CONFIDENTIAL = "confidential"
    CRITICISM = "criticism"
    ABUSE = "abuse"
    HATE = "hate"
    SEXUAL = "sexual"
    ILLEGAL = "illegal"
    COPYRIGHT = "copyright"
    ADVERTISING = "advertising"
    CAMPAIGN = "campaign"
    SCHOOL_MATTERS = "school-matters"
    SPEAKS_FOR_SCHOOL = "speaks-for-school"
    HARMLESS = "harmless"


class Answer(StrEnum):
    FORBIDDEN = "forbidden"
    ADVISED_AGAINST = "advised against"
    ALLOWED = "allowed"
    ASK = "ask a person"


@dataclass(frozen=True)
class Platform:
    """A site, app or game as the age register knew it on the day; ages in whole years.

    `social` is whether it is a social network (`None`: not known). `minimum_age` is its own, `None` where its
    terms state none; with `age_known=False` nothing is evidenced. `route` names how somebody younger is let
    in. `ValueError` for a minimum age above `OLDEST`.
    """

    id: str
    name: str
    social: bool | None
    minimum_age: int | None
    age_known: bool = True
    route: str = "none"
    site_rule: str = ""
    mark: tuple[bool | None, int | None, bool, bool, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        least = self.minimum_age
        if least is not None and not 0 <= least <= OLDEST:
            raise ValueError(f"The minimum age of {self.name} is {least}; it lies between 0 and {OLDEST}.")
        # What a ruling depends on, ready to be part of its key.
        lawful = self.route in LAWFUL_ROUTES
        object.__setattr__(self, "mark", (self.social, least, self.age_known, lawful, self.site_rule))


@dataclass(frozen=True, slots=True)
class Use:
    """May this person use this platform, then, there and on that device?"""

    role: Role | None = None
    born: date | None = None
    platform: Platform | None = None
    at: datetime | None = None
    place: Place | None = None
    device: Device | None = None
    official_holder: bool | None = False
    exception: bool | None = False
    poses_as_child: bool | None = False


@dataclass(frozen=True, slots=True)
class Connect:
    """May this person be in touch with that one, in this way?"""

    role: Role | None = None
    other: Role | None = None
    way: Way | None = None
    platform: Platform | None = None
    at: datetime | None = None
    place: Place | None = None
    device: Device | None = None
    born: date | None = None
    other_born: date | None = None
    family_link: bool | None = False
    exception: bool | None = False


@dataclass(frozen=True, slots=True)
class Post:
    """May this person post this on that account?"""

    role: Role | None = None
    account: Account | None = None
    content: frozenset[Content] | None = None
    at: datetime | None = None
    born: date | None = None
    official_holder: bool | None = False


@dataclass(frozen=True, slots=True)
class Carry:
    """May this person have this device on them?"""

    role: Role | None = None
    device: Device | None = None
    at: datetime | None = None
    handed_in: bool | None = False
    exception: bool | None = False


Question = Use | Connect | Post | Carry

KINDS: dict[str, Any] = {"use": Use, "connect": Connect, "post": Post, "carry": Carry}
ENUMS: dict[str, type[StrEnum]] = {
    "role": Role,
    "other": Role,
    "way": Way,
    "place": Place,
    "device": Device,
    "account": Account,
}
"""The fields that hold one of a few words."""
FLAGS = frozenset({"official_holder", "exception", "poses_as_child", "family_link", "handed_in"})
"""The fields that hold yes or no."""
