"""What an allegation asks of a school, point by point of how practitioners read the procedure."""

from dataclasses import replace

import pytest

from schoolgate.broken import Broken
from schoolgate.cases.actions import consequences, decisions
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.settings import settings_of
from schoolgate.cases.queries import acknowledging, act_pages, ladder, pages, state
from schoolgate.cases.tests import story
from schoolgate.cases.tests.test_engine import a_case, do
from schoolgate.engines.procedures import PROCEDURES
from schoolgate.engines.procedures.consequences import LADDER, Proposed, Rung, check_consequence
from schoolgate.engines.procedures.engine import may_close, open_now, suspended_since
from schoolgate.engines.procedures.schema import Actor, CasePart, Child, Key
from schoolgate.policy.models import Signature
from schoolgate.policy.tests import published
from tests.acts import act
from tests.cast import MONDAY, client_of
from tests.clock import MONDAY as AT

ADULT = PROCEDURES["adult"]
HEAD = Actor(1, frozenset({"head"}))
MINUTE = story.DAY / 1440


# The procedure itself, without a database


@pytest.mark.clause("6.5")
def test_evidence_is_kept_from_the_first_minute():
    """There is a step for the evidence: what, how, and what nobody copies or asks a child to send."""
    assert Key("evidence") in open_now(ADULT, a_case())
    script = ADULT.step("evidence").script
    for words in ("delete nothing", "accounts", "logs", "CCTV", "devices", "Never look at, copy", "never ask a child"):
        assert words in script
    assert any("Keep the evidence" in sentence for sentence in may_close(ADULT, a_case()))


@pytest.mark.clause("6.5")
@pytest.mark.parametrize("outcome,asked", [("images", True), ("kept", False), ("none", False)])
@pytest.mark.parametrize("police", ["no", "101"])
def test_an_adult_with_a_picture_of_a_child_means_the_police_now(outcome, asked, police):
    """Whatever was said of the police before, and with no answer that puts it off."""
    step = ADULT.step("images_police")
    assert (Key("images_police") in open_now(ADULT, a_case(evidence=outcome, police=police))) is asked
    assert [found.id for found in step.outcomes] == ["999", "101"] and not step.may_skip and step.due.count == 0


@pytest.mark.clause("6.2")
@pytest.mark.parametrize(
    "limb,police,asked", [("yes", "no", True), ("yes", "101", False), ("no", "no", False), ("yes", "999", False)]
)
def test_a_possible_crime_asks_about_the_police_again(limb, police, asked):
    """Answered once with “not now”, the question comes back when somebody says that it may be a crime, in either order."""
    here = a_case(limb_offence=limb, police=police)
    assert (Key("police_again") in open_now(ADULT, here)) is asked
    assert any("It may be a crime" in sentence for sentence in may_close(ADULT, here)) is asked


@pytest.mark.clause("6.5")
def test_what_was_answered_of_the_police_and_social_care_can_be_asked_again_and_again():
    here = a_case("ask_again", police="no", social_care="no")
    assert Key("ask_again") in open_now(ADULT, here) and ADULT.step("ask_again").optional
    assert do(ADULT, here, "ask_again", outcome="police", reason="She rang.", spoke_to="PC Lane")


@pytest.mark.clause("6.2")
def test_before_the_lado_answers_the_steps_allow_basic_enquiries_only():
    for step in ("record", "lado"):
        assert "basic enquiries only" in ADULT.step(step).script and "nterview no one" in ADULT.step(step).script


@pytest.mark.clause("6.3")
@pytest.mark.clause("6.4")
@pytest.mark.parametrize("step,also", [("from_parent", "question the child"), ("from_colleague", "their union")])
def test_nobody_is_told_to_talk_to_nobody(step, also):
    """Police, social care, LADO, NSPCC, doctor and solicitor stay open to whoever told us; a union to a colleague."""
    script = ADULT.step(step).script
    for words in ("can always speak to", "police", "social care", "LADO", "NSPCC", "doctor", "solicitor", also):
        assert words in script
    assert not [step.id for step in ADULT.steps if "talk to nobody" in step.script.lower()]


