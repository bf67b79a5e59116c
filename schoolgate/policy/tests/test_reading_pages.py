import io
from datetime import timedelta

import pypdf
import pytest
from django.urls import reverse

from schoolgate.community.models import Person, School
from schoolgate.policy.tests import published
from tests.cast import MONDAY, client_of
from tests.shared_rows import shared

TODAY = MONDAY.date()
NAMES = ("Ruth Adeyemi", "Martin Hale", "Helen Marsh", "Grace Obi")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)


@shared
def version(cast):
    School.objects.filter(pk=cast.school.pk).update(phone="01632 960100", email="office@larkhollow.example")
    return published.first(cast)


def page(client, name, *args, **query):
    return client.get(reverse(f"policy:{name}", args=args), query)


def words(response):
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.clause("7.2")
def test_anyone_reads_the_policy_without_signing_in(cast, version, client):
    text = words(page(client, "public", "larkhollow"))
    assert "Staff do not talk about pupils online." in text
    assert 'id="3.c.2"' in text


def test_the_public_page_names_the_duty_and_the_way_to_the_school_but_nobody(cast, version, client):
    text = words(page(client, "public", "larkhollow"))
    assert "Parents bring concerns to the head teacher first." in text
    assert "01632 960100" in text and "office@larkhollow.example" in text
    assert not [name for name in NAMES if name in text]


def test_people_of_the_school_see_who_holds_each_duty(cast, version):
    text = words(page(client_of(cast.parent), "public", "larkhollow"))
    assert "Parents bring concerns to the head teacher, Ruth Adeyemi first." in text
    assert all(name in text for name in NAMES)


def test_people_of_another_school_see_what_the_public_sees(cast, version, other_school):
    text = words(page(client_of(other_school.head), "public", "larkhollow"))
    assert not [name for name in ("Martin Hale", "Helen Marsh", "Grace Obi") if name in text]


def test_a_change_of_person_needs_no_new_document(cast, version):
    Person.objects.filter(pk=cast.head.pk).update(first_name="Una", last_name="Frost")
    assert "the head teacher, Una Frost" in words(page(client_of(cast.parent), "public", "larkhollow"))


def test_before_anything_is_published_the_page_says_so(cast, client):
    assert "Nothing is published yet" in words(page(client, "public", "larkhollow"))
    assert "Nothing is published yet" in words(page(client, "pdf", "larkhollow"))


def test_a_school_that_is_not_there_is_not_found(cast, client):
    for name in ("public", "pdf", "archive"):
        assert page(client, name, "elsewhere").status_code == 404


def test_drafts_are_not_public(cast, version, client):
    from schoolgate.policy.actions import drafting

    draft = drafting.revise(version, by=cast.head, at=MONDAY)
    drafting.edit_clause(draft.clauses.get(place="4.6"), text="Not public yet.", by=cast.head, at=MONDAY)
    assert "Not public yet" not in words(page(client, "public", "larkhollow"))
    assert page(client, "public_version", "larkhollow", draft.number).status_code == 404
    assert page(client, "version_pdf", "larkhollow", draft.number).status_code == 404


def test_a_version_that_comes_into_force_soon_is_announced(cast, version, client):
    soon = TODAY + timedelta(days=10)
    published.revised(cast, version, {"4.6": "Staff say nothing."}, at=MONDAY, in_force_on=soon)
    text = words(page(client, "public", "larkhollow"))
    assert "Version 2 comes into force on 3 December 2026" in text
    assert "Staff do not talk about pupils online." in text and "Staff say nothing." not in text
    assert "Staff say nothing." in words(page(client, "public_version", "larkhollow", 2))


def test_the_archive_says_what_each_version_is_today(cast, version, client):
    published.revised(cast, version, {"4.6": "Staff say nothing."}, at=MONDAY)
    text = words(page(client, "archive", "larkhollow"))
    assert "In force since 23 November 2026" in text and "Replaced" in text


@pytest.mark.parametrize(
    "asked, found, not_found",
    [
        ("gossip", "4.6", "3.c.2"),  # a synonym of the model clause
        ("address", "3.a.2", "4.6"),
        ("accounts private", "3.b.2", "3.a.2"),
        ("3.c.2", "3.c.2", "4.6"),
    ],
)
def test_search_finds_words_and_what_means_the_same(cast, version, client, asked, found, not_found):
    text = words(page(client, "public", "larkhollow", q=asked))
    assert f'id="{found}"' in text and f'id="{not_found}"' not in text


