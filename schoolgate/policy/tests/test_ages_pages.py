"""The age register as pages: for everyone, for children, and for those who keep it."""

import io
from datetime import date

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from schoolgate.engines import ages as engine_ages
from schoolgate.engines.ages import files
from schoolgate.policy.models import RegisterChange, RegisterCheck
from schoolgate.policy.queries import ages
from schoolgate.policy.tests import published, register
from schoolgate.policy.tests.test_coverage import queries_of
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db


def page(client, name, *args, **query):
    return client.get(reverse(f"policy:{name}", args=args), query)


def words(response, status=200):
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def row(text, id):
    """The row of one platform in the table, tags and all."""
    return text.split(f'/ages/{id}/">')[1].split("</tr>")[0]


# ---- for everyone


@pytest.mark.clause("1.5")
def test_anyone_reads_the_limits_of_a_day(cast, client):
    text = words(page(client, "ages", "larkhollow", on="2023-04-15"))
    assert "limits on 15 April 2023" in text
    assert "<strong>16</strong>" in row(text, "whatsapp") and row(text, "x").startswith("Twitter")
    assert "irect messages 16, live 18, gifts 18" in row(text, "tiktok")
    assert "Not started" in row(text, "threads") and "<strong>–</strong>" in row(text, "threads")
    assert "All 79 apps and sites." in text


def test_without_a_day_it_is_today(cast, client):
    text = words(page(client, "ages", "larkhollow"))
    assert "limits on 23 November 2026" in text and 'value="2026-11-23"' in text
    assert "<strong>13</strong>" in row(text, "whatsapp") and "Closed" in row(text, "omegle")
    assert "Nothing was looked at after 22 August 2026" in text
    assert "Nothing was looked at after" not in words(page(client, "ages", "larkhollow", on="2023-04-15"))


def test_rows_that_are_not_sure_say_so(cast, client):
    text = words(page(client, "ages", "larkhollow", on="2023-04-15"))
    assert "Not confirmed" in row(text, "messenger") and "Probably" in row(text, "kick")
    for id in ("whatsapp", "discord"):
        assert "onfirmed" not in row(text, id) and "Probably" not in row(text, id)


def test_the_school_s_rule_stands_beside_the_site_s(cast, client):
    text = words(page(client, "ages", "larkhollow"))
    assert "no pupil under 13 uses a social network" in text
    assert '<td class="govuk-table__cell">from 13</td>' in row(text, "vimeo")
    assert "no rule of its own" in row(text, "claude")


def test_the_school_s_age_is_a_parameter(cast, client, monkeypatch):
    monkeypatch.setattr(ages, "minimum_age", lambda version: 11)
    assert "no pupil under 11 uses" in words(page(client, "ages", "larkhollow"))


def test_they_are_found_by_kind_and_by_what_people_call_them(cast, client):
    text = words(page(client, "ages", "larkhollow", q="insta"))
    assert "Instagram" in text and "TikTok" not in text and "1 of 79" in text
    text = words(page(client, "ages", "larkhollow", kind="gaming"))
    assert "/ages/roblox/" in text and "/ages/whatsapp/" not in text and "10 of 79" in text
    assert "Nothing of that name or kind" in words(page(client, "ages", "larkhollow", q="zzzz"))
    assert "All 79" in words(page(client, "ages", "larkhollow", kind=""))


@pytest.mark.parametrize("written", ["tomorrow", "2023-02-30", "1", "99999-01-01", "<script>"])
def test_a_day_that_is_none_is_said_and_kept(cast, client, written):
    text = words(page(client, "ages", "larkhollow", on=written))
    assert "Write the day as year-month-day, such as 2023-04-15" in text
    assert "limits on 23 November 2026" in text and "<script>" not in text
    assert written.replace("<", "&lt;").replace(">", "&gt;") in text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_time_are_days_too(cast, client, day):
    words(page(client, "ages", "larkhollow", on=day))


