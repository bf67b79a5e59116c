"""Letters of cases: whom one can be written to, what goes into it, what is still wrong with it, whether it arrived."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from schoolgate import access
from schoolgate.access.duties import WORDS, Duty
from schoolgate.broken import Broken
from schoolgate.cases import letters, papers, printing
from schoolgate.cases.letters import Kind, Reader, merging, shaping
from schoolgate.cases.letters.merging import Gaps, Name
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.papers import Letter, LetterTemplate
from schoolgate.cases.models.watching import Look
from schoolgate.cases.queries import reach, state
from schoolgate.community.models import Account, Care, Person, Placement
from schoolgate.community.queries.school import officers
from schoolgate.community.queries.tasks import Task
from schoolgate.engines.procedures import engine
from schoolgate.engines.procedures.consequences import Rung
from schoolgate.engines.procedures.schema import AUTHORISED, Key, Part, State, Step
from schoolgate.engines.procedures.schema import Kind as Shape
from schoolgate.post.queries import STUCK

EMAIL, PRINTED = "email", "printed"
WAYS = {EMAIL: "by e-mail", PRINTED: "printed"}
HOW = {EMAIL: "by e-mail, with a link to it", PRINTED: "printed"}
NOBODY = UUID(int=0)
CONDUCT = "conduct"
TITLES = ("Mr", "Mrs", "Ms", "Miss", "Dr")


@dataclass(frozen=True)
class Choice:
    """Somebody a letter can be written to, and about whom."""

    key: str
    words: str
    about: Person | None
    to: Person | None
    to_name: str = ""


@dataclass(frozen=True)
class LetterLine:
    """A letter in the list of a case, and how far it is."""

    letter: Letter
    kind: str
    to: str
    standing: str
    colour: str
    problem: str = ""


@dataclass(frozen=True)
class LettersPage:
    """The letters of a case, and those that can be written."""

    case: Case
    lines: tuple[LetterLine, ...]
    offered: tuple[Kind, ...]
    writes: bool


@dataclass(frozen=True)
class WritePage:
    """What is asked of whoever writes a letter to somebody."""

    case: Case
    kind: Kind
    choice: Choice
    starts: Mapping[str, str]


@dataclass(frozen=True)
class LetterPage:
    """One letter as it is or was sent, what still keeps it here, and by which ways it can go."""

    line: LetterLine
    blocks: tuple[shaping.Block, ...]
    wrong: tuple[str, ...]
    ways: tuple[str, ...]
    writes: bool
    seen: str

    @property
    def letter(self) -> Letter:
        return self.line.letter


@dataclass(frozen=True)
class TemplateLine:
    """A kind of letter in this school's words or in those that were shipped."""

    kind: Kind
    own: LetterTemplate | None

    @property
    def title(self) -> str:
        return self.own.title if self.own else self.kind.title

    @property
    def words(self) -> str:
        return self.own.words if self.own else self.kind.words


# ---- pages of a case


def letters_page(person: Person, id: object, *, at: datetime) -> LettersPage:
    """The letters of a case that this person may see."""
    case = _looked_at(person, id, "letters", at)
    found = list(case.letters.select_related("to", "about", "message", "written_by", "sent_by"))
    writes = may_write(person, case)
    offered = tuple(
        one
        for one in letters.kinds().values()
        if one.suits(case.procedure) and may_write_kind(person, case, one)
    )
    return LettersPage(case, tuple(lines_of(found)), offered, writes)


def letter_page(person: Person, case_id: object, id: object, *, at: datetime) -> LetterPage:
    """One letter of a case, as a preview or as it was sent."""
    case = _looked_at(person, case_id, "letters", at)
    letter = letter_of(case, id)
    writes = may_write(person, case) and letter.sent_at is None
    wrong = tuple(what_is_wrong(letter, person, at)) if letter.sent_at is None else ()
    return LetterPage(
        line=_line(letter, _opened([letter])), blocks=shape(letter), wrong=wrong,
        ways=ways(letter) if writes and not wrong else (), writes=writes, seen=seen(letter),
    )  # fmt: skip


def pdf_of(person: Person, case_id: object, id: object, *, at: datetime) -> bytes:
    """The document as it was sent; not sent yet, not there and not theirs are the same 404."""
    return content_of(letter_of(_looked_at(person, case_id, "letters", at), id))


