import re
from datetime import timedelta

import pytest
from django.urls import reverse

from schoolgate.community.models import Person, Role
from schoolgate.policy.models import Signature, SignedText
from schoolgate.policy.queries import signing
from schoolgate.policy.tests import published
from schoolgate.policy.tests.published import fresh
from schoolgate.policy.tests.test_sign import owed, sign
from tests.cast import MONDAY, client_of
from tests.shared_rows import shared

TODAY = MONDAY.date()
CHECKED = {"accounts_private_on_day": "20", "accounts_private_on_month": "11", "accounts_private_on_year": "2026"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)


@shared
def version(cast):
    return published.first(cast)


def url(name, *args):
    return reverse(f"policy:{name}", args=args)


def digest(client, address):
    return next(
        line.partition('name="digest" value="')[2].partition('"')[0]
        for line in client.get(address).content.decode().splitlines()
        if 'name="digest"' in line
    )


def ticked(page):
    return re.findall(r"<input[^>]* checked", page)


def send(client, audience, **said):
    address = url("sign", audience)
    return client.post(address, {"digest": digest(client, address), **said})


# ---- for oneself


@pytest.mark.clause("1.1")
@pytest.mark.clause("3.b.2")
def test_staff_tick_each_group_and_give_the_day_of_their_check(cast, version):
    client = client_of(cast.teacher)
    ticks = {f"tick_{n}": "on" for n in range(3)}
    response = send(client, "staff", **ticks, **CHECKED)
    signature = Signature.objects.get()
    assert response["Location"] == url("receipt", signature.pk)
    assert str(signature.accounts_private_on) == "2026-11-20"
    assert signature.groups == ["About this policy", "Own accounts", "Terms of use"]
    receipt = client.get(response["Location"]).content.decode()
    for part in ("23 November 2026", "version 1", "1.1, 3.b.2, 4.6", "20 November 2026"):
        assert part in receipt


def test_what_is_signed_is_what_was_on_the_page(cast, version):
    client = client_of(cast.teacher)
    shown = digest(client, url("sign", "staff"))
    send(client, "staff", **{f"tick_{n}": "on" for n in range(3)}, **CHECKED)
    assert Signature.objects.get().digest == shown
    assert SignedText.objects.get(digest=shown).text.startswith("1.1 Everyone at Larkhollow Primary School")


def test_a_tick_that_is_missing_is_named_and_the_others_stay(cast, version):
    response = send(client_of(cast.teacher), "staff", tick_0="on", tick_2="on", **CHECKED)
    text = response.content.decode()
    assert "There is a problem" in text
    assert "Tick the box to say that you have read “Own accounts” and will keep to it" in text
    assert len(ticked(text)) == 2 and 'value="20"' in text
    assert not Signature.objects.exists()


@pytest.mark.clause("3.b.2")
@pytest.mark.parametrize(
    "said, says",
    [
        ({}, "Give the day on which you checked"),
        ({**CHECKED, "accounts_private_on_day": "24"}, "in the future"),
        ({**CHECKED, "accounts_private_on_month": "9"}, "more than 30 days old"),
        ({**CHECKED, "accounts_private_on_month": "13"}, "month"),
    ],
)
def test_a_check_that_does_not_count_is_refused_in_words(cast, version, said, says):
    response = send(client_of(cast.teacher), "staff", tick_0="on", tick_1="on", tick_2="on", **said)
    assert says in response.content.decode()
    assert not Signature.objects.exists()


def test_parents_and_governors_sign_with_one_tick(cast, version):
    send(client_of(cast.parent), "parent", tick_0="on")
    send(client_of(cast.governor), "governor", tick_0="on")
    assert set(Signature.objects.values_list("person", "audience")) == {
        (cast.parent.pk, "parent"),
        (cast.governor.pk, "governor"),
    }
    assert "Tick the box" in send(client_of(cast.chair), "governor").content.decode()


@pytest.mark.clause("3.a.1")
def test_a_pupil_presses_one_big_button(cast, version):
    client = client_of(cast.pupil)
    page = client.get(url("sign", "pupil")).content.decode()
    assert "Yes, I will" in page and "Keep your address secret." in page
    response = send(client, "pupil")
    assert "Thank you!" in client.get(response["Location"]).content.decode()
    assert Signature.objects.get().person == cast.pupil


def test_only_what_changed_is_shown_again_with_its_words_marked(cast, version):
    sign(cast.parent, "parent")
    published.revised(cast, version, {"3.c.2": "Parents bring worries to {head} first."}, at=MONDAY)
    text = client_of(cast.parent).get(url("sign", "parent")).content.decode()
    assert "<del>concerns </del>" in text and "<ins>worries </ins>" in text
    assert "Everyone at Larkhollow" not in text


