"""What someone may know of concerns; the parts every other module of this folder builds on.

Whom a concern is about never learns that it is there: not from a list, a count, a search, an id or a mail.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone

from schoolgate import access, action
from schoolgate.access.duties import EMPLOYED, GOVERNORS, Duty
from schoolgate.community.models import Person, PersonQuerySet, Placement, Role, School
from schoolgate.community.queries import appointers
from schoolgate.concerns import routing
from schoolgate.concerns.models.concern import About, Concern, ConcernQuerySet
from schoolgate.concerns.models.evidence import Evidence
from schoolgate.concerns.models.settings import Settings, Trusted, settings_of
from schoolgate.concerns.models.watching import Notice
from schoolgate.concerns.routing import GROUPS
from schoolgate.concerns.rules import CONCERNED, ConcernKind, Status, Whom
from schoolgate.pages import or_404
from schoolgate.post.models import Message

M = TypeVar("M", bound=Model)
TOLD_AGAIN = timedelta(days=3)
"""After which governors are told once more that nobody may read something."""
TRUSTED_UNASKED = (Duty.TEACHER, Duty.HEAD, Duty.DEPUTY, Duty.DSL, Duty.DEPUTY_DSL)


def visible_to(person: access.Someone | None) -> ConcernQuerySet:
    """Concerns that reach this person by duty or name, never one that is about them."""
    if person is None or person.id is None or not access.may(person, "look.concerns"):
        return Concern.objects.none()
    mine = Concern.objects.filter(school=person.school_id)
    return mine.reaching(person.id, routing.reached_by(person.duties), appointers.bars(person, GROUPS))


def lets_in(person: Person, at: datetime) -> bool:
    """Whether any concern reaches this person, so that they owe a second step."""
    return visible_to(person).exists()


def concern_for(person: Person, id: object, *, to_change: bool = False) -> Concern:
    """One concern this person may see; not there, not theirs and about them are the same 404."""
    found = visible_to(person)
    if to_change:
        found = found.select_for_update(of=("self",), no_key=True)
    return or_404(one_of(found, id))


# ---- what an action may ask: the row as it is now, or Refused


def reached(concern: Concern, by: access.Someone, at: datetime) -> Concern:
    """Returns the concern where it reaches this person, without locking it: before two are locked in the order of their ids."""
    return _found(visible_to(by).filter(pk=concern.pk), "look.concerns")


def locked(concern: Concern, by: access.Someone, at: datetime) -> Concern:
    """Locks the concern where it reaches this person."""
    return _found(visible_to(by).select_for_update(of=("self",), no_key=True).filter(pk=concern.pk), "look.concerns")


def evidence(file: Evidence, by: access.Someone, at: datetime) -> Evidence:
    """Locks the concern that a file came with, where it reaches this person, and returns the file."""
    concern = locked(file.concern, by, at)
    return _found(concern.evidence.filter(pk=file.pk), "look.concerns")


def by_clock(concern: Concern, by: access.Someone, at: datetime) -> Concern:
    """Locks a concern of the school for which the clock works; no person gets it here."""
    if not action.is_clock(by):
        raise access.Refused("by clock")
    mine = Concern.objects.filter(school=by.school_id).select_related("school")
    return _found(mine.select_for_update(of=("self",), no_key=True).filter(pk=concern.pk), "by clock")


def _found(rows: QuerySet[M], name: str) -> M:
    row = rows.first()
    if row is None:
        raise access.Refused(name)
    return row


# ---- what a school sets


def settings_for(person: Person) -> Settings:
    """The school's waiting times, for those who may set them."""
    access.require(person, "concerns.edit_settings", person.school)
    return settings_of(person.school_id)


# ---- who reads what


def holders(school_id: int, on: date, without: Collection[int] = ()) -> routing.Holders:
    """Who holds each duty that reads concerns, on that day; `without` are roles by which this one is not read."""
    duties = {duty for group in GROUPS.values() for duty in group}
    people = Person.objects.filter(school=school_id)
    return {
        duty: frozenset(people.holding(duty, on=on, without=without).values_list("pk", flat=True))
        for duty in sorted(duties)
    }


def holders_for(concern: Concern, on: date) -> routing.Holders:
    """Who holds each duty by which a concern may be read, those whom it is about included."""
    return holders(concern.school_id, on, _barred_roles(concern))


