"""The queue of those who read concerns, one concern with everything that hangs on it, and what is like it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When
from django.http import Http404

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.community.models import Person
from schoolgate.concerns import rules, suggesting
from schoolgate.concerns.models.chronicle import Addendum, Decision, Line, Link, Step
from schoolgate.concerns.models.concern import About, Concern, ConcernQuerySet, NamedOnly, Reach
from schoolgate.concerns.models.evidence import Evidence
from schoolgate.concerns.models.watching import Alert, Seen
from schoolgate.concerns.queries import reach
from schoolgate.concerns.rules import (
    DOORS,
    ENDS,
    HARMS,
    KINDS,
    SCOPES,
    STATES,
    STATUSES,
    STRIDES,
    End,
    Harm,
    Status,
    Stride,
    Why,
)
from schoolgate.sealed import store

PER_PAGE = 50
OPEN = (Status.RECEIVED.value, Status.READ.value)
BEGINNING = 90
RECENT = timedelta(days=120)
LOOK_LASTS = timedelta(minutes=15)
"""How long a file stays open to someone who asked for it."""
MOST_FOUND = 20
MOST_LOOKED_AT = 300
MOST_ALIKE = 6
VIEWS = ("open", "going_on", "all")
DEEDS = (
    "add_addendum", "add_step", "attach_evidence", "confirm_clause", "confirm_scope", "set_harm", "name_person", "not_meant", "say",
    "pass_to_teacher", "share", "link", "decide", "take_back", "finish", "open_original",
)  # fmt: skip


@dataclass(frozen=True)
class QueueLine:
    """A concern in a list."""

    id: object
    number: int
    harm: Harm
    harm_words: str
    kind_words: str
    who: str
    beginning: str
    entered_at: datetime
    happened_at: datetime | None
    late: bool
    urgent: bool
    escalated: bool
    answer_by: date | None
    unread: bool
    status: Status
    state_words: str


@dataclass(frozen=True)
class Group:
    """Lines of one harm, under its words."""

    harm: Harm
    words: str
    lines: tuple[QueueLine, ...]


@dataclass(frozen=True)
class QueuePage:
    """What waits for this person: worst first, then oldest first."""

    page: Page[Concern]
    groups: tuple[Group, ...]
    unread: int
    open: int
    going_on: int
    all: int
    alerts: tuple[Alert, ...]
    view: str
    words: str
    kind: str
    mine: bool

    @property
    def narrowed(self) -> bool:
        """Whether something was asked for, so that an empty list does not mean that nothing waits."""
        return bool(self.words.strip() or self.kind or self.mine)


@dataclass(frozen=True)
class Alike:
    """Another concern that may have to do with this one, and why it is thought so."""

    line: QueueLine
    why: str


@dataclass(frozen=True)
class Ending:
    """One way in which a concern can end, and what stands in its way."""

    end: End
    words: str
    not_yet: str


@dataclass(frozen=True)
class File:
    """A file of a concern: what may be shown of it (None where nothing may), and the original on request.

    `store.NotThere` where the disk has lost what is asked for.
    """

    evidence: Evidence

    @property
    def shown(self) -> bytes | None:
        return self.page(1) if self.evidence.shown_path else None

    def page(self, number: int) -> bytes:
        """The clean copy of one page; the first is page 1."""
        return self.evidence.read_page(number)

    def blurred(self) -> bytes:
        """A picture in which nothing can be made out."""
        return self.evidence.read_blurred()

    def original(self) -> bytes:
        """The untouched bytes."""
        return self.evidence.read_original()

    @property
    def is_lost(self) -> bool:
        """Whether the disk has lost any of what may be shown of it."""
        pages = range(1, self.evidence.pages + 1) if self.evidence.shown_path else ()
        paths = [self.evidence.page_path(page) for page in pages]
        return not all(store.is_there(path) for path in (*paths, self.evidence.blurred_path) if path)

    @property
    def has_original(self) -> bool:
        return store.is_there(self.evidence.path)


@dataclass(frozen=True)
class ConcernPage:
    """One concern for someone who may read it, with everything they may know of it and do."""

    concern: Concern
    line: QueueLine
    door_words: str
    scope_words: str
    scope_was: str
    status_words: str
    as_told: bool
    people: tuple[About, ...]
    names: tuple[str, ...]
    addenda: tuple[Addendum, ...]
    conversation: tuple[Line, ...]
    decisions: tuple[Decision, ...]
    standing: Decision | None
    steps: tuple[Step, ...]
    passed_to: tuple[Reach, ...]
    reaches: tuple[Reach, ...]
    evidence: tuple[File, ...]
    links: tuple[QueueLine, ...]
    similar: tuple[Alike, ...]
    seen: tuple[Seen, ...]
    alerts: tuple[Alert, ...]
    endings: tuple[Ending, ...]
    may: frozenset[str]

    @property
    def missing(self) -> tuple[tuple[Stride, str], ...]:
        """The steps that a report of bullying still needs before it may end."""
        there = {step.stride for step in self.steps}
        return tuple((stride, words) for stride, words in STRIDES.items() if stride not in there)

    @property
    def taken_back(self) -> tuple[Decision, ...]:
        return tuple(one for one in self.decisions if one.taken_back_at)


def queue_page(
    person: Person,
    *,
    view: str = "open",
    words: str = "",
    kind: str = "",
    only_mine: bool = False,
    page: int | str = 1,
) -> QueuePage:
    """A page of this person's queue; a search looks through all that they may read, in whatever state."""
    access.require(person, "look.concerns")
    mine = reach.visible_to(person)
    view = view if view in VIEWS else "open"
    found = search(mine, words) if words.strip() else _of_view(mine, view)
    if kind:
        found = found.filter(kind=kind)
    if only_mine:
        found = _looked_after_by(found, person)
    here = Paginator(in_order(_for_lists(found)), PER_PAGE).get_page(page)
    lines = [line_of(one) for one in here]
    return QueuePage(
        page=here,
        groups=tuple(
            Group(harm, HARMS[harm], tuple(some)) for harm, some in groupby(lines, lambda one: one.harm)
        ),
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


def concern_page(person: Person, id: object) -> ConcernPage:
    """One concern that reaches this person; anything else is the same 404."""
    concern = reach.one_of(_for_lists(reach.visible_to(person)), id)
    if concern is None:
        raise Http404
    may = frozenset(deed for deed in DEEDS if access.may(person, f"concerns.{deed}", concern))
    decisions = tuple(concern.decisions.select_related("by", "taken_back_by"))
    reaches = tuple(concern.reaches.filter(ended_at=None).select_related("person", "by"))
    steps = tuple(concern.steps.select_related("by"))
    lines = tuple(concern.lines.select_related("by").prefetch_related("files"))
    addenda = tuple(concern.addenda.select_related("by"))
    return ConcernPage(
        concern=concern,
        line=line_of(concern),
        door_words=DOORS[rules.Door(concern.door)],
        scope_words=scope_words(concern.scope),
        scope_was=scope_words(concern.first_scope) if concern.scope != concern.first_scope else "",
        status_words=STATUSES[Status(concern.status)],
        as_told=concern.as_told and all(row.as_written for row in (*addenda, *lines)),
        people=tuple(concern.about.all()),
        names=tuple(one.name for one in concern.names.all()),
        addenda=addenda,
        conversation=lines,
        decisions=decisions,
        standing=next((one for one in decisions if one.taken_back_at is None), None),
        steps=steps,
        passed_to=tuple(one for one in reaches if one.why == Why.PASSED),
        reaches=reaches,
        evidence=tuple(File(one) for one in concern.evidence.select_related("by")),
        links=_links(concern, person),
        similar=similar(concern, person) if "link" in may else (),
        seen=tuple(concern.seen.select_related("person", "evidence")),
        alerts=tuple(concern.alerts.all()),
        endings=endings(concern, steps, reaches, lines),
        may=may,
    )


def scope_words(scope: str) -> str:
    """One of the two uses that the policy covers."""
    return SCOPES[rules.Scope(scope)]


def evidence_for(person: Person, id: object) -> File:
    """A file of a concern that this person may see; anything else is the same 404."""
    known = reach.as_id(id)
    if known is None:
        raise Http404
    files = Evidence.objects.filter(pk=known, concern__in=reach.visible_to(person))
    evidence = files.select_related("concern", "by").first()
    if evidence is None:
        raise Http404
    return File(evidence)


def who_opens_originals(concern: Concern, on: date) -> list[Person]:
    """Those whom a concern reaches and who may open the sealed originals of its files."""
    return [
        one for one in reach.readers_of(concern, on) if access.may(one, "concerns.open_original", concern)
    ]


def opened_by(person: Person, evidence: Evidence, at: datetime) -> bool:
    """Whether this person asked for the file a moment ago, so that it may be shown: each asking is kept."""
    return evidence.seen.filter(person=person, at__gt=at - LOOK_LASTS).exists()


def people_found(concern: Concern, words: str, on: date) -> list[Person]:
    """People of the school with these words in their names, among whom triage says who is meant."""
    people = Person.objects.filter(school=concern.school_id).current(on)
    return list(people.named(words).prefetch_related("roles")[:MOST_FOUND]) if words.strip() else []


def concern_numbered(person: Person, number: int) -> Concern | None:
    """The concern with this number, where this person may read it."""
    return reach.visible_to(person).filter(number=number).first()


def endings(
    concern: Concern, steps: Iterable[Step], reaches: Iterable[Reach], lines: Iterable[Line]
) -> tuple[Ending, ...]:
    """Every way in which it can end, with the sentence that says what is still missing."""
    return tuple(Ending(end, ENDS[end], _not_yet(end, concern, steps, reaches, lines)) for end in End)


def endings_of(concern: Concern) -> tuple[Ending, ...]:
    """Every way in which this concern can end."""
    reaches = concern.reaches.filter(ended_at=None)
    return endings(concern, list(concern.steps.all()), list(reaches), list(concern.lines.all()))


def _not_yet(
    end: End, concern: Concern, steps: Iterable[Step], reaches: Iterable[Reach], lines: Iterable[Line]
) -> str:
    try:
        check_end(end, concern, steps, reaches, lines)
    except Broken as broken:
        return str(broken)
    return ""


def check_end(
    end: End, concern: Concern, steps: Iterable[Step], reaches: Iterable[Reach], lines: Iterable[Line]
) -> None:
    rules.check_end(
        end,
        read=concern.acknowledged_at is not None,
        bullying=concern.bullying,
        strides=[step.stride for step in steps],
        passed=any(one.why == Why.PASSED for one in reaches),
        answered=any(one.from_school and one.by_id for one in lines),
    )


# ---- lists


def in_order(concerns: ConcernQuerySet) -> ConcernQuerySet:
    """Worst first, of these what nobody has read, then what has waited longest."""
    worst = Case(
        *(When(harm=harm.value, then=Value(at)) for at, harm in enumerate(Harm)),
        default=Value(len(Harm)),
        output_field=IntegerField(),
    )
    unread = Case(When(acknowledged_at=None, then=Value(0)), default=Value(1), output_field=IntegerField())
    ordered: ConcernQuerySet = concerns.annotate(worst=worst, unread_first=unread)
    return ordered.order_by("worst", "unread_first", "entered_at", "pk")


def _looked_after_by(concerns: ConcernQuerySet, person: Person) -> ConcernQuerySet:
    """Those that this person read first, or that somebody gave to them by name."""
    given = Reach.objects.filter(concern=OuterRef("pk"), person=person, ended_at=None)
    return concerns.filter(Q(acknowledged_by=person) | Q(Exists(given)))


def _of_view(concerns: ConcernQuerySet, view: str) -> ConcernQuerySet:
    if view == "all":
        return concerns
    if view == "going_on":
        return concerns.filter(status=Status.LOOKED_INTO.value)
    return concerns.filter(status__in=OPEN)


def _for_lists(concerns: ConcernQuerySet) -> ConcernQuerySet:
    return concerns.select_related(
        "entered_by", "acknowledged_by", "trusted_adult", "school"
    ).prefetch_related("about__person", "names")


def line_of(concern: Concern) -> QueueLine:
    people = [str(one.person) for one in concern.about.all() if not one.by_name]
    names = [one.name for one in concern.names.all()]
    harm, status = Harm(concern.harm), Status(concern.status)
    return QueueLine(
        id=concern.pk,
        number=concern.number,
        harm=harm,
        harm_words=HARMS[harm],
        kind_words=KINDS[rules.Kind(concern.kind)],
        who=", ".join(dict.fromkeys([*people, *names])),
        beginning=_beginning(concern.words or concern.childs_words or concern.exact_words),
        entered_at=concern.entered_at,
        happened_at=concern.happened_at,
        late=concern.late,
        urgent=concern.urgent,
        escalated=concern.escalated_at is not None,
        answer_by=concern.answer_by if status in rules.STILL_GOING_ON else None,
        unread=concern.acknowledged_at is None,
        status=status,
        state_words="Unread" if concern.acknowledged_at is None else STATES[status],
    )


def _beginning(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= BEGINNING else f"{line[:BEGINNING].rsplit(' ', 1)[0]} …"


def alerts_of(concerns: ConcernQuerySet) -> list[Alert]:
    """What went wrong with any of these and is not settled."""
    open_ones = Alert.objects.filter(concern__in=concerns.values("pk"), settled_at=None)
    return list(open_ones.select_related("concern"))


# ---- finding


def search(concerns: ConcernQuerySet, words: str) -> ConcernQuerySet:
    """Those with each of these words somewhere in what was told, added, said or read in a file.

    Sealed text cannot be searched in the database, so what this person may read is opened and looked through.
    """
    wanted = words.casefold().split()
    texts = _texts(concerns)
    return concerns.filter(pk__in=[id for id, text in texts.items() if all(word in text for word in wanted)])


SEARCHED = (
    (
        Concern,
        "pk",
        ("number", "words", "childs_words", "exact_words", "happened_words", "place", "written_for"),
    ),
    (About, "concern", ("person__first_name", "person__known_as", "person__last_name")),
    (NamedOnly, "concern", ("name",)),
    (Addendum, "concern", ("words",)),
    (Line, "concern", ("words",)),
    (Step, "concern", ("words",)),
    (Evidence, "concern", ("name", "text")),
)
"""Where words are looked for: the rows, how they name their concern, and their texts."""


def _texts(concerns: ConcernQuerySet) -> dict[object, str]:
    """Every text that hangs on each of these concerns, opened and joined: one query a table."""
    found: dict[object, list[str]] = {}
    for model, key, fields in SEARCHED:
        rows = model.objects.filter(**{f"{key}__in": concerns.values("pk")})
        for id, *texts in rows.values_list(key, *fields):
            found.setdefault(id, []).extend(map(str, texts))
    return {id: " ".join(texts).casefold() for id, texts in found.items()}


def similar(concern: Concern, person: Person) -> tuple[Alike, ...]:
    """Others of the last months that this person may read too: with the same people, names or words."""
    since = concern.entered_at - RECENT
    others = reach.visible_to(person).filter(entered_at__gte=since).exclude(pk=concern.pk)
    linked = Link.objects.filter(Q(concern=concern) | Q(other=concern)).values_list("concern", "other")
    known = {id for pair in linked for id in pair}
    looked_at = _for_lists(others.exclude(pk__in=known)).order_by("-entered_at")[:MOST_LOOKED_AT]
    this = _traits(concern)
    found = ((one, _why_alike(this, one)) for one in looked_at)
    return tuple([Alike(line_of(one), why) for one, why in found if why][:MOST_ALIKE])


@dataclass(frozen=True)
class _Traits:
    people: frozenset[int]
    names: frozenset[str]
    words: str


def _traits(concern: Concern) -> _Traits:
    return _Traits(
        people=frozenset(one.person_id for one in concern.about.all()),
        names=frozenset(one.name.casefold() for one in concern.names.all()),
        words=_words(concern),
    )


def _why_alike(this: _Traits, other: Concern) -> str:
    people = [str(about.person) for about in other.about.all() if about.person_id in this.people]
    if people:
        return f"The same person: {', '.join(dict.fromkeys(people))}."
    same = [name.name for name in other.names.all() if name.name.casefold() in this.names]
    if same:
        return f"The same name: {', '.join(same)}."
    return "The words are much alike." if suggesting.alike(this.words, _words(other)) else ""


def _words(concern: Concern) -> str:
    return " ".join((concern.words, concern.childs_words, concern.exact_words))


def _links(concern: Concern, person: Person) -> tuple[QueueLine, ...]:
    pairs = Link.objects.filter(Q(concern=concern) | Q(other=concern)).values_list("concern", "other")
    ids = {id for pair in pairs for id in pair} - {concern.pk}
    return tuple(line_of(one) for one in in_order(_for_lists(reach.visible_to(person).filter(pk__in=ids))))
