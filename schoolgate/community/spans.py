"""What holds from one day until another; the models of the school stand on it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, Q

from schoolgate.access.duties import COVERED_BY, COVERS, EMPLOYED, Duty


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


def hold_any(roles: SpanQuerySet, duties: Collection[Duty]) -> Q:
    """That somebody holds any of these duties by their roles; a cover counts beside the duty of who covers only."""
    found = Q(Exists(roles.filter(duty__in=[duty for duty in duties if duty not in COVERS])))
    for cover in [duty for duty in duties if duty in COVERS]:
        held = Q(Exists(roles.filter(duty=cover))) & Q(Exists(roles.filter(duty=COVERED_BY[COVERS[cover]])))
        if cover == Duty.CHAIR_COVER:  # nobody covers for the chair who works at the school
            held &= ~Q(Exists(roles.filter(duty__in=EMPLOYED)))
        found |= held
    return found
