"""Each deed of a case at its page: it is done, it is refused with its sentence, and what was typed stays."""

from datetime import timedelta

import pytest

from schoolgate.cases.actions import readers
from schoolgate.cases.rules import What
from schoolgate.cases.tests import story
from schoolgate.cases.tests.test_pages import seen, url, words_of
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


def day(name: str, on) -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def sent(person, where: str, said: dict | None = None):
    return client_of(person).post(where, said or {})


def test_what_happened_is_entered_added_to_and_deleted_by_two(cast):
    case = story.bullying(cast)
    when = {**day("happened_on", TODAY - timedelta(days=2)), "happened_time": "07:50"}
    assert sent(cast.dsl, url("add_event", case.pk), {"words": "By the gate.", **when}).status_code == 302
    event = case.events.get(kind="note")
    page = words_of(seen(cast.dsl, "chronology", case.pk))
    assert "By the gate." in page and "Entered later" in page
    future = {**when, **day("happened_on", TODAY + timedelta(days=2))}
    assert "in the future" in words_of(sent(cast.dsl, url("add_event", case.pk), {"words": "Kept.", **future}))
    assert sent(cast.dsl, url("addendum", case.pk, event.pk), {"words": "It was the side gate."}).status_code == 302
    assert "It was the side gate." in words_of(seen(cast.dsl, "chronology", case.pk))
    other = story.bullying(cast)
    assert seen(cast.dsl, "addendum", other.pk, event.pk).status_code == 404
    asked = {"second": cast.head.pk, "reason": "The wrong child."}
    assert sent(cast.dsl, url("delete_event", case.pk, event.pk), asked).status_code == 302
    assert case.events.filter(pk=event.pk).exists(), "nothing is deleted by one person"
    two = case.approvals.get()
    assert "By the gate." in words_of(seen(cast.head, "second", two.pk))
    assert seen(cast.deputy, "second", two.pk).status_code == 404
    refused = sent(cast.head, url("second", two.pk), {"answer": "refuse", "words": ""})
    assert "Give the reason" in words_of(refused)
    assert sent(cast.head, url("second", two.pk), {"answer": "agree"}).status_code == 302
    assert not case.events.filter(pk=event.pk).exists()
    assert "Nobody has asked you anything" in words_of(seen(cast.head, "seconds"))


def test_a_conversation_is_entered_with_whom_and_how(cast):
    case = story.bullying(cast)
    said = {
        "whom": "Grace Obi",
        "how": "phone",
        "words": "Ring again.",
        **day("happened_on", TODAY),
        "happened_time": "09:00",
    }
    assert sent(cast.dsl, url("add_contact", case.pk), said).status_code == 302
    assert "With Grace Obi." in words_of(seen(cast.dsl, "chronology", case.pk))


@pytest.mark.clause("6.4")
def test_somebody_is_let_into_a_case_until_a_day(cast):
    case = story.bullying(cast)
    where, until = url("grant", case.pk), TODAY + timedelta(days=5)
    assert "Jean Barlow" not in words_of(client_of(cast.dsl).get(where)), "the office is not in the list"
    late = {"person": cast.assistant.pk, "reason": "Lunch.", **day("until", TODAY + timedelta(days=500))}
    assert "Choose a last day from today" in words_of(sent(cast.dsl, where, late))
    assert sent(cast.dsl, where, {**late, **day("until", until)}).status_code == 302
    assert seen(cast.assistant, "case", case.pk).status_code == 200
    assert sent(cast.dsl, url("end_grant", case.pk, cast.assistant.pk)).status_code == 302
    assert seen(cast.assistant, "case", case.pk).status_code == 404
    assert seen(cast.dsl, "end_grant", case.pk, cast.assistant.pk).status_code == 404


