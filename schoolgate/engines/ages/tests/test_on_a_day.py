"""What the limit was on a day: the picture of April 2023, what has changed since, and how sure it is."""

from datetime import date, timedelta

import pytest

from schoolgate.engines import ages
from schoolgate.engines.ages import book, words
from schoolgate.engines.ages.shapes import State

APRIL = date(2023, 4, 15)
TODAY = date(2026, 11, 23)
BOOK = ages.shipped()


def limit(id, on=APRIL):
    return BOOK.limit(id, on)


@pytest.mark.clause("1.5")
@pytest.mark.parametrize(
    "id, age",
    [
        ("whatsapp", 16),
        ("facebook", 13),
        ("instagram", 13),
        ("snapchat", 13),
        ("x", 13),
        ("tiktok", 13),
        ("xbox", None),
        ("youtube", 13),
        ("telegram", 16),
        ("tumblr", 16),
        ("linkedin", 16),
        ("discord", 13),
        ("reddit", 13),
        ("pinterest", 13),
        ("signal", 13),
        ("twitch", 13),
        ("viber", 13),
        ("wechat", 13),
        ("zoom", 16),
        ("omegle", 18),
        ("roblox", None),
        ("fortnite", 13),
    ],
)
def test_the_picture_of_april_2023(id, age):
    found = limit(id)
    assert found.minimum_age == age
    assert found.is_there and found.age_known and found.status != "unconfirmed"


def test_what_stood_beside_the_numbers_in_april_2023():
    assert limit("x").name == "Twitter"
    assert limit("snapchat").feature_ages == (("without a parent’s consent", 18),)
    assert dict(limit("tiktok").feature_ages) == {"direct messages": 16, "live": 18, "gifts": 18}
    assert limit("xbox").route == "supervised_account"
    assert dict(limit("xbox").feature_ages) == {"account without a parent’s consent": 13}
    assert dict(limit("youtube").feature_ages) == {"own account": 13}
    assert limit("zoom").route == "school_account"
    assert limit("fortnite").route == "supervised_account"
    assert limit("threads").state is State.NOT_STARTED


@pytest.mark.parametrize(
    "id, before, after",
    [
        ("whatsapp", (date(2024, 4, 10), 16, "none"), (date(2024, 4, 11), 13, "none")),
        ("whatsapp", (date(2026, 8, 16), 13, "none"), (date(2026, 8, 17), 13, "supervised_account")),
        ("telegram", (date(2024, 2, 17), 16, "none"), (date(2024, 2, 18), None, "none")),
        ("kik", (date(2025, 7, 24), 13, "parent_consent"), (date(2025, 7, 25), 18, "none")),
        ("yubo", (date(2025, 9, 12), 13, "none"), (date(2025, 9, 13), 16, "none")),
        ("pinterest", (date(2025, 6, 14), 13, "none"), (date(2025, 6, 15), 13, "parent_consent")),
    ],
)
def test_a_change_holds_from_its_day_on(id, before, after):
    for day, age, route in (before, after):
        found = limit(id, day)
        assert (found.minimum_age, found.route) == (age, route)


def test_a_change_of_functions_holds_from_its_day_on():
    assert not limit("snapchat", date(2023, 7, 14)).feature_ages
    assert not limit("character_ai", date(2025, 11, 24)).feature_ages
    assert dict(limit("character_ai", date(2025, 11, 25)).feature_ages) == {"open-ended chat": 18}
    assert dict(limit("roblox", date(2026, 1, 7)).feature_ages) == {"chat without a parent’s consent": 9}


def test_telegram_states_no_age_today_and_that_is_known():
    found = limit("telegram", TODAY)
    assert found.minimum_age is None and found.age_known
    assert "no minimum age is stated" in found.site_rule


@pytest.mark.parametrize(
    "id, last", [("omegle", date(2023, 11, 8)), ("skype", date(2025, 5, 5)), ("askfm", date(2024, 12, 1))]
)
def test_what_has_closed_says_so_from_the_day_after(id, last):
    assert limit(id, last).is_there
    found = limit(id, last + timedelta(days=1))
    assert found.state is State.CLOSED and found.minimum_age is None and not found.age_known
    assert f"has closed ({last:%-d %B %Y})" in found.site_rule


def test_what_had_not_begun_says_so():
    assert limit("threads", date(2023, 7, 4)).site_rule == "Threads had not begun yet: it opened in 2023."
    assert limit("threads", date(2023, 7, 5)).minimum_age == 13


