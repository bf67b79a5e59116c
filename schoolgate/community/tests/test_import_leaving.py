"""An import adds and changes; that people leave by it is chosen, and stops where many would go, or somebody who matters."""

import json
import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.cli import people as console
from schoolgate.community.actions import intakes
from schoolgate.community.intake import preparing
from schoolgate.community.models import Intake, Person
from schoolgate.community.signin import actions as signin
from schoolgate.community.tests.files import imported, prepared, read
from schoolgate.community.tests.test_mis_oneroster import OLDER, zipped
from tests import cast as cast_of
from tests.cast import MONDAY, client_of
from tests.house.test_session_factor import PASSWORD

TODAY = MONDAY.date()
HEADERS = "kind,id,first name,last name,date of birth,class,year,email,duties,left\n"


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def pupil(number, left=""):
    return f"pupil,P{number},Child{number},Bell,2016-05-{number:02},Kestrels,6,,,{left}\n"


def pupils(*numbers):
    return HEADERS + "".join(pupil(number) for number in numbers)


def numbered(cast, person, kind="staff"):
    person.numbers.get_or_create(school=cast.school, kind=kind, defaults={"number": f"X{person.pk}"})
    return f"{kind},X{person.pk},{person.first_name},{person.last_name},,,,{person.email},,\n"


def colleague(number):
    return f"staff,S{number},Kit{number},Oak,,,,kit{number}@larkhollow.example,,\n"


def here(name):
    return Person.objects.filter(first_name=name).current(TODAY).exists()


def upload(client, text, **more):
    files = [SimpleUploadedFile("people.csv", text.encode())]
    return client.post(reverse("community:import"), {"files": files, **more}, follow=True)


def agree(client, shown, **more):
    address = shown.redirect_chain[-1][0] if shown.redirect_chain else shown.request["PATH_INFO"]
    return client.post(address, {"digest": shown.context["page"].prepared.digest, **more}, follow=True)


def words(response):
    return re.sub(r"\s+", " ", response.content.decode())


# ---- adding and changing is what a file does


def test_who_is_not_in_the_file_stays(cast):
    imported(cast.school, pupils(*range(1, 21)), by=cast.office)
    office = client_of(cast.office)
    shown = upload(office, pupils(1, 21))
    assert "People who are not in these files stay as they are" in words(shown)
    assert "How many people leave" not in words(shown)
    assert "The import is done" in words(agree(office, shown))
    assert Intake.objects.first().left == 0 and here("Child2") and here("Child21")
    unsaid = preparing.prepare(cast.school, read(cast.school, pupils(1)), on=TODAY, may_give_duties=False)
    assert not unsaid.plan.leavers


@pytest.mark.parametrize("said, leave", [({}, 0), ({"everyone": ""}, 0), ({"everyone": "yes"}, 1)])
def test_only_whoever_says_that_everybody_is_in_it_makes_leavers(cast, said, leave):
    imported(cast.school, pupils(*range(1, 21)), by=cast.office)
    shown = upload(client_of(cast.office), pupils(*range(1, 20)), **said)
    assert len(shown.context["page"].prepared.plan.leavers) == leave


def test_whose_last_day_the_file_tells_leaves_all_the_same(cast):
    imported(cast.school, pupils(*range(1, 21)), by=cast.office)
    imported(cast.school, HEADERS + pupil(3, "2026-10-01"), by=cast.office, everyone=False)
    assert not here("Child3") and here("Child4")


def test_a_roster_and_the_command_line_add_and_change_too(db, tmp_path):
    foxley = cast_of.school("Foxley Primary School", "foxley")
    imported(foxley, pupils(1, 2, 3), by=access.Machine(foxley.pk, Duty.CONSOLE))
    path = tmp_path / "roster.zip"
    path.write_bytes(zipped(OLDER))
    said = []
    options = {"dry_run": False, "as_json": True, "echo": lambda message, err=False: said.append((err, message))}
    assert console.import_people(foxley, [path], **options) == 0, said
    assert here("Child1") and here("Maya")
    assert console.import_people(foxley, [path], **options, everyone=True) == 2
    assert here("Child1") and any("3 people would leave" in message for err, message in said if err)


# ---- the stop


def test_more_than_ten_of_a_hundred_are_asked_about(cast):
    imported(cast.school, pupils(*range(1, 21)), by=cast.office)
    assert not prepared(cast.school, pupils(*range(1, 19))).stops, "two of twenty go without a question"
    ready = prepared(cast.school, pupils(*range(1, 18)))
    assert ready.stops == ("3 of 20 pupils would leave.",)
    for typed in (None, 0, 2, 4):
        with pytest.raises(Broken, match="3 of 20 pupils would leave"):
            intakes.import_people(
                cast.school, prepared=ready, files=["people.csv"], leaving=typed, by=cast.office, at=MONDAY
            )
    assert here("Child20")
    intakes.import_people(cast.school, prepared=ready, files=["people.csv"], leaving=3, by=cast.office, at=MONDAY)
    assert not here("Child20")


