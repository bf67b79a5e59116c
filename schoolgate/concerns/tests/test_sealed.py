"""What was told is sealed at rest: the stolen database file holds no word of it, and keys are changed."""

import json
import sqlite3
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections

from schoolgate.cli import rotation
from schoolgate.concerns import receipts
from schoolgate.concerns.actions import drafts, outcomes, triage, uploads
from schoolgate.concerns.actions import telling as concern_telling
from schoolgate.concerns.models.chronicle import Decision
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.settings import Draft
from schoolgate.concerns.queries import telling as telling_queries
from schoolgate.concerns.rules import BullyingStep, Channel, ConcernKind, Harm, Outcome, Report, Scope
from schoolgate.concerns.tests import story
from schoolgate.sealed import field as sealed_field
from schoolgate.sealed import rotation as sealed_rotation
from schoolgate.sealed import store
from schoolgate.sealed.field import Sealed
from schoolgate.sealed.keyed import CLOSED
from tests.cast import MONDAY

pytestmark = pytest.mark.postgres

SECRET = "zanzibar"
"""A word that every field of the story holds."""


@pytest.fixture(autouse=True)
def own_ring(settings, tmp_path):
    settings.RING = tmp_path / "keys.json"


def whole_story(cast) -> Concern:
    """A concern with that word in every place in which anyone can write."""
    words = f"He said {SECRET}"
    concern = story.staff(
        cast,
        words,
        by=cast.assistant,
        childs_words=words,
        exact_words=words,
        happened_words=words,
        place=words,
        written_for=words,
        contact=f"{SECRET}@home.example",
        names=(f"Jo {SECRET}",),
        enclosures=(
            story.picture(
                SECRET.encode(), f"{SECRET}.png", text=words, shown=SECRET.encode(), metadata={"owner": SECRET}
            ),
        ),
    )
    dsl = story.fresh(cast.dsl)
    story.read(concern, cast.dsl)
    triage.add_addendum(concern, words=words, by=dsl, at=MONDAY)
    triage.say(concern, words=words, by=dsl, at=MONDAY)
    concern_telling.reply(cast.school, words=words, concern_id=concern.pk, by=story.fresh(cast.assistant), at=MONDAY)
    waiting = (
        story.picture(f"{SECRET} waits".encode(), f"{SECRET} waits.png", text=words, metadata={"owner": SECRET}),
    )
    reference = receipts.kept_reference()
    uploads.keep_files(cast.school, reference=reference, enclosures=waiting, by=cast.assistant, at=MONDAY)
    triage.open_original(concern.evidence.get(), reason=words, by=dsl, at=MONDAY)
    triage.set_harm(concern, harm=Harm.OTHER, urgent=False, reason=words, by=dsl, at=MONDAY)
    triage.confirm_scope(concern, scope=Scope.PERSONAL, reason=words, by=dsl, at=MONDAY)
    triage.add_step(concern, step=BullyingStep.OUTCOME, words=words, by=dsl, at=MONDAY)
    triage.share(concern, person=cast.office, reason=words, by=dsl, at=MONDAY)
    story.read(concern, cast.dsl, at=MONDAY)
    outcomes.decide(concern, end=Outcome.NO_ACTION, reason=words, by=dsl, at=MONDAY)
    outcomes.take_back(concern, reason=words, by=dsl, at=MONDAY)
    drafts.save_draft(cast.school, form="worry", fields={"words": words}, by=cast.assistant, at=MONDAY)
    return concern


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite is one file that can be carried away.")
def test_a_stolen_database_file_holds_no_word_of_what_was_told(cast, settings, tmp_path):
    whole_story(cast)
    kept = sqlite3.connect(tmp_path / "stolen.sqlite3")
    connections["default"].connection.backup(kept)
    kept.close()
    stolen = (tmp_path / "stolen.sqlite3").read_bytes()
    assert b"Larkhollow" in stolen, "the file is there and can be read"
    for word in (SECRET, "He said", "swings", "Larkcam"):
        assert word.encode() not in stolen
    for folder in ("concerns", "kept"):
        files = list((settings.MEDIA_ROOT / folder).iterdir())
        assert files and not any(SECRET.encode() in file.read_bytes() for file in files)


