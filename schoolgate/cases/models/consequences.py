"""What follows for a pupil or an adult."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q

from schoolgate.cases.models.case import Case, OfCase, both_or_neither
from schoolgate.community.models import Person
from schoolgate.sealed.field import Sealed
from schoolgate.sealed.keyed import Keyed, SealedChoice


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
    rung = Keyed()
    clause = SealedChoice(blank=True)
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
                | (Q(decided_at__isnull=False, decided_by__isnull=False, starts_on__isnull=False) & ~Q(reason="")),
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
                condition=both_or_neither("parents_told_at", "parents_told_by"), name="parents_told_whole"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("person")), name="nobody_decides_their_own"
            ),
        ]
        indexes = [models.Index(fields=["person", "starts_on"])]

    class Privacy:
        personal = {
            "person": "about whom it was decided",
            "rung": "a decision about somebody",
            "reason": "somebody's words",
            "considered": "what was considered",
            "starts_on": "from when",
            "ends_on": "until when",
            "review_on": "when it is looked at again",
            "days": "how long",
            "supervisor": "who supervises",
            "drafted_by": "who prepared it",
            "decided_by": "who decided",
            "parents_told_by": "who told the parents",
            "ended_by": "who ended it",
            "ended_why": "somebody's words",
        }
        plain = {"case", "clause", "drafted_at", "decided_at", "parents_told_at", "ended_on"}

    @property
    def about_ids(self) -> frozenset[int]:
        """Nobody decides or sees their own consequence here, whatever their part in the case."""
        return self.case.about_ids | {self.person_id}
