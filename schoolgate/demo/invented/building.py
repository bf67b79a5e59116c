"""Builds a school of invented people: the same one for the same seed, size and school year."""

import itertools
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from schoolgate.demo.invented import families, names, year
from schoolgate.demo.invented.people import OFFICE_PHONE, STAFF_AT, People
from schoolgate.demo.invented.school import Class, Contact, InventedSchool, Link, Officers
from schoolgate.engines.roster.roll import YEARS, Roll, Row

NAME = "Larkhollow Primary School"
SLUG = "larkhollow"
ADDRESS = "1 Lark Lane\nLarkhollow"
NOTICE = "This school and everybody in it are invented; a likeness to a real school or person is chance."
LADO = Contact("Grace Obi", "01632 960111", "lado@example.org")
FEWEST, MOST = 20, 5000

CLASS_SIZE = 30
GOVERNORS = 9
PUPILS_FOR_ONE_OF_STAFF = 6

NAMED_STAFF: tuple[tuple[str, str, str, tuple[str, ...], str], ...] = (
    ("head", "Ruth", "Adeyemi", ("head",), "Head teacher"),
    ("deputy", "Owen", "Pryce", ("deputy", "teacher"), "Deputy head"),
    ("dsl", "Martin", "Hale", ("dsl", "staff"), "Designated safeguarding lead"),
    ("deputy_dsl", "Fiona", "Reid", ("deputy_dsl", "teacher"), "Deputy safeguarding lead and cover teacher"),
    ("teacher", "Asha", "Kapoor", ("teacher",), "Class teacher"),
    ("other_teacher", "Tom", "Whitby", ("teacher",), "Class teacher"),
    ("office", "Jean", "Barlow", ("office",), "School business manager"),
    ("it", "Sam", "Okoro", ("it",), "IT technician"),
    ("assistant", "Lucy", "Grant", ("staff",), "Teaching assistant"),
)
NAMED_GOVERNORS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("chair", "Helen", "Marsh", ("chair", "governor")),
    ("governor", "David", "Lin", ("governor",)),
)
TITLES = {
    "head": "Mrs",
    "deputy": "Mr",
    "dsl": "Mr",
    "deputy_dsl": "Ms",
    "teacher": "Mrs",
    "other_teacher": "Mr",
    "office": "Mrs",
    "it": "Mx",
    "assistant": "Miss",
    "chair": "Dr",
    "governor": "Mr",
}
"""How children call the cast."""
NAMED_TEACHERS = {6: "teacher", 2: "other_teacher"}
"""Who of the cast takes the first class of which year group."""
OTHER_JOBS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Inclusion lead and deputy safeguarding lead", ("deputy_dsl", "staff")),
    ("School office", ("office",)),
    ("Caretaker", ("staff",)),
)
MANY_JOBS = ("Teaching assistant", "Teaching assistant", "Midday supervisor")
FORMER_JOBS = ("Class teacher", "Teaching assistant", "Midday supervisor")
FEWEST_STAFF = len(NAMED_STAFF) + len(YEARS) + len(OTHER_JOBS) + 1

LINKS: tuple[tuple[str, int, int | None], ...] = (
    ("niece or nephew", 200, 190),
    ("grandchild", 170, 163),
    ("son or daughter", 120, 113),
    ("cousin", 60, 55),
    ("godchild", 6, None),
)
"""What pupils are to staff, and how many days ago that was declared and approved."""


def school(*, pupils: int = 210, seed: int = 20260901, today: date) -> InventedSchool:
    """A school of that many pupils on that day, with staff, parents and governors in proportion.

    The same seed, size and school year give the same people. `ValueError` with a sentence when `pupils` is
    not between FEWEST and MOST. Source: nothing but the lists of `names`.
    """
    if not FEWEST <= pupils <= MOST:
        raise ValueError(f"An invented school can have {FEWEST} to {MOST:,} pupils, not {pupils:,}.")
    chance = random.Random(seed)
    people = People(chance, year.year_of(today))
    for _, first, last, *_ in NAMED_STAFF:
        people.reserve(first, last)
    for _, first, last, _ in NAMED_GOVERNORS:
        people.reserve(first, last)
    sizes = _sizes(pupils)
    staff, classes = _staff(people, sizes, max(round(pupils / PUPILS_FOR_ONE_OF_STAFF), FEWEST_STAFF))
    children, parents = families.invent(people, classes, sizes)
    rows = (*children, *staff, *parents, *_governors(people))
    dates = (*year.dates(people.year - 1), *year.dates(people.year))
    return InventedSchool(
        name=NAME,
        slug=SLUG,
        address=ADDRESS,
        phone=OFFICE_PHONE,
        email=f"office@{STAFF_AT}",
        notice=NOTICE,
        dates=dates,
        roll=Roll(rows=rows, terms=tuple((d.name, d.starts_on, d.ends_on) for d in dates if d.kind == "term")),
        classes=tuple(classes),
        links=_links(people, staff, children, today),
        officers=_officers(people, staff),
        cast=people.cast,
        jobs=people.jobs,
    )


