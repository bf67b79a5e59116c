"""What holds from one day until another; the models of the school stand on it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q


class SpanQuerySet(models.QuerySet[Any]):
    """Rows that hold from one day until another, or until further notice."""

    def held(self, on: date) -> SpanQuerySet:
        return self.filter(Q(since_on__lte=on), Q(until_on__isnull=True) | Q(until_on__gte=on))


class Span(models.Model):
    since_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        abstract = True

    def holds_on(self, on: date) -> bool:
        return self.since_on <= on and (self.until_on is None or self.until_on >= on)