def draft_of(person: Person, case_id: object, id: object, *, at: datetime) -> bytes:
    """How a letter that was not sent would look; one that went has its own document, so this is the same 404."""
    letter = letter_of(_looked_at(person, case_id, "letters", at), id)
    if letter.sent_at is not None:
        raise Http404
    return printing.draft(letter, [str(person), duty_of(person)], reach.today(at))


def letter_of(case: Case, id: object) -> Letter:
    """A letter of this case."""
    here = case.letters.select_related("case__school", "to", "about", "message", "written_by", "sent_by")
    letter = here.filter(pk=reach.as_id(id) or NOBODY).first()
    if letter is None:
        raise Http404
    return letter


def readers_page(person: Person, id: object, kind: str, *, at: datetime) -> tuple[Case, Kind, list[Choice]]:
    """To whom a kind of letter can be written in this case."""
    case, known = _writing(person, id, kind, at)
    return case, known, choices(case, known, reach.today(at))


def write_page(person: Person, id: object, kind: str, key: str, *, at: datetime) -> WritePage:
    """What is asked of whoever writes a letter to this reader, with what is there already."""
    case, known = _writing(person, id, kind, at)
    choice = next((one for one in choices(case, known, reach.today(at)) if one.key == key), None)
    if choice is None:
        raise Http404
    values = values_of(case, choice, person, at)
    starts = {ask.name: merging.merged(ask.start, values) for ask in known.asks}
    return WritePage(case, known, choice, starts)


def may_write(person: access.Someone, case: Case) -> bool:
    """Whether this person writes letters in this case: whoever runs it."""
    return access.may(person, "cases.write_letter", case) and reach.leads(person, case)


def may_write_kind(person: access.Someone, case: Case, kind: Kind) -> bool:
    """Whether this kind is theirs to write: an outcome for somebody who works here only for whoever is authorised."""
    return may_write(person, case) and (
        not kind.authorised or AUTHORISED in state.actor_in(case, person).duties
    )


# ---- to whom


def choices(case: Case, kind: Kind, on: date) -> list[Choice]:
    """Everyone to whom this kind of letter can go, each with the child or adult it is about."""
    if kind.reader is Reader.FAMILY:
        return _families(case, on)
    if kind.reader is Reader.ADULT:
        subjects = _people(case, Part.SUBJECT)
        return [Choice(f"{one.pk}-{one.pk}", str(one), one, one) for one in subjects]
    if kind.reader is Reader.GOVERNORS:
        chairs = Person.objects.filter(school=case.school_id).holding(Duty.CHAIR, on=on)
        return [
            Choice(f"{child.pk}-{chair.pk}", f"{chair}, about {child}", child, chair)
            for child in children_in(case)
            for chair in chairs.exclude(pk__in=case.about_ids)
        ]
    if kind.reader is Reader.LADO:
        name = case.school.lado_name or "The LADO"
        return [Choice(f"{one.pk}-0", f"{name}, about {one}", one, None, name) for one in _adults(case)]
    name = "The local authority"
    return [Choice(f"{one.pk}-0", f"{name}, about {one}", one, None, name) for one in children_in(case)]


def _families(case: Case, on: date) -> list[Choice]:
    """Those who care for each child today, never somebody whom the case is about."""
    children = {one.pk: one for one in children_in(case)}
    cares = Care.objects.held(on).filter(child__in=children).exclude(parent__in=case.about_ids)
    found = cares.select_related("parent").order_by("child__last_name", "child__first_name", "parent__pk")
    return [
        Choice(
            f"{care.child_id}-{care.parent_id}",
            f"{care.parent}, {care.relation or 'carer'} of {children[care.child_id]}",
            children[care.child_id],
            care.parent,
        )
        for care in found
    ]


def children_in(case: Case) -> list[Person]:
    """Every child with a part in a case, on record here."""
    return [one for one in _people(case) if Duty.PUPIL in one.duties]


def _adults(case: Case) -> list[Person]:
    return _people(case, Part.SUBJECT)


def _people(case: Case, *parts: Part) -> list[Person]:
    rows = case.parts.filter(person__isnull=False, by_name=False)
    if parts:
        rows = rows.filter(part__in=[part.value for part in parts])
    return list(reach.people_of(rows.values_list("person", flat=True)).values())


