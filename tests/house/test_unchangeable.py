"""What never changes stands in FIXED, and the database holds every field of it, one by one."""

from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, models, transaction

from schoolgate.audit import rows
from schoolgate.cli import reference
from schoolgate.concerns.models.chronicle import Addendum
from schoolgate.concerns.tests import story
from schoolgate.records import noticing
from schoolgate.sealed import closing, unchangeable
from schoolgate.sealed.field import Sealed
from schoolgate.sealed.keyed import CLOSED
from schoolgate.sealed.models import Written
from tests.cast import MONDAY

CHANGES = {"concerns.Message": {"read_at"}, "cases.Done": {"correction"}}
"""What of a row that is written once may be noted on it later."""
FREE = {"concerns.PendingUpload": "a file that waits for its form for two hours; nothing is proved by it"}
"""Models with a digest, or with words sealed anew, of which nothing is fixed, and why."""
FIXED = {
    "records.AccessRequest": {"school", "about", "asked_on", "due_on", "at", "by", "digest", "sealed_at"},
    "records.Certificate": {
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
    },
    "cases.Document": {
        "case",
        "title",
        "name",
        "digest",
        "path",
        "shown_path",
        "blurred_path",
        "pages",
        "media_type",
        "size",
        "text",
        "metadata",
        "at",
        "by",
    },
    "cases.Letter": {
        "case",
        "kind",
        "about",
        "to",
        "to_name",
        "title",
        "words",
        "written_at",
        "written_by",
        "changed_at",
        "changed_by",
        "digest",
        "path",
        "how",
        "sent_at",
        "sent_by",
    },
    "records.Transfer": {"school", "child", "left_on", "due_on", "digest", "size", "entries", "documents", "at", "by"},
    "concerns.Concern": {"words", "childs_words", "exact_words", "told_digest"},
    "concerns.Evidence": {
        "concern",
        "line",
        "name",
        "digest",
        "path",
        "shown_path",
        "blurred_path",
        "pages",
        "media_type",
        "size",
        "text",
        "metadata",
        "at",
        "by",
    },
    "policy.Signature": {
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
    },
    "policy.SignedText": {"digest", "text"},
    "policy.Version": {
        "school",
        "number",
        "approved_at",
        "approved_by",
        "published_at",
        "published_by",
        "in_force_on",
        "digest",
    },
}
"""What is fixed of every model that is not written once as a whole: to take a field away here is a decision."""
WRITTEN = {
    "cases.Addendum": "case event words at by",
    "cases.Concerning": "case event person at by",
    "cases.Contact": "case event whom how",
    "cases.Done": "case event step child turn outcome skipped given at by second_by",
    "cases.Event": "case kind step happened_at entered_at by words",
    "concerns.Addendum": "concern words at by by_reporter",
    "concerns.Message": "concern words at by from_school",
    "concerns.OpenedSession": "concern line person how at",
}
"""Of what the digest of a row that is written once is made, in this order."""
ONCE = {"records.AccessRequest": "sealed_at", "cases.Letter": "sent_at", "policy.Version": "published_at"}


def fixed_models():
    return {model._meta.label: model for model in unchangeable.fixed_models()}


def concrete(model) -> set[str]:
    return {field.name for field in model._meta.concrete_fields if not field.primary_key}


def test_a_row_that_is_written_once_fixes_all_of_itself():
    written = [model for model in reference.own_models() if issubclass(model, Written)]
    assert len(written) >= 6
    for model in written:
        label = model._meta.label
        known = {*model.FIXED, *model.LATER, "digest", "sealed_round"} | CHANGES.get(label, set())
        left = concrete(model) - known
        assert not left, f"{label}: put {sorted(left)} into LATER, or into CHANGES here with a reason."


def test_what_a_digest_is_made_of_stays_as_it_was():
    """With another field in it, every row that there is would say that somebody changed it in the database."""
    found = {m._meta.label: " ".join(m.FIXED) for m in reference.own_models() if issubclass(m, Written)}
    assert found == WRITTEN, "a field that is new belongs into LATER of its model, and a new model into WRITTEN here"


@pytest.mark.django_db
def test_a_field_that_came_later_changes_no_digest_of_before_and_is_in_those_of_now(cast, monkeypatch):
    concern = story.staff(cast)
    row = Addendum.objects.create(concern=concern, words="More.", at=MONDAY, by=cast.teacher)
    fixed = tuple(name for name in Addendum.FIXED if name != "words")
    monkeypatch.setattr(Addendum, "FIXED", fixed)
    monkeypatch.setattr(Addendum, "LATER", ("words",))
    assert not row.as_written, "words count where there are any"
    empty = Addendum(concern=concern, words="", at=MONDAY, by=cast.teacher)
    before = empty.now_digest()
    monkeypatch.setattr(Addendum, "LATER", ())
    assert empty.now_digest() == before


