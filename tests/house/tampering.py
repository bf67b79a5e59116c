"""Ways to tamper with the database of a school, and what must be said of each."""

from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction

from schoolgate.access.duties import Duty
from schoolgate.audit import rows
from schoolgate.audit.models import Entry, Sum
from schoolgate.cases.actions import chronology, readers
from schoolgate.cases.models.case import Case, Grant, Participant
from schoolgate.cases.models.chronicle import Event
from schoolgate.cases.models.papers import Document
from schoolgate.cases.models.watching import Look
from schoolgate.concerns.actions import outcomes, triage
from schoolgate.concerns.models.chronicle import Addendum, Decision, Message
from schoolgate.concerns.models.concern import About, Access, Concern
from schoolgate.concerns.models.evidence import Evidence
from schoolgate.concerns.models.watching import AccessLog
from schoolgate.concerns.rules import Harm
from schoolgate.concerns.tests import story
from schoolgate.records.models import Certificate
from schoolgate.sealed import unchangeable
from tests import work
from tests.cast import MONDAY, Cast

LATER = MONDAY + timedelta(days=30 * 366)
"""When a concern without a case is due."""
HOUR = timedelta(hours=1)


@dataclass
class World:
    """A school with two concerns, a case, and a concern that two people destroyed, all of it by deeds."""

    cast: Cast
    concern_id: UUID
    other_id: UUID
    case_id: UUID
    gone_id: UUID

    @property
    def concern(self) -> Concern:
        return Concern.objects.get(pk=self.concern_id)

    @property
    def other(self) -> Concern:
        return Concern.objects.get(pk=self.other_id)

    @property
    def case(self) -> Case:
        return Case.objects.get(pk=self.case_id)


@contextmanager
def without_triggers(*models, watched: bool = False):
    """What the database holds fast is let go for a moment; who looks afterwards finds every trigger."""
    vendor = connection.vendor
    dropped = [
        (name, statement, model)
        for model in models
        for each in ((unchangeable,) if watched else (unchangeable, rows))
        if each is rows or getattr(model, "FIXED", ())
        for name, statement in each.triggers(vendor, model).items()
    ]
    with connection.cursor() as cursor:
        for name, _, model in dropped:
            cursor.execute(f"DROP TRIGGER {name}" + (f" ON {model._meta.db_table}" if vendor == "postgresql" else ""))
        yield
        for _, statement, _ in dropped:
            cursor.execute(statement)


def words_changed(world: World) -> str:
    with without_triggers(Concern):
        Concern.objects.filter(pk=world.concern_id).update(words="Nothing happened.")
    return "what was told"


def words_of_another(world: World) -> str:
    """Words that the school's own key sealed, with the digest that belongs to them."""
    with without_triggers(Concern), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE concerns_concern SET words = (SELECT words FROM concerns_concern WHERE id = %s) WHERE id = %s",
            [Concern._meta.pk.get_db_prep_value(id, connection) for id in (world.other_id, world.concern_id)],
        )
    return "what was told"


def words_spoilt(world: World) -> str:
    with without_triggers(Concern), connection.cursor() as cursor:
        cursor.execute("UPDATE concerns_concern SET words = 'gAAAA-nothing-opens-this' WHERE words <> ''")
    return "what was told"


def concern_deleted(world: World) -> str:
    world.concern.delete()
    return "is missing"


def concern_deleted_row_by_row(world: World) -> str:
    """As an attacker does who knows the tables: the children first, and the sums beside the trail too."""
    for model in (AccessLog, Access, About, Addendum, Decision, Evidence, Message):
        with suppress(Exception), transaction.atomic():
            model.objects.filter(concern=world.concern_id).delete()
    Concern.objects.filter(pk=world.concern_id).delete()
    Sum.objects.filter(key__startswith=f"concerns.concern:{world.concern_id}|").delete()
    return "is missing"


def concern_deleted_with_its_entries(world: World) -> str:
    world.concern.delete()
    Entry.objects.filter(target=f"concerns.concern:{world.concern_id}").delete()
    return "broken at entry"


def concern_put_in(world: World) -> str:
    concern = world.concern
    concern.pk, concern.number = uuid4(), 7
    concern.receipt_digest = concern.form_digest = "f" * 64
    concern._state.adding = True
    concern.save(force_insert=True)
    return "put into the database past Schoolgate"


