"""One concern: its page, what may be done with it, and how it may end."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.community.models import Person
from schoolgate.concerns import complaints, rules
from schoolgate.concerns.models.chronicle import Addendum, BullyingEntry, Decision, Link, Message
from schoolgate.concerns.models.concern import About, Access, Concern
from schoolgate.concerns.models.keeping_out import KeptOut
from schoolgate.concerns.models.watching import AccessLog, Alert
from schoolgate.concerns.queries import reach
from schoolgate.concerns.queries.evidence import File
from schoolgate.concerns.queries.given import BY_NAME
from schoolgate.concerns.queries.lines import QueueLine, for_lists, in_order, line_of
from schoolgate.concerns.queries.search import Alike, similar
from schoolgate.pages import or_404

DEEDS = (
    "add_addendum",
    "add_step",
    "attach_evidence",
    "confirm_clause",
    "confirm_scope",
    "set_harm",
    "name_person",
    "not_meant",
    "say",
    "pass_to_teacher",
    "share",
    "hand_over",
    "link",
    "decide",
    "take_back",
    "finish",
    "open_original",
)


@dataclass(frozen=True)
class Ending:
    """One way in which a concern can end, and what stands in its way."""

    end: rules.Outcome
    words: str
    not_yet: str


@dataclass(frozen=True)
class NamedLine:
    """Somebody who is named in a concern, and who says that it was by mistake."""

    about: About
    out_by: str = ""
    said: bool = False
    """Whether whoever looks has said so, and waits for a second person."""


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
    people: tuple[NamedLine, ...]
    names: tuple[str, ...]
    addenda: tuple[Addendum, ...]
    conversation: tuple[Message, ...]
    decisions: tuple[Decision, ...]
    standing: Decision | None
    steps: tuple[BullyingEntry, ...]
    passed_to: tuple[Access, ...]
    reaches: tuple[Access, ...]
    evidence: tuple[File, ...]
    links: tuple[QueueLine, ...]
    similar: tuple[Alike, ...]
    kept_out: tuple[KeptOut, ...]
    seen: tuple[AccessLog, ...]
    alerts: tuple[Alert, ...]
    endings: tuple[Ending, ...]
    may: frozenset[str]

    @property
    def missing(self) -> tuple[tuple[rules.BullyingStep, str], ...]:
        """The steps that a report of bullying still needs before it may end."""
        there = {step.step for step in self.steps}
        return tuple((step, words) for step, words in rules.STEPS.items() if step not in there)

    @property
    def unopened(self) -> frozenset[int]:
        """Of those whom it reaches by name: to whom it was passed or shared, and who have not opened it since."""
        looks = {(look.person_id, look.at) for look in self.seen}
        given = [row for row in self.reaches if row.why in BY_NAME]
        return frozenset(row.pk for row in given if not any(id == row.person_id and at >= row.at for id, at in looks))

    @property
    def taken_back(self) -> tuple[Decision, ...]:
        return tuple(decision for decision in self.decisions if decision.taken_back_at)


def concern_page(person: Person, id: object) -> ConcernPage:
    """One concern that reaches this person; anything else is the same 404."""
    concern = or_404(reach.one_of(for_lists(reach.visible_to(person)), id))
    may = frozenset(deed for deed in DEEDS if access.may(person, f"concerns.{deed}", concern))
    if concern.kind not in complaints.LEAVES or concern.status == rules.Status.FINISHED:
        may -= {"hand_over"}
    decisions = tuple(concern.decisions.select_related("by", "taken_back_by"))
    reaches = tuple(concern.reaches.filter(ended_at=None).select_related("person", "by"))
    steps = tuple(concern.steps.select_related("by"))
    lines = tuple(concern.lines.select_related("by", "opened__person").prefetch_related("files"))
    addenda = tuple(concern.addenda.select_related("by"))
    return ConcernPage(
        concern=concern,
        line=line_of(concern),
        door_words=rules.DOORS[rules.Channel(concern.door)],
        scope_words=scope_words(concern.scope),
        scope_was=scope_words(concern.first_scope) if concern.scope != concern.first_scope else "",
        status_words=rules.STATUSES[rules.Status(concern.status)],
        as_told=concern.as_told and all(row.as_written for row in (*addenda, *lines)),
        people=_people(concern, person),
        names=tuple(name.name for name in concern.names.all()),
        addenda=addenda,
        conversation=lines,
        decisions=decisions,
        standing=next((decision for decision in decisions if decision.taken_back_at is None), None),
        steps=steps,
        passed_to=tuple(other for other in reaches if other.why == rules.AccessReason.PASSED),
        reaches=reaches,
        evidence=tuple(File(file) for file in concern.evidence.select_related("by")),
        links=_links(concern, person),
        similar=similar(concern, person) if "link" in may else (),
        kept_out=tuple(concern.kept_out.select_related("person", "by")),
        seen=tuple(concern.seen.select_related("person", "evidence")),
        alerts=tuple(concern.alerts.all()),
        endings=endings(concern, steps, reaches, lines),
        may=may,
    )


def _people(concern: Concern, person: Person) -> tuple[NamedLine, ...]:
    said: dict[int, list[Person]] = {}
    for row in concern.taken_out.select_related("by"):
        said.setdefault(row.person_id, []).append(row.by)
    return tuple(
        NamedLine(about, " and ".join(map(str, by)), person in by)
        for about in concern.about.all()
        for by in (said.get(about.person_id, []),)
    )


def said_first(concern: Concern, person: Person, by: Person) -> Person | None:
    """Who else has said that somebody was named by mistake, where they still are named."""
    row = concern.taken_out.filter(person=person).exclude(by=by).select_related("by").first()
    return row.by if row else None


def was_taken_out(concern: Concern, person: Person) -> bool:
    """Whether two people have said so: nobody of that name is in it any more."""
    return not About.objects.filter(concern=concern, person=person).exists()


def scope_words(scope: str) -> str:
    """One of the two uses that the policy covers."""
    return rules.SCOPES[rules.Scope(scope)]


def endings(
    concern: Concern, steps: Iterable[BullyingEntry], reaches: Iterable[Access], lines: Iterable[Message]
) -> tuple[Ending, ...]:
    """Every way in which it can end, with the sentence that says what is still missing."""
    return tuple(Ending(end, rules.ENDS[end], _not_yet(end, concern, steps, reaches, lines)) for end in rules.Outcome)


def endings_of(concern: Concern) -> tuple[Ending, ...]:
    """Every way in which this concern can end."""
    reaches = concern.reaches.filter(ended_at=None)
    return endings(concern, list(concern.steps.all()), list(reaches), list(concern.lines.all()))


def _not_yet(
    end: rules.Outcome,
    concern: Concern,
    steps: Iterable[BullyingEntry],
    reaches: Iterable[Access],
    lines: Iterable[Message],
) -> str:
    try:
        check_end(end, concern, steps, reaches, lines)
    except Broken as broken:
        return str(broken)
    return ""


def check_end(
    end: rules.Outcome,
    concern: Concern,
    steps: Iterable[BullyingEntry],
    reaches: Iterable[Access],
    lines: Iterable[Message],
) -> None:
    if concern.acknowledged_at is not None:
        rules.check_all_read(waits=waits(concern))
    rules.check_end(
        end,
        read=concern.acknowledged_at is not None,
        bullying=concern.bullying,
        steps=[step.step for step in steps],
        passed=any(other.why == rules.AccessReason.PASSED for other in reaches),
        answered=any(message.from_school and message.by_id for message in lines),
    )


def waits(concern: Concern) -> bool:
    """Whether something was added that nobody who decides has read."""
    return concern.acknowledged_at is not None and concern.escalate_at is not None


def told_so_far(concern: Concern) -> int:
    """How often whoever told us has written; a page carries it, so that nothing is decided past what came meanwhile."""
    return concern.lines.filter(from_school=False).count() + concern.addenda.filter(by_reporter=True).count()


def new_since(concern: Concern, seen: int) -> list[Message | Addendum]:
    """What whoever told us has written since a page was opened."""
    lines = concern.lines.filter(from_school=False).prefetch_related("files")
    told: list[Message | Addendum] = [*lines, *concern.addenda.filter(by_reporter=True)]
    return sorted(told, key=lambda one: one.at)[seen:]


def _links(concern: Concern, person: Person) -> tuple[QueueLine, ...]:
    pairs = Link.objects.filter(Q(concern=concern) | Q(other=concern)).values_list("concern", "other")
    ids = {id for pair in pairs for id in pair} - {concern.pk}
    return tuple(line_of(item) for item in in_order(for_lists(reach.visible_to(person).filter(pk__in=ids))))
