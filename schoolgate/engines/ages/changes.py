"""Changes to the register: a platform added, corrected or closed, and how two registers differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from schoolgate.engines.ages.book import Register
from schoolgate.engines.ages.files import COLUMN_WORDS, rows_of
from schoolgate.engines.ages.shapes import Domain, Period, Platform

ONE_DAY = timedelta(days=1)


def merged(base: Register, own: Iterable[Platform]) -> Register:
    """The register in which these platforms stand as a school has them; later ones replace earlier ones.

    What the school says nothing of (addresses, nicknames, earlier names) stays as it is.
    """
    found = dict(base.platforms)
    for platform in own:
        was = found.get(platform.id)
        found[platform.id] = _kept(was, platform) if was else platform
    return Register(found, base.law)


def _kept(was: Platform, becomes: Platform) -> Platform:
    return replace(
        becomes,
        domains=becomes.domains or was.domains,
        also=was.also,
        was=was.was,
        was_until=was.was_until,
        started_on=was.started_on,
    )


def overlaid(periods: Sequence[Period], new: Period) -> tuple[Period, ...]:
    """The periods with a new one laid over them: what it covers goes, what sticks out on either side stays."""
    first, last = new.valid_from or date.min, new.valid_to or date.max
    kept: list[Period] = []
    for old in periods:
        begins, ends = old.valid_from or date.min, old.valid_to or date.max
        if begins < first:
            kept.append(old if ends < first else replace(old, valid_to=first - ONE_DAY))
        if ends > last:
            kept.append(old if begins > last else replace(old, valid_from=last + ONE_DAY, precision="day"))
    return tuple(sorted([*kept, new], key=lambda period: period.valid_from or date.min))


def closed(platform: Platform, last_day: date) -> Platform:
    """The platform, which nobody could use after that day."""
    kept = tuple(period for period in platform.periods if period.valid_from is None or period.valid_from <= last_day)
    ends = tuple(
        replace(period, valid_to=last_day) if period.valid_to is None or period.valid_to > last_day else period
        for period in kept
    )
    return replace(platform, periods=ends, closed_on=last_day)


def domains_of(id: str, names: Iterable[str]) -> tuple[Domain, ...]:
    """Addresses that a school gives, each for itself and everything below it."""
    return tuple(Domain(id, name, "suffix", True, False, source="the school") for name in names)


# ---- how two registers differ


@dataclass(frozen=True)
class Difference:
    """What a file would change for one platform: (which row, which column, before, after)."""

    platform: Platform
    was: Platform | None
    kind: str
    cells: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True)
class Differences:
    """What a file would do to a register; platforms that it does not name stay as they are."""

    added: tuple[Difference, ...]
    changed: tuple[Difference, ...]
    closed: tuple[Difference, ...]
    unchanged: tuple[Platform, ...]
    absent: tuple[Platform, ...]

    @property
    def all(self) -> tuple[Difference, ...]:
        return (*self.added, *self.changed, *self.closed)


def differences(now: Register, file: Sequence[Platform]) -> Differences:
    """What taking in a file would add, change and close."""
    found: Mapping[str, list[Difference]] = {"added": [], "changed": [], "closed": [], "unchanged": []}
    for platform in file:
        difference = _difference(now.platforms.get(platform.id), platform)
        found[difference.kind].append(difference)
    named = {platform.id for platform in file}
    return Differences(
        added=tuple(found["added"]),
        changed=tuple(found["changed"]),
        closed=tuple(found["closed"]),
        unchanged=tuple(item.platform for item in found["unchanged"]),
        absent=tuple(one for id, one in now.platforms.items() if id not in named),
    )


def _difference(was: Platform | None, becomes: Platform) -> Difference:
    if was is None:
        return Difference(becomes, None, "added", ())
    cells = tuple(_cells(was, becomes))
    shuts = _last_day(was) is None and _last_day(becomes) is not None
    if shuts:
        becomes = replace(becomes, closed_on=_last_day(becomes))
    elif _last_day(becomes) == _last_day(was):
        becomes = replace(becomes, closed_on=was.closed_on)
    return Difference(becomes, was, ("closed" if shuts else "changed") if cells else "unchanged", cells)


def _cells(was: Platform, becomes: Platform) -> Iterable[tuple[str, str, str, str]]:
    """Every cell that differs; rows are matched by the day they begin, then in order."""
    before, after = rows_of(was), rows_of(becomes)
    old = {row["valid_from"]: row for row in before}
    new = {row["valid_from"]: row for row in after}
    for begins in dict.fromkeys([*old, *new]):
        label = f"from {begins}" if begins else "from the beginning"
        if begins not in new:
            yield label, "row", "there", "gone"
        elif begins not in old:
            yield label, "row", "not there", _short(new[begins])
        else:
            for column, word in COLUMN_WORDS.items():
                if old[begins][column] != new[begins][column]:
                    yield label, word, old[begins][column], new[begins][column]


def _short(row: Mapping[str, str]) -> str:
    return f"minimum age {row['min_age_uk'] or 'not stated'}, {row['status']}"


def _last_day(platform: Platform) -> date | None:
    return platform.periods[-1].valid_to if platform.periods else None
