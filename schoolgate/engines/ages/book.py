"""The register as it is asked: on a day, about a platform, by a name, by an address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from schoolgate.engines.ages.shapes import Domain, LawEvent, Limit, Period, Platform, State

SEEN_UNTIL = date(2026, 8, 22)
"""The last day on which anything in the shipped tables was looked at."""

NEAR = 82
"""From this likeness (0 to 100) on, a name counts as meant; tried on misspellings such as “watsap”, “snapchatt”."""


class Unknown(KeyError):
    """There is no such platform; the sentence says what might be meant."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Register:
    """Platforms by id in their order, and what the law announced and changed."""

    platforms: Mapping[str, Platform]
    law: tuple[LawEvent, ...] = field(default=())

    def on(self, day: date) -> list[Limit]:
        """One answer for every platform on that day, in the order of the register."""
        return [_limit(platform, day) for platform in self.platforms.values()]

    def limit(self, id: str, day: date) -> Limit:
        """One platform on that day; `Unknown` for no such id."""
        return _limit(self.platform(id), day)

    def platform(self, id: str) -> Platform:
        """The platform with this id; `Unknown`, with a suggestion, where there is none."""
        found = self.platforms.get(id)
        if found is None:
            near = self.find(id)
            hint = f" Did you mean {near[0].id}?" if near else ""
            raise Unknown(f"The register has no platform “{id}”.{hint}")
        return found

    def find(self, words: str) -> list[Platform]:
        """Platforms that a name, a nickname, an old name or a misspelling may mean, best first."""
        asked = _plain(words)
        if not asked:
            return []
        ranked = ((_rank(asked, names), id) for id, names in self._names.items())
        best = sorted((rank, id) for rank, id in ranked if rank is not None)
        return [self.platforms[id] for _, id in best]

    def domains(self) -> list[Domain]:
        """Every address in the register, for block lists."""
        return [domain for platform in self.platforms.values() for domain in platform.domains]

    def platform_of_host(self, host: str) -> Platform | None:
        """The platform that a host belongs to, None where it is nobody's."""
        domain = self.domain_of_host(host)
        return self.platforms[domain.platform] if domain else None

    def domain_of_host(self, host: str) -> Domain | None:
        """The longest address that covers a host, label by label: `m.facebook.com` but not `notfacebook.com`."""
        name = _bare(host)
        if name in self._hosts:
            return self._hosts[name]
        while name:
            if name in self._suffixes:
                return self._suffixes[name]
            name = name.partition(".")[2]
        return None

    def law_known_on(self, day: date) -> list[LawEvent]:
        """What was announced or changed by that day, newest first."""
        known = (event for event in self.law if event.known_on <= day)
        return sorted(known, key=lambda event: (event.on, event.known_on), reverse=True)

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        return {
            id: [_plain(name) for name in (one.name, one.was, id, *one.also) if name]
            for id, one in self.platforms.items()
        }

    @cached_property
    def _suffixes(self) -> dict[str, Domain]:
        return {domain.name: domain for domain in self.domains() if domain.match == "suffix"}

    @cached_property
    def _hosts(self) -> dict[str, Domain]:
        return {domain.name: domain for domain in self.domains() if domain.match == "host"}


def _limit(platform: Platform, day: date) -> Limit:
    if platform.started_on and day < platform.started_on:
        return Limit(platform, day, State.NOT_STARTED, None)
    period = next((other for other in platform.periods if other.holds_on(day)), None)
    if period:
        evidence = period.evidenced_from
        sure = evidence is not None and evidence <= day
        if period.precision in ("day", "month", "year"):
            sure = True
        return Limit(platform, day, State.IN_FORCE if sure else State.PROBABLY, period)
    first, last = _ends(platform.periods)
    if last and last.valid_to and day > last.valid_to:
        return Limit(platform, day, State.CLOSED, None)
    if first and first.precision in ("before", "unknown") and first.valid_from and day < first.valid_from:
        return Limit(platform, day, State.PROBABLY, first)
    return Limit(platform, day, State.NOT_KNOWN, None)


def _ends(periods: tuple[Period, ...]) -> tuple[Period | None, Period | None]:
    return (periods[0], periods[-1]) if periods else (None, None)


def _rank(asked: str, names: Iterable[str]) -> tuple[int, float, int] | None:
    """The same first, then those that begin with it, then near ones; None for neither."""
    from rapidfuzz import fuzz  # only a search needs it, and loading it takes time

    ranks: list[tuple[int, float, int]] = []
    for name in names:
        if name == asked:
            ranks.append((0, 0, 0))
        elif name.startswith(asked) or (len(asked) > 3 and asked in name):
            ranks.append((1, 0, len(name)))
        elif len(asked) > 3 and (alike := fuzz.ratio(asked, name)) >= NEAR - (4 if len(asked) > 5 else 0):
            ranks.append((2, -alike, len(name)))
    return min(ranks, default=None)


def _plain(words: str) -> str:
    return "".join(letter for letter in words.casefold() if letter.isalnum())


def _bare(host: str) -> str:
    """A host as logs and people write it: no address scheme, path, port, capitals or last dot."""
    name = host.strip().casefold().partition("://")[2] or host.strip().casefold()
    name = name.partition("/")[0].rpartition("@")[2]
    return name.partition(":")[0].rstrip(".")