# ---- what goes into it


def template_of(school_id: int, kind: Kind) -> TemplateLine:
    """The words of a kind of letter as this school writes it."""
    return TemplateLine(kind, LetterTemplate.objects.filter(school=school_id, kind=kind.id).first())


def values_of(case: Case, choice: Choice, writer: access.Someone, at: datetime) -> dict[str, str]:
    """What the records know, field by field; what they do not know is not there."""
    school, on = case.school, reach.today(at)
    known = officers(school, on)
    about, to = choice.about, choice.to
    is_child = about is not None and Duty.PUPIL in about.duties
    values = {
        "school": school.name, "school_phone": school.phone, "school_email": school.email,
        "school_contact": ", ".join(one for one in (school.phone, school.email) if one), "today": _day(on),
        "reader": str(to) if to else choice.to_name, "head": known.get("head", ""), "dsl": known.get("dsl", ""),
        "chair": known.get("chair", ""), "lado": school.lado_name, "number": str(case.number),
        "opened_on": _day(reach.today(case.opened_at)), "writer": str(writer), "writer_duty": duty_of(writer),
    }  # fmt: skip
    if about is not None and is_child:
        values |= _of_child(about, on) | _of_suspension(case, about)
    elif about is not None:
        values |= {"adult": str(about), **_of_outcome(case)}
    return {name: value for name, value in values.items() if value}


def _of_child(child: Person, on: date) -> dict[str, str]:
    placed = Placement.objects.held(on).filter(pupil=child).select_related("classroom").first()
    return {
        "child": str(child),
        "child_first": child.known_as or child.first_name,
        "class": str(placed.classroom) if placed else "",
        "born_on": f"{child.born_on:%-d %B %Y}" if child.born_on else "",
    }


def _of_suspension(case: Case, child: Person) -> dict[str, str]:
    """The suspension that the head decided for this child in this case."""
    decided = case.consequences.filter(person=child, rung=Rung.SUSPENSION.value, decided_at__isnull=False)
    row = decided.order_by("decided_at").last()
    done = case.done.filter(child=child, step="decision", skipped=False).order_by("turn").last()
    said = done.said if done and done.outcome == "suspend" else {}
    days = row.days if row and row.days else said.get("days")
    first = row.starts_on if row else said.get("starts_on")
    last, back = row.ends_on if row else None, said.get("back_on")
    found = {"first_day": first, "last_day": last, "back_on": back}
    values = {name: _day(day) for name, day in found.items() if isinstance(day, date)}
    return values | ({"days": _days(float(days))} if days else {})


def _of_outcome(case: Case) -> dict[str, str]:
    """What was decided about somebody who works here, and when."""
    done = case.done.filter(step="outcome", skipped=False).order_by("turn").last()
    if case.procedure != CONDUCT or done is None:
        return {}
    chosen = state.procedure_of(case).step("outcome").outcomes
    words = next((one.words for one in chosen if one.id == done.outcome), "")
    return {"decided": words, "decided_on": _day(reach.today(done.at))}


def duty_of(person: access.Someone) -> str:
    """What somebody is, as a letter says it: the highest of their duties."""
    line = (Duty.HEAD, Duty.CHAIR, Duty.DEPUTY, Duty.DSL, Duty.DEPUTY_DSL, *Duty)
    return next((WORDS[one] for one in line if one in person.duties), "")


def _day(day: date) -> str:
    return f"{day:%A %-d %B %Y}"


def _days(days: float) -> str:
    if days == 0.5:
        return "half a school day"
    return "1 school day" if days == 1 else f"{days:g} school days"


# ---- what is wrong with it


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
        yield f"It names {left}, who must not be named in a letter to {reader_of(letter)}. Where it is only a word and no name, write the sentence otherwise."
    yield from _not_now(letter, kind, by)
    yield from _not_them(letter, kind, at)


def gaps_of(letter: Letter, kind: Kind, at: datetime) -> Gaps:
    """Fields that are left in a letter, and people whom it must not name."""
    others, own = _names(letter, kind, reach.today(at))
    return merging.gaps((letter.title, letter.words), kind.known, others, own)