@pytest.mark.clause("6.4")
def test_a_restricted_case_takes_a_second_person_to_let_somebody_in(cast):
    case = story.adult(cast)
    said = {"person": cast.assistant.pk, "reason": "Saw it.", **day("until", TODAY + timedelta(days=5))}
    assert "Second person" in words_of(sent(cast.head, url("grant", case.pk), said))
    assert sent(cast.head, url("grant", case.pk), {**said, "second": cast.chair.pk}).status_code == 302
    assert seen(cast.assistant, "case", case.pk).status_code == 404
    page = words_of(seen(cast.chair, "second", case.approvals.get().pk))
    assert "Lucy Grant" in page and "Saw it." in page
    assert sent(cast.chair, url("second", case.approvals.get().pk), {"answer": "agree"}).status_code == 302
    assert seen(cast.assistant, "case", case.pk).status_code == 200


@pytest.mark.clause("6.5")
def test_a_suspension_before_advice_takes_two(cast):
    case = story.adult(cast)
    where = url("step", case.pk, "suspend_now")
    assert "This takes two people" in words_of(client_of(cast.head).get(where))
    said = {
        "seen": story.now(case).revision,
        "outcome": "risk",
        "reason": "She is alone with them.",
        "tried": "Nothing else.",
        "personnel": "Not reached.",
        "employer": "The chair, at 9.00.",
    }
    assert "Choose second person" in words_of(sent(cast.head, where, said))
    assert sent(cast.head, where, {**said, "second": cast.dsl.pk}).status_code == 302
    assert not case.done.filter(step="suspend_now").exists()
    two = case.approvals.get(what=What.STEP)
    page = words_of(seen(cast.dsl, "second", two.pk))
    assert "A child would be at risk" in page and "She is alone with them." in page
    assert sent(cast.dsl, url("second", two.pk), {"answer": "agree"}).status_code == 302
    assert case.done.get(step="suspend_now").second_by == cast.dsl


@pytest.mark.clause("6.4")
def test_an_emergency_look_is_told_to_whoever_runs_the_case(cast):
    case = story.adult(cast)
    assert seen(cast.teacher, "open_in_emergency").status_code == 403
    for number in (1, story.adult(cast, cast.dsl).number):
        wrong = sent(cast.dsl, url("open_in_emergency"), {"number": number, "reason": "He has her now."})
        assert "There is no case of this number" in words_of(wrong)
    assert (
        sent(cast.dsl, url("open_in_emergency"), {"number": case.number, "reason": "He has her now."}).status_code
        == 302
    )
    assert seen(cast.dsl, "case", case.pk).status_code == 200
    assert "He has her now." in words_of(seen(cast.head, "emergency"))
    emergency = case.broken.get()
    assert seen(cast.chair, "acknowledge_emergency_access", emergency.pk).status_code == 404
    assert sent(cast.head, url("acknowledge_emergency_access", emergency.pk)).status_code == 302
    assert "Nothing to take note of" in words_of(seen(cast.head, "emergency"))


@pytest.mark.clause("8.c.2")
def test_a_heads_check_shows_the_text_and_takes_one_decision(cast):
    case = story.adult(cast)
    check = case.checks.first()
    where = url("check", case.pk, check.pk)
    page = words_of(client_of(cast.head).get(where))
    assert "how sure that is" in page and "Decide" in page
    assert where in words_of(seen(cast.head, "desk"))
    assert sent(cast.head, where, {"decision": "otherwise", "reason": "The LADO said so."}).status_code == 302
    assert "Done otherwise" in words_of(client_of(cast.head).get(where))
    assert "decided this check already" in words_of(sent(cast.head, where, {"decision": "as_written", "reason": "x"}))
    assert where not in words_of(seen(cast.head, "desk"))


