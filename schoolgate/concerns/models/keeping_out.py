"""Which reader took out another by what they entered."""

from __future__ import annotations

from django.db import models

from schoolgate.community.models import Person
from schoolgate.concerns.models.concern import Concern, OfConcern


class KeptOut(OfConcern):
    """That somebody reads a concern no more by what another reader entered: who entered it does not end it."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="kept_out")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["concern", "person", "by"], name="kept_out_once_by_one")]

    class Privacy:
        personal = {"person": "who reads it no more", "by": "who entered something"}
        plain = {"concern", "at"}