def _names(letter: Letter, kind: Kind, on: date) -> tuple[list[Name], list[str]]:
    """Who must not be named in a letter, and the names that may stand in it: only the LADO is told of everybody."""
    if kind.reader is Reader.LADO:
        return [], []
    about, to, case = letter.about, letter.to, letter.case
    mine = {one.pk for one in (about, to) if one}
    inside = _people(case, Part.HARMED, Part.ALLEGED, Part.WITNESS, Part.SUBJECT, Part.OTHER)
    others = [_name(one) for one in inside if one.pk not in mine and (_is_pupil(one) or _is_about(case, one))]
    others += [_unknown(one.name) for one in case.parts.filter(person=None)]
    theirs = set(Care.objects.held(on).filter(parent=to).values_list("child", flat=True)) if to else set()
    pupils = Person.objects.filter(school=case.school_id).holding(Duty.PUPIL, on=on)
    out = pupils.exclude(pk__in=mine | theirs | {one.pk for one in inside})
    others += [Name(str(one), (f"{one.first_name} {one.last_name}",)) for one in out]
    staff = [str(name) for name in (*officers(case.school, on).values(), letter.written_by, case.school.name)]
    titled = [f"{title} {name.split()[-1]}" for name in staff for title in TITLES if name]
    own = [way for one in (about, to) if one for way in _name(one).ways]
    return others, [name for name in (*own, *staff, *titled) if name]


def _is_about(case: Case, person: Person) -> bool:
    return person.pk in case.about_ids


def _is_pupil(person: Person) -> bool:
    return Duty.PUPIL in person.duties


def _name(person: Person) -> Name:
    single = dict.fromkeys(
        name for name in (person.first_name, person.known_as, person.last_name) if len(name) > 1
    )
    return Name(str(person), (f"{person.first_name} {person.last_name}", *single))


def _unknown(name: str) -> Name:
    """Somebody who is not on record: each of their names, where it is a name and not a description."""
    words = [word for word in name.split() if word.rstrip(".") not in TITLES]
    return Name(name, tuple(words) if all(word[:1].isupper() for word in words) else ())


def _not_now(letter: Letter, kind: Kind, by: access.Someone) -> Iterable[str]:
    """Whether the procedure has come to this letter, and whether it is this person who sends it."""
    case = state.reload(letter.case)
    procedure, here = state.procedure_of(case), state.state_of(case)
    if not kind.suits(case.procedure):
        yield "A letter of this kind has no place in this case."
        return
    steps = [procedure.step(id) for id in kind.steps[case.procedure]]
    keys = {one.id: Key(one.id, letter.about_id if one.each else None) for one in steps}
    open_now = set(engine.open_now(procedure, here))
    ready = [one for one in steps if keys[one.id] in open_now or _was_done(here, keys[one.id], kind)]
    if not ready:
        waits = " or ".join(f"“{one.title}”" for one in steps)
        yield f"It is not time for this letter: it belongs to {waits}, and the case has not come to that."
    elif not any(
        state.actor_in(case, by).duties & engine.who_may(procedure, here.facts, one) for one in ready
    ):
        yield "This letter is for somebody else to send: it belongs to a step that is theirs."


def _was_done(here: State, key: Key, kind: Kind) -> bool:
    """Whether a step was done, and came out so that the letter may still go."""
    done = here.done.get(key)
    return done is not None and not done.skipped and done.outcome not in kind.unless


def _not_them(letter: Letter, kind: Kind, at: datetime) -> Iterable[str]:
    """Whether its reader may still have it: somebody may have stopped caring for a child since it was written."""
    if letter.to_id is None:
        return
    there = choices(letter.case, kind, reach.today(at))
    if not any(
        one.to and one.to.pk == letter.to_id and (one.about.pk if one.about else None) == letter.about_id
        for one in there
    ):
        yield f"{letter.to} is not somebody to whom this letter can go. Write it to whoever it is for now."


def reader_of(letter: Letter) -> str:
    """To whom a letter goes."""
    return str(letter.to) if letter.to_id else letter.to_name


def ways(letter: Letter) -> tuple[str, ...]:
    """How a letter can go: by e-mail only to somebody who can sign in and read it."""
    return (EMAIL, PRINTED) if can_be_mailed(letter.to) else (PRINTED,)


def can_be_mailed(person: Person | None) -> bool:
    return (
        person is not None
        and bool(person.email)
        and access.may(person, "cases.open_letter")
        and Account.objects.filter(person=person, is_active=True).exists()
    )