def test_a_step_is_left_out_only_where_it_may_be(cast):
    case = story.walk(story.adult(cast), cast.head, {"outcome": "unfounded", "post": "stays"}, until="learn")
    said = {"seen": story.now(case).revision, "reason": "No time."}
    refused = words_of(sent(cast.head, url("skip", case.pk, "safe_now"), said))
    assert "cannot be left out" in refused and "No time." in refused
    assert url("skip", case.pk, "learn") in words_of(seen(cast.head, "step", case.pk, "learn"))
    assert sent(cast.head, url("skip", case.pk, "learn"), said).status_code == 302
    assert "Left out" in words_of(seen(cast.head, "case", case.pk))


def test_a_case_is_closed_when_nothing_is_missing_and_opened_again(cast):
    case = story.walk(story.bullying(cast), cast.dsl, other=cast.head)
    story.decide_checks(case, cast.head)
    now = story.now(case)
    assert sent(cast.dsl, url("close", case.pk), {"seen": now.revision, "reason": "Both are well."}).status_code == 302
    page = words_of(seen(cast.dsl, "case", case.pk))
    assert "Open this case again" in page and "To do now" not in page and "Both are well." in page
    assert str(case.number) in words_of(seen(cast.dsl, "cases", view="closed"))
    again = sent(cast.dsl, url("close", case.pk), {"seen": story.now(case).revision, "reason": "Twice."})
    assert "This case is closed" in words_of(again) and "Twice." in words_of(again)
    said = {"seen": story.now(case).revision, "reason": "It began again."}
    assert sent(cast.dsl, url("reopen", case.pk), said).status_code == 302
    assert story.now(case).closed_at is None


@pytest.mark.clause("5.p.6")
def test_a_consequence_is_looked_at_again_told_and_ended(cast):
    case = story.walk(
        story.opened(cast, "firewall", about=[cast.pupil], by=cast.dsl), cast.head, until="ban", other=cast.dsl
    )
    where = url("impose", case.pk, cast.pupil.pk, "ict")
    said = {
        "reason": "Twice.",
        "supervisor": cast.assistant.pk,
        **day("starts_on", TODAY),
        **day("review_on", TODAY + timedelta(days=9)),
        **day("ends_on", TODAY + timedelta(days=20)),
    }
    assert seen(cast.head, "impose", case.pk, cast.pupil.pk, "staff warning").status_code == 404
    wrong = sent(cast.head, where, {**said, **day("ends_on", TODAY - timedelta(days=1))})
    assert "Check the dates" in words_of(wrong) and "Twice." in words_of(wrong)
    assert sent(cast.head, where, said).status_code == 302
    row = case.consequences.get(rung="ict", decided_at__isnull=False)
    for person, sees in ((cast.teacher, True), (cast.assistant, True), (cast.other_teacher, False), (cast.it, False)):
        page = words_of(seen(person, "in_force"))
        assert ("Maya Nair" in page and "ICT under supervision" in page) is sees
        assert "Twice." not in page and str(case.number) not in page
    assert seen(cast.parent, "in_force").status_code == 403
    home = words_of(client_of(cast.teacher).get("/"))
    assert "See what is in force for your pupils" in home and "Maya" not in home
    assert "in force" not in words_of(client_of(cast.other_teacher).get("/"))
    longer = {"reason": "More.", **day("ends_on", TODAY + timedelta(days=90))}
    assert "does not make it longer" in words_of(sent(cast.head, url("review_consequence", case.pk, row.pk), longer))
    told = {"words": "They agree.", **day("happened_on", TODAY), "happened_time": "09:00"}
    assert sent(cast.head, url("parents_told", case.pk, row.pk), told).status_code == 302
    assert sent(cast.head, url("end_consequence", case.pk, row.pk), {"reason": "It went well."}).status_code == 302
    assert "Nothing is in force" in words_of(seen(cast.teacher, "in_force"))


