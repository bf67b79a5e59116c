"""Headers, cookies, keys and logs: what a careful technician would look for first."""

import contextlib
import io
import json
import logging
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as settled
from django.test import Client
from django.urls import path, reverse

from schoolgate.config import keys, logs, urls
from tests import cast as people

ROOT = Path(__file__).resolve().parents[2]
TLS = {"SCHOOLGATE_ADDRESS": "https://policy.larkhollow.example"}


def run(tmp_path, *words: str, **environment: str) -> subprocess.CompletedProcess:
    said = {"SCHOOLGATE_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "schoolgate.config.settings", **environment}
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env={"PATH": "/usr/bin:/bin", **said}, capture_output=True, text=True
    )


# ---- as it is started for a school


def test_the_deployment_check_is_clean(tmp_path):
    done = run(tmp_path, "-m", "django", "check", "--deploy", "--fail-level", "WARNING", **TLS)
    assert done.returncode == 0, done.stderr


def as_started(tmp_path, *names: str, **environment: str) -> dict:
    """These settings in a process of its own, started in this environment."""
    probe = "import json; from django.conf import settings as s;"
    probe += f" print(json.dumps({{name: getattr(s, name) for name in {names!r}}}))"
    return json.loads(run(tmp_path, "-c", probe, **TLS, **environment).stdout)


def test_over_tls_cookies_are_secure_and_browsers_remember(tmp_path):
    right = {
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31536000,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": False,
        "DEBUG": False,
        "DEMO": False,
        "ALLOWED_HOSTS": ["policy.larkhollow.example", "127.0.0.1", "localhost"],
        "ALLAUTH_TRUSTED_PROXY_COUNT": 0,
    }
    assert as_started(tmp_path, *right) == right


def test_behind_a_proxy_the_readers_own_address_counts(tmp_path):
    found = as_started(tmp_path, "ALLAUTH_TRUSTED_PROXY_COUNT", SCHOOLGATE_BEHIND_PROXY="yes")
    assert found == {"ALLAUTH_TRUSTED_PROXY_COUNT": 1}


def test_a_school_account_provider_comes_from_the_environment(tmp_path):
    said = {
        "SCHOOLGATE_OPENID_SERVER": "https://id.larkhollow.example/tenant",
        "SCHOOLGATE_OPENID_CLIENT": "client",
        "SCHOOLGATE_OPENID_SECRET": "secret",
        "SCHOOLGATE_OPENID_DOMAINS": "larkhollow.example",
    }
    found = as_started(tmp_path, "SOCIALACCOUNT_PROVIDERS", "CONTENT_SECURITY_POLICY", **said)
    (app,) = found["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"]
    assert app["settings"]["verified_email"] == ["larkhollow.example"]
    form_action = found["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["form-action"]
    assert form_action == ["'self'", "https://id.larkhollow.example"]


def test_secrets_are_made_once_and_only_the_owner_reads_them(tmp_path):
    folder = tmp_path / "data"
    before = os.umask(0)
    try:
        first = keys.read_or_make(folder)
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "secrets.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert keys.read_or_make(folder) == first
    assert first["django"] != first["trail"] and min(map(len, first.values())) >= 64
    assert [item.name for item in folder.iterdir()] == ["secrets.json"]
    assert keys.read_or_make(tmp_path / "other") != first


def test_no_secret_is_in_the_settings_file():
    text = (ROOT / "schoolgate/config/settings.py").read_text()
    assert settled.SECRET_KEY not in text and 'SECRET_KEY = "' not in text


# ---- every page

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}


@pytest.mark.parametrize(
    "place", ["/", "/account/sign-in/", "/sign-in/pupil/", "/sign-in/no-longer/", "/no-such-page", "/healthz"]
)
def test_every_page_has_a_strict_policy_for_its_content(db, place):
    headers = Client().get(place).headers
    found = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert POLICY.items() <= found.items()
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin" and headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("name", ["account_login", "signin:pupil", "no_longer", "account_reset_password"])
def test_pages_need_no_script_or_style_of_their_own(db, name):
    import re

    words = Client().get(reverse(name)).content.decode()
    inline = [tag for tag in re.findall(r"<script[^>]*>", words) if "src=" not in tag and "application/json" not in tag]
    assert not inline and not re.findall(r"\s(?:style|on[a-z]+)=", words) and "<style" not in words


