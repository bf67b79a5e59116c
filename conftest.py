"""Set-up that every test shares: the cast, quick passwords, files in a folder of their own."""

import gc
import shutil
from pathlib import Path

import hypothesis
import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import override_settings

from tests import shared_rows as rows
from tests import work
from tests.clock import MONDAY

hypothesis.settings.register_profile("short", max_examples=25, deadline=None)
hypothesis.settings.register_profile("long", max_examples=100, deadline=None)
hypothesis.settings.register_profile("whole", max_examples=300, deadline=None)
hypothesis.settings.load_profile("whole" if work.WHOLE else "long" if work.LONG else "short")


def pytest_collection_modifyitems(items):
    rows.sort(items)


def pytest_collection_finish():
    """What was imported and collected stays until the end: it need not be looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def shared_rows(django_db_setup, django_db_blocker, tmp_path_factory):
    """What the shared fixtures of this worker put into its database."""
    made = rows.SharedRows(lambda: tmp_path_factory.mktemp("rows"))
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


@pytest.fixture(scope="session", autouse=True)
def plain_settings():
    """Set once: each setting that changes throws away what Django keeps, and thousands of tests would change them."""
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        STORAGES={**settings.STORAGES, "staticfiles": static},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        MIDDLEWARE=["tests.shown.as_a_browser_shows_it", *settings.MIDDLEWARE],
    ):
        yield


@pytest.fixture(scope="session")
def files_of_the_worker(plain_settings, tmp_path_factory):
    """The folder for files of records, one for all tests of a worker, who find it empty."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")):
        yield Path(settings.MEDIA_ROOT)


@pytest.fixture(autouse=True)
def own_files(request, files_of_the_worker):
    """Each test's own files: none, or those of the rows that it begins with; and no seal of another's trail."""
    if "shared_rows" in request.fixturenames:
        request.getfixturevalue("rows_of_the_test")
        request.getfixturevalue("shared_rows").copy_files(files_of_the_worker)
    yield
    Path(settings.RING).with_name("seals.json").unlink(missing_ok=True)
    for left in files_of_the_worker.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()


@pytest.fixture(autouse=True)
def nobody_counted(plain_settings):
    """Each test is the first of its hour: what others asked for and tried does not count."""
    cache.clear()


@pytest.fixture(autouse=True)
def nobody_has_a_turn(monkeypatch):
    """Whose turn it is to be left out of the children's list hangs on the keys: tests of turns say so themselves."""
    from schoolgate.concerns.queries import trusted

    monkeypatch.setattr(trusted, "ONE_IN", 0)
