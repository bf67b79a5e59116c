"""What a school has set for its concerns, and drafts that are not told yet."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q, QuerySet

from schoolgate.community.models import Person, School
from schoolgate.sealed.field import Sealed


class Draft(models.Model):
    """A form that a signed-in person has not finished: kept sealed, for them only, for two weeks."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    form = models.CharField(max_length=20)
    content = Sealed()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "form"], name="one_draft_a_form")]

    class Privacy:
        personal = {"content": "an unfinished form", "person": "who writes", "form": "what they write"}
        plain = {"saved_at"}

    @property
    def school_id(self) -> int:
        return self.person.school_id


class Settings(models.Model):
    """How long a school lets a concern lie unread, and how soon it answers criticism."""

    school = models.OneToOneField(School, models.CASCADE, related_name="concern_settings")
    urgent_minutes = models.PositiveIntegerField("working minutes, urgent", default=30)
    other_minutes = models.PositiveIntegerField("working minutes, other", default=240)
    answer_days = models.PositiveIntegerField("school days until an answer", default=10)
    alarm_minutes = models.PositiveIntegerField("minutes until an unread danger alarms again", default=30)
    closed_notice = models.TextField("what tellers read while the school is closed", blank=True)
    social_care_phone = models.CharField("number of children's social care", max_length=40, blank=True)
    quiet_days = models.PositiveIntegerField("school days until those who decide are reminded", default=10)

    class Meta:
        verbose_name = "settings"

    class Privacy:
        personal: dict[str, str] = {}
        plain = {
            "school",
            "urgent_minutes",
            "other_minutes",
            "answer_days",
            "alarm_minutes",
            "closed_notice",
            "social_care_phone",
            "quiet_days",
        }


class OnDuty(models.Model):
    """Who is alarmed while the school is closed, from a day until a day, and a number to ring where they want it shown."""

    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    phone = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="on_duty_runs_forwards")]

    class Privacy:
        personal = {"person": "who is on duty", "phone": "contact", "by": "who entered it"}
        plain = {"school", "starts_on", "ends_on", "at"}


class Trusted(models.Model):
    """A grown-up whom the school offers to children who want to talk."""

    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Privacy:
        personal = {"person": "a grown-up whom children may choose", "by": "who chose them"}
        plain = {"school", "at"}


def settings_of(school_id: int) -> Settings:
    """A school's settings, or what they are before anyone has set them."""
    return Settings.objects.filter(school=school_id).first() or Settings(school_id=school_id)


def open_drafts(before: datetime) -> QuerySet[Draft]:
    """Drafts that nobody has touched since then."""
    return Draft.objects.filter(saved_at__lt=before)
