from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from schoolgate.access.duties import WORDS, Duty
from schoolgate.broken import Broken
from schoolgate.community import records
from schoolgate.community.models import Person, School
from schoolgate.concerns import rules
from schoolgate.concerns.rules import CONCERNED, Door, End, Harm, Kind, Part, Scope, Status
from schoolgate.post import models as post
from schoolgate.sealed import field as sealed_field
from schoolgate.sealed.field import Sealed
from schoolgate.sealed.models import SealedFile, Written


def _values(enum: Any) -> list[tuple[str, str]]:
    return [(one.value, one.value) for one in enum]


class ConcernQuerySet(models.QuerySet["Concern"]):
    def reaching(self, person_id: int, duties: frozenset[Duty]) -> ConcernQuerySet:
        """Concerns that reach this person by duty or by name, but none that is about them."""
        reach = Reach.objects.filter(concern=OuterRef("pk"), ended_at=None)
        return self.filter(Exists(reach.filter(Q(duty__in=duties) | Q(person=person_id)))).not_about(
            person_id
        )

    def not_about(self, person_id: int) -> ConcernQuerySet:
        about = About.objects.filter(concern=OuterRef("pk"), person=person_id, part__in=CONCERNED)
        return self.exclude(Exists(about))


class Concern(models.Model):
    """Something that somebody told the school. Its id is drawn, never counted: a gap would betray one."""

    FIXED = ("words", "childs_words", "exact_words", "told_digest")
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="concerns")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=_values(Kind))
    door = models.CharField(max_length=10, choices=_values(Door))
    scope = models.CharField(max_length=8, choices=_values(Scope), default=Scope.SCHOOL.value)
    first_scope = models.CharField("scope when it was told", max_length=8, choices=_values(Scope))
    scope_reason = Sealed(blank=True)
    scope_confirmed_at = models.DateTimeField(null=True)
    scope_confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    urgent = models.BooleanField(default=False)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="told_concerns")
    happened_at = models.DateTimeField(null=True)
    happened_words = Sealed(blank=True)
    words = Sealed(blank=True)
    childs_words = Sealed(blank=True)
    exact_words = Sealed(blank=True)
    written_for = Sealed("who wrote it down for a child", blank=True)
    place = Sealed(blank=True)
    told_in_person = models.BooleanField(null=True)
    trusted_adult = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    someone_at_home = models.BooleanField(default=False)
    contact = Sealed("an e-mail address that was given", blank=True)
    clause = models.CharField(max_length=10, blank=True)
    clause_confirmed_at = models.DateTimeField(null=True)
    clause_confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    harm = models.CharField(max_length=10, choices=_values(Harm))
    first_harm = models.CharField("harm suggested when it was told", max_length=10, choices=_values(Harm))
    harm_reason = Sealed(blank=True)
    goes_to = models.CharField(max_length=12)
    status = models.CharField(max_length=12, choices=_values(Status), default=Status.RECEIVED.value)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    escalate_at = models.DateTimeField("asks the next person then, when unread", null=True)
    escalated_at = models.DateTimeField(null=True)
    answer_by = models.DateField(null=True)
    receipt_digest = models.CharField(max_length=64, unique=True)
    form_digest = models.CharField(max_length=64, unique=True)
    told_digest = models.CharField("keyed digest of what was told", max_length=64)
    sealed_round = models.PositiveIntegerField("how often it was sealed anew", default=0)

    objects = ConcernQuerySet.as_manager()
    receipt: str = ""
    """The sixteen digits: known where the concern is told, stored nowhere."""
    unkept: tuple[str, ...] = ()
    """Names of files that came with it and could not be kept, known where it is told."""

    class Meta:
        ordering = ["-entered_at"]
        constraints = [models.UniqueConstraint(fields=["school", "number"], name="concern_number_once")]
        indexes = [
            models.Index(fields=["school", "status", "entered_at"]),
            models.Index(fields=["escalate_at"]),
        ]

    class Privacy:
        personal = {
            "entered_by": "who told", "happened_at": "when it happened", "happened_words": "somebody's words",
            "words": "what was told", "childs_words": "what was told, by a child",
            "exact_words": "what was said or written", "written_for": "who wrote it down", "place": "where",
            "told_in_person": "whether the DSL was told in person", "trusted_adult": "whom a child trusts",
            "someone_at_home": "whom a child trusts", "contact": "contact",
            "clause_confirmed_by": "who confirmed", "scope_confirmed_by": "who confirmed", "scope_reason": "somebody's words", "harm": "what it may be about",
            "first_harm": "what it may be about", "harm_reason": "somebody's words",
            "acknowledged_by": "who read it", "kind": "what it is about", "urgent": "what it may be about",
        }  # fmt: skip
        plain = {
            "school", "number", "door", "scope", "first_scope", "scope_confirmed_at", "entered_at", "clause",
            "clause_confirmed_at", "goes_to",
            "status", "acknowledged_at", "escalate_at", "escalated_at", "answer_by", "receipt_digest",
            "form_digest", "told_digest", "sealed_round",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"Concern {self.number}"

    def save(self, **how: Any) -> None:
        """What was told is written once; everything else may be saved again."""
        if not self._state.adding:
            if not self.as_told or set(self.FIXED) & set(how.get("update_fields") or ()):
                raise Broken("The first words stay as they were told. Add to them instead.", "6.1")
            named = how.get("update_fields") or [field.name for field in self._meta.concrete_fields]
            how["update_fields"] = set(named) - {*self.FIXED, "id"}
        super().save(**how)

    @property
    def about_ids(self) -> frozenset[int]:
        """Whom it is about: none of them may act on or see it."""
        return frozenset(one.person_id for one in self.about.all() if one.part in CONCERNED)

    @property
    def late(self) -> bool:
        return rules.is_late(self.happened_at, self.entered_at)

    @property
    def bullying(self) -> bool:
        return rules.is_bullying(self.harm, self.first_harm)

    @property
    def as_told(self) -> bool:
        """Whether the words are still those that were told: their digest needs a key outside the database."""
        return self.told_digest == digest_of(self)


def digest_of(concern: Concern) -> str:
    """The keyed digest of what was told, over everything in it that may not change."""
    told = (str(concern.pk), concern.words, concern.childs_words, concern.exact_words)
    return sealed_field.digest("told", repr(told))


class OfConcern(models.Model):
    """A row that hangs on a concern, and is as confidential as that is."""

    concern = models.ForeignKey(Concern, models.CASCADE)

    class Meta:
        abstract = True

    @property
    def school_id(self) -> int:
        return self.concern.school_id

    @property
    def about_ids(self) -> frozenset[int]:
        return self.concern.about_ids


class Reach(OfConcern):
    """That a concern reaches those who hold a duty, or one person by name."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="reaches")
    duty = models.CharField(max_length=12, blank=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    why = models.CharField(max_length=10, choices=_values(rules.Why))
    reason = Sealed(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(duty="") & Q(person__isnull=False)) | (~Q(duty="") & Q(person__isnull=True)),
                name="reaches_a_duty_or_a_person",
            ),
            models.UniqueConstraint(
                fields=["concern", "duty"], condition=Q(ended_at=None) & ~Q(duty=""), name="reaches_duty_once"
            ),
            models.UniqueConstraint(
                fields=["concern", "person"], condition=Q(ended_at=None), name="reaches_person_once"
            ),
        ]

    class Privacy:
        personal = {"person": "who may read it", "by": "who let them", "reason": "somebody's words"}
        plain = {"concern", "duty", "why", "at", "ended_at"}

    def __str__(self) -> str:
        return str(self.person) if self.person_id else WORDS[Duty(self.duty)]

    @property
    def why_words(self) -> str:
        return rules.WHYS[rules.Why(self.why)]


class About(OfConcern):
    """A person of the school and their part in a concern."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="about")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    part = models.CharField(max_length=8, choices=_values(Part))
    by_name = models.BooleanField("taken from a name typed by hand", default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["concern", "person", "part"], name="one_part_once")]
        indexes = [models.Index(fields=["person", "part"])]

    class Privacy:
        personal = {"person": "whom a concern is about", "part": "their part in it"}
        plain = {"concern", "by_name"}

    @property
    def part_words(self) -> str:
        return rules.PARTS[Part(self.part)]