def test_what_the_law_only_announced_is_shown_as_announced(cast, client):
    text = words(page(client, "ages", "larkhollow"))
    ban = next(part for part in text.split("<li>") if "The Prime Minister announces" in part)
    assert "Announced" in ban and "In force" not in ban
    later = words(page(client, "ages", "larkhollow", on="2027-06-01"))
    start = next(part for part in later.split("<li>") if "expected to begin in 2027" in part)
    assert "Announced" in start and "<strong>2027</strong>" in start
    then = words(page(client, "ages", "larkhollow", on="2023-04-15"))
    assert "Prime Minister" not in then and "Data Protection Act 2018" in then


def test_each_platform_has_its_history(cast, client):
    text = words(page(client, "ages_platform", "larkhollow", "whatsapp"))
    assert "16: from May 2018, until 10 April 2024" in text and "13: from 11 April 2024" in text
    assert "still so when last looked at" in text and "Open Terms Archive" in text and "whatsapp.com" in text
    assert text.index("from 17 August 2026") < text.index("from 11 April 2024") < text.index("from May 2018")
    assert "X (Twitter until July 2023)" in words(page(client, "ages_platform", "larkhollow", "x"))
    assert "Not confirmed" in words(page(client, "ages_platform", "larkhollow", "ngl"))
    assert page(client, "ages_platform", "larkhollow", "no_such").status_code == 404


def test_the_public_pages_name_nobody(cast, client):
    register.correct(cast, reason="Mrs Green told us.")
    for response in (page(client, "ages", "larkhollow"), page(client, "ages_platform", "larkhollow", "quora")):
        text = words(response)
        assert "Adeyemi" not in text and "Mrs Green" not in text
    assert "Quora, Terms of Service, 2026-11-20" in text and "corrected" in text


def test_a_school_s_change_is_on_its_page_and_on_no_other(cast, other_school, client):
    register.correct(cast)
    text = words(page(client, "ages", "larkhollow"))
    assert "<strong>16</strong>" in row(text, "quora") and "Changed by the school" in row(text, "quora")
    assert "<strong>13</strong>" in row(words(page(client, "ages", "sedgemarsh")), "quora")


def test_a_school_that_is_not_there_is_not_found(cast, client):
    for name, args in (("ages", ["x"]), ("ages_children", ["x"]), ("ages_platform", ["x", "whatsapp"])):
        assert page(client, name, *args).status_code == 404


def test_children_get_big_numbers(cast, client):
    text = words(page(client, "ages_children", "larkhollow"))
    assert 'class="govuk-template__body child"' in text
    assert "Not before you are 13." in text and "Only with a grown-up’s yes." in text and "Read it to me" in text
    assert "In our school nobody under 13" in text


def test_a_few_can_be_chosen_for_children(cast, client):
    text = words(page(client, "ages_children", "larkhollow", only="discord,no_such,vimeo"))
    assert "Discord" in text and "Not before you are 16." in text and "TikTok" not in text
    assert "TikTok" in words(page(client, "ages_children", "larkhollow", only="no_such"))


def test_pupils_find_the_numbers_from_their_rules(cast):
    published.first(cast)
    assert "/policy/larkhollow/ages/for-children/" in words(page(client_of(cast.pupil), "mine"))


@pytest.mark.parametrize("name, args", [("ages", []), ("ages_platform", ["quora"]), ("ages_children", [])])
def test_the_number_of_queries_does_not_grow_with_the_changes(cast, client, name, args):
    def look():
        assert page(client, name, "larkhollow", *args).status_code == 200

    register.correct(cast)
    look()
    few = queries_of(look)
    for id in ("facebook", "instagram", "reddit", "discord"):
        register.correct(cast, id=id)
    assert queries_of(look) == few <= 8


# ---- for those who keep it


def test_the_keeping_page_tells_who_changed_and_checked_what(cast):
    register.correct(cast, reason="Their terms of November.")
    text = words(page(client_of(cast.teacher), "register"))
    assert "Their terms of November." in text and "Ruth Adeyemi" in text and "Add a platform" not in text
    assert "Add a platform" in words(page(client_of(cast.head), "register"))


def test_the_keeping_page_shows_no_other_school_s_changes(cast, other_school):
    register.correct(cast, reason="Only ours.")
    assert "Only ours." not in words(page(client_of(other_school.head), "register"))


