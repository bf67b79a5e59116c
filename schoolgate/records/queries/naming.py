"""Whose names are covered in what is given about somebody, and about which of them a person decides."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q

from schoolgate.access.duties import EMPLOYED, Duty
from schoolgate.broken import Broken
from schoolgate.cases.models.case import Case
from schoolgate.community.models import Care, Person, Role
from schoolgate.concerns.models.chronicle import Addendum, Message
from schoolgate.concerns.models.concern import About, Concern, UnmatchedName
from schoolgate.records import masking
from schoolgate.records.masking import NOT_MEANT, SOMEBODY, Cover, Hit, Mask, Name, Named

PLACES = 3
ABOUT = 40
"""Letters before and after a name that are shown, so that somebody can decide."""
Decided = Mapping[str, tuple[str, str]]
"""What was decided about each name, and why, by the key of the name."""
OPTIONS = {
    Cover.EVERYWHERE.value: "Cover it everywhere",
    Cover.CAPITAL.value: "Cover it only where it has a capital letter",
    Cover.LEAVE.value: "Leave it",
}
TOLD, FAMILY, MISTAKEN, WORD = "told", "family", "mistaken", "word"
WHY = {
    TOLD: "They told the school about this. Cover the name of someone who told us in confidence.",
    FAMILY: "They care for another child in this and work here. Cover the name unless they acted in their job.",
    MISTAKEN: "Their name was connected with this by mistake. Cover it unless they have another part in it.",
    WORD: "It is the name of somebody else here, and may also be an ordinary word, or a name in this family.",
}


@dataclass(frozen=True)
class Flag:
    """A name about which somebody decides: what it is, why they are asked, and where it stands."""

    key: str
    label: str
    why: str
    options: dict[str, str]
    places: tuple[str, ...]
    count: int
    decided: tuple[str, str] | None


# ---- whose names


def mask_of(
    about: Person, cases: Iterable[Case], concerns: Iterable[Concern], decided: Decided, text: str = ""
) -> Mask:
    """Covers every other child in these cases and concerns, brothers and sisters, their carers, typed names, other
    adults who do not work here, and everyone who told; and all other children by their whole names.
    """
    cases, concerns = list(cases), list(concerns)
    mine = _carers([about.pk])
    told = _who_told(concerns)
    people = _involved(about, cases, concerns, told)
    children = {person.pk: person for person in people if _was(person, {Duty.PUPIL}) or _is_pupil_in(person, cases)}
    carers = _carers(children)
    called = masking.ANOTHER if _was(about, {Duty.PUPIL}) else masking.A_CHILD
    near = [Named(name_of(child), called) for child in children.values()]
    adults = {person.pk: person for person in people if person.pk not in children}
    others = Person.objects.filter(pk__in=carers).exclude(pk=about.pk).prefetch_related("roles")
    adults |= {person.pk: person for person in others}
    named = {pk: _adult(person, told, carers) for pk, person in adults.items() if pk not in mine - told}
    near += [item for item in named.values() if item]
    staff = _staff(about.school_id)
    kept = [name for pk, name in staff.items() if pk != about.pk and not named.get(pk)]
    family = [name_of(person) for person in Person.objects.filter(pk__in=mine - told)]
    near += _typed(cases, concerns, [name_of(about), *family, *staff.values()])
    near += _mistaken(text, near)
    return Mask(
        child=name_of(about),
        near=near,
        far=_far(about, called, mine | set(staff) | told),
        kept=kept,
        family=family,
        called=called,
        decided={key: Cover(cover) for key, (cover, _) in decided.items()},
    )


def name_of(person: Person) -> Name:
    return Name(person.first_name, person.last_name, person.known_as)


def _involved(about: Person, cases: list[Case], concerns: list[Concern], told: set[int]) -> list[Person]:
    siblings = Care.objects.filter(parent__in=Care.objects.filter(child=about).values("parent")).values("child")
    named = About.objects.filter(concern__in=concerns).values("person")
    parts = {part.person_id for case in cases for part in case.parts.all() if part.person_id}
    involved = Q(pk__in=siblings) | Q(pk__in=named) | Q(pk__in=parts | told)
    return list(Person.objects.filter(involved).exclude(pk=about.pk).prefetch_related("roles"))


def _who_told(concerns: list[Concern]) -> set[int]:
    wrote = Message.objects.filter(concern__in=concerns, from_school=False, by__isnull=False).values_list(
        "by", flat=True
    )
    added = Addendum.objects.filter(concern__in=concerns, by_reporter=True, by__isnull=False).values_list(
        "by", flat=True
    )
    return {concern.entered_by_id for concern in concerns if concern.entered_by_id} | set(wrote) | set(added)


def _adult(person: Person, told: set[int], carers: set[int]) -> Named | None:
    """Whoever acts in their job is named, unless somebody decides otherwise; other adults are covered."""
    works = _was(person, EMPLOYED)
    if person.pk in told:
        key, unless = f"{TOLD}:{person.pk}", Cover.LEAVE if works else Cover.EVERYWHERE
        return Named(name_of(person), SOMEBODY, key, unless)
    if works and person.pk in carers:
        return Named(name_of(person), SOMEBODY, f"{FAMILY}:{person.pk}", Cover.LEAVE)
    return None if works else Named(name_of(person))


def _typed(cases: list[Case], concerns: list[Concern], known: list[Name]) -> Iterator[Named]:
    """Names that somebody typed, but for those of the person themselves, their family, and people who work here."""
    lines = [part.name for case in cases for part in case.parts.all() if part.name]
    lines += [row.name for row in UnmatchedName.objects.filter(concern__in=concerns)]
    parts = [name.parts for name in known]
    for line in dict.fromkeys(lines):
        for named in masking.typed(line):
            if named.name.parts and not any(named.name.parts <= theirs for theirs in parts):
                yield named


def _mistaken(text: str, near: list[Named]) -> Iterator[Named]:
    """Those of whom an entry says that a typed name did not mean them, unless they are covered anyway."""
    covered = [named.name.parts for named in near]
    for line in dict.fromkeys(found[1] for found in NOT_MEANT.finditer(text)):
        for named in masking.typed(line):
            if not any(named.name.parts <= theirs for theirs in covered):
                yield Named(named.name, SOMEBODY, f"{MISTAKEN}:{' '.join(sorted(named.name.parts))}")


def _far(about: Person, called: str, but: set[int]) -> Iterator[Named]:
    """Every other child of the school, and those who care for them."""
    rows = ("first_name", "last_name", "known_as")
    pupils = Person.objects.filter(school=about.school_id, roles__duty=Duty.PUPIL).exclude(pk=about.pk)
    yield from (Named(Name(*row), called) for row in pupils.distinct().values_list(*rows))
    carers = Person.objects.filter(school=about.school_id, cares_for__isnull=False).exclude(pk__in={*but, about.pk})
    yield from (Named(Name(*row)) for row in carers.distinct().values_list(*rows))


def _staff(school_id: int) -> dict[int, Name]:
    employed = Role.objects.filter(person__school=school_id, duty__in=EMPLOYED)
    rows = employed.values_list("person", "person__first_name", "person__last_name", "person__known_as").distinct()
    return {pk: Name(*row) for pk, *row in rows}


def _carers(children: Iterable[int]) -> set[int]:
    return set(Care.objects.filter(child__in=list(children)).values_list("parent", flat=True))


def _was(person: Person, duties: frozenset[Duty] | set[Duty]) -> bool:
    return any(role.duty in duties for role in person.roles.all())


def _is_pupil_in(person: Person, cases: list[Case]) -> bool:
    parts = [part for case in cases for part in case.parts.all() if part.person_id == person.pk]
    return any(Duty.PUPIL in part.held for part in parts)


# ---- what somebody decides


def flags_of(mask: Mask, texts: Iterable[str], decided: Decided) -> list[Flag]:
    """The names in these texts about which somebody decides, in the order of the alphabet."""
    found = mask.undecided(texts)
    people = Person.objects.in_bulk([int(key.partition(":")[2]) for key in found if key.startswith((TOLD, FAMILY))])
    names = {str(pk): str(person) for pk, person in people.items()}
    flags = [_flag(key, places, names, decided.get(key)) for key, places in found.items()]
    return sorted(flags, key=lambda flag: flag.label)


def _flag(key: str, places: list[tuple[str, Hit]], names: Mapping[str, str], decided: tuple[str, str] | None) -> Flag:
    kind, _, rest = key.partition(":")
    options = {cover: words for cover, words in OPTIONS.items() if kind == WORD or cover != Cover.CAPITAL}
    first = sorted(places, key=lambda place: not place[1].has_capital)[:PLACES]
    return Flag(
        key=key,
        label=names.get(rest) or rest.title(),
        why=WHY[kind],
        options=options,
        places=tuple(_around(text, hit) for text, hit in first),
        count=len(places),
        decided=decided,
    )


def _around(text: str, hit: Hit) -> str:
    before, after = text[max(0, hit.start - ABOUT) : hit.start], text[hit.end : hit.end + ABOUT]
    return " ".join(f"…{before}{text[hit.start : hit.end]}{after}…".split())


def decisions_in(kept: str) -> Decided:
    """What was decided, as it is kept in a row."""
    return {key: (cover, reason) for key, (cover, reason) in json.loads(kept or "{}").items()}


def kept_as(decided: Decided) -> str:
    return json.dumps({key: list(value) for key, value in decided.items()})


def check_decided(flags: Iterable[Flag], decided: Decided) -> dict[str, tuple[str, str]]:
    """A decision with its reason about every name; what is about none of them is left out."""
    found = {}
    for flag in flags:
        cover, reason = decided.get(flag.key, ("", ""))
        if cover not in flag.options:
            raise Broken(f"Decide whether “{flag.label}” is covered.", "6.1")
        if not reason.strip():
            raise Broken(f"Give a reason for what you decided about “{flag.label}”.", "6.1")
        found[flag.key] = (cover, reason.strip())
    return found
