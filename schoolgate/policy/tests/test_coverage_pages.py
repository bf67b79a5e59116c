import csv
import io

import pypdf
import pytest
from django.urls import reverse

from schoolgate.community.models import Person
from schoolgate.policy.tests import published
from schoolgate.policy.tests.test_coverage import fill, queries_of, signs
from schoolgate.post.models import Message
from tests.cast import MONDAY, client_of
from tests.shared_rows import shared

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)


@shared
def version(cast):
    return published.first(cast)


def url(name, **query):
    from django.utils.http import urlencode

    return f"{reverse(f'policy:{name}')}?{urlencode(query)}"


def words(client, name, **query):
    response = client.get(url(name, **query))
    assert response.status_code == 200
    return response.content.decode()


def test_coverage_is_a_picture_with_its_figures(cast, version):
    signs(cast.parent, version, "parent")
    text = words(client_of(cast.head), "coverage")
    assert "1 of 2 signed (50%)" in text and "Kestrels" in text and "<svg" in text


@pytest.mark.parametrize("who", ["governor", "chair"])
def test_governors_see_totals_and_never_a_name(cast, version, who):
    text = words(client_of(getattr(cast, who)), "coverage")
    assert "Parents and carers" in text
    everyone = Person.objects.filter(school=cast.school).exclude(pk=getattr(cast, who).pk)
    assert not [str(person) for person in everyone if str(person) in text]
    assert reverse("policy:chase") not in text


@pytest.mark.parametrize(
    "who, figures, names",
    [
        ("head", 200, 200),
        ("dsl", 200, 200),
        ("office", 200, 200),
        ("chair", 200, 403),
        ("governor", 200, 403),
        ("teacher", 403, 403),
        ("parent", 403, 403),
        ("pupil", 403, 403),
    ],
)
def test_who_sees_figures_and_who_sees_names(cast, version, who, figures, names):
    client = client_of(getattr(cast, who))
    assert client.get(url("coverage")).status_code == figures
    assert client.get(url("chase")).status_code == names
    assert client.get(url("export")).status_code == names


def test_the_list_shows_whom_to_chase(cast, version):
    signs(cast.parent, version, "parent")
    text = words(client_of(cast.office), "chase", audience="parent")
    assert "Kath Doyle" in text and "Priya Nair" not in text and "1 person on this list" in text


def test_a_filter_that_does_not_exist_counts_as_none(cast, version):
    text = words(client_of(cast.office), "chase", audience="teachers", classroom="x", way="owl", page="zz")
    assert "14 people" not in text and "Kath Doyle" in text


def test_the_button_reminds_this_list_and_only_once_a_day(cast, version, settings):
    settings.DELIVERY = {"backend": "django.core.mail.backends.locmem.EmailBackend"}
    client = client_of(cast.office)
    for _ in range(2):
        response = client.post(url("remind"), {"audience": "parent"}, follow=True)
    assert [str(mail.person) for mail in Message.objects.all()] == ["Priya Nair"]
    assert "nobody gets two mails on a day" in response.content.decode()


@pytest.mark.parametrize("who, status", [("dsl", 302), ("head", 302), ("teacher", 403), ("governor", 403)])
def test_who_may_press_it(cast, version, who, status):
    assert client_of(getattr(cast, who)).post(url("remind"), {"audience": "parent"}).status_code == status


@pytest.mark.clause("7.2")
def test_letters_are_printed_for_those_without_e_mail(cast, version):
    response = client_of(cast.office).post(url("letters"), {})
    assert response["Content-Type"] == "application/pdf"
    reader = pypdf.PdfReader(io.BytesIO(response.content))
    text = " ".join(" ".join(sheet.extract_text().split()) for sheet in reader.pages)
    for part in (
        "Kath Doyle",
        "3 Mill Row",
        "Parents bring concerns to the head teacher, Ruth Adeyemi first.",
        "Liam Doyle",
        f"{cast.paper_parent.pk}-1",
        "Version 1",
        "Priya",
    ):
        assert (part in text) is (part not in ("Priya", "Version 1")), part
    letter = Message.objects.get()
    assert (letter.person, letter.way, letter.state) == (cast.paper_parent, "paper", "printed")


def test_letters_are_for_the_office(cast, version):
    assert client_of(cast.dsl).post(url("letters"), {}).status_code == 403
    assert not Message.objects.exists()


def test_when_nobody_needs_a_letter_the_page_says_so(cast, version):
    signs(cast.paper_parent, version, "parent")
    response = client_of(cast.office).post(url("letters"), {"audience": "parent"}, follow=True)
    assert "Nobody on this list needs a letter" in response.content.decode()


def test_the_file_is_a_table_that_no_spreadsheet_runs(cast, version):
    Person.objects.filter(pk=cast.paper_parent.pk).update(last_name='=HYPERLINK("http://x")')
    response = client_of(cast.office).get(url("export", audience="parent"))
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0] == ["Last name", "First name", "Asked as", "Class", "How to reach them", "Last written to"]
    assert ['\'=HYPERLINK("http://x")', "Kath", "Parents and carers", "Kestrels", "paper", ""] in rows
    assert len(rows) == 3


def test_another_school_is_not_on_the_list(cast, version, other_school):
    published.first(other_school)
    text = words(client_of(other_school.office), "chase", classroom=str(cast.kestrels.pk))
    assert "Liam Doyle" in text  # their own, for the class of another school is no choice here
    assert client_of(other_school.office).get(url("chase")).status_code == 200
    response = client_of(other_school.office).post(url("remind"), {"classroom": str(cast.kestrels.pk)})
    assert response.status_code == 302
    assert not Message.objects.filter(person__school=cast.school).exists()


def test_the_pages_take_as_many_queries_for_many_as_for_few(cast, version):
    client = client_of(cast.head)

    def asked():
        return [
            queries_of(lambda: words(client, "coverage")),
            queries_of(lambda: words(client, "chase")),
            queries_of(lambda: words(client, "chase", page=2)),
        ]

    asked()
    fill(cast.school, 90)
    few = asked()
    fill_more(cast)
    assert asked() == few
    assert max(few) <= 35


def fill_more(cast):
    from schoolgate.community.models import Classroom

    for room in Classroom.objects.filter(name__startswith="Class "):
        room.name, room.code = f"Old {room.pk}", f"old-{room.pk}"
        room.save()
    fill(cast.school, 600)
