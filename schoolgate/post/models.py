from django.db import models

from schoolgate.community.models import Person, School
from schoolgate.post import rules
from schoolgate.sealed.field import Sealed


class Message(models.Model):
    """One e-mail or paper letter to one person: what it said, and whether it arrived."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Could not be sent"
        KEPT = "kept", "Kept: no mail server is set"
        PRINTED = "printed", "Printed"

    class Way(models.TextChoices):
        EMAIL = "email", "E-mail"
        PAPER = "paper", "Paper"

    school = models.ForeignKey(School, models.CASCADE, null=True)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="messages")
    kind = models.CharField(max_length=40)
    way = models.CharField(max_length=6, choices=Way.choices, default=Way.EMAIL.value)
    to = Sealed("the address that it goes to", blank=True)
    subject = models.CharField(max_length=200)
    body = Sealed("what it says", blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING.value)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "next_try_at"]),
            models.Index(fields=["school", "-made_at"]),
            models.Index(fields=["person", "kind", "made_at"]),
        ]

    class Privacy:
        personal = {
            "person": "who was written to",
            "to": "contact; emptied once gone or given up where nobody on record was written to",
            "subject": "what was written",
            "body": "what was written; emptied once gone or given up where it holds a secret link",
        }
        plain = {"school", "kind", "way", "state", "made_at", "sent_at", "tries", "next_try_at", "problem"}

    def __str__(self) -> str:
        return f"{self.subject} ({self.get_state_display()})"

    @property
    def holds_secret(self) -> bool:
        """Whether its words may hold a link that signs someone in, so that nobody else may read them."""
        return rules.holds_secret(self.kind)

    @property
    def is_to_a_teller(self) -> bool:
        """Whether it goes to an address without a name: it says who told us, and stays no longer than the mail."""
        return self.person_id is None and rules.matter(self.kind) == rules.PRIVATE

    @property
    def can_be_tried_again(self) -> bool:
        stuck = self.state in (self.State.FAILED.value, self.State.KEPT.value)
        return stuck and self.way == self.Way.EMAIL.value and bool(self.body)


class Notice(models.Model):
    """A mail that says to somebody that something waits for them; the mail itself says no more.

    Each app says whether `person` may be somebody unknown.
    """

    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["at", "pk"]

    class Privacy:
        personal = {"person": "who was written to"}