def test_the_check_of_accounts_is_not_asked_again_when_its_clause_is_not(cast, version):
    sign(cast.teacher, "staff")
    published.revised(cast, version, {"4.6": "Staff say nothing."}, at=MONDAY)
    client = client_of(cast.teacher)
    assert "accounts are private" not in client.get(url("sign", "staff")).content.decode()
    send(client, "staff", tick_0="on")
    assert owed(cast.teacher) == {}


def test_words_that_changed_meanwhile_are_shown_again_and_not_signed(cast, version):
    client = client_of(cast.parent)
    before = digest(client, url("sign", "parent"))
    Person.objects.filter(pk=cast.head.pk).update(last_name="Frost")
    response = client.post(url("sign", "parent"), {"digest": before, "tick_0": "on"})
    text = response.content.decode()
    assert "The words changed while you were reading" in text and "Ruth Frost" in text
    assert not Signature.objects.exists()
    assert before not in text
    assert send(client, "parent", tick_0="on").status_code == 302


def test_pressing_twice_signs_once(cast, version):
    client = client_of(cast.parent)
    said = {"digest": digest(client, url("sign", "parent")), "tick_0": "on"}
    assert client.post(url("sign", "parent"), said).status_code == 302
    assert client.post(url("sign", "parent"), said)["Location"] == url("mine")
    assert Signature.objects.count() == 1


@pytest.mark.parametrize("who, audience", [("parent", "staff"), ("teacher", "governor"), ("pupil", "parent")])
def test_an_audience_one_does_not_belong_to_is_not_there(cast, version, who, audience):
    client = client_of(getattr(cast, who))
    assert client.get(url("sign", audience)).status_code == 404
    assert client.post(url("sign", audience), {"tick_0": "on"}).status_code == 404


def test_a_receipt_is_one_s_own(cast, version, other_school):
    receipt = sign(cast.parent, "parent")
    assert client_of(cast.parent).get(url("receipt", receipt.pk)).status_code == 200
    for other in (cast.head, cast.office, other_school.parent):
        assert client_of(other).get(url("receipt", receipt.pk)).status_code == 404


def test_people_of_another_school_have_nothing_to_sign(cast, version, other_school):
    response = client_of(other_school.parent).get(url("sign", "parent"))
    assert response["Location"] == url("mine")


# ---- a class


@pytest.mark.clause("3.a.1")
def test_a_teacher_reads_with_the_class_and_records_who_agreed(cast, version):
    client = client_of(cast.teacher)
    page = client.get(url("class", cast.kestrels.pk)).content.decode()
    assert "Keep your address secret." in page and "Maya" not in page and "Liam" not in page
    agree = url("class_agree", cast.kestrels.pk)
    assert not ticked(client.get(agree).content.decode())
    client.post(agree, {"digest": digest(client, agree), "pupils": [str(cast.pupil.pk)]})
    assert Signature.objects.get().person == cast.pupil
    after = client.get(agree).content.decode()
    assert "1 pupil of Kestrels agreed" in after and "Liam Doyle" in after and "Maya Nair" not in after


def test_tick_everyone_ticks_and_records_nothing_yet(cast, version):
    agree = url("class_agree", cast.kestrels.pk)
    client = client_of(cast.teacher)
    page = client.post(agree, {"digest": digest(client, agree), "all": "1"}).content.decode()
    assert len(ticked(page)) == 2 and not Signature.objects.exists()


def test_nobody_ticked_is_an_error_in_words(cast, version):
    agree = url("class_agree", cast.kestrels.pk)
    client = client_of(cast.teacher)
    page = client.post(agree, {"digest": digest(client, agree)}).content.decode()
    assert "Tick each pupil who was there and agreed" in page


def test_a_pupil_of_another_class_cannot_be_slipped_in(cast, version):
    agree = url("class_agree", cast.kestrels.pk)
    client = client_of(cast.teacher)
    client.post(agree, {"digest": digest(client, agree), "pupils": [str(cast.young_pupil.pk)]})
    assert not Signature.objects.exists()


@pytest.mark.parametrize(
    "who, status",
    [
        ("teacher", 200),
        ("head", 200),
        ("deputy", 200),
        ("other_teacher", 404),
        ("deputy_dsl", 404),
        ("assistant", 403),
        ("office", 403),
        ("parent", 403),
        ("pupil", 403),
        ("governor", 403),
    ],
)
def test_a_class_is_its_teacher_s_and_the_leaders(cast, version, who, status):
    client = client_of(getattr(cast, who))
    assert client.get(url("class", cast.kestrels.pk)).status_code == status
    assert client.get(url("class_agree", cast.kestrels.pk)).status_code == status


