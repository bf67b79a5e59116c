"""What someone may know of concerns; the parts every other module of this folder builds on.

Whom a concern is about never learns that it is there: not from a list, a count, a search, an id or a mail. Nor does
anybody of the family of those who are in it, whatever their part: another in line reads it.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from schoolgate import access, action
from schoolgate.access.duties import EMPLOYED, GOVERNORS, Duty
from schoolgate.broken import Broken
from schoolgate.community import kinship
from schoolgate.community.models import Person, PersonQuerySet, Placement, Role, School, TieQuestion
from schoolgate.community.queries import appointers, appointments
from schoolgate.concerns import routing
from schoolgate.concerns.models.concern import About, Concern, ConcernQuerySet, involved_in, involving
from schoolgate.concerns.models.evidence import Evidence
from schoolgate.concerns.models.settings import Settings, Trusted, settings_of
from schoolgate.concerns.models.watching import Notice
from schoolgate.concerns.routing import GROUPS
from schoolgate.concerns.rules import CONCERNED, AlertKind, ConcernKind, ConcernPart, Status, Whom
from schoolgate.pages import or_404
from schoolgate.post.models import Message

M = TypeVar("M", bound=Model)
STUCK = (Message.State.FAILED.value, Message.State.KEPT.value)
TOLD_AGAIN = timedelta(days=3)
"""After which governors are told once more that nobody may read something."""
TRUSTED_UNASKED = (Duty.TEACHER, Duty.HEAD, Duty.DEPUTY, Duty.DSL, Duty.DEPUTY_DSL)


def visible_to(person: access.Someone | None) -> ConcernQuerySet:
    """Concerns that reach this person by duty or name, never one that is about them or in which their family is."""
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
    found: routing.Holders = Person.objects.filter(school=school_id).by_duty(duties, on=on, without=without)
    return found


def holders_for(concern: Concern, on: date) -> routing.Holders:
    """Who holds each duty by which a concern may be read, those whom it is about included."""
    return holders(concern.school_id, on, _barred_roles(concern))


def readers_by_duty(concern: Concern, duties: Iterable[Duty], on: date) -> PersonQuerySet:
    """Those to whom these duties bring a concern: not by a duty that somebody it is about gave them since."""
    people = Person.objects.filter(school=concern.school_id)
    held: PersonQuerySet = people.holding(*duties, on=on, without=_barred_roles(concern))
    return held.exclude(pk__in=not_by_duty(concern))


def _barred_roles(concern: Concern) -> list[int]:
    return appointers.barred_roles(concern.school_id, concerned_in(concern), concern.entered_at)


def readers_of(concern: Concern, on: date) -> QuerySet[Person]:
    """Everyone whom a concern reaches today: who left or is suspended reads nothing that was given to them."""
    people = Person.objects.filter(school=concern.school_id).prefetch_related("roles")
    if concern.unlooked_since is not None:
        return people.none()
    able = people.holding(*EMPLOYED, *GOVERNORS, on=on).order_by().values("pk")
    named = concern.reaches.filter(ended_at=None, person__in=able).values("person")
    by_duty = readers_by_duty(concern, _duties_reached(concern), on).values("pk")
    return people.filter(Q(pk__in=by_duty) | Q(pk__in=named)).exclude(pk__in=kept_from(concern))


def deciders_of(concern: Concern, on: date) -> PersonQuerySet:
    """Those whom their duty brings a concern, and who decide what becomes of it."""
    return readers_by_duty(concern, _duties_reached(concern), on)


def _duties_reached(concern: Concern) -> frozenset[Duty]:
    reached = concern.reaches.filter(ended_at=None).exclude(duty="").values_list("duty", flat=True)
    return frozenset(duty for other in reached for duty in GROUPS[Duty(other)])


def concerned_in(concern: Concern) -> frozenset[int]:
    """Whom a concern is about: their duties say where it goes."""
    about = About.objects.filter(concern=concern, part__in=CONCERNED)
    return frozenset(about.values_list("person", flat=True))


def kept_from(concern: Concern) -> frozenset[int]:
    """Who does not read a concern: whom it is about, the family of everyone in it, and for whom it waits to be looked through."""
    family = kinship.ids_of_family(involved_in(Concern.objects.filter(pk=concern.pk)))
    return concerned_in(concern) | family | frozenset(concern.unlooked_for.values_list("person", flat=True))


def harmed_in(concern: Concern) -> frozenset[int]:
    """To whom no duty brings a concern, since they were harmed in it themselves."""
    harmed = About.objects.filter(concern=concern, part=ConcernPart.HARMED)
    return frozenset(harmed.values_list("person", flat=True))


def not_by_duty(concern: Concern) -> frozenset[int]:
    """To whom a concern does not go, whatever duty they hold."""
    return kept_from(concern) | harmed_in(concern)


def reaches_somebody(concern: Concern, on: date) -> bool:
    return readers_of(concern, on).exists()


def duties_of(people: Iterable[int], on: date) -> frozenset[Duty]:
    """Every duty that any of these people holds on that day."""
    ids = list(people)
    roles = Role.objects.held(on).filter(person__in=ids).order_by()
    return frozenset(map(Duty, roles.values_list("duty", flat=True))) if ids else frozenset()


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


def chosen_on_record(school_id: int, on: date) -> list[Person]:
    """The same for those who choose: whoever is suspended stays in the list, so that nobody learns of it there."""
    people = Person.objects.filter(pk__in=Trusted.objects.filter(school=school_id).values("person"))
    return list(people.on_roll(*EMPLOYED, on=on))


def teachers_for(concern: Concern, on: date) -> list[Person]:
    """To whom a concern may be passed: those who teach, the children's own class teachers first."""
    children = concern.about.values_list("person", flat=True)
    rooms = Placement.objects.held(on).filter(pupil__in=children).values_list("classroom", flat=True)
    own = set(Person.objects.filter(teaching__classroom__in=rooms).values_list("pk", flat=True))
    people = Person.objects.filter(school=concern.school_id).holding(Duty.TEACHER, on=on)
    return sorted(people.exclude(pk__in=kept_from(concern)), key=lambda person: person.pk not in own)


