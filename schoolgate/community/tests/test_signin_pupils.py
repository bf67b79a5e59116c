"""Pupils sign in: opened by their teacher, or alone with a card."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.audit.models import Entry
from schoolgate.broken import Broken
from schoolgate.community.models import Account, Classroom, Person, Role, Teaching
from schoolgate.community.signin import actions, pictures, queries
from tests import cast as people
from tests.cast import MONDAY
from tests.shared_rows import shared

URL = "signin:pupil"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@shared
def card(cast):
    cards = actions.make_cards(
        cast.kestrels, queries.pupils_of(cast.kestrels, MONDAY.date()), by=cast.teacher, at=MONDAY
    )
    return next(card for card in cards if card.name == "Maya Nair")


def try_card(client: Client, code: str, number: object, chosen) -> object:
    client.post(reverse(URL), {"again": "yes"})
    client.post(reverse(URL), {"code": code})
    answer = client.post(reverse(URL), {"number": number})
    for picture in chosen:
        answer = client.post(reverse(URL), {"picture": picture})
    return answer


def other_pictures(card) -> tuple[str, ...]:
    return tuple(reversed(card.pictures))


def who(client: Client) -> str:
    return client.session.get("_auth_user_id", "")


# ---- opened by the teacher


def test_the_teacher_hands_over_the_device(cast):
    teacher = people.client_of(cast.teacher)
    page = teacher.get(reverse("signin:class", args=[cast.kestrels.pk])).content.decode()
    assert "Maya Nair" in page and "Liam Doyle" in page and "Arun" not in page
    before = teacher.session.session_key
    teacher.post(reverse("signin:open_session", args=[cast.kestrels.pk]), {"pupil": cast.pupil.pk})
    assert who(teacher) == str(cast.pupil.account.pk)
    assert teacher.session.session_key != before
    assert Entry.objects.filter(event="community.open_pupil_session", by=str(cast.teacher.pk)).count() == 1
    assert teacher.get(reverse("signin:class", args=[cast.kestrels.pk])).status_code == 404


def test_the_childs_session_ends_after_an_hour(cast):
    client = people.client_of(cast.teacher)
    client.post(reverse("signin:open_session", args=[cast.kestrels.pk]), {"pupil": cast.pupil.pk})
    with time_machine.travel(MONDAY + timedelta(minutes=59), tick=False):
        assert client.get(reverse("account_logout")).status_code == 200
    with time_machine.travel(MONDAY + timedelta(minutes=60), tick=False):
        assert client.get(reverse("account_logout")).url == reverse(URL)
    assert not who(client)


def test_a_leader_may_and_another_teacher_may_not(cast):
    actions.open_pupil_session(cast.pupil, by=cast.head, at=MONDAY)
    with pytest.raises(access.Refused):
        actions.open_pupil_session(cast.pupil, by=cast.other_teacher, at=MONDAY)
    other = people.client_of(cast.other_teacher)
    assert other.get(reverse("signin:class", args=[cast.kestrels.pk])).status_code == 404
    url = reverse("signin:open_session", args=[cast.wrens.pk])
    assert other.post(url, {"pupil": cast.pupil.pk}).status_code == 404
    assert who(other) == str(cast.other_teacher.account.pk)


@pytest.mark.parametrize("part", ["assistant", "office", "it", "dsl", "parent", "governor", "pupil"])
def test_nobody_else_opens_a_childs_session(cast, part):
    with pytest.raises(access.Refused):
        actions.open_pupil_session(cast.pupil, by=getattr(cast, part), at=MONDAY)


def test_nobody_of_another_school_does(cast, other_school):
    with pytest.raises(access.Refused):
        actions.open_pupil_session(cast.pupil, by=other_school.head, at=MONDAY)


def test_a_grown_up_is_never_opened_like_a_pupil(cast):
    with pytest.raises(Broken, match="not a pupil"):
        actions.open_pupil_session(cast.parent, by=cast.head, at=MONDAY)


def test_a_child_without_an_account_gets_one(cast):
    Account.objects.filter(person=cast.pupil).delete()
    made = actions.open_pupil_session(Person.objects.get(pk=cast.pupil.pk), by=cast.teacher, at=MONDAY)
    assert made.email is None and not made.has_usable_password()


def test_opening_needs_a_post(cast):
    url = reverse("signin:open_session", args=[cast.kestrels.pk])
    assert people.client_of(cast.teacher).get(url).status_code == 405


def test_a_teacher_of_one_class_is_led_there(cast):
    answer = people.client_of(cast.teacher).get(reverse("signin:classes"))
    assert answer.url == reverse("signin:class", args=[cast.kestrels.pk])
    page = people.client_of(cast.head).get(reverse("signin:classes")).content.decode()
    assert "Kestrels" in page and "Wrens" in page


@pytest.mark.parametrize(
    "who", ["dsl", "deputy_dsl", "assistant", "office", "it", "chair", "governor", "parent", "pupil"]
)
def test_who_teaches_no_class_and_leads_nothing_is_refused(cast, who):
    assert people.client_of(getattr(cast, who)).get(reverse("signin:classes")).status_code == 403


def test_a_teacher_whose_class_has_ended_is_refused_and_the_head_is_not(cast):
    Teaching.objects.filter(teacher=cast.teacher).update(until_on=MONDAY.date() - timedelta(days=1))
    assert people.client_of(cast.teacher).get(reverse("signin:classes")).status_code == 403
    assert people.client_of(cast.head).get(reverse("signin:classes")).status_code == 200


def test_before_there_are_classes_those_who_lead_read_why_there_is_none(cast):
    empty = people.school("Sedgemarsh Primary School", "sedgemarsh")
    head = people.person(empty, "Ada", "Wren", Duty.HEAD)
    assert "There are no classes yet" in people.client_of(head).get(reverse("signin:classes")).text


def test_a_pupil_reaches_no_page_for_passwords_and_second_steps(cast):
    client = people.client_of(cast.pupil, second_factor=False)
    for name in ("account_change_password", "account_set_password", "mfa_index", "mfa_activate_totp"):
        assert client.get(reverse(name)).status_code == 403
    assert client.post(reverse("account_logout")).status_code == 302


# ---- cards


def test_cards_are_shown_once_and_stored_sealed(cast):
    teacher = people.client_of(cast.teacher)
    url = reverse("signin:cards", args=[cast.kestrels.pk])
    assert "Maya Nair" in teacher.get(url).content.decode()  # to choose from; nothing is made by looking
    assert not Account.objects.exclude(pictures="").exists()
    page = teacher.post(url, {"whom": "all"}).content.decode()
    assert page.count('class="sg-pupil-card"') == 2 and cast.kestrels.code in page
    stored = Account.objects.get(person=cast.pupil).pictures
    assert len(stored) == 64 and not [name for name in pictures.PICTURES if name in stored]
    again = teacher.get(url).content.decode()
    assert "sg-pupil-card" not in again


def test_one_new_card_leaves_the_others_working(cast, card):
    liam = next(person for person in queries.pupils_of(cast.kestrels, MONDAY.date()) if person.first_name == "Liam")
    before = Account.objects.get(person=liam).pictures
    teacher = people.client_of(cast.teacher)
    teacher.post(reverse("signin:cards", args=[cast.kestrels.pk]), {"whom": str(cast.pupil.pk)})
    assert Account.objects.get(person=liam).pictures == before
    assert Account.objects.get(person=cast.pupil).card_number == card.number
    client = Client()
    if Account.objects.get(person=cast.pupil).pictures != queries.seal_of(cast.pupil.account, card.pictures):
        try_card(client, card.code, card.number, card.pictures)
        assert not who(client)


def test_a_joiner_gets_the_lowest_free_number(cast, card):
    people.pupil(cast.school, "Zoe", "Hart", date(2016, 1, 5), cast.kestrels)
    teacher = people.client_of(cast.teacher)
    page = teacher.post(reverse("signin:cards", args=[cast.kestrels.pk]), {"whom": "missing"}).content.decode()
    assert page.count('class="sg-pupil-card"') == 1 and "Zoe Hart" in page
    numbers = Account.objects.filter(person__in=queries.pupils_of(cast.kestrels, MONDAY.date()))
    assert sorted(numbers.values_list("card_number", flat=True)) == [1, 2, 3]


def test_numbers_stay_apart_when_a_child_changes_class(cast, card):
    """Two children may bring the same number into one class: the first keeps it, the other gets a new one."""
    actions.make_cards(cast.wrens, [cast.young_pupil], by=cast.other_teacher, at=MONDAY)
    cast.young_pupil.placements.update(classroom=cast.kestrels)
    pupils = queries.pupils_of(cast.kestrels, MONDAY.date())
    cards = actions.make_cards(cast.kestrels, pupils, by=cast.teacher, at=MONDAY)
    assert sorted(card.number for card in cards) == [1, 2, 3]


def test_another_teacher_makes_no_cards(cast):
    with pytest.raises(access.Refused):
        actions.make_cards(cast.kestrels, [cast.pupil], by=cast.other_teacher, at=MONDAY)
    with pytest.raises(access.Refused):
        actions.change_class_code(cast.kestrels, by=cast.other_teacher, at=MONDAY)
    assert not Account.objects.exclude(pictures="").exists()


def test_pictures_that_are_not_three_of_the_twelve_are_refused(cast):
    for chosen in (("sun", "fish"), ("sun", "fish", "tractor")):
        with pytest.raises(Broken, match="3 pictures"):
            actions.set_pictures(cast.pupil, chosen, number=1, by=cast.teacher, at=MONDAY)


def test_the_trail_holds_no_digest_of_the_pictures(cast, card):
    said = Entry.objects.filter(event="community.set_pictures").values_list("said", flat=True)
    assert {tuple(item) for item in said} == {("number",)}


def test_a_class_without_a_code_gets_one_with_its_first_cards(cast):
    Classroom.objects.filter(pk=cast.wrens.pk).update(code="")
    cast.wrens.refresh_from_db()
    actions.make_cards(cast.wrens, [cast.young_pupil], by=cast.other_teacher, at=MONDAY)
    assert Classroom.objects.get(pk=cast.wrens.pk).code.count("-") == 2


def test_changing_the_code_ends_the_old_one(cast, card):
    people.client_of(cast.teacher).post(reverse("signin:class_code", args=[cast.kestrels.pk]))
    new = Classroom.objects.get(pk=cast.kestrels.pk).code
    assert new != card.code
    client = Client()
    try_card(client, card.code, card.number, card.pictures)
    assert not who(client)
    try_card(client, new, card.number, card.pictures)
    assert who(client)


# ---- alone, with the card


def test_a_child_signs_in_alone(cast, card):
    client = Client()
    answer = try_card(client, card.code, card.number, card.pictures)
    assert (answer.status_code, answer.url) == (302, reverse("home"))
    assert who(client) == str(cast.pupil.account.pk)
    assert client.session["ends_at"] == (MONDAY + timedelta(hours=1)).timestamp()
    assert "card" not in client.session


def test_the_code_may_be_typed_as_a_child_would(cast, card):
    client = Client()
    try_card(client, f"  {card.code.replace('-', ' ').title()} ", card.number, card.pictures)
    assert who(client)


def test_the_class_can_keep_an_address_with_its_code(cast, card):
    client = Client()
    page = client.get(reverse("signin:pupil_of_class", args=[card.code]), follow=True).content.decode()
    assert "number on your card" in page
    client.post(reverse(URL), {"number": card.number})
    for picture in card.pictures:
        client.post(reverse(URL), {"picture": picture})
    assert who(client)


@pytest.mark.parametrize("wrong", ["code", "number", "pictures", "order"])
def test_whatever_is_wrong_the_answer_is_the_same(cast, card, wrong):
    said = {"code": card.code, "number": card.number, "chosen": card.pictures}
    others = [name for name in pictures.PICTURES if name not in card.pictures]
    said |= {
        "code": {"code": "no-such-1"},
        "number": {"number": 30},
        "pictures": {"chosen": others[:3]},
        "order": {"chosen": other_pictures(card)},
    }[wrong]
    client = Client()
    answer = try_card(client, said["code"], said["number"], said["chosen"])
    page = client.get(answer.url).content.decode()
    assert "does not match a card" in page and not who(client)


def test_no_name_is_ever_on_the_page(cast, card):
    client = Client()
    pages = [client.get(reverse(URL))]
    for said in (
        {"code": card.code},
        {"number": card.number},
        *({"picture": picture} for picture in card.pictures[:2]),
    ):
        pages.append(client.post(reverse(URL), said, follow=True))
    names = [word for person in Person.objects.all() for word in (person.first_name, person.last_name)]
    for page in pages:
        words = page.content.decode()
        assert page.status_code == 200
        assert not [name for name in names if name in words] and "Kestrels" not in words.replace(card.code, "")


def test_there_are_twelve_pictures_each_with_its_word(cast, card):
    client = Client()
    client.post(reverse(URL), {"code": card.code})
    page = client.post(reverse(URL), {"number": 1}, follow=True).content.decode()
    for name in pictures.PICTURES:
        assert f'value="{name}"' in page and f"<span>{name}</span>" in page
    assert page.count('<svg class="sg-picture"') == 12 and "<script" not in page.partition("<main")[2]


@pytest.mark.parametrize("said", [{"code": "   "}, {"code": "-"}, {"code": "x" * 60}])
def test_a_bad_code_is_said_kindly(db, said):
    page = Client().post(reverse(URL), said)
    assert page.status_code == 200 and "govuk-error-message" in page.content.decode()


@pytest.mark.parametrize("said,words", [("", "Type the number"), ("seven", "only numbers"), ("5000", "too big")])
def test_a_bad_number_is_said_kindly(db, said, words):
    client = Client()
    client.post(reverse(URL), {"code": "kestrel-lamp-42"})
    assert words in client.post(reverse(URL), {"number": said}).content.decode()


def test_a_picture_that_there_is_not_is_asked_again(cast, card):
    client = Client()
    answer = try_card(client, card.code, card.number, ["tractor"])
    words = client.get(answer.url).content.decode()
    assert answer.url == reverse(URL) and "Press the first picture" in words and f"number {card.number}" in words


def test_after_ten_wrong_tries_the_teacher_helps(cast, card):
    client = Client()
    for _ in range(10):
        assert try_card(client, card.code, card.number, other_pictures(card)).status_code == 302
    answer = try_card(client, card.code, card.number, card.pictures)
    assert answer.status_code == 429 and "Ask your teacher" in answer.content.decode()
    assert not who(client)
    another_device = Client()
    assert try_card(another_device, card.code, card.number, card.pictures).status_code == 429
    actions.open_pupil_session(cast.pupil, by=cast.teacher, at=MONDAY)


def test_the_wait_is_ten_minutes(cast, card):
    client = Client()
    for _ in range(10):
        try_card(client, card.code, card.number, other_pictures(card))
    with time_machine.travel(MONDAY + timedelta(minutes=10, seconds=1), tick=False):
        try_card(client, card.code, card.number, card.pictures)
        assert who(client)


def test_another_class_is_not_held_back(cast, card):
    client = Client()
    for _ in range(11):
        try_card(client, card.code, card.number, other_pictures(card))
    (wren,) = actions.make_cards(cast.wrens, [cast.young_pupil], by=cast.other_teacher, at=MONDAY)
    try_card(client, wren.code, wren.number, wren.pictures)
    assert who(client) == str(cast.young_pupil.account.pk)


def test_right_tries_are_not_counted(cast, card):
    for _ in range(15):
        client = Client()
        try_card(client, card.code, card.number, card.pictures)
        assert who(client)


def test_one_address_cannot_try_code_after_code(db):
    client = Client()
    statuses = [try_card(client, f"owl-lamp-{n}", 1, ["sun", "fish", "car"]).status_code for n in range(41)]
    assert set(statuses[:40]) == {302} and statuses[40] == 429
    elsewhere = Client(REMOTE_ADDR="192.0.2.77")
    assert try_card(elsewhere, "owl-lamp-1", 1, ["sun", "fish", "car"]).status_code == 302


def test_the_limit_keeps_no_address(cast, card):
    from django.core.cache import caches

    try_card(Client(REMOTE_ADDR="192.0.2.77"), card.code, card.number, other_pictures(card))
    kept = [key for key in caches["default"]._cache if ":rl:" in key]
    assert kept and not [key for key in kept if "192.0.2.77" in key or card.code in key]


def test_a_child_who_left_cannot_come_in(cast, card):
    Role.objects.filter(person=cast.pupil).update(until_on="2026-11-20")
    client = Client()
    try_card(client, card.code, card.number, card.pictures)
    assert not who(client)


def test_a_card_of_another_class_does_not_fit(cast, card):
    client = Client()
    try_card(client, cast.wrens.code, card.number, card.pictures)
    assert not who(client)