@pytest.mark.parametrize(
    "id, day, name",
    [
        ("x", date(2023, 6, 30), "Twitter"),
        ("x", date(2023, 7, 24), "X"),
        ("lego_play", APRIL, "LEGO Life"),
        ("lego_play", TODAY, "LEGO Play"),
        ("gemini", APRIL, "Bard"),
        ("copilot", APRIL, "Bing Chat"),
    ],
)
def test_a_platform_is_called_what_it_was_called_then(id, day, name):
    assert limit(id, day).name == name
    assert name in limit(id, day).site_rule


# ---- how sure it is


def test_a_day_before_the_evidence_is_only_probable():
    kick = BOOK.platform("kick").periods[0]
    assert kick.precision == "before"
    early, late = (limit("kick", day) for day in (kick.valid_from - timedelta(days=1), kick.valid_from))
    assert early.state is State.PROBABLY and early.minimum_age == 13 and not early.is_sure
    assert "Probably so on that day" in early.site_rule
    assert late.state is State.IN_FORCE and "Probably" not in late.site_rule


def test_where_no_beginning_is_known_the_evidence_has_its_own_day():
    assert limit("facebook", date(2023, 4, 24)).state is State.PROBABLY
    assert limit("facebook", date(2023, 4, 25)).state is State.IN_FORCE


def test_before_a_real_beginning_nothing_is_known():
    found = limit("whatsapp", date(2017, 1, 1))
    assert found.state is State.NOT_KNOWN and found.minimum_age is None and not found.age_known
    assert "not known" in found.site_rule


def test_what_no_page_confirms_says_so():
    found = limit("messenger", TODAY)
    assert found.status == "unconfirmed" and not found.is_sure
    assert "This is not confirmed." in found.site_rule


def test_an_unconfirmed_lack_of_a_number_is_no_knowledge():
    assert not limit("minecraft", TODAY).age_known and limit("messenger", TODAY).age_known


def test_every_platform_answers_on_every_day_with_a_sentence():
    for day in (date(2005, 1, 1), APRIL, date(2024, 2, 29), TODAY, date(2040, 1, 1)):
        found = BOOK.on(day)
        assert [other.id for other in found] == list(BOOK.platforms)
        for limit in found:
            assert limit.site_rule.startswith(limit.name) and limit.site_rule.endswith(".")
            assert limit.is_there or limit.minimum_age is None
            assert words.short_age(limit) and words.child(limit)


def test_what_is_said_in_a_sentence():
    assert limit("whatsapp").site_rule == "WhatsApp: at least 16 years old."
    assert limit("tiktok").site_rule == (
        "TikTok: at least 13 years old. Further ages: direct messages 16, live 18, gifts 18."
    )
    assert "an account that a parent supervises" in limit("xbox").site_rule


# ---- for the rulings


def test_the_rulings_get_what_they_ask_for():
    found = ages.platform_on("whatsapp", APRIL)
    assert (found.id, found.name, found.social, found.minimum_age, found.age_known, found.route) == (
        "whatsapp",
        "WhatsApp",
        True,
        16,
        True,
        "none",
    )
    assert found.site_rule == limit("whatsapp").site_rule


def test_what_is_no_social_network():
    others = {entry.kind for entry in BOOK.platforms.values() if not entry.social}
    assert others == {"AI assistant", "AI companion", "marketplace", "audio"}
    assert not ages.platform_on("spotify", TODAY).social and ages.platform_on("xbox", TODAY).social


def test_an_unknown_platform_is_refused_with_a_suggestion():
    with pytest.raises(book.Unknown, match="no platform “watsapp”. Did you mean whatsapp?"):
        ages.platform_on("watsapp", TODAY)
    with pytest.raises(KeyError):
        ages.platform_on("zzzz", TODAY)


# ---- the law


def test_what_is_only_announced_is_never_in_force():
    for day in (date(2026, 6, 15), TODAY, date(2027, 1, 1), date(2030, 1, 1)):
        bans = [event for event in BOOK.law_known_on(day) if "16" in event.event and event.jurisdiction == "UK"]
        assert bans and {event.state_on(day) for event in bans} == {"announced"}


def test_a_day_knows_only_what_was_said_by_then():
    assert [event.on.year for event in BOOK.law_known_on(APRIL)] == [2018]
    expected = [event for event in BOOK.law_known_on(TODAY) if event.precision == "year"]
    assert len(expected) == 1 and expected[0].on.year == 2027


def test_an_act_in_force_in_part_says_so():
    act = next(event for event in BOOK.law if "Act 2026" in event.event)
    assert act.state_on(TODAY) == "passed, in force in part"
