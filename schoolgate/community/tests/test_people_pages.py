"""The pages about people, classes, families and the school, as a browser gets them."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from schoolgate.access.duties import Duty
from schoolgate.community.actions import families, people
from schoolgate.community.models import FamilyLink, Person, Role
from schoolgate.community.tests.trailing import events
from tests.cast import MONDAY, client_of


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def page(person, view, /, *args, **query):
    return client_of(person).get(reverse(f"community:{view}", args=args), query)


def send(person, view, /, *args, **typed):
    return client_of(person).post(reverse(f"community:{view}", args=args), typed)


def text(response):
    return response.content.decode()


def day(name, on):
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


# ---- who sees whom


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("head", {"pupil", "young_pupil", "parent", "it"}),
        ("office", {"pupil", "young_pupil", "parent", "it"}),
        ("dsl", {"pupil", "young_pupil", "parent", "it"}),
        ("teacher", {"pupil", "teacher"}),
        ("parent", {"pupil", "young_pupil", "parent"}),
        ("pupil", set()),
        ("it", {"it"}),
        ("governor", set()),
    ],
)
def test_who_sees_whom(cast, who, sees):
    for whom in ("pupil", "young_pupil", "parent", "it", "teacher"):
        seen = whom in sees or (who in ("head", "office", "dsl"))
        assert page(getattr(cast, who), "person", getattr(cast, whom).pk).status_code == (200 if seen else 404)


def test_another_schools_people_are_not_there(cast, other_school):
    for other in (other_school.pupil, other_school.head):
        assert page(cast.head, "person", other.pk).status_code == 404
    assert "Doyle" in text(page(cast.head, "people"))
    assert page(cast.head, "class", other_school.wrens.pk).status_code == 404


def test_the_list_is_for_those_who_may_look_at_everybody(cast):
    for who in ("head", "deputy", "office", "dsl", "deputy_dsl"):
        assert page(getattr(cast, who), "people").status_code == 200
    for who in ("teacher", "assistant", "it", "parent", "pupil", "governor", "chair"):
        assert page(getattr(cast, who), "people").status_code == 403
    assert client_of(None).get(reverse("community:people")).status_code == 302


def test_a_teacher_sees_no_contact_details_of_families(cast):
    Person.objects.filter(pk=cast.pupil.pk).update(address="3 Hidden Lane")
    assert "Hidden Lane" in text(page(cast.office, "person", cast.pupil.pk))
    shown = text(page(cast.teacher, "person", cast.pupil.pk))
    assert "Priya Nair" in shown and "Hidden Lane" not in shown


def test_a_pupil_opens_no_record_not_even_their_own_or_a_parents(cast):
    for whom in (cast.pupil, cast.young_pupil, cast.parent):
        assert page(cast.pupil, "person", whom.pk).status_code == 404
        assert page(cast.parent, "person", whom.pk).status_code == 200


# ---- the list


@pytest.mark.postgres
def test_people_are_found_by_name_kind_class_and_leaving(cast):
    def names(**query):
        return {row.name for row in page(cast.office, "people", **query).context["page"].rows}

    assert names(name="nair may") == {"Nair, Maya"}
    assert names(kind="governor") == {"Marsh, Helen", "Lin, David"}
    assert names(classroom=cast.kestrels.pk) == {"Nair, Maya", "Doyle, Liam"}
    assert names(former="on") == set()
    people.record_leaving(cast.pupil, left_on=date(2026, 1, 9), by=cast.office, at=MONDAY)
    assert names(former="on") == {"Nair, Maya"}
    assert "Nair, Maya" not in names(kind="pupil")
    assert names(former="on", kind="pupil") == {"Nair, Maya"}
    assert names(former="on", kind="staff") == set()


def test_a_search_without_result_says_what_to_do(cast):
    assert "Nobody found" in text(page(cast.office, "people", name="Zzz"))
    assert page(cast.office, "people", classroom="x", page="99").status_code == 200


def test_an_empty_school_says_how_to_begin(cast):
    Person.objects.exclude(pk=cast.office.pk).update(school=_elsewhere())
    Role.objects.filter(person=cast.office).update(duty=Duty.OFFICE.value)
    shown = text(client_of(cast.office).get(reverse("community:import")))
    assert "CSV" in shown and "OneRoster" in shown


def _elsewhere():
    from tests.cast import school

    return school("Foxley Primary", "foxley")


# ---- adding and changing


def test_the_office_adds_a_pupil(cast):
    asked = send(cast.office, "add", kind="pupil")
    assert asked.url == reverse("community:add_kind", args=["pupil"])
    typed = {"first_name": "Rosa", "last_name": "Bell", "classroom": cast.kestrels.pk}
    typed |= day("born_on", date(2016, 5, 1)) | day("since_on", date(2026, 9, 2))
    response = send(cast.office, "add_kind", "pupil", **typed)
    rosa = Person.objects.get(first_name="Rosa")
    assert response.url == reverse("community:person", args=[rosa.pk])
    assert rosa.placements.get().classroom == cast.kestrels


def test_what_was_typed_stays_when_something_is_wrong(cast):
    typed = {"first_name": "Rosa", "last_name": "Bell"} | day("since_on", date(2026, 9, 2))
    shown = text(send(cast.office, "add_kind", "pupil", **typed, **day("born_on", date(2099, 5, 1))))
    assert "1 May 2099 is in the future" in shown and 'value="Rosa"' in shown and 'value="2099"' in shown
    assert not Person.objects.filter(first_name="Rosa").exists()


def test_a_person_of_the_same_name_is_asked_about_once(cast):
    typed = {"first_name": "Asha", "last_name": "Kapoor", "duty": "staff"} | day("since_on", date(2026, 9, 2))
    shown = text(send(cast.office, "add_kind", "staff", **typed))
    assert "On record already" in shown and "also_same_name" in shown
    assert Person.objects.filter(last_name="Kapoor").count() == 1
    assert send(cast.office, "add_kind", "staff", **typed, also_same_name="on").status_code == 302
    assert Person.objects.filter(last_name="Kapoor").count() == 2


def test_a_parent_is_added_with_their_child(cast):
    typed = {"first_name": "Ada", "last_name": "Bell", "relation": "aunt", "child": "Maya Nair"}
    assert "No pupil here" in text(send(cast.office, "add_kind", "parent", **typed | {"child": "May Nair"}))
    assert send(cast.office, "add_kind", "parent", **typed).status_code == 302
    assert Person.objects.get(first_name="Ada").cares_for.get().child == cast.pupil


def test_nobody_adds_a_head_by_a_forged_form(cast):
    typed = {"first_name": "Ada", "last_name": "Bell", "duty": "head"} | day("since_on", date(2026, 9, 2))
    assert send(cast.office, "add_kind", "staff", **typed).status_code == 200
    assert not Person.objects.filter(first_name="Ada").exists()


def test_the_office_puts_details_right(cast):
    shown = text(page(cast.office, "edit_person", cast.pupil.pk))
    assert 'value="Maya"' in shown
    typed = {"first_name": "Maya", "last_name": "Nair", "known_as": "May"} | day("born_on", cast.pupil.born_on)
    assert send(cast.office, "edit_person", cast.pupil.pk, **typed).status_code == 302
    assert Person.objects.get(pk=cast.pupil.pk).known_as == "May"


def test_leaving_says_who_leaves_with_a_child(cast):
    liam = Person.objects.get(first_name="Liam")
    client = client_of(cast.office)
    shown = client.post(reverse("community:leaving", args=[liam.pk]), day("until_on", date(2026, 1, 9)), follow=True)
    assert "Kath Doyle, who had no other child here" in text(shown)
    assert "18th birthday, 9 June 2034" in text(shown)


def test_the_head_gives_and_ends_a_duty(cast):
    on = timezone.localdate()
    assert send(cast.head, "give_duty", cast.teacher.pk, duty="deputy", **day("since_on", on)).status_code == 302
    role = cast.teacher.roles.get(duty="deputy")
    assert send(cast.head, "end_duty", cast.teacher.pk, role.pk, **day("until_on", on)).status_code == 302
    assert cast.teacher.roles.get(duty="deputy").until_on == on
    last = cast.head.roles.get()
    assert "only head teacher" in text(send(cast.head, "end_duty", cast.head.pk, last.pk, **day("until_on", on)))


def test_the_office_is_refused_what_is_the_heads(cast):
    assert page(cast.office, "give_duty", cast.teacher.pk).status_code == 403
    assert send(cast.office, "end_duty", cast.dsl.pk, cast.dsl.roles.get(duty="staff").pk).status_code == 403
    assert "Give a duty" not in text(page(cast.office, "person", cast.teacher.pk))


def test_classes_and_children_are_given_and_ended(cast):
    on = timezone.localdate()
    office, typed = cast.office, {"classroom": cast.wrens.pk, **day("since_on", on)}
    assert send(office, "change_class", cast.pupil.pk, **typed).status_code == 302
    assert send(office, "change_class", cast.assistant.pk, **typed).status_code == 302
    teaching = cast.assistant.teaching.get()
    assert send(office, "end_teaching", cast.assistant.pk, teaching.pk, **day("until_on", on)).status_code == 302
    typed = {"child": "Liam Doyle", "relation": "aunt"}
    assert send(office, "add_child", cast.parent.pk, **typed).status_code == 302
    care = cast.parent.cares_for.get(relation="aunt")
    assert send(office, "end_care", cast.parent.pk, care.pk, **day("until_on", on)).status_code == 302
    assert events(cast.school) == [
        "community.place_pupil",
        "community.give_class",
        "community.end_teaching",
        "community.link_carer",
        "community.end_care",
    ]


# ---- classes


def test_a_teacher_opens_their_class_and_no_other(cast):
    shown = text(page(cast.teacher, "classes"))
    assert "Kestrels" in shown and "Wrens" not in shown
    assert "Maya Nair" in text(page(cast.teacher, "class", cast.kestrels.pk))
    assert page(cast.teacher, "class", cast.wrens.pk).status_code == 404
    assert page(cast.assistant, "classes").status_code == 403
    cast.teacher.teaching.all().delete()
    assert "You have no class" in text(page(cast.teacher, "classes"))


# ---- family links


@pytest.mark.clause("5.s.4")
def test_a_family_link_from_declaration_to_decision(cast):
    typed = {"pupil": "Maya Nair", "relation": "my niece"} | day("born_on", cast.pupil.born_on)
    wrong = send(cast.assistant, "declare_family_link", **typed | day("born_on", date(2016, 1, 1)))
    assert "No pupil here" in text(wrong) and 'value="Maya Nair"' in text(wrong)
    assert send(cast.assistant, "declare_family_link", **typed).status_code == 302
    link = FamilyLink.objects.get()
    assert page(cast.assistant, "decide_family_link", link.pk).status_code == 403
    assert page(cast.teacher, "decide_family_link", link.pk).status_code == 404
    assert "Maya Nair" not in text(page(cast.teacher, "family_links"))
    assert "Lucy Grant and Maya Nair" in text(page(cast.head, "family_links"))
    assert send(cast.head, "decide_family_link", link.pk, approved="yes", reason="").status_code == 200
    assert send(cast.head, "decide_family_link", link.pk, approved="yes", reason="Known.").status_code == 302
    assert FamilyLink.objects.get().approved
    assert page(cast.dsl, "end_family_link", link.pk).status_code == 403
    assert send(cast.assistant, "end_family_link", link.pk).status_code == 302
    assert page(cast.parent, "family_links").status_code == 403


@pytest.mark.clause("5.s.4")
def test_the_head_cannot_open_the_decision_about_their_own_link(cast):
    link = families.declare_family_link(cast.head, pupil=cast.pupil, relation="niece", by=cast.head, at=MONDAY)
    assert page(cast.head, "decide_family_link", link.pk).status_code == 403
    assert page(cast.chair, "decide_family_link", link.pk).status_code == 200


# ---- the school


def test_the_office_changes_parts_of_the_schools_record(cast):
    assert send(cast.dsl, "edit_lado", lado_name="Ivy Stone").status_code == 302
    assert "Ivy Stone" in text(page(cast.office, "school"))
    assert page(cast.office, "edit_lado").status_code == 403
    assert page(cast.office, "edit_school_part", "lado").status_code == 404
    hours = {"day_starts_at": "09:00", "day_ends_at": "08:00", "work_starts_at": "08:00", "work_ends_at": "17:00"}
    assert "not after 09:00" in text(send(cast.office, "edit_school_part", "hours", **hours))
    assert page(cast.office, "edit_school_part", "nothing").status_code == 404
    for who in ("teacher", "parent", "it"):
        assert page(getattr(cast, who), "school").status_code == 403
        assert page(getattr(cast, who), "dates").status_code == 403


def test_a_date_is_added_and_removed(cast):
    typed = (
        {"kind": "term", "name": "Spring term"} | day("starts_on", date(2027, 1, 4)) | day("ends_on", date(2027, 3, 25))
    )  # noqa: E501
    assert send(cast.office, "add_date", **typed).status_code == 302
    assert "overlaps Spring term" in text(send(cast.office, "add_date", **typed))
    spring = cast.school.dates.get(name="Spring term")
    assert send(cast.office, "remove_date", spring.pk).status_code == 302
    assert not cast.school.dates.filter(name="Spring term").exists()


ICS = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Council//Terms//EN\r
BEGIN:VEVENT\r
UID:1\r
SUMMARY:Spring term\r
DTSTART;VALUE=DATE:20270104\r
DTEND;VALUE=DATE:20270326\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:2\r
SUMMARY:Sports day\r
DTSTART;VALUE=DATE:20270211\r
END:VEVENT\r
END:VCALENDAR\r
"""