def _sizes(pupils: int) -> list[int]:
    """How many pupils each year group has, Reception first; the older years take what is left over."""
    least, more = divmod(pupils, len(YEARS))
    return [least + (len(YEARS) - year_group <= more) for year_group in YEARS]


def _staff(people: People, sizes: Sequence[int], count: int) -> tuple[list[Row], list[Class]]:
    """Everyone who works at the school (`count` of them) or has worked there, and every class."""
    for part, first, last, duties, job in NAMED_STAFF:
        people.cast[part] = people.employ(first, last, duties, job, title=TITLES[part])
    classes, teachers = _classes(people, sizes)
    rows = [people.cast[part] for part, *_ in NAMED_STAFF] + teachers
    others = itertools.chain(OTHER_JOBS, ((job, ("staff",)) for job in itertools.cycle(MANY_JOBS)))
    for job, duties in itertools.islice(others, max(0, count - len(rows))):
        rows.append(people.employ(*people.somebody(), duties, job))
    return [*rows, *_former_staff(people)], classes


def _classes(people: People, sizes: Sequence[int]) -> tuple[list[Class], list[Row]]:
    """Every class with its teacher, and the teachers who are not of the cast."""
    classes, teachers = [], []
    for name, year_group in _rooms(sizes):
        part = NAMED_TEACHERS.get(year_group) if name in names.CLASSES else None
        teacher = people.cast[part] if part else people.employ(*people.somebody(), ("teacher",), "Class teacher")
        teacher = replace(teacher, classroom=name, year_group=year_group)
        if part:
            people.cast[part] = teacher
        else:
            teachers.append(teacher)
        classes.append(Class(name, year_group, teacher.mis_id))
    return classes, teachers


def _rooms(sizes: Sequence[int]) -> Iterator[tuple[str, int]]:
    """The classes of every year group: the first has a bird's name, and trees tell the others apart."""
    for year_group, size in enumerate(sizes):
        bird = names.CLASSES[year_group]
        yield bird, year_group
        for tree in names.TREES[: math.ceil(size / CLASS_SIZE) - 1]:
            yield f"{bird} {tree}", year_group


def _former_staff(people: People) -> Iterator[Row]:
    for years_ago, job in enumerate(FORMER_JOBS):
        duty = "teacher" if job == "Class teacher" else "staff"
        gone = people.employ(*people.somebody(), (duty,), job)
        left_on = date(people.year - years_ago, 7, 20)
        yield replace(gone, joined_on=date(left_on.year - people.chance.randint(2, 9), 9, 1), left_on=left_on)


def _governors(people: People) -> list[Row]:
    for part, first, last, duties in NAMED_GOVERNORS:
        people.cast[part] = people.govern(first, last, duties, title=TITLES[part])
    named = [people.cast[part] for part, *_ in NAMED_GOVERNORS]
    return named + [people.govern(*people.somebody(), ("governor",)) for _ in range(GOVERNORS - len(named))]


def _officers(people: People, staff: Sequence[Row]) -> Officers:
    return Officers(
        head=people.cast["head"],
        deputies=tuple(row for row in staff if "deputy" in row.duties),
        dsl=people.cast["dsl"],
        deputy_dsls=tuple(row for row in staff if "deputy_dsl" in row.duties),
        chair=people.cast["chair"],
        lado=LADO,
    )


def _links(people: People, staff: Sequence[Row], pupils: Sequence[Row], today: date) -> tuple[Link, ...]:
    """A handful of ties between staff and pupils; the last is declared and waits for the head."""
    named = {row.mis_id for row in people.cast.values()}
    adults = [row for row in staff if row.left_on is None and row.mis_id not in named]
    adults = [people.cast["assistant"], *people.chance.sample(adults, len(LINKS) - 1)]
    present = [row for row in pupils if row.left_on is None and row.mis_id not in named]
    children = people.chance.sample(present, len(LINKS))
    return tuple(
        Link(adult.mis_id, child.mis_id, relation, today - timedelta(declared), _approved(today, approved))
        for adult, child, (relation, declared, approved) in zip(adults, children, LINKS, strict=True)
    )


def _approved(today: date, days_ago: int | None) -> date | None:
    return None if days_ago is None else today - timedelta(days_ago)
