"""How long records are kept, how they leave, and what is shown to whom they are about."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from schoolgate.cases.models.case import Case, OfCase
from schoolgate.community.models import Person, School
from schoolgate.concerns.models.concern import Concern, OfConcern
from schoolgate.concerns.models.evidence import Evidence
from schoolgate.sealed.field import Sealed
from schoolgate.sealed.keyed import SealedChoice


class Retention(OfCase):
    """Which class of records a case is, and when its keeping is looked at."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="retention")
    record_class = SealedChoice()
    due_on = models.DateField(null=True)
    set_at = models.DateTimeField()

    class Privacy:
        personal = {"record_class": "what it is about"}
        plain = {"case", "due_on", "set_at"}


class EarlierBirth(models.Model):
    """A date of birth that somebody had on record before it was changed; the database writes it itself."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    born_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "born_on"], name="earlier_birth_once")]

    class Privacy:
        personal = {"born_on": "a date of birth that was on record"}
        plain = {"person"}


class Leaving(models.Model):
    """That somebody’s last day was put in or changed; the database writes it, and the clock when it noticed."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    noticed_on = models.DateField(null=True)

    class Privacy:
        personal = {"noticed_on": "since when it is known that somebody leaves"}
        plain = {"person"}


class KeepingRule(models.Model):
    """How long a school keeps one class of records, where that is not what Schoolgate proposes."""

    school = models.ForeignKey(School, models.CASCADE, related_name="keeping_rules")
    record_class = models.CharField(max_length=20)
    years = models.PositiveSmallIntegerField()
    pension_age = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "record_class"], name="one_rule_a_class")]

    class Privacy:
        personal = {"changed_by": "who set it"}
        plain = {"school", "record_class", "years", "pension_age", "changed_at"}


class Certificate(models.Model):
    """That a record was destroyed: of which class, what it was by digest, when and by whom; no names, no words of it."""

    FIXED = (
        "school",
        "record",
        "record_class",
        "part_of",
        "digest",
        "entries",
        "files",
        "files_left",
        "concerns_left",
        "due_on",
        "at",
        "asked_by",
        "agreed_by",
        "able",
    )
    RECORD = "pk"
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="certificates")
    record = models.UUIDField("the id it had, as the trail names it")
    record_class = models.CharField(max_length=20)
    part_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    digest = models.CharField("digest of all that was destroyed", max_length=64)
    entries = models.PositiveIntegerField()
    files = models.PositiveIntegerField()
    files_left = models.PositiveIntegerField("files that another record holds too", default=0)
    concerns_left = models.PositiveIntegerField("concerns that another case holds too", default=0)
    due_on = models.DateField()
    at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    able = Sealed("who could lead it then, or that it was about no adult of the school", blank=True)
    sealed_round = models.PositiveIntegerField("how often it was sealed anew", default=0)

    class Meta:
        ordering = ["-at"]
        constraints = [models.CheckConstraint(condition=~Q(asked_by=F("agreed_by")), name="destroyed_by_two")]

    class Privacy:
        personal = {"asked_by": "who asked", "agreed_by": "who agreed", "able": "who may know of it"}
        plain = {
            "school",
            "record",
            "record_class",
            "part_of",
            "digest",
            "entries",
            "files",
            "files_left",
            "concerns_left",
            "due_on",
            "at",
            "sealed_round",
        }

    @property
    def files_held(self) -> int:
        """Files that it held. How many of them another record holds too is not for everybody who reads this to know."""
        return self.files + self.files_left


class ConcernKept(models.Model):
    """That a concern without a case was looked at and is kept until another day, and why."""

    RECORD = "concern"
    concern = models.OneToOneField(Concern, models.CASCADE, related_name="+")
    until = models.DateField()
    reason = Sealed()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Privacy:
        personal = {"reason": "somebody's words", "by": "who decided to keep it"}
        plain = {"concern", "until", "at"}


