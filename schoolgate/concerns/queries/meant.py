"""Whom a line typed as a name, or an account, may mean of those who work here or govern the school, or once did."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass, replace
from datetime import date, datetime
from enum import Enum
from functools import cached_property
from itertools import chain, pairwise
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from schoolgate import access
from schoolgate.access.duties import EMPLOYED, GOVERNORS, Duty
from schoolgate.community import former_names, kinship
from schoolgate.community.former_names import PutDown, ever, title_of
from schoolgate.community.models import Care, Person, Placement, Role, Teaching
from schoolgate.concerns import onward
from schoolgate.concerns.models.concern import Access, Concern
from schoolgate.concerns.queries import answered, foreseen, reach, shown
from schoolgate.concerns.queries import people as concern_people
from schoolgate.concerns.routing import GROUPS
from schoolgate.concerns.rules import FROM_HOME
from schoolgate.engines.mentions import children as mentions
from schoolgate.engines.mentions import disguises, finding, lists
from schoolgate.engines.mentions.normal import plain, words_of
from schoolgate.engines.mentions.shapes import Child, Known

OF_A_TEACHER = re.compile(r"\b(?:miss|sir|te+a?ch\w*|tutor|(?:lady|man) (?:in|of) (?:my|our) class)\b")
NAMED = ("former_names", "also__former_names")
GIVEN = ("given_names", "also__given_names")
READERS = frozenset(duty for group in GROUPS.values() for duty in group)


@dataclass(frozen=True)
class Told:
    """What was told of whom: names as they were typed, everything else that was said, and children who were chosen."""

    typed: tuple[str, ...] = ()
    account: str = ""
    children: tuple[int, ...] = ()
    texts: tuple[str, ...] = ()
    """What the account was put together from, where that is known."""


class Adults:
    """The grown-ups whom texts of a school may mean, looked up once for many texts; only some of them with `among`.

    By every name that counts: not by those `without`.
    """

    def __init__(
        self, school_id: int, on: date, *, among: Collection[int] | None = None, without: PutDown | None = None
    ) -> None:
        self.school_id, self.on, self.among, self.without = school_id, on, among, without

    def meant(self, told: Told, *, by_name: Collection[int] = ()) -> frozenset[int]:
        """By a name that was typed anybody who works or worked here; by an account those who come to read it.

        `by_name` read it for another reason than their duty.
        """
        typed = tuple(name for name in told.typed if name.strip())
        found = self._found(self.everyone, typed=typed) if typed else frozenset()
        if not told.account or not foreseen.fits(told.account):
            return found
        also = [known for known in self.everyone if known.id in by_name] if by_name else []
        return found | self._found([*self.readers, *also], account=told.account, chosen=told.children)

    def meant_anew(self, id: int, told: Told, cleared: Collection[str], *, by_name: Collection[int] = ()) -> bool:
        """Whether somebody who is meant is so by a name, an office, a class or words that nobody was asked about yet."""
        known = [one for one in self.everyone if one.id == id]
        reads = id in by_name or any(one.id == id for one in self.readers)
        for sign, one, names in signs_of(known, told.children):
            typed = answered.left(told.typed, sign, cleared)
            account = "\n".join(answered.left(told.texts, sign, cleared)) if reads else ""
            if self._found([one], typed=tuple(typed), account=account, chosen=told.children, names=names):
                return True
        return False

    def signs(self, id: int, told: Told) -> set[str]:
        """Everything by which somebody may be meant: to be asked about once."""
        known = [one for one in self.everyone if one.id == id]
        units = (*told.typed, *told.texts)
        return {found for sign, _, _ in signs_of(known, told.children) for found in answered.signs(sign, units)}

    def children_of(self, *, teller: int | None, names: Iterable[str] = ()) -> tuple[int, ...]:
        """Whose teachers "my teacher" and "his teacher" are: a pupil who tells, a parent's own, who is named in full."""
        named = [id for name in names for id in self._by_whole_name.get(_plain(name), ())]
        if teller is None:
            return tuple(dict.fromkeys(named))
        teller_too = [teller] if teller in self._children else []
        return tuple(dict.fromkeys([*teller_too, *self._cared_for.get(teller, ()), *named]))

    def taught(self, words: str, children: Iterable[int]) -> frozenset[int]:
        """Readers who teach or taught these children, where a child or their parent speaks of a teacher, Miss or Sir."""
        return self.taught_by(words, children) & frozenset(known.id for known in self.readers)

    def taught_by(self, words: str, children: Iterable[int]) -> frozenset[int]:
        """Everyone looked up who teaches or taught these children, where the words speak of a teacher, Miss or Sir."""
        of_it = list(children)
        if not of_it or not OF_A_TEACHER.search(words.lower()):
            return frozenset()
        rooms = Placement.objects.filter(pupil__in=of_it).order_by().values("classroom")
        taught = Teaching.objects.filter(classroom__in=rooms).values_list("teacher", flat=True)
        return frozenset(taught) & frozenset(known.id for known in self.everyone)

    def not_ruled_out(self, typed: Iterable[str]) -> frozenset[int]:
        """Readers whom typed names that mean nobody here could yet mean, heard or spelt badly."""
        lines = list(typed)
        return frozenset(known.id for known in self.readers if any(finding.could_mean(line, known) for line in lines))

    def _found(
        self,
        people: Sequence[Known],
        *,
        typed: tuple[str, ...] = (),
        account: str = "",
        chosen: Iterable[int] = (),
        names: bool = True,
    ) -> frozenset[int]:
        of_it = [self._children[id] for id in chosen if id in self._children]
        return foreseen.once(
            ("adults", account, typed, tuple(people), self._named_in_full, tuple(of_it), names),
            lambda: self._meant(people, account, typed, of_it, names),
        )

    def _meant(
        self, people: Sequence[Known], account: str, typed: tuple[str, ...], chosen: list[Child], names: bool
    ) -> frozenset[int]:
        found = finding.meant(
            account, people, typed=typed, children=self._named_in_full, chosen=chosen, names=names, work=foreseen.work()
        )
        return frozenset(mention.id for mention in found)

    @cached_property
    def _named_in_full(self) -> tuple[Child, ...]:
        return (*self._children.values(), *self._carers)

    @cached_property
    def everyone(self) -> list[Known]:
        return [known for person in self._people for known in self._known(person)]

    @cached_property
    def readers(self) -> list[Known]:
        """Those who read concerns, ever did, or will: by every name of theirs, and by what they do now."""
        reading = (person for person in self._people if any(Duty(role.duty) in READERS for role in person.roles.all()))
        return [known for person in reading for known in self._known(person)]

    @cached_property
    def _people(self) -> list[Person]:
        ever = Role.objects.filter(person=OuterRef("pk"), duty__in=EMPLOYED | GOVERNORS)
        people = Person.objects.filter(Exists(ever), school=self.school_id).prefetch_related("roles", *NAMED)
        people = people.prefetch_related(*GIVEN) if self.without else people
        return list(people if self.among is None else people.filter(pk__in=self.among))

    def _known(self, person: Person) -> Iterator[Known]:
        """By every name that they have or had, and by those of a record that was joined to it."""
        held = {role.duty for role in person.roles.all() if role.holds_on(self.on) or role.since_on > self.on}
        classes = tuple(self._classes.get(person.pk, ()))
        records = (ever(record, without=self.without) for record in (person, *person.also.all()))
        for named in chain.from_iterable(records):
            yield Known(person.pk, named.first_name, named.last_name, named.known_as, frozenset(held), classes)
        title = title_of(person, without=self.without).strip(". ")
        if title and plain(title) not in lists.FILE.titles:  # a school's own, such as Coach, is said like a first name
            yield Known(person.pk, title, person.last_name, "", frozenset(held), classes)

    @cached_property
    def _classes(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        taught = Teaching.objects.held(self.on).filter(classroom__school=self.school_id).select_related("classroom")
        for teaching in taught:
            names = (teaching.classroom.name, teaching.classroom.year)
            found.setdefault(teaching.teacher_id, []).extend(filter(None, names))
        return found

    @cached_property
    def _carers(self) -> list[Child]:
        """Parents and carers who never worked here, whose full names mean nobody else either."""
        ever = Role.objects.filter(person=OuterRef("pk"), duty__in=EMPLOYED | GOVERNORS)
        carers = Person.objects.filter(Exists(Role.objects.filter(person=OuterRef("pk"), duty=Duty.PARENT)))
        others = carers.filter(~Exists(ever), school=self.school_id)
        return [Child(*names) for names in others.order_by().values_list("first_name", "last_name", "known_as")]

    @cached_property
    def _by_whole_name(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for id, child in self._children.items():
            for first in filter(None, (child.first_name, child.known_as)):
                found[_plain(f"{first} {child.last_name}")].append(id)
        return found

    @cached_property
    def _cared_for(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        held = Care.objects.held(self.on).filter(child__school=self.school_id)
        for parent, child in held.values_list("parent", "child"):
            found[parent].append(child)
        return found

    @cached_property
    def _children(self) -> dict[int, Child]:
        placed = Placement.objects.held(self.on).filter(pupil__school=self.school_id)
        rows = placed.values_list(
            "pupil", "pupil__first_name", "pupil__last_name", "pupil__known_as", "classroom__name"
        )
        return {id: Child(first, last, known_as, room) for id, first, last, known_as, room in rows}


def signs_of(known: Iterable[Known], children: Collection[int]) -> Iterator[tuple[str, Known, bool]]:
    """Each name, office and class by which somebody may be meant, alone; whether it is a name."""
    for one in dict.fromkeys(known):
        bare = replace(one, duties=frozenset(), classes=())
        yield answered.by_name(one), bare, True
        for duty in sorted(one.duties):
            yield f"office {duty}", replace(bare, duties=frozenset({duty})), False
        for room in one.classes:
            yield f"class {room} {sorted(children)}", replace(bare, classes=(room,)), False


def typed_in(concern: Concern) -> tuple[str, ...]:
    """The names that were typed of whom it is about: not those of whoever told us, and of their own children."""
    return tuple(name.name for name in concern.names.all() if not name.of_teller)


def _plain(name: str) -> str:
    return " ".join(word.plain for word in words_of(name))


def of_file(name: str, text: str) -> str:
    """What a file is called and what could be read in it, as an account."""
    stem = re.sub(r"(?<=[a-z])(?=[A-Z])|[_.\-]", " ", name)
    return f"{stem}\n{text}"


WRITTEN = ("names", "about", "lines", "addenda", "steps", "decisions", "evidence")
"""Rows of a concern in which `told_in` reads: to be fetched at once for many."""


def told_in(concern: Concern, adults: Adults, *, by_readers: bool = True) -> Told:
    """Everything in a concern that may mean somebody, added words and files included; what readers wrote, too."""
    texts = [concern.words, concern.childs_words, concern.exact_words, concern.happened_words, concern.place]
    texts += [line.words for line in concern.lines.all() if not line.from_school]
    texts += [addendum.words for addendum in concern.addenda.all() if by_readers or addendum.by_reporter]
    texts += written_by_readers(concern) if by_readers else []
    texts += [of_file(file.name, file.text) for file in concern.evidence.all()]
    said = tuple(filter(None, texts))
    return Told(typed_in(concern), account="\n".join(said), children=children_in(concern, adults), texts=said)


def children_in(concern: Concern, adults: Adults) -> tuple[int, ...]:
    """The children whom a concern is about, as far as it is known, and those of whoever told it."""
    chosen = (about.person_id for about in concern.about.all() if not about.by_name)
    from_home = concern.entered_by_id if concern.door in FROM_HOME else None
    own = adults.children_of(teller=from_home, names=[name.name for name in concern.names.all()])
    return tuple(dict.fromkeys((*chosen, *own)))


def children_named(concern: Concern, words: str, on: date) -> list[Person]:
    """Pupils, former ones too, whom an answer names and whoever told us did not: not the teller, nor their own."""
    if not words.strip():
        return []
    told = told_in(concern, Adults(concern.school_id, on), by_readers=False)
    involved = {about.person_id for about in concern.about.all() if not about.by_name}
    teller = concern.entered_by_id
    own = set(Care.objects.filter(parent=teller).values_list("child", flat=True)) | {teller} if teller else set()
    pupils = Person.objects.filter(Exists(Role.objects.filter(person=OuterRef("pk"), duty=Duty.PUPIL)))
    found, those = [], list(pupils.filter(school=concern.school_id).exclude(pk__in=[id for id in own if id]))
    shown = disguises.shown(words, [name for pupil in those for name in _names_of(pupil)])
    said = {*pairwise(word.plain for word in words_of(words)), *pairwise(word.plain for word in words_of(shown))}
    for pupil in those:
        child = Child(pupil.first_name, pupil.last_name, pupil.known_as)
        names = {(plain(first), plain(child.last_name)) for first in (child.first_name, child.known_as) if first}
        is_named = names & said or (pupil.pk in involved and mentions.may_mean(child, shown))
        if is_named and not mentions.may_mean(child, told.account, typed=told.typed):
            found.append(pupil)
    return found


def written_by_readers(concern: Concern) -> list[str]:
    """What its readers wrote down of it, apart from addenda: steps, and the reasons of what they decided."""
    reasons = [decision.reason for decision in concern.decisions.all()]
    return [concern.harm_reason, concern.scope_reason, *reasons, *(step.words for step in concern.steps.all())]


def meant_by_readers(concern: Concern, on: date) -> frozenset[int]:
    """Those who read concerns whom words may mean that readers of this one wrote down, not whoever told it."""
    texts = [line.words for line in concern.addenda.all() if not line.by_reporter] + written_by_readers(concern)
    if not any(texts):
        return frozenset()
    adults = Adults(concern.school_id, on)
    return adults.meant(Told(account="\n".join(texts), children=children_in(concern, adults)))


def _names_of(person: Person) -> Iterator[str]:
    return filter(None, (person.first_name, person.known_as, person.last_name))


def may_mean(concern: Concern, people: Collection[int], on: date, added: str = "") -> frozenset[int]:
    """Those of these people whom, or whose children, a concern may mean, were it given to them to read."""
    adults = Adults(concern.school_id, on, among=people)
    names = [name.name for name in concern.names.all()]
    chosen = {about.person_id for about in concern.about.all() if not about.by_name}
    told = told_in(concern, adults)
    told = replace(told, account=f"{told.account}\n{added}", texts=(*told.texts, added)) if added else told
    return those_meant(adults, told, people, names=names, chosen=chosen)


def those_meant(
    adults: Adults, told: Told, people: Collection[int], *, names: Collection[str] = (), chosen: Collection[int] = ()
) -> frozenset[int]:
    """Those of these people whom, or whose children, this may mean; `chosen` are those whom it is about for certain."""
    found = set(adults.meant(told, by_name=people) & frozenset(people))
    for person in people:
        family = kinship.family_of([person])
        children = concern_people.children_of_line(adults.school_id, adults.on, by_name=[person], among=[person])
        own = [child for child in children if child.pk in family]
        if concern_people.children_meant(own, names, told.account, chosen=chosen):
            found.add(person)
    return frozenset(found)


def put_down_in(concern: Concern, found: frozenset[int], at: datetime, added: str = "") -> PutDown | None:
    """Names of these people that somebody put down whom the concern is kept from, or may mean, or a child of theirs."""
    makers = former_names.makers_of(found, at)
    if not makers:
        return None
    kept = makers & (found | reach.not_by_duty(concern))
    return former_names.put_down(kept | may_mean(concern, makers - kept, reach.today(at), added), at)


def readers_by_name(
    concerns: QuerySet[Concern], on: date, among: Collection[int] | None = None
) -> dict[UUID, set[int]]:
    """Who reads each of these by name, or elsewhere what became of it; only some people with `among`."""
    found: dict[UUID, set[int]] = defaultdict(set)
    rows = Access.objects.filter(concern__in=concerns.order_by().values("pk"), person__isnull=False, ended_at=None)
    for id, person in chain(rows.values_list("concern", "person"), onward.readers_of(concerns, on)):
        if among is None or person in among:
            found[id].add(person)
    return found


@dataclass(frozen=True)
class NamedReaders:
    """Who reads something and may be meant by words in it, and children of others who read it that they may mean."""

    adults: tuple[Person, ...] = ()
    children: frozenset[int] = frozenset()
    parents: tuple[Person, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.adults or self.children)


WORDS = ("words", "reason", "right", "given", "payload", "proposed", "whom")
"""What a deed is given that somebody wrote; names typed by themselves are matched where they are put in."""


def words_in(said: Mapping[str, object]) -> str:
    """Everything that somebody wrote among what a deed is given, as one text."""
    found: list[str] = []
    rest: list[object] = [said[name] for name in WORDS if name in said]
    while rest:
        value = rest.pop()
        if isinstance(value, str) and not isinstance(value, Enum):
            found.append(value)
        elif isinstance(value, Mapping):
            rest.extend(value.values())
        elif is_dataclass(value) and not isinstance(value, type):
            rest.append(asdict(value))
        elif isinstance(value, (list, tuple)):
            rest.extend(value)
    return "\n".join(found)


def named_in(concern: Concern, words: str, by: access.Someone, on: date) -> NamedReaders:
    """Whom of those who read a concern, other than whoever writes these words, they may mean, or a child of theirs."""
    if not words.strip():
        return NamedReaders()
    by_name = readers_by_name(Concern.objects.filter(pk=concern.pk), on)[concern.pk]
    adults, readers = readers_named(concern, words, by, on), reach.readers_of(concern, on)
    chosen = frozenset(concern.about.values_list("person", flat=True))
    children, parents = children_of_readers(concern.school_id, words, readers, by_name, chosen, by, on)
    return NamedReaders(tuple(adults), children, parents)


def children_of_readers(
    school_id: int,
    words: str,
    readers: Iterable[Person],
    by_name: Collection[int],
    chosen: Collection[int],
    by: access.Someone,
    on: date,
) -> tuple[frozenset[int], tuple[Person, ...]]:
    """Children whom words may mean and whose family reads them, and these; not those who are `chosen`, or of the writer alone."""
    of_line = concern_people.children_of_line(school_id, on, by_name=by_name)
    meant = concern_people.children_meant(of_line, (), words, chosen=chosen) - frozenset(chosen)
    if not meant:
        return frozenset(), ()
    others = [person for person in readers if person.pk != by.id]
    families = {child: kinship.family_of([child]) for child in meant}
    children = frozenset(child for child, family in families.items() if any(other.pk in family for other in others))
    of_them = frozenset(id for child in children for id in families[child])
    return children, tuple(person for person in others if person.pk in of_them)


def readers_named(concern: Concern, words: str, by: access.Someone, on: date, *, known: bool = False) -> list[Person]:
    """Those who read a concern, other than whoever writes these words, whom the words may mean.

    With `known` only those whom whoever told it may know of: by duty, and never who else was given it.
    """
    if not words.strip():
        return []
    by_name = readers_by_name(Concern.objects.filter(pk=concern.pk), on)[concern.pk]
    adults = Adults(concern.school_id, on)
    told = Told(account=words, children=children_in(concern, adults))
    meant = adults.meant(told) - by_name if known else adults.meant(told, by_name=by_name)
    readers = shown.readers_shown(concern, on) if known else reach.readers_of(concern, on)
    return [person for person in readers if person.pk in meant - {by.id}]
