"""What was answered about people whom typed names may mean."""

from __future__ import annotations

from django.db import models

from schoolgate.cases.models.case import Case, OfCase
from schoolgate.community.models import Person
from schoolgate.sealed.field import Sealed


class Answered(OfCase):
    """That somebody is not meant by a typed name: they are not asked about again for it and the name they have."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="answered")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    signs = Sealed("digests of the names by which they might have been")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    class Privacy:
        personal = {"person": "who is not meant", "by": "who said so"}
        plain = {"case", "signs", "at"}
