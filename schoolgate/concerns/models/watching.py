"""Who looked, who was written to, and what needs somebody's eyes."""

from __future__ import annotations

from django.db import models

from schoolgate.community import records
from schoolgate.community.models import Person, School
from schoolgate.concerns import rules
from schoolgate.concerns.models.concern import Concern, OfConcern, values_of
from schoolgate.concerns.models.evidence import Evidence
from schoolgate.post import models as post
from schoolgate.sealed.field import Sealed


class AccessLog(records.Look, OfConcern):
    concern = models.ForeignKey(Concern, models.CASCADE, related_name="seen")
    evidence = models.ForeignKey(Evidence, models.CASCADE, null=True, related_name="seen")
    original = models.BooleanField("the untouched original", default=False)

    class Privacy(records.Look.Privacy):
        plain = {"concern", "evidence", "original"}


class Notice(post.Notice, OfConcern):
    concern = models.ForeignKey(Concern, models.CASCADE, related_name="notices")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    alarms = models.BooleanField("that something urgent waits", default=False)

    class Privacy(post.Notice.Privacy):
        personal = {**post.Notice.Privacy.personal, "alarms": "whether somebody may need help now"}
        plain = {"concern", "message", "at"}


class Changed(models.Model):
    """That people changed: what was told at that moment is matched with them once more, and then this row goes."""

    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    people = models.JSONField("ids of those who changed")
    at = models.DateTimeField(db_index=True)

    class Privacy:
        personal = {"people": "who has another name, duty or tie"}
        plain = {"school", "at"}


class Alert(OfConcern):
    """Something about a concern that went wrong and that somebody must see: unread, unsent, not kept."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="alerts")
    matter = models.CharField(max_length=8, choices=values_of(rules.AlertKind))
    words = Sealed()
    notice = models.OneToOneField(Notice, models.CASCADE, null=True)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]

    class Privacy:
        personal = {"words": "what went wrong, and for whom"}
        plain = {"concern", "matter", "notice", "at", "settled_at"}