@pytest.mark.clause("6.2")
def test_the_lado_advises_and_the_head_stays_the_case_manager():
    script = ADULT.step("answer").script
    assert "you stay the case manager" in script and "next morning" in script and "they lead" not in script


@pytest.mark.clause("6.2")
@pytest.mark.parametrize("answer", ["answer", "second_answer"])
def test_what_was_below_the_threshold_can_come_to_meet_it_and_opens_the_rest(answer):
    """Several small things go back to the LADO, and that leads somewhere: the answer can change until the case ends."""
    done = ("record", "lado", "advice", "low_level")
    said = {"answer": "below"} if answer == "answer" else {"answer": "more", "second_answer": "below"}
    before = a_case(*done, **said)
    assert Key("stays_below") in open_now(ADULT, before) and Key("investigation") not in open_now(ADULT, before)
    meets = a_case(*done, **said, stays_below="meets")
    assert {Key("investigation"), Key("suspension")} <= set(open_now(ADULT, meets))
    assert any("Decide the outcome" in sentence for sentence in may_close(ADULT, meets))
    below = a_case(*done, **said, stays_below="below")
    assert not {Key("investigation"), Key("suspension")} & set(open_now(ADULT, below))


@pytest.mark.clause("6.5")
@pytest.mark.parametrize("step", ["suspend_now", "suspension", "suspend_later"])
def test_suspending_asks_hr_and_says_when_governors_and_authority_were_told(step):
    assert {"personnel", "employer"} <= {need.name for need in ADULT.step(step).needs}
    script = ADULT.step(step).script
    assert "HR" in script and (step == "suspend_later" or "governing body and the local authority at once" in script)
    assert "governing body alone" in ADULT.step("lift").script


@pytest.mark.clause("6.5")
@pytest.mark.parametrize(
    "done,suspended",
    [
        ({}, False),
        ({"suspend_now": "risk"}, True),
        ({"suspend_now": "police", "lift": "ended"}, False),
        ({"suspend_now": "risk", "suspension": "other"}, False),
        ({"suspend_now": "risk", "suspension": "no"}, False),
        ({"suspension": "suspend"}, True),
        ({"suspension": "suspend", "lift": "ended"}, False),
        ({"suspension": "no", "suspend_later": "suspend"}, True),
        ({"suspension": "suspend", "post": "stays"}, False),
        ({"suspension": "suspend", "post": "moved"}, True),
        ({"suspension": "suspend", "post": "dismissed"}, True),
    ],
)
def test_the_last_decision_says_whether_somebody_is_suspended(done, suspended):
    assert bool(suspended_since(ADULT, a_case(**done))) is suspended


@pytest.mark.clause("6.5")
def test_an_adult_who_came_back_can_be_suspended_later_once_more():
    back = a_case("record", "lado", "advice", suspension="no", suspend_later="suspend", lift="ended")
    later = Key("suspend_later")
    assert later in open_now(ADULT, back) and not suspended_since(ADULT, back)
    again = replace(back, done={**back.done, later: replace(back.done[later], at=AT + MINUTE)})
    assert suspended_since(ADULT, again) == AT + MINUTE


@pytest.mark.clause("6.5")
@pytest.mark.parametrize("by,step", [("suspend_now", "accounts_now"), ("suspension", "accounts")])
def test_a_suspension_brings_the_list_of_accounts_and_devices(by, step):
    here = a_case("advice", **{by: "risk" if by == "suspend_now" else "suspend"})
    assert Key(step) in open_now(ADULT, here)
    listed = " ".join(ADULT.step(step).needs[0].options).lower()
    for words in ("accounts", "email", "mis", "keys", "tablets", "social media", "cloud", "groups"):
        assert words in listed
    left = {"left": "The door code, tonight."}
    with pytest.raises(Broken, match="still needs"):
        do(ADULT, here, step, closed=["Something else"], **left)
    assert do(ADULT, here, step, closed=list(ADULT.step(step).needs[0].options[:2]), **left)