def who_may_share(concern: Concern, on: date) -> list[Person]:
    """With whom a concern may be shared by name."""
    people = Person.objects.filter(school=concern.school_id).holding(*EMPLOYED, Duty.CHAIR, on=on)
    return list(people.exclude(pk__in=kept_from(concern)))


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
    unread = Concern.objects.filter(escalate_at__lte=at, unlooked_since=None)
    return list(unread.select_related("school").order_by("escalate_at"))


def due_to_alarm(at: datetime) -> list[Concern]:
    """Dangers that nobody has read, and that alarm again now."""
    return list(
        Concern.objects.filter(alarm_at__lte=at, unlooked_since=None).select_related("school").order_by("alarm_at")
    )


def without_readers(at: datetime) -> list[Concern]:
    """Concerns that have not ended and that no duty brings to anybody, where somebody must hear of that now.

    Who had them left, or turned out to be family, or was given their duty by somebody whom it is about.
    """
    open_ones = set(Concern.objects.exclude(status=Status.FINISHED).order_by().values_list("pk", flat=True))
    if not open_ones:
        return []
    on, reached = today(at), set[UUID]()
    people = Person.objects.holding(*(duty for group in GROUPS.values() for duty in group), on=on)
    for person in people.prefetch_related("roles"):
        duties = routing.reached_by(person.duties_on(on))
        mine = Concern.objects.filter(school=person.school_id)
        mine = mine.reaching_by_duty(person.pk, duties, appointers.bars(person, GROUPS))
        reached.update(mine.exclude(status=Status.FINISHED).order_by().values_list("pk", flat=True))
    left = Concern.objects.filter(pk__in=open_ones - reached, unlooked_since=None).select_related("school")
    return [concern for concern in left if _is_to_go_on(concern, at)]


def read_in_vain(at: datetime) -> list[Concern]:
    """What was read by somebody who can read it no more, and of which nobody has decided anything since."""
    found = Concern.objects.filter(status=Status.READ, acknowledged_by__isnull=False, unlooked_since=None)
    readers = Person.objects.filter(pk__in=found.order_by().values("acknowledged_by")).prefetch_related("roles")
    on, left = today(at), Q(pk__in=())
    for reader in readers:
        duties = frozenset() if reader.suspended else reader.duties_on(on)
        theirs = Concern.objects.filter(school=reader.school_id)
        theirs = theirs.reaching(reader.pk, routing.reached_by(duties), appointers.bars(reader, GROUPS))
        if not duties & (EMPLOYED | GOVERNORS):
            theirs = theirs.none()
        left |= Q(acknowledged_by=reader) & ~Q(pk__in=theirs.order_by().values("pk"))
    return list(found.filter(left).select_related("school"))


def is_read_in_vain(concern: Concern, on: date) -> bool:
    """Whether whoever read it can read it no more."""
    reader = concern.acknowledged_by_id
    return reader is not None and not readers_of(concern, on).filter(pk=reader).exists()


def _is_to_go_on(concern: Concern, at: datetime) -> bool:
    """Whether somebody else in line could read it, or nobody has said yet that there is no one."""
    on = today(at)
    if readers_by_duty(concern, GROUPS[meant_for(concern, on)], on).exists():
        return True
    unsaid = not concern.alerts.filter(matter=AlertKind.UNREAD, settled_at=None).exists()
    return unsaid or governors_to_tell(concern, at).exists()


def failed_notices() -> QuerySet[Notice]:
    """Mails about concerns that are stuck, of which nobody was told yet, and whose concern nobody read since."""
    return Notice.objects.filter(
        Q(concern__acknowledged_at=None) | Q(concern__acknowledged_at__lt=F("at")),
        message__state__in=STUCK,
        alert=None,
        person__isnull=False,
    )


def meant_for(concern: Concern, on: date) -> Duty:
    """The duty to which a concern goes, by what it is, whom it is about, and what whoever told us chose."""
    about = duties_of(concerned_in(concern), on)
    chosen = {routing.CHOSEN[Whom(concern.whom)]} if concern.whom in routing.CHOSEN else set()
    return routing.first_reached(
        ConcernKind(concern.kind), about | chosen, holders=holders_for(concern, on), concerned=not_by_duty(concern)
    )


