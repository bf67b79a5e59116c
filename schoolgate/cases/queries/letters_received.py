"""Letters for whoever they are for; nothing in them tells of a case."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from schoolgate import access
from schoolgate.access.duties import GOVERNORS
from schoolgate.cases import letters
from schoolgate.cases.letters import Reader
from schoolgate.cases.models.case import Case, Participant
from schoolgate.cases.models.papers import Letter
from schoolgate.cases.queries import reach
from schoolgate.cases.queries.letter_lines import EMAIL, NOBODY, LetterLine, lines_of, opened_at_of
from schoolgate.cases.rules import ABOUT
from schoolgate.community.models import Person
from schoolgate.community.queries.tasks import Task
from schoolgate.pages import or_404


def received_by(person: access.Someone | None) -> QuerySet[Letter]:
    """The letters that were sent to this person by a mail with a link; nothing else of a case.

    Whether they may have one is asked again each time: who turns out to be meant, or family, reads it no more.
    """
    if person is None or person.id is None or not access.may(person, "cases.open_letter"):
        return Letter.objects.none()
    mine = Letter.objects.filter(to=person.id, how=EMAIL, sent_at__isnull=False, case__school=person.school_id)
    about = Participant.objects.filter(case=OuterRef("case"), person=person.id, part__in=ABOUT)
    mine = mine.exclude(~Q(about=person.id) & Exists(about)).exclude(_to_governors_no_more(person, person.id))
    return mine.select_related("sent_by", "case__school").order_by("-sent_at")


def _to_governors_no_more(person: access.Someone, id: int) -> Q:
    """Letters to the governors that this person may not have now: they are none, or are kept from the case."""
    found = Q(kind__in=[kind.id for kind in letters.kinds().values() if kind.reader is Reader.GOVERNORS])
    if person.duties & GOVERNORS:
        open_ones = Case.objects.filter(school=person.school_id).open_to(id).not_harming(id)
        found &= ~Q(case__in=open_ones.order_by().values("pk"))
    return found


def keeps(person: Person) -> bool:
    """Whether a letter of a case waits here for this person, or was read by them."""
    return received_by(person).exists()


def received_page(person: Person) -> tuple[LetterLine, ...]:
    """The letters for this person, the newest first."""
    access.require(person, "cases.open_letter")
    return tuple(lines_of(list(received_by(person))))


def received_letter(person: Person, id: object) -> Letter:
    """One letter for this person; not there and not theirs are the same 404."""
    return or_404(received_by(person).filter(pk=reach.as_id(id) or NOBODY).first())


def letter_tasks(person: Person, url: str) -> list[Task]:
    """That a letter waits, for the first page."""
    found = list(received_by(person))
    waiting = len(found) - len(opened_at_of(found))
    words = "A letter is waiting for you" if waiting == 1 else f"{waiting} letters are waiting for you"
    return [Task(words, "Only you can read it here.", url, urgent=True)] if waiting else []
