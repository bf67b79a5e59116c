"""Set-up that every test shares: the cast, quick passwords, files in a folder of their own."""

import pytest
import time_machine

from tests.clock import MONDAY


@pytest.fixture
def cast(db):
    from tests import cast as people

    return people.cast()


@pytest.fixture
def other_school(db):
    """The cast of another school on the same installation: nobody of it may see anything here."""
    from tests import cast as people

    return people.cast(people.school("Sedgemarsh Primary School", "sedgemarsh"))


@pytest.fixture(autouse=True)
def clock():
    """Every test happens on the same Monday, whatever the day: what expires and what is due depends on nothing else."""
    with time_machine.travel(MONDAY, tick=True):
        yield


@pytest.fixture(autouse=True)
def plain_settings(settings, tmp_path):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MIDDLEWARE = ["tests.shown.as_a_browser_shows_it", *settings.MIDDLEWARE]
    settings.MEDIA_ROOT = tmp_path
