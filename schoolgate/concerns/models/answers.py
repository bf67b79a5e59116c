"""What was answered about people who are named, or may be meant."""

from __future__ import annotations

from django.db import models

from schoolgate.community.models import Person
from schoolgate.concerns.models.concern import Concern, OfConcern
from schoolgate.sealed.field import Sealed


class Cleared(OfConcern):
    """That somebody is not meant by some words: they are not asked about again for the same words and the same name."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="cleared")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    signs = Sealed("digests of the names and words by which they might have been")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    class Privacy:
        personal = {"person": "who is not meant", "by": "who said so"}
        plain = {"concern", "signs", "at"}


class TakenOut(OfConcern):
    """That one person says that somebody was named by mistake; they stay named until a second person says so too."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="taken_out")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["concern", "person", "by"], name="taken_out_once_by_one")]

    class Privacy:
        personal = {"person": "who was named", "by": "who said that it was by mistake"}
        plain = {"concern", "at"}