def seen(letter: Letter) -> str:
    """What somebody has before them while they change a letter."""
    return hashlib.sha256(f"{letter.title}\n{letter.words}".encode()).hexdigest()[:16]


# ---- with a step

ANOTHER_CASE = (
    "That letter did not go from this case for this step. Choose another, or say which way it went."
)


@dataclass(frozen=True)
class ToWrite:
    """A letter that can be written for a step: which, and to whom where that is clear."""

    kind: Kind
    choice: Choice | None
    whom: str


@dataclass(frozen=True)
class WithStep:
    """The letters of a step: those that can be written for it, those that wait, and those that went."""

    to_write: tuple[ToWrite, ...] = ()
    drafts: tuple[LetterLine, ...] = ()
    sent: tuple[LetterLine, ...] = ()

    @property
    def doing(self) -> tuple[tuple[str, str], ...]:
        """The letters that went, to choose from, the newest first."""
        return tuple((str(line.letter.pk), reference_of(line.letter)) for line in self.sent)


def with_step(person: Person, case: Case, step: Step, child: int | None, at: datetime) -> WithStep:
    """What there is of letters for a step, and for the child whom it is for."""
    if not step.letters + step.beside:
        return WithStep()
    found = _of_step(case, step.letters + step.beside, child).select_related(
        "to", "about", "message", "written_by", "sent_by"
    )
    lines = lines_of(list(found))
    return WithStep(
        to_write=tuple(_to_write(person, case, step, child, at)),
        drafts=tuple(one for one in lines if one.letter.sent_at is None),
        sent=tuple(one for one in reversed(lines) if one.letter.sent_at and one.letter.kind in step.letters),
    )


def taken_from(case: Case, step: Step, child: int | None, outcome: str, id: object) -> dict[str, Any]:
    """What a letter that went says for a step: which it was, and when it went."""
    letter = _of_step(case, step.letters, child).filter(pk=reach.as_id(id) or NOBODY).first()
    if letter is None or letter.sent_at is None:
        raise Broken(ANOTHER_CASE, step.clause)
    if outcome in letters.kind(letter.kind).unless:
        raise Broken("A letter of that kind does not go with this answer.", step.clause)
    shapes = {Shape.MOMENT: letter.sent_at, Shape.DATE: reach.today(letter.sent_at)}
    said = {need.name: shapes[need.kind] for need in step.needs if need.from_letter and need.kind in shapes}
    return said | {"letter": reference_of(letter)}


def reference_of(letter: Letter) -> str:
    """A letter that went, so that it is found again: its title, to whom, how, when, and its number."""
    assert letter.sent_at is not None
    sent = f"{WAYS[letter.how]} on {_short(letter.sent_at)}"
    return f"“{letter.title}” to {reader_of(letter)}, {sent}, number {letter.number}"


def _of_step(case: Case, kinds: Iterable[str], child: int | None) -> QuerySet[Letter]:
    found = case.letters.filter(kind__in=list(kinds))
    return found if child is None else found.filter(about=child)


def _to_write(person: Person, case: Case, step: Step, child: int | None, at: datetime) -> Iterable[ToWrite]:
    on = reach.today(at)
    for kind in (letters.kind(id) for id in step.letters + step.beside):
        if not may_write_kind(person, case, kind):
            continue
        there = choices(case, kind, on)
        mine = [one for one in there if child is None or (one.about and one.about.pk == child)]
        yield from (ToWrite(kind, one, one.words) for one in mine)
        if not mine:
            yield ToWrite(kind, None, "")


# ---- as it was sent


def content_of(letter: Letter) -> bytes:
    """The document as it was sent: `papers.NotThere` when it is gone, or is not what was sealed."""
    if letter.sent_at is None:
        raise Http404
    content = papers.read(letter.path)
    if hashlib.sha256(content).hexdigest() != letter.digest:
        raise papers.NotThere(letter.path)
    return content


def lines_of(found: Sequence[Letter]) -> list[LetterLine]:
    """These letters with how far each is."""
    opened = _opened(found)
    return [_line(one, opened) for one in found]


def _line(letter: Letter, opened: Mapping[object, datetime]) -> LetterLine:
    standing, colour, problem = _standing(letter, opened.get(letter.pk))
    kind = letters.kinds().get(letter.kind)
    return LetterLine(
        letter, kind.name if kind else letter.kind, reader_of(letter), standing, colour, problem
    )


