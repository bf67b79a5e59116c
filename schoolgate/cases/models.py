from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from schoolgate.access.duties import Duty
from schoolgate.cases import packing, rules
from schoolgate.cases.rules import ABOUT, EventKind, How, What
from schoolgate.cases.rules import Part as InCase
from schoolgate.community.models import Person, School
from schoolgate.concerns import sealing
from schoolgate.concerns.models import Concern
from schoolgate.concerns.sealing import Sealed
from schoolgate.policy.models import Signature, Version
from schoolgate.post.models import Message


def _values(enum: Any) -> list[tuple[str, str]]:
    return [(one.value, one.value) for one in enum]


def _both_or_neither(*fields: str) -> Q:
    """That these fields are all there, or none of them."""
    return Q(**{f"{one}__isnull": True for one in fields}) | Q(**{f"{one}__isnull": False for one in fields})


class CaseQuerySet(models.QuerySet["Case"]):
    def led_by(self, duties: frozenset[Duty]) -> CaseQuerySet:
        """Cases that those with these duties run; the DSL has a part in running all that are not restricted."""
        leads = Q(runs__in=duties)
        if Duty.DSL in duties:
            leads |= Q(restricted=False)
        return self.filter(leads)

    def reaching(self, person_id: int, duties: frozenset[Duty], at: datetime, on: date) -> CaseQuerySet:
        """Cases that this person runs, was asked into or let into, and none that is about them."""
        asked = Asked.objects.filter(case=OuterRef("pk"), duty__in=duties)
        granted = Grant.objects.in_force(on).filter(case=OuterRef("pk"), person=person_id)
        broken = BreakGlass.objects.in_force(at).filter(case=OuterRef("pk"), by=person_id)
        mine = Q(pk__in=self.led_by(duties).values("pk"))
        mine |= Q(restricted=False) & Q(Exists(asked))
        return self.filter(mine | Exists(granted) | Exists(broken)).not_about(person_id)

    def not_about(self, person_id: int) -> CaseQuerySet:
        about = Part.objects.filter(case=OuterRef("pk"), person=person_id, part__in=ABOUT)
        return self.exclude(Exists(about))


class Case(models.Model):
    """What the school does about something that happened. Its id and number are drawn, never counted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="cases")
    number = models.PositiveIntegerField()
    procedure = models.CharField(max_length=20)
    runs = models.CharField("the duty whose holder runs it", max_length=12)
    restricted = models.BooleanField(default=False)
    facts = Sealed("what is known that steers the procedure, as JSON", blank=True)
    version = models.ForeignKey(
        Version, models.PROTECT, null=True, related_name="+", verbose_name="policy in force when opened"
    )
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    moves = models.PositiveIntegerField("how often it was changed", default=0)
    moved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=20, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="case_number_once"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, outcome="")
                | (Q(closed_at__gte=F("opened_at"), closed_by__isnull=False) & ~Q(outcome="")),
                name="case_closed_whole",
            ),
        ]
        indexes = [models.Index(fields=["school", "closed_at", "opened_at"])]

    class Privacy:
        personal = {
            "procedure": "what it is about", "runs": "what it may be about", "restricted": "what it may be about",
            "facts": "what is known", "opened_by": "who opened it", "moved_by": "who changed it last",
            "closed_by": "who closed it", "outcome": "a decision about somebody",
        }  # fmt: skip
        plain = {"school", "number", "version", "opened_at", "moves", "closed_at"}

    def __str__(self) -> str:
        return f"Case {self.number}"

    @property
    def about_ids(self) -> frozenset[int]:
        """Whom it is about: none of them may act on or see it."""
        return frozenset(one.person_id for one in self.parts.all() if one.person_id and one.part in ABOUT)

    @property
    def known(self) -> dict[str, Any]:
        """The facts that steer the procedure."""
        return packing.unpacked(self.facts)


class OfCase(models.Model):
    """A row that hangs on a case, and is as confidential as that is."""

    case = models.ForeignKey(Case, models.CASCADE)

    class Meta:
        abstract = True

    @property
    def school_id(self) -> int:
        return self.case.school_id

    @property
    def about_ids(self) -> frozenset[int]:
        return self.case.about_ids


# ---- who is in it, and where it came from


class Part(OfCase):
    """Somebody's part in a case, with the policy as it was then and their acknowledgement of it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="parts")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    name = Sealed("a name, where they are not on record", blank=True)
    part = models.CharField(max_length=8, choices=_values(InCase))
    duties = models.CharField("what they were at the school then", max_length=120, blank=True)
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+")
    signature = models.ForeignKey(Signature, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "person", "part"], name="one_part_in_a_case_once"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, name="") | (Q(person=None) & ~Q(name="")),
                name="part_is_a_person_or_a_name",
            ),
        ]
        indexes = [models.Index(fields=["person", "part"])]

    class Privacy:
        personal = {
            "person": "whom a case is about", "name": "name", "part": "their part in it",
            "duties": "what someone is at the school", "signature": "their acknowledgement of the policy", "by": "who added them",
        }  # fmt: skip
        plain = {"case", "version", "at"}

    def __str__(self) -> str:
        return str(self.person) if self.person_id else self.name

    @property
    def held(self) -> frozenset[str]:
        """The duties they held when they were added."""
        return frozenset(self.duties.split())


