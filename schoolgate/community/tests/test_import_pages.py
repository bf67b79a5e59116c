"""Importing people in the browser: the good way, and every bad file with nothing half done."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from schoolgate.access.duties import Duty
from schoolgate.community.actions import people as community_people
from schoolgate.community.models import ColumnMapping, DraftIntake, Intake, Person
from schoolgate.community.tests.files import EVERYONE, PUPILS, imported
from schoolgate.community.tests.trailing import events
from tests.cast import MONDAY, client_of


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def office(cast):
    return client_of(cast.office)


def upload(client, *files, **more):
    files = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(reverse("community:import"), {"files": files, **more}, follow=True)


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def agree(client, preview, **more):
    address = preview.redirect_chain[-1][0] if preview.redirect_chain else preview.request["PATH_INFO"]
    return client.post(address, {"digest": preview.context["page"].prepared.digest, **more}, follow=True)


# ---- the good way


def test_a_file_is_shown_then_imported_then_taken_back(cast, office):
    people = Person.objects.count()
    preview = upload(office, ("people.csv", EVERYONE.encode()))
    assert "What this import would do" in text(preview) and "Rosa Bell" in text(preview)
    assert Person.objects.count() == people, "looking changes nothing"
    done = agree(office, preview)
    assert "The import is done" in text(done)
    assert Person.objects.count() == people + 5
    assert not DraftIntake.objects.exists()
    intake = Intake.objects.get()
    back = office.post(reverse("community:undo_import", args=[intake.pk]), follow=True)
    assert "taken back" in text(back) and "Everyone who joined by it is a former person now" in text(back)
    assert Person.objects.current(MONDAY.date()).count() == people
    assert "Take this import back" not in text(back)
    assert events(cast.school) == ["community.upload_people", "community.import_people", "community.undo_import"]


def test_several_files_go_in_together(cast, office):
    pupils = b"id,first name,last name,date of birth,class\nP1,Rosa,Bell,2016-05-01,Kestrels\n"
    parents = b"id,first name,last name,children,relation\nC1,Ada,Bell,P1,mother\n"
    agree(office, upload(office, ("pupils.csv", pupils), ("parents.csv", parents)))
    assert Person.objects.get(first_name="Ada").cares_for.get().child.first_name == "Rosa"


def test_the_difference_is_shown(cast, office):
    imported(cast.school, EVERYONE, by=cast.office)
    text_now = EVERYONE.replace("P2,Ivo,", "P2,Ivor,").replace("G1,Otto,Webb", "G2,Vera,Shaw")
    shown = text(upload(office, ("people.csv", text_now.encode())))
    assert "<del>Ivo</del> <ins>Ivor</ins>" in shown and "Vera Shaw" in shown
    assert "Leave:" not in shown, "the files add and change"
    shown = text(upload(office, ("people.csv", text_now.encode()), everyone="yes"))
    assert "Leave: 1" in shown and "Otto Webb" in shown and "Vera Shaw" in shown
    assert "Nothing to do" in text(upload(office, ("people.csv", EVERYONE.encode())))


def test_what_nobody_has_seen_is_not_done(cast, office):
    preview = upload(office, ("people.csv", PUPILS.encode()))
    community_people.add_person(
        cast.school,
        duty=Duty.PUPIL,
        first_name="Rosa",
        last_name="Bell",
        since_on=MONDAY.date(),
        by=cast.office,
        at=MONDAY,
    )
    cast.school.people.filter(first_name="Rosa").update(born_on="2016-05-01")
    imported(cast.school, PUPILS.replace("Ivo", "Ivan"), by=cast.office)
    draft = DraftIntake.objects.create(
        school=cast.school, by=cast.office, at=MONDAY, names=["people.csv"], content=_packed(PUPILS)
    )
    address = reverse("community:import_preview", args=[draft.pk])
    again = office.post(address, {"digest": preview.context["page"].prepared.digest})
    assert "worked out anew" in text(again)
    assert Person.objects.filter(first_name="Ivan").exists()


def _packed(words):
    from schoolgate.community.intake import packing

    return packing.packed({"people.csv": words.encode()})


def test_a_new_number_of_the_same_child_is_said_by_ticking(cast, office):
    imported(cast.school, PUPILS, by=cast.office)
    preview = upload(office, ("people.csv", PUPILS.replace("P2,", "P9,").encode()))
    assert "Ivo Bell (P2) is on record and Ivo Bell (P9) joins" in text(preview)
    again = agree(office, preview, same="pupil|P2|P9")
    assert "worked out anew" in text(again) and "Nothing to do" not in text(again)
    assert not Person.objects.filter(numbers__number="P9").exists()
    address = reverse("community:import_preview", args=[DraftIntake.objects.get().pk])
    office.post(address, {"digest": again.context["page"].prepared.digest, "same": "pupil|P2|P9"})
    assert Person.objects.get(numbers__number="P9").roles.count() == 1


def test_unknown_headers_are_asked_about_once_and_remembered(cast, office):
    odd = b"Ref,Vorname,Nachname,Tag\n1,Rosa,Bell,2016-05-01\n"
    asked = upload(office, ("list.csv", odd))
    assert "What the columns hold" in text(asked) and "such as “Rosa”" in text(asked)
    address = asked.redirect_chain[-1][0]
    told = {"kind": "pupil", "mis_id": "Ref", "first_name": "Vorname", "last_name": "Nachname"}
    assert "Date of birth: choose the column" in text(office.post(address, told))
    twice = office.post(address, told | {"born_on": "Nachname"})
    assert "“Nachname” is chosen for Last name and for Date of birth" in text(twice)
    preview = office.post(address, told | {"born_on": "Tag"}, follow=True)
    assert "Rosa Bell" in text(preview)
    assert ColumnMapping.objects.get().mapping["first_name"] == "Vorname"
    again = upload(office, ("other.csv", odd.replace(b"Rosa", b"Ida")))
    assert "Ida Bell" in text(again) and "What the columns hold" not in text(again)


def test_an_example_file_is_one_that_can_be_imported(cast, office):
    example = office.get(reverse("community:import_example"))
    assert example["Content-Disposition"].endswith('"people-example.csv"')
    assert "Rosa Bell" in text(upload(office, ("people.csv", example.content)))


# ---- whose upload it is


def test_only_the_uploader_sees_an_upload_and_only_for_a_day(cast, office):
    upload(office, ("people.csv", PUPILS.encode()))
    draft = DraftIntake.objects.get()
    for name in ("import_preview", "import_columns"):
        assert client_of(cast.head).get(reverse(f"community:{name}", args=[draft.pk])).status_code == 404
    assert client_of(cast.head).post(reverse("community:import_put_away", args=[draft.pk])).status_code == 404
    with time_machine.travel(MONDAY + timedelta(days=1, minutes=1), tick=False):
        later = client_of(cast.office)
        assert later.get(reverse("community:import_preview", args=[draft.pk])).status_code == 404
        upload(client_of(cast.head), ("people.csv", PUPILS.encode()))
    assert not DraftIntake.objects.filter(pk=draft.pk).exists()


def test_an_upload_is_put_away(cast, office):
    upload(office, ("people.csv", PUPILS.encode()))
    put = office.post(reverse("community:import_put_away", args=[DraftIntake.objects.get().pk]), follow=True)
    assert "Nothing was changed" in text(put) and not DraftIntake.objects.exists()


@pytest.mark.parametrize("who", ["teacher", "dsl", "it", "governor", "parent", "pupil"])
def test_others_come_to_no_page_of_it(cast, who):
    client = client_of(getattr(cast, who))
    done = imported(cast.school, PUPILS, by=cast.office)
    assert client.get(reverse("community:import")).status_code == 403
    assert upload(client, ("people.csv", PUPILS.encode())).status_code == 403
    for name in ("intake", "undo_import", "import_preview"):
        assert client.get(reverse(f"community:{name}", args=[done.pk])).status_code in (403, 404)


def test_another_school_sees_no_import(cast, other_school):
    done = imported(cast.school, PUPILS, by=cast.office)
    for name in ("intake", "undo_import"):
        assert client_of(other_school.head).get(reverse(f"community:{name}", args=[done.pk])).status_code == 404


# ---- bad files


def zip_bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("manifest.csv", "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\n")
        bomb.writestr("users.csv", b"0" * (300 * 1024 * 1024))
    return out.getvalue()


def workbook():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


HEAD = "kind,id,first name,last name,date of birth,class\n"
BAD = {
    "missing column": ("pupils.csv", b"id,first name,last name,class\n1,Rosa,Bell,Kestrels\n", ["date of birth"]),
    "duplicated person": (
        "p.csv",
        (HEAD + "pupil,P1,Rosa,Bell,2016-05-01,K\npupil,P1,Ivo,Moss,2015-05-01,K\n").encode(),
        ["p.csv", "3", "P1"],
    ),
    "born in the future": (
        "p.csv",
        (HEAD + "pupil,P1,Rosa,Bell,2031-05-01,K\n").encode(),
        ["2", "date of birth", "2031-05-01", "future"],
    ),
    "nobody under the header": ("p.csv", HEAD.encode(), ["nobody"]),
    "empty": ("p.csv", b"", ["empty"]),
    "a picture": ("p.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, ["a picture"]),
    "a workbook called csv": ("p.csv", workbook(), ["Excel"]),
    "a PDF": ("p.csv", b"%PDF-1.7 pupils", ["PDF"]),
    "a broken zip": ("roster.zip", b"PK\x03\x04 not really", ["zip"]),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_refused_in_words_and_nothing_is_half_done(cast, office, what):
    name, content, says = BAD[what]
    before = Person.objects.count()
    response = upload(office, (name, content))
    shown = text(response)
    if response.redirect_chain and "columns" in response.redirect_chain[-1][0]:
        # Where a column is missing, the page asks for it rather than giving up.
        assert all(word in shown.lower() for word in says)
    else:
        assert all(word in shown for word in says), shown[shown.find("<main") :]
        assert response.status_code == 422 and "Nothing has been changed" in shown
    assert Person.objects.count() == before and not Intake.objects.exists()


def test_a_file_of_forty_megabytes_is_refused(cast, office):
    shown = text(upload(office, ("pupils.csv", b"x" * (40 * 1024 * 1024))))
    assert "“pupils.csv” is 40 MB large; a list of people has at most 20 MB" in shown
    assert not DraftIntake.objects.exists()


def test_a_zip_bomb_is_refused(cast, office):
    response = upload(office, ("roster.zip", zip_bomb()))
    assert response.status_code == 422 and "unpack" in text(response).lower()
    assert not Intake.objects.exists()


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-8-sig"])
def test_files_of_other_encodings_are_read(cast, office, encoding):
    words = HEAD + "pupil,P1,Zoë,Bélanger,2016-05-01,Kestrels\npupil,P2,Ivo,Müller,2016-05-02,Kestrels\n"
    shown = text(upload(office, ("pupils.csv", words.encode(encoding))))
    assert "Zoë Bélanger" in shown and "Ivo Müller" in shown


def test_no_file_and_two_of_one_name_are_said(cast, office):
    assert "Choose a file" in text(office.post(reverse("community:import"), {}))
    shown = text(upload(office, ("a.csv", PUPILS.encode()), ("a.csv", PUPILS.encode())))
    assert "one name" in shown
