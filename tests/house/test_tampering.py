"""Whoever can write the database, and knows neither the keys nor their folder, leaves a trace that `trail verify` names.

Each tampering is tried as it is, with the triggers dropped and put back, and with a deed on the same record afterwards:
what was wrong once must not become right because somebody worked with it the next day.
"""

import json
from contextlib import suppress
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from schoolgate import access
from schoolgate.audit import anchor, begin, rows, trail
from schoolgate.audit.models import Change, Entry, Length, Sum
from schoolgate.cases.actions import chronology, readers
from schoolgate.cases.models.chronicle import Event
from schoolgate.cases.tests import story as case_story
from schoolgate.community.models import School
from schoolgate.concerns.actions import outcomes, triage
from schoolgate.concerns.models.chronicle import Addendum
from schoolgate.concerns.models.concern import Access, Concern
from schoolgate.concerns.models.evidence import Evidence
from schoolgate.concerns.rules import ConcernKind, Outcome
from schoolgate.concerns.tests import story
from schoolgate.config import verifying
from schoolgate.records.actions import retention
from schoolgate.records.models import Certificate
from schoolgate.sealed import rotation, store
from tests.cast import MONDAY
from tests.house.scene import drawn
from tests.house.tampering import (
    CHANGES,
    DELETED,
    HOUR,
    LATER,
    WAYS,
    WHOLE,
    World,
    deeds_of_the_next_day,
    without_triggers,
    words_changed,
)
from tests.shared_rows import shared

pytestmark = pytest.mark.postgres


@shared
def kept(cast):
    """By deeds alone, so that every row of it is in the trail."""
    dsl = story.fresh(cast.dsl)
    concern = story.staff(cast, about=[cast.pupil], enclosures=(story.picture(shown=drawn()),))
    story.read(concern, cast.dsl)
    triage.add_addendum(concern, words="He was there too.", by=dsl, at=MONDAY)
    triage.say(concern, words="Thank you. We look into it.", by=dsl, at=MONDAY)
    triage.share(concern, person=cast.assistant, reason="Sits beside her.", by=dsl, at=MONDAY)
    outcomes.decide(concern, end=Outcome.NO_ACTION, reason="Settled.", by=dsl, at=MONDAY)
    other = story.staff(cast, "She shouts at them.", by=cast.office, about=[cast.head], kind=ConcernKind.COLLEAGUE)
    story.read(other, cast.chair)
    case = case_story.bullying(cast)
    chronology.add_event(case, words="They sat together again.", by=dsl, at=MONDAY)
    picture = story.picture(shown=drawn())
    chronology.add_document(
        case, name=picture.name, content=picture.content, examined=picture.examined, title="The chat", by=dsl, at=MONDAY
    )
    readers.grant(case, person=cast.assistant, reason="x y z", until=MONDAY.date(), by=dsl, at=MONDAY)
    readers.look(case, by=dsl, at=MONDAY)
    gone = story.staff(cast, about=[cast.young_pupil])
    story.read(gone, cast.dsl)
    outcomes.decide(gone, end=Outcome.NO_ACTION, reason="Settled.", by=dsl, at=MONDAY)
    retention.ask_disposal(gone, second=cast.head, reason="Its time has come.", by=dsl, at=LATER)
    retention.agree_disposal(gone, by=story.fresh(cast.head), at=LATER)
    return World(cast, concern.pk, other.pk, case.pk, gone.pk)


@pytest.fixture
def seals(kept, tmp_path, monkeypatch):
    """The newest seal, in a folder of its own, as the deeds left it."""
    monkeypatch.setattr(anchor, "path", lambda: tmp_path / "seals.json")
    monkeypatch.setattr(anchor, "_newest", {})
    newest = Entry.objects.filter(school_id=kept.cast.school.pk).latest("number")
    anchor.keep(newest.school_id, newest.number, newest.seal)
    return tmp_path / "seals.json"


def told() -> list[str]:
    return [finding.what for finding in verifying.findings(lambda done, total: None)]