class FromConcern(OfCase):
    """That a concern went into a case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="from_concerns")
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "concern"], name="concern_once_a_case")]

    class Privacy:
        personal = {"by": "who put it there"}
        plain = {"case", "concern", "at"}


class Link(OfCase):
    """That two cases have to do with each other."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="links")
    other = models.ForeignKey(Case, models.CASCADE, related_name="linked_from")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other"], name="case_linked_once"),
            models.CheckConstraint(condition=~Q(case=F("other")), name="case_linked_to_another"),
        ]

    class Privacy:
        personal = {"by": "who linked"}
        plain = {"case", "other", "at"}


# ---- what is written once


class Written(OfCase):
    """A row that is written once. save() refuses a change, the database refuses, and a digest shows what went past both."""

    FIXED: tuple[str, ...] = ()
    digest = models.CharField("keyed digest of what was written", max_length=64)
    sealed_round = models.PositiveIntegerField("how often it was sealed anew", default=0)

    class Meta:
        abstract = True

    def save(self, **how: Any) -> None:
        if not self._state.adding:
            raise rules.Broken("What was entered stays as it was entered. Add to it instead.", "6.1")
        self.digest = self.now_digest()
        super().save(**how)

    def now_digest(self) -> str:
        """The keyed digest of what the row says now."""
        fields = (field.attname for field in self._meta.concrete_fields if field.name in self.FIXED)
        return sealing.digest(self._meta.label_lower, repr([_plain(getattr(self, one)) for one in fields]))

    @property
    def as_written(self) -> bool:
        """Whether it still says what was written: the digest needs a key outside the database."""
        return self.digest == self.now_digest()


def _plain(value: object) -> object:
    return value.timestamp() if isinstance(value, datetime) else str(value)


class Event(Written):
    """An entry of the chronology: when it happened, when it was entered, and what is said of it."""

    FIXED = ("case", "kind", "step", "happened_at", "entered_at", "by", "words")
    case = models.ForeignKey(Case, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=_values(EventKind))
    step = models.CharField(max_length=40, blank=True)
    happened_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    words = Sealed()

    class Meta:
        ordering = ["happened_at", "entered_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind__in=[EventKind.STEP, EventKind.SKIPPED]) & ~Q(step=""))
                | (~Q(kind__in=[EventKind.STEP, EventKind.SKIPPED]) & Q(step="")),
                name="event_of_a_step_names_it",
            )
        ]
        indexes = [models.Index(fields=["case", "happened_at"])]

    class Privacy:
        personal = {
            "words": "what happened", "by": "who entered it", "kind": "what happened", "step": "what was done",
            "happened_at": "when it happened",
        }  # fmt: skip
        plain = {"case", "entered_at", "digest", "sealed_round"}