def test_a_calendar_file_is_shown_then_entered_whole(cast):
    client = client_of(cast.office)
    file = SimpleUploadedFile("terms.ics", ICS)
    assert client.post(reverse("community:dates_file"), {"file": file}).status_code == 302
    found = reverse("community:dates_found")
    shown = text(client.get(found))
    assert "Spring term: 4 January 2027 to 25 March 2027" in shown and "Sports day" in shown
    assert cast.school.dates.count() == 1, "looking enters nothing"
    assert client.post(found, {"kind_0": "term", "kind_1": ""}).status_code == 302
    assert [d.name for d in cast.school.dates.all()] == ["Autumn term", "Spring term"]
    client.post(reverse("community:dates_file"), {"file": SimpleUploadedFile("terms.ics", ICS)})
    assert "Spring term" not in text(client.get(found))


@pytest.mark.parametrize("content", [b"", b"not a calendar", b"%PDF-1.4 terms"])
def test_a_file_that_is_no_calendar_is_refused_kindly(cast, content):
    file = SimpleUploadedFile("terms.ics", content)
    shown = text(client_of(cast.office).post(reverse("community:dates_file"), {"file": file}))
    assert "not a calendar file" in shown


# ---- what the first page asks


def test_tasks_are_for_those_who_can_do_them(cast):
    from schoolgate.community.queries import tasks

    def titles(person):
        return [task.title for task in tasks.tasks_for(person, MONDAY)]

    assert titles(cast.office) == titles(cast.head) == titles(cast.teacher) == []
    cast.school.dates.all().delete()
    cast.school.lado_name = ""
    cast.school.save()
    cast.dsl.roles.filter(duty="dsl").update(until_on=MONDAY.date() - timedelta(days=1))
    families.declare_family_link(cast.assistant, pupil=cast.pupil, relation="niece", by=cast.assistant, at=MONDAY)
    for who in (cast.head, cast.office, cast.teacher, cast.chair):
        who.school.refresh_from_db()
    lado, gaps = "Put in the LADO’s contact", ["Enter the term dates"]
    assert titles(cast.office) == gaps
    assert titles(cast.head) == ["Decide about a family link", lado, *gaps, "Say who the DSL is"]
    assert titles(cast.chair) == [lado]
    assert titles(cast.teacher) == titles(cast.parent) == []