@pytest.mark.clause("4.10")
@pytest.mark.parametrize("rung", [rung for rung in Rung if rung.value.startswith("staff")])
def test_what_is_for_staff_is_never_decided_for_a_child(rung):
    child = Child(9, frozenset({CasePart.ALLEGED}))
    here = a_case("advice", "outcome", post="stays", children=(child,))
    proposed = Proposed(rung, 9, "Why.", AT.date(), AT.date() + 9 * story.DAY, personnel_advised=True)
    with pytest.raises(Broken, match="this is a child"):
        check_consequence(ADULT, here, proposed, actor=Actor(1, frozenset({"authorised"})))


@pytest.mark.clause("8.c.1")
@pytest.mark.parametrize("rung", [rung for rung in Rung if not rung.value.startswith("staff")])
def test_what_is_for_pupils_is_never_decided_for_an_adult(rung):
    here = a_case("advice")
    proposed = Proposed(rung, 9, "Why.", AT.date(), AT.date(), AT.date())
    with pytest.raises(Broken, match="this is an adult"):
        check_consequence(ADULT, here, proposed, actor=Actor(1, LADDER[rung].who))


# In a school

in_a_school = pytest.mark.django_db


@in_a_school
def test_no_page_offers_a_child_what_is_for_staff_nor_an_adult_what_is_for_pupils(cast):
    case = story.opened(cast, "adult", about=[cast.teacher, cast.pupil], harmed=[cast.young_pupil])
    full, head = story.now(case), story.fresh(cast.head)
    rungs = ladder.rungs_for(full, head)
    assert rungs and ladder.subjects_of(full, rungs) == [cast.teacher]
    for child in (cast.pupil, cast.young_pupil):
        assert ladder.rungs_for(full, head, child) == []
        page = client_of(cast.head).get(f"/cases/{case.pk}/consequences/add/{child.pk}/staff%20advice/")
        assert page.status_code == 404
        with pytest.raises(Broken, match="this is a child"):
            consequences.draft_consequence(case, person=child, rung=Rung.STAFF_ADVICE, by=head, at=MONDAY)
    bullying = story.now(story.bullying(cast))
    offered = ladder.rungs_for(bullying, head)
    assert offered and set(ladder.subjects_of(bullying, offered)) == {cast.pupil, cast.young_pupil}


@in_a_school
@pytest.mark.clause("6.2")
@pytest.mark.parametrize("procedure", ["adult", "conduct"])
def test_a_case_about_an_adult_is_not_opened_without_the_adult(cast, procedure):
    """By name on record, or described where nobody knows the name; a child alone is no adult."""
    for about in ([], [cast.pupil]):
        with pytest.raises(Broken, match="Enter which adult the case is about"):
            story.opened(cast, procedure, about=about, harmed=[cast.young_pupil], by=cast.head)
    assert not Case.objects.exists()
    described = [("The driver of the blue bus", CasePart.ALLEGED)]
    assert story.opened(cast, procedure, by=cast.head, names=described).pk
    assert story.opened(cast, procedure, about=[cast.assistant], by=cast.head).pk


@in_a_school
def test_what_is_due_at_once_is_late_only_after_the_time_that_the_school_sets(cast):
    case = story.now(story.adult(cast))
    sets = {"emergency_hours": 24, "grant_days": 90, "lado_days": 1}

    def late(minutes: int) -> bool:
        lines = state.lines_of(case, cast.school.calendar(), state.clocks_of(cast.school.pk), MONDAY + minutes * MINUTE)
        line = next(line for line in lines if line.key.step == "safe_now")
        assert line.due_at == MONDAY, "it stays due at once"
        return line.overdue

    assert [late(minutes) for minutes in (1, 30, 31)] == [False, False, True]
    head = story.fresh(cast.head)
    decisions.edit_settings(cast.school, **sets, at_once_minutes=10, by=head, at=MONDAY)
    assert settings_of(cast.school.pk).at_once_minutes == 10
    assert [late(minutes) for minutes in (10, 11)] == [False, True]
    for wrong in (4, 241):
        with pytest.raises(Broken, match="5 to 240 minutes"):
            act("cases.edit_settings")(cast.school, **sets, at_once_minutes=wrong, by=head, at=MONDAY)


