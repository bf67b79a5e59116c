import uuid
from datetime import date

from django.db import models
from django.db.models import Q

from schoolgate.community.models import Classroom, Person, School
from schoolgate.engines.rulings.facts import Strength
from schoolgate.policy import parameters
from schoolgate.policy.rules import Audience, Stage
from schoolgate.sealed.field import Sealed


class Version(models.Model):
    """One version of the school's policy, from draft to publication."""

    FIXED = ("school", "number", "approved_at", "approved_by", "published_at", "published_by", "in_force_on", "digest")
    FIXED_ONCE = "published_at"
    school = models.ForeignKey(School, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    stage = models.CharField(max_length=12, choices=[(s.value, s.value) for s in Stage], default=Stage.DRAFT.value)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    source_name = models.CharField(max_length=200, blank=True)
    source_digest = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    returned_why = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_why = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    in_force_on = models.DateField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    review_on = models.DateField(null=True, blank=True)
    review_every = models.PositiveSmallIntegerField("months between reviews", default=12)
    parameters = models.JSONField("what the rules count with", default=dict, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="version_number_once"),
            models.CheckConstraint(
                condition=~Q(stage=Stage.PUBLISHED.value)
                | Q(approved_at__isnull=False, published_at__isnull=False, in_force_on__isnull=False),
                name="published_after_approval",
            ),
        ]

    class Privacy:
        personal = {
            "made_by": "who drafted",
            "sent_by": "who sent it for review",
            "approved_by": "who approved",
            "published_by": "who published",
            "withdrawn_by": "who withdrew it from review",
        }
        plain = {
            "school",
            "number",
            "title",
            "stage",
            "based_on",
            "source_name",
            "source_digest",
            "made_at",
            "sent_at",
            "approved_at",
            "returned_why",
            "withdrawn_at",
            "withdrawn_why",
            "published_at",
            "in_force_on",
            "digest",
            "review_on",
            "review_every",
            "parameters",
        }

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class Author(models.Model):
    """Someone who has worked on a version, and so does not approve it."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="authors")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "person"], name="author_once")]

    class Privacy:
        personal = {"person": "who wrote"}
        plain = {"version"}


class Clause(models.Model):
    """One clause of one version; `key` stays the same from version to version."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="clauses")
    key = models.UUIDField(default=uuid.uuid4)
    order = models.PositiveIntegerField()
    place = models.CharField(max_length=40)
    section = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    audience = models.JSONField(default=list)
    strength = models.CharField(max_length=13, default=Strength.MUST.value)
    model = models.CharField("clause of the model policy", max_length=10, blank=True)
    similarity = models.FloatField(default=0)
    confirmed = models.BooleanField(default=False)
    group = models.CharField(max_length=80, blank=True)
    gloss = models.TextField("in plain words, for parents", blank=True)
    child = models.TextField("for a seven-year-old", blank=True)
    picture = models.CharField(max_length=20, blank=True)
    wording_only = models.BooleanField(default=False)
    edited_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    asked_since = models.PositiveIntegerField(null=True, blank=True)
    pupils_asked_since = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="clause_key_once"),
            models.UniqueConstraint(fields=["version", "place"], name="clause_place_once"),
        ]

    class Privacy:
        personal = {"edited_by": "who edited"}
        plain = {
            "version",
            "key",
            "order",
            "place",
            "section",
            "text",
            "audience",
            "strength",
            "model",
            "similarity",
            "confirmed",
            "group",
            "gloss",
            "child",
            "picture",
            "wording_only",
            "asked_since",
            "pupils_asked_since",
        }

    def __str__(self) -> str:
        return self.place

    @property
    def school_id(self) -> int:
        return self.version.school_id

    def since(self, audience: str) -> int:
        """The number of the version since which this audience has to have signed the clause."""
        return (self.pupils_asked_since if audience == Audience.PUPIL else self.asked_since) or 0

    @property
    def here(self) -> str:
        """What the school's own choice adds to the words, such as another age."""
        return parameters.here(self.model, self.version.parameters)[0]

    @property
    def here_child(self) -> str:
        return parameters.here(self.model, self.version.parameters)[1]