def readers_by_duty(concern: Concern, duties: Iterable[Duty], on: date) -> PersonQuerySet:
    """Those who read a concern by these duties: nobody whom it is about, or whom they gave the duty since."""
    people = Person.objects.filter(school=concern.school_id)
    held: PersonQuerySet = people.holding(*duties, on=on, without=_barred_roles(concern))
    return held.exclude(pk__in=concerned_in(concern))


def _barred_roles(concern: Concern) -> list[int]:
    return appointers.barred_roles(concern.school_id, concerned_in(concern), concern.entered_at)


def readers_of(concern: Concern, on: date) -> QuerySet[Person]:
    """Everyone whom a concern reaches today."""
    reaches = list(concern.reaches.filter(ended_at=None))
    duties = {duty for other in reaches if other.duty for duty in GROUPS[Duty(other.duty)]}
    named = [other.person_id for other in reaches if other.person_id]
    people = Person.objects.filter(school=concern.school_id).prefetch_related("roles")
    by_duty = readers_by_duty(concern, duties, on).values("pk")
    return people.filter(Q(pk__in=by_duty) | Q(pk__in=named)).exclude(pk__in=concerned_in(concern))


def concerned_in(concern: Concern) -> frozenset[int]:
    about = About.objects.filter(concern=concern, part__in=CONCERNED)
    return frozenset(about.values_list("person", flat=True))


def reaches_somebody(concern: Concern, on: date) -> bool:
    return readers_of(concern, on).exists()


def duties_of(people: Iterable[int], on: date) -> frozenset[Duty]:
    """Every duty that any of these people holds on that day."""
    found = Person.objects.filter(pk__in=list(people)).prefetch_related("roles")
    return frozenset(Duty(role.duty) for person in found for role in person.roles.all() if role.holds_on(on))


def trusted_adults(school_id: int, on: date) -> list[Person]:
    """The grown-ups among whom a child may choose: those the school chose, where any of them still works here.

    Where it has chosen nobody: those who teach, lead, or keep children safe.
    """
    people = Person.objects.filter(school=school_id)
    return list(chosen_adults(school_id, on)) or list(people.holding(*TRUSTED_UNASKED, on=on))


def chosen_adults(school_id: int, on: date) -> QuerySet[Person]:
    """Those whom the school chose for children to talk to and who still work here."""
    people = Person.objects.filter(pk__in=Trusted.objects.filter(school=school_id).values("person"))
    return people.holding(*EMPLOYED, on=on)


def teachers_for(concern: Concern, on: date) -> list[Person]:
    """To whom a concern may be passed: those who teach, the children's own class teachers first."""
    children = concern.about.values_list("person", flat=True)
    rooms = Placement.objects.held(on).filter(pupil__in=children).values_list("classroom", flat=True)
    own = set(Person.objects.filter(teaching__classroom__in=rooms).values_list("pk", flat=True))
    people = Person.objects.filter(school=concern.school_id).holding(Duty.TEACHER, on=on)
    return sorted(people.exclude(pk__in=concerned_in(concern)), key=lambda person: person.pk not in own)


def who_may_share(concern: Concern, on: date) -> list[Person]:
    """With whom a concern may be shared by name."""
    people = Person.objects.filter(school=concern.school_id).holding(*EMPLOYED, Duty.CHAIR, on=on)
    return list(people.exclude(pk__in=concerned_in(concern)))


# ---- the trail


HIDDEN_EVENTS = frozenset(
    {
        "concerns.save_draft",
        "concerns.drop_draft",
        "concerns.keep_files",
        "concerns.let_go",
        "concerns.forget_kept",
        "concerns.note_failed_mail",
        "concerns.tidy",
    }
)
"""Events that name no concern and yet show that somebody writes one, or that one waits: for nobody's eyes but the chain's."""


def files_there(labels: Iterable[str]) -> frozenset[str]:
    """Those of these labels of the trail whose file is still there."""
    prefix = "concerns.evidence:"
    ids = [label.removeprefix(prefix) for label in labels if label.startswith(prefix)]
    return frozenset(f"{prefix}{id}" for id in Evidence.objects.filter(pk__in=ids).values_list("pk", flat=True))


