"""Who looked, what takes two people, and what says that something waits."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q

from schoolgate.cases import packing
from schoolgate.cases.models.case import Case, OfCase, both_or_neither, values
from schoolgate.cases.models.papers import Document
from schoolgate.cases.rules import What
from schoolgate.community import records
from schoolgate.community.models import Person
from schoolgate.post import models as post
from schoolgate.sealed.field import Sealed
from schoolgate.sealed.keyed import Keyed


class Look(records.Look, OfCase):
    case = models.ForeignKey(Case, models.CASCADE, related_name="looks")
    what = models.CharField(max_length=20)
    document = models.ForeignKey(Document, models.SET_NULL, null=True, related_name="looks")

    class Meta(records.Look.Meta):
        indexes = [models.Index(fields=["case", "person", "at"])]

    class Privacy:
        personal = {**records.Look.Privacy.personal, "what": "at what", "document": "at what"}
        plain = {"case"}


class Approval(OfCase):
    """A deed that takes two: one asks, another agrees or refuses."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="approvals")
    what = Keyed(choices=values(What))
    payload = Sealed("what exactly is asked, as JSON")
    reason = Sealed()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)
    answer = Sealed(blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(asked_by=F("second")), name="two_people_are_two"),
            models.CheckConstraint(condition=both_or_neither("answered_at", "agreed"), name="answered_whole"),
        ]
        indexes = [models.Index(fields=["second", "answered_at"])]

    class Privacy:
        personal = {
            "what": "what is asked",
            "payload": "what is asked",
            "reason": "somebody's words",
            "asked_by": "who asked",
            "second": "who is asked",
            "agreed": "a decision",
            "answer": "somebody's words",
        }
        plain = {"case", "asked_at", "answered_at"}

    @property
    def asks(self) -> dict[str, Any]:
        return packing.unpacked(self.payload)


class Notice(post.Notice, OfCase):
    case = models.ForeignKey(Case, models.CASCADE, related_name="notices")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    why = Keyed()

    class Meta(post.Notice.Meta):
        indexes = [models.Index(fields=["case", "person", "why"])]

    class Privacy:
        personal = {**post.Notice.Privacy.personal, "why": "what waits for them"}
        plain = {"case", "message", "at"}