class Addendum(Written):
    """What was added to an entry or put right in it; the entry stays."""

    FIXED = ("case", "event", "words", "at", "by")
    case = models.ForeignKey(Case, models.CASCADE, related_name="addenda")
    event = models.ForeignKey(Event, models.CASCADE, related_name="addenda")
    words = Sealed()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    class Privacy:
        personal = {"words": "what was added", "by": "who added"}
        plain = {"case", "event", "at", "digest", "sealed_round"}


class Contact(Written):
    """With whom somebody spoke, and how; what was said is the entry of the chronology."""

    FIXED = ("case", "event", "whom", "how")
    case = models.ForeignKey(Case, models.CASCADE, related_name="contacts")
    event = models.OneToOneField(Event, models.CASCADE, related_name="contact")
    whom = Sealed("with whom")
    how = models.CharField(max_length=8, choices=_values(How))

    class Privacy:
        personal = {"whom": "who was spoken with", "how": "how"}
        plain = {"case", "event", "digest", "sealed_round"}


class Done(Written):
    """That a step of the procedure was done, or left out with a reason, and what was given for it."""

    FIXED = ("case", "event", "step", "child", "turn", "outcome", "skipped", "given", "at", "by", "second_by")
    case = models.ForeignKey(Case, models.CASCADE, related_name="done")
    event = models.OneToOneField(Event, models.CASCADE, related_name="done")
    step = models.CharField(max_length=40)
    child = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    turn = models.PositiveSmallIntegerField("how often it was done before", default=0)
    outcome = models.CharField(max_length=40, blank=True)
    skipped = models.BooleanField(default=False)
    given = Sealed("what was given for it, as JSON", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "step", "turn"], condition=Q(child=None), name="step_done_once"
            ),
            models.UniqueConstraint(fields=["case", "step", "child", "turn"], name="step_done_once_a_child"),
            models.CheckConstraint(condition=Q(skipped=False) | Q(outcome=""), name="skipped_has_no_outcome"),
            models.CheckConstraint(condition=~Q(second_by=F("by")), name="step_second_is_another"),
        ]

    class Privacy:
        personal = {
            "outcome": "a decision about somebody", "given": "what was given for a step", "by": "who did it",
            "second_by": "who agreed", "step": "what was done", "skipped": "what was not done",
            "child": "for whom it was done",
        }  # fmt: skip
        plain = {"case", "event", "turn", "at", "digest", "sealed_round"}

    @property
    def said(self) -> dict[str, Any]:
        return packing.unpacked(self.given)


WRITTEN: tuple[type[Written], ...] = (Event, Addendum, Contact, Done)


# ---- what is still to do, and what was decided


class Assignment(OfCase):
    """Who does an open step and until when, where that is not what the procedure says."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="assignments")
    step = models.CharField(max_length=40)
    child = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField(null=True)
    reason = Sealed()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "step"], condition=Q(ended_at=None, child=None), name="step_assigned_once"
            ),
            models.UniqueConstraint(
                fields=["case", "step", "child"],
                condition=Q(ended_at=None),
                name="step_assigned_once_a_child",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | Q(due_at__isnull=False), name="assignment_says_something"
            ),
        ]

    class Privacy:
        personal = {
            "owner": "who does it",
            "reason": "somebody's words",
            "by": "who said so",
            "step": "what is to do",
            "child": "for whom",
        }
        plain = {"case", "due_at", "at", "ended_at"}


class Asked(OfCase):
    """That a step is for a duty which does not run the case, so that those who hold it are let in."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="asked")
    duty = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "duty"], name="duty_asked_once")]

    class Privacy:
        personal = {"duty": "who is let in"}
        plain = {"case", "at"}


