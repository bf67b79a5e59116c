"""That a leaving was recorded, and what ended by it: kept so that it can be taken back when it was a mistake."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from schoolgate.sealed.field import Sealed, SealedJSON


class Departure(models.Model):
    """One leaving that somebody recorded by hand: of whom, what ended by it, and why it was taken back."""

    school = models.ForeignKey("community.School", models.CASCADE, related_name="+")
    person = models.ForeignKey("community.Person", models.CASCADE, related_name="departures")
    left_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey("community.Person", models.PROTECT, null=True, related_name="+")
    ended: Any = SealedJSON("the last days from before and those that were put in", default=dict, blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("community.Person", models.PROTECT, null=True, related_name="+")
    reason = Sealed("why it was taken back", blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False), name="departure_undone_whole"
            )
        ]

    class Privacy:
        personal = {
            "person": "who leaves",
            "left_on": "left",
            "by": "who recorded it",
            "ended": "duties and classes that ended with it",
            "undone_by": "who took it back",
            "reason": "somebody's words",
        }
        plain = {"school", "at", "undone_at"}