def test_a_last_day_in_the_file_counts_as_leaving(cast):
    imported(cast.school, pupils(*range(1, 11)), by=cast.office)
    gone, ahead = (HEADERS + pupil(1, day) + pupil(2, day) for day in ("2026-10-01", "2026-12-18"))
    for text in (gone, ahead):
        ready = prepared(cast.school, text, everyone=False)
        assert (ready.leaving, ready.stops) == (2, ("2 of 10 pupils would leave.",))


@pytest.mark.parametrize("who", ["head", "deputy", "dsl", "deputy_dsl", "chair", "office", "it"])
def test_nobody_with_a_duty_goes_by_one_press(cast, who):
    person = getattr(cast, who)
    kind = "governor" if who == "chair" else "staff"
    numbered(cast, person, kind)
    others = "".join(colleague(number) for number in range(30)).replace("staff,", f"{kind},")
    imported(cast.school, HEADERS + others, by=cast.head, everyone=False)
    ready = prepared(cast.school, HEADERS + others, by=cast.teacher)
    assert ready.leaving == 1 and any(f"{person} would leave, who is" in why for why in ready.stops)


def test_a_teacher_among_many_goes_without_a_question(cast):
    numbered(cast, cast.teacher)
    others = "".join(colleague(number) for number in range(30))
    imported(cast.school, HEADERS + others, by=cast.head, everyone=False)
    assert (ready := prepared(cast.school, HEADERS + others)).leaving == 1 and not ready.stops


def test_the_office_does_not_lock_itself_out(cast):
    numbered(cast, cast.office)
    others = HEADERS + "".join(colleague(number) for number in range(30))
    imported(cast.school, others, by=cast.head, everyone=False)
    office = client_of(cast.office)
    shown = upload(office, others, everyone="yes")
    assert "You would leave yourself" in words(shown)
    for typed in ({}, {"leaving": ""}, {"leaving": "2"}, {"leaving": "one"}):
        again = agree(office, shown, **typed)
        assert not Intake.objects.filter(left__gt=0).exists() and "leave by this import" in words(again)
        assert 'class="govuk-error-summary"' in words(again)
    assert 'value="one"' in words(again), "what was typed stays"
    agree(office, shown, leaving=" 1 ")
    assert not Person.objects.filter(pk=cast.office.pk).current(TODAY).exists()


def test_the_command_line_stops_and_takes_the_number(cast, tmp_path):
    imported(cast.school, pupils(*range(1, 11)), by=cast.office)
    path = tmp_path / "people.csv"
    path.write_text(pupils(1, 2))
    out, err = [], []
    options = {
        "dry_run": False,
        "everyone": True,
        "echo": lambda text, err_=None, **more: (err if more else out).append(text),
    }
    assert console.import_people(cast.school, [path], as_json=True, **options) == 2
    (document,) = out
    told = json.loads(document)
    assert (told["done"], told["leaving"], told["everyone"]) == (False, 8, True)
    assert "8 of 10 pupils would leave." in err[0] and "--leaving 8" in err[-1] and here("Child9")
    assert console.import_people(cast.school, [path], as_json=False, **options, leaving=7) == 2
    assert console.import_people(cast.school, [path], as_json=False, **options, ask=lambda why: 7) == 2
    assert here("Child9")
    assert console.import_people(cast.school, [path], as_json=False, **options, ask=lambda why: 8) == 0
    assert not here("Child9")


# ---- undone


def test_undone_everybody_signs_in_as_before_with_password_and_card(cast):
    account = cast.teacher.account
    account.set_password(PASSWORD)
    account.save()
    (card,) = signin.make_cards(cast.kestrels, [cast.pupil], by=cast.teacher, at=MONDAY)
    numbered(cast, cast.teacher), numbered(cast, cast.pupil, "pupil"), numbered(cast, cast.office)
    text = HEADERS + colleague(1) + pupil(1)
    before = {pk: set(Person.objects.get(pk=pk).duties) for pk in (cast.teacher.pk, cast.pupil.pk, cast.office.pk)}
    done = imported(cast.school, text, by=cast.head)
    assert done.left == 3 and not is_in(by_password(cast.teacher)) and not is_in(by_card(card))
    assert (
        client_of(cast.head).post(reverse("community:undo_import", args=[done.pk]), {"sure": "on"}).status_code == 302
    )
    assert is_in(by_password(cast.teacher)) and is_in(by_card(card))
    assert {pk: set(Person.objects.get(pk=pk).duties) for pk in before} == before
    assert Duty.OFFICE in before[cast.office.pk] and cast.pupil in Person.objects.in_class(cast.kestrels.pk, TODAY)


def by_password(person):
    client = Client()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


def by_card(card):
    client = Client()
    for said in ({"code": card.code}, {"number": card.number}, *({"picture": picture} for picture in card.pictures)):
        client.post(reverse("signin:pupil"), said)
    return client


def is_in(client):
    return "Sign out" in client.get(reverse("home"), follow=True).content.decode()
