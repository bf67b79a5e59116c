from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, time
from functools import cached_property
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from schoolgate.access import SignIn
from schoolgate.access.duties import COVERED_BY, EMPLOYED, Duty, covering
from schoolgate.community.accounts import Accounts, Endable
from schoolgate.community.appointment import Appointment as Appointment
from schoolgate.community.columns import ColumnMapping as ColumnMapping
from schoolgate.community.departures import Departure as Departure
from schoolgate.community.file_intakes import DraftIntake as DraftIntake
from schoolgate.community.file_intakes import Intake as Intake
from schoolgate.community.former_names import FormerName as FormerName
from schoolgate.community.former_names import GivenName as GivenName
from schoolgate.community.former_names import NameAnswer as NameAnswer
from schoolgate.community.naming import Titled, name_has
from schoolgate.community.record_joins import JoinVoice as JoinVoice
from schoolgate.community.record_joins import RecordJoin as RecordJoin
from schoolgate.community.set_ups import SetUp as SetUp
from schoolgate.community.signed import Signed
from schoolgate.community.spans import Span, SpanQuerySet, hold_any
from schoolgate.community.standing import SUSPENDED, Standing
from schoolgate.community.tie_questions import TieAnswer as TieAnswer
from schoolgate.community.tie_questions import TieQuestion as TieQuestion
from schoolgate.engines.calendar import days
from schoolgate.sealed.field import Sealed


def _today() -> date:
    return timezone.localdate()


class School(models.Model):
    name = models.CharField(max_length=120)
    phase = models.CharField("primary, infant, junior or first", max_length=8, default="primary")
    slug = models.SlugField(unique=True)
    address = models.TextField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    day_starts_at = models.TimeField(default=time(8, 45))
    day_ends_at = models.TimeField(default=time(15, 20))
    work_starts_at = models.TimeField(default=time(8, 0))
    work_ends_at = models.TimeField(default=time(17, 0))
    region = models.CharField(max_length=40, default="England")
    lado_name = models.CharField("LADO's name", max_length=120, blank=True)
    lado_phone = models.CharField("LADO's telephone", max_length=40, blank=True)
    lado_email = models.EmailField("LADO's e-mail", blank=True)
    appointment_days = models.PositiveSmallIntegerField("working days until an appointment takes effect", default=2)
    invented = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(appointment_days__lte=10), name="appointment_days_at_most_ten"),
            models.CheckConstraint(
                condition=Q(day_ends_at__gt=F("day_starts_at")) & Q(work_ends_at__gt=F("work_starts_at")),
                name="school_hours_run_forwards",
            ),
        ]

    class Privacy:
        personal = {
            "lado_name": "contact of the local authority",
            "lado_phone": "contact of the local authority",
            "lado_email": "contact of the local authority",
        }
        plain = {
            "name",
            "phase",
            "slug",
            "address",
            "phone",
            "email",
            "day_starts_at",
            "day_ends_at",
            "work_starts_at",
            "work_ends_at",
            "region",
            "appointment_days",
            "invented",
        }

    def __str__(self) -> str:
        return self.name

    @property
    def school_id(self) -> int:
        return self.pk

    def calendar(self) -> days.SchoolCalendar:
        """The school's days and hours as the plain engine counts them; its dates are read once for this object."""
        models.prefetch_related_objects([self], "dates")
        dates = list(self.dates.all())
        return days.SchoolCalendar(
            terms=tuple((d.starts_on, d.ends_on) for d in dates if d.kind == SchoolDate.Kind.TERM),
            closures=tuple((d.starts_on, d.ends_on) for d in dates if d.kind != SchoolDate.Kind.TERM),
            training=tuple((d.starts_on, d.ends_on) for d in dates if d.kind == SchoolDate.Kind.INSET),
            day_starts=self.day_starts_at,
            day_ends=self.day_ends_at,
            work_starts=self.work_starts_at,
            work_ends=self.work_ends_at,
            region=self.region,
        )


