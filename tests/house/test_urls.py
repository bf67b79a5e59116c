"""Every address × method × member of the cast, beside the written table of who may.

`pages.txt` beside this file says who sees and who does what at each address; a page that opens to somebody new, and a
page that is not in the table, fail. To write the table anew after a change that is meant, and read the difference:
SCHOOLGATE_WRITE_PAGES=1 pytest -n0 tests/house/test_urls.py
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver

from tests.cast import client_of
from tests.house.scene import Scene

TABLE = Path(__file__).with_name("pages.txt")
SEES = {200}
WRITE = bool(os.environ.get("SCHOOLGATE_WRITE_PAGES"))


def names(patterns=None, prefix: str = "") -> Iterator[str]:
    """The name of every address of the project, as `reverse` takes it."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from names(
                pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            )
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"


NAMES = sorted(set(names()))


def table() -> dict[str, str]:
    rows = (
        (line.split("|") for line in TABLE.read_text().splitlines() if "|" in line) if TABLE.exists() else ()
    )
    return {row[0].strip(): row[1].strip() for row in rows}


def attempt(person, method: str, url: str):
    """One request, everything it did taken back."""
    with transaction.atomic():
        client = client_of(person)
        client.raise_request_exception = False
        response = getattr(client, method)(url)
        response.content if not response.streaming else b"".join(response)
        transaction.set_rollback(True)
    return response


def outcome(response) -> str:
    if response.status_code in SEES:
        return "yes"
    if response.status_code == 302:
        return "" if "/account/sign-in/" in response.url else "on"
    assert response.status_code in {400, 401, 403, 404, 405, 429}, f"status {response.status_code}"
    return ""


def row(scene: Scene, name: str) -> str:
    """Who sees the page, who is sent on from it, and for whom sending its form does something."""
    url = scene.address(name)
    found = {}
    for method in ("get", "post"):
        outcomes = {
            part: outcome(attempt(person, method, url)) for part, person in scene.cast.members().items()
        }
        for word in ("yes", "on"):
            parts = [part for part, is_ in outcomes.items() if is_ == word]
            if parts:
                found[f"{method} {word}"] = "everyone" if len(parts) == len(outcomes) else " ".join(parts)
    return "; ".join(f"{how}: {parts}" for how, parts in found.items()) or "nobody"


@pytest.fixture
def scene(db):
    return Scene()


@pytest.mark.parametrize("name", NAMES)
def test_who_may_open_it(scene, name):
    assert name in scene.ARGUMENTS or not scene.needs_arguments(name), (
        f"tell tests/house/scene.py how to reach {name}"
    )
    seen = row(scene, name)
    if WRITE:
        rows = {**table(), name: seen}
        TABLE.write_text("".join(f"{one} | {rows[one]}\n" for one in sorted(rows) if one in NAMES))
    assert table().get(name) == seen


@pytest.mark.parametrize(
    "name", [name for name in NAMES if name in Scene.ARGUMENTS and name not in Scene.OPEN]
)
def test_nobody_of_another_school_reaches_a_record(scene, other_school, name):
    """An address that names a record answers 404 or 403 to every member of another school's cast, like one that is not there."""
    url = scene.address(name)
    for part, person in other_school.members().items():
        for method in ("get", "post"):
            response = attempt(person, method, url)
            refused = response.status_code in {403, 404, 405} or (
                response.status_code == 302 and "/account/sign-in/" in response.url
            )
            assert refused, f"{part} of another school: {method} {url} answered {response.status_code}"
            assert scene.cast.school.name not in response.content.decode(errors="replace")


def test_strangers_find_every_door_closed_but_the_open_ones():
    """Who is not signed in sees exactly these pages."""
    sees = {
        name: who.split("get yes: ")[-1].split(";")[0] for name, who in table().items() if "get yes: " in who
    }
    opened = {name for name, parts in sees.items() if parts == "everyone" or "stranger" in parts}
    assert opened == {
        "home", "healthz", "no_longer", "account_login", "account_reset_password", "account_reset_password_done",
        "account_reset_password_from_key", "account_reset_password_from_key_done", "account_inactive", "policy:public",
        "policy:public_version", "policy:clause", "policy:pdf", "policy:version_pdf", "policy:archive", "signin:pupil", "policy:ages",
        "policy:ages_children", "policy:ages_platform", "policy:may_i", "policy:may_i_ask", "concerns:doors", "concerns:child", "concerns:worry", "concerns:unhappy", "concerns:receipt", "concerns:leave",

        "socialaccount_login_cancelled",
    }  # fmt: skip
