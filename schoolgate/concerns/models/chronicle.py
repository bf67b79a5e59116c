"""What is added to a concern, and how it ends."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from schoolgate.community import records
from schoolgate.community.models import Person
from schoolgate.community.signin.opening import Opened
from schoolgate.concerns import rules, taking_back
from schoolgate.concerns.models.concern import Concern, OfConcern, values_of
from schoolgate.concerns.rules import Outcome
from schoolgate.sealed.field import Sealed
from schoolgate.sealed.keyed import Keyed, SealedChoice
from schoolgate.sealed.models import Written

OPENED = {
    Opened.SESSION: "Written in a session that {} opened for the child.",
    Opened.CARD: "Written in a session opened with a card that {} made less than 4 weeks before.",
    Opened.OLD_CARD: "Written in a session opened with a card that {} made.",
}
NAMED_IN_IT = "They are named in this concern. Speak with the child in person before you rely on these words."


class Addendum(records.Addendum, OfConcern):
    FIXED = ("concern", *records.Addendum.FIXED, "by_reporter")
    concern = models.ForeignKey(Concern, models.CASCADE, related_name="addenda")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    by_reporter = models.BooleanField(default=False)

    class Privacy(records.Addendum.Privacy):
        plain = {"concern", "at", "by_reporter", "digest", "sealed_round"}


class Message(Written, OfConcern):
    """One line of the conversation between whoever told and the school: words, files, or both."""

    FIXED = ("concern", "words", "at", "by", "from_school")
    concern = models.ForeignKey(Concern, models.CASCADE, related_name="lines")
    words = Sealed(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    from_school = models.BooleanField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]

    class Privacy:
        personal = {"words": "what was written", "by": "who wrote", "read_at": "when it was read"}
        plain = {"concern", "at", "from_school", "digest", "sealed_round"}

    @property
    def taken_back(self) -> str:
        """What whoever reads it has to know where somebody writes as the child that it was not so."""
        by_child = not self.from_school and self.concern.door == rules.Channel.PUPIL
        return taking_back.TAKEN_BACK if by_child and taking_back.reads_like_it(self.words) else ""


class OpenedSession(Written, OfConcern):
    """That somebody else opened the child's session in which a concern was told, or a line was written."""

    FIXED = ("concern", "line", "person", "how", "at")
    concern = models.ForeignKey(Concern, models.CASCADE, related_name="opened_sessions")
    line = models.OneToOneField(Message, models.CASCADE, null=True, related_name="opened")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    how = models.CharField(max_length=8, choices=values_of(Opened))
    at = models.DateTimeField()

    class Privacy:
        personal = {"person": "who opened a child's session, or made the card"}
        plain = {"concern", "line", "how", "at", "digest", "sealed_round"}

    @property
    def words(self) -> str:
        """What whoever reads it has to know: that it may not be the child who wrote."""
        is_concerned = not self.concern.about_ids.isdisjoint({self.person_id, self.person.same_as_id})
        if self.how == Opened.OLD_CARD and not is_concerned:
            return ""
        how = OPENED[Opened(self.how)].format(self.person)
        return f"{how} {NAMED_IN_IT}" if is_concerned else how


class Decision(OfConcern):
    """How a concern ended, and why. One stands; what was taken back stays readable."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="decisions")
    end = Keyed(choices=values_of(Outcome))
    reason = Sealed()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    taken_back_why = Sealed(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["concern"], condition=Q(taken_back_at=None), name="one_decision_stands")
        ]

    class Privacy:
        personal = {
            "end": "a decision about somebody",
            "reason": "somebody's words",
            "by": "who decided",
            "taken_back_by": "who took it back",
            "taken_back_why": "somebody's words",
        }
        plain = {"concern", "at", "taken_back_at"}

    @property
    def end_words(self) -> str:
        return rules.ENDS[Outcome(self.end)]


class BullyingEntry(OfConcern):
    """A step of clauses 5.p.8 and 7.3: what was found, what came of it."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="steps")
    step = SealedChoice(choices=values_of(rules.BullyingStep))
    words = Sealed()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    class Privacy:
        personal = {"words": "what was found", "by": "who looked into it"}
        plain = {"concern", "step", "at"}

    @property
    def step_words(self) -> str:
        return rules.STEPS[rules.BullyingStep(self.step)]


class Link(records.Link, OfConcern):
    concern = models.ForeignKey(Concern, models.CASCADE, related_name="links")
    other = models.ForeignKey(Concern, models.CASCADE, related_name="linked_from")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["concern", "other"], name="linked_once"),
            models.CheckConstraint(condition=~Q(concern=models.F("other")), name="linked_to_another"),
        ]

    class Privacy(records.Link.Privacy):
        plain = {"concern", "other", "at"}