def test_pages_of_people_are_kept_by_no_cache(cast):
    answer = people.client_of(cast.teacher).get(reverse("signin:class", args=[cast.kestrels.pk]))
    assert "no-store" in answer.headers["Cache-Control"] and "private" in answer.headers["Cache-Control"]


def test_a_form_from_elsewhere_is_refused(cast):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("account_login"), {"login": "a@b.example", "password": "x"})
    assert answer.status_code == 403 and "send that again" in answer.content.decode()


def test_the_server_says_that_it_is_well(db):
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert Client().post("/healthz").status_code == 405


# ---- logs


@pytest.fixture
def log():
    """What would reach the log, in the form it reaches it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Plain())
    loggers = [logging.getLogger(), logging.getLogger("django")]
    for logger in loggers:
        logger.addHandler(handler)
    yield stream
    for other in loggers:
        other.removeHandler(handler)


def breaks(request):
    raise ValueError(f"nothing is known of {request.GET['who']}")


@pytest.fixture
def broken_page(settings):
    settings.ROOT_URLCONF = type("Addresses", (), {"urlpatterns": [*urls.urlpatterns, path("breaks/", breaks)]})


WHO = {"HTTP_USER_AGENT": "Lark Browser", "REMOTE_ADDR": "192.0.2.55", "HTTP_X_FORWARDED_FOR": "192.0.2.56"}
PERSONAL = ["priya.nair", "192.0.2.5", "who=", "Lark Browser", "wrong-password"]


def test_a_failure_is_logged_with_its_place_and_nothing_of_the_reader(cast, log, broken_page):
    client = people.client_of(cast.parent)
    client.raise_request_exception = False
    answer = client.get("/breaks/?who=priya.nair@larkhollow.example", **WHO)
    assert answer.status_code == 500 and "wrong on our side" in answer.content.decode()
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    (line,) = [line for line in lines if line.get("failed")]
    assert line["failed"] == "ValueError" and "test_safety.py" in line["where"] and "/breaks/" in line["message"]
    assert not [word for word in PERSONAL if word in log.getvalue()]


def test_a_failed_sign_in_logs_nothing_of_the_reader(cast, log):
    said = {"login": cast.parent.email, "password": "wrong-password"}
    for _ in range(7):
        Client(**WHO).post(reverse("account_login") + "?who=priya.nair", said)
    assert not [word for word in PERSONAL if word in log.getvalue()]


def test_a_refused_page_logs_no_query(cast, log):
    people.client_of(cast.teacher).get("/sign-in/invite/?who=priya.nair", **WHO)
    Client(enforce_csrf_checks=True, **WHO).post("/account/sign-in/?who=priya.nair", {"login": cast.parent.email})
    assert log.getvalue() and not [word for word in PERSONAL if word in log.getvalue()]


def test_a_link_that_signs_in_is_not_logged(db, log):
    token = "kWc5v0hS1pZ3oTgq9cYdX2rLbN8eJmUa7fVtRiQxHsE"
    Client().get(reverse("signin:invitation", args=[token]))
    Client().get(f"/account/password/reset/key/1a-{token}/nothing")
    Client(enforce_csrf_checks=True).post(reverse("signin:invitation", args=[token]), {"password": "x"})
    assert log.getvalue() and token not in log.getvalue()


def test_exceptions_keep_their_place_and_lose_their_words():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Plain())
    record = logging.getLogger("schoolgate.test")
    record.addHandler(handler)
    try:
        {}["priya.nair@larkhollow.example"]
    except KeyError:
        record.exception("a look-up failed")
    finally:
        record.removeHandler(handler)
    line = json.loads(stream.getvalue())
    assert line["failed"] == "KeyError" and "priya" not in stream.getvalue()


@pytest.mark.parametrize("behind", [True, False])
def test_what_a_proxy_says_of_the_reader_reaches_the_limits_only_where_there_is_one(behind, settings, monkeypatch):
    """The server itself takes away what nobody vouches for, and the whole world would come from the proxy's address."""
    import waitress

    from schoolgate.cli import main
    from schoolgate.config import worker

    served = []
    settings.BEHIND_PROXY = behind
    monkeypatch.setattr(waitress, "serve", lambda application, **said: served.append(said))
    monkeypatch.setattr(worker, "running", contextlib.nullcontext)
    main._serve("127.0.0.1", 0)
    assert [said["clear_untrusted_proxy_headers"] for said in served] == [not behind]
