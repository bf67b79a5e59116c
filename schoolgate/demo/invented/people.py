"""Invents one person at a time, with a name and an e-mail address that nobody else has."""

import itertools
import random
from collections.abc import Sequence
from datetime import date, timedelta

from schoolgate.demo.invented import names
from schoolgate.engines.roster.roll import Kind, Row

STAFF_AT = "larkhollow.example"
OTHERS_AT = "example.org"
OFFICE_PHONE = "01632 960100"

LETTERS: dict[Kind, str] = {"pupil": "P", "staff": "S", "parent": "C", "governor": "G"}
MEN = frozenset({"father", "grandfather", "stepfather", "uncle"})
JOINED_LATE = 0.12
SIBLINGS_APART = timedelta(days=300)
TRIES = 30


class People:
    """Everyone invented so far for one school, in the school year that began in September of `year`.

    `cast` are the people who are always there, by their part; `jobs` is each member of staff's work, by
    number.
    """

    def __init__(self, chance: random.Random, year: int) -> None:
        self.chance = chance
        self.year = year
        self.cast: dict[str, Row] = {}
        self.jobs: dict[str, str] = {}
        self._names: set[tuple[str, str]] = set()
        self._emails: set[str] = set()
        self._numbers = {kind: itertools.count(1) for kind in LETTERS}

    def reserve(self, first: str, last: str) -> None:
        """Keeps a name of the cast from being given to anyone else."""
        self._names.add((first, last))

    def group(self) -> names.Names:
        return self.chance.choices(names.GROUPS, weights=[group.share for group in names.GROUPS])[0]

    def unused(self, firsts: Sequence[str], lasts: Sequence[str]) -> tuple[str, str]:
        """A name that nobody has yet; a large school runs out of them and then has two people of one name."""
        for _ in range(TRIES):
            first, last = self.chance.choice(firsts), self.chance.choice(lasts)
            if (first, last) not in self._names:
                break
        self._names.add((first, last))
        return first, last

    # Pupils

    def pupil(self, first: str, last: str, born_on: date, classroom: str, year_group: int) -> Row:
        joined_on = date(self.year - year_group, 9, 1)
        if year_group and self.chance.random() < JOINED_LATE:
            joined_on += timedelta(days=self.chance.randint(60, 300))
        return Row(
            "pupil",
            self._number("pupil"),
            first,
            last,
            born_on=born_on,
            classroom=classroom,
            year_group=year_group,
            joined_on=joined_on,
        )

    def former_pupil(self, first: str, last: str, *, years_ago: int, siblings: Sequence[date]) -> Row:
        """A child who left after Year 6, that many summers before the last one."""
        return Row(
            "pupil",
            self._number("pupil"),
            first,
            last,
            born_on=self.birthday(7 + years_ago, siblings),
            joined_on=date(self.year - 7 - years_ago, 9, 1),
            left_on=date(self.year - years_ago, 7, 20),
        )

    def birthday(self, year_group: int, siblings: Sequence[date] = ()) -> date:
        """A day from 1 September to 31 August on which a child of that year group was born."""
        first = date(self.year - year_group - 5, 9, 1)
        days = (date(first.year + 1, 8, 31) - first).days
        for _ in range(TRIES):
            born_on = first + timedelta(days=self.chance.randint(0, days))
            if all(abs(born_on - other) > SIBLINGS_APART for other in siblings):
                break
        return born_on

    # Grown-ups

    def employ(self, first: str, last: str, duties: tuple[str, ...], job: str, *, title: str = "") -> Row:
        email, joined_on = self._email(first, last, STAFF_AT), self._long_ago()
        mis_id = self._number("staff")
        self.jobs[mis_id] = job
        return Row(
            "staff",
            mis_id,
            first,
            last,
            email=email,
            phone=OFFICE_PHONE,
            duties=duties,
            joined_on=joined_on,
            title=title,
        )

    def govern(self, first: str, last: str, duties: tuple[str, ...], *, title: str = "") -> Row:
        return Row(
            "governor",
            self._number("governor"),
            first,
            last,
            email=self._email(first, last, STAFF_AT),
            phone=self._mobile(),
            duties=duties,
            joined_on=self._long_ago(),
            title=title,
        )

    def care(
        self, first: str, last: str, children: tuple[str, ...], relation: str, *, address: str, email: bool = True
    ) -> Row:
        return Row(
            "parent",
            self._number("parent"),
            first,
            last,
            email=self._email(first, last, OTHERS_AT) if email else "",
            phone=self._mobile(),
            children=children,
            relation=relation,
            address=address,
        )

    def somebody(self, *, group: names.Names | None = None, last: str = "", relation: str = "") -> tuple[str, str]:
        """A grown-up's name: of that group, of that family where given, and fit for that relation."""
        group = group or self.group()
        firsts = group.men if relation in MEN else group.women if relation else (*group.women, *group.men)
        return self.unused(firsts, (last,) if last else group.families)

    def address(self) -> str:
        return f"{self.chance.randint(1, 120)} {self.chance.choice(names.STREETS)}\nLarkhollow"

    def _number(self, kind: Kind) -> str:
        return f"{LETTERS[kind]}{next(self._numbers[kind]):04}"

    def _long_ago(self) -> date:
        return date(self.year - self.chance.randint(2, 12), 9, 1)

    def _mobile(self) -> str:
        """A number of the range that is kept for drama, so that it rings nobody."""
        return f"07700 900{self.chance.randint(0, 999):03}"

    def _email(self, first: str, last: str, place: str) -> str:
        plain = f"{first}.{last}".lower()
        for number in itertools.count(1):
            email = f"{plain}{number if number > 1 else ''}@{place}"
            if email not in self._emails:
                break
        self._emails.add(email)
        return email
