"""Invents the pupils of every class, brothers and sisters among them, and the parents they share."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from schoolgate.demo.invented import names
from schoolgate.demo.invented.people import People
from schoolgate.demo.invented.school import Class
from schoolgate.engines.roster.roll import Row

PARENTS_PER_PUPIL = 330 / 210
FAMILIES_PER_PUPIL = 1 / 1.2
FAMILIES_OF_THREE = 0.025
WITH_A_THIRD_CARER = 0.08
WITHOUT_EMAIL = 0.06
TWINS = 0.05
OTHER_FAMILY_NAME = 0.2

COUPLES = (("mother", "father"), ("mother", "mother"), ("father", "father"))
COUPLES_SHARE = (94, 4, 2)
ALONE = ("mother", "mother", "mother", "father", "grandmother", "foster mother")
THIRD_CARERS = ("grandmother", "grandfather", "stepfather", "stepmother", "aunt", "uncle")

NAIR, DOYLE = "Nair", "Doyle"
PAPER_ADDRESS = "3 Mill Row\nLarkhollow"

Place = tuple[int, str]
"""A pupil's place: the year group and the class."""


@dataclass
class _Family:
    name: str
    group: names.Names
    children: list[Row] = field(default_factory=list)

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(child.mis_id for child in self.children)

    @property
    def birthdays(self) -> tuple[date, ...]:
        return tuple(child.born_on for child in self.children if child.born_on)


def invent(people: People, classes: Sequence[Class], sizes: Sequence[int]) -> tuple[list[Row], list[Row]]:
    """All pupils, class by class and former ones last, and all parents; `sizes` is pupils by year group."""
    for first, last in (("Priya", NAIR), ("Maya", NAIR), ("Arun", NAIR), ("Kath", DOYLE), ("Liam", DOYLE)):
        people.reserve(first, last)
    places = _places(classes, sizes)
    named = _named_families(people, places)
    families = _families(people, places, round(sum(sizes) * FAMILIES_PER_PUPIL) - len(named))
    pupils = [child for family in (*named, *families) for child in family.children]
    pupils.sort(key=lambda row: (row.year_group or 0, row.classroom, row.last_name, row.first_name))
    former = _former_pupils(people, families, max(6, sum(sizes) // 30))
    parents = _named_parents(people, *named)
    parents += _parents(people, families, round(sum(sizes) * PARENTS_PER_PUPIL) - len(parents))
    return [*pupils, *former], parents


def _places(classes: Sequence[Class], sizes: Sequence[int]) -> list[Place]:
    """Every place in the school, dealt evenly over the classes of each year group."""
    places = []
    for year_group, size in enumerate(sizes):
        rooms = [room.name for room in classes if room.year_group == year_group]
        places += [(year_group, room) for room in itertools.islice(itertools.cycle(rooms), size)]
    return places


def _named_families(people: People, places: list[Place]) -> tuple[_Family, _Family]:
    """The cast's two families, in the first classes of their years; takes their places away."""
    nair, doyle = _Family(NAIR, names.GROUPS[2]), _Family(DOYLE, names.GROUPS[0])
    for part, family, first, year_group, born_on in (
        ("pupil", nair, "Maya", 6, date(people.year - 10, 3, 4)),
        ("young_pupil", nair, "Arun", 2, date(people.year - 7, 12, 1)),
        ("paper_pupil", doyle, "Liam", 6, date(people.year - 10, 6, 9)),
    ):
        room = names.CLASSES[year_group]
        places.remove((year_group, room))
        people.cast[part] = people.pupil(first, family.name, born_on, room, year_group)
        family.children.append(people.cast[part])
    return nair, doyle


def _families(people: People, places: Sequence[Place], count: int) -> list[_Family]:
    families = []
    for spots in _dealt(people, places, min(max(1, count), len(places))):
        group = people.group()
        family = _Family(people.chance.choice(group.families), group)
        for year_group, room in sorted(spots):
            twins = [child.born_on for child in family.children if child.year_group == year_group]
            born_on = (twins and twins[0]) or people.birthday(year_group, family.birthdays)
            first, last = people.unused(group.children, (family.name,))
            family.children.append(people.pupil(first, last, born_on, room, year_group))
        families.append(family)
    return families


def _dealt(people: People, places: Sequence[Place], families: int) -> list[list[Place]]:
    """Deals every place to a family: one child each, then brothers and sisters in other years, or twins."""
    shuffled = people.chance.sample(places, len(places))
    dealt = [[place] for place in shuffled[:families]]
    larger = round(families * FAMILIES_OF_THREE)
    turns = itertools.cycle([*range(larger), *range(families)])
    for place in shuffled[families:]:
        for i in itertools.islice(turns, families + larger):
            years = {year_group for year_group, _ in dealt[i]}
            if place[0] not in years or (len(dealt[i]) == 1 and people.chance.random() < TWINS):
                break
        dealt[i].append(place)
    return dealt


def _former_pupils(people: People, families: Sequence[_Family], count: int) -> list[Row]:
    """Children who left in the last five summers; two in three have a brother or sister here."""
    gone = []
    for i in range(count):
        group = people.group()
        family = families[i % len(families)] if i % 3 else _Family(people.chance.choice(group.families), group)
        first, last = people.unused(family.group.children, (family.name,))
        gone.append(people.former_pupil(first, last, years_ago=i % 5, siblings=family.birthdays))
        family.children.append(gone[-1])
    return gone


def _named_parents(people: People, nair: _Family, doyle: _Family) -> list[Row]:
    cast = people.cast
    cast["parent"] = people.care("Priya", NAIR, nair.numbers, "mother", address=people.address())
    cast["paper_parent"] = people.care("Kath", DOYLE, doyle.numbers, "mother", address=PAPER_ADDRESS, email=False)
    return [cast["parent"], cast["paper_parent"]]


def _parents(people: People, families: Sequence[_Family], wanted: int) -> list[Row]:
    """Two carers in most families, one or three in the others, `wanted` in all where that can be."""
    threes = round(len(families) * WITH_A_THIRD_CARER)
    twos = min(max(0, wanted - len(families) - 2 * threes), len(families) - threes)
    sizes = [3] * threes + [2] * twos + [1] * (len(families) - threes - twos)
    people.chance.shuffle(sizes)
    rows = [row for family, size in zip(families, sizes, strict=True) for row in _carers(people, family, size)]
    for i in people.chance.sample(range(len(rows)), round(len(rows) * WITHOUT_EMAIL)):
        rows[i] = replace(rows[i], email="")
    return rows


def _carers(people: People, family: _Family, size: int) -> Iterator[Row]:
    """A couple shares an address and mostly a name; a third carer lives elsewhere."""
    relations = [people.chance.choice(ALONE)]
    if size > 1:
        relations = list(people.chance.choices(COUPLES, weights=COUPLES_SHARE)[0])
    if size > 2:
        relations.append(people.chance.choice(THIRD_CARERS))
    home = people.address()
    for i, relation in enumerate(relations):
        other = i > 0 and people.chance.random() < OTHER_FAMILY_NAME
        first, last = people.somebody(group=family.group, last="" if other else family.name, relation=relation)
        address = home if i < 2 else people.address()
        yield people.care(first, last, family.numbers, relation, address=address)