class NamedOnly(OfConcern):
    """A name typed by someone to whom no list of people is shown."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="names")
    name = Sealed()

    class Privacy:
        personal = {"name": "name"}
        plain = {"concern"}


class Addendum(records.Addendum, OfConcern):
    FIXED = ("concern", *records.Addendum.FIXED, "by_reporter")
    concern = models.ForeignKey(Concern, models.CASCADE, related_name="addenda")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    by_reporter = models.BooleanField(default=False)

    class Privacy(records.Addendum.Privacy):
        plain = {"concern", "at", "by_reporter", "digest", "sealed_round"}


class Line(Written, OfConcern):
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


class Decision(OfConcern):
    """How a concern ended, and why. One stands; what was taken back stays readable."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="decisions")
    end = models.CharField(max_length=12, choices=_values(End))
    reason = Sealed()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    taken_back_why = Sealed(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["concern"], condition=Q(taken_back_at=None), name="one_decision_stands"
            )
        ]

    class Privacy:
        personal = {
            "end": "a decision about somebody", "reason": "somebody's words", "by": "who decided",
            "taken_back_by": "who took it back", "taken_back_why": "somebody's words",
        }  # fmt: skip
        plain = {"concern", "at", "taken_back_at"}

    @property
    def end_words(self) -> str:
        return rules.ENDS[End(self.end)]