@pytest.mark.django_db
def test_every_free_text_of_a_concern_is_sealed():
    """A text that is not sealed is one of our own words, a digest, or a path, and is named here."""
    plain = {
        "Concern.door",
        "Concern.scope",
        "Concern.first_scope",
        "Concern.status",
        "Concern.receipt_digest",
        "Concern.form_digest",
        "Concern.told_digest",
        "Concern.pictures_digest",
        "Changed.people",
        "OnDuty.phone",
        "Settings.closed_notice",
        "Settings.social_care_phone",
        "OpenedSession.how",
        "OpenedSession.digest",
        "Access.why",
        "Evidence.digest",
        "Evidence.path",
        "Evidence.shown_path",
        "Evidence.blurred_path",
        "Evidence.media_type",
        "Alert.matter",
        "Draft.form",
        "PendingUpload.reference_digest",
        "PendingUpload.path",
        "Addendum.digest",
        "Message.digest",
    }
    found = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("concerns").get_models()
        for field in model._meta.concrete_fields
        if field.get_internal_type() in ("CharField", "TextField", "JSONField") and not isinstance(field, CLOSED)
    }
    assert not found - plain, f"{sorted(found - plain)}: make it Sealed, or name it in `plain` if nobody types it"
    assert not plain - found, f"{sorted(plain - found)}: not there any more"


@pytest.mark.django_db
def test_the_story_writes_wherever_anyone_can_write(cast):
    """Else a place that was added later would be looked through and hold no such word."""
    whole_story(cast)
    sealed = {
        f"{model.__name__}.{field.name}": any(SECRET in str(getattr(row, field.name)) for row in model.objects.all())
        for model in apps.get_app_config("concerns").get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, Sealed)
    }
    without = {place for place, written in sealed.items() if not written} - {
        "Alert.words",
        "Cleared.signs",
        "PendingUpload.digest",
        "Concern.whom",
    }
    assert not without, f"{sorted(without)}: let whole_story write SECRET there"


@pytest.mark.django_db
def test_a_new_key_seals_everything_and_everything_stays_readable(cast, tmp_path):
    concern = whole_story(cast)
    old = sealed_field.newest()
    seen: list[tuple[int, int]] = []
    done = sealed_rotation.rotate(progress=lambda *step: seen.append(step))
    assert done > 12 and seen[-1] == (done, done)
    assert len(sealed_field.keys()) == 2
    for model, pk in sealed_rotation._rows():
        for name, token in sealed_rotation._tokens(model, pk).items():
            sealed_field.newest().decrypt(token.encode())
            with pytest.raises(Exception):  # noqa: B017
                old.decrypt(token.encode())
            assert name
    again = Concern.objects.get()
    assert again.words == f"He said {SECRET}" and again.as_told and again.sealed_round == 1
    assert Decision.objects.get().taken_back_why == f"He said {SECRET}"
    evidence = concern.evidence.get()
    assert store.read(evidence.path) == SECRET.encode()
    assert all(store.has_newest_key(path) for path in store.paths("kept")) and any(store.paths("kept"))
    assert concern.lines.filter(from_school=False).get().words == f"He said {SECRET}"
    assert telling_queries.draft_of(cast.assistant, "worry") == {"words": f"He said {SECRET}"}


