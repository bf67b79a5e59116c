"""The database refuses what is half made, and what changes what was written once; texts are sealed at rest."""

import sqlite3
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import F

from schoolgate.broken import Broken
from schoolgate.cases import packing, rules
from schoolgate.cases.actions import chronology, decisions, readers
from schoolgate.cases.models.case import Case, EmergencyAccess, Grant, Participant
from schoolgate.cases.models.chronicle import Addendum, Assignment, Check, Contact, Done, Ending, Event
from schoolgate.cases.models.consequences import Consequence
from schoolgate.cases.models.papers import Letter
from schoolgate.cases.models.search import WordList
from schoolgate.cases.models.settings import Hold
from schoolgate.cases.models.watching import Approval
from schoolgate.cases.queries import search
from schoolgate.cases.tests import story
from schoolgate.concerns.tests.story import Found
from schoolgate.engines.procedures import schema
from schoolgate.sealed import field as sealed_field
from schoolgate.sealed import rotation
from schoolgate.sealed.keyed import CLOSED
from tests.cast import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
TODAY = MONDAY.date()
SECRET = "zanzibar"


def refused(make) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_rows_are_whole(cast):
    case, head, dsl = story.bullying(cast), cast.head, cast.dsl
    here = Case.objects.filter(pk=case.pk)
    event = Event.objects.get(kind="opened")

    def done(**said):
        return Done(case=case, event=event, step="parts", at=MONDAY, by=dsl, **said).save

    def consequence(**said):
        return lambda: Consequence.objects.create(case=case, person=cast.pupil, rung="ict", drafted_at=MONDAY, **said)

    def letter(**said):
        return lambda: Letter.objects.create(
            case=case, kind="parents", title="t", words="w", written_at=MONDAY, written_by=dsl, **said
        )

    halves = {
        "closed, not by anybody": lambda: here.update(closed_at=MONDAY, outcome="x"),
        "closed, without outcome": lambda: here.update(closed_at=MONDAY, closed_by=dsl),
        "outcome, not closed": lambda: here.update(outcome="x"),
        "closed before it was opened": lambda: here.update(closed_at=MONDAY - story.DAY, closed_by=dsl, outcome="x"),
        "a part of nobody": lambda: Participant.objects.create(case=case, part="other", at=MONDAY, by=dsl),
        "a part of two": lambda: Participant.objects.create(
            case=case, part="other", person=head, name="x", at=MONDAY, by=dsl
        ),
        "the same part twice": lambda: Participant.objects.create(
            case=case, part="harmed", person=cast.pupil, at=MONDAY, by=dsl
        ),
        "a step of no name": lambda: Event(
            case=case, kind="step", happened_at=MONDAY, entered_at=MONDAY, words="x"
        ).save(),
        "left out, with an outcome": done(skipped=True, outcome="named"),
        "seconded by oneself": done(second_by=dsl),
        "an assignment of nothing": lambda: Assignment.objects.create(
            case=case, step="x", reason="x", at=MONDAY, by=dsl
        ),
        "reopened without why": lambda: Ending.objects.create(
            case=case, outcome="x", reason="x", at=MONDAY, by=dsl, reopened_at=MONDAY, reopened_by=dsl
        ),
        "a check half decided": lambda: Check.objects.create(case=case, check_id=1, raised_at=MONDAY, decision="x"),
        "decided without reason": consequence(starts_on=TODAY, decided_at=MONDAY, decided_by=head),
        "decided, not from a day": consequence(reason="x", decided_at=MONDAY, decided_by=head),
        "decided about oneself": lambda: Consequence.objects.create(
            case=case,
            person=head,
            rung="x",
            reason="x",
            drafted_at=MONDAY,
            starts_on=TODAY,
            decided_at=MONDAY,
            decided_by=head,
        ),
        "ended without why": consequence(ended_on=TODAY, ended_by=head),
        "ends before it starts": consequence(starts_on=TODAY, ends_on=TODAY - timedelta(days=1)),
        "parents told by nobody": consequence(parents_told_at=MONDAY),
        "let in by oneself": lambda: Grant.objects.create(
            case=case, person=dsl, reason="x", until=TODAY, at=MONDAY, by=dsl
        ),
        "two who are one": lambda: Grant.objects.create(
            case=case, person=head, reason="x", until=TODAY, at=MONDAY, by=dsl, second_by=dsl
        ),
        "emergency that lasts no time": lambda: EmergencyAccess.objects.create(
            case=case, by=head, reason="x", at=MONDAY, expires_at=MONDAY
        ),
        "emergency noted by oneself": lambda: EmergencyAccess.objects.create(
            case=case, by=head, reason="x", at=MONDAY, expires_at=MONDAY + story.DAY, seen_at=MONDAY, seen_by=head
        ),
        "asked of oneself": lambda: Approval.objects.create(
            case=case, what="grant", payload="{}", reason="x", asked_at=MONDAY, asked_by=dsl, second=dsl
        ),
        "answered without answer": lambda: Approval.objects.create(
            case=case,
            what="grant",
            payload="{}",
            reason="x",
            asked_at=MONDAY,
            asked_by=dsl,
            second=head,
            answered_at=MONDAY,
        ),
        "sent without its paper": letter(to=cast.parent, sent_at=MONDAY, sent_by=dsl),
        "a letter to nobody": letter(),
        "a hold half ended": lambda: Hold.objects.create(case=case, reason="x", at=MONDAY, by=dsl, ended_at=MONDAY),
    }
    for what, make in halves.items():
        try:
            refused(make)
        except BaseException as error:
            raise AssertionError(f"{what}: {error!r}") from error