class RemovedClause(models.Model):
    """Words of the imported document that are in no clause, and why."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="set_aside")
    order = models.PositiveIntegerField()
    text = models.TextField()
    why = models.CharField(max_length=120)

    class Meta:
        ordering = ["order", "pk"]

    class Privacy:
        personal: dict[str, str] = {}
        plain = {"version", "order", "text", "why"}

    @property
    def school_id(self) -> int:
        return self.version.school_id


class Proposal(models.Model):
    """A change to a clause that someone on the staff asks for, and the answer."""

    school = models.ForeignKey(School, models.CASCADE)
    key = models.UUIDField()
    place = models.CharField(max_length=40)
    was = models.TextField()
    wording = models.TextField()
    reason = models.TextField()
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    accepted = models.BooleanField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, accepted__isnull=True)
                | Q(answered_at__isnull=False, accepted__isnull=False),
                name="proposal_answered_whole",
            )
        ]

    class Privacy:
        personal = {
            "reason": "somebody's words",
            "proposed_by": "who proposed",
            "answered_by": "who answered",
            "answer": "somebody's words",
            "wording": "somebody's words",
        }
        plain = {"school", "key", "place", "was", "proposed_at", "answered_at", "accepted"}


class Signature(models.Model):
    """That a person has signed, acknowledged or agreed: which version, when, and the exact text seen."""

    class Way(models.TextChoices):
        SCREEN = "screen", "On screen"
        CARD = "card", "On screen, with a card"
        CLASS = "class", "In class, with the teacher"
        PAPER = "paper", "On paper"

    FIXED = (
        "school",
        "person",
        "version",
        "audience",
        "way",
        "at",
        "signed_on",
        "entered_by",
        "places",
        "groups",
        "digest",
        "accounts_private_on",
    )
    school = models.ForeignKey(School, models.CASCADE)
    person = models.ForeignKey(Person, models.PROTECT, related_name="signatures")
    version = models.ForeignKey(Version, models.PROTECT, related_name="signatures")
    audience = models.CharField(max_length=10)
    way = models.CharField(max_length=6, choices=Way.choices)
    at = models.DateTimeField()
    signed_on = models.DateField()
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    places = models.JSONField(default=list)
    groups = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    accounts_private_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["person", "version", "audience"], name="signed_once")]

    class Privacy:
        personal = {
            "person": "who signed",
            "way": "how",
            "at": "when",
            "signed_on": "when",
            "entered_by": "who typed it in",
            "accounts_private_on": "the self-check of one's own accounts",
        }
        plain = {"school", "version", "audience", "places", "groups", "digest"}


class SignedText(models.Model):
    """The exact text behind a signature's digest, kept once however many people saw it."""

    FIXED = ("digest", "text")
    digest = models.CharField(max_length=64, unique=True)
    text = models.TextField()

    class Privacy:
        personal: dict[str, str] = {}
        plain = {"digest", "text"}


class RegisterChange(models.Model):
    """What the school changed in the age register: one platform as it stands from then on; rows are never edited."""

    class What(models.TextChoices):
        ADDED = "added", "Added"
        CORRECTED = "corrected", "Corrected"
        CLOSED = "closed", "Closed"
        IMPORTED = "imported", "From a list"

    school = models.ForeignKey(School, models.CASCADE, related_name="register_changes")
    platform = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    what = models.CharField(max_length=9, choices=What.choices)
    rows = models.JSONField(default=list)
    domains = models.JSONField(default=list)
    closed_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)
    source_url = models.CharField(max_length=500, blank=True)
    source_date = models.CharField(max_length=10)
    reason = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["school", "platform"], name="register_change_of")]

    class Privacy:
        personal = {"made_by": "who changed it", "reason": "somebody's words"}
        plain = {
            "school",
            "platform",
            "name",
            "what",
            "rows",
            "domains",
            "closed_on",
            "source",
            "source_url",
            "source_date",
            "made_at",
        }