class Step(OfConcern):
    """A step of clauses 5.p.8 and 7.3: what was found, what came of it."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="steps")
    stride = models.CharField(max_length=12, choices=_values(rules.Stride))
    words = Sealed()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    class Privacy:
        personal = {"words": "what was found", "by": "who looked into it"}
        plain = {"concern", "stride", "at"}

    @property
    def stride_words(self) -> str:
        return rules.STRIDES[rules.Stride(self.stride)]


class Evidence(OfConcern, SealedFile):
    """A file that came with a concern: the original untouched, what may be shown of it, and its text."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, models.CASCADE, related_name="evidence")
    line = models.ForeignKey(Line, models.CASCADE, null=True, related_name="files")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["concern", "digest"], name="file_once_a_concern")]

    class Privacy:
        personal = {
            "name": "the file's name", "text": "what can be read in it", "metadata": "what the file says of itself",
            "path": "the file", "shown_path": "the file", "blurred_path": "the file", "digest": "the file's digest",
            "by": "who sent it",
        }  # fmt: skip
        plain = {"concern", "line", "media_type", "size", "at", "pages"}

    def __str__(self) -> str:
        return self.name


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


class Seen(records.Look, OfConcern):
    concern = models.ForeignKey(Concern, models.CASCADE, related_name="seen")
    evidence = models.ForeignKey(Evidence, models.CASCADE, null=True, related_name="seen")
    original = models.BooleanField("the untouched original", default=False)

    class Privacy(records.Look.Privacy):
        plain = {"concern", "evidence", "original"}


class Notice(post.Notice, OfConcern):
    concern = models.ForeignKey(Concern, models.CASCADE, related_name="notices")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")

    class Privacy(post.Notice.Privacy):
        plain = {"concern", "message", "at"}


class Alert(OfConcern):
    """Something about a concern that went wrong and that somebody must see: unread, unsent, not kept."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="alerts")
    matter = models.CharField(max_length=8, choices=_values(rules.Matter))
    words = Sealed()
    notice = models.OneToOneField(Notice, models.CASCADE, null=True)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]

    class Privacy:
        personal = {"words": "what went wrong, and for whom"}
        plain = {"concern", "matter", "notice", "at", "settled_at"}


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


class Kept(models.Model):
    """A file that waits, sealed, for the rest of its form; nobody's, and found with the reference in that form only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="+")
    reference_digest = models.CharField(max_length=64, db_index=True)
    name = Sealed()
    digest = Sealed("the file's digest")
    path = models.CharField("the file and what was found in it, sealed", max_length=100)
    size = models.PositiveBigIntegerField()
    on_disk = models.PositiveBigIntegerField("bytes on the disk")
    from_outside = models.BooleanField("from somebody who has not signed in")
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["at", "pk"]

    class Privacy:
        personal = {"name": "the file's name", "digest": "the file's digest", "path": "the file"}
        plain = {"school", "reference_digest", "size", "on_disk", "from_outside", "at"}


class Settings(models.Model):
    """How long a school lets a concern lie unread, and how soon it answers criticism."""

    school = models.OneToOneField(School, models.CASCADE, related_name="concern_settings")
    urgent_minutes = models.PositiveIntegerField("working minutes, urgent", default=30)
    other_minutes = models.PositiveIntegerField("working minutes, other", default=240)
    answer_days = models.PositiveIntegerField("school days until an answer", default=10)

    class Meta:
        verbose_name = "settings"

    class Privacy:
        personal: dict[str, str] = {}
        plain = {"school", "urgent_minutes", "other_minutes", "answer_days"}


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