class Ending(OfCase):
    """How a case was closed, and how it was opened again; what was taken back stays readable."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="endings")
    outcome = models.CharField(max_length=20)
    reason = Sealed()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reopened_why = Sealed(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(reopened_at=None), name="one_ending_stands"),
            models.CheckConstraint(
                condition=Q(reopened_at=None, reopened_by=None, reopened_why="")
                | (Q(reopened_at__isnull=False, reopened_by__isnull=False) & ~Q(reopened_why="")),
                name="reopened_whole",
            ),
        ]

    class Privacy:
        personal = {
            "outcome": "a decision about somebody", "reason": "somebody's words", "by": "who closed it",
            "reopened_by": "who opened it again", "reopened_why": "somebody's words",
        }  # fmt: skip
        plain = {"case", "at", "reopened_at"}


class Check(OfCase):
    """A head's check: the law that stands beside a clause, and what the head decided about it here."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="checks")
    check_id = models.PositiveSmallIntegerField("its number")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    raised_at = models.DateTimeField()
    decision = models.CharField(max_length=12, blank=True)
    reason = Sealed(blank=True)
    at = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "check_id"], condition=Q(person=None), name="check_once_a_case"
            ),
            models.UniqueConstraint(fields=["case", "check_id", "person"], name="check_once_a_person"),
            models.CheckConstraint(
                condition=Q(decision="", reason="", at=None, by=None)
                | (~Q(decision="") & ~Q(reason="") & Q(at__isnull=False, by__isnull=False)),
                name="check_decided_whole",
            ),
        ]

    class Privacy:
        personal = {
            "person": "whom it is about", "decision": "a decision about somebody", "reason": "somebody's words",
            "by": "who decided",
        }  # fmt: skip
        plain = {"case", "check_id", "raised_at", "at"}


class ConsequenceQuerySet(models.QuerySet["Consequence"]):
    def in_force(self, on: date) -> ConsequenceQuerySet:
        """Consequences that hold on that day."""
        held = self.filter(Q(ended_on=None) | Q(ended_on__gt=on), starts_on__lte=on, decided_at__isnull=False)
        return held.filter(Q(ends_on=None) | Q(ends_on__gte=on))


class Consequence(OfCase):
    """A rung of the ladder for one person: a draft until somebody who may decides it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="consequences")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    rung = models.CharField(max_length=30)
    clause = models.CharField(max_length=10, blank=True)
    reason = Sealed(blank=True)
    considered = Sealed("what was heard and considered first, as JSON", blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    review_on = models.DateField(null=True)
    days = models.DecimalField("school days", max_digits=4, decimal_places=1, null=True)
    supervisor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    parents_told_at = models.DateTimeField(null=True)
    parents_told_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField("ended early, or refused", null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_why = Sealed(blank=True)

    objects = ConsequenceQuerySet.as_manager()

    class Meta:
        ordering = ["drafted_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None)
                | (
                    Q(decided_at__isnull=False, decided_by__isnull=False, starts_on__isnull=False)
                    & ~Q(reason="")
                ),
                name="consequence_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_by=None, ended_why="")
                | (Q(ended_on__isnull=False, ended_by__isnull=False) & ~Q(ended_why="")),
                name="consequence_ended_whole",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="consequence_runs_forwards"
            ),
            models.CheckConstraint(
                condition=_both_or_neither("parents_told_at", "parents_told_by"),
                name="parents_told_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("person")), name="nobody_decides_their_own"
            ),
        ]
        indexes = [models.Index(fields=["person", "starts_on"])]

    class Privacy:
        personal = {
            "person": "about whom it was decided", "rung": "a decision about somebody", "reason": "somebody's words",
            "considered": "what was considered", "starts_on": "from when", "ends_on": "until when", "review_on": "when it is looked at again",
            "days": "how long", "supervisor": "who supervises", "drafted_by": "who prepared it",
            "decided_by": "who decided", "parents_told_by": "who told the parents", "ended_by": "who ended it",
            "ended_why": "somebody's words",
        }  # fmt: skip
        plain = {"case", "clause", "drafted_at", "decided_at", "parents_told_at", "ended_on"}

    @property
    def about_ids(self) -> frozenset[int]:
        """Nobody decides or sees their own consequence here, whatever their part in the case."""
        return self.case.about_ids | {self.person_id}


# ---- who may read it, and who did


class GrantQuerySet(models.QuerySet["Grant"]):
    def in_force(self, on: date) -> GrantQuerySet:
        return self.filter(ended_at=None, until__gte=on)


class Grant(OfCase):
    """That one person, by name, may read a case until a day."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="grants")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = Sealed()
    until = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"], condition=Q(ended_at=None), name="granted_once"
            ),
            models.CheckConstraint(
                condition=Q(second_by=None) | (~Q(second_by=F("by")) & ~Q(second_by=F("person"))),
                name="grant_second_is_another",
            ),
            models.CheckConstraint(condition=~Q(person=F("by")), name="nobody_grants_themselves"),
        ]
        indexes = [models.Index(fields=["person", "until"])]

    class Privacy:
        personal = {
            "person": "who may read it", "reason": "somebody's words", "by": "who let them", "second_by": "who agreed",
            "ended_by": "who ended it",
        }  # fmt: skip
        plain = {"case", "until", "at", "ended_at"}


