"""The disk is stolen: what a database file, its log and a folder tell somebody who has no key."""

from enum import Enum

import pytest
from django.apps import apps

from schoolgate.cases import rules as case_rules
from schoolgate.concerns import rules as concern_rules
from schoolgate.engines.procedures import PROCEDURES
from schoolgate.engines.procedures.consequences import Rung
from schoolgate.engines.procedures.schema import CasePart
from schoolgate.records.queries import access_requests
from schoolgate.records.rules import RecordClass
from schoolgate.sealed.keyed import CLOSED
from tests.house import stolen

APPS = ("concerns", "cases", "records")
OPEN = {
    "concerns_concern.door": "whether a pupil, a parent or a member of staff told it",
    "concerns_concern.scope": "use for the school, or personal use",
    "concerns_concern.first_scope": "use for the school, or personal use",
    "concerns_concern.status": "whether it was read and answered",
    "concerns_access.why": "routed, escalated, passed, shared or on duty",
    "concerns_alert.matter": "unread, a mail, a file",
    "concerns_changed.people": "numbers of people who have another name, duty or tie since some minutes",
    "concerns_onduty.phone": "a number that whoever is on duty wants shown to those who tell",
    "concerns_settings.closed_notice": "what everybody reads who tells something while the school is closed",
    "concerns_settings.social_care_phone": "a number that is shown to everybody who tells something",
    "concerns_draft.form": "which form somebody has begun",
    "cases_event.kind": "a note, a step, a letter: the tables beside it tell as much",
    "cases_contact.how": "by telephone, by letter",
    "cases_letter.how": "e-mailed or printed",
    "cases_look.what": "which page of a case was looked at",
    "cases_participant.duties": "what they were at the school, as in the list of people",
    "concerns_openedsession.how": "whether a session was opened by hand or with a card",
    "cases_lettertemplate.kind": "what the school has set for all letters of a kind",
    "cases_lettertemplate.title": "the same",
    "cases_lettertemplate.words": "the same",
    "records_keepingrule.record_class": "what the school has set for all records of a class",
    "records_certificate.record_class": "of a record that is destroyed, and names nobody",
}
"""Columns of words that stay readable, with what they tell. The guide and ADR 15 say so too."""
NEVER_WORDS = ("digest", "path", "picture", "media_type", "mark")
"""What the names of columns end with that hold digests and addresses."""


def test_every_word_of_a_concern_case_or_record_is_closed_or_known_to_be_open():
    found = {
        f"{model._meta.db_table}.{field.column}"
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.concrete_fields
        if field.get_internal_type() in ("CharField", "TextField", "JSONField")
        and not isinstance(field, CLOSED)
        and not field.column.endswith(NEVER_WORDS)
    }
    assert found == set(OPEN), (
        f"{sorted(found ^ set(OPEN))}: make it Sealed, SealedChoice or Keyed, or say here what it tells."
    )


def values(*enums: type[Enum]) -> set[str]:
    return {str(item.value) for enum in enums for item in enum}


def vocabulary() -> set[str]:
    """Every word by which a row says what it is about, who somebody is in it, what was done and how it came out."""
    steps = [step for procedure in PROCEDURES.values() for step in procedure.steps]
    return {
        *values(concern_rules.Harm, concern_rules.ConcernPart, concern_rules.ConcernKind, concern_rules.Outcome),
        *values(concern_rules.BullyingStep, CasePart, Rung, RecordClass, case_rules.What),
        *PROCEDURES,
        *(step.id for step in steps),
        *(letter for step in steps for letter in (*step.letters, *step.beside)),
        *(outcome.id for step in steps for outcome in step.outcomes),
        *case_rules.DECISIONS,
        *access_requests.DECISIONS,
        *("chair", "deputy_dsl", "emergency", "supervise"),
    }


def long_enough(words: set[str]) -> set[str]:
    """Words that stand nowhere by chance, and are no word of an open column."""
    open_words = {*values(case_rules.EventKind, case_rules.How, concern_rules.Status, concern_rules.Channel)}
    open_words |= values(concern_rules.Scope, concern_rules.AccessReason) | {"chronology", "letters"}
    return {word for word in words if len(word) >= 7 and word not in open_words and word not in stolen.FOLDERS}


