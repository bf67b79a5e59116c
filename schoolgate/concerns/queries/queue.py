"""The queue of those who read concerns, one concern with everything that hangs on it, and what is like it."""

from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q

from schoolgate import access
from schoolgate.community.models import Person
from schoolgate.concerns.models.concern import Access, Concern, ConcernQuerySet
from schoolgate.concerns.queries import given, reach
from schoolgate.concerns.queries.lines import AlertLine, QueueLine, alerts_of, for_lists, in_order, line_of
from schoolgate.concerns.queries.search import search
from schoolgate.concerns.rules import HARMS, Status

PER_PAGE = 50
OPEN = (Status.RECEIVED.value, Status.READ.value)
VIEWS = ("open", "going_on", "all")


@dataclass(frozen=True)
class Group:
    """Lines that belong together, under words that say why."""

    words: str
    lines: tuple[QueueLine, ...]

    @property
    def is_unread(self) -> bool:
        return self.lines[0].unread


@dataclass(frozen=True)
class QueuePage:
    """What waits for this person, what nobody has read on top."""

    page: Page[Concern]
    groups: tuple[Group, ...]
    unread: int
    open: int
    going_on: int
    all: int
    alerts: tuple[AlertLine, ...]
    view: str
    words: str
    kind: str
    mine: bool

    @property
    def narrowed(self) -> bool:
        """Whether something was asked for, so that an empty list does not mean that nothing waits."""
        return bool(self.words.strip() or self.kind or self.mine)


def queue_page(
    person: Person, *, view: str = "open", words: str = "", kind: str = "", only_mine: bool = False, page: int | str = 1
) -> QueuePage:
    """A page of this person's queue; a search looks through all that they may read, in whatever state."""
    access.require(person, "look.concerns")
    mine = given.marked(reach.visible_to(person), person)
    view = view if view in VIEWS else "open"
    found = search(mine, words) if words.strip() else _of_view(mine, view)
    if kind:
        found = found.filter(kind=kind)
    if only_mine:
        found = _looked_after_by(found, person)
    here = Paginator(in_order(for_lists(found), marked=True), PER_PAGE).get_page(page)
    lines = [line_of(item) for item in here]
    return QueuePage(
        page=here,
        groups=tuple(Group(words, tuple(some)) for words, some in groupby(lines, _heading)),
        unread=mine.filter(acknowledged_at=None).count(),
        open=_of_view(mine, "open").count(),
        going_on=_of_view(mine, "going_on").count(),
        all=mine.count(),
        alerts=tuple(alerts_of(mine)),
        view=view,
        words=words,
        kind=kind,
        mine=only_mine,
    )


def _heading(line: QueueLine) -> str:
    if line.unread:
        return "Not read yet"
    if line.given:
        return "Given to you by name, and you have not opened it yet"
    return HARMS[line.harm] if line.harm_is_set else "Read, and nobody has said yet what harm it may be"


def _looked_after_by(concerns: ConcernQuerySet, person: Person) -> ConcernQuerySet:
    """Those that this person read first, or that somebody gave to them by name."""
    given = Access.objects.filter(concern=OuterRef("pk"), person=person, ended_at=None)
    return concerns.filter(Q(acknowledged_by=person) | Q(Exists(given)))


def _of_view(concerns: ConcernQuerySet, view: str) -> ConcernQuerySet:
    """What was given to whoever looks waits for them until they have opened it, whatever its state."""
    if view == "all":
        return concerns
    if view == "going_on":
        return concerns.filter(Q(given=None), status=Status.LOOKED_INTO.value)
    return concerns.filter(Q(status__in=OPEN) | Q(given__isnull=False))
