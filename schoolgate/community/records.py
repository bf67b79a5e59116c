"""Rows that concerns and cases both have. They stand here because both may know this app, and all of them name a person."""

from django.db import models

from schoolgate.community.models import Person
from schoolgate.sealed.field import Sealed
from schoolgate.sealed.models import Written


class Look(models.Model):
    """Who looked at a record, and when."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = Sealed("why, where it was the untouched original", blank=True)

    class Meta:
        abstract = True
        ordering = ["at", "pk"]

    class Privacy:
        personal = {"person": "who looked", "at": "when they looked", "reason": "somebody's words"}


class Link(models.Model):
    """That two records have to do with each other."""

    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    class Privacy:
        personal = {"by": "who linked"}


class Addendum(Written):
    """What was added afterwards or put right; the first words stay. Each app says whether `by` may be somebody unknown."""

    FIXED: tuple[str, ...] = ("words", "at", "by")
    words = Sealed()
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["at", "pk"]

    class Privacy:
        personal = {"words": "what was added", "by": "who added"}