def test_the_keeping_page_keeps_to_its_budget(cast):
    client = client_of(cast.head)
    register.correct(cast)
    page(client, "register")
    few = queries_of(lambda: page(client, "register"))
    for id in ("facebook", "instagram", "reddit"):
        register.correct(cast, id=id, by=cast.dsl)
    assert queries_of(lambda: page(client, "register")) == few <= 14


DATE = {"source_date_day": "20", "source_date_month": "11", "source_date_year": "2026"}
SAID = {
    **DATE,
    "source": "Quora, Terms",
    "source_url": "https://quora.example/",
    "reason": "It went up.",
    "minimum_age": "16",
    "valid_from_day": "1",
    "valid_from_month": "11",
    "valid_from_year": "2026",
    "route": "none",
    "feature_ages": "live=18",
    "status": "confirmed",
    "note": "",
}


def post(client, name, data, *args):
    return client.post(reverse(f"policy:{name}", args=args), data)


def test_a_platform_is_corrected_on_a_page(cast):
    client = client_of(cast.dsl)
    assert 'value="13"' in words(page(client, "register_correct", "quora"))
    assert post(client, "register_correct", SAID, "quora").status_code == 302
    limit = ages.register_of(cast.school.pk).limit("quora", MONDAY.date())
    assert (limit.minimum_age, limit.feature_ages) == (16, (("live", 18),))
    assert ages.register_of(cast.school.pk).limit("quora", date(2026, 10, 31)).minimum_age == 13


