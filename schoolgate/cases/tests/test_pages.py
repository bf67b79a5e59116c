"""Pages of cases: who opens them, what they say, and that not there and not yours are one answer."""

import uuid

import pytest
import time_machine
from django.urls import reverse

from schoolgate.cases.actions import readers
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.watching import Look
from schoolgate.cases.tests import story
from schoolgate.concerns.rules import ConcernKind
from schoolgate.concerns.tests import story as told
from tests import work
from tests.cast import client_of

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(f"cases:{name}", args=args)


def seen(person, name: str, *args, **query):
    return client_of(person).get(url(name, *args), query)


def words_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_list_is_empty_first_and_then_shows_what_reaches_them(cast):
    assert "No open cases" in words_of(seen(cast.dsl, "cases"))
    case = story.bullying(cast)
    assert str(case.number) in words_of(seen(cast.dsl, "cases"))
    assert str(case.number) not in words_of(seen(cast.teacher, "cases"))
    assert seen(cast.parent, "cases").status_code == 403


@pytest.mark.parametrize("view", ["open", "late", "closed", "all", "nonsense"])
def test_each_view_of_the_list_opens(cast, view):
    story.bullying(cast)
    assert seen(cast.dsl, "cases", view=view).status_code == 200


@pytest.mark.postgres
def test_a_search_finds_what_reaches_them_and_nothing_else(cast):
    adult = story.adult(cast)
    assert str(adult.number) in words_of(seen(cast.head, "cases", words="Kapoor"))
    assert str(adult.number) not in words_of(seen(cast.dsl, "cases", words="Kapoor"))


@pytest.mark.clause("6.5")
def test_the_case_says_first_what_is_held_back_and_what_to_do_now(cast):
    case = story.adult(cast)
    page = words_of(seen(cast.head, "case", case.pk))
    assert page.index("Held back") < page.index('id="now"') < page.index(">People</h2>")
    assert "Keep every child safe now" in page and "no suspending the adult" in page and "Clause 6.5" in page
    assert "is the adult whom it is about" in page
    assert Look.objects.filter(case=case, person=cast.head, what="page").count() == 1


def test_those_who_lead_see_who_looked_and_a_reader_does_not(cast):
    case = story.bullying(cast)
    until = story.DAY * 5 + told.MONDAY
    readers.grant(
        case,
        person=cast.assistant,
        reason="Sees him at lunch.",
        until=until.date(),
        by=story.fresh(cast.dsl),
        at=told.MONDAY,
    )
    assert "Lucy Grant" in words_of(seen(cast.dsl, "case", case.pk))
    reader = words_of(seen(cast.assistant, "case", case.pk))
    assert "Who looked" not in reader and "Close this case" not in reader and "Chronology" in reader
    assert client_of(cast.assistant).post(url("close", case.pk), {"reason": "x"}).status_code == 403
    assert client_of(cast.assistant).get(url("grant", case.pk)).status_code == 403
    readers.end_grant(case, person=cast.assistant, by=story.fresh(cast.dsl), at=told.MONDAY)
    assert seen(cast.assistant, "case", case.pk).status_code == 404


def test_every_page_of_a_case_is_not_there_for_those_whom_it_does_not_reach(cast):
    """A page of somebody else's case answers letter for letter as one of no case at all."""
    case = story.adult(cast)
    check, event = case.checks.first(), case.events.first()
    pages = [
        ("case",),
        ("chronology",),
        ("add_event",),
        ("add_contact",),
        ("close",),
        ("reopen",),
        ("add_part",),
        ("facts",),
        ("link",),
        ("hold",),
        ("end_hold",),
        ("grant",),
        ("add_consequence",),
        ("step", "record"),
        ("skip", "record"),
        ("check", check.pk),
        ("addendum", event.pk),
        ("delete_event", event.pk),
        ("end_grant", cast.dsl.pk),
        ("impose", cast.teacher.pk, "staff warning"),
    ]
    # Whom it is about and the DSL send every form; of the others each opens every page, which asks as its form does.
    everywhere = (cast.teacher, cast.dsl)
    nothing = {}
    for person in (cast.teacher, cast.dsl, cast.it, cast.office, cast.parent, cast.governor, cast.pupil):
        client = client_of(person)
        for name, *more in pages:
            for method in ("get", "post") if work.LONG or person in everywhere else ("get",):
                theirs = getattr(client, method)(url(name, case.pk, *more))
                if work.LONG or (name, method) not in nothing:
                    nothing[name, method] = getattr(client, method)(url(name, uuid.uuid4(), *more))
                assert theirs.status_code == nothing[name, method].status_code, (person, name, method)
                assert theirs.status_code == 404 or (method, theirs.status_code) == ("post", 405)
    assert not Look.objects.filter(case=case).exists()