@in_a_school
def test_a_time_that_somebody_set_for_a_step_is_no_at_once(cast):
    case = story.adult(cast)
    steps = act("cases.assign")
    steps(case, step="safe_now", due_at=MONDAY + 10 * MINUTE, reason="Now.", by=story.fresh(cast.head), at=MONDAY)
    lines = state.lines_of(
        story.now(case), cast.school.calendar(), state.clocks_of(cast.school.pk), MONDAY + 11 * MINUTE
    )
    assert next(line for line in lines if line.key.step == "safe_now").overdue


@in_a_school
def test_that_every_step_is_done_never_stands_above_something_open(cast):
    case = story.walk(story.bullying(cast), cast.dsl, other=cast.head)
    page = client_of(cast.dsl).get(f"/cases/{case.pk}/").content.decode()
    assert case.checks.filter(decision="").exists()
    assert "Every step is done" not in page and "No step is left to do. These are still open" in page
    story.decide_checks(case, cast.head)
    for row in case.consequences.filter(decided_at=None, ended_on=None):
        consequences.end(row, "Not needed.", story.fresh(cast.head), MONDAY)
    drafts = [letter for letter in case.letters.all() if letter.sent_at is None]
    page = client_of(cast.dsl).get(f"/cases/{case.pk}/").content.decode()
    assert ("Every step is done" in page) is not drafts
    story.look(case, cast.dsl)
    seen = pages.case_page(story.fresh(cast.dsl), case.pk, at=MONDAY)
    assert bool(act_pages.left_over(seen)) is bool(drafts)


# Who had acknowledged the policy


def said_of(case: Case) -> dict:
    words = acknowledging.signed_in_words(list(story.now(case).parts.all()))
    return {(row.person, row.part): words.get(row.pk, "") for row in story.now(case).parts.all()}


def signed(person, version, at) -> None:
    said = {"audience": "staff", "way": "screen", "digest": "x", "signed_on": at.date()}
    Signature.objects.create(school=person.school, person=person, version=version, at=at, **said)


@in_a_school
def test_nothing_is_said_of_the_policy_where_somebody_was_harmed_or_only_saw_it(cast):
    """Whoever is said to have done it has the line; a child who was harmed too has none, in either part."""
    assert set(said_of(story.bullying(cast)).values()) == {"", acknowledging.NONE_IN_FORCE}
    published.first(cast, at=MONDAY - 9 * story.DAY)
    found = said_of(story.opened(cast, harmed=[cast.pupil], about=[cast.young_pupil], reason="Both."))
    assert found == {(cast.pupil, "harmed"): "", (cast.young_pupil, "alleged"): acknowledging.HAD_NOT}
    both = story.opened(cast, harmed=[cast.pupil], about=[cast.pupil])
    assert set(said_of(both).values()) == {""}
    page = client_of(cast.dsl).get(f"/cases/{both.pk}/").content.decode()
    assert "acknowledged" not in page


@in_a_school
def test_whoever_had_signed_the_version_before_is_not_said_to_have_signed_nothing(cast):
    first = published.first(cast, at=MONDAY - 60 * story.DAY)
    signed(cast.teacher, first, MONDAY - 50 * story.DAY)
    assert said_of(story.adult(cast))[cast.teacher, "subject"] == acknowledging.HAD
    published.revised(cast, first, {"4.6": "Staff say nothing of pupils online."}, at=MONDAY - 2 * story.DAY)
    words = said_of(story.adult(cast))[cast.teacher, "subject"]
    assert words == "Had acknowledged an earlier version. The one in force then began on 21 November 2026."
    assert said_of(story.adult(cast, about=cast.assistant))[cast.assistant, "subject"] == acknowledging.HAD_NOT


@in_a_school
def test_a_pupil_who_sought_an_account_is_offered_what_is_for_pupils(cast):
    """Such a case can be about an adult too, and what is for staff was offered for the child whom it was about."""
    case = story.now(story.opened(cast, "join", about=[cast.pupil], by=cast.head))
    offered = ladder.rungs_for(case, story.fresh(cast.head), cast.pupil)
    assert offered and not [item for item in offered if item.rung.value.startswith("staff")]
    contact = story.now(story.opened(cast, "contact", harmed=[cast.pupil], by=cast.dsl))
    assert ladder.rungs_for(contact, story.fresh(cast.dsl)) == []