def test_what_was_written_stays(cast):
    case = story.bullying(cast)
    dsl = story.fresh(cast.dsl)
    chronology.add_contact(
        case, whom="Grace Obi, LADO", how=rules.How.PHONE, words="No further advice.", by=dsl, at=MONDAY
    )
    event = Event.objects.get(kind="contact")
    chronology.add_addendum(case, event=event, words="It was half past ten.", by=dsl, at=MONDAY)
    story.do(case, "parts", cast.dsl)
    for model in (Event, Addendum, Contact, Done):
        row = model.objects.latest("pk")
        with pytest.raises(Broken, match="stays"):
            row.save()
        for name in model.FIXED:
            field = model._meta.get_field(name)
            value = {"DateTimeField": MONDAY - story.DAY, "BooleanField": True, "PositiveSmallIntegerField": 9}.get(
                field.get_internal_type(), "x"
            )
            if field.is_relation:
                value = None if field.null and getattr(row, field.attname) else None
                if not field.null or getattr(row, field.attname) is None:
                    continue
            refused(
                lambda model=model, row=row, name=name, value=value: model.objects.filter(pk=row.pk).update(
                    **{name: value}
                )
            )
        refused(lambda model=model, row=row: model.objects.filter(pk=row.pk).update(digest="0" * 64))
        assert model.objects.get(pk=row.pk).as_written
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_event SET words = words WHERE id = %s", [event.pk])
    Event.objects.filter(pk=event.pk).update(words="Something else.", sealed_round=F("sealed_round") + 1)
    assert not Event.objects.get(pk=event.pk).as_written, "what went past the database shows by the digest"


def test_every_free_text_of_a_case_is_sealed():
    plain = {
        "Participant.duties",
        "Event.kind",
        "Event.digest",
        "Addendum.digest",
        "Contact.how",
        "Contact.digest",
        "Concerning.digest",
        "Done.digest",
        "Look.what",
        "Document.digest",
        "Document.path",
        "Document.shown_path",
        "Document.blurred_path",
        "Document.media_type",
        "LetterTemplate.kind",
        "LetterTemplate.title",
        "LetterTemplate.words",
        "Letter.digest",
        "Letter.path",
        "Letter.how",
        "KeepingRule.record_class",
        "Certificate.record_class",
        "Certificate.digest",
        "Transfer.digest",
        "Transfer.path",
        "AccessRequest.digest",
        "AccessRequest.path",
        "WordList.mark",
        "HeldPage.picture",
    }
    found = {
        f"{model.__name__}.{field.name}"
        for app in ("cases", "records")
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.concrete_fields
        if field.get_internal_type() in ("CharField", "TextField", "JSONField") and not isinstance(field, CLOSED)
    }
    assert found == plain


def whole_story(cast) -> Case:
    words = f"He said {SECRET}"
    dsl = story.fresh(cast.dsl)
    case = story.bullying(cast, reason=words, names=((words, schema.CasePart.OTHER),))
    chronology.add_event(case, words=words, by=dsl, at=MONDAY)
    chronology.add_addendum(case, event=Event.objects.get(kind="note"), words=words, by=dsl, at=MONDAY)
    chronology.add_contact(case, whom=words, how=rules.How.PHONE, words=words, by=dsl, at=MONDAY)
    chronology.add_document(
        case, name=words, content=SECRET.encode(), examined=Found("x", 1, text=words), by=dsl, at=MONDAY
    )
    story.do(case, "parts", cast.dsl, how=words)
    readers.grant(case, person=cast.teacher, reason=words, until=TODAY, by=dsl, at=MONDAY)
    decisions.hold(case, reason=words, by=dsl, at=MONDAY)
    return case


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite is one file that can be carried away.")
def test_a_stolen_database_file_holds_no_word_of_a_case(cast, settings, tmp_path):
    case = whole_story(cast)
    assert search.found(Case.objects.all(), SECRET) == {case.pk} and WordList.objects.get(case=case)
    kept = sqlite3.connect(tmp_path / "stolen.sqlite3")
    connections["default"].connection.backup(kept)
    kept.close()
    stolen = (tmp_path / "stolen.sqlite3").read_bytes()
    assert b"Larkhollow" in stolen and SECRET.encode() not in stolen and b"He said" not in stolen
    files = list((settings.MEDIA_ROOT / "cases").iterdir())
    assert files and not any(SECRET.encode() in file.read_bytes() for file in files)


def test_a_new_key_seals_cases_and_their_files_too(cast, settings, tmp_path):
    settings.RING = tmp_path / "keys.json"
    case = whole_story(cast)
    search.found(Case.objects.all(), SECRET)
    old = sealed_field.newest()
    rotation.rotate(forget_old=True)
    assert SECRET in WordList.objects.get().words and search.found(Case.objects.all(), SECRET) == {case.pk}
    assert all(
        other.as_written and other.sealed_round == 1
        for model in (Event, Addendum, Contact, Done)
        for other in model.objects.all()
    )
    from schoolgate.cases import papers

    assert papers.read(case.documents.get().path) == SECRET.encode()
    assert old.__class__ and len(sealed_field.keys()) == 1


def test_what_is_given_for_a_step_comes_back_as_it_was():
    given = {"day": TODAY, "moment": MONDAY, "number": 2.5, "yes": True, "words": "£ and ü"}
    assert packing.unpacked(packing.packed(given)) == given and packing.unpacked("") == {}
    with pytest.raises(TypeError):
        packing.packed({"x": object()})
