"""A case: who is in it, where it came from, and who may read it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import reduce
from operator import and_
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from schoolgate.access.duties import EMPLOYED, GOVERNORS, Duty
from schoolgate.cases import packing
from schoolgate.cases.rules import ABOUT
from schoolgate.community import kinship, records
from schoolgate.community.models import Person, School
from schoolgate.community.rules import Bar
from schoolgate.concerns.models.concern import Concern, involved_in, involving
from schoolgate.engines.procedures.schema import CasePart
from schoolgate.policy.models import Signature, Version
from schoolgate.sealed.field import Sealed
from schoolgate.sealed.keyed import Keyed

Bars = Mapping[Duty, tuple[Bar, ...]]
"""What the duties of somebody do not read; see `appointers`."""


def values(enum: Any) -> list[tuple[str, str]]:
    return [(item.value, item.value) for item in enum]


def both_or_neither(*fields: str) -> Q:
    """That these fields are all there, or none of them."""
    return Q(**{f"{field}__isnull": True for field in fields}) | Q(**{f"{field}__isnull": False for field in fields})


def run_with(duties: frozenset[Duty]) -> Q:
    """That those with these duties run it; the DSL has a part in running all that are not restricted."""
    leads = Q(lead_duty__in=duties)
    return leads | Q(restricted=False) if Duty.DSL in duties else leads


class CaseQuerySet(models.QuerySet["Case"]):
    def led_by(self, duties: frozenset[Duty], bars: Bars) -> CaseQuerySet:
        """Cases that those with these duties run, but for what their bars keep out."""
        return self.filter(_by_duties(duties, bars, run_with))

    def not_barred(self, duties: frozenset[Duty], bars: Bars) -> CaseQuerySet:
        """Cases of which at least one of these duties may know."""
        return self.filter(_by_duties(duties, bars, lambda held: Q(pk__isnull=not held)))

    def reaching(self, person_id: int, duties: frozenset[Duty], at: datetime, on: date, bars: Bars) -> CaseQuerySet:
        """Cases that this person runs, was asked into or let into, and none that is about them or in which their family is.

        Who was harmed in a case has no part in running it; they may be let in to read it, by name.
        """
        granted = Grant.objects.in_force(on).filter(case=OuterRef("pk"), person=person_id)
        broken = EmergencyAccess.objects.in_force(at).filter(case=OuterRef("pk"), by=person_id)
        mine = _by_duties(duties, bars, _run_or_asked)
        as_leader = (mine | Exists(broken)) & ~Exists(_harmed(person_id))
        return self.filter(as_leader | Exists(granted)).open_to(person_id)

    def open_to(self, person_id: int) -> CaseQuerySet:
        """Those that are not about this person, and in which nobody of their family is, whatever their part.

        None made of what was not looked through yet for this person, who changed.
        """
        about = Participant.objects.filter(case=OuterRef("pk"), person=person_id, part__in=ABOUT)
        found, family = (
            self.exclude(Exists(about)).exclude(Exists(_unlooked(person_id))),
            kinship.family_of([person_id]),
        )
        if not family:
            return found
        return found.exclude(_with(family))

    def about_with(self, person_id: int, people: frozenset[int]) -> CaseQuerySet:
        """Those that are about this person, and in which any of these people is, whatever their part."""
        about = Participant.objects.filter(case=OuterRef("pk"), person=person_id, part__in=ABOUT)
        return self.filter(_with(people), Exists(about))

    def not_harming(self, person_id: int) -> CaseQuerySet:
        """Those in which this person was not harmed, so that they may judge of them."""
        return self.exclude(Exists(_harmed(person_id)))


def _with(people: frozenset[int]) -> Q:
    """That any of these people is in a case, or in a concern that went into it."""
    theirs = Participant.objects.filter(case=OuterRef("pk"), person__in=people)
    concerns = Concern.objects.filter(involving(people)).order_by().values("pk")
    told = FromConcern.objects.filter(case=OuterRef("pk"), concern__in=concerns)
    return Q(Exists(theirs)) | Q(Exists(told))


def _unlooked(person_id: int) -> QuerySet[FromConcern]:
    """What went into a case and waits to be looked through for this person."""
    return FromConcern.objects.filter(concern__unlooked_for__person=person_id, case=OuterRef("pk"))


def _harmed(person_id: int) -> QuerySet[Participant]:
    return Participant.objects.filter(case=OuterRef("pk"), person=person_id, part=CasePart.HARMED.value)


def _by_duties(duties: frozenset[Duty], bars: Bars, reached: Callable[[frozenset[Duty]], Q]) -> Q:
    """What is reached by these duties: by one with bars, only what not all of them keep out."""
    found = reached(duties - bars.keys())
    for duty in duties & bars.keys():
        found |= reached(frozenset({duty})) & ~reduce(and_, [_is_older(bar) for bar in bars[duty]])
    return found


def _run_or_asked(duties: frozenset[Duty]) -> Q:
    asked = Asked.objects.filter(case=OuterRef("pk"), duty__in=duties)
    return run_with(duties) | (Q(restricted=False) & Q(Exists(asked)))


def _is_older(bar: Bar) -> Q:
    """About one of these people, and opened or told before that moment."""
    about = Participant.objects.filter(case=OuterRef("pk"), person__in=bar.people, part__in=ABOUT)
    told = FromConcern.objects.filter(case=OuterRef("pk"), concern__entered_at__lt=bar.before)
    return Q(Exists(about)) & (Q(opened_at__lt=bar.before) | Q(Exists(told)))


class Case(models.Model):
    """What the school does about something that happened. Its id and number are drawn, never counted."""

    RECORD = "pk"
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="cases")
    number = models.PositiveIntegerField()
    procedure = Keyed()
    lead_duty = Keyed("the duty whose holder runs it")
    restricted = models.BooleanField(default=False)
    facts = Sealed("what is known that steers the procedure, as JSON", blank=True)
    version = models.ForeignKey(
        Version, models.PROTECT, null=True, related_name="+", verbose_name="policy in force when opened"
    )
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField("how often it was changed", default=0)
    revised_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    outcome = Keyed(blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="case_number_once"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, outcome="")
                | (Q(closed_at__gte=F("opened_at"), closed_by__isnull=False) & ~Q(outcome="")),
                name="case_closed_whole",
            ),
        ]
        indexes = [models.Index(fields=["school", "closed_at", "opened_at"])]

    class Privacy:
        personal = {
            "procedure": "what it is about",
            "lead_duty": "what it may be about",
            "restricted": "what it may be about",
            "facts": "what is known",
            "opened_by": "who opened it",
            "revised_by": "who changed it last",
            "closed_by": "who closed it",
            "outcome": "a decision about somebody",
        }
        plain = {"school", "number", "version", "opened_at", "revision", "closed_at"}

    def __str__(self) -> str:
        return f"Case {self.number}"

    @property
    def who(self) -> str:
        """Everyone in it by name, without those whom a typed name only may mean."""
        return ", ".join(dict.fromkeys(str(part) for part in self.parts.all() if not part.by_name))

    @property
    def about_ids(self) -> frozenset[int]:
        """Whom it is about: none of them may act on or see it."""
        return frozenset(part.person_id for part in self.parts.all() if part.person_id and part.part in ABOUT)

    @property
    def told_at(self) -> datetime:
        """When the first of it was told or entered."""
        told = self.from_concerns.order_by("concern__entered_at").values_list("concern__entered_at", flat=True).first()
        return min(self.opened_at, told or self.opened_at)

    @property
    def harmed_ids(self) -> frozenset[int]:
        """Who was harmed: they have no part in running it."""
        return frozenset(part.person_id for part in self.parts.all() if part.person_id and part.part == CasePart.HARMED)

    @property
    def known(self) -> dict[str, Any]:
        """The facts that steer the procedure."""
        return packing.unpacked(self.facts)


class OfCase(models.Model):
    """A row that hangs on a case, and is as confidential as that is."""

    RECORD = "case"
    case = models.ForeignKey(Case, models.CASCADE)

    class Meta:
        abstract = True

    @property
    def school_id(self) -> int:
        return self.case.school_id

    @property
    def about_ids(self) -> frozenset[int]:
        return self.case.about_ids


class Participant(OfCase):
    """Somebody's part in a case, with the policy as it was then and their acknowledgement of it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="parts")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    name = Sealed("a name, where they are not on record", blank=True)
    part = Keyed(choices=values(CasePart))
    by_name = models.BooleanField("may be meant by a name typed by hand", default=False)
    duties = models.CharField("what they were at the school then", max_length=120, blank=True)
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+")
    signature = models.ForeignKey(Signature, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "person", "part"], name="one_part_in_a_case_once"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, name="") | (Q(person=None) & ~Q(name="")),
                name="part_is_a_person_or_a_name",
            ),
        ]
        indexes = [models.Index(fields=["person", "part"])]

    class Privacy:
        personal = {
            "person": "whom a case is about",
            "name": "name",
            "part": "their part in it",
            "duties": "what someone is at the school",
            "signature": "their acknowledgement of the policy",
            "by": "who added them",
        }
        plain = {"case", "version", "at", "by_name"}

    def __str__(self) -> str:
        return str(self.person) if self.person_id else self.name

    @property
    def held(self) -> frozenset[str]:
        """The duties they held when they were added."""
        return frozenset(self.duties.split())

    @property
    def is_a_colleague_it_is_about(self) -> bool:
        """Whether nobody takes them out, but the case says with its outcome what was found."""
        return self.part in ABOUT and not self.held.isdisjoint(EMPLOYED | GOVERNORS)