def test_what_deeds_did_and_nothing_else_is_whole(seals):
    assert told() == []


def test_what_deeds_did_the_next_day_is_whole_too(kept, seals):
    before = Entry.objects.count()
    deeds_of_the_next_day(kept)
    assert Entry.objects.count() - before >= 6, "the deeds of the next day are done where nothing stands against them"
    assert told() == []


@pytest.mark.parametrize("watched, next_day", WAYS)
@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_row_is_named(kept, seals, change, watched, next_day):
    model, fields, words = CHANGES[change]
    row = model.objects.first()
    assert any(getattr(row, name) != value for name, value in fields.items())
    with without_triggers(model, watched=watched):
        assert model._base_manager.filter(pk=row.pk).update(**fields)
    if next_day:
        deeds_of_the_next_day(kept)
    found = told()
    assert any(words in line for line in found), found
    assert all(str(kept.gone_id) not in line for line in found)


@pytest.mark.parametrize("watched, next_day", WAYS)
@pytest.mark.parametrize("of", DELETED)
def test_a_deleted_row_is_named(kept, seals, of, watched, next_day):
    model, words = DELETED[of]
    with without_triggers(model, watched=watched):
        assert model._base_manager.filter(pk=model.objects.first().pk).delete()[0]
    if next_day:
        deeds_of_the_next_day(kept)
    assert any(words in line for line in told()), told()


@pytest.mark.parametrize("of", DELETED)
def test_a_row_put_in_is_named(kept, seals, of):
    """A copy of one that is there, as somebody would write who wants to read a concern or to have been its reader."""
    model, words = DELETED[of]
    with without_triggers(model), suppress(Exception), transaction.atomic():
        row = model._base_manager.first()
        row.pk, row._state.adding = (uuid4() if isinstance(row.pk, UUID) else None), True
        for name, value in {"digest": "1" * 64, "duty": "office", "person_id": kept.cast.office.pk}.items():
            if hasattr(row, name) and (name != "person_id" or model is not Access):
                setattr(row, name, value)
        model._base_manager.bulk_create([row])
        assert any(words in line for line in told()), told()
        return
    pytest.skip("the database itself refuses such a copy")


@pytest.mark.parametrize("next_day", [False, True], ids=["at once", "after deeds"])
@pytest.mark.parametrize("tamper", WHOLE, ids=lambda tamper: tamper.__name__)
def test_what_is_done_to_a_whole_record_is_named(kept, seals, tamper, next_day):
    words = tamper(kept)
    if next_day:
        deeds_of_the_next_day(kept)
    found = told()
    assert any(words in line for line in found), found