def test_a_step_is_recorded_and_keeps_its_words_when_something_lacks(cast):
    case = story.adult(cast)
    client = client_of(cast.head)
    page = words_of(client.get(url("step", case.pk, "record")))
    assert "Put down the words as they were said" in page and "Clause 6.1" in page
    half = client.post(url("step", case.pk, "record"), {"seen": 0, "words": "He said: a lot.", "place": ""})
    assert half.status_code == 200 and "He said: a lot." in words_of(half)
    assert "Fill in: Where, and who was there" in words_of(half)
    full = {
        "seen": 0,
        "words": "He said: a lot.",
        "place": "Hall",
        "told_at_on_day": "2",
        "told_at_on_month": "11",
        "told_at_on_year": "2026",
        "told_at_time": "08:30",
    }
    assert client.post(url("step", case.pk, "record"), full).status_code == 302
    done = story.now(case).done.get(step="record")
    assert done.said["place"] == "Hall" and f"{done.said['told_at']:%H:%M}" in ("08:30",)


def test_what_must_wait_says_why_and_offers_no_form(cast):
    case = story.adult(cast)
    page = words_of(seen(cast.head, "step", case.pk, "suspension"))
    assert "This cannot be done yet" in page and "Record this step" not in page
    sent = client_of(cast.head).post(
        url("step", case.pk, "limb_harm"), {"seen": 0, "outcome": "yes", "reason": "A mark."}
    )
    assert "A mark." in words_of(sent) and "(Clause 6.2.)" in words_of(sent)
    assert not story.now(case).done.filter(step="limb_harm").exists()


def test_the_loser_of_two_is_told_and_sends_the_same_words_again(cast):
    case = story.bullying(cast)
    story.do(case, "safe_now", cast.dsl)
    client = client_of(cast.deputy_dsl)
    said = {"seen": 0, "outcome": "acted", "what": "Moved his seat."}
    first = client.post(url("step", case.pk, "safe_now"), said)
    assert "has changed this case since" in words_of(first) and "Moved his seat." in words_of(first)
    assert f'name="seen" value="{story.now(case).revision}"' in words_of(first)
    assert client.post(url("step", case.pk, "safe_now"), {**said, "seen": 1}).status_code == 302


def test_a_case_is_opened_with_the_people_it_is_about(cast):
    said = {
        "procedure": "cyberbullying",
        "about": "Arun Nair",
        "harmed": "Maya Nair",
        "source": "parent",
        "began": "elsewhere",
        "reason": "In the chat.",
    }
    client = client_of(cast.dsl)
    wrong = client.post(url("open"), {**said, "about": "Nobody Here"})
    assert "Nobody here is called Nobody Here" in words_of(wrong) and "In the chat." in words_of(wrong)
    assert client.post(url("open"), said).status_code == 302
    case = Case.objects.get()
    assert {(str(part), part.part) for part in case.parts.all()} == {("Arun Nair", "alleged"), ("Maya Nair", "harmed")}
    assert case.known == {"source": "parent", "began": "elsewhere"}


@pytest.mark.clause("6.7")
def test_a_case_about_the_head_leaves_whoever_opened_it(cast):
    said = {"procedure": "adult", "about": "Ruth Adeyemi", "source": "colleague", "began": "school", "reason": "Told."}
    answer = client_of(cast.dsl).post(url("open"), said)
    assert answer.status_code == 200 and "Chair of governors" in words_of(answer)
    case = Case.objects.get()
    assert case.lead_duty == "chair" and seen(cast.chair, "case", case.pk).status_code == 200
    for person in (cast.dsl, cast.head, cast.deputy):
        assert seen(person, "case", case.pk).status_code == 404
        assert str(case.number) not in words_of(seen(person, "today")) + words_of(seen(person, "desk"))


def test_a_concern_becomes_a_case_from_the_desk(cast):
    concern = told.read(told.bullying(cast, about=[cast.young_pupil]), cast.dsl)
    link = f"{url('open')}?concern={concern.pk}"
    assert link in words_of(seen(cast.dsl, "today"))
    said = {"procedure": "cyberbullying", "source": "colleague", "began": "not known", "reason": "Again."}
    assert client_of(cast.dsl).post(link, said).status_code == 302
    assert link not in words_of(seen(cast.dsl, "today"))
    assert client_of(cast.chair).get(link).status_code == 404, "it does not reach the chair"
    more = told.read(told.bullying(cast), cast.dsl)
    into = f"{url('add_concern')}?concern={more.pk}"
    case = Case.objects.get()
    assert client_of(cast.dsl).post(into, {"case": case.pk, "reason": "The same."}).status_code == 302
    assert case.from_concerns.count() == 2


def test_the_desks_are_for_those_who_run_cases(cast):
    for name in ("today", "desk"):
        for person in (cast.dsl, cast.head, cast.chair, cast.deputy):
            assert seen(person, name).status_code == 200
        for person in (cast.teacher, cast.parent, cast.it, cast.office, cast.pupil, cast.governor):
            assert seen(person, name).status_code == 403


