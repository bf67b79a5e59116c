"""The demonstration's sign-in page exists only while the setting is on, and only for invented schools."""

import json
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, clear_url_caches, reverse

from schoolgate.community.models import School
from schoolgate.community.signin import queries, views
from schoolgate.config import urls
from tests import cast as people
from tests.cast import MONDAY

ROOT = Path(__file__).resolve().parents[2]
PROBE = """
import json, sys, django
django.setup()
from django.conf import settings
from django.urls import get_resolver
def paths(patterns, at=""):
    for one in patterns:
        here = at + str(one.pattern)
        yield from paths(one.url_patterns, here) if hasattr(one, "url_patterns") else [here]
found = [path for path in paths(get_resolver().url_patterns) if path.startswith("demo")]
loaded = [name for name in sys.modules if name.endswith("demo_urls")]
print(json.dumps({"demo": settings.DEMO, "paths": found, "loaded": loaded}))
"""


@pytest.fixture
def invented(cast):
    School.objects.filter(pk=cast.school.pk).update(invented=True)
    cast.school.refresh_from_db()
    return cast


@pytest.fixture
def demo_on(settings):
    """The addresses as they are when the server was started with the setting on."""
    from django.urls import include, path

    settings.DEMO = True
    own = [*urls.urlpatterns, path("demo/", include("schoolgate.community.signin.demo_urls"))]
    settings.ROOT_URLCONF = type("Addresses", (), {"urlpatterns": own})
    clear_url_caches()
    yield
    clear_url_caches()


def request_by(client_session=None):
    request = RequestFactory().post("/demo/1/")
    request.session, request.user, request.person = SessionStore(), AnonymousUser(), None
    return request


def start(tmp_path, **environment: str) -> dict:
    """What a server started afresh has, in a process of its own."""
    settled = {"SCHOOLGATE_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "schoolgate.config.settings"}
    run = subprocess.run(
        [sys.executable, "-c", PROBE],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **settled, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout.splitlines()[-1])


# ---- off


LIVE = {"SCHOOLGATE_ADDRESS": "https://policy.larkhollow.example"}


def test_a_server_started_without_the_setting_has_no_such_address(tmp_path):
    assert start(tmp_path, **LIVE) == {"demo": False, "paths": [], "loaded": []}


@pytest.mark.parametrize("said", ["", "0", "off", "False"])
def test_a_server_started_with_the_setting_off_is_as_one_without_it(tmp_path, monkeypatch, said):
    """The settings are all that the addresses ask: `test_without_the_setting_the_page_is_not_there` has it off."""
    for name, value in {**LIVE, "SCHOOLGATE_DATA": str(tmp_path), "SCHOOLGATE_DEMO": said}.items():
        monkeypatch.setenv(name, value)
    assert runpy.run_path(str(ROOT / "schoolgate/config/settings.py"))["DEMO"] is False


def test_a_server_started_with_the_setting_has_it(tmp_path):
    assert start(tmp_path, SCHOOLGATE_DEMO="1")["paths"] == ["demo/", "demo/<int:person_id>/"]


def test_without_the_setting_the_page_is_not_there(invented):
    assert Client().get("/demo/").status_code == 404
    assert Client().post(f"/demo/{invented.head.pk}/").status_code == 404
    for name in ("demo:cast", "demo:sign_in_as"):
        with pytest.raises(NoReverseMatch):
            reverse(name, args=[1] if name.endswith("as") else [])


def test_even_called_directly_the_views_refuse(invented):
    request = request_by()
    with pytest.raises(Http404):
        views.sign_in_as(request, invented.head.pk)
    assert "_auth_user_id" not in request.session
    look = RequestFactory().get("/demo/")
    look.session, look.user, look.person = SessionStore(), AnonymousUser(), None
    with pytest.raises(Http404):
        views.demo(look)


def test_a_session_from_a_demonstration_opens_nothing_once_it_is_off(invented, settings):
    client = people.client_of(invented.head, second_factor=False)
    session = client.session
    session["demo"] = True
    session.save()
    settings.DEMO = True
    assert client.get(reverse("signin:invite_all")).status_code == 200
    settings.DEMO = False
    assert client.get(reverse("signin:invite_all")).url == reverse("signin:second_factor")


def test_no_link_to_it_is_shown(invented):
    assert "/demo/" not in Client().get(reverse("account_login")).content.decode()


# ---- on


def test_one_press_signs_in_and_skips_the_second_step(invented, demo_on):
    client = Client()
    page = client.get("/demo/").content.decode()
    for part in ("head", "chair", "dsl", "teacher", "office", "it", "governor", "parent", "pupil"):
        assert str(getattr(invented, part)) in page
    client.post(f"/demo/{invented.head.pk}/")
    assert client.session["_auth_user_id"] == str(invented.head.account.pk)
    assert client.get(reverse("signin:invite_all")).status_code == 200
    client.post(f"/demo/{invented.parent.pk}/")
    assert client.session["_auth_user_id"] == str(invented.parent.account.pk)


def test_looking_does_not_sign_in(invented, demo_on):
    client = Client()
    assert client.get(f"/demo/{invented.head.pk}/").status_code == 405
    assert "_auth_user_id" not in client.session


def test_a_real_school_on_the_same_server_stays_closed(invented, other_school, demo_on):
    client = Client()
    page = client.get("/demo/").content.decode()
    assert str(other_school.school) not in page
    assert client.post(f"/demo/{other_school.head.pk}/").status_code == 404
    assert "_auth_user_id" not in client.session


def test_the_mark_of_a_demonstration_does_not_help_in_a_real_school(cast, demo_on):
    client = people.client_of(cast.head, second_factor=False)
    session = client.session
    session["demo"] = True
    session.save()
    assert client.get(reverse("signin:invite_all")).url == reverse("signin:second_factor")


def test_the_cast_has_somebody_for_every_duty_and_nobody_of_a_real_school(invented, other_school):
    groups = queries.demo_cast(invented.school, MONDAY.date())
    parts = [part for group in groups for part in group.parts]
    assert len({part.person.pk for part in parts}) == len(parts) >= 12
    assert {part.person.school_id for part in parts} == {invented.school.pk}
    assert all(part.would.endswith(".") for part in parts)
    children = [part.words for part in parts if "Pupil" in part.words]
    assert children == ["Pupil, Year 6", "Pupil, Year 2"]
    assert queries.demo_cast(other_school.school, MONDAY.date()) == []