class BreakGlassQuerySet(models.QuerySet["BreakGlass"]):
    def in_force(self, at: datetime) -> BreakGlassQuerySet:
        return self.filter(ended_at=None, at__lte=at, expires_at__gt=at)


class BreakGlass(OfCase):
    """That somebody who did not reach a case opened it in an emergency, with a reason, for a while."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="broken")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = Sealed()
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField("when whoever runs the case took note", null=True)
    seen_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = BreakGlassQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "by"], condition=Q(ended_at=None), name="broken_once"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("at")), name="broken_expires_later"),
            models.CheckConstraint(
                condition=Q(seen_at=None, seen_by=None)
                | (Q(seen_at__isnull=False, seen_by__isnull=False) & ~Q(seen_by=F("by"))),
                name="broken_seen_by_another",
            ),
        ]

    class Privacy:
        personal = {"by": "who opened it", "reason": "somebody's words", "seen_by": "who took note"}
        plain = {"case", "at", "expires_at", "ended_at", "seen_at"}


class Look(OfCase):
    """Who looked at a case, when, and at what of it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="looks")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    what = models.CharField(max_length=20)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["case", "person", "at"])]

    class Privacy:
        personal = {"person": "who looked", "at": "when they looked", "what": "at what"}
        plain = {"case"}


class TwoPeople(OfCase):
    """A deed that takes two: one asks, another agrees or refuses."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="two_people")
    what = models.CharField(max_length=16, choices=_values(What))
    payload = Sealed("what exactly is asked, as JSON")
    reason = Sealed()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)
    answer = Sealed(blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(asked_by=F("second")), name="two_people_are_two"),
            models.CheckConstraint(
                condition=_both_or_neither("answered_at", "agreed"), name="answered_whole"
            ),
        ]
        indexes = [models.Index(fields=["second", "answered_at"])]

    class Privacy:
        personal = {
            "what": "what is asked", "payload": "what is asked", "reason": "somebody's words",
            "asked_by": "who asked", "second": "who is asked", "agreed": "a decision", "answer": "somebody's words",
        }  # fmt: skip
        plain = {"case", "asked_at", "answered_at"}

    @property
    def asks(self) -> dict[str, Any]:
        return packing.unpacked(self.payload)


class Notice(OfCase):
    """A mail that says to somebody that something waits for them; the mail itself says no more."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="notices")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    why = models.CharField(max_length=60)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["case", "person", "why"])]

    class Privacy:
        personal = {"person": "who was written to", "why": "what waits for them"}
        plain = {"case", "message", "at"}


# ---- papers