@pytest.mark.django_db
def test_old_keys_go_only_once_nothing_needs_them(cast):
    whole_story(cast)
    old, stale = sealed_field.newest(), sealed_field.keys()[0]
    Draft.objects.update(content="")
    from django.db.models import TextField, Value
    from django.db.models.functions import Cast

    sealed_rotation.rotate(forget_old=True)
    assert len(sealed_field.keys()) == 1 and Concern.objects.get().words == f"He said {SECRET}"
    # Somebody wrote with the old key in the moment of the change.
    left = Cast(Value(old.encrypt(b"written meanwhile").decode()), TextField())
    sealed_field._write(sealed_field.settings.RING, [*sealed_field.keys(), stale])
    Draft.objects.update(content=left)
    with pytest.raises(sealed_rotation.Left, match="Draft"):
        sealed_rotation._forget_old()
    assert len(sealed_field.keys()) == 2
    Draft.objects.all().delete()
    (sealed_field.settings.MEDIA_ROOT / "concerns" / "late").write_bytes(old.encrypt(b"a file"))
    with pytest.raises(sealed_rotation.Left, match="late"):
        sealed_rotation._forget_old()


@pytest.mark.django_db
def test_a_text_that_opens_with_no_key_is_an_error_and_never_sealed_again(cast, settings, tmp_path):
    story.staff(cast)
    settings.RING = tmp_path / "other.json"
    for name in ("words", "harm", "first_harm"):
        with pytest.raises(sealed_field.Unreadable, match=f"Concern.{name}"):
            list(Concern.objects.values_list(name))
    with pytest.raises(sealed_field.Unreadable):
        sealed_rotation.rotate()


def test_a_ring_is_made_once_for_its_owner_only(settings):
    first = sealed_field.keys()
    assert sealed_field.keys() == first and len(first) == 1
    assert stat.S_IMODE(settings.RING.stat().st_mode) == 0o600
    sealed_field.add_key()
    assert sealed_field.keys()[1:] == first and len(json.loads(settings.RING.read_text())) == 2
    assert stat.S_IMODE(settings.RING.stat().st_mode) == 0o600
    assert [file.name for file in settings.RING.parent.iterdir() if file.name.startswith("keys")] == ["keys.json"]


def test_a_running_server_follows_a_rotation(settings):
    """Another process changes the file; the next text is sealed with its key."""
    sealed_field.keys()
    other = Fernet.generate_key().decode()
    settings.RING.write_text(json.dumps([other, *sealed_field.keys()]))
    assert sealed_field.keys()[0] == other


def test_the_field_keeps_what_looks_like_a_sealed_text_as_it_was_typed():
    token = sealed_field.newest().encrypt(b"x").decode()
    assert Sealed().to_python(token) == token
    assert Sealed().get_prep_value("") == "" and Sealed().get_prep_value("a") != "a"


@pytest.mark.django_db
def test_the_command_says_what_it_did(cast, monkeypatch):
    from schoolgate.cli import main

    monkeypatch.setattr(main, "_ready", lambda **_: None)
    story.staff(cast)
    answer = CliRunner().invoke(main.main, ["keys", "rotate"])
    assert answer.exit_code == 0 and answer.output.startswith("Sealed anew: "), answer.output
    assert "old keys are gone" in rotation.rotate(forget_old=True, progress=lambda *_: None)


@pytest.mark.django_db(transaction=True)
def test_the_trigger_is_there_again_after_a_migration(cast):
    from django.db import IntegrityError, transaction

    with connection.cursor() as cursor:
        on = " ON concerns_concern" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER concerns_concern_stays{on}")
    story.staff(cast)
    Concern.objects.update(words="x")
    call_command("migrate", verbosity=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.update(words="y")


@pytest.mark.django_db
def test_telling_is_sealed_for_a_stranger_as_well(cast):
    telling = Report(door=Channel.PARENT, kind=ConcernKind.WORRY, words=SECRET)
    concern_telling.tell(cast.school, telling=telling, form_token="t", by=story.fresh(cast.parent), at=MONDAY)
    (tokens,) = [sealed_rotation._tokens(m, pk) for m, pk in sealed_rotation._rows() if m is Concern]
    assert set(tokens) == {"words"} and SECRET not in tokens["words"]
    assert Path(sealed_field.settings.RING).exists()
