"""A concern as it was told, and what every row of one shares."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import reduce
from operator import and_
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from schoolgate.access.duties import WORDS, Duty
from schoolgate.broken import Broken
from schoolgate.community import kinship
from schoolgate.community.models import Person, PersonQuerySet, School
from schoolgate.community.rules import Bar
from schoolgate.concerns import rules, taking_back
from schoolgate.concerns.rules import CONCERNED, FROM_HOME, Channel, ConcernKind, ConcernPart, Harm, Scope, Status
from schoolgate.sealed import field as sealed_field
from schoolgate.sealed.field import Sealed
from schoolgate.sealed.keyed import Keyed, SealedChoice

Bars = Mapping[Duty, tuple[Bar, ...]]
"""What the duties of somebody do not read; see `appointers`."""


def values_of(enum: Any) -> list[tuple[str, str]]:
    return [(item.value, item.value) for item in enum]


Elsewhere = Callable[[], QuerySet[Any]]
"""Rows of an app above that say who else is in a concern: each has a `concern` and a `who`."""
_elsewhere: list[Elsewhere] = []


def register_involved(rows: Elsewhere) -> None:
    """Says that an app above knows who else is in a concern; such an app says so when it starts."""
    _elsewhere.append(rows)


class ConcernQuerySet(models.QuerySet["Concern"]):
    def reaching(self, person_id: int, duties: frozenset[Duty], bars: Bars) -> ConcernQuerySet:
        """Concerns that reach this person by duty or by name, but none that is about them or their family.

        Who was harmed is no judge of it: their duty does not lead to it, though somebody may share it with them.
        """
        named = Access.objects.filter(concern=OuterRef("pk"), ended_at=None, person=person_id)
        return self.filter(_by_duty(person_id, duties, bars) | Q(Exists(named))).open_to(person_id)

    def reaching_by_duty(self, person_id: int, duties: frozenset[Duty], bars: Bars) -> ConcernQuerySet:
        """Of these, those that a duty brings to this person: none that somebody only shared with them."""
        return self.filter(_by_duty(person_id, duties, bars)).open_to(person_id)

    def open_to(self, person_id: int) -> ConcernQuerySet:
        """Those that are not about this person, and in which nobody of their family is, whatever their part.

        None of whose words not all were looked through for whom they mean, or for this person, who changed.
        """
        about = About.objects.filter(concern=OuterRef("pk"), person=person_id, part__in=CONCERNED)
        waits = Unlooked.objects.filter(concern=OuterRef("pk"), person=person_id)
        family = kinship.family_of([person_id])
        found = self.filter(unlooked_since=None).exclude(Exists(about)).exclude(Exists(waits))
        return found.exclude(involving(family)) if family else found


def involving(people: frozenset[int]) -> Q:
    """That any of these people is in a concern, whatever their part, or told it from home."""
    found = Q(entered_by__in=people, door__in=FROM_HOME)
    found |= Q(pk__in=About.objects.filter(person__in=people).order_by().values("concern"))
    for rows in _elsewhere:
        found |= Q(pk__in=rows().filter(who__in=people).order_by().values("concern"))
    return found


def involved_in(concerns: QuerySet[Concern]) -> PersonQuerySet:
    """Everyone in these concerns, whatever their part, and whoever told one from home."""
    ids = concerns.order_by().values("pk")
    found = Q(pk__in=About.objects.filter(concern__in=ids).order_by().values("person"))
    found |= Q(pk__in=concerns.filter(door__in=FROM_HOME, entered_by__isnull=False).order_by().values("entered_by"))
    for rows in _elsewhere:
        found |= Q(pk__in=rows().filter(concern__in=ids).order_by().values("who"))
    return Person.objects.filter(found)


def _by_duty(person_id: int, duties: frozenset[Duty], bars: Bars) -> Q:
    """That one of these duties brings it to this person: by one with bars only what not all of these keep out."""
    reach = Access.objects.filter(concern=OuterRef("pk"), ended_at=None)
    found = Q(Exists(reach.filter(duty__in=duties - bars.keys())))
    for duty in duties & bars.keys():
        kept_out = [_is_older(bar) for bar in bars[duty]]
        found |= Q(Exists(reach.filter(duty=duty))) & ~reduce(and_, kept_out)
    return found & ~Q(Exists(_harmed(person_id)))


def _harmed(person_id: int) -> QuerySet[About]:
    return About.objects.filter(concern=OuterRef("pk"), person=person_id, part=ConcernPart.HARMED.value)


def _is_older(bar: Bar) -> Q:
    """Told before that moment, and about one of these people."""
    about = About.objects.filter(concern=OuterRef("pk"), person__in=bar.people, part__in=CONCERNED)
    return Q(entered_at__lt=bar.before) & Q(Exists(about))


class Concern(models.Model):
    """Something that somebody told the school. Its id is drawn, never counted: a gap would betray one."""

    FIXED = ("words", "childs_words", "exact_words", "told_digest")
    RECORD = "pk"
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="concerns")
    number = models.PositiveIntegerField()
    kind = Keyed(choices=values_of(ConcernKind))
    first_kind = SealedChoice("kind as which it was told", blank=True)
    door = models.CharField(max_length=10, choices=values_of(Channel))
    scope = models.CharField(max_length=8, choices=values_of(Scope), default=Scope.SCHOOL.value)
    first_scope = models.CharField("scope when it was told", max_length=8, choices=values_of(Scope))
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
    whom = Sealed("whom it is about, as whoever told us chose", blank=True)
    written_for = Sealed("who wrote it down for a child", blank=True)
    place = Sealed(blank=True)
    told_in_person = models.BooleanField(null=True)
    trusted_adult = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    someone_at_home = models.BooleanField(default=False)
    contact = Sealed("an e-mail address that was given", blank=True)
    unlooked_since = models.DateTimeField("since when it waits to be looked through for whom it means", null=True)
    clause = SealedChoice(blank=True)
    clause_confirmed_at = models.DateTimeField(null=True)
    clause_confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    harm = Keyed(choices=values_of(Harm))
    first_harm = SealedChoice("harm suggested when it was told", choices=values_of(Harm))
    harm_reason = Sealed(blank=True)
    goes_to = SealedChoice()
    status = models.CharField(max_length=12, choices=values_of(Status), default=Status.RECEIVED.value)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    escalate_at = models.DateTimeField("asks the next person then, when unread", null=True)
    escalated_at = models.DateTimeField(null=True)
    alarm_at = models.DateTimeField("alarms again then, when a danger is unread", null=True)
    alarm_round = models.PositiveSmallIntegerField("how often it alarmed while unread", default=0)
    answer_by = models.DateField(null=True)
    receipt_digest = models.CharField(max_length=64, unique=True)
    form_digest = models.CharField(max_length=64, unique=True)
    pictures_digest = models.CharField("keyed digest of a child's pictures", max_length=64, blank=True)
    wrong_pictures = models.PositiveSmallIntegerField("how often wrong ones were pressed", default=0)
    told_digest = models.CharField("keyed digest of what was told", max_length=64)
    sealed_round = models.PositiveIntegerField("how often it was sealed anew", default=0)

    objects = ConcernQuerySet.as_manager()
    receipt: str = ""
    """The sixteen digits: known where the concern is told, stored nowhere."""
    pictures: tuple[str, ...] = ()
    """A child's pictures: known where the concern is told, stored nowhere."""
    unkept: tuple[str, ...] = ()
    """Names of files that came with it and could not be kept, known where it is told."""

    class Meta:
        ordering = ["-entered_at"]
        constraints = [models.UniqueConstraint(fields=["school", "number"], name="concern_number_once")]
        indexes = [
            models.Index(fields=["school", "status", "entered_at"]),
            models.Index(fields=["escalate_at"]),
            models.Index(fields=["alarm_at"]),
        ]

    class Privacy:
        personal = {
            "entered_by": "who told",
            "happened_at": "when it happened",
            "happened_words": "somebody's words",
            "words": "what was told",
            "childs_words": "what was told, by a child",
            "exact_words": "what was said or written",
            "whom": "what it is about",
            "written_for": "who wrote it down",
            "place": "where",
            "told_in_person": "whether the DSL was told in person",
            "trusted_adult": "whom a child trusts",
            "someone_at_home": "whom a child trusts",
            "contact": "contact",
            "clause_confirmed_by": "who confirmed",
            "scope_confirmed_by": "who confirmed",
            "scope_reason": "somebody's words",
            "harm": "what it may be about",
            "first_harm": "what it may be about",
            "harm_reason": "somebody's words",
            "acknowledged_by": "who read it",
            "kind": "what it is about",
            "first_kind": "what it was told as",
            "urgent": "what it may be about",
            "alarm_at": "whether somebody may need help now",
            "alarm_round": "whether somebody may need help now",
        }
        plain = {
            "school",
            "number",
            "door",
            "scope",
            "first_scope",
            "scope_confirmed_at",
            "entered_at",
            "clause",
            "clause_confirmed_at",
            "goes_to",
            "status",
            "acknowledged_at",
            "escalate_at",
            "unlooked_since",
            "escalated_at",
            "answer_by",
            "receipt_digest",
            "form_digest",
            "pictures_digest",
            "wrong_pictures",
            "told_digest",
            "sealed_round",
        }

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
        return frozenset(example.person_id for example in self.about.all() if example.part in CONCERNED)

    @property
    def opened(self) -> Any:
        """Who else opened the child's session in which it was told; None where nobody did."""
        return next((row for row in self.opened_sessions.all() if row.line_id is None), None)

    @property
    def session_words(self) -> tuple[str, ...]:
        """Of what was told in a child's session: how that was opened, and whether it takes something back."""
        if not self.pictures_digest:
            return ()
        how = (self.opened.words if self.opened else "") or taking_back.BY_CARD
        took_back = taking_back.reads_like_it(" ".join((self.words, self.childs_words)))
        return (how, taking_back.TAKEN_BACK) if took_back else (how,)

    @property
    def told_at(self) -> datetime:
        return self.entered_at

    @property
    def late(self) -> bool:
        return rules.is_late(self.happened_at, self.entered_at)

    @property
    def whom_words(self) -> str:
        return rules.WHOM[rules.Whom(self.whom)] if self.whom else ""

    @property
    def was_complaint(self) -> bool:
        """Whether it was told as a lesser matter and is a safeguarding concern now."""
        return bool(self.first_kind) and self.first_kind != self.kind

    @property
    def first_kind_words(self) -> str:
        return rules.KINDS[ConcernKind(self.first_kind or self.kind)]

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

    RECORD = "concern"
    concern = models.ForeignKey(Concern, models.CASCADE)

    class Meta:
        abstract = True

    @property
    def school_id(self) -> int:
        return self.concern.school_id

    @property
    def about_ids(self) -> frozenset[int]:
        return self.concern.about_ids


class Access(OfConcern):
    """That a concern reaches those who hold a duty, or one person by name."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="reaches")
    duty = Keyed(blank=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    why = models.CharField(max_length=10, choices=values_of(rules.AccessReason))
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
        return rules.WHYS[rules.AccessReason(self.why)]


class Unlooked(OfConcern):
    """That a concern was not looked through yet for somebody who changed: they, alone, do not read it meanwhile."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="unlooked_for")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["concern", "person"], name="unlooked_once")]

    class Privacy:
        personal = {"person": "who changed"}
        plain = {"concern", "at"}


class About(OfConcern):
    """A person of the school and their part in a concern."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="about")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    part = Keyed(choices=values_of(ConcernPart))
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
        return rules.PARTS[ConcernPart(self.part)]


class UnmatchedName(OfConcern):
    """A name typed by someone to whom no list of people is shown."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="names")
    name = Sealed()
    of_teller = models.BooleanField("of whoever told us, or of their own child", default=False)

    class Privacy:
        personal = {"name": "name"}
        plain = {"concern", "of_teller"}