class Document(OfCase):
    """A file of a case, sealed and kept by its digest."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="documents")
    name = Sealed()
    digest = models.CharField(max_length=64)
    path = models.CharField("the sealed original", max_length=100)
    shown_path = models.CharField("what is shown, stripped", max_length=100, blank=True)
    media_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    text = Sealed("what can be read in it", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "digest"], name="document_once_a_case")]

    class Privacy:
        personal = {
            "name": "the file's name", "path": "the file", "shown_path": "the file", "digest": "the file's digest",
            "text": "what can be read in it", "by": "who put it there",
        }  # fmt: skip
        plain = {"case", "media_type", "size", "at"}

    def __str__(self) -> str:
        return self.name


class LetterTemplate(models.Model):
    """The words of a kind of letter, as this school writes it."""

    school = models.ForeignKey(School, models.CASCADE, related_name="letter_templates")
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=120)
    words = models.TextField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "kind"], name="one_template_a_kind")]

    class Privacy:
        personal = {"changed_by": "who wrote it"}
        plain = {"school", "kind", "title", "words", "changed_at"}


class Letter(OfCase):
    """A letter of a case: its words, and once it is sent the document exactly as it was sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=30)
    about = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    to = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    to_name = Sealed("to whom, where they are not on record", blank=True)
    title = Sealed()
    words = Sealed()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    digest = models.CharField("digest of the PDF as sent", max_length=64, blank=True)
    path = models.CharField("the sealed PDF as sent", max_length=100, blank=True)
    how = models.CharField("e-mailed or printed", max_length=8, blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_by=None, digest="", path="", how="")
                | (
                    Q(sent_at__isnull=False, sent_by__isnull=False) & ~Q(digest="") & ~Q(path="") & ~Q(how="")
                ),
                name="letter_sent_whole",
            ),
            models.CheckConstraint(
                condition=Q(to__isnull=False, to_name="") | (Q(to=None) & ~Q(to_name="")),
                name="letter_has_a_reader",
            ),
        ]

    class Privacy:
        personal = {
            "kind": "what it is about", "about": "whom it is about", "to": "to whom", "to_name": "to whom",
            "title": "what it is about", "words": "what was written", "written_by": "who wrote it",
            "digest": "the letter's digest", "path": "the letter", "sent_by": "who sent it",
        }  # fmt: skip
        plain = {"case", "written_at", "how", "sent_at", "message"}


# ---- how long it is kept


class Hold(OfCase):
    """That nothing of a case may be destroyed, and why."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="holds")
    reason = Sealed()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_why = Sealed(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="one_hold_stands"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, ended_why="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_why="")),
                name="hold_ended_whole",
            ),
        ]

    class Privacy:
        personal = {
            "reason": "somebody's words",
            "by": "who holds it",
            "ended_by": "who ended it",
            "ended_why": "somebody's words",
        }
        plain = {"case", "at", "ended_at"}


class Retention(models.Model):
    """Which class of records a case is, and when its keeping is looked at."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="retention")
    record_class = models.CharField(max_length=20)
    due_on = models.DateField(null=True)
    set_at = models.DateTimeField()

    class Privacy:
        personal = {"record_class": "what it is about"}
        plain = {"case", "due_on", "set_at"}

    @property
    def school_id(self) -> int:
        return self.case.school_id

    @property
    def about_ids(self) -> frozenset[int]:
        return self.case.about_ids


class Settings(models.Model):
    """How long an emergency look lasts, and how far ahead somebody may be let in."""

    school = models.OneToOneField(School, models.CASCADE, related_name="case_settings")
    glass_hours = models.PositiveIntegerField("hours that an emergency look lasts", default=24)
    grant_days = models.PositiveIntegerField("days that a grant lasts at most", default=90)
    lado_days = models.PositiveIntegerField("working days until the LADO is told", default=1)

    class Meta:
        verbose_name = "settings of cases"

    class Privacy:
        personal: dict[str, str] = {}
        plain = {"school", "glass_hours", "grant_days", "lado_days"}


def settings_of(school_id: int) -> Settings:
    """A school's settings, or what they are before anyone has set them."""
    return Settings.objects.filter(school=school_id).first() or Settings(school_id=school_id)


def ended_glass(at: datetime) -> QuerySet[BreakGlass]:
    """Emergency looks whose time is over and which nothing has ended yet."""
    return BreakGlass.objects.filter(ended_at=None, expires_at__lte=at)


def ended_grants(on: date) -> QuerySet[Grant]:
    return Grant.objects.filter(ended_at=None, until__lt=on)


# ---- rights and records


class KeepingRule(models.Model):
    """How long a school keeps one class of records, where that is not what Schoolgate proposes."""

    school = models.ForeignKey(School, models.CASCADE, related_name="keeping_rules")
    record_class = models.CharField(max_length=20)
    years = models.PositiveSmallIntegerField()
    pension_age = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "record_class"], name="one_rule_a_class")]

    class Privacy:
        personal = {"changed_by": "who set it"}
        plain = {"school", "record_class", "years", "pension_age", "changed_at"}


