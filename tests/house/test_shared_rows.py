"""What tests share is made once, and nothing that a test does to it reaches the next."""

from pathlib import Path

import pytest
from django.conf import settings

from schoolgate.community.models import Person, School
from tests.shared_rows import shared

LAYERS: list[object] = []


@shared
def with_a_file(cast):
    """A row and a file that stand on the cast."""
    Path(settings.MEDIA_ROOT, "kept.txt").write_text("kept")
    cast.school.phone = "01632 960100"
    cast.school.save()
    return cast.school


@pytest.mark.parametrize("turn", ["first", "second"])
def test_the_next_test_finds_everything_as_it_was_made(cast, with_a_file, other_school, shared_rows, turn):
    file = Path(settings.MEDIA_ROOT, "kept.txt")
    assert (file.read_text(), cast.head.first_name, School.objects.count()) == ("kept", "Ruth", 2)
    assert with_a_file is cast.school, "what is given together is given whole"
    file.write_text(turn)
    cast.head.first_name = turn
    cast.head.save()
    assert Person.objects.filter(first_name=turn).exists()
    LAYERS.append(shared_rows.layers[0])
    assert all(layer is LAYERS[0] for layer in LAYERS), "the cast was made again"


def test_who_asks_for_nothing_finds_nothing(db):
    assert not School.objects.exists()


@pytest.mark.parametrize("turn", ["first", "second"])
def test_the_files_of_a_test_are_gone_before_the_next(turn):
    there = Path(settings.MEDIA_ROOT)
    assert not list(there.iterdir())
    Path(there, "folder").mkdir()
    Path(there, "folder", "left.txt").write_text(turn)
    Path(there, "left.txt").write_text(turn)


@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_setting_that_a_test_changes_is_set_back(settings, turn):
    assert (
        "tests.shown.as_a_browser_shows_it" in settings.MIDDLEWARE and "locmem" in settings.CACHES["default"]["BACKEND"]
    )
    settings.MIDDLEWARE = []
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


@pytest.mark.django_db(transaction=True)
def test_a_test_with_transactions_of_its_own_has_a_cast_of_its_own(cast, shared_rows):
    assert not shared_rows.layers
    assert School.objects.get() == cast.school