@pytest.mark.parametrize(
    "said, says",
    [
        ({"minimum_age": "99"}, "Minimum age must be 25 or less"),
        ({"minimum_age": "-1"}, "Minimum age must be 1 or more"),
        ({"valid_from_day": "", "valid_from_month": "", "valid_from_year": ""}, "From which day?"),
        ({"valid_from_month": "13"}, "the month is a number from 1 to 12"),
        ({"feature_ages": "live"}, "name=age"),
        ({"source": ""}, "Answer the question: Where does it say so?"),
        ({"source_url": "javascript:1"}, "beginning with https://"),
        ({"source_date_year": "2027"}, "in the future"),
        ({"reason": ""}, "Why do you change the register?"),
        ({"status": ""}, "How sure is it?"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(cast, said, says):
    text = words(post(client_of(cast.head), "register_correct", {**SAID, "note": "Kept words", **said}, "quora"))
    assert says in text and "Kept words" in text
    assert not RegisterChange.objects.exists()


def test_a_platform_is_added_on_a_page(cast):
    said = {**SAID, "name": "Wisp Chat", "kind": "messaging", "owner": "", "domains": "wisp.example, w.example"}
    client = client_of(cast.head)
    assert "“nonsense” is no web address" in words(post(client, "register_add", {**said, "domains": "nonsense"}))
    assert post(client, "register_add", said).status_code == 302
    book = ages.register_of(cast.school.pk)
    assert book.platform("wisp_chat").name == "Wisp Chat" and book.platform_of_host("a.w.example").id == "wisp_chat"
    assert "Wisp Chat already" in words(post(client, "register_add", said))


def test_a_platform_is_closed_on_a_page(cast):
    said = {
        **DATE,
        "source": "News",
        "reason": "Gone.",
        "last_day_day": "1",
        "last_day_month": "11",
        "last_day_year": "2026",
    }
    client = client_of(cast.head)
    assert "in the future" in words(post(client, "register_close", {**said, "last_day_year": "2027"}, "quora"))
    assert post(client, "register_close", said, "quora").status_code == 302
    assert not ages.register_of(cast.school.pk).limit("quora", MONDAY.date()).is_there
    assert page(client, "register_close", "no_such").status_code == 404


def test_the_check_is_said_on_a_page(cast):
    client = client_of(cast.head)
    words(page(client, "register_check"))
    assert post(client, "register_check", {"note": "All fine."}).status_code == 302
    assert RegisterCheck.objects.get().note == "All fine."
    assert "The school checked this list on 23 November 2026" in words(page(client, "ages", "larkhollow"))


# ---- lists


def written(cast, *changes):
    text = files.written(ages.register_of(cast.school.pk))
    for was, becomes in changes:
        text = text.replace(was, becomes)
    return text


def upload(client, content):
    data = content if isinstance(content, bytes) else content.encode()
    return client.post(reverse("policy:register_import"), {"file": SimpleUploadedFile("list.csv", data)})


QUORA = ("quora,Quora,forum,Quora Inc.,13,", "quora,Quora,forum,Quora Inc.,15,")


def test_a_list_is_looked_at_and_then_taken_in(cast):
    client = client_of(cast.head)
    response = upload(
        client, page(client, "register_table").content.decode("utf-8-sig").replace(*QUORA).replace("\n", "\r\n")
    )
    text = words(response)
    assert "<del>13</del> <ins>15</ins>" in text and not RegisterChange.objects.exists()
    form = response.context["form"]
    said = {name: form[name].value().replace("\n", "\r\n") for name in ("text", "digest")}
    assert "Why do you take this list in?" in words(post(client, "register_import", said))
    assert post(client, "register_import", {**said, "reason": "The yearly list."}).status_code == 302
    assert ages.register_of(cast.school.pk).limit("quora", MONDAY.date()).minimum_age == 15


def test_a_list_that_was_overtaken_is_shown_again(cast):
    client = client_of(cast.head)
    form = upload(client, written(cast, QUORA)).context["form"]
    said = {"text": form["text"].value(), "digest": form["digest"].value(), "reason": "The list."}
    register.correct(cast, id="facebook")
    response = post(client, "register_import", said)
    assert "has changed since" in words(response) and RegisterChange.objects.count() == 1
    said["digest"] = response.context["form"]["digest"].value()
    assert post(client, "register_import", said).status_code == 302


def test_the_same_list_has_nothing_to_do(cast):
    assert "Nothing to do" in words(upload(client_of(cast.head), written(cast)))


def test_every_fault_of_a_list_is_named_with_its_line(cast):
    bad = written(
        cast, QUORA, ("facebook,Facebook,social network,Meta,13", "facebook,Facebook,social network,Meta,old")
    )
    text = words(upload(client_of(cast.head), bad), 422)
    assert "min_age_uk" in text and "whole number from 1 to 25" in text and ">5</td>" in text
    assert "Nothing has been changed" in text and not RegisterChange.objects.exists()


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", "Größe".encode("utf-16"), b"\x00\xff" * 50])
def test_a_file_that_is_no_list_is_refused(cast, content):
    assert "Nothing has been changed" in words(upload(client_of(cast.head), content), 422)


def test_a_list_that_comes_back_in_pieces_is_refused(cast):
    client = client_of(cast.head)
    response = post(client, "register_import", {"text": "nonsense", "digest": "x", "reason": "x"})
    assert response.status_code == 302 and not RegisterChange.objects.exists()


# ---- posters


POSTER = {"on_day": "15", "on_month": "4", "on_year": "2023", "style": "corridor", "size": "A4"}


def test_staff_make_a_poster_of_the_school_s_register(cast):
    register.correct(cast, id="whatsapp", min_age_uk="14", valid_from="2023-01-01")
    client = client_of(cast.teacher)
    assert "Make a poster" in words(page(client, "register_poster"))
    response = page(client, "register_poster", **POSTER, only=["whatsapp", "x"])
    assert response["Content-Type"] == "application/pdf"
    text = pypdf.PdfReader(io.BytesIO(response.content)).pages[0].extract_text()
    assert "Larkhollow Primary School" in text and "Twitter" in text and "14" in text and "TikTok" not in text


@pytest.mark.parametrize(
    "said, says",
    [
        ({"style": "wall"}, "What is it for?"),
        ({"on_month": "13"}, "the month is a number"),
        ({"only": ["no_such"]}, "Which platforms?"),
        ({"only": list(engine_ages.shipped().platforms)[:20]}, "has room for 14 platforms; 20 are chosen"),
    ],
)
def test_a_poster_that_cannot_be_is_refused(cast, said, says):
    text = words(page(client_of(cast.teacher), "register_poster", **{**POSTER, **said}))
    assert says in text


@pytest.mark.parametrize("who", ["parent", "pupil"])
def test_families_read_the_pages_and_make_no_posters(cast, who):
    client = client_of(getattr(cast, who))
    assert page(client, "register_poster", **POSTER).status_code == 403
    assert page(client, "register").status_code == 403
    assert page(client, "ages", "larkhollow").status_code == 200
