"""Family ties that somebody else entered and that keep somebody from reading: who was asked, and who says they never were."""

from django.db import models
from django.db.models import Q

from schoolgate.sealed.field import Sealed


class TieQuestion(models.Model):
    """That a tie which somebody else entered makes a person who reads concerns and cases family of a pupil."""

    school = models.ForeignKey("community.School", models.CASCADE)
    person = models.ForeignKey("community.Person", models.CASCADE, related_name="+")
    care = models.ForeignKey("community.Care", models.CASCADE, null=True, related_name="questions")
    link = models.ForeignKey("community.FamilyLink", models.CASCADE, null=True, related_name="questions")
    asked_at = models.DateTimeField()
    never_at = models.DateTimeField("when two people had said of the tie that it was never so", null=True)

    class Meta:
        ordering = ["-asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(care__isnull=False, link=None) | Q(care=None, link__isnull=False),
                name="tie_question_about_one_tie",
            ),
            models.UniqueConstraint(fields=["person", "care"], name="tie_question_once_a_care"),
            models.UniqueConstraint(fields=["person", "link"], name="tie_question_once_a_link"),
        ]

    class Privacy:
        personal = {"person": "who is kept from reading", "care": "family", "link": "family"}
        plain = {"school", "asked_at", "never_at"}

    @property
    def adult(self) -> str:
        return str(self.care.parent if self.care else self.link.staff)  # type: ignore[union-attr]

    @property
    def child(self) -> str:
        return str(self.care.child if self.care else self.link.pupil)  # type: ignore[union-attr]

    @property
    def relation(self) -> str:
        return (self.care or self.link).relation or "family"  # type: ignore[union-attr]

    @property
    def entered_by_id(self) -> int | None:
        return self.care.entered_by_id if self.care else self.link.declared_by_id  # type: ignore[union-attr]

    @property
    def entered_by(self) -> str:
        who = self.care.entered_by if self.care else self.link.declared_by  # type: ignore[union-attr]
        return str(who) if who else "IT, on the school’s server"


class TieAnswer(models.Model):
    """That one person says of a tie that it was never so."""

    question = models.ForeignKey(TieQuestion, models.CASCADE, related_name="answers")
    by = models.ForeignKey("community.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = Sealed()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["question", "by"], name="tie_answered_once")]

    class Privacy:
        personal = {"by": "who says so", "reason": "somebody's words"}
        plain = {"question", "at"}
