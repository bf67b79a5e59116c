"""What is wrong with a letter before it is sent."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Exists, OuterRef, prefetch_related_objects

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.cases import letters
from schoolgate.cases.letters import LetterKind, Reader, merging
from schoolgate.cases.letters.merging import Gaps, Name
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.papers import Letter
from schoolgate.cases.queries import reach, state
from schoolgate.cases.queries.letter_lines import reader_of
from schoolgate.cases.queries.letter_readers import choices, people_with
from schoolgate.community.former_names import Called, FormerName, ever
from schoolgate.community.models import Care, Person, Placement, Role
from schoolgate.community.queries.school import officers
from schoolgate.engines.procedures import engine
from schoolgate.engines.procedures.schema import CasePart, Key, State

TITLES = ("Mr", "Mrs", "Ms", "Miss", "Dr")


def what_is_wrong(letter: Letter, by: access.Someone, at: datetime) -> Iterable[str]:
    """What keeps a letter from being sent by this person now, a sentence each."""
    kind = letters.kind(letter.kind)
    found = gaps_of(letter, kind, at)
    labels = kind.labels
    if found.missing:
        left = ", ".join(f"{labels[name]} ({{{name}}})" for name in found.missing)
        yield f"Something is missing: {left}. Write it in, or take the sentence out."
    if found.unknown:
        left = ", ".join(f"{{{name}}}" for name in found.unknown)
        yield f"{left} stands for nothing. Change the words."
    if found.names:
        left = ", ".join(found.names)
        yield (
            f"It names {left}, who must not be named in a letter to {reader_of(letter)}. "
            "Where it is only a word and no name, write the sentence otherwise."
        )
    yield from _not_now(letter, kind, by)
    yield from _not_them(letter, kind, at)


def gaps_of(letter: Letter, kind: LetterKind, at: datetime) -> Gaps:
    """Fields that are left in a letter, and people whom it must not name."""
    others, own = _names(letter, kind, reach.today(at))
    return merging.gaps((letter.title, letter.words), kind.known, others, own)


def _names(letter: Letter, kind: LetterKind, on: date) -> tuple[list[Name], list[str]]:
    """Who must not be named in a letter, and the names that may stand in it: only the LADO is told of everybody."""
    if kind.reader is Reader.LADO:
        return [], []
    about, to, case = letter.about, letter.to, letter.case
    mine = {item.pk for item in (about, to) if item}
    inside = people_with(case, CasePart.HARMED, CasePart.ALLEGED, CasePart.WITNESS, CasePart.SUBJECT, CasePart.OTHER)
    prefetch_related_objects([*inside, *filter(None, (about, to))], "former_names")
    others = [
        _name(person) for person in inside if person.pk not in mine and (_is_pupil(person) or _is_about(case, person))
    ]
    others += [_unknown(part.name) for part in case.parts.filter(person=None)]
    theirs = set(Care.objects.held(on).filter(parent=to).values_list("child", flat=True)) if to else set()
    # Whoever was a pupil here is one still to those who read a letter, and a classmate is known by the first name alone.
    was_pupil = Exists(Role.objects.filter(person=OuterRef("pk"), duty=Duty.PUPIL))
    pupils = Person.objects.filter(was_pupil, school=case.school_id).prefetch_related("former_names")
    rooms = Placement.objects.filter(pupil__in=[person.pk for person in inside]).values("classroom")
    near = set(Placement.objects.filter(classroom__in=rooms).values_list("pupil", flat=True))
    for person in pupils.exclude(pk__in=mine | theirs | {person.pk for person in inside}):
        firsts = (person.first_name, person.known_as) if person.pk in near else ()
        others.append(Name(str(person), (*(_whole(name) for name in ever(person)), *filter(None, firsts))))
    staff = [str(name) for name in (*officers(case.school, on).values(), letter.written_by, case.school.name)]
    titled = [f"{title} {name.split()[-1]}" for name in staff for title in TITLES if name]
    own = [way for item in (about, to) if item for way in _name(item).ways]
    return others, [name for name in (*own, *staff, *titled) if name]


def _is_about(case: Case, person: Person) -> bool:
    return person.pk in case.about_ids


def _is_pupil(person: Person) -> bool:
    return any(role.duty == Duty.PUPIL for role in person.roles.all())


def _name(person: Person) -> Name:
    ways: dict[str, None] = {}
    for one in ever(person):
        single = (name for name in (one.first_name, one.known_as, one.last_name) if len(name) > 1)
        ways |= dict.fromkeys((_whole(one), *single))
    return Name(str(person), tuple(ways))


def _whole(one: Person | FormerName | Called) -> str:
    return f"{one.first_name} {one.last_name}"


def _unknown(name: str) -> Name:
    """Somebody who is not on record: each of their names, where it is a name and not a description."""
    words = [word for word in name.split() if word.rstrip(".") not in TITLES]
    return Name(name, tuple(words) if all(word[:1].isupper() for word in words) else ())


def _not_now(letter: Letter, kind: LetterKind, by: access.Someone) -> Iterable[str]:
    """Whether the procedure has come to this letter, and whether it is this person who sends it."""
    case = state.reload(letter.case)
    procedure, here = state.procedure_of(case), state.state_of(case)
    if not kind.suits(case.procedure):
        yield "A letter of this kind has no place in this case."
        return
    steps = [procedure.step(id) for id in kind.steps[case.procedure]]
    keys = {step.id: Key(step.id, letter.about_id if step.each else None) for step in steps}
    open_now = set(engine.open_now(procedure, here))
    ready = [step for step in steps if keys[step.id] in open_now or _was_done(here, keys[step.id], kind)]
    if not ready:
        waits = " or ".join(f"“{step.title}”" for step in steps)
        yield f"It is not time for this letter: it belongs to {waits}, and the case has not come to that."
    elif not any(state.actor_in(case, by).duties & engine.who_may(procedure, here.facts, step) for step in ready):
        yield "This letter is for somebody else to send: it belongs to a step that is theirs."


def _was_done(here: State, key: Key, kind: LetterKind) -> bool:
    """Whether a step was done, and came out so that the letter may still go."""
    done = here.done.get(key)
    return done is not None and not done.skipped and done.outcome not in kind.unless


def _not_them(letter: Letter, kind: LetterKind, at: datetime) -> Iterable[str]:
    """Whether its reader may still have it: somebody may have stopped caring for a child since it was written."""
    if letter.to_id is None:
        return
    there = choices(letter.case, kind, reach.today(at))
    if not any(
        choice.to and choice.to.pk == letter.to_id and (choice.about.pk if choice.about else None) == letter.about_id
        for choice in there
    ):
        yield f"{letter.to} is not somebody to whom this letter can go. Write it to whoever it is for now."