class SchoolDate(models.Model):
    class Kind(models.TextChoices):
        TERM = "term", "Term"
        HOLIDAY = "holiday", "Holiday or half-term"
        INSET = "inset", "Staff training day"

    school = models.ForeignKey(School, models.CASCADE, related_name="dates")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=80)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ["starts_on"]
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="dates_run_forwards")]

    class Privacy:
        personal: dict[str, str] = {}
        plain = {"school", "kind", "name", "starts_on", "ends_on"}


class PersonQuerySet(models.QuerySet["Person"]):
    def holding(self, *duties: Duty, on: date, without: Collection[int] = ()) -> PersonQuerySet:
        """People who hold any of these duties on that day and may act on it; `without` are roles that do not count."""
        return self.on_roll(*duties, on=on, without=without).exclude(standing=SUSPENDED)

    def on_roll(self, *duties: Duty, on: date, without: Collection[int] = ()) -> PersonQuerySet:
        """Those too who are suspended: for whom something is about, or who signs the policy, never for who decides."""
        roles = _roles(on).exclude(pk__in=without) if without else _roles(on)
        return self.filter(hold_any(roles, duties))

    def by_duty(
        self, duties: Collection[Duty], *, on: date, without: Collection[int] = ()
    ) -> dict[Duty, frozenset[int]]:
        """Who is `holding` each of these duties on that day, asked for at once."""
        counting = {*duties, *COVERED_BY.values(), *EMPLOYED}
        people = self.exclude(standing=SUSPENDED).order_by().values("pk")
        roles = Role.objects.held(on).filter(duty__in=counting, person__in=people).exclude(pk__in=without)
        held = defaultdict(set)
        for person, duty in roles.order_by().values_list("person", "duty"):
            held[person].add(Duty(duty))
        counted = {person: covering(those) for person, those in held.items()}
        return {duty: frozenset(person for person, those in counted.items() if duty in those) for duty in duties}

    def named(self, words: str) -> PersonQuerySet:
        """People whose names, or those of a record that was joined to theirs, have each of these words in them."""
        found = self.filter(same_as=None)
        typed = words.split()
        for word in typed:
            named = name_has(word, alone=len(typed) == 1)
            joined = Person.objects.filter(named, same_as__isnull=False)
            found = found.filter(named | Q(pk__in=joined.order_by().values("same_as")))
        return found

    def current(self, on: date) -> PersonQuerySet:
        return self.filter(models.Exists(_roles(on)))

    def former(self, on: date) -> PersonQuerySet:
        return self.exclude(models.Exists(_roles(on)))

    def in_class(self, classroom_id: int, on: date) -> PersonQuerySet:
        here = Placement.objects.held(on).filter(pupil=models.OuterRef("pk"), classroom=classroom_id)
        return self.filter(models.Exists(here))


def _roles(on: date) -> SpanQuerySet:
    return Role.objects.held(on).filter(person=models.OuterRef("pk"))


class Person(Titled, Standing):
    """Anyone of the school's community, once, whatever roles they have had over time."""

    school = models.ForeignKey(School, models.PROTECT, related_name="people")
    title = models.CharField("Mr, Mrs, Ms, Miss, Mx, Dr, Rev or another", max_length=20, blank=True)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    known_as = models.CharField(max_length=80, blank=True)
    born_on = models.DateField(null=True, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.TextField(blank=True)
    same_as = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="also")

    objects = PersonQuerySet.as_manager()
    sign_in: SignIn = SignIn.FULL
    """How they signed in, where they came by a session; the middleware says so for each request."""

    class Meta:
        ordering = ["last_name", "first_name", "pk"]
        indexes = [models.Index(fields=["school", "last_name", "first_name"])]

    class Privacy:
        personal = {
            "title": "name",
            "first_name": "name",
            "last_name": "name",
            "known_as": "name",
            "born_on": "date of birth",
            "email": "contact",
            "phone": "contact",
            "address": "contact",
            "same_as": "another record of the same person, to which this one was joined",
            "standing": "whether they may act here",
        }
        plain = {"school"}

    def __str__(self) -> str:
        return f"{self.known_as or self.first_name} {self.last_name}"

    @property
    def name(self) -> str:
        return str(self)

    @cached_property
    def held(self) -> tuple[Role, ...]:
        """The roles held today; none for a former person."""
        roles = [role for role in self.roles.all() if role.holds_on(_today())]
        counting = covering(Duty(role.duty) for role in roles)
        return tuple(role for role in roles if role.duty in counting)

    def duties_on(self, on: date) -> frozenset[Duty]:
        return covering(Duty(role.duty) for role in self.roles.all() if role.holds_on(on))

    @cached_property
    def duties(self) -> frozenset[Duty]:
        """The duties held today; none for a former person."""
        return frozenset(Duty(role.duty) for role in self.held)