def test_a_row_in_the_place_of_another_is_refused_and_named(kept, seals):
    """`INSERT OR REPLACE` asks no trigger of a change or a deletion."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has it")
    event = Event.objects.filter(case=kept.case_id).last()
    columns = ", ".join(f'"{field.column}"' for field in Event._meta.concrete_fields)
    said = columns.replace('"kind"', "'note'").replace('"happened_at"', "'2020-01-01 00:00:00'")
    statement = f"INSERT OR REPLACE INTO cases_event ({columns}) SELECT {said} FROM cases_event WHERE id = %s"  # noqa: S608
    with pytest.raises(Exception, match="what was written stays"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [event.pk])
    assert told() == []
    with without_triggers(Event), connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("UPDATE cases_event SET happened_at = '2020-01-01 00:00:00' WHERE id = %s", [event.pk])
    assert any("the chronology" in line for line in told())


# ---- the trail itself


def test_a_trail_emptied_whole_is_named(kept, seals):
    Entry.objects.all().delete()
    Length.objects.all().delete()
    Sum.objects.all().delete()
    found = told()
    assert any("its beginning is missing" in line for line in found), found
    assert any("kept beside the keys" in line for line in found), found


def test_an_emptied_trail_does_not_begin_again_at_the_next_start(kept, seals):
    Entry.objects.all().delete()
    Length.objects.all().delete()
    Sum.objects.all().delete()
    begin.begin([kept.cast.school.pk], LATER)
    assert not Entry.objects.exists()
    deeds_of_the_next_day(kept)
    assert any("kept beside the keys" in line for line in told())


def test_a_cut_end_with_the_length_of_an_earlier_day_is_named(kept, seals):
    """Everything is put back as it was before the last deed: chain, length, sums and rows agree with each other."""
    with transaction.atomic():
        before = transaction.savepoint()
        triage.add_addendum(kept.concern, words="Late.", by=story.fresh(kept.cast.dsl), at=LATER + HOUR)
        newest = Entry.objects.latest("number")
        anchor.keep(newest.school_id, newest.number, newest.seal)
        transaction.savepoint_rollback(before)
    assert any("the end was cut off" in line for line in told())


def test_a_seal_that_is_behind_is_no_break(kept, seals):
    """Killed between the database and the file: the entry that the file names is there, and more."""
    triage.add_addendum(kept.concern, words="Late.", by=story.fresh(kept.cast.dsl), at=LATER + HOUR)
    assert anchor.of(kept.cast.school.pk).number < Entry.objects.latest("number").number
    assert told() == []


def test_a_trail_written_anew_is_named(kept, seals):
    held = json.loads(seals.read_text())
    held["schools"][str(kept.cast.school.pk)]["seal"] = "0" * 64
    seals.write_text(json.dumps(held))
    assert any("written anew" in line for line in told())


@pytest.mark.parametrize("spoil", ["", "{}", "[1]", "not json"])
def test_spoilt_seals_are_named(kept, seals, spoil):
    seals.write_text(spoil)
    assert any("cannot be read" in line for line in told())


def test_lost_seals_are_named(kept, seals):
    seals.unlink()
    assert any("No seal of school" in line for line in told())


def test_a_school_that_is_gone_is_named(kept, seals):
    anchor.keep(4711, 9, "0" * 64)
    assert any("School 4711 is missing" in line for line in told())


def test_a_school_without_a_trail_is_named(kept, seals):
    School.objects.create(name="Elsewhere", slug="elsewhere")
    assert any("its beginning is missing" in line for line in told())


@pytest.mark.parametrize("how", ["changed", "deleted", "moved", "of an earlier day"])
@pytest.mark.parametrize("next_day", [False, True], ids=["at once", "after deeds"])
def test_sums_that_are_not_those_of_the_trail_are_named(kept, seals, how, next_day):
    one = Sum.objects.filter(key__startswith=f"concerns.concern:{kept.concern_id}|concerns.addendum")
    if how == "changed":
        one.update(value="1" * 64)
    elif how == "deleted":
        one.delete()
    elif how == "moved":
        one.update(key=F("key") + "x") if connection.vendor == "none" else one.update(key="concerns.concern:1|x")
    else:
        before = one.get().value
        triage.add_addendum(kept.concern, words="Late.", by=story.fresh(kept.cast.dsl), at=LATER + HOUR)
        with without_triggers(Addendum):
            Addendum._base_manager.filter(pk=Addendum.objects.latest("pk").pk).delete()
        one.update(value=before)
    if next_day:
        deeds_of_the_next_day(kept)
    assert told()


def test_what_an_entry_says_of_sums_is_sealed(kept, seals):
    entry = Entry.objects.exclude(moved=[]).first()
    Entry.objects.filter(pk=entry.pk).update(moved=[])
    assert any("broken at entry" in line for line in told())


def test_a_change_that_is_put_before_the_next_deed_counts_for_nothing(kept, seals):
    """Somebody writes by hand what the database would have written down, so that the next deed takes it over."""
    concern = kept.concern
    assert concern.harm != "illegal"
    with without_triggers(Concern):
        Concern.objects.filter(pk=concern.pk).update(harm="illegal")
    columns = [field.column for field in Concern._meta.concrete_fields]
    row = dict(zip(columns, Concern.objects.filter(pk=concern.pk).values_list(*columns).get(), strict=True))
    after = json.dumps({name: str(value) for name, value in row.items()})
    Change.objects.create(model="concerns.concern", before=after.replace('"illegal"', f'"{concern.harm}"'), after=after)
    deeds_of_the_next_day(kept)
    assert not Change.objects.exists()
    assert any("what was told" in line for line in told())


@pytest.mark.parametrize("deed", ["DROP", "PUT"])
def test_a_trigger_that_is_missing_or_not_ours_is_named(kept, seals, deed):
    on = " ON concerns_access" if connection.vendor == "postgresql" else ""
    name = next(iter(rows.triggers(connection.vendor, Access)))
    with connection.cursor() as cursor:
        if deed == "DROP":
            cursor.execute(f"DROP TRIGGER {name}{on}")
        elif connection.vendor == "sqlite":
            cursor.execute(
                "CREATE TRIGGER quietly AFTER INSERT ON concerns_access BEGIN DELETE FROM concerns_access; END"
            )
            name = "quietly"
        else:
            cursor.execute(
                "CREATE TRIGGER quietly AFTER INSERT ON concerns_access FOR EACH ROW "
                "EXECUTE FUNCTION concerns_access_weighed()"
            )
            name = "quietly"
    assert f"The trigger {name} of the database is missing, or is not ours." in told()


def test_an_emptied_trigger_of_the_same_name_is_named(kept, seals):
    if connection.vendor != "sqlite":
        pytest.skip("there it is a function that would be changed")
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER concerns_concern_stays")
        cursor.execute("CREATE TRIGGER concerns_concern_stays BEFORE UPDATE ON concerns_concern BEGIN SELECT 1; END")
    assert any("concerns_concern_stays" in line for line in told())


# ---- what is destroyed


def test_what_two_people_destroyed_is_whole_and_needs_its_certificate(kept, seals):
    assert Certificate.objects.filter(record=kept.gone_id).exists() and told() == []
    Certificate.objects.all().delete()
    found = told()
    assert any(f"{kept.gone_id} was destroyed, and no certificate says so" in line for line in found), found
    assert any("Certificate" in line and "is missing" in line for line in found), found


def test_a_forged_certificate_excuses_nothing(kept, seals):
    known = Certificate.objects.get()
    Concern.objects.filter(pk=kept.concern_id).delete()
    known.pk, known.record, known._state.adding = uuid4(), kept.concern_id, True
    known.save(force_insert=True)
    found = told()
    assert any(f"{kept.concern_id} is missing" in line for line in found), found
    assert any("Certificate" in line and "past Schoolgate" in line for line in found), found


# ---- where nothing is wrong


def test_other_keys_change_nothing(kept, seals):
    rotation.rotate()
    rows.clear()
    assert told() == []
    deeds_of_the_next_day(kept)
    assert told() == []


def begun_anew(world: World) -> None:
    """As a start of an earlier build would have left it: no sums, and an entry that was there before."""
    for model in (Sum, Entry, Length):
        model.objects.all().delete()
    anchor.path().unlink()
    school = world.cast.school.pk
    trail.record(school_id=school, event="community.first", by="1", at=MONDAY, target="school")
    begin.begin([school], LATER)
    newest = Entry.objects.latest("number")
    anchor.keep(school, newest.number, newest.seal)


@pytest.mark.parametrize("wrong", [False, True], ids=["whole", "tampered with"])
def test_a_build_that_weighs_more_fields_excuses_nothing(kept, seals, monkeypatch, wrong):
    """A later build adds a field that is filled: the sums move by it, and what was wrong before stays wrong."""
    with monkeypatch.context() as earlier:
        earlier.setattr(rows, "LEFT_OUT", {*rows.LEFT_OUT, "at"})
        begun_anew(kept)
        assert told() == []
    if wrong:
        with without_triggers(Addendum):
            Addendum._base_manager.filter(concern=kept.concern_id).update(words="It was nothing.")
    begin.begin([kept.cast.school.pk], LATER)
    assert anchor.shape() == rows.shape() and Entry.objects.filter(event=begin.ANEW).count() == 1
    found = told()
    assert (len(found) == 1 and "what was added" in found[0]) if wrong else not found, found
    begin.begin([kept.cast.school.pk], LATER)
    assert Entry.objects.filter(event=begin.ANEW).count() == 1 and told() == found


def test_a_start_that_was_killed_before_the_file_said_so_does_not_weigh_twice(kept, seals, monkeypatch):
    with monkeypatch.context() as earlier:
        earlier.setattr(rows, "LEFT_OUT", {*rows.LEFT_OUT, "at"})
        begun_anew(kept)
        before = seals.read_text()
    begin.begin([kept.cast.school.pk], LATER)
    seals.write_text(before)
    begin.begin([kept.cast.school.pk], LATER)
    assert Entry.objects.filter(event=begin.ANEW).count() == 1 and told() == []


def test_a_build_without_a_field_takes_those_rows_as_they_are(kept, seals, monkeypatch):
    """Nobody can say what a field weighed that is gone."""
    begun_anew(kept)
    monkeypatch.setattr(rows, "LEFT_OUT", {*rows.LEFT_OUT, "at"})
    begin.begin([kept.cast.school.pk], LATER)
    assert told() == []


def test_a_school_of_an_earlier_build_begins_once(kept, seals, monkeypatch):
    """Its rows are taken as they are, once; from there on they are held."""
    begun_anew(kept)
    school, newest = kept.cast.school.pk, Entry.objects.latest("number")
    assert newest.event == begin.BEGIN and len(newest.moved) > 20
    assert told() == []
    begin.begin([school], LATER)
    assert Entry.objects.count() == 2
    words_changed(kept)
    begin.begin([school], LATER)
    assert any("what was told" in line for line in told())


def test_a_machine_that_is_killed_while_a_school_begins_begins_it_once(kept, seals):
    seals.unlink()
    begin.begin([kept.cast.school.pk], LATER)  # the sums are there already
    assert not Entry.objects.filter(event=begin.BEGIN).exists()
    assert anchor.of(kept.cast.school.pk).number == Entry.objects.latest("number").number


# ---- files on the disk


def files_told() -> list[str]:
    return [finding.what for finding in verifying.spoilt_files(lambda done, total: None)]


def test_a_file_in_the_place_of_another_is_named(kept, seals):
    """Another file that the school's own key sealed, a file that nothing opens, and none."""
    path = Evidence.objects.get(concern=kept.concern_id).path
    other = store.keep(store.digest_of_content(b"other"), b"other", folder="concerns")
    assert files_told() == []
    place = Path(settings.MEDIA_ROOT) / path
    for content, words in (
        ((Path(settings.MEDIA_ROOT) / other).read_bytes(), "is another than"),
        (b"nothing", "not on the disk"),
        (None, "not on the disk"),
    ):
        place.unlink() if content is None else place.write_bytes(content)
        (line,) = files_told()
        assert words in line and str(kept.concern_id) in line


# ---- what it costs


def test_a_deed_costs_a_few_queries_more(kept):
    """Two where no record changes; two more for the sums, however many rows of it changed."""
    asked = []

    def note(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        triage.add_addendum(kept.concern, words="Late.", by=story.fresh(kept.cast.dsl), at=LATER + HOUR)
    ours = [sql for sql in asked if "audit_change" in sql or "audit_sum" in sql]
    assert len(ours) == 4, ours


def test_a_deed_that_does_not_come_to_its_end_moves_nothing(kept, seals):
    before = list(Sum.objects.order_by("key").values_list("key", "value"))
    with pytest.raises(access.Refused):
        triage.add_addendum(kept.concern, words="Late.", by=story.fresh(kept.cast.office), at=LATER + HOUR)
    assert list(Sum.objects.order_by("key").values_list("key", "value")) == before and told() == []
