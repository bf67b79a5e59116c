"""A letter as a list shows it: to whom, how it went, and where it stands."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404

from schoolgate import access
from schoolgate.cases import letters, papers
from schoolgate.cases.letters import LetterKind, shaping
from schoolgate.cases.models.papers import Letter
from schoolgate.cases.models.watching import Look
from schoolgate.cases.queries import reach
from schoolgate.community.models import Account, Person
from schoolgate.pages import mail_leaves
from schoolgate.post.queries import STUCK

EMAIL, PRINTED = "email", "printed"
WAYS = {EMAIL: "by e-mail", PRINTED: "printed"}
HOW = {EMAIL: "by e-mail, with a link to it", PRINTED: "printed"}
NOBODY = UUID(int=0)


@dataclass(frozen=True)
class LetterLine:
    """A letter in the list of a case, and how far it is."""

    letter: Letter
    kind: str
    to: str
    standing: str
    colour: str
    problem: str = ""


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


def content_of(letter: Letter) -> bytes:
    """The document as it was sent: `papers.NotThere` when it is gone, or is not what was sealed."""
    if letter.sent_at is None:
        raise Http404
    content = papers.read(letter.path)
    if papers.digest(content) != letter.digest:
        raise papers.NotThere(letter.path)
    return content


def lines_of(found: Sequence[Letter]) -> list[LetterLine]:
    """These letters with how far each is."""
    opened = opened_at_of(found)
    return [line_of(letter, opened) for letter in found]


def line_of(letter: Letter, opened: Mapping[object, datetime]) -> LetterLine:
    standing, colour, problem = _standing(letter, opened.get(letter.pk))
    kind = letters.kinds().get(letter.kind)
    return LetterLine(letter, kind.name if kind else letter.kind, reader_of(letter), standing, colour, problem)


def _standing(letter: Letter, opened_at: datetime | None) -> tuple[str, str, str]:
    if letter.sent_at is None:
        return "Draft", "grey", ""
    if letter.how == PRINTED:
        return f"Printed on {short_day(letter.sent_at)}", "green", ""
    if opened_at is not None:
        return f"Opened on {short_day(opened_at)}", "green", ""
    message = letter.message
    if message is not None and message.state in STUCK:
        return "Could not be sent", "red", message.problem
    if message is not None and message.sent_at is None:
        return ("On its way", "teal", "") if mail_leaves() else ("Not e-mailed: tell them that it waits", "red", "")
    return "Sent, not opened yet", "teal", ""


def short_day(at: datetime) -> str:
    return f"{reach.today(at):%-d %B %Y}"


def look_name(letter: Letter) -> str:
    """What the log of looks calls the opening of this letter by its reader."""
    return f"letter {letter.pk.hex[:12]}"


def opened_at_of(found: Iterable[Letter]) -> dict[object, datetime]:
    """When each of these letters was first opened by its reader."""
    those = [letter for letter in found if letter.sent_at and letter.to_id]
    names = {look_name(letter): letter for letter in those}
    looks = Look.objects.filter(
        case__in={letter.case_id for letter in those},
        what__in=list(names),
        person__in={letter.to_id for letter in those},
    )
    return {names[look.what].pk: look.at for look in looks.order_by("-at") if names[look.what].to_id == look.person_id}


def shape(letter: Letter) -> tuple[shaping.Block, ...]:
    """The parts of a letter, for a page."""
    return shaping.blocks(letter.words)


def kind_named(kind: str) -> LetterKind:
    if kind not in letters.kinds():
        raise Http404
    return letters.kind(kind)
