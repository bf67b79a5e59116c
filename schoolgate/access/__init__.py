"""Who may do what: asked before every deed and every look."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from schoolgate.access.duties import Duty
from schoolgate.access.table import CONFIDENTIAL, SUSPENDED, TABLE, UNCONFIRMED


class Refused(Exception):
    """The person may not do this; pages answer it with 403."""


class SignIn(Enum):
    """How far somebody has shown who they are; what they carry as `sign_in` says how much is open to them."""

    FULL = "full"
    ONE_STEP = "one step"
    """Without the second step in this session: nothing of concerns, cases and records."""
    UNCONFIRMED = "unconfirmed"
    """Back by somebody else's help, and not confirmed by anyone yet: only what is everybody's."""


class Someone(Protocol):
    """Anyone who acts or looks: a person of the school, a machine of its own, or somebody at the door."""

    @property
    def id(self) -> int | None: ...
    @property
    def school_id(self) -> int | None: ...
    @property
    def duties(self) -> frozenset[Duty]: ...


class SignedIn(Someone, Protocol):
    """A person of a school who is signed in: never a machine, and never somebody at the door."""

    @property
    def id(self) -> int: ...
    @property
    def school_id(self) -> int: ...


@dataclass(frozen=True)
class Machine:
    """Work that no person does by hand: the command line on the server, and the clock."""

    school_id: int | None
    duty: Duty = Duty.CLOCK

    @property
    def id(self) -> None:
        return None

    @property
    def duties(self) -> frozenset[Duty]:
        return frozenset({self.duty})

    def __str__(self) -> str:
        return str(self.duty)


@dataclass(frozen=True)
class Outsider:
    """Somebody who has not signed in: nothing is known of them but which school they talk to."""

    school_id: int
    address: str = field(default="", repr=False, compare=False)
    """A keyed digest of where they come from, to count by within the hour; it is kept with nothing that they say."""

    @property
    def id(self) -> None:
        return None

    @property
    def duties(self) -> frozenset[Duty]:
        return frozenset({Duty.OUTSIDER})

    def __str__(self) -> str:
        return str(Duty.OUTSIDER)


def address_of(by: Someone) -> str:
    """What to count somebody at the door by; nothing of whoever is signed in."""
    return by.address if isinstance(by, Outsider) else ""


def may(person: Someone | None, name: str, target: object = None) -> bool:
    """Says whether this person may do (or look at) this, here: duty, school, and not about themselves."""
    if person is None or not person.duties & TABLE.get(name, frozenset()) or _is_closed(person, name):
        return False
    return _same_school(person, target) and not _about_themselves(person, target)


def require(person: Someone | None, name: str, target: object = None) -> None:
    """Raises Refused unless the person may."""
    if not may(person, name, target):
        raise Refused(name)


def _is_closed(person: Someone, name: str) -> bool:
    """Whether how they signed in, or that they are suspended, keeps this from them, whatever their duties."""
    if getattr(person, "suspended", False) and name not in SUSPENDED:
        return True
    sign_in = getattr(person, "sign_in", SignIn.FULL)
    if sign_in is SignIn.UNCONFIRMED:
        return name not in UNCONFIRMED
    return sign_in is SignIn.ONE_STEP and name in CONFIDENTIAL


def _same_school(person: Someone, target: object) -> bool:
    school = getattr(target, "school_id", None)
    return school is None or school == person.school_id


def _about_themselves(person: Someone, target: object) -> bool:
    """A confidential record names the people it is about in `about_ids`; none of them may act on or see it."""
    return person.id is not None and person.id in getattr(target, "about_ids", ())
