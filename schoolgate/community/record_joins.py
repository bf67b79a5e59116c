"""That two records are of one person: said by one, agreed by another, and never undone."""

from django.db import models
from django.db.models import F, Q

from schoolgate.sealed.field import Sealed


class RecordJoin(models.Model):
    """A question whether two records are of one person, and its answer."""

    school = models.ForeignKey("community.School", models.CASCADE)
    kept = models.ForeignKey("community.Person", models.PROTECT, related_name="+")
    joined = models.ForeignKey("community.Person", models.PROTECT, related_name="+")
    reason = Sealed()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("community.Person", models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("community.Person", models.PROTECT, null=True, related_name="+")
    agreed = models.BooleanField(null=True)
    answer = Sealed(blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("joined")), name="two_records_are_joined"),
            models.CheckConstraint(condition=~Q(answered_by=F("asked_by")), name="join_takes_two"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, agreed=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False, agreed__isnull=False),
                name="join_answered_whole",
            ),
            models.UniqueConstraint(fields=["joined"], condition=Q(answered_at=None), name="one_join_asked"),
        ]

    class Privacy:
        personal = {
            "kept": "a person",
            "joined": "another record of the same person",
            "reason": "somebody's words",
            "asked_by": "who asked",
            "answered_by": "who answered",
            "agreed": "a decision about somebody",
            "answer": "somebody's words",
        }
        plain = {"school", "asked_at", "answered_at"}

    @property
    def about_ids(self) -> frozenset[int]:
        """Nobody says of themselves that another record is theirs."""
        return frozenset({self.kept_id, self.joined_id})


class JoinVoice(models.Model):
    """That one person agrees that two records are of one person, where it takes more than one."""

    question = models.ForeignKey(RecordJoin, models.CASCADE, related_name="voices")
    by = models.ForeignKey("community.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["question", "by"], name="join_agreed_once")]

    class Privacy:
        personal = {"by": "who agrees"}
        plain = {"question", "at"}