class RegisterCheck(models.Model):
    """That somebody has gone through the age register and found it right, or put it right."""

    school = models.ForeignKey(School, models.CASCADE, related_name="register_checks")
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-checked_at"]

    class Privacy:
        personal = {"checked_by": "who checked it", "note": "somebody's words"}
        plain = {"school", "checked_at"}


class OfficialHolder(models.Model):
    """That somebody runs an account or page of the school, from one day until another or until further notice."""

    school = models.ForeignKey(School, models.CASCADE, related_name="official_holders")
    person = models.ForeignKey(Person, models.PROTECT, related_name="official_accounts")
    account = models.CharField("name of the account", max_length=120)
    platform = models.CharField(max_length=40)
    platform_name = models.CharField(max_length=80)
    since_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["platform_name", "account", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=models.F("since_on")),
                name="holder_ends_after_beginning",
            )
        ]

    class Privacy:
        personal = {"person": "who runs the account", "named_by": "who named them", "ended_by": "who ended it"}
        plain = {"school", "account", "platform", "platform_name", "since_on", "until_on", "named_at"}


class Exemption(models.Model):
    """That the head lets somebody, a class or all staff do what a device rule forbids, for a reason and a time."""

    class Covers(models.TextChoices):
        EQUIPMENT = "equipment", "Social networks on computers and tablets of the school"
        PHONE = "phone", "A phone or device of one’s own in the school day"

    school = models.ForeignKey(School, models.CASCADE, related_name="exemptions")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="exemptions")
    classroom = models.ForeignKey(Classroom, models.PROTECT, null=True, blank=True, related_name="exemptions")
    all_staff = models.BooleanField(default=False)
    covers = models.CharField(max_length=9, choices=Covers.choices)
    reason = Sealed()
    from_on = models.DateField()
    until_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["until_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, classroom__isnull=True, all_staff=False)
                | Q(person__isnull=True, classroom__isnull=False, all_staff=False)
                | Q(person__isnull=True, classroom__isnull=True, all_staff=True),
                name="exemption_for_one_of_three",
            ),
            models.CheckConstraint(
                condition=Q(until_on__gte=models.F("from_on")), name="exemption_ends_after_beginning"
            ),
        ]

    class Privacy:
        personal = {
            "person": "whom it is for",
            "reason": "why, which may be about health",
            "decided_by": "who decided",
            "ended_by": "who ended it early",
        }
        plain = {"school", "classroom", "all_staff", "covers", "from_on", "until_on", "ended_on", "decided_at"}

    @property
    def whom(self) -> str:
        if self.all_staff:
            return "All staff"
        return str(self.person or self.classroom)

    @property
    def last_day(self) -> date:
        """The last day on which it holds."""
        return min(self.until_on, self.ended_on) if self.ended_on else self.until_on


class Asked(models.Model):
    """One answer that was given: to which question, by which clauses, to which role; never to whom.

    The hour stands for the moment, and an age in years for a date of birth.
    """

    school = models.ForeignKey(School, models.CASCADE, related_name="answers_given")
    at = models.DateTimeField()
    kind = models.CharField(max_length=8)
    role = models.CharField(max_length=12, blank=True)
    platform = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    answer = models.CharField(max_length=16)
    clauses = models.JSONField(default=list)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["school", "at"], name="asked_when")]

    class Privacy:
        personal: dict[str, str] = {}
        plain = {"school", "at", "kind", "role", "platform", "facts", "answer", "clauses"}


class AcceptedFinding(models.Model):
    """That somebody has looked at a finding in the policy and lives with it; the key stays while the finding does."""

    school = models.ForeignKey(School, models.CASCADE, related_name="accepted_findings")
    key = models.CharField(max_length=16)
    kind = models.CharField(max_length=13)
    clauses = models.JSONField(default=list)
    says = models.TextField()
    reason = models.TextField()
    accepted_at = models.DateTimeField()
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-accepted_at"]
        constraints = [models.UniqueConstraint(fields=["school", "key"], name="finding_accepted_once")]

    class Privacy:
        personal = {"reason": "somebody's words", "accepted_by": "who accepted it"}
        plain = {"school", "key", "kind", "clauses", "says", "accepted_at"}