def test_cases_are_linked_held_and_their_facts_put_right(cast):
    case, other = story.bullying(cast), story.bullying(cast)
    assert sent(cast.dsl, url("link", case.pk), {"other": other.pk, "reason": "The same chat."}).status_code == 302
    assert url("case", other.pk) in words_of(seen(cast.dsl, "case", case.pk))
    hidden = story.adult(cast)
    asked = words_of(sent(cast.dsl, url("link", case.pk), {"other": hidden.pk, "reason": "x"}))
    assert "choose one of the answers offered" in asked
    assert not case.links.filter(other=hidden).exists() and not case.linked_from.filter(case=hidden).exists()
    assert sent(cast.dsl, url("hold", case.pk), {"reason": "The police ask."}).status_code == 302
    assert "Nothing of this case may be destroyed" in words_of(seen(cast.dsl, "case", case.pk))
    assert sent(cast.dsl, url("end_hold", case.pk), {"reason": "They are done."}).status_code == 302
    facts = {"source": "child", "began": "elsewhere", "reason": "She said so.", "seen": story.now(case).revision}
    assert sent(cast.dsl, url("facts", case.pk), facts).status_code == 302
    assert story.now(case).known["began"] == "elsewhere"


@pytest.mark.clause("6.7")
def test_naming_a_colleague_takes_the_case_from_whoever_may_not_run_it(cast):
    case = story.adult(cast)
    where = f"{url('add_part', case.pk)}?name=Adeyemi"
    assert "Ruth Adeyemi (Head teacher)" in words_of(client_of(cast.head).get(where))
    said = {"person": cast.head.pk, "part": "subject", "reason": "Named by her."}
    assert "Ask somebody else" in words_of(sent(cast.head, where, said))
    deputy = {"person": "none", "part": "witness", "reason": "A visitor."}
    assert sent(cast.head, f"{url('add_part', case.pk)}?name=Sam Visitor", deputy).status_code == 302
    assert "Sam Visitor" in words_of(seen(cast.head, "case", case.pk))


def test_the_settings_are_the_heads(cast):
    said = {"emergency_hours": 4, "grant_days": 30, "lado_days": 0, "at_once_minutes": 30}
    assert sent(cast.dsl, url("settings"), said).status_code == 403
    assert "Kept." in words_of(sent(cast.head, url("settings"), said))
    assert 'value="4"' in words_of(seen(cast.head, "settings"))
    assert "must be 72 or less" in words_of(sent(cast.head, url("settings"), {**said, "emergency_hours": 400}))


def test_a_removed_look_leaves_the_deed_undone(cast):
    """Somebody whose right ended between opening a page and sending it does nothing, and is told nothing."""
    case = story.bullying(cast)
    until = TODAY + timedelta(days=3)
    readers.grant(case, person=cast.teacher, reason="x", until=until, by=story.fresh(cast.dsl), at=MONDAY)
    assert seen(cast.teacher, "add_event", case.pk).status_code == 200
    readers.end_grant(case, person=cast.teacher, by=story.fresh(cast.dsl), at=MONDAY)
    when = {**day("happened_on", TODAY), "happened_time": "09:00"}
    assert sent(cast.teacher, url("add_event", case.pk), {"words": "Late.", **when}).status_code == 404
    assert not case.events.filter(kind="note").exists()


def test_a_step_is_given_to_somebody_who_may_do_it(cast):
    case = story.bullying(cast)
    where = url("assign", case.pk, "parts")
    page = words_of(client_of(cast.dsl).get(where))
    assert "Fiona Reid" in page and "Asha Kapoor" not in page
    assert "Say who does it, or until when" in words_of(sent(cast.dsl, where, {"reason": "Busy."}))
    said = {"owner": cast.deputy_dsl.pk, "reason": "She knows them.", **day("due_on", TODAY + timedelta(days=1))}
    assert sent(cast.dsl, where, said).status_code == 302
    given = case.assignments.get()
    assert given.owner == cast.deputy_dsl and given.due_at.date() == TODAY + timedelta(days=1)
    assert "Given to Fiona Reid" in words_of(seen(cast.dsl, "case", case.pk))
    assert "Give the day as well" in words_of(sent(cast.dsl, where, {"due_time": "09:00", "reason": "x"}))
