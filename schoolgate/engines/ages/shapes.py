"""What the register holds: platforms, the stretches of time of their ages, addresses, and law."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

KINDS = (
    "social network",
    "messaging",
    "video",
    "livestream",
    "gaming",
    "forum",
    "AI assistant",
    "AI companion",
    "marketplace",
    "audio",
)
NOT_SOCIAL = frozenset({"AI assistant", "AI companion", "marketplace", "audio"})
ROUTES = ("none", "parent_consent", "supervised_account", "kids_version", "school_account")
PRECISIONS = ("day", "month", "year", "before", "unknown")
STATUSES = ("confirmed", "secondary", "unconfirmed")


class State(StrEnum):
    """What can be said of a platform's age on a day."""

    IN_FORCE = "in force"
    PROBABLY = "probably"
    NOT_KNOWN = "not known"
    NOT_STARTED = "not started"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Domain:
    """One address of a platform; a suffix stands for itself and everything below it, a host for itself only.

    `core` is enough to recognise and block the platform; a hit on a `shared` one alone proves no use.
    """

    platform: str
    name: str
    match: str
    core: bool
    shared: bool
    note: str = ""
    source: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time in which a platform's rule stayed the same; both days belong to it.

    `precision` says what `valid_from` is: a real beginning (day, month, year), the first evidence of an older
    rule (before), or nothing certain (unknown). `minimum_age` is None where the terms state no number.
    """

    valid_from: date | None
    precision: str
    valid_to: date | None
    minimum_age: int | None
    route: str
    feature_ages: tuple[tuple[str, int], ...]
    status: str
    note: str
    source: str
    source_url: str
    source_date: str

    @property
    def evidenced_from(self) -> date | None:
        """The first day for which there is evidence; None where no evidence has a day."""
        if self.precision != "unknown" and self.valid_from:
            return self.valid_from
        return partial_date(self.source_date)

    def holds_on(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True)
class Platform:
    """A platform with everything known of it; its periods are in order and do not overlap."""

    id: str
    name: str
    kind: str
    owner: str
    periods: tuple[Period, ...]
    domains: tuple[Domain, ...] = ()
    also: tuple[str, ...] = ()
    was: str = ""
    was_until: date | None = None
    started_on: date | None = None
    closed_on: date | None = None

    @property
    def social(self) -> bool:
        """Whether the policy's rules for social networks are about it."""
        return self.kind not in NOT_SOCIAL

    def name_on(self, on: date) -> str:
        """What it was called on that day."""
        return self.was if self.was and self.was_until and on < self.was_until else self.name


@dataclass(frozen=True)
class LawEvent:
    """A change of the law; one that is only announced is never in force, whatever its date."""

    on: date
    precision: str
    known_on: date
    jurisdiction: str
    event: str
    effect: str
    in_force: str
    status: str
    source: str
    source_url: str
    source_date: str

    def state_on(self, on: date) -> str:
        """“in force”, “passed, in force in part”, or “announced”."""
        if self.in_force == "no" or on < self.on:
            return "announced"
        return "in force" if self.in_force == "yes" else "passed, in force in part"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rulings ask of a platform on a day."""

    id: str
    name: str
    social: bool
    minimum_age: int | None
    age_known: bool
    route: str
    site_rule: str


@dataclass(frozen=True)
class Limit:
    """The age of one platform on one day: the number, the way for younger children, and how sure that is."""

    platform: Platform
    on: date
    state: State
    period: Period | None

    @property
    def id(self) -> str:
        return self.platform.id

    @property
    def kind(self) -> str:
        return self.platform.kind

    @property
    def social(self) -> bool:
        return self.platform.social

    @property
    def name(self) -> str:
        return self.platform.name_on(self.on)

    @property
    def is_there(self) -> bool:
        """Whether the platform could be used on that day at all."""
        return self.state not in (State.CLOSED, State.NOT_STARTED)

    @property
    def minimum_age(self) -> int | None:
        return self.period.minimum_age if self.period else None

    @property
    def route(self) -> str:
        return self.period.route if self.period else "none"

    @property
    def feature_ages(self) -> tuple[tuple[str, int], ...]:
        return self.period.feature_ages if self.period else ()

    @property
    def status(self) -> str:
        return self._evidence.status if self._evidence else "unconfirmed"

    @property
    def source(self) -> str:
        return self._evidence.source if self._evidence else ""

    @property
    def _evidence(self) -> Period | None:
        """The row behind the answer; that a platform has closed or not begun rests on its last or first one."""
        periods = self.platform.periods
        if self.period or not periods:
            return self.period
        return {State.CLOSED: periods[-1], State.NOT_STARTED: periods[0]}.get(self.state)

    @property
    def age_known(self) -> bool:
        """Whether the register can answer: with a number, or with evidence that there is none."""
        if self.period is None:
            return False
        return self.period.minimum_age is not None or self.period.status != "unconfirmed"

    @property
    def is_sure(self) -> bool:
        return self.state is State.IN_FORCE and self.status != "unconfirmed"

    @cached_property
    def site_rule(self) -> str:
        """The platform's own rule on that day, in one or a few sentences."""
        from schoolgate.engines.ages import words

        return words.site_rule(self)

    @property
    def standing(self) -> Standing:
        return Standing(self.id, self.name, self.social, self.minimum_age, self.age_known, self.route, self.site_rule)


def partial_date(written: str) -> date | None:
    """The first day of a date that may lack its day or month, such as 2024-04; None where there is none."""
    try:
        return date.fromisoformat(f"{written}-01-01"[:10] if len(written) in (4, 7) else written)
    except ValueError:
        return None