def is_read(concern: Concern, on: date) -> bool:
    """Whether anybody reads a concern by the duties that it went to."""
    return readers_by_duty(concern, _duties_reached(concern), on).exists()


def makers_in(concern: Concern) -> frozenset[int]:
    """Who took another reader out by what they entered."""
    return frozenset(concern.kept_out.values_list("by", flat=True))


def is_read_by_another(concern: Concern, on: date) -> bool:
    """Whether somebody reads it by duty who took nobody out; so it is where nobody did."""
    makers = makers_in(concern)
    return not makers or readers_by_duty(concern, _duties_reached(concern), on).exclude(pk__in=makers).exists()


def check_may_end(concern: Concern, by: access.Someone) -> None:
    """Nobody ends what they took another reader out of."""
    gone = [str(row.person) for row in concern.kept_out.filter(by=by.id).select_related("person")]
    if gone:
        who = " and ".join(gone)
        raise Broken(
            f"Because of what you entered, {who} can no longer read this. Ask someone else who reads it to end it.",
            "6.4",
        )


def governors_to_tell(concern: Concern, at: datetime) -> QuerySet[Person]:
    """Governors who do not work here, could read it and have not been told of it in the last days."""
    since = at - TOLD_AGAIN
    told = concern.notices.filter(at__gt=since, person__isnull=False).values("person")
    maker = kept_out_by(concern, today(at))
    able = governors_for(concern, today(at), without_entries_of=maker)
    return able.exclude(email="").exclude(pk__in=told).exclude(pk__in=[maker.pk] if maker else [])


def governors_for(concern: Concern, on: date, *, without_entries_of: Person | None = None) -> QuerySet[Person]:
    """Governors who do not work here and could read it, or could but for the family ties that one person entered."""
    people = Person.objects.filter(school=concern.school_id)
    governors = people.holding(*GOVERNORS, on=on).exclude(pk__in=people.on_roll(*EMPLOYED, on=on))
    if without_entries_of is None:
        return governors.exclude(pk__in=kept_from(concern))
    family = kinship.family_without(involved_in(Concern.objects.filter(pk=concern.pk)), without_entries_of.pk)
    return governors.exclude(pk__in=concerned_in(concern) | family)


def kept_out_by(concern: Concern, on: date) -> Person | None:
    """The one person without whose entries of family somebody in the line would read this; None where there is none."""
    involved = involved_in(Concern.objects.filter(pk=concern.pk))
    apart = concerned_in(concern) | harmed_in(concern)
    line = {person for held in holders_for(concern, on).values() for person in held} - apart
    asked = TieQuestion.objects.filter(school=concern.school_id, person__in=line)
    makers = {maker for pair in asked.values_list("care__entered_by", "link__declared_by") for maker in pair if maker}
    for maker in sorted(makers):
        if line - kinship.family_without(involved, maker) - {maker}:
            return Person.objects.get(pk=maker)
    return None


def governor_instead(concern: Concern, maker: Person, at: datetime) -> Person | None:
    """The governor who reads what one person's entries keep from everybody in the line.

    None where these entries choose among the governors as well: then all are told, and two say that they never were.
    """
    governors = governors_for(concern, today(at)).exclude(pk=maker.pk).select_related("school")
    line = {person for held in holders_for(concern, today(at)).values() for person in held}
    kept_out = governors_for(concern, today(at), without_entries_of=maker).exclude(pk__in=governors.values("pk"))
    if kept_out.exclude(pk__in={*line, maker.pk}).exists():
        return None
    settled = [one for one in governors.prefetch_related("roles").order_by("pk") if appointments.is_settled(one, at)]
    able = governors.filter(account__is_active=True, account__unconfirmed_since=None).values_list("pk", flat=True)
    return min(settled, key=lambda one: one.pk not in able, default=None)


def settled_governor(concern: Concern, at: datetime) -> Person | None:
    """A governor who does not work here, is none of the chairs and may read it; who can sign in comes first."""
    on = today(at)
    chairs = Person.objects.filter(school=concern.school_id).holding(Duty.CHAIR, on=on).values("pk")
    governors = governors_for(concern, on).exclude(pk__in=chairs)
    settled = [one for one in governors.prefetch_related("roles").order_by("pk") if appointments.is_settled(one, at)]
    able = governors.filter(account__is_active=True, account__unconfirmed_since=None).values_list("pk", flat=True)
    return min(settled, key=lambda one: one.pk not in able, default=None)


def is_about_staff(concern: Concern, on: date) -> bool:
    """Whether it is about somebody who works here, as far as anybody has said or it reads so."""
    return bool(duties_of(concerned_in(concern), on) & EMPLOYED) or concern.whom in routing.CHOSEN


def is_about(person_id: int, people: frozenset[int]) -> bool:
    """Whether anything in which any of these people is, is about this person."""
    about = About.objects.filter(concern=OuterRef("pk"), person=person_id, part__in=CONCERNED)
    return Concern.objects.filter(involving(people)).filter(Exists(about)).exists()


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
