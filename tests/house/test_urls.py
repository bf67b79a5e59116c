"""Every address × method × member of the cast, beside the written table of who may.

`pages.txt` beside this file says who sees and who does what at each address; a page that opens to somebody new, and a
page that is not in the table, fail. To write the table anew after a change that is meant, and read the difference:
SCHOOLGATE_WRITE_PAGES=1 pytest -n0 tests/house/test_urls.py
"""

import os
from pathlib import Path

import pytest

from tests import work
from tests.house.scene import Scene
from tests.house.visits import NAMES, Visits

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).with_name("pages.txt")
SEES = {200}
WRITE = bool(os.environ.get("SCHOOLGATE_WRITE_PAGES"))
TWINS = {"other_teacher": "teacher", "young_pupil": "pupil"}
"""Who has the duties of somebody else. Enough, because only what is about one of them tells them apart: where the table
says that one may and the other may not, both go; everywhere else both go only in the long profile."""


def table() -> dict[str, str]:
    rows = (line.split("|") for line in TABLE.read_text().splitlines() if "|" in line) if TABLE.exists() else ()
    return {row[0].strip(): row[1].strip() for row in rows}


def outcome(response) -> str:
    if response.status_code in SEES:
        return "yes"
    if response.status_code == 302:
        return "" if "/account/sign-in/" in response.url else "on"
    assert response.status_code in {400, 401, 403, 404, 405, 429}, f"status {response.status_code}"
    return ""


def skipped(told: str) -> dict[str, str]:
    """The twins that the table tells apart in nothing at this address."""
    lists = [how.split(": ")[-1].split() for how in told.split("; ")]
    alike = {twin: of for twin, of in TWINS.items() if all((twin in parts) == (of in parts) for parts in lists)}
    return {} if WRITE or work.LONG else alike


def row(visits: Visits, name: str, left_out: dict[str, str]) -> str:
    """Who sees the page, who is sent on from it, and for whom sending its form does something."""
    url = visits.scene.address(name)
    members = visits.scene.cast.members()
    found = {}
    for method in ("get", "post"):
        # A method that an address does not know is refused before anybody is looked at: one asks for all.
        first = visits.attempt(members["head"], method, url)
        if first.status_code == 405 and not work.LONG:
            continue
        asked = {"head": outcome(first)} | {
            part: outcome(visits.attempt(person, method, url))
            for part, person in members.items()
            if part != "head" and part not in left_out
        }
        outcomes = {part: asked[left_out.get(part, part)] for part in members}
        for word in ("yes", "on"):
            parts = [part for part, is_ in outcomes.items() if is_ == word]
            if parts:
                found[f"{method} {word}"] = "everyone" if len(parts) == len(outcomes) else " ".join(parts)
    return "; ".join(f"{how}: {parts}" for how, parts in found.items()) or "nobody"


@pytest.mark.parametrize("name", NAMES)
def test_who_may_open_it(visits, name):
    assert name in Scene.ARGUMENTS or not Scene.needs_arguments(name), f"tell tests/house/scene.py how to reach {name}"
    seen = row(visits, name, skipped(table().get(name, "")))
    if WRITE:
        rows = {**table(), name: seen}
        TABLE.write_text("".join(f"{other} | {rows[other]}\n" for other in sorted(rows) if other in NAMES))
    assert table().get(name) == seen, (
        f"{name}: who opens it is not as in {TABLE.name}. Where it is meant, write it with SCHOOLGATE_WRITE_PAGES=1, "
        f"-n0 and -k '{name}', and read whom you let in; where nobody opens it, choose another record in scene.py."
    )


NOBODY = {
    "cases:add_concern": "goes on from a concern that is named in the address",
    "concerns:follow": "a link that is over",
    "mfa_download_recovery_codes": "asks for the password first",
    "mfa_view_recovery_codes": "asks for the password first",
    "openid_connect_callback": "no account of the school's is set up",
    "openid_connect_login": "no account of the school's is set up",
    "set_up:check": "only where there is no school yet",
    "set_up:stage": "only where there is no school yet",
    "set_up:start": "only where there is no school yet",
    "signin:invitation": "an invitation that is not there",
    "signin:own_change": "a link to a change that is not there",
    "signin:open_session": "takes only what a form sends",
    "socialaccount_login_error": "an error page",
}


def test_a_page_that_nobody_opens_in_the_scene_is_named_with_its_reason():
    assert {name for name, who in table().items() if who == "nobody"} == set(NOBODY), (
        "Choose a record in tests/house/scene.py that reaches somebody who may, or say here why nobody can."
    )


FAMILIES = {"parent", "pupil", "young_pupil", "stranger", "everyone"}


def test_families_open_nothing_of_concerns_cases_and_records_but_what_is_theirs():
    """What they tell, what they are answered and written; a list that forgets to ask who is there shows here."""
    sees = {
        name: set(who.split("get yes: ")[-1].split(";")[0].split()) for name, who in table().items() if "get yes" in who
    }
    opened = {name for name, parts in sees.items() if parts & FAMILIES and name.split(":")[0] in CONFIDENTIAL}
    assert opened == THEIRS


CONFIDENTIAL = {"concerns", "cases", "records", "letters"}
THEIRS = {
    "concerns:doors",
    "concerns:told",
    "concerns:told_one",
    "concerns:answers",
    "concerns:child",
    "concerns:worry",
    "concerns:unhappy",
    "concerns:receipt",
    "concerns:leave",
    "letters:mine",
    "letters:pdf",
    "letters:read",
}


def test_every_refusal_has_a_page(visits):
    """The walk asks whether, and this asks how: each member finds a page of the school's with their way about."""
    for part, person in visits.scene.cast.members().items():
        missing = visits.attempt(person, "get", "/no/such/page/", whole=True)
        assert missing.status_code == 404 and "We cannot find that page" in missing.content.decode(), part
        if person:
            shut = "cases:add_part" if part == "head" else "policy:add_exemption"
            refused = visits.attempt(person, "get", visits.scene.address(shut), whole=True)
            assert refused.status_code == 403 and "This page is not open to you" in refused.content.decode(), part


def test_strangers_find_every_door_closed_but_the_open_ones():
    """Who is not signed in sees exactly these pages."""
    sees = {name: who.split("get yes: ")[-1].split(";")[0] for name, who in table().items() if "get yes: " in who}
    opened = {name for name, parts in sees.items() if parts == "everyone" or "stranger" in parts}
    assert opened == {
        "home",
        "healthz",
        "no_longer",
        "account_login",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_inactive",
        "policy:public",
        "policy:public_version",
        "policy:clause",
        "policy:pdf",
        "policy:version_pdf",
        "policy:archive",
        "signin:pupil",
        "policy:ages",
        "policy:ages_children",
        "policy:ages_platform",
        "policy:may_i",
        "policy:may_i_ask",
        "concerns:doors",
        "concerns:child",
        "concerns:worry",
        "concerns:unhappy",
        "concerns:receipt",
        "concerns:leave",
        "socialaccount_login_cancelled",
    }