def test_what_was_fixed_stays_fixed():
    found = {label: set(model.FIXED) for label, model in fixed_models().items() if not issubclass(model, Written)}
    for label in FIXED.keys() | found.keys():
        missing = FIXED.get(label, set()) - found.get(label, set())
        unknown = found.get(label, set()) - FIXED.get(label, set())
        assert not missing, f"{label}: {sorted(missing)} may be changed now, and must not: it belongs in FIXED."
        assert not unknown, f"{label}: name {sorted(unknown)} here too, so that losing it would be noticed."
    once = {label: model.FIXED_ONCE for label, model in fixed_models().items() if getattr(model, "FIXED_ONCE", "")}
    assert once == ONCE


def test_a_model_with_a_digest_fixes_it():
    free = set()
    for model in reference.own_models():
        fixed = {field.name for field in unchangeable.fixed_fields(model)} if hasattr(model, "FIXED") else set()
        if {"digest", "sealed_round"} & concrete(model) and not {"digest", "told_digest"} & fixed:
            free.add(model._meta.label)
    assert free == set(FREE), f"{sorted(free ^ set(FREE))}: say in FIXED what never changes, or here why nothing does."


def test_sealed_words_are_fixed_only_where_their_sealing_is_counted():
    for label, model in fixed_models().items():
        if any(isinstance(field, CLOSED) for field in unchangeable.fixed_fields(model)):
            assert "sealed_round" in concrete(model), f"{label}: with another key every row would be refused."


# ---- in the database


@pytest.fixture
def triggers(db):
    """Every trigger of the database with the condition that it holds."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgname, pg_get_functiondef(tgfoid) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
            )
        return dict(cursor.fetchall())


@pytest.mark.postgres
def test_every_model_with_fixed_fields_has_its_trigger_with_every_one_of_them(triggers):
    for label, model in fixed_models().items():
        condition = triggers.get(unchangeable.trigger_of(model))
        assert condition, f"{label} has no trigger."
        for field in unchangeable.fixed_fields(model):
            assert f'NEW."{field.column}" IS' in condition, f"{label}.{field.name} can be changed in the database."
    each = [*((unchangeable, model) for model in fixed_models().values()), *((rows, model) for model in rows.watched())]
    made = {name for of, model in each for name in of.triggers(connection.vendor, model)}
    assert set(triggers) == made | noticing.triggers(connection.vendor).keys()


class Sheet(models.Model):
    """A model of the tests alone: words that are sealed, a number, and a day from which both stay."""

    FIXED = ("words", "number", "ended_on")
    FIXED_ONCE = "ended_on"
    words = Sealed()
    number = models.IntegerField(null=True)
    ended_on = models.DateField(null=True)
    note = models.CharField(max_length=9, default="")
    sealed_round = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "house"
        managed = False
        db_table = "house_sheet"


@pytest.fixture
def sheet(db, monkeypatch):
    monkeypatch.setattr(unchangeable, "fixed_models", lambda: iter([Sheet]))
    with connection.cursor() as cursor:
        cursor.execute(connection.schema_editor().table_sql(Sheet)[0])
    unchangeable.install()
    unchangeable.install()
    return Sheet.objects.create(words="a", number=None)


def change(sheet, **what) -> None:
    with transaction.atomic():
        Sheet.objects.filter(pk=sheet.pk).update(**what)


@pytest.mark.postgres
def test_a_row_stays_from_when_it_is_said_to(sheet):
    change(sheet, words="b", number=1)
    change(sheet, number=None)
    change(sheet, ended_on="2026-11-23", number=2)
    for what in ({"words": "c"}, {"number": 3}, {"number": None}, {"ended_on": None}):
        with pytest.raises(IntegrityError, match="house.Sheet: what was written stays as it was written"):
            change(sheet, **what)
    change(sheet, note="free")
    change(sheet, words="b", sealed_round=1)
    with pytest.raises(IntegrityError):
        change(sheet, number=3, sealed_round=2)


@pytest.mark.postgres
def test_a_migration_that_seals_what_stays_puts_the_trigger_away_first(sheet):
    change(sheet, ended_on="2026-11-23")
    old = SimpleNamespace(get_model=lambda label: {"house.Sheet": Sheet}[label])
    with connection.cursor() as cursor:
        closing.without_triggers("house.Sheet")(old, SimpleNamespace(connection=connection, execute=cursor.execute))
    change(sheet, number=7)
    unchangeable.install()
    with pytest.raises(IntegrityError):
        change(sheet, number=8)


@pytest.mark.postgres
def test_a_row_is_not_put_in_the_place_of_one_that_stays(sheet):
    """SQLite replaces a row without asking whether it may be changed or deleted."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has it")
    with connection.cursor() as cursor:
        for deed in ("INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE"):
            statement = f"{deed} INTO house_sheet (id, words, number, note, sealed_round) VALUES (%s, 'x', 9, '', 7)"
            with pytest.raises(IntegrityError, match="what was written stays"), transaction.atomic():
                cursor.execute(statement, [sheet.pk])
        cursor.execute("INSERT INTO house_sheet (words, number, note, sealed_round) VALUES ('x', 9, '', 0)")
    assert Sheet.objects.count() == 2
