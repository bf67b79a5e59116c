"""A concern as a list shows it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, DateTimeField, F, IntegerField, OuterRef, Subquery, Value, When

from schoolgate.community.signin.opening import Opened
from schoolgate.concerns import rules
from schoolgate.concerns.models.chronicle import OpenedSession
from schoolgate.concerns.models.concern import Concern, ConcernQuerySet
from schoolgate.concerns.models.watching import Alert
from schoolgate.concerns.rules import GIVEN, HARMS, KINDS, STATES, WHOM, AccessReason, Harm, Status, Whom

BEGINNING = 90
CHOSEN = {whom.value: f"About: {WHOM[whom].lower()}" for whom in (Whom.ADULT, Whom.DSL, Whom.HEAD)}
"""Who it is about, where nobody is named and whoever told us chose an office."""


OPENED = {
    Opened.SESSION: "in a session that a grown-up opened",
    Opened.CARD: "with a card that a grown-up had made shortly before",
}
"""How somebody else had a part in the session in which a child told it, so that it may not be the child."""


@dataclass(frozen=True)
class QueueLine:
    """A concern in a list."""

    id: object
    number: int
    harm: Harm
    harm_words: str
    harm_is_set: bool
    """By a person, who has read it; otherwise it is suggested from the words."""
    kind_words: str
    who: str
    teller: str
    """Who told it, and in whose session; empty where no name was given."""
    beginning: str
    entered_at: datetime
    happened_at: datetime | None
    late: bool
    urgent: bool
    escalated: bool
    answer_by: date | None
    unread: bool
    given: AccessReason | None
    """Why it was given to whoever looks at the list, where they have not opened it since."""
    status: Status
    state_words: str

    @property
    def suggested(self) -> str:
        return f"Perhaps: {self.harm_words[0].lower()}{self.harm_words[1:]}"


UNREAD, UNOPENED, NOT_SET = -3, -2, -1


def in_order(concerns: ConcernQuerySet, *, marked: bool = False) -> ConcernQuerySet:
    """What nobody has read, what whoever told it calls urgent on top, newest first; then what was read.

    Of that first what was given to whoever looks and they have not opened, where that is `marked`; then what nobody has
    said the harm of, then the worst; what has waited longest on top. What is only suggested from the words orders
    nothing: a machine that is wrong would let a child wait.
    """
    given = [When(given__isnull=False, then=Value(UNOPENED))] if marked else []
    at = Case(
        When(acknowledged_at=None, then=Value(UNREAD)),
        *given,
        When(harm_reason="", then=Value(NOT_SET)),
        *(When(harm=harm.value, then=Value(place)) for place, harm in enumerate(Harm)),
        default=Value(len(Harm)),
        output_field=IntegerField(),
    )
    urgent = Case(When(urgent=True, then=Value(0)), default=Value(1), output_field=IntegerField())
    newest = Case(When(acknowledged_at=None, then=F("entered_at")), output_field=DateTimeField())
    ordered: ConcernQuerySet = concerns.annotate(stands=at, urgent_first=urgent, newest=newest)
    return ordered.order_by("stands", "urgent_first", F("newest").desc(nulls_last=True), "entered_at", "pk")


def for_lists(concerns: ConcernQuerySet) -> ConcernQuerySet:
    opened = OpenedSession.objects.filter(concern=OuterRef("pk"), line=None).values("how")[:1]
    found = concerns.select_related("entered_by", "acknowledged_by", "trusted_adult", "school")
    return found.annotate(opened_how=Subquery(opened)).prefetch_related("about__person", "names")


def line_of(concern: Concern) -> QueueLine:
    people = [str(example.person) for example in concern.about.all() if not example.by_name]
    names = [name.name for name in concern.names.all()]
    harm, status = Harm(concern.harm), Status(concern.status)
    unread, why = concern.acknowledged_at is None, getattr(concern, "given", None)
    given = AccessReason(why) if why and not unread else None
    return QueueLine(
        id=concern.pk,
        number=concern.number,
        harm=harm,
        harm_words=HARMS[harm],
        harm_is_set=bool(concern.harm_reason),
        kind_words=KINDS[rules.ConcernKind(concern.kind)],
        who=", ".join(dict.fromkeys([*people, *names])) or CHOSEN.get(concern.whom, ""),
        teller=_teller(concern),
        beginning=_beginning(concern.words or concern.childs_words or concern.exact_words),
        entered_at=concern.entered_at,
        happened_at=concern.happened_at,
        late=concern.late,
        urgent=concern.urgent,
        escalated=concern.escalated_at is not None,
        answer_by=concern.answer_by if status in rules.STILL_GOING_ON else None,
        unread=unread,
        given=given,
        status=status,
        state_words="Unread" if unread else GIVEN[given] if given else STATES[status],
    )


def _teller(concern: Concern) -> str:
    how = getattr(concern, "opened_how", None)
    return ", ".join(filter(None, (str(concern.entered_by or ""), OPENED.get(how, "") if how else "")))


def _beginning(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= BEGINNING else f"{line[:BEGINNING].rsplit(' ', 1)[0]} …"


@dataclass(frozen=True)
class AlertLine:
    """What went wrong, in a list; with its concern where it is about one."""

    words: str
    concern: Concern | None


def alerts_of(concerns: ConcernQuerySet) -> list[AlertLine]:
    """What went wrong with any of these and is not settled; mails that did not leave are one line, however many."""
    open_ones = Alert.objects.filter(concern__in=concerns.values("pk"), settled_at=None).select_related("concern")
    mails = [alert for alert in open_ones if alert.notice_id]
    lines = [AlertLine(alert.words, alert.concern) for alert in open_ones if not alert.notice_id]
    return [*lines, _unsent(mails)] if mails else lines


def _unsent(mails: list[Alert]) -> AlertLine:
    what = "A mail that tells of a concern" if len(mails) == 1 else f"{len(mails)} mails that tell of concerns"
    words = f"{what} could not be sent. Tell IT, and look here yourself until mail leaves again."
    concerns = {alert.concern_id for alert in mails}
    return AlertLine(words, mails[0].concern if len(concerns) == 1 else None)
