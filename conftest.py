"""Set-up that every test shares: the cast, quick passwords, files in a folder of their own."""

import hypothesis
import pytest
import time_machine

from tests import shared_rows as rows
from tests import work
from tests.clock import MONDAY

PLAIN = {
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
}

hypothesis.settings.register_profile("short", max_examples=25, deadline=None)
hypothesis.settings.register_profile("long", max_examples=300, deadline=None)
hypothesis.settings.load_profile("long" if work.LONG else "short")


def pytest_collection_modifyitems(items):
    rows.sort(items)


@pytest.fixture(scope="session")
def shared_rows(django_db_setup, django_db_blocker, tmp_path_factory):
    """What the shared fixtures of this worker put into its database."""
    made = rows.SharedRows(PLAIN, lambda: tmp_path_factory.mktemp("rows"))
    yield made
    with django_db_blocker.unblock():
        made.lay([])


@pytest.fixture
def rows_of_the_test(request, shared_rows, django_db_blocker):
    with django_db_blocker.unblock():
        shared_rows.lay(rows.needed(request.node))


@pytest.fixture
def _django_db_helper(rows_of_the_test, _django_db_helper):
    """Each test's own savepoint, inside of what it begins with."""
    return _django_db_helper


@rows.shared
def cast():
    from tests import cast as people

    return people.cast()


@rows.shared
def other_school():
    """The cast of another school on the same installation: nobody of it may see anything here."""
    from tests import cast as people

    return people.cast(people.school("Sedgemarsh Primary School", "sedgemarsh"))


@pytest.fixture(autouse=True)
def clock():
    """Every test happens on the same Monday, whatever the day: what expires and what is due depends on nothing else."""
    with time_machine.travel(MONDAY, tick=True):
        yield


@pytest.fixture(autouse=True)
def plain_settings(request, settings, tmp_path):
    settings.CACHES = PLAIN["CACHES"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = PLAIN["PASSWORD_HASHERS"]
    settings.MIDDLEWARE = ["tests.shown.as_a_browser_shows_it", *settings.MIDDLEWARE]
    settings.MEDIA_ROOT = tmp_path
    if "shared_rows" in request.fixturenames:
        request.getfixturevalue("rows_of_the_test")
        request.getfixturevalue("shared_rows").copy_files(tmp_path)
