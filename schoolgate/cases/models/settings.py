"""What a school has set for its cases, and what holds one back from being destroyed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from schoolgate.cases.models.case import Case, OfCase
from schoolgate.community.models import Person, School
from schoolgate.sealed.field import Sealed


class Hold(OfCase):
    """That nothing of a case may be destroyed, and why."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="holds")
    reason = Sealed()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_why = Sealed(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="one_hold_stands"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, ended_why="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_why="")),
                name="hold_ended_whole",
            ),
        ]

    class Privacy:
        personal = {
            "reason": "somebody's words",
            "by": "who holds it",
            "ended_by": "who ended it",
            "ended_why": "somebody's words",
        }
        plain = {"case", "at", "ended_at"}


class Settings(models.Model):
    """A school's own times: how long an emergency look lasts, how far ahead somebody is let in, when something is late."""

    school = models.OneToOneField(School, models.CASCADE, related_name="case_settings")
    emergency_hours = models.PositiveIntegerField("hours that an emergency look lasts", default=24)
    grant_days = models.PositiveIntegerField("days that a grant lasts at most", default=90)
    lado_days = models.PositiveIntegerField("working days until the LADO is told", default=1)
    at_once_minutes = models.PositiveIntegerField("minutes after which what is due at once is late", default=30)

    class Meta:
        verbose_name = "settings of cases"

    class Privacy:
        personal: dict[str, str] = {}
        plain = {"school", "emergency_hours", "grant_days", "lado_days", "at_once_minutes"}


def settings_of(school_id: int) -> Settings:
    """A school's settings, or what they are before anyone has set them."""
    return Settings.objects.filter(school=school_id).first() or Settings(school_id=school_id)
