"""Which reader took out another by what they entered."""

from __future__ import annotations

from django.db import models

from schoolgate.cases.models.case import Case, OfCase
from schoolgate.community.models import Person


class KeptOut(OfCase):
    """That somebody runs a case no more by what another of those who run it entered: who entered it does not close it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="kept_out")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "person", "by"], name="kept_out_of_a_case_once_by_one")]

    class Privacy:
        personal = {"person": "who runs it no more", "by": "who entered something"}
        plain = {"case", "at"}
