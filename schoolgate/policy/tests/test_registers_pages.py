"""The pages on which the head keeps the lists of account holders and exceptions."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schoolgate.policy.models import Exemption, OfficialHolder
from schoolgate.policy.tests import registers
from tests.cast import client_of, pupil

pytestmark = pytest.mark.django_db
SINCE = {"since_on_day": "1", "since_on_month": "9", "since_on_year": "2026"}
FROM = {"from_on_day": "23", "from_on_month": "11", "from_on_year": "2026"}
UNTIL = {"until_on_day": "20", "until_on_month": "7", "until_on_year": "2027"}


def get(client, name, *args):
    return client.get(reverse(f"policy:{name}", args=args))


def post(client, name, *args, **said):
    return client.post(reverse(f"policy:{name}", args=args), said)


def words(response):
    assert response.status_code == 200
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


# ---- who runs the school's accounts


def test_the_head_puts_somebody_on_the_list_and_takes_them_off(cast):
    head = client_of(cast.head)
    said = {"person": cast.teacher.pk, "platform": "facebook", "account": "Larkhollow", **SINCE}
    assert post(head, "add_holder", **said).status_code == 302
    assert "Larkhollow on Facebook, since 1 September 2026" in words(get(head, "holders"))
    holder = OfficialHolder.objects.get()
    assert "Does Asha Kapoor no longer run Larkhollow?" in words(get(head, "end_holder", holder.pk))
    assert post(head, "end_holder", holder.pk).status_code == 302
    assert "Asha Kapoor: Larkhollow on Facebook, 1 September 2026 to 23 November 2026" in words(get(head, "holders"))


def test_a_form_with_faults_says_so_and_keeps_what_was_typed(cast):
    page = post(
        client_of(cast.head),
        "add_holder",
        person=cast.teacher.pk,
        platform="nosuch",
        account="@lark",
        **{**SINCE, "since_on_year": "2036"},
    )
    assert "choose one of the answers offered" in words(page) and 'value="@lark"' in page.content.decode()
    page = post(
        client_of(cast.head),
        "add_holder",
        person=cast.teacher.pk,
        platform="tiktok",
        account="@lark",
        **{**SINCE, "since_on_year": "2036"},
    )
    assert "in the future" in words(page) and 'value="@lark"' in page.content.decode()
    assert not OfficialHolder.objects.exists()


def test_pupils_and_people_of_other_schools_cannot_be_chosen(cast, other_school):
    page = get(client_of(cast.head), "add_holder").content.decode()
    assert "Priya Nair" in page and "Maya Nair" not in page
    for person in (cast.pupil, other_school.teacher):
        said = {"person": person.pk, "platform": "facebook", "account": "x", **SINCE}
        assert post(client_of(cast.head), "add_holder", **said).status_code == 200
    assert not OfficialHolder.objects.exists()


def test_staff_and_governors_read_the_list_and_change_nothing(cast):
    registers.name(cast)
    for person in (cast.assistant, cast.governor):
        page = get(client_of(person), "holders")
        assert "Asha Kapoor" in words(page) and "Take off the list" not in words(page)
    for person in (cast.parent, cast.pupil):
        assert get(client_of(person), "holders").status_code == 403


# ---- exceptions


@pytest.mark.parametrize(
    ("value", "whom"),
    [
        (lambda cast: "staff", "All staff"),
        (lambda cast: f"class:{cast.kestrels.pk}", "Kestrels"),
        (lambda cast: f"person:{cast.pupil.pk}", "Maya Nair"),
        (lambda cast: f"person:{cast.assistant.pk}", "Lucy Grant"),
    ],
)
def test_the_head_makes_an_exception_and_ends_it(cast, value, whom):
    head = client_of(cast.head)
    said = {"whom": value(cast), "covers": "phone", "reason": "For a trip.", **FROM, **UNTIL}
    assert post(head, "add_exemption", **said).status_code == 302
    text = words(get(head, "exemptions"))
    assert whom in text and "For a trip." in text and "23 November 2026 to 20 July 2027" in text
    made = Exemption.objects.get()
    assert f"End the exception for {whom}?" in words(get(head, "end_exemption", made.pk))
    assert post(head, "end_exemption", made.pk).status_code == 302
    assert "ended early" in words(get(head, "exemptions"))


def test_nobody_of_another_school_and_nobody_at_all(cast, other_school):
    for whom in ("", "person:999999", f"person:{other_school.pupil.pk}", f"class:{other_school.wrens.pk}", "king"):
        said = {"whom": whom, "covers": "phone", "reason": "For a trip.", **FROM, **UNTIL}
        page = post(client_of(cast.head), "add_exemption", **said)
        assert page.status_code == 200 and "For a trip." in page.content.decode()
    assert not Exemption.objects.exists()


def test_too_long_an_exception_is_refused_and_nothing_is_lost(cast):
    said = {"whom": "staff", "covers": "phone", "reason": "For a trip.", **FROM, **UNTIL, "until_on_year": "2029"}
    page = post(client_of(cast.head), "add_exemption", **said)
    assert "a year at most" in words(page) and "For a trip." in page.content.decode()
    assert not Exemption.objects.exists()


def test_reasons_are_for_the_head_the_deputy_and_the_safeguarding_leads(cast):
    registers.grant(cast, person=cast.pupil, reason="It checks her sugar.")
    for person in (cast.head, cast.deputy, cast.dsl, cast.deputy_dsl):
        assert "It checks her sugar." in words(get(client_of(person), "exemptions"))
    for person in (cast.teacher, cast.assistant, cast.office, cast.chair, cast.parent, cast.pupil):
        assert get(client_of(person), "exemptions").status_code == 403


def test_the_pages_take_the_same_number_of_queries_however_many_there_are(cast):
    head = client_of(cast.head)

    def counted():
        found = []
        for name in ("holders", "exemptions", "add_exemption"):
            with CaptureQueriesContext(connection) as captured:
                assert get(head, name).status_code == 200
            found.append(len(captured))
        return found

    registers.name(cast)
    registers.grant(cast, person=cast.teacher)
    before = counted()
    from datetime import date

    for n in range(6):
        registers.name(cast, person=cast.assistant, account=f"@page{n}")
        child = pupil(cast.school, f"Ada{n}", "Moss", date(2016, 5, 5), cast.kestrels)
        registers.grant(cast, person=child, covers="phone")
        registers.grant(cast, classroom=cast.wrens, covers="phone")
    assert counted() == before
