"""Letters of cases: whom one can be written to, what goes into it, what is still wrong with it, whether it arrived."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404

from schoolgate import access
from schoolgate.cases import letters, printing
from schoolgate.cases.letters import LetterKind, merging, shaping
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.papers import Letter, LetterTemplate
from schoolgate.cases.queries import letter_lines, letter_readers, reach, state
from schoolgate.cases.queries.letter_checks import what_is_wrong
from schoolgate.cases.queries.letter_lines import LetterLine, seen, ways
from schoolgate.cases.queries.letter_readers import Choice, choices
from schoolgate.cases.queries.letter_values import duty_of, values_of
from schoolgate.community.models import Person
from schoolgate.engines.procedures.schema import AUTHORISED
from schoolgate.pages import or_404


@dataclass(frozen=True)
class LettersPage:
    """The letters of a case, and those that can be written."""

    case: Case
    lines: tuple[LetterLine, ...]
    offered: tuple[LetterKind, ...]
    writes: bool


@dataclass(frozen=True)
class WritePage:
    """What is asked of whoever writes a letter to somebody."""

    case: Case
    kind: LetterKind
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

    kind: LetterKind
    own: LetterTemplate | None

    @property
    def title(self) -> str:
        return self.own.title if self.own else self.kind.title

    @property
    def words(self) -> str:
        return self.own.words if self.own else self.kind.words


def letters_page(person: Person, id: object, *, at: datetime) -> LettersPage:
    """The letters of a case that this person may see."""
    case = _looked_at(person, id, "letters", at)
    found = list(case.letters.select_related("to", "about", "message", "written_by", "changed_by", "sent_by"))
    writes = may_write(person, case)
    offered = tuple(
        kind for kind in letters.kinds().values() if kind.suits(case.procedure) and may_write_kind(person, case, kind)
    )
    return LettersPage(case, tuple(letter_lines.lines_of(found)), offered, writes)


def letter_page(person: Person, case_id: object, id: object, *, at: datetime) -> LetterPage:
    """One letter of a case, as a preview or as it was sent."""
    case = _looked_at(person, case_id, "letters", at)
    letter = letter_of(case, id)
    writes = may_write(person, case) and letter.sent_at is None
    wrong = tuple(what_is_wrong(letter, person, at)) if letter.sent_at is None else ()
    return LetterPage(
        line=letter_lines.line_of(letter, letter_lines.opened_at_of([letter])),
        blocks=letter_lines.shape(letter),
        wrong=wrong,
        ways=ways(letter) if writes and not wrong else (),
        writes=writes,
        seen=seen(letter),
    )


def pdf_of(person: Person, case_id: object, id: object, *, at: datetime) -> bytes:
    """The document as it was sent; not sent yet, not there and not theirs are the same 404."""
    return letter_lines.content_of(letter_of(_looked_at(person, case_id, "letters", at), id))


def draft_of(person: Person, case_id: object, id: object, *, at: datetime) -> bytes:
    """How a letter that was not sent would look; one that went has its own document, so this is the same 404."""
    letter = letter_of(_looked_at(person, case_id, "letters", at), id)
    if letter.sent_at is not None:
        raise Http404
    return printing.draft(letter, [str(person), duty_of(person)], reach.today(at))


def letter_of(case: Case, id: object) -> Letter:
    """A letter of this case."""
    here = case.letters.select_related("case__school", "to", "about", "message", "written_by", "changed_by", "sent_by")
    return or_404(here.filter(pk=reach.as_id(id) or letter_lines.NOBODY).first())


def readers_page(person: Person, id: object, kind: str, *, at: datetime) -> tuple[Case, LetterKind, list[Choice]]:
    """To whom a kind of letter can be written in this case."""
    case, known = _writing(person, id, kind, at)
    return case, known, choices(case, known, reach.today(at))


def why_not_the_chair(case: Case, kind: LetterKind, *, at: datetime) -> str:
    """What the page says where a letter to the governors does not go to the chair."""
    return letter_readers.why_not_the_chair(case, kind, reach.today(at))


def write_page(person: Person, id: object, kind: str, key: str, *, at: datetime) -> WritePage:
    """What is asked of whoever writes a letter to this reader, with what is there already."""
    case, known = _writing(person, id, kind, at)
    choice = or_404(next((option for option in choices(case, known, reach.today(at)) if option.key == key), None))
    values = values_of(case, choice, person, at)
    starts = {ask.name: merging.merged(ask.start, values) for ask in known.asks}
    return WritePage(case, known, choice, starts)


def may_write(person: access.Someone, case: Case) -> bool:
    """Whether this person writes letters in this case: whoever runs it."""
    return access.may(person, "cases.write_letter", case) and reach.leads(person, case)


def may_write_kind(person: access.Someone, case: Case, kind: LetterKind) -> bool:
    """Whether this kind is theirs to write: an outcome for somebody who works here only for whoever is authorised."""
    return may_write(person, case) and (not kind.authorised or AUTHORISED in state.actor_in(case, person).duties)


def template_of(school_id: int, kind: LetterKind) -> TemplateLine:
    """The words of a kind of letter as this school writes it."""
    return TemplateLine(kind, LetterTemplate.objects.filter(school=school_id, kind=kind.id).first())


def templates_page(person: Person) -> tuple[TemplateLine, ...]:
    """Every kind of letter, with the school's own words where it has some."""
    access.require(person, "cases.edit_template", person.school)
    own = {
        letter_template.kind: letter_template
        for letter_template in LetterTemplate.objects.filter(school=person.school_id)
    }
    return tuple(TemplateLine(kind, own.get(kind.id)) for kind in letters.kinds().values())


def template_page(person: Person, kind: str) -> TemplateLine:
    """One kind of letter, to be changed."""
    access.require(person, "cases.edit_template", person.school)
    return template_of(person.school_id, letter_lines.kind_named(kind))


def _looked_at(person: Person, id: object, what: str, at: datetime) -> Case:
    access.require(person, "look.cases")
    case = reach.case_for(person, id, at=at)
    reach.check_logged(case, person, what, at)
    return case


def _writing(person: Person, id: object, kind: str, at: datetime) -> tuple[Case, LetterKind]:
    case = _looked_at(person, id, "letters", at)
    if not may_write(person, case):
        raise access.Refused("cases.write_letter")
    known = letter_lines.kind_named(kind)
    if not known.suits(case.procedure):
        raise Http404
    if not may_write_kind(person, case, known):
        raise access.Refused("cases.write_letter")
    return case, known
