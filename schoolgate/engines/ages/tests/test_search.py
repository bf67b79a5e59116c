"""Platforms by their names, nicknames and misspellings, and by the hosts of a filter's log."""

import pytest

from schoolgate.engines import ages
from schoolgate.engines.ages.book import Register
from schoolgate.engines.ages.shapes import Domain, Platform

BOOK = ages.shipped()


@pytest.mark.parametrize(
    "said, id",
    [
        ("insta", "instagram"),
        ("Insta", "instagram"),
        ("IG", "instagram"),
        ("watsap", "whatsapp"),
        ("Whats App", "whatsapp"),
        ("twitter", "x"),
        ("X", "x"),
        ("fb", "facebook"),
        ("snap", "snapchat"),
        ("snapchatt", "snapchat"),
        ("tik-tok", "tiktok"),
        ("tictok", "tiktok"),
        ("playstation", "psn"),
        ("youtub", "youtube"),
        ("roblocks", "roblox"),
        ("mincraft", "minecraft"),
        ("imessage", "apple_messages"),
        ("bard", "gemini"),
        ("chat gpt", "chatgpt"),
        ("character.ai", "character_ai"),
        ("fornite", "fortnite"),
        ("instgram", "instagram"),
        ("ask fm", "askfm"),
    ],
)
def test_a_platform_is_found_by_what_people_call_it(said, id):
    assert BOOK.find(said)[0].id == id


@pytest.mark.parametrize("said", ["", "  ", "!!", "zz", "homework", "the school"])
def test_nothing_is_found_for_nothing(said):
    assert BOOK.find(said) == []


def test_every_platform_is_found_by_its_own_name_and_id():
    for id, platform in BOOK.platforms.items():
        assert BOOK.find(platform.name)[0].id == id
        assert id in [item.id for item in BOOK.find(id)[:1]]


@pytest.mark.parametrize(
    "host, id",
    [
        ("facebook.com", "facebook"),
        ("m.facebook.com", "facebook"),
        ("M.FACEBOOK.COM.", "facebook"),
        ("https://www.instagram.com:443/p/1?x=facebook.com", "instagram"),
        ("user@web.whatsapp.com", "whatsapp"),
        ("gemini.google.com", "gemini"),
        ("copilot.microsoft.com", "copilot"),
        ("play.lego.com", "lego_play"),
    ],
)
def test_a_host_belongs_to_a_platform(host, id):
    assert BOOK.platform_of_host(host).id == id


@pytest.mark.parametrize(
    "host",
    [
        "notfacebook.com",
        "facebook.com.evil.example",
        "com",
        "",
        "google.com",
        "lego.com",
        "microsoft.com",
        "localhost",
        "...",
    ],
)
def test_other_hosts_belong_to_nobody(host):
    assert BOOK.platform_of_host(host) is None


def test_the_longest_address_wins_and_a_host_stands_for_itself_only():
    outer, inner, host = (
        Domain(id, name, match, True, False)
        for id, name, match in (
            ("outer", "one.example", "suffix"),
            ("inner", "b.one.example", "suffix"),
            ("host", "h.b.one.example", "host"),
        )
    )
    book = Register(
        {
            item.platform: Platform(item.platform, item.platform, "video", "", (), (item,))
            for item in (outer, inner, host)
        }
    )
    asked = {
        "one.example": "outer",
        "a.one.example": "outer",
        "b.one.example": "inner",
        "a.b.one.example": "inner",
        "h.b.one.example": "host",
        "x.h.b.one.example": "inner",
    }
    assert {name: book.platform_of_host(name).id for name in asked} == asked


def test_shared_addresses_alone_prove_no_use():
    assert BOOK.domain_of_host("connect.facebook.net").shared
    assert not BOOK.domain_of_host("www.facebook.com").shared


def test_block_lists_get_every_address():
    found = BOOK.domains()
    assert len(found) == 1349 and len({domain.name for domain in found}) == 1349
    assert {domain.match for domain in found} == {"suffix", "host"}
    with_core = {domain.platform for domain in found if domain.core}
    assert set(BOOK.platforms) - with_core == {"apple_messages"}