def hidden_targets(person: Person) -> frozenset[str]:
    """Targets of trail entries that this person must not see, as the trail labels them."""
    hidden = Concern.objects.filter(school=person.school_id).exclude(pk__in=visible_to(person).values("pk"))
    files = Evidence.objects.filter(concern__in=hidden.values("pk"))
    return frozenset(
        f"concerns.{label}:{id}"
        for label, ids in (
            ("concern", hidden.values_list("pk", flat=True)),
            ("evidence", files.values_list("pk", flat=True)),
        )
        for id in ids
    )


def due_to_escalate(at: datetime) -> list[Concern]:
    """Concerns that nobody has read in the time they may wait, or to which something was added that nobody has."""
    unread = Concern.objects.filter(escalate_at__lte=at)
    return list(unread.select_related("school").order_by("escalate_at"))


def failed_notices() -> QuerySet[Notice]:
    """Mails about concerns that are stuck, of which nobody was told yet, and whose concern nobody read since."""
    return Notice.objects.filter(
        Q(concern__acknowledged_at=None) | Q(concern__acknowledged_at__lt=F("at")),
        message__state__in=(Message.State.FAILED.value, Message.State.KEPT.value),
        alert=None,
        person__isnull=False,
    )


def meant_for(concern: Concern, on: date) -> Duty:
    """The duty to which a concern goes, by what it is, whom it is about, and what whoever told us chose."""
    concerned = concerned_in(concern)
    chosen = {routing.CHOSEN[Whom(concern.whom)]} if concern.whom in routing.CHOSEN else set()
    return routing.first_reached(
        ConcernKind(concern.kind),
        duties_of(concerned, on) | chosen,
        holders=holders_for(concern, on),
        concerned=concerned,
    )


def to_reroute(at: datetime) -> list[Concern]:
    """Concerns that reach nobody by duty, and of which somebody else in line or the governors must hear now.

    Only those about somebody who gave a duty that is held: any other waits for those who come to hold its duty, and
    this one they may never read.
    """
    on = today(at)
    given = Role.objects.held(on).exclude(given_at=None)
    givers = {id for pair in given.values_list("given_by", "agreed_by") for id in pair if id}
    about = About.objects.filter(person__in=givers, part__in=CONCERNED)
    open_ones = Concern.objects.filter(pk__in=about.values("concern")).exclude(status=Status.FINISHED.value)
    unread = [concern for concern in open_ones.select_related("school") if not is_read(concern, on)]
    return [item for item in unread if _can_be_read(item, on) or governors_to_tell(item, at).exists()]


def _can_be_read(concern: Concern, on: date) -> bool:
    return readers_by_duty(concern, GROUPS[meant_for(concern, on)], on).exists()


def is_read(concern: Concern, on: date) -> bool:
    """Whether anybody reads a concern by the duties that it went to."""
    reached = concern.reaches.filter(ended_at=None).exclude(duty="").values_list("duty", flat=True)
    return readers_by_duty(concern, {duty for other in reached for duty in GROUPS[Duty(other)]}, on).exists()


def governors_to_tell(concern: Concern, at: datetime) -> QuerySet[Person]:
    """Governors who do not work here, whom it is not about and who have not been told of it in the last days."""
    since = at - TOLD_AGAIN
    people = Person.objects.filter(school=concern.school_id).exclude(email="")
    told = concern.notices.filter(at__gt=since, person__isnull=False).values("person")
    governors = people.holding(*GOVERNORS, on=today(at)).exclude(pk__in=people.holding(*EMPLOYED, on=today(at)))
    return governors.exclude(pk__in=concerned_in(concern)).exclude(pk__in=told)


def schools_with_failed_mail() -> list[School]:
    return list(School.objects.filter(pk__in=failed_notices().values("concern__school")))


def schools() -> list[School]:
    return list(School.objects.all())


def today(at: datetime) -> date:
    return timezone.localdate(at)


def one_of(concerns: QuerySet[Concern], id: object) -> Concern | None:
    """The concern with this id among these; what is no id at all is simply not there."""
    known = as_id(id)
    return concerns.filter(pk=known).first() if known else None


def as_id(id: object) -> UUID | None:
    try:
        return UUID(str(id))
    except ValueError:
        return None