class Disposal(OfConcern):
    """That somebody asked a second person to agree to destroying a concern without a case, and what they said."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, models.CASCADE, related_name="+")
    reason = Sealed()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = Sealed("why not", blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(asked_by=F("second")), name="disposal_takes_two"),
            models.UniqueConstraint(fields=["concern"], condition=Q(answered_at=None), name="one_disposal_asked"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="disposal_refused_whole",
            ),
        ]

    class Privacy:
        personal = {
            "reason": "somebody's words",
            "asked_by": "who asked",
            "second": "who was asked",
            "answer": "somebody's words",
        }
        plain = {"concern", "asked_at", "answered_at"}


class Transfer(models.Model):
    """A child's safeguarding file on its way to another school: encrypted, until that school says it has come."""

    FIXED = ("school", "child", "left_on", "due_on", "digest", "size", "entries", "documents", "at", "by")
    RECORD = "pk"
    passphrase: str = ""
    """Only on the row that a deed has just made: it is shown once and never kept."""
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="transfers")
    child = models.ForeignKey(Person, models.PROTECT, related_name="+")
    to_school = Sealed()
    left_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    digest = models.CharField(max_length=64)
    path = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField()
    entries = models.PositiveIntegerField()
    documents = models.PositiveIntegerField()
    names = Sealed("names that somebody decided about, and why", blank=True)
    included = Sealed("what is not known to be the child’s and went all the same, and why", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    received_on = models.DateField(null=True)
    received_by = Sealed("who at the other school has it", blank=True)
    noted_at = models.DateTimeField(null=True)
    noted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(received_on=None, received_by="", noted_at=None, noted_by=None)
                | (Q(received_on__isnull=False, noted_at__isnull=False, noted_by__isnull=False) & ~Q(received_by="")),
                name="received_whole",
            )
        ]

    class Privacy:
        personal = {
            "child": "whose file went",
            "to_school": "where somebody goes to school",
            "left_on": "when somebody left",
            "digest": "the file's digest",
            "path": "the file",
            "by": "who made it",
            "received_by": "who has it",
            "names": "names of others, and why they are covered or not",
            "included": "somebody's words",
            "noted_by": "who noted it",
        }
        plain = {"school", "due_on", "size", "entries", "documents", "at", "received_on", "noted_at"}


class InTransfer(OfCase):
    """That a case is part of a file that went to another school."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="transfers")
    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="cases")

    class Privacy:
        personal: dict[str, str] = {}
        plain = {"case", "transfer"}


class AccessRequest(models.Model):
    """That somebody asked for what is held about a person, and what they are given."""

    FIXED = ("school", "about", "asked_on", "due_on", "at", "by", "digest", "sealed_at")
    FIXED_ONCE = "sealed_at"
    RECORD = "pk"
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, models.CASCADE, related_name="access_requests")
    about = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_by = Sealed("who asked")
    also = Sealed("words covered on every page, one a line", blank=True)
    names = Sealed("names that somebody decided about, and why", blank=True)
    asked_on = models.DateField()
    due_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    digest = models.CharField("digest of the PDF as given", max_length=64, blank=True)
    path = models.CharField(max_length=100, blank=True)
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on", "at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sealed_at=None, digest="", path="") | (Q(sealed_at__isnull=False) & ~Q(digest="")),
                name="access_sealed_whole",
            )
        ]

    class Privacy:
        personal = {
            "about": "about whom",
            "asked_by": "who asked",
            "also": "names of others",
            "names": "names of others, and why they are covered or not",
            "by": "who answers it",
            "digest": "the file's digest",
            "path": "the file",
        }
        plain = {"school", "asked_on", "due_on", "at", "sealed_at"}


class HeldPage(models.Model):
    """One page of what is held about a person, and whether they are given it."""

    RECORD = "request"
    request = models.ForeignKey(AccessRequest, models.CASCADE, related_name="pages")
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="+")
    concern = models.ForeignKey(Concern, models.CASCADE, null=True, related_name="+")
    evidence = models.ForeignKey(Evidence, models.CASCADE, null=True, related_name="+")
    order = models.PositiveIntegerField()
    title = Sealed()
    words = Sealed()
    picture = models.CharField("the picture that it is, as it may be shown", max_length=100, blank=True)
    whose = SealedChoice("whose it is, as far as the rows say", blank=True)
    boxes = Sealed("parts of the picture that are covered, one a line", blank=True)
    decision = SealedChoice(blank=True)
    reason = Sealed(blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", reason="", at=None) | (~Q(decision="") & ~Q(reason="") & Q(at__isnull=False)),
                name="page_decided_whole",
            )
        ]

    class Privacy:
        personal = {
            "title": "what is held about somebody",
            "words": "what is held about somebody",
            "decision": "what is kept back",
            "reason": "somebody's words",
            "picture": "the file",
            "boxes": "what is kept back",
            "whose": "whom a page is about",
        }
        plain = {"request", "case", "concern", "evidence", "order", "at"}


class Passage(models.Model):
    """Words of a page that are taken out, and why."""

    page = models.ForeignKey(HeldPage, models.CASCADE, related_name="passages")
    words = Sealed()
    reason = Sealed()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    class Privacy:
        personal = {"words": "what is held about somebody", "reason": "somebody's words"}
        plain = {"page", "at"}
