"""Whose each row of a case or a concern is: what another child told, and what was done for them, is in their own file."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from functools import cached_property

from django.db.models import Q

from schoolgate.access.duties import EMPLOYED, Duty
from schoolgate.cases.models.case import Case, FromConcern, Participant
from schoolgate.cases.models.chronicle import Addendum, Event
from schoolgate.cases.models.consequences import Consequence
from schoolgate.cases.models.papers import Document, Letter
from schoolgate.cases.rules import EventKind
from schoolgate.community.models import Care, FormerName, Person, Role
from schoolgate.concerns.models.concern import About, Concern, UnmatchedName
from schoolgate.concerns.models.evidence import Evidence
from schoolgate.concerns.rules import FROM_HOME, Channel, ConcernPart
from schoolgate.engines.procedures.schema import CasePart
from schoolgate.records import masking
from schoolgate.records.names import Name


class Whose(StrEnum):
    """Whose a row is, as far as the rows say: nobody but a person opens the last two."""

    OWN = "own"
    ALONE = "alone"
    """Theirs, because no other child is in it so far."""
    UNSAID = "unsaid"
    ANOTHER = "another"


CLOSED = frozenset({Whose.UNSAID, Whose.ANOTHER})
WHY = {
    Whose.ANOTHER: "It is about another child, or what another child or their family told us.",
    Whose.UNSAID: "Another child is part of this, and it is not known which child this is about.",
}
IN_THEIR_OWN = "What another child told us, and what was done for them, is kept in their own file."
SPOKE_OR_SUFFERED = frozenset({CasePart.HARMED, CasePart.WITNESS, CasePart.OTHER})
"""Parts of a child whose name in somebody else's entry may mean that their own words are in it too."""


def worst(found: Iterable[Whose]) -> Whose:
    """Where several rows say whose something is, the one that closes it most."""
    return max(found, key=list(Whose).index)


def by_step(owners: "Owners", event: Event) -> Whose:
    """A step for one child is that child's; one that was recorded by mistake may be about anybody."""
    done = getattr(event, "done", None)
    if done is None or done.child_id is None or done.is_struck:
        return Whose.UNSAID if done is not None and done.is_struck else owners.of_nobody(event.case_id)
    return Whose.OWN if done.child_id in owners.records else Whose.ANOTHER


def by_letter(owners: "Owners", event: Event) -> Whose:
    """Entries of letters that were written or sent at that moment are whose those letters are."""
    those = [
        letter for letter in owners.letters[event.case_id] if event.entered_at in (letter.sent_at, letter.written_at)
    ]
    return worst(owners.letter(letter) for letter in those) if those else owners.of_nobody(event.case_id)


def as_said(owners: "Owners", event: Event) -> Whose:
    """Somebody typed it; whose it is they said, or nobody knows."""
    return owners.of_nobody(event.case_id)


def of_the_case(owners: "Owners", event: Event) -> Whose:
    """A sentence of ours about who runs the case."""
    return Whose.OWN


def asked(owners: "Owners", event: Event) -> Whose:
    """What was a mistake may be about a child of another case: a person always decides."""
    return Whose.UNSAID


BY_KIND: dict[EventKind, Callable[["Owners", Event], Whose]] = {
    EventKind.OPENED: as_said,
    EventKind.NOTE: as_said,
    EventKind.CONTACT: as_said,
    EventKind.STEP: by_step,
    EventKind.SKIPPED: by_step,
    EventKind.CORRECTED: asked,
    EventKind.PERSON: as_said,
    EventKind.RUNS: of_the_case,
    EventKind.CONSEQUENCE: as_said,
    EventKind.CHECK: as_said,
    EventKind.LETTER: by_letter,
    EventKind.DOCUMENT: as_said,
    EventKind.TWO: as_said,
    EventKind.HOLD: as_said,
    EventKind.LINK: as_said,
    EventKind.CLOSED: as_said,
    EventKind.REOPENED: as_said,
    EventKind.DELETED: as_said,
}
"""How whose an entry is is known, where nobody said it of the entry itself."""