def case_deleted(world: World) -> str:
    world.case.delete()
    return "is missing"


CHANGES: dict[str, tuple[type, dict, str]] = {
    "routing to nobody": (Access, {"ended_at": MONDAY}, "who may read it"),
    "routing to another duty": (Access, {"duty": Duty.OFFICE.value, "person": None}, "who may read it"),
    "harm": (Concern, {"harm": "illegal", "first_harm": "illegal"}, "what was told"),
    "urgent": (Concern, {"urgent": True}, "what was told"),
    "status": (Concern, {"status": "closed"}, "what was told"),
    "kind": (Concern, {"kind": "join"}, "what was told"),
    "when it was told": (Concern, {"entered_at": MONDAY - timedelta(days=9)}, "what was told"),
    "who told": (Concern, {"entered_by": None}, "what was told"),
    "who it is about": (About, {"part": "harmed"}, "who it is about"),
    "an addendum": (Addendum, {"words": "It was nothing."}, "what was added"),
    "a message": (Message, {"from_school": False}, "what was written to and fro"),
    "when a message was read": (Message, {"read_at": MONDAY}, "what was written to and fro"),
    "the decision": (Decision, {"end": "no_action", "reason": "Nothing."}, "how it ended"),
    "a file's name": (Evidence, {"name": "other.png"}, "its files"),
    "a file's text": (Evidence, {"text": "hello"}, "its files"),
    "which file": (Evidence, {"digest": "0" * 64}, "its files"),
    "who read it": (AccessLog, {"at": MONDAY - HOUR}, "who has read it"),
    "who leads": (Case, {"lead_duty": Duty.OFFICE.value}, "who leads it"),
    "restricted": (Case, {"restricted": True}, "who leads it"),
    "the procedure": (Case, {"procedure": "phone"}, "who leads it"),
    "the facts": (Case, {"facts": '{"source": "parent"}'}, "who leads it"),
    "an entry": (Event, {"words": "They are friends."}, "the chronology"),
    "when an entry was made": (Event, {"entered_at": MONDAY - HOUR}, "the chronology"),
    "a part": (Participant, {"part": "witness"}, "who is in it"),
    "a title": (Document, {"title": "A drawing"}, "its documents"),
    "a grant": (Grant, {"until": MONDAY.date() + timedelta(days=999)}, "who may read it"),
    "a look": (Look, {"what": "other"}, "who has read it"),
    "a certificate": (Certificate, {"entries": 99}, "what it says"),
}
DELETED = {
    "routing": (Access, "who may read it"),
    "who it is about": (About, "who it is about"),
    "addenda": (Addendum, "what was added"),
    "messages": (Message, "what was written to and fro"),
    "the decision": (Decision, "how it ended"),
    "files": (Evidence, "its files"),
    "who read it": (AccessLog, "who has read it"),
    "entries": (Event, "the chronology"),
    "people": (Participant, "who is in it"),
    "documents": (Document, "its documents"),
    "looks": (Look, "who has read it"),
}
WHOLE: tuple[Callable[[World], str], ...] = (
    words_changed,
    words_of_another,
    words_spoilt,
    concern_deleted,
    concern_deleted_row_by_row,
    concern_deleted_with_its_entries,
    concern_put_in,
    case_deleted,
)


WAYS = [(True, True), (False, False), *([(True, False), (False, True)] if work.LONG else [])]
"""Whether the database still writes changes down, and whether deeds follow."""


def deeds_of_the_next_day(world: World) -> None:
    """Whatever still works on both records, so that a row is read, changed and written again."""
    by = {"by": story.fresh(world.cast.dsl), "at": LATER + HOUR}
    for do in (
        lambda: triage.read(world.concern, **by),
        lambda: triage.set_harm(world.concern, harm=Harm(world.concern.harm), urgent=False, reason="Looked at.", **by),
        lambda: triage.add_addendum(world.concern, words="More.", **by),
        lambda: outcomes.take_back(world.concern, reason="Again.", **by),
        lambda: readers.look(world.case, **by),
        lambda: chronology.add_event(world.case, words="Next.", **by),
    ):
        with suppress(Exception), transaction.atomic():
            do()