class FromConcern(OfCase):
    """That a concern went into a case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="from_concerns")
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "concern"], name="concern_once_a_case")]

    class Privacy:
        personal = {"by": "who put it there"}
        plain = {"case", "concern", "at"}


class Link(records.Link, OfCase):
    case = models.ForeignKey(Case, models.CASCADE, related_name="links")
    other = models.ForeignKey(Case, models.CASCADE, related_name="linked_from")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other"], name="case_linked_once"),
            models.CheckConstraint(condition=~Q(case=F("other")), name="case_linked_to_another"),
        ]

    class Privacy(records.Link.Privacy):
        plain = {"case", "other", "at"}


class Asked(OfCase):
    """That a step is for a duty which does not run the case, so that those who hold it are let in."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="asked")
    duty = Keyed()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "duty"], name="duty_asked_once")]

    class Privacy:
        personal = {"duty": "who is let in"}
        plain = {"case", "at"}


class GrantQuerySet(models.QuerySet["Grant"]):
    def in_force(self, on: date) -> GrantQuerySet:
        return self.filter(ended_at=None, until__gte=on)


class Grant(OfCase):
    """That one person, by name, may read a case until a day."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="grants")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = Sealed()
    until = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], condition=Q(ended_at=None), name="granted_once"),
            models.CheckConstraint(
                condition=Q(second_by=None) | (~Q(second_by=F("by")) & ~Q(second_by=F("person"))),
                name="grant_second_is_another",
            ),
            models.CheckConstraint(condition=~Q(person=F("by")), name="nobody_grants_themselves"),
        ]
        indexes = [models.Index(fields=["person", "until"])]

    class Privacy:
        personal = {
            "person": "who may read it",
            "reason": "somebody's words",
            "by": "who let them",
            "second_by": "who agreed",
            "ended_by": "who ended it",
        }
        plain = {"case", "until", "at", "ended_at"}


class EmergencyAccessQuerySet(models.QuerySet["EmergencyAccess"]):
    def in_force(self, at: datetime) -> EmergencyAccessQuerySet:
        return self.filter(ended_at=None, at__lte=at, expires_at__gt=at)


class EmergencyAccess(OfCase):
    """That somebody who did not reach a case opened it in an emergency, with a reason, for a while."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="broken")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = Sealed()
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField("when whoever runs the case took note", null=True)
    seen_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = EmergencyAccessQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "by"], condition=Q(ended_at=None), name="broken_once"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("at")), name="broken_expires_later"),
            models.CheckConstraint(
                condition=Q(seen_at=None, seen_by=None)
                | (Q(seen_at__isnull=False, seen_by__isnull=False) & ~Q(seen_by=F("by"))),
                name="broken_seen_by_another",
            ),
        ]

    class Privacy:
        personal = {"by": "who opened it", "reason": "somebody's words", "seen_by": "who took note"}
        plain = {"case", "at", "expires_at", "ended_at", "seen_at"}


def family_in(case: Case) -> frozenset[int]:
    """The family of everyone in a case, or in a concern that went into it, whatever their part."""
    parts = Person.objects.filter(pk__in=case.parts.filter(person__isnull=False).order_by().values("person"))
    concerns = Concern.objects.filter(pk__in=case.from_concerns.order_by().values("concern"))
    return kinship.ids_of_family(parts | involved_in(concerns))


def involved() -> QuerySet[FromConcern]:
    """Who is in a concern because the case that it went into came to be about them too."""
    rows = FromConcern.objects.filter(case__parts__person__isnull=False)
    return rows.annotate(who=F("case__parts__person"))


def ended_emergency_access(at: datetime) -> QuerySet[EmergencyAccess]:
    """Emergency looks whose time is over and which nothing has ended yet."""
    return EmergencyAccess.objects.filter(ended_at=None, expires_at__lte=at)


def ended_grants(on: date) -> QuerySet[Grant]:
    return Grant.objects.filter(ended_at=None, until__lt=on)