MOMENTS = ("running", "rotated", "forgotten")


def test_the_scene_has_something_to_hide(taken):
    database = taken / "running" / "schoolgate.sqlite3"
    assert (taken / "running" / "schoolgate.sqlite3-wal").stat().st_size > 100_000
    tables = [table for table, _ in stolen.pages(database)]
    assert len({table for table in tables if not stolen.is_open(table)}) > 30
    for table in (
        "concerns_about",
        "cases_participant",
        "cases_done",
        "cases_consequence",
        "cases_letter",
        "cases_check",
    ):
        assert stolen.cells(database, table, ["id"]), table
    assert len(long_enough(vocabulary())) > 80


@pytest.mark.parametrize("moment", MOMENTS)
def test_no_page_of_the_file_or_its_log_tells_what_it_is_about(taken, moment):
    database = taken / moment / "schoolgate.sqlite3"
    telling = {*long_enough(vocabulary()), stolen.SECRET, "He said", "swings", "A quarrel", "Barlow", "Sedgemarsh High"}
    assert stolen.found(database, telling) == set()


@pytest.mark.parametrize("moment", MOMENTS)
def test_no_name_of_a_person_lies_outside_the_list_of_people(taken, moment):
    database = taken / moment / "schoolgate.sqlite3"
    names = stolen.cells(database, "community_person", ["first_name", "last_name", "known_as"])
    assert {"Adeyemi"} <= names
    assert stolen.found(database, {name for name in names if len(name) >= 5}) == set()


@pytest.mark.parametrize("moment", MOMENTS)
def test_no_cell_says_a_word_however_short(taken, moment):
    database, telling = taken / moment / "schoolgate.sqlite3", vocabulary()
    columns = {}
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            closed = [field.column for field in model._meta.concrete_fields if isinstance(field, CLOSED)]
            columns |= {model._meta.db_table: closed} if closed else {}
    found = {
        (table, cell)
        for table, closed in columns.items()
        for cell in stolen.cells(database, table, closed)
        if cell in telling
    }
    assert found == set() and len(columns) > 25
    assert not [cell for cell in stolen.cells(database, "cases_check", ["check_id"]) if cell.isdigit()]


def test_one_word_that_lies_open_is_found(taken, tmp_path):
    """The same look finds it: in a table, in what was deleted, and in the log alone."""
    import sqlite3

    for name in ("schoolgate.sqlite3", "schoolgate.sqlite3-wal"):
        (tmp_path / name).write_bytes((taken / "forgotten" / name).read_bytes())
    database = tmp_path / "schoolgate.sqlite3"
    with sqlite3.connect(database) as write:
        write.execute("PRAGMA secure_delete=OFF")
        write.execute("UPDATE concerns_about SET part = 'grooming-planted'")
        write.commit()
        assert stolen.found(database, {"grooming-planted"}) == {("concerns_about", "grooming-planted")}
        assert b"grooming-planted" not in database.read_bytes(), "it is in the log alone"
        write.execute("CREATE TABLE concerns_gone (word TEXT)")
        write.execute("INSERT INTO concerns_gone VALUES ('grooming-deleted')")
        write.commit()
        write.execute("DROP TABLE concerns_gone")
        write.commit()
        write.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    write.close()
    assert {table for table, word in stolen.found(database, {"grooming-deleted"})} == {stolen.FREE}


def test_what_a_rotation_leaves_opens_with_the_new_key_alone(taken):
    """Neither a text nor a word of the copy that was taken before lies in the one without the old keys."""
    before, after = (taken / moment / "schoolgate.sqlite3" for moment in ("running", "forgotten"))
    old: set[str] = set()
    for table, column in (("concerns_about", "part"), ("cases_done", "step"), ("concerns_concern", "words")):
        tokens = stolen.cells(before, table, [column]) - {""}
        assert tokens and not tokens & stolen.cells(after, table, [column])
        old |= tokens
    assert stolen.found(after, old) == set(), "nor in a page that nothing uses"