class Number(models.Model):
    """What the school's management system calls a person; it numbers pupils, staff and contacts apart."""

    school = models.ForeignKey(School, models.CASCADE)
    person = models.ForeignKey(Person, models.CASCADE, related_name="numbers")
    kind = models.CharField(max_length=8)
    number = models.CharField(max_length=80)

    class Meta:
        ordering = ["kind", "number"]
        constraints = [
            models.UniqueConstraint(fields=["school", "kind", "number"], name="number_once"),
            models.UniqueConstraint(fields=["person", "kind"], name="one_number_a_kind"),
        ]

    class Privacy:
        personal = {"number": "number in another system", "kind": "what they are in another system"}
        plain = {"school", "person"}


class Role(Span):
    """One duty of one person, from a day until a day."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="roles")
    duty = models.CharField(max_length=12, choices=[(d.value, d.value) for d in Duty])
    given_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    agreed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    instead_of = models.ForeignKey(Person, models.CASCADE, null=True, related_name="covered_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "duty"], condition=Q(until_on__isnull=True), name="duty_held_once"
            )
        ]
        indexes = [models.Index(fields=["duty", "until_on"])]

    class Privacy:
        personal = {
            "duty": "what someone is at the school",
            "since_on": "joined",
            "until_on": "left",
            "given_by": "who gave it",
            "agreed_by": "who agreed",
            "instead_of": "who is away",
        }
        plain = {"person", "given_at"}


class Classroom(models.Model):
    """A class of the school, such as Kestrels, Year 6."""

    school = models.ForeignKey(School, models.CASCADE, related_name="classrooms")
    name = models.CharField(max_length=60)
    year_group = models.PositiveSmallIntegerField(null=True, blank=True)
    code = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["year_group", "name"]
        constraints = [
            models.UniqueConstraint(fields=["school", "name"], name="class_once"),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="class_code_once"),
        ]

    class Privacy:
        personal: dict[str, str] = {}
        plain = {"school", "name", "year_group", "code"}

    def __str__(self) -> str:
        return self.name

    @property
    def year(self) -> str:
        if self.year_group is None:
            return ""
        return "Reception" if self.year_group == 0 else f"Year {self.year_group}"


class Placement(Span):
    """A pupil's place in a class."""

    pupil = models.ForeignKey(Person, models.CASCADE, related_name="placements")
    classroom = models.ForeignKey(Classroom, models.PROTECT, related_name="placements")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pupil"], condition=Q(until_on__isnull=True), name="one_class_at_a_time")
        ]

    class Privacy:
        personal = {"classroom": "a pupil's class", "since_on": "when placed", "until_on": "when moved"}
        plain = {"pupil"}


class Teaching(Span):
    """A teacher's class."""

    teacher = models.ForeignKey(Person, models.CASCADE, related_name="teaching")
    classroom = models.ForeignKey(Classroom, models.CASCADE, related_name="teaching")

    class Privacy:
        personal = {"classroom": "a teacher's class", "since_on": "from", "until_on": "until"}
        plain = {"teacher"}


class CareQuerySet(SpanQuerySet):
    def held(self, on: date) -> CareQuerySet:
        """Without those that stay with a record which was joined to another: that one has the child."""
        held: CareQuerySet = super().held(on).filter(parent__same_as=None)  # type: ignore[assignment]
        return held


