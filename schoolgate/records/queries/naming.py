"""Whose names are covered in what is given about somebody, and about which of them a person decides."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from schoolgate.access.duties import EMPLOYED, Duty
from schoolgate.broken import Broken
from schoolgate.cases.models.case import Case, Participant
from schoolgate.cases.queries.reach import today
from schoolgate.community.models import Care, FormerName, Person, Placement
from schoolgate.concerns.models.chronicle import Addendum, Message
from schoolgate.concerns.models.concern import About, Concern, UnmatchedName
from schoolgate.records import masking
from schoolgate.records.masking import NOT_MEANT, Cover, Hit, Mask, Name, Named
from schoolgate.records.named import ABOUT_A_WORD, DISGUISE, INITIALS, PUPIL, SLIP, SOMEBODY, WORD

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
TOLD, FAMILY, MISTAKEN = "told", "family", "mistaken"
BEFORE = timedelta(days=366)
"""Pupils who left longer ago than this before it began are no part of these years."""
WHY = {
    TOLD: "They told the school about this. Cover the name of someone who told us in confidence.",
    FAMILY: "They care for another child in this and work here. Cover the name unless they acted in their job.",
    MISTAKEN: "Their name was connected with this by mistake. Cover it unless they have another part in it.",
    PUPIL: "A pupil here has this name, or it is short for theirs. Leave it only where nobody else is meant.",
    SLIP: "It is nearly the name of somebody else here. Leave it only where nobody else is meant.",
    DISGUISE: "It may be the name of another pupil, written with other letters or signs. Leave it only where no pupil is meant.",
    INITIALS: "It may be the initials of another pupil. Leave it only where no pupil is meant.",
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
    what: str = "name"


# ---- whose names


@dataclass(frozen=True)
class _Somebody:
    """A person of the school as far as their name may have to be covered."""

    name: Name
    duties: set[str]
    former: list[Name]
    """What they were called before."""
    pupil_until: list[date | None]
    """When they stop, or stopped, being a pupil here; None where nobody knows yet."""

    @property
    def names(self) -> tuple[Name, ...]:
        return self.name, *self.former


@dataclass(frozen=True)
class _People:
    """Everyone of a school with their names and duties of all times, and who cares for whom."""

    all: dict[int, _Somebody]
    care: frozenset[tuple[int, int]]

    def carers(self, children: Iterable[int]) -> set[int]:
        mine = set(children)
        return {parent for parent, child in self.care if child in mine}

    def children(self, carers: set[int]) -> set[int]:
        return {child for parent, child in self.care if parent in carers}

    def named(self, ids: Iterable[int]) -> list[Name]:
        """Every name that these people have or had."""
        return [name for pk in sorted(ids) if pk in self.all for name in self.all[pk].names]

    def pupils_since(self, day: date | None) -> set[int]:
        """Those who were pupils here at any time since."""
        return {
            pk
            for pk, somebody in self.all.items()
            if any(until is None or day is None or until >= day for until in somebody.pupil_until)
        }

    def were(self, duties: frozenset[Duty]) -> set[int]:
        return {pk for pk, somebody in self.all.items() if somebody.duties & duties}


def mask_of(
    about: Person, cases: Iterable[Case], concerns: Iterable[Concern], decided: Decided, texts: Iterable[str] = ()
) -> Mask:
    """Covers every other child in these cases and concerns, brothers and sisters, their carers, typed names, other
    adults who do not work here, everyone who told, and pupils whom these texts name in full; all other children by
    their whole names. Somebody decides about what may be one of the other pupils of these years.
    """
    texts = tuple(texts)
    cases, concerns = list(cases), list(concerns)
    people, told = _people_of(about.school_id), _who_told(concerns)
    rows = list(Participant.objects.filter(case__in=cases))
    parts = {part.person_id: part for part in rows if part.person_id}
    mine = people.carers([about.pk])
    pupils, staff = people.were(frozenset({Duty.PUPIL})), people.were(EMPLOYED)
    pupils |= {pk for pk, part in parts.items() if Duty.PUPIL in part.held}
    in_it = parts.keys() | told | _named_in(concerns)
    involved = (in_it | people.children(mine)) - {about.pk}
    children = involved & pupils
    carers = people.carers(children) - {about.pk}
    called = masking.ANOTHER if about.pk in pupils else masking.A_CHILD
    near = [Named(name, called) for name in people.named(children)]
    adults = ((involved | carers) - children) - (mine - told)
    named = {pk: _adult(pk, people.all[pk], told, carers, staff) for pk in sorted(adults & people.all.keys())}
    near += [item for items in named.values() for item in items]
    family = [*people.all[about.pk].former, *people.named(mine - told)]
    near += _typed(rows, concerns, [name_of(about), *family, *people.named(staff)])
    near += _mistaken("\n".join(texts), near)
    here = people.pupils_since(_began(cases, concerns)) - {about.pk} - children
    mates = _classmates((children & in_it) | {about.pk}) & here
    far = [Named(name, called) for name in people.named(pupils - {about.pk} - here)]
    far += [Named(name) for name in people.named(people.carers(pupils) - mine - staff - told - {about.pk})]
    return Mask(
        child=name_of(about),
        near=near,
        far=far,
        pupils=[Named(name, called) for name in people.named(here)],
        texts=texts,
        classmates=[Named(name, called) for name in people.named(mates)],
        kept=people.named(pk for pk in staff - {about.pk} if not named.get(pk)),
        family=family,
        called=called,
        decided={key: Cover(cover) for key, (cover, _) in decided.items()},
    )


def name_of(person: Person) -> Name:
    return Name(person.first_name, person.last_name, person.known_as)


def _people_of(school_id: int) -> _People:
    rows = Person.objects.filter(school=school_id).order_by()
    found: dict[int, _Somebody] = {}
    fields = ("pk", "first_name", "last_name", "known_as", "roles__duty", "roles__until_on")
    for pk, first, last, known_as, duty, until_on in rows.values_list(*fields):
        somebody = found.setdefault(pk, _Somebody(Name(first, last, known_as), set(), [], []))
        somebody.duties.add(duty or "")
        if duty == Duty.PUPIL:
            somebody.pupil_until.append(until_on)
    for row in FormerName.objects.filter(person__school=school_id):
        found[row.person_id].former.append(Name(row.first_name, row.last_name, row.known_as))
    care = Care.objects.filter(child__school=school_id).values_list("parent", "child")
    return _People(found, frozenset(care))


def _began(cases: list[Case], concerns: list[Concern]) -> date | None:
    """From when on a pupil may be meant by what is written in these."""
    began = [*(case.opened_at for case in cases), *(concern.entered_at for concern in concerns)]
    return today(min(began)) - BEFORE if began else None


def _classmates(children: Iterable[int]) -> set[int]:
    """Those who are or were in a class in which one of these children is or was."""
    rooms = Placement.objects.filter(pupil__in=list(children)).order_by().values("classroom")
    return set(Placement.objects.filter(classroom__in=rooms).values_list("pupil", flat=True))


def _named_in(concerns: list[Concern]) -> set[int]:
    return set(About.objects.filter(concern__in=concerns).values_list("person", flat=True)) if concerns else set()


def _who_told(concerns: list[Concern]) -> set[int]:
    told = {concern.entered_by_id for concern in concerns if concern.entered_by_id}
    if concerns:
        wrote = Message.objects.filter(concern__in=concerns, from_school=False, by__isnull=False)
        added = Addendum.objects.filter(concern__in=concerns, by_reporter=True, by__isnull=False)
        told |= set(wrote.values_list("by", flat=True)) | set(added.values_list("by", flat=True))
    return told


def _adult(pk: int, somebody: _Somebody, told: set[int], carers: set[int], staff: set[int]) -> list[Named]:
    """Whoever acts in their job is named, unless somebody decides otherwise; other adults are covered."""
    works = pk in staff
    if pk in told:
        unless = Cover.LEAVE if works else Cover.EVERYWHERE
        return [Named(name, SOMEBODY, f"{TOLD}:{pk}", unless) for name in somebody.names]
    if works and pk in carers:
        return [Named(name, SOMEBODY, f"{FAMILY}:{pk}", Cover.LEAVE) for name in somebody.names]
    return [] if works else [Named(name) for name in somebody.names]


def _typed(parts: list[Participant], concerns: list[Concern], known: list[Name]) -> Iterator[Named]:
    """Names that somebody typed, but for those of the person themselves, their family, and people who work here."""
    lines = [part.name for part in parts if part.name]
    lines += [row.name for row in UnmatchedName.objects.filter(concern__in=concerns)] if concerns else []
    theirs = [name.parts for name in known]
    for line in dict.fromkeys(lines):
        for named in masking.typed(line):
            if named.name.parts and not any(named.name.parts <= one for one in theirs):
                yield named


def _mistaken(text: str, near: list[Named]) -> Iterator[Named]:
    """Those of whom an entry says that a typed name did not mean them, unless they are covered anyway."""
    covered = [named.name.parts for named in near]
    for line in dict.fromkeys(found[1] for found in NOT_MEANT.finditer(text)):
        for named in masking.typed(line):
            if not any(named.name.parts <= theirs for theirs in covered):
                yield Named(named.name, SOMEBODY, f"{MISTAKEN}:{' '.join(sorted(named.name.parts))}")


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
    is_a_word = kind in ABOUT_A_WORD - {DISGUISE, INITIALS}
    options = {cover: words for cover, words in OPTIONS.items() if is_a_word or cover != Cover.CAPITAL}
    first = sorted(places, key=lambda place: not place[1].has_capital)[:PLACES]
    return Flag(
        key=key,
        label=names.get(rest) or _label(kind, rest, places[0][1].word),
        why=WHY[kind],
        what="initials" if kind == INITIALS else "name",
        options=options,
        places=tuple(_around(text, hit) for text, hit in first),
        count=len(places),
        decided=decided,
    )


def _label(kind: str, rest: str, written: str) -> str:
    if kind == DISGUISE:
        return " ".join(written.split())
    return rest.upper() if kind == INITIALS else rest.title()


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
