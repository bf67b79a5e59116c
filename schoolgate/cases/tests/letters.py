"""Letters written in the story's words."""

from schoolgate.cases import papers
from schoolgate.cases.actions import letters
from schoolgate.cases.models.papers import Letter
from schoolgate.cases.queries import letter_lines
from schoolgate.cases.tests import story
from schoolgate.community.models import Person
from tests.cast import MONDAY

WHAT = "Somebody sent unkind words in a group chat on Friday evening."
FILLED = {
    "what": WHAT,
    "done": "We have spoken with everybody.",
    "site": "WhatsApp asks for 13.",
    "reasons": "A threat.",
    "contact": "Owen Pryce, 01234 567890",
    "review": "1 February 2026",
    "from_day": "today",
    "count": "2 and 2",
}


def reachable(cast) -> None:
    """The school has entered its telephone number, which most letters give."""
    cast.school.phone = "01632 960100"
    cast.school.save(update_fields=["phone"])


def liam(cast) -> Person:
    return Person.objects.get(school=cast.school, first_name="Liam")


def underage(cast):
    """An under-age case that has come to its letters: Maya is said to have done it, Liam was hurt."""
    case = story.opened(cast, "underage", by=cast.head, about=[cast.pupil], harmed=[liam(cast)])
    story.do(case, "safe_now", cast.head)
    return story.do(case, "parts", cast.head)


def bullying(cast):
    """A bullying case that has come to telling the parents: Liam was hurt, Maya is said to have done it."""
    case = story.opened(cast, by=cast.dsl, about=[cast.pupil], harmed=[liam(cast)])
    story.walk(case, cast.dsl, until="parents", other=cast.head)
    return story.now(case)


def key(about, to) -> str:
    return f"{about.pk}-{to.pk if to else 0}"


def written(case, kind: str, reader: str, by, *, at=MONDAY, **more) -> Letter:
    id = letters.write_letter(case, kind=kind, reader=reader, written=FILLED | more, by=story.fresh(by), at=at)
    return Letter.objects.get(pk=id)


def to_priya(cast, case=None, by=None, **more) -> Letter:
    """A letter about Maya to her mother, who signs in."""
    case = case or underage(cast)
    return written(case, "underage", key(cast.pupil, cast.parent), by or cast.head, **more)


def send(letter: Letter, by, at=MONDAY) -> Letter:
    letters.send_letter(letter.case, letter=letter, seen=letter_lines.seen(letter), by=story.fresh(by), at=at)
    letter.refresh_from_db()
    return letter


def print_it(letter: Letter, by, at=MONDAY) -> Letter:
    letters.mark_printed(letter.case, letter=letter, seen=letter_lines.seen(letter), by=story.fresh(by), at=at)
    letter.refresh_from_db()
    return letter


def content(letter: Letter) -> bytes:
    return papers.read(letter.path)
