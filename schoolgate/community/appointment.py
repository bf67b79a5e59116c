"""How a duty that controls others is given or ended; a module of its own that the models of the school stand on."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from schoolgate.access.duties import WORDS, Duty
from schoolgate.sealed.field import Sealed


class Appointment(models.Model):
    """That somebody gives or ends a duty: who asked, who agreed, from which day, and whether it was withdrawn."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey("community.School", models.CASCADE, related_name="+")
    person = models.ForeignKey("community.Person", models.CASCADE, related_name="appointments")
    role = models.ForeignKey("community.Role", models.SET_NULL, null=True, related_name="+")
    duty = models.CharField(max_length=12)
    ends = models.BooleanField(default=False)
    day = models.DateField("first day, or last day where it ends")
    waits = models.BooleanField("whether it could be withdrawn before it took effect", default=False)
    reason = Sealed(blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("community.Person", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("community.Person", models.PROTECT, null=True, related_name="+")
    agreed = models.BooleanField(null=True)
    answer = Sealed(blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey("community.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, agreed__isnull=True)
                | Q(answered_at__isnull=False, agreed__isnull=False),
                name="appointment_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | Q(asked_by=None) | ~Q(answered_by=F("asked_by")),
                name="appointment_by_two_people",
            ),
            models.UniqueConstraint(
                fields=["person", "duty", "ends"],
                condition=Q(answered_at=None, withdrawn_at=None),
                name="appointment_asked_once",
            ),
        ]

    class Privacy:
        personal = {
            "person": "whose duty it is",
            "duty": "what someone is at the school",
            "ends": "what someone is at the school",
            "day": "joined or left",
            "reason": "somebody's words",
            "asked_by": "who asked",
            "answered_by": "who agreed or refused",
            "agreed": "a decision",
            "answer": "somebody's words",
            "withdrawn_by": "who withdrew it",
        }
        plain = {"school", "role", "waits", "asked_at", "answered_at", "withdrawn_at"}

    @property
    def duty_words(self) -> str:
        return WORDS[Duty(self.duty)]
