"""A suspension ends the adult's reading here at that moment, hands their duties on, and is told to nobody."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.cases import tasks
from schoolgate.cases.actions import approvals, corrections, opening, readers, steps
from schoolgate.cases.models.case import Case
from schoolgate.cases.queries import reach, state, step_pages
from schoolgate.cases.rules import What
from schoolgate.cases.tests import story
from schoolgate.community.models import Account, Person
from schoolgate.community.queries import school as community_school
from schoolgate.concerns.actions import drafts, triage
from schoolgate.concerns.queries import reach as concern_reach
from schoolgate.concerns.queries import trusted
from schoolgate.concerns.rules import ConcernPart
from schoolgate.concerns.tests import page
from schoolgate.concerns.tests import story as told
from schoolgate.engines.procedures.schema import CasePart
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def suspend(case: Case, by: Person, second: Person, at=MONDAY) -> Case:
    """Suspends before the advice, by two people."""
    given = {"reason": "No other way.", "tried": "Two adults.", "personnel": "Not reached.", "employer": "At 9.00."}
    asked = {"step": "suspend_now", "child": None, "outcome": "risk", "given": given}
    two = approvals.ask_second(
        case, what=What.STEP, payload=asked, reason="No other way.", second=second, by=story.fresh(by), at=at
    )
    approvals.confirm_second(case.approvals.filter(answered_at=None).first() or two, by=story.fresh(second), at=at)
    return story.now(case)


def is_suspended(person: Person) -> bool:
    return story.fresh(person).suspended


@pytest.mark.clause("6.5")
def test_it_begins_when_it_is_recorded_and_signs_them_out(cast):
    case = story.adult(cast)
    browser, before = client_of(cast.teacher), Account.objects.get(person=cast.teacher).session_round
    assert browser.get("/people/classes/").status_code == 200 and not is_suspended(cast.teacher)
    suspend(case, cast.head, cast.dsl)
    assert is_suspended(cast.teacher) and Account.objects.get(person=cast.teacher).session_round == before + 1
    assert "sign-in" in browser.get("/people/classes/").url, "the session that was open is over"
    again = client_of(story.fresh(cast.teacher))
    assert again.get("/people/classes/").status_code == 403 and again.get("/policy/mine/").status_code == 200
    assert not is_suspended(cast.head) and not is_suspended(cast.pupil)


@pytest.mark.clause("6.5")
@pytest.mark.parametrize("ends", ["lift", "suspension", "post"])
def test_it_ends_with_the_suspension_or_with_the_return(cast, ends):
    case = suspend(story.adult(cast), cast.head, cast.dsl)
    if ends == "lift":
        case = story.do(case, "lift", cast.head, at=MONDAY + MINUTE)
    elif ends == "suspension":
        said = {"answer": "meets", "post": "moved"}
        case = story.walk(case, cast.head, said, until="suspension", other=cast.dsl)
        assert is_suspended(cast.teacher)
        case = story.do(case, "suspension", cast.head, outcome="no", at=MONDAY + MINUTE)
    else:
        said = {"answer": "meets", "suspension": "suspend"}
        case = story.walk(case, cast.head, said, until="post", other=cast.dsl)
        assert is_suspended(cast.teacher)
        case = story.do(case, "post", cast.head, outcome="stays", at=MONDAY + MINUTE)
    assert not is_suspended(cast.teacher)
    assert client_of(story.fresh(cast.teacher)).get("/people/classes/").status_code == 200


@pytest.mark.parametrize("post", ["moved", "dismissed", "left"])
def test_it_does_not_end_where_they_do_not_come_back(cast, post):
    case = suspend(story.adult(cast), cast.head, cast.dsl)
    said = {"answer": "meets", "suspension": "suspend", "post": post}
    story.walk(case, cast.head, said, other=cast.dsl)
    assert case.done.filter(step="post").exists() and is_suspended(cast.teacher)


def test_of_two_cases_the_one_that_ends_leaves_the_other_standing(cast):
    one, other = story.adult(cast), story.adult(cast)
    suspend(one, cast.head, cast.dsl)
    suspend(other, cast.head, cast.dsl)
    story.do(one, "lift", cast.head, at=MONDAY + MINUTE)
    assert is_suspended(cast.teacher)
    story.do(other, "lift", cast.head, at=MONDAY + MINUTE)
    assert not is_suspended(cast.teacher)


def test_who_comes_into_the_case_later_was_not_suspended_by_it(cast):
    case = suspend(story.adult(cast), cast.head, cast.dsl)
    later = MONDAY + MINUTE
    head = story.fresh(cast.head)
    said = {"part": CasePart.SUBJECT, "person": cast.assistant, "reason": "She was there."}
    case = opening.add_part(case, **said, by=head, at=later)
    story.do(case, "safe_now", cast.head, at=later)
    tasks.daily(later)
    assert is_suspended(cast.teacher) and not is_suspended(cast.assistant)


@pytest.mark.clause("6.7")
def test_nobody_suspends_themselves_and_the_head_is_suspended_by_the_chair(cast):
    case = story.opened(cast, "adult", about=[cast.head], by=cast.chair)
    with pytest.raises((Broken, access.Refused)):
        suspend(case, cast.head, cast.dsl)
    assert not is_suspended(cast.head)
    suspend(case, cast.chair, cast.dsl)
    assert is_suspended(cast.head) and client_of(story.fresh(cast.head)).get("/people/").status_code == 403


@pytest.mark.clause("6.4")
def test_the_duty_of_a_suspended_dsl_is_the_next_in_lines(cast):
    """New concerns, open cases and the name that children are told go to somebody else; the record of duties stays."""
    at_work = story.bullying(cast)
    case = story.opened(cast, "adult", about=[cast.dsl], by=cast.head)
    suspend(case, cast.head, cast.chair)
    on = MONDAY.date()
    concern = told.staff(cast)
    readers = set(concern_reach.readers_of(concern, on))
    assert cast.deputy_dsl in readers and cast.dsl not in readers
    assert not concern_reach.visible_to(story.fresh(cast.dsl)).exists()
    assert not reach.visible_to(story.fresh(cast.dsl), MONDAY).exists()
    assert set(reach.leads_of(at_work, on)) >= {cast.deputy_dsl} and cast.dsl not in reach.leads_of(at_work, on)
    assert cast.dsl not in reach.in_line(at_work, on) and cast.dsl not in reach.who_may_be_let_in(at_work, on)
    assert community_school.officers(cast.school, on)["dsl"] == str(cast.deputy_dsl)
    assert cast.dsl not in trusted.offered(cast.school.pk, MONDAY)
    assert story.fresh(cast.dsl).duties >= {"dsl"}


def test_with_no_deputy_the_head_runs_what_the_suspended_dsl_ran(cast):
    cast.deputy_dsl.roles.all().delete()
    at_work = story.bullying(cast)
    suspend(story.opened(cast, "adult", about=[cast.dsl], by=cast.head), cast.head, cast.chair)
    tasks.minutely(MONDAY + MINUTE)
    at_work.refresh_from_db()
    assert at_work.lead_duty == "head" and "suspen" not in " ".join(
        event.words.lower() for event in at_work.events.all()
    )


def test_a_step_that_was_given_to_them_is_whose_turn_it_is_again(cast):
    at_work = story.bullying(cast)
    steps.assign(
        at_work, step="parts", owner=cast.deputy_dsl, reason="She knows them.", by=story.fresh(cast.dsl), at=MONDAY
    )
    suspend(story.opened(cast, "adult", about=[cast.deputy_dsl], by=cast.head), cast.head, cast.chair)
    lines = state.lines_of(story.now(at_work), cast.school.calendar(), {}, MONDAY)
    assert next(line for line in lines if line.key.step == "parts").owner is None
    page = step_pages.step_page(story.fresh(cast.dsl), at_work.pk, "parts", None, at=MONDAY)
    assert cast.deputy_dsl not in step_pages.owners_for(page, MONDAY)


def test_whom_something_is_about_is_still_meant_while_they_are_suspended(cast):
    """The head who is suspended is the head all the same: what is told of them goes to the chair."""
    suspend(story.opened(cast, "adult", about=[cast.head], by=cast.chair), cast.chair, cast.dsl)
    case = story.opened(cast, "adult", about=[cast.head], by=cast.chair)
    assert case.lead_duty == "chair"


def test_what_was_suspended_before_this_was_asked_here_is_found_within_a_day(cast):
    case = suspend(story.adult(cast), cast.head, cast.dsl)
    Person.objects.filter(pk=cast.teacher.pk).update(standing="")
    tasks.daily(MONDAY + story.DAY)
    assert is_suspended(cast.teacher) and case.pk


def test_a_case_begun_before_the_new_steps_goes_on(cast):
    """What was given then lacks what is asked now; it is read, goes on, and closes."""
    case = story.walk(story.adult(cast), cast.head, {"answer": "below"}, until="evidence", other=cast.dsl)
    case.done.filter(step__in=["stays_below"]).delete()
    page = client_of(cast.head).get(f"/cases/{case.pk}/")
    assert page.status_code == 200 and b"Keep the evidence" in page.content
    case = story.walk(case, cast.head, {"answer": "below"}, other=cast.dsl)
    assert not [words for words in state.missing(case) if "not done yet" in words]


def test_the_form_of_accounts_shows_the_list_and_keeps_what_was_ticked(cast):
    case = suspend(story.adult(cast), cast.head, cast.dsl)
    browser, where = client_of(cast.head), f"/cases/{case.pk}/steps/accounts_now/"
    page = browser.get(where).content.decode()
    assert page.count('type="checkbox"') >= 9 and "Keys, passes" in page
    options = (
        step_pages.step_page(story.fresh(cast.head), case.pk, "accounts_now", None, at=MONDAY).step.needs[0].options
    )
    said = {"seen": story.now(case).revision, "closed": list(options[:2]), "left": "Keys, tonight."}
    assert browser.post(where, said).status_code == 302
    done = case.done.get(step="accounts_now")
    assert done.said["closed"] == list(options[:2]) and options[0] in done.event.words


def test_a_lift_that_was_recorded_by_mistake_counts_no_more_once_it_is_corrected(cast):
    case = story.do(suspend(story.adult(cast), cast.head, cast.dsl), "lift", cast.head)
    assert not is_suspended(cast.teacher)
    lift, now = case.done.get(step="lift"), story.now(case)
    said = {"right": "It stands.", "reason": "That was another case.", "seen": now.revision}
    corrections.correct_step(now, event=lift.event, **said, by=story.fresh(cast.head), at=MONDAY)
    assert is_suspended(cast.teacher)


def test_a_suspension_that_two_say_was_recorded_by_mistake_ends_at_once(cast):
    case = suspend(story.adult(cast), cast.head, cast.dsl)
    done = case.done.get(step="suspend_now")
    said = {"event": done.event_id, "right": "Nobody was suspended."}
    head = story.fresh(cast.head)
    approvals.ask_second(
        case, what=What.CORRECTION, payload=said, reason="Wrong case.", second=cast.dsl, by=head, at=MONDAY
    )
    approvals.confirm_second(
        story.now(case).approvals.get(what=What.CORRECTION, answered_at=None), by=story.fresh(cast.dsl), at=MONDAY
    )
    assert not is_suspended(cast.teacher)


# ---- what they were let into by name


@pytest.mark.clause("6.4")
def test_who_leads_is_told_what_else_of_the_child_the_adult_may_read(cast):
    other = story.bullying(cast)
    until = MONDAY.date() + timedelta(days=30)
    said = {"person": cast.teacher, "reason": "Her teacher.", "until": until, "by": story.fresh(cast.dsl), "at": MONDAY}
    readers.grant(other, **said)
    concern = told.read(told.outside(cast, "She is sad."), cast.dsl)
    triage.name_person(concern, person=cast.pupil, part=ConcernPart.HARMED, by=story.fresh(cast.dsl), at=MONDAY)
    triage.share(concern, person=cast.teacher, reason="She sees her.", by=story.fresh(cast.dsl), at=MONDAY)
    case = story.adult(cast, harmed=[cast.pupil])
    client = client_of(cast.head)
    words = client.get(reverse("cases:case", args=[case.pk]), follow=True).content.decode()
    assert "can still read something about Maya Nair" in words and reverse("cases:case", args=[other.pk]) in words
    readers.end_grant(other, person=cast.teacher, by=story.fresh(cast.dsl), at=MONDAY)
    words = client.get(reverse("cases:case", args=[case.pk]), follow=True).content.decode()
    assert "can still read something about" not in words or str(other.number) not in words


@pytest.mark.clause("6.5")
def test_who_is_back_has_their_accounts_closed_by_nobody(cast):
    """What was still to do while they were suspended is asked no more."""

    def asked(case) -> bool:
        lines = state.lines_of(case, cast.school.calendar(), {}, MONDAY)
        return any(line.key.step == "accounts_now" and line.standing == "open" for line in lines)

    case = suspend(story.adult(cast), cast.head, cast.dsl)
    assert asked(case)
    case = story.do(case, "lift", cast.head, at=MONDAY + 2 * MINUTE)
    assert not asked(case)


@pytest.mark.clause("6.7")
@pytest.mark.parametrize("chosen", [True, False])
def test_nobody_who_chooses_grown_ups_for_children_learns_of_a_suspension(cast, chosen):
    """On that page, in the settings and in what it keeps stands the same as before; only children are not sent there."""
    dsl, places = client_of(cast.dsl), (reverse("concerns:trusted"), reverse("concerns:settings"))
    ids = [cast.teacher.pk, cast.dsl.pk]

    def choose():
        drafts.choose_trusted(cast.school, people=ids, by=story.fresh(cast.dsl), at=MONDAY)

    def shown() -> list[str]:
        drawn = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
        return [drawn.sub("", page.words(dsl.get(place))) for place in places]

    if chosen:
        choose()
    before = shown()
    assert any(str(cast.teacher) in words for words in before)
    suspend(story.adult(cast), cast.head, cast.deputy)
    assert shown() == before
    assert cast.teacher not in trusted.offered(cast.school.pk, MONDAY)
    choose()
    assert "Asha Kapoor" in shown()[1]
