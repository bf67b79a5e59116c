"""What is written once, and what is decided: events, contacts, steps, checks, endings."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from schoolgate.cases import packing
from schoolgate.cases.models.case import Case, OfCase, values
from schoolgate.cases.rules import EventKind, How
from schoolgate.community import records
from schoolgate.community.models import Person
from schoolgate.sealed.field import Sealed
from schoolgate.sealed.keyed import Keyed, KeyedNumber, SealedChoice
from schoolgate.sealed.models import Written


class Event(Written, OfCase):
    """An entry of the chronology: when it happened, when it was entered, and what is said of it."""

    FIXED = ("case", "kind", "step", "happened_at", "entered_at", "by", "words")
    case = models.ForeignKey(Case, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=values(EventKind))
    step = Keyed(blank=True)
    happened_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    words = Sealed()

    class Meta:
        ordering = ["happened_at", "entered_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind__in=[EventKind.STEP.value, EventKind.SKIPPED.value]) & ~Q(step=""))
                | (~Q(kind__in=[EventKind.STEP.value, EventKind.SKIPPED.value]) & Q(step="")),
                name="event_of_a_step_names_it",
            )
        ]
        indexes = [models.Index(fields=["case", "happened_at"])]

    class Privacy:
        personal = {
            "words": "what happened",
            "by": "who entered it",
            "kind": "what happened",
            "step": "what was done",
            "happened_at": "when it happened",
        }
        plain = {"case", "entered_at", "digest", "sealed_round"}

    @property
    def is_struck(self) -> bool:
        """Whether it tells of a step that was recorded by mistake."""
        done = getattr(self, "done", None)
        return done is not None and done.is_struck


class Addendum(records.Addendum, OfCase):
    """What was added to an entry or put right in it; the entry stays."""

    FIXED = ("case", "event", *records.Addendum.FIXED)
    case = models.ForeignKey(Case, models.CASCADE, related_name="addenda")
    event = models.ForeignKey(Event, models.CASCADE, related_name="addenda")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Privacy(records.Addendum.Privacy):
        plain = {"case", "event", "at", "digest", "sealed_round"}


class Contact(Written, OfCase):
    """With whom somebody spoke, and how; what was said is the entry of the chronology."""

    FIXED = ("case", "event", "whom", "how")
    case = models.ForeignKey(Case, models.CASCADE, related_name="contacts")
    event = models.OneToOneField(Event, models.CASCADE, related_name="contact")
    whom = Sealed("with whom")
    how = models.CharField(max_length=8, choices=values(How))

    class Privacy:
        personal = {"whom": "who was spoken with", "how": "how"}
        plain = {"case", "event", "digest", "sealed_round"}


class Concerning(Written, OfCase):
    """Whom an entry is about, where somebody said so; of what was said at several times the last counts."""

    FIXED = ("case", "event", "person", "at", "by")
    case = models.ForeignKey(Case, models.CASCADE, related_name="concerning")
    event = models.ForeignKey(Event, models.CASCADE, related_name="concerning")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    class Privacy:
        personal = {"person": "whom an entry is about", "by": "who said so"}
        plain = {"case", "event", "at", "digest", "sealed_round"}


class Done(Written, OfCase):
    """That a step of the procedure was done, or left out with a reason, and what was given for it."""

    FIXED = ("case", "event", "step", "child", "turn", "outcome", "skipped", "given", "at", "by", "second_by")
    case = models.ForeignKey(Case, models.CASCADE, related_name="done")
    event = models.OneToOneField(Event, models.CASCADE, related_name="done")
    step = Keyed()
    child = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    turn = models.PositiveSmallIntegerField("how often it was done before", default=0)
    outcome = SealedChoice(blank=True)
    skipped = models.BooleanField(default=False)
    given = Sealed("what was given for it, as JSON", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    correction = models.OneToOneField(
        Event, models.CASCADE, null=True, related_name="corrects", verbose_name="what says that it was a mistake"
    )

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "step", "turn"], condition=Q(child=None), name="step_done_once"),
            models.UniqueConstraint(fields=["case", "step", "child", "turn"], name="step_done_once_a_child"),
            models.CheckConstraint(condition=Q(skipped=False) | Q(outcome=""), name="skipped_has_no_outcome"),
            models.CheckConstraint(condition=~Q(second_by=F("by")), name="step_second_is_another"),
        ]

    class Privacy:
        personal = {
            "outcome": "a decision about somebody",
            "given": "what was given for a step",
            "by": "who did it",
            "second_by": "who agreed",
            "step": "what was done",
            "skipped": "what was not done",
            "child": "for whom it was done",
        }
        plain = {"case", "event", "turn", "at", "digest", "sealed_round", "correction"}

    @property
    def is_struck(self) -> bool:
        """Whether it was recorded by mistake: it stays readable, and nothing rests on it any more."""
        return self.correction_id is not None

    @property
    def said(self) -> dict[str, Any]:
        return packing.unpacked(self.given)


class Assignment(OfCase):
    """Who does an open step and until when, where that is not what the procedure says."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="assignments")
    step = Keyed()
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
                fields=["case", "step", "child"], condition=Q(ended_at=None), name="step_assigned_once_a_child"
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


class Ending(OfCase):
    """How a case was closed, and how it was opened again; what was taken back stays readable."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="endings")
    outcome = SealedChoice()
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
            "outcome": "a decision about somebody",
            "reason": "somebody's words",
            "by": "who closed it",
            "reopened_by": "who opened it again",
            "reopened_why": "somebody's words",
        }
        plain = {"case", "at", "reopened_at"}


class Check(OfCase):
    """A head's check: the law that stands beside a clause, and what the head decided about it here."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="checks")
    check_id = KeyedNumber("its number")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    raised_at = models.DateTimeField()
    decision = SealedChoice(blank=True)
    reason = Sealed(blank=True)
    at = models.DateTimeField(null=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "check_id"], condition=Q(person=None), name="check_once_a_case"),
            models.UniqueConstraint(fields=["case", "check_id", "person"], name="check_once_a_person"),
            models.CheckConstraint(
                condition=Q(decision="", reason="", at=None, by=None)
                | (~Q(decision="") & ~Q(reason="") & Q(at__isnull=False, by__isnull=False)),
                name="check_decided_whole",
            ),
        ]

    class Privacy:
        personal = {
            "person": "whom it is about",
            "decision": "a decision about somebody",
            "reason": "somebody's words",
            "by": "who decided",
        }
        plain = {"case", "check_id", "raised_at", "at"}