def test_a_class_of_another_school_is_not_there(cast, version, other_school):
    assert client_of(other_school.head).get(url("class", cast.kestrels.pk)).status_code == 404


def test_a_class_with_a_joiner_hears_all_of_it_again(cast, version):
    for pupil in (cast.pupil, Person.objects.get(first_name="Liam")):
        sign(pupil, "pupil")
    client = client_of(cast.teacher)
    assert "Everyone in Kestrels" in client.get(url("class", cast.kestrels.pk)).content.decode()
    published.revised(cast, version, {"3.a.2": "Pupils never share where they live."}, at=MONDAY)
    page = client.get(url("class", cast.kestrels.pk)).content.decode()
    assert "Keep your address secret." in page and "These rules are for all of us." not in page


# ---- paper


def slip(client, audience, words, person, day="20", **said):
    address = f"{url('paper')}?audience={audience}&words={words}"
    date = {"signed_on_day": day, "signed_on_month": "12", "signed_on_year": "2026"}
    return client.post(address, {"person": person.pk, **date, **said}, follow=True)


@pytest.fixture
def in_december(version, time_machine):
    time_machine.move_to(MONDAY + timedelta(days=30), tick=False)


@pytest.mark.clause("1.1")
def test_the_office_types_in_slips_one_after_the_other(cast, in_december):
    client = client_of(cast.office)
    found = client.get(f"{url('paper')}?audience=parent&words=doyle").content.decode()
    assert "Kath Doyle" in found and "Liam Doyle" in found and "Priya" not in found
    response = slip(client, "parent", "doyle", cast.paper_parent)
    text = response.content.decode()
    assert "Kath Doyle’s slip is recorded." in text
    assert (Signature.objects.get().way, str(Signature.objects.get().signed_on)) == ("paper", "2026-12-20")
    again = client.get(f"{response.request['PATH_INFO']}?{response.request['QUERY_STRING']}&words=nair")
    assert 'value="20"' in again.content.decode()


def test_the_code_on_a_slip_finds_it_at_once(cast, in_december):
    found = client_of(cast.office).get(f"{url('paper')}?audience=parent&words={cast.paper_parent.pk}-1")
    assert "Kath Doyle" in found.content.decode()


@pytest.mark.parametrize("day, says", [("24", "in the future"), ("31", "in the future")])
def test_a_slip_of_tomorrow_is_refused_in_words(cast, in_december, day, says):
    text = slip(client_of(cast.office), "parent", "doyle", cast.paper_parent, day=day).content.decode()
    assert says in text and not Signature.objects.exists()


def test_a_slip_for_someone_who_was_not_found_is_refused(cast, in_december):
    text = slip(client_of(cast.office), "parent", "doyle", cast.parent).content.decode()
    assert "Choose whose slip it is" in text and not Signature.objects.exists()


def test_a_slip_of_someone_who_signed_already_says_so(cast, in_december):
    sign(cast.paper_parent, "parent")
    text = client_of(cast.office).get(f"{url('paper')}?audience=parent&words=doyle").content.decode()
    assert "already" in text and "Record this slip" not in text


@pytest.mark.clause("3.b.2")
def test_a_slip_of_staff_needs_the_day_of_their_check(cast, in_december):
    client = client_of(cast.office)
    text = slip(client, "staff", "grant", cast.assistant).content.decode()
    assert "checked that your own accounts are private" in text and not Signature.objects.exists()
    checked = {"accounts_private_on_day": "18", "accounts_private_on_month": "12", "accounts_private_on_year": "2026"}
    slip(client, "staff", "grant", cast.assistant, **checked)
    assert str(Signature.objects.get().accounts_private_on) == "2026-12-18"


@pytest.mark.parametrize("who", ["dsl", "teacher", "governor", "parent", "pupil"])
def test_slips_are_for_the_office(cast, version, who):
    assert client_of(getattr(cast, who)).get(url("paper")).status_code == 403


def test_people_of_another_school_are_not_found(cast, version, other_school):
    published.first(other_school)
    text = client_of(other_school.office).get(f"{url('paper')}?audience=parent&words={cast.parent.pk}-1")
    assert "Nobody of that name" in text.content.decode()


def test_the_page_to_sign_keeps_to_its_budget(cast, version, django_assert_max_num_queries):
    client = client_of(cast.teacher)
    client.get(url("sign", "staff"))
    with django_assert_max_num_queries(20):
        client.get(url("sign", "staff"))


def test_who_has_left_signs_nothing(cast, version):
    Role.objects.filter(person=cast.parent).update(until_on=TODAY - timedelta(days=1))
    assert signing.owed_by(fresh(cast.parent)) == []
    assert client_of(cast.parent).get(url("sign", "parent")).status_code == 302