class Certificate(models.Model):
    """That a record was destroyed: of which class, what it was by digest, when and by whom; no names, no words of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="certificates")
    record = models.UUIDField("the id it had, as the trail names it")
    record_class = models.CharField(max_length=20)
    digest = models.CharField("digest of all that was destroyed", max_length=64)
    entries = models.PositiveIntegerField()
    files = models.PositiveIntegerField()
    files_left = models.PositiveIntegerField("files that another record holds too", default=0)
    due_on = models.DateField()
    at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=~Q(asked_by=F("agreed_by")), name="destroyed_by_two"),
        ]

    class Privacy:
        personal = {"asked_by": "who asked", "agreed_by": "who agreed"}
        plain = {
            "school",
            "record",
            "record_class",
            "digest",
            "entries",
            "files",
            "files_left",
            "due_on",
            "at",
        }


class Transfer(models.Model):
    """A child's safeguarding file on its way to another school: encrypted, until that school says it has come."""

    passphrase: str = ""
    """Only on the row that a deed has just made: it is shown once and never kept."""
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="transfers")
    child = models.ForeignKey(Person, models.PROTECT, related_name="+")
    to_school = Sealed()
    left_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    digest = models.CharField(max_length=64)
    path = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField()
    entries = models.PositiveIntegerField()
    documents = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    received_on = models.DateField(null=True)
    received_by = Sealed("who at the other school has it", blank=True)
    noted_at = models.DateTimeField(null=True)
    noted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(received_on=None, received_by="", noted_at=None, noted_by=None)
                | (
                    Q(received_on__isnull=False, noted_at__isnull=False, noted_by__isnull=False)
                    & ~Q(received_by="")
                ),
                name="received_whole",
            )
        ]

    class Privacy:
        personal = {
            "child": "whose file went", "to_school": "where somebody goes to school", "left_on": "when somebody left",
            "digest": "the file's digest", "path": "the file", "by": "who made it",
            "received_by": "who has it", "noted_by": "who noted it",
        }  # fmt: skip
        plain = {
            "school", "due_on", "size", "entries", "documents", "at", "received_on", "noted_at",
        }  # fmt: skip


class InTransfer(OfCase):
    """That a case is part of a file that went to another school."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="transfers")
    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="cases")

    class Privacy:
        personal: dict[str, str] = {}
        plain = {"case", "transfer"}


class AccessRequest(models.Model):
    """That somebody asked for what is held about a person, and what they are given."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="access_requests")
    about = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_by = Sealed("who asked")
    asked_on = models.DateField()
    due_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    digest = models.CharField("digest of the PDF as given", max_length=64, blank=True)
    path = models.CharField(max_length=100, blank=True)
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on", "at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sealed_at=None, digest="", path="")
                | (Q(sealed_at__isnull=False) & ~Q(digest="")),
                name="access_sealed_whole",
            )
        ]

    class Privacy:
        personal = {
            "about": "about whom", "asked_by": "who asked", "by": "who answers it", "digest": "the file's digest",
            "path": "the file",
        }  # fmt: skip
        plain = {"school", "asked_on", "due_on", "at", "sealed_at"}


class HeldPage(models.Model):
    """One page of what is held about a person, and whether they are given it."""

    request = models.ForeignKey(AccessRequest, models.CASCADE, related_name="pages")
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="+")
    order = models.PositiveIntegerField()
    title = Sealed()
    words = Sealed()
    decision = models.CharField(max_length=8, blank=True)
    reason = Sealed(blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", reason="", at=None)
                | (~Q(decision="") & ~Q(reason="") & Q(at__isnull=False)),
                name="page_decided_whole",
            )
        ]

    class Privacy:
        personal = {
            "title": "what is held about somebody", "words": "what is held about somebody",
            "decision": "what is kept back", "reason": "somebody's words",
        }  # fmt: skip
        plain = {"request", "case", "order", "at"}


class Passage(models.Model):
    """Words of a page that are taken out, and why."""

    page = models.ForeignKey(HeldPage, models.CASCADE, related_name="passages")
    words = Sealed()
    reason = Sealed()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    class Privacy:
        personal = {"words": "what is held about somebody", "reason": "somebody's words"}
        plain = {"page", "at"}