def _standing(letter: Letter, opened_at: datetime | None) -> tuple[str, str, str]:
    if letter.sent_at is None:
        return "Draft", "grey", ""
    if letter.how == PRINTED:
        return f"Printed on {_short(letter.sent_at)}", "green", ""
    if opened_at is not None:
        return f"Opened on {_short(opened_at)}", "green", ""
    message = letter.message
    if message is not None and message.state in STUCK:
        return "Could not be sent", "red", message.problem
    if message is not None and message.sent_at is None:
        return "On its way", "teal", ""
    return "Sent, not opened yet", "teal", ""


def _short(at: datetime) -> str:
    return f"{reach.today(at):%-d %B %Y}"


def look_name(letter: Letter) -> str:
    """What the log of looks calls the opening of this letter by its reader."""
    return f"letter {letter.pk.hex[:12]}"


def _opened(found: Iterable[Letter]) -> dict[object, datetime]:
    """When each of these letters was first opened by its reader."""
    those = [one for one in found if one.sent_at and one.to_id]
    names = {look_name(one): one for one in those}
    looks = Look.objects.filter(
        case__in={one.case_id for one in those}, what__in=list(names), person__in={one.to_id for one in those}
    )
    return {
        names[one.what].pk: one.at for one in looks.order_by("-at") if names[one.what].to_id == one.person_id
    }


# ---- for whoever a letter is for


def received_by(person: access.Someone | None) -> QuerySet[Letter]:
    """The letters that were sent to this person by a mail with a link; nothing else of a case."""
    if person is None or person.id is None or not access.may(person, "cases.open_letter"):
        return Letter.objects.none()
    mine = Letter.objects.filter(
        to=person.id, how=EMAIL, sent_at__isnull=False, case__school=person.school_id
    )
    return mine.select_related("sent_by", "case__school").order_by("-sent_at")


def received_page(person: Person) -> tuple[LetterLine, ...]:
    """The letters for this person, the newest first."""
    access.require(person, "cases.open_letter")
    return tuple(lines_of(list(received_by(person))))


def received_letter(person: Person, id: object) -> Letter:
    """One letter for this person; not there and not theirs are the same 404."""
    letter = received_by(person).filter(pk=reach.as_id(id) or NOBODY).first()
    if letter is None:
        raise Http404
    return letter


def shape(letter: Letter) -> tuple[shaping.Block, ...]:
    """The parts of a letter, for a page."""
    return shaping.blocks(letter.words)


def letter_tasks(person: Person, url: str) -> list[Task]:
    """That a letter waits, for the first page."""
    found = list(received_by(person))
    waiting = len(found) - len(_opened(found))
    words = "A letter is waiting for you" if waiting == 1 else f"{waiting} letters are waiting for you"
    return [Task(words, "Only you can read it here.", url, urgent=True)] if waiting else []


# ---- the school's own words


def templates_page(person: Person) -> tuple[TemplateLine, ...]:
    """Every kind of letter, with the school's own words where it has some."""
    access.require(person, "cases.edit_template", person.school)
    own = {one.kind: one for one in LetterTemplate.objects.filter(school=person.school_id)}
    return tuple(TemplateLine(kind, own.get(kind.id)) for kind in letters.kinds().values())


def template_page(person: Person, kind: str) -> TemplateLine:
    """One kind of letter, to be changed."""
    access.require(person, "cases.edit_template", person.school)
    return template_of(person.school_id, _known(kind))


# ---- parts


def _looked_at(person: Person, id: object, what: str, at: datetime) -> Case:
    access.require(person, "look.cases")
    case = reach.case_for(person, id, at=at)
    reach.check_logged(case, person, what, at)
    return case


def _writing(person: Person, id: object, kind: str, at: datetime) -> tuple[Case, Kind]:
    case = _looked_at(person, id, "letters", at)
    if not may_write(person, case):
        raise access.Refused("cases.write_letter")
    known = _known(kind)
    if not known.suits(case.procedure):
        raise Http404
    if not may_write_kind(person, case, known):
        raise access.Refused("cases.write_letter")
    return case, known


def _known(kind: str) -> Kind:
    if kind not in letters.kinds():
        raise Http404
    return letters.kind(kind)