class Care(Span):
    """That one person is a parent or carer of a child."""

    parent = models.ForeignKey(Person, models.CASCADE, related_name="cares_for")
    child = models.ForeignKey(Person, models.CASCADE, related_name="carers")
    relation = models.CharField(max_length=40, blank=True)
    entered_at = models.DateTimeField(null=True)
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = CareQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parent", "child"], condition=Q(until_on__isnull=True), name="care_once"),
            models.CheckConstraint(condition=~Q(parent=F("child")), name="nobody_is_their_own_parent"),
        ]

    class Privacy:
        personal = {"relation": "family", "since_on": "family", "until_on": "family", "entered_by": "who entered it"}
        plain = {"parent", "child", "entered_at"}


class FamilyLink(models.Model):
    """A family tie between a member of staff and a pupil: declared, then decided by the head."""

    school = models.ForeignKey(School, models.CASCADE)
    staff = models.ForeignKey(Person, models.CASCADE, related_name="links_to_pupils")
    pupil = models.ForeignKey(Person, models.CASCADE, related_name="links_to_staff")
    relation = models.CharField(max_length=60)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    approved = models.BooleanField(null=True, blank=True)
    reason = Sealed(blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-declared_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "pupil"],
                condition=Q(ended_on__isnull=True) & (Q(approved__isnull=True) | Q(approved=True)),
                name="family_link_once",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, approved__isnull=True)
                | Q(decided_at__isnull=False, approved__isnull=False),
                name="family_link_decided_whole",
            ),
        ]

    class Privacy:
        personal = {
            "staff": "family",
            "pupil": "family",
            "relation": "family",
            "declared_at": "family",
            "declared_by": "who declared",
            "decided_at": "decision",
            "decided_by": "who decided",
            "approved": "decision",
            "reason": "decision",
            "ended_on": "family",
        }
        plain = {"school"}

    @property
    def about_ids(self) -> frozenset[int]:
        """While a decision is awaited, the member of staff it is about has no part in it."""
        return frozenset({self.staff_id}) if self.approved is None else frozenset()

    def holds_on(self, on: date) -> bool:
        """Whether rulings count this link on that day: approved, and not ended."""
        approved = bool(self.approved) and self.decided_at is not None
        return approved and timezone.localdate(self.decided_at) <= on and (self.ended_on is None or self.ended_on >= on)


class Account(Signed, Endable, AbstractBaseUser):
    """How a person signs in. Pupils have no e-mail and no password, only pictures."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="account")
    email = models.EmailField(unique=True, null=True, blank=True)
    card_number = models.PositiveSmallIntegerField("number on a pupil's card", null=True, blank=True)
    pictures = models.CharField(max_length=64, blank=True)
    card_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    card_at = models.DateTimeField("when the card was made", null=True)
    wrong_tries = models.PositiveSmallIntegerField("wrong tries at the card since the last right one", default=0)
    wrong_in_all = models.PositiveSmallIntegerField("wrong tries since the card was made", default=0)
    is_active = models.BooleanField(default=True)

    objects = Accounts()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Privacy:
        personal = {
            "email": "contact",
            "password": "secret, hashed",
            "pictures": "secret, sealed",
            "card_number": "number on a pupil's card",
            "card_by": "who made a pupil's card, and saw it",
            "last_login": "when last here",
            "unconfirmed_since": "whether somebody has to make sure of them",
        }
        plain = {
            "person",
            "card_at",
            "wrong_tries",
            "wrong_in_all",
            "is_active",
            "session_round",
            "signed",
            "factors",
            "password_by_link_at",
        }

    def __str__(self) -> str:
        # The base class would answer the e-mail address, which pupils do not have.
        return f"account {self.pk}"


class Invitation(models.Model):
    """A link sent by e-mail or handed over on paper, good once and until a day, to set a password."""

    school = models.ForeignKey(School, models.CASCADE)
    person = models.ForeignKey(Person, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    token_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    printed = models.BooleanField(
        "whether it was printed to be handed over, so that others saw the link", default=False
    )

    class Privacy:
        personal = {"person": "who is invited", "email": "where the link was sent", "by": "who invited"}
        plain = {"school", "token_digest", "made_at", "expires_at", "used_at", "printed"}

    link: str = ""
    """The address in the e-mail or on the paper: known where the invitation is made, stored nowhere."""
