"""Nothing that lies in the database is unpickled: whoever writes it would run what they like in the server, with its keys."""

import ast
import base64
import pickle
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as settled
from django.contrib.sessions.models import Session
from django.core.cache import cache, caches
from django.core.cache.backends.db import BaseDatabaseCache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from schoolgate.concerns import limits
from schoolgate.config import settings as written
from schoolgate.sealed import signed_cache
from tests.clock import MONDAY

pytestmark = pytest.mark.postgres
ROOT = Path(__file__).resolve().parents[2] / "schoolgate"
RUNS = {"pickle", "cPickle", "_pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "jsonpickle", "yaml"}
BUILT_IN = {"eval", "exec", "compile"}
ran: list[str] = []


def sources():
    return [path for path in ROOT.rglob("*.py") if "tests" not in path.relative_to(ROOT).parts]


class Evil:
    """What a pickle can do: call anything that can be imported."""

    def __reduce__(self):
        return (ran.append, ("it ran",))


def evil() -> str:
    return base64.b64encode(pickle.dumps(Evil())).decode()


@pytest.fixture
def table(db, settings):
    """The cache as a school has it."""
    settings.CACHES = written.CACHES
    call_command("createcachetable", verbosity=0)
    ran.clear()
    yield
    ran.clear()


def plant(value: str, key: str | None = None, expires: datetime = MONDAY + timedelta(days=900)) -> int:
    stored = connection.ops.adapt_datetimefield_value(expires)
    with connection.cursor() as cursor:
        if key is None:
            cursor.execute("UPDATE cache SET value = %s, expires = %s", [value, stored])
        else:
            cursor.execute("INSERT INTO cache (cache_key, value, expires) VALUES (%s, %s, %s)", [key, value, stored])
        return cursor.rowcount


def rows() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM cache")
        return dict(cursor.fetchall())


# ---- nothing of ours, nothing of what we use


def test_no_source_imports_what_runs_what_it_reads():
    found = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in BUILT_IN:
                names = ["pickle"]
            else:
                continue
            found += [f"{path}:{node.lineno}" for name in names if name.partition(".")[0] in RUNS]
    assert not found, "This runs what it reads. Keep JSON, signed where it comes back from the database."


def test_caches_and_sessions_are_of_a_kind_that_runs_nothing():
    for given in written.CACHES.values():
        assert given["BACKEND"] == "schoolgate.sealed.signed_cache.SignedDatabaseCache"
    assert settled.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
    assert settled.SESSION_ENGINE == "schoolgate.sealed.sessions"
    assert issubclass(signed_cache.SignedDatabaseCache, BaseDatabaseCache)  # `createcachetable` makes its table


# ---- the attack


def doors(client: Client, slug: str) -> None:
    """Whatever strangers can do that counts how often they did it."""
    client.get(reverse("concerns:receipt", args=[slug]))
    client.post(reverse("concerns:receipt", args=[slug]), {"receipt": "1234 5678 9012 3456", "page": ""})
    client.post(reverse("account_login"), {"login": "head@larkhollow.example", "password": "wrong"})
    client.post(reverse("account_reset_password"), {"email": "head@larkhollow.example"})
    client.post(reverse("signin:pupil"), {"again": "yes"})
    for given in ({"code": "owl-lamp-1"}, {"number": "1"}, *[{"picture": "sun"}] * 3):
        client.post(reverse("signin:pupil"), given)


def test_what_somebody_wrote_into_the_cache_does_not_run(table, cast, monkeypatch):
    doors(Client(), cast.school.slug)
    kept = rows()
    assert len(kept) > 5  # the doors do count
    assert plant(evil()) == len(kept)
    monkeypatch.setattr(pickle, "loads", lambda *_: pytest.fail("something was unpickled"))
    doors(Client(), cast.school.slug)
    assert not ran


def test_a_planted_row_under_a_key_that_can_be_guessed_is_not_there(table, cast):
    limits.count_wrong_pictures(7, MONDAY)
    (key,) = rows()
    plant(evil())
    assert not limits.too_many_wrong_pictures(7, MONDAY) and not ran
    assert limits.is_first("a page")
    assert key in rows()


def test_a_session_that_somebody_wrote_into_the_database_does_not_run(table, cast):
    Session.objects.create(session_key="a" * 32, session_data=evil(), expire_date=MONDAY + timedelta(days=1))
    client = Client()
    client.cookies[settled.SESSION_COOKIE_NAME] = "a" * 32
    assert client.get(reverse("account_login")).status_code == 200 and not ran


# ---- what is signed


def test_it_keeps_what_the_limits_keep(table):
    for value in (0, 7, True, [1.5, 2.25], {"a": [1]}, "words", None):
        cache.set("key", value, 60)
        assert cache.get("key", "nothing") == value
    assert cache.get_many(["key", "other"]) == {"key": None} and cache.has_key("key")
    assert cache.delete("key") and not cache.delete("key")
    assert cache.get("key", 5) == 5 and not cache.has_key("key")


def test_of_two_who_add_one_does_until_it_ends(table, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    assert cache.add("key", 1, 60) and not cache.add("key", 2, 60)
    assert cache.get("key") == 1
    time_machine.move_to(MONDAY + timedelta(seconds=62), tick=False)
    assert cache.get("key") is None and cache.add("key", 2, 60) and cache.get("key") == 2


def test_a_count_ends_when_it_was_to_end(table, time_machine):
    """Django's own counting starts the clock anew, with five minutes."""
    time_machine.move_to(MONDAY, tick=False)
    cache.add("key", 0, 3600)
    assert [cache.incr("key"), cache.incr("key", 2)] == [1, 3]
    time_machine.move_to(MONDAY + timedelta(minutes=50), tick=False)
    assert cache.get("key") == 3 and cache.incr("key") == 4
    time_machine.move_to(MONDAY + timedelta(minutes=61), tick=False)
    with pytest.raises(ValueError):
        cache.incr("key")


def test_nothing_is_pushed_out_by_many_others(table, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    cache.add("aaa", 5, 3600)
    for number in range(400):
        cache.set(f"other-{number}", 1, 60)
    assert cache.get("aaa") == 5
    time_machine.move_to(MONDAY + timedelta(minutes=5), tick=False)
    signed_cache.forget_ended()
    assert list(rows()) == [":1:aaa"] and cache.get("aaa") == 5


@pytest.mark.parametrize("other", ["another key", "a later end", "another number", "nothing", "a pickle", "not text"])
def test_a_row_that_was_changed_is_not_there_and_stands_in_nobodys_way(table, other):
    cache.set("key", 1, 60)
    cache.set("else", 9, 60)
    there = rows()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cache")
    value = there[":1:key"]
    words, _, seal = value.rpartition(":")
    longer = base64.urlsafe_b64encode(b"[1,99999999999.0]").decode().rstrip("=")
    changed = {
        "another key": there[":1:else"],
        "a later end": f"{longer}:{seal}",
        "another number": f"{words[:-2]}AA:{seal}",
        "nothing": "",
        "a pickle": evil(),
        "not text": "\x01\x02:::",
    }
    plant(changed[other], ":1:key")
    assert cache.get("key") is None and not ran
    assert cache.add("key", 2, 60) and cache.get("key") == 2
    assert not cache.add("key", 3, 60)


def test_a_row_without_an_end_stays(table, time_machine):
    cache.set("key", 1, None)
    time_machine.move_to(datetime(2090, 1, 1, tzinfo=UTC))
    assert cache.get("key") == 1 and cache.touch("key", -1) and cache.get("key") is None


def test_caches_of_other_kinds_are_left_alone(db):
    assert not isinstance(caches["default"], signed_cache.SignedDatabaseCache)
    cache.set("key", 1)
    signed_cache.forget_ended()
    assert cache.get("key") == 1