class Owners:
    """Whose the rows of these cases and concerns are, for one person whose file or answer is made."""

    def __init__(self, about: Person, cases: Iterable[Case], concerns: Iterable[Concern] = ()) -> None:
        self.about = about
        self.records = frozenset({about.pk, *about.also.values_list("pk", flat=True)})
        self.cases = frozenset(case.pk for case in cases)
        told = frozenset(concern.pk for concern in concerns)
        joined = FromConcern.objects.filter(Q(case__in=self.cases) | Q(concern__in=concerns))
        self._of_case: dict[object, set[object]] = defaultdict(set)
        self._in_cases: dict[object, set[object]] = defaultdict(set)
        for case, concern in joined.values_list("case", "concern"):
            self._of_case[case].add(concern)
            self._in_cases[concern].add(case)
        self._load({*self._in_cases, *told})

    def _load(self, concerns: set[object]) -> None:
        self._parts: dict[object, list[Participant]] = defaultdict(list)
        for part in Participant.objects.filter(case__in={*self.cases, *self._of_case}).select_related("person"):
            self._parts[part.case_id].append(part)
        self._about: dict[object, list[About]] = defaultdict(list)
        for row in About.objects.filter(concern__in=concerns).select_related("person"):
            self._about[row.concern_id].append(row)
        told = Concern.objects.filter(pk__in=concerns).values_list("pk", "entered_by", "door")
        self._told: dict[object, tuple[int | None, Channel]] = {
            pk: (teller, Channel(door)) for pk, teller, door in told
        }
        tellers = {teller for teller, _ in self._told.values() if teller}
        home = Care.objects.filter(child__in=self.records).values("parent")
        care = Care.objects.filter(Q(parent__in=tellers | self.records) | Q(parent__in=home))
        self._cares: dict[int, set[int]] = defaultdict(set)
        for parent, child in care.values_list("parent", "child"):
            self._cares[parent].add(child)
        named: list[Participant | About] = [
            *(row for rows in self._parts.values() for row in rows),
            *(r for rows in self._about.values() for r in rows),
        ]
        people = (
            {row.person_id for row in named if row.person_id}
            | tellers
            | {c for those in self._cares.values() for c in those}
        )
        duties = Role.objects.filter(person__in=people).values_list("person", "duty")
        held: dict[int, set[str]] = defaultdict(set)
        for person, duty in duties:
            held[person].add(duty)
        for one in named:
            if isinstance(one, Participant) and one.person_id:
                held[one.person_id] |= one.held
        self._pupils = frozenset(pk for pk, those in held.items() if Duty.PUPIL in those)
        known = [
            row.person
            for row in named
            if row.person and (row.person.pk in self.records or held[row.person.pk] & EMPLOYED)
        ]
        self._known = [_name(self.about).parts, *(_name(person).parts for person in known)]
        self._typed: dict[object, list[str]] = defaultdict(list)
        for concern, line in UnmatchedName.objects.filter(concern__in=concerns).values_list("concern", "name"):
            self._typed[concern].append(line)

    def parts_in(self, case: object) -> Sequence[Participant]:
        """Everyone in one of these cases."""
        return self._parts[case]

    # ---- who else is in it

    def others_in(self, concern: object) -> bool:
        """Whether another child is in a concern, or may be meant by a name that was typed in it."""
        teller, door = self._told.get(concern, (None, Channel.STAFF))
        people = {row.person_id for row in self._about[concern]}
        if teller and door in FROM_HOME:
            people |= {teller, *self._cares[teller]}
        if (people & self._pupils) - self.records:
            return True
        return any(self._is_somebody(line) for line in self._typed[concern])

    def is_shared(self, case: object) -> bool:
        """Whether another child is in a case, in a concern of it, or may be: one who left counts as well."""
        if case not in self._shared:
            parts = self._parts[case]
            ids = {part.person_id for part in parts if part.person_id}
            typed = (part.name for part in parts if not part.person_id)
            self._shared[case] = (
                bool((ids & self._pupils) - self.records)
                or any(map(self._is_somebody, typed))
                or any(map(self.others_in, self._of_case[case]))
            )
        return self._shared[case]

    @cached_property
    def _shared(self) -> dict[object, bool]:
        return {}

    def is_shared_concern(self, concern: object) -> bool:
        return self.others_in(concern) or any(map(self.is_shared, self._in_cases[concern]))

    def _is_somebody(self, line: str) -> bool:
        """Whether a line that was typed may name another child, and not this one or a colleague."""
        found = (named.name.parts for named in masking.typed(line))
        return any(parts and not any(parts <= theirs for theirs in self._known) for parts in found)

    # ---- rows of a case

    def of_nobody(self, case: object) -> Whose:
        """Of a row of a case that does not say whose it is."""
        return Whose.UNSAID if self.is_shared(case) else Whose.ALONE

    def event(self, event: Event) -> Whose:
        said = self._said(event)
        return self._mixed(said or BY_KIND[EventKind(event.kind)](self, event), event.case_id, event.words)

    def _said(self, event: Event) -> Whose | None:
        """What somebody said of the entry itself, last."""
        rows = list(event.concerning.all())
        people = {row.person_id for row in rows if row.at == max(other.at for other in rows)}
        another = bool((people & self._pupils) - self.records)
        if people & self.records:
            return Whose.UNSAID if another else Whose.OWN
        return Whose.ANOTHER if another else None

    def addendum(self, addendum: Addendum) -> Whose:
        """What was added later may be about somebody else than the entry is."""
        return self.of_nobody(addendum.case_id)

    def letter(self, letter: Letter) -> Whose:
        """A letter is theirs that it is about, and that they or their family were sent."""
        if letter.to_id in self.records:
            return Whose.OWN
        to = letter.to_id or 0
        home = self._is_home(to) and not self._has_another(to)
        if letter.about_id in self.records or (letter.about_id is None and home):
            return self._mixed(Whose.OWN, letter.case_id, letter.words)
        return Whose.ANOTHER if letter.about_id in self._pupils else self.of_nobody(letter.case_id)

    def consequence(self, consequence: Consequence) -> Whose:
        own = consequence.person_id in self.records
        return self._mixed(Whose.OWN, consequence.case_id, consequence.reason) if own else Whose.ANOTHER

    def document(self, document: Document) -> Whose:
        """What was said of the entry that tells of it, or nobody knows."""
        those = [row for row in self._entries[document.case_id] if row.entered_at == document.at]
        found = [self._said(row) or self.of_nobody(document.case_id) for row in those]
        return worst(found) if found else self.of_nobody(document.case_id)

    @cached_property
    def _entries(self) -> dict[object, list[Event]]:
        found: dict[object, list[Event]] = defaultdict(list)
        rows = Event.objects.filter(case__in=self.cases, kind=EventKind.DOCUMENT.value).defer("words")
        for row in rows.prefetch_related("concerning"):
            found[row.case_id].append(row)
        return found

    @cached_property
    def letters(self) -> dict[object, list[Letter]]:
        found: dict[object, list[Letter]] = defaultdict(list)
        for letter in Letter.objects.filter(case__in=self.cases):
            found[letter.case_id].append(letter)
        return found

    def _mixed(self, whose: Whose, case: object, words: str) -> Whose:
        """What is theirs and names a child who was harmed or saw it may hold that child's words: a person looks."""
        if whose is not Whose.OWN or case not in self._spoke:
            return whose
        return Whose.UNSAID if any(self._spoke[case].hits(words)) else whose

    @cached_property
    def _spoke(self) -> dict[object, masking.Mask]:
        """What finds the other children in each case who were harmed, or saw it, however their names are spelt."""
        former: dict[int, list[Name]] = defaultdict(list)
        for row in FormerName.objects.filter(person__in=self._pupils):
            former[row.person_id].append(Name(row.first_name, row.last_name, row.known_as))
        found: dict[object, masking.Mask] = {}
        for case, parts in self._parts.items():
            those = [part for part in parts if part.part in SPOKE_OR_SUFFERED]
            names: list[masking.Named | Name] = [
                named.name for part in those if not part.person_id for named in masking.typed(part.name)
            ]
            for part in those:
                if part.person and part.person_id in self._pupils - self.records:
                    names += [_name(part.person), *former[part.person.pk]]
            if names:
                found[case] = masking.Mask(_name(self.about), near=names)
        return found

    # ---- rows of a concern

    def _teller(self, concern: Concern) -> Whose | None:
        """Whether it is they who told, or their family; somebody else from home; or a colleague (None)."""
        teller, door = self._told.get(concern.pk, (concern.entered_by_id, Channel(concern.door)))
        if teller in self.records:
            return Whose.OWN
        if door is Channel.STAFF:
            return None
        if teller is None:
            return Whose.UNSAID
        if not self._is_home(teller):
            return Whose.ANOTHER
        return Whose.UNSAID if self._has_another(teller) else Whose.OWN

    def _is_home(self, person: int) -> bool:
        """Whether they care for this child."""
        return bool(self._cares[person] & self.records)

    def _has_another(self, person: int) -> bool:
        """Whether they care for another child as well, so that what they say may be about that one."""
        return bool((self._cares[person] & self._pupils) - self.records)

    def told(self, concern: Concern) -> Whose:
        """Whose what was told is: theirs who told it, or who alone was harmed where a colleague wrote it down."""
        teller = self._teller(concern)
        if teller in (Whose.OWN, Whose.ANOTHER):
            return teller
        harmed = {row.person_id for row in self._about[concern.pk] if row.part == ConcernPart.HARMED}
        mine = bool(harmed & self.records)
        if not self.is_shared_concern(concern.pk):
            return Whose.ALONE if teller is None or mine else Whose.UNSAID
        if harmed - self.records:
            return Whose.UNSAID if mine else Whose.ANOTHER
        known = teller is None or self._is_home(concern.entered_by_id or 0)
        return Whose.OWN if mine and known else Whose.UNSAID

    def with_teller(self, concern: Concern) -> Whose:
        """Whose a conversation with the one who told is: a colleague's tells of the children in it."""
        return self._teller(concern) or self.note(concern)

    def note(self, concern: Concern) -> Whose:
        """What the school wrote down about a concern."""
        return Whose.UNSAID if self.is_shared_concern(concern.pk) else Whose.ALONE

    def file(self, file: Evidence) -> Whose:
        """A file is whose the words are with which it came."""
        return self.with_teller(file.concern) if file.line_id else self.told(file.concern)


def _name(person: Person) -> Name:
    return Name(person.first_name, person.last_name, person.known_as)