def test_only_those_with_a_right_to_some_find_cases_in_the_menu(cast):
    def menu(person) -> bool:
        return url("cases") + '"' in words_of(client_of(person).get("/concerns/"))

    assert menu(cast.dsl) and menu(cast.chair)
    assert not (menu(cast.teacher) or menu(cast.it) or menu(cast.parent))
    case = story.bullying(cast)
    until = (told.MONDAY + story.DAY).date()
    readers.grant(case, person=cast.teacher, reason="Her class.", until=until, by=story.fresh(cast.dsl), at=told.MONDAY)
    assert menu(cast.teacher)


def test_a_step_that_several_children_have_stands_there_once_with_each_of_them(cast):
    case = story.opened(cast, harmed=[cast.pupil, cast.young_pupil])
    page = words_of(seen(cast.dsl, "case", case.pk))
    assert page.count('govuk-heading-s">Support the child who was hurt') == 1
    for child in (cast.pupil, cast.young_pupil):
        assert url("step_for", case.pk, "support_harmed", child.pk) in page


def test_the_case_leads_to_its_letters_documents_and_keeping(cast):
    case = story.bullying(cast)
    page = words_of(seen(cast.dsl, "case", case.pk))
    assert url("letters", case.pk) in page and url("add_document", case.pk) in page
    assert reverse("records:record", args=[case.pk]) not in page
    Case.objects.filter(pk=case.pk).update(closed_at=told.MONDAY, closed_by=cast.dsl, outcome="closed")
    assert reverse("records:record", args=[case.pk]) in words_of(seen(cast.dsl, "case", case.pk))


def test_who_was_let_in_finds_no_way_to_write_a_letter_or_to_its_keeping(cast):
    case = story.bullying(cast)
    until = story.DAY * 5 + told.MONDAY
    readers.grant(
        case, person=cast.teacher, reason="In her class.", until=until.date(), by=story.fresh(cast.dsl), at=told.MONDAY
    )
    Case.objects.filter(pk=case.pk).update(closed_at=told.MONDAY, closed_by=cast.dsl, outcome="closed")
    with time_machine.travel(told.MONDAY, tick=False):
        page = words_of(seen(cast.teacher, "case", case.pk))
    assert (
        reverse("records:record", args=[case.pk]) not in page
        and "Write a letter" not in page
        and "Add a document" in page
    )


@pytest.mark.clause("8.c.2")
def test_what_several_children_wait_for_stands_once_and_a_prepared_suspension_leads_to_its_step(cast):
    case = story.opened(cast, "underage", about=[cast.young_pupil], harmed=[cast.pupil], by=cast.head)
    page = seen(cast.head, "case", case.pk)
    words = words_of(page)
    assert words.count("Hear the pupil: Arun Nair, Maya Nair (clause 8.c.2).") == 1
    html = page.content.decode()
    for child in (cast.pupil, cast.young_pupil):
        assert url("step_for", case.pk, "decision", child.pk) in html
        assert url("impose", case.pk, child.pk, "suspension") not in html
    assert "Decide against it" not in words, "the step says what becomes of it"
    desk = seen(cast.head, "desk").content.decode()
    assert url("step_for", case.pk, "decision", cast.pupil.pk) in desk


@pytest.mark.clause("8.c.2")
def test_the_step_that_decides_about_a_child_shows_its_part_a_warning_and_the_days(cast):
    case = story.opened(cast, "underage", about=[cast.young_pupil], harmed=[cast.pupil], by=cast.head)
    story.walk(case, cast.head, until="decision", other=cast.dsl)
    harmed = words_of(seen(cast.head, "step_for", case.pk, "decision", cast.pupil.pk))
    alleged = words_of(seen(cast.head, "step_for", case.pk, "decision", cast.young_pupil.pk))
    assert (
        "Maya Nair</strong> was harmed, or may have been." in harmed and "punish a child for being a victim." in harmed
    )
    assert "Arun Nair</strong> is said to have done it." in alleged and "A consequence would punish" not in alleged
    assert "0 this term, 0 this school year" in alleged
    story.do(case, "decision", cast.head, outcome="suspend", child=cast.young_pupil, days=1.5)
    governors = words_of(seen(cast.head, "step_for", case.pk, "governors", cast.young_pupil.pk))
    assert "1.5 this term, 1.5 this school year" in governors


def test_what_is_urgent_stands_first_on_the_first_page(cast):
    story.opened(cast, "underage", about=[cast.young_pupil], by=cast.head)
    told.staff(cast, kind=ConcernKind.COLLEAGUE, about=[cast.teacher])
    urgent = [task.urgent for task in client_of(cast.head).get("/").context["tasks"]]
    assert True in urgent and False in urgent and urgent == sorted(urgent, reverse=True)