def test_search_marks_what_it_found_and_says_when_it_found_nothing(cast, version, client):
    assert "<mark>address</mark>" in words(page(client, "public", "larkhollow", q="address"))
    text = words(page(client, "public", "larkhollow", q="<script>xyzzy"))
    assert "Nothing with" in text and "<script>xyzzy" not in text


# ---- one clause


def test_every_clause_has_an_address(cast, version, client):
    text = words(page(client, "clause", "larkhollow", "3.a.2"))
    for part in ("Pupils never give away their address.", "Help your child.", "Keep your address secret."):
        assert part in text
    assert "words and pictures are checked against it" in text
    assert page(client, "clause", "larkhollow", "3.a.99").status_code == 404


def test_the_legal_note_is_for_staff(cast, version, client):
    note = "Check for the head"
    assert note in words(page(client_of(cast.teacher), "clause", "larkhollow", "3.a.2"))
    for reader in (client, client_of(cast.parent), client_of(cast.governor)):
        assert note not in words(page(reader, "clause", "larkhollow", "3.a.2"))


def test_the_legal_note_is_not_for_staff_of_another_school(cast, version, other_school):
    text = words(page(client_of(other_school.teacher), "clause", "larkhollow", "3.a.2"))
    assert "Check for the head" not in text


# ---- on paper


def pdf_words(response):
    assert response["Content-Type"] == "application/pdf"
    reader = pypdf.PdfReader(io.BytesIO(response.content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    return " ".join(" ".join(sheet.extract_text().split()) for sheet in reader.pages)


def test_the_pdf_is_tagged_and_names_nobody_to_the_public(cast, version, client):
    text = pdf_words(page(client, "pdf", "larkhollow"))
    assert "Staff do not talk about pupils online." in text and "Version 1" in text
    assert not [name for name in NAMES if name in text]
    assert "Ruth Adeyemi" in pdf_words(page(client_of(cast.parent), "pdf", "larkhollow"))


def test_the_pdf_is_made_once_until_a_word_or_a_name_changes(cast, version, client, monkeypatch):
    from schoolgate.design import paper

    made, real = [], paper.pdf
    monkeypatch.setattr(paper, "pdf", lambda *a, **k: made.append(a) or real(*a, **k))
    parent = client_of(cast.parent)
    first = page(parent, "pdf", "larkhollow").content
    assert page(parent, "pdf", "larkhollow").content == first
    assert len(made) == 1
    page(client, "pdf", "larkhollow")
    Person.objects.filter(pk=cast.head.pk).update(last_name="Frost")
    assert "Ruth Frost" in pdf_words(page(parent, "pdf", "larkhollow"))
    assert len(made) == 3


# ---- one's own view


def test_each_reads_the_parts_for_them_in_words_for_them(cast, version):
    parent = words(page(client_of(cast.parent), "mine"))
    assert "Parents bring concerns" in parent and "In plain words: Tell us first." in parent
    assert "Staff do not talk" not in parent
    teacher = words(page(client_of(cast.teacher), "mine"))
    assert "Terms of use" in teacher and "Staff do not talk" in teacher and "Tell us first" not in teacher
    pupil = words(page(client_of(cast.pupil), "mine"))
    assert "Keep your address secret." in pupil and "Pupils never give away" not in pupil
    assert 'class="govuk-template__body child"' in pupil


def test_one_s_own_view_says_what_is_owed_and_what_was_signed(cast, version):
    from schoolgate.policy.tests.test_sign import sign

    client = client_of(cast.parent)
    assert "You have not signed this yet" in words(page(client, "mine"))
    sign(cast.parent, "parent")
    after = words(page(client, "mine"))
    assert "You signed on 23 November 2026" in after and "You have not signed" not in after
    published.revised(cast, version, {"3.c.2": "Parents talk to us."}, at=MONDAY)
    assert "1 part has changed since you signed version 1" in words(page(client, "mine"))


def test_a_stranger_has_no_view_of_their_own(cast, version, client):
    assert page(client, "mine").status_code == 302


@pytest.mark.parametrize("name", ["public", "mine"])
def test_pages_of_reading_keep_to_their_budget(cast, version, name, django_assert_max_num_queries):
    client = client_of(cast.parent)
    args = ["larkhollow"] if name == "public" else []
    page(client, name, *args)
    with django_assert_max_num_queries(24):
        page(client, name, *args)
