"""The second step is asked of each session, not of the account: whoever is let into anything, in any order."""

import pickle
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from schoolgate import access
from schoolgate.access import SignIn
from schoolgate.access.duties import NEEDS_SECOND_FACTOR, Duty
from schoolgate.access.table import CONFIDENTIAL, OWN_WORDS, TABLE, UNCONFIRMED
from schoolgate.cases.models.case import Grant
from schoolgate.cases.models.consequences import Consequence
from schoolgate.cases.tests import story as case_story
from schoolgate.community.actions import appointments
from schoolgate.community.actions import people as community_people
from schoolgate.community.models import Role
from schoolgate.community.person_middleware import TELLING
from schoolgate.community.queries.appointments import answering
from schoolgate.community.rules import BY_TWO
from schoolgate.community.signin import account_urls, queries
from schoolgate.community.tests.files import EVERYONE, imported
from schoolgate.community.tests.test_people_pages import day
from schoolgate.community.tests.test_signin_accounts import PASSWORD, SECRET, code_now, names, sign_in, with_password
from schoolgate.concerns.actions import triage
from schoolgate.concerns.models.concern import Access
from schoolgate.concerns.tests import story
from tests import cast as people
from tests.cast import MONDAY
from tests.house.visits import NAMES

SECRET_WORDS = "They call him names in the group chat every evening."


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def share(cast, person):
    concern = story.read(story.bullying(cast, about=[cast.young_pupil]), cast.dsl)
    triage.share(concern, person=person, reason="Sits beside him.", by=case_story.fresh(cast.dsl), at=MONDAY)
    return reverse("concerns:concern", args=[concern.pk])


def pass_on(cast, person):
    concern = story.read(story.bullying(cast, about=[cast.young_pupil]), cast.dsl)
    triage.pass_to_teacher(concern, teacher=person, reason="His class.", by=case_story.fresh(cast.dsl), at=MONDAY)
    return reverse("concerns:concern", args=[concern.pk])


def grant(cast, person, case=None):
    case = case or case_story.bullying(cast)
    today = MONDAY.date()
    Grant.objects.create(
        case=case, person=person, reason="Helps.", until=today + timedelta(days=5), at=MONDAY, by=cast.dsl
    )
    return reverse("cases:case", args=[case.pk])


def grant_restricted(cast, person):
    return grant(cast, person, case_story.adult(cast, cast.office))


def arrangement(cast, person):
    """Something in force for a child of their class."""
    Consequence.objects.create(
        case=case_story.bullying(cast),
        person=cast.young_pupil if person == cast.other_teacher else cast.pupil,
        rung="ict",
        clause="8.c.1",
        reason="He did it again.",
        supervisor=person,
        starts_on=MONDAY.date(),
        drafted_at=MONDAY,
        decided_at=MONDAY,
        decided_by=cast.dsl,
    )
    return reverse("cases:in_force")


LET_IN = [share, pass_on, grant, grant_restricted, arrangement]


# ---- who owes a second step


@pytest.mark.parametrize("let_in", LET_IN)
def test_whoever_is_let_in_goes_nowhere_without_a_second_step(cast, let_in):
    client = people.client_of(cast.teacher, second_factor=False)
    assert client.get(reverse("home")).status_code == 200
    url = let_in(cast, cast.teacher)
    for page in (url, reverse("home"), reverse("signin:classes"), reverse("concerns:queue"), reverse("cases:cases")):
        answer = client.get(page)
        assert (answer.status_code, answer.url) == (302, reverse("signin:second_factor")), page


@pytest.mark.parametrize("part", ["teacher", "assistant", "office", "it", "governor"])
def test_others_whom_nothing_reaches_are_not_held_to_one(cast, part):
    assert people.client_of(getattr(cast, part), second_factor=False).get(reverse("home")).status_code == 200


@pytest.mark.parametrize("part", ["assistant", "office", "it"])
def test_a_share_is_enough_whatever_the_duty(cast, part):
    share(cast, getattr(cast, part))
    answer = people.client_of(getattr(cast, part), second_factor=False).get(reverse("home"))
    assert answer.url == reverse("signin:second_factor")


def test_what_has_ended_is_owed_no_more(cast):
    share(cast, cast.teacher)
    client = people.client_of(cast.teacher, second_factor=False)
    assert client.get(reverse("home")).status_code == 302
    Access.objects.filter(person=cast.teacher).update(ended_at=MONDAY)
    assert client.get(reverse("home")).status_code == 200


def test_a_concern_about_them_asks_nothing_of_them(cast):
    """Else being asked for a second step would tell them that there is one."""
    story.staff(cast, about=[cast.teacher])
    case_story.adult(cast, cast.teacher)
    assert people.client_of(cast.teacher, second_factor=False).get(reverse("home")).status_code == 200


@pytest.mark.parametrize("let_in", LET_IN)
def test_who_was_let_in_keeps_the_last_second_step(cast, let_in):
    with_password(cast.teacher)
    factor = TOTP.activate(cast.teacher.account, SECRET).instance
    let_in(cast, cast.teacher)
    client = people.client_of(cast.teacher, second_factor=False)
    people.through_second_factor(client, cast.teacher.account, factor)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert "needs a second step" in client.post(reverse("mfa_deactivate_totp")).content.decode()
    assert Authenticator.objects.filter(pk=factor.pk).exists()


@pytest.mark.parametrize("part", ["head", "dsl", "teacher"])
def test_nobody_is_kept_from_telling(cast, part):
    share(cast, cast.teacher)
    client = people.client_of(getattr(cast, part), second_factor=False)
    for name in TELLING - {"concerns:leave", "concerns:keep"}:
        args = {"concerns:staff_form": ["colleague"], "concerns:staff": [], "concerns:start": []}
        answer = client.get(reverse(name, args=args.get(name, [cast.school.slug])))
        assert answer.status_code == 200 or reverse("signin:second_factor") not in answer.url, name


# ---- this session's authentication decides


@pytest.mark.parametrize("let_in", LET_IN)
def test_a_factor_of_the_account_opens_nothing_to_a_session_with_a_password_alone(cast, let_in):
    url = let_in(cast, cast.teacher)
    people.with_second_factor(cast.teacher.account)
    client = people.client_of(cast.teacher, second_factor=False)
    answer = client.get(url)
    assert answer.status_code == 302 and answer.url.startswith(reverse("mfa_reauthenticate"))
    assert people.client_of(cast.teacher).get(url).status_code in (200, 302)
    for name in ("home", "concerns:queue", "cases:cases", "concerns:told"):
        answer = client.get(reverse(name))
        assert answer.status_code == 302 and answer.url.startswith(reverse("mfa_reauthenticate")), name


@pytest.mark.parametrize("part", ["head", "deputy", "dsl", "deputy_dsl", "chair"])
def test_no_duty_reads_by_a_session_with_a_password_alone(cast, part):
    people.with_second_factor(getattr(cast, part).account)
    client = people.client_of(getattr(cast, part), second_factor=False)
    for name in ("home", "concerns:queue", "cases:cases", "records:children"):
        assert client.get(reverse(name)).url.startswith(reverse("mfa_reauthenticate")), name


def test_after_the_second_step_the_same_session_reads(cast):
    with_password(cast.teacher)
    TOTP.activate(cast.teacher.account, SECRET)
    url = share(cast, cast.teacher)
    client = people.client_of(cast.teacher, second_factor=False)
    asked = client.get(url).url
    assert "next=" in asked and client.get(asked).status_code == 200
    wrong = client.post(asked, {"code": "000000", "next": url})
    assert "not right" in wrong.content.decode() and client.get(url).status_code == 302
    assert client.post(asked, {"code": code_now(), "next": url}).url == url
    assert client.get(url).status_code == 200


def test_the_password_once_more_is_no_second_step(cast):
    with_password(cast.teacher)
    TOTP.activate(cast.teacher.account, SECRET)
    url = share(cast, cast.teacher)
    client = people.client_of(cast.teacher, second_factor=False)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.get(url).url.startswith(reverse("mfa_reauthenticate"))


def test_a_spare_code_is_one(cast):
    with_password(cast.teacher)
    TOTP.activate(cast.teacher.account, SECRET)
    codes = RecoveryCodes.activate(cast.teacher.account).get_unused_codes()
    url = share(cast, cast.teacher)
    client = people.client_of(cast.teacher, second_factor=False)
    client.post(reverse("mfa_reauthenticate"), {"code": codes[0]})
    assert client.get(url).status_code == 200


def test_what_another_account_went_through_in_this_browser_does_not_count(cast):
    url = share(cast, cast.teacher)
    client = people.client_of(cast.other_teacher)
    people.with_second_factor(cast.teacher.account)
    session = client.session
    kept = {key: value for key, value in session.items() if key.startswith("account_auth")}
    client = people.client_of(cast.teacher, second_factor=False, client=client)
    session = client.session
    session.update(kept)
    session.save()
    assert client.get(url).url.startswith(reverse("mfa_reauthenticate"))


def test_a_session_from_before_the_duty_reads_nothing_when_the_owner_has_a_factor(cast):
    """As it was found: opened with a password, a duty is given, the owner sets up a factor elsewhere."""
    with_password(cast.assistant)
    older, _ = sign_in(cast.assistant.email)
    story.staff(cast, SECRET_WORDS)
    Role.objects.create(person=cast.assistant, duty=Duty.DEPUTY_DSL.value, since_on=MONDAY.date())
    TOTP.activate(cast.assistant.account, SECRET)
    RecoveryCodes.activate(cast.assistant.account)
    for name in ("concerns:queue", "home", "mfa_view_recovery_codes", "mfa_download_recovery_codes", "mfa_index"):
        answer = older.get(reverse(name))
        assert answer.status_code == 302 and answer.url.startswith(reverse("mfa_reauthenticate")), name


@pytest.mark.parametrize("name", sorted(CONFIDENTIAL))
def test_no_deed_or_look_of_concerns_cases_and_records_is_done_with_a_password_alone(cast, name):
    for person in cast.members().values():
        if person is not None and access.may(person, name):
            person.sign_in = SignIn.ONE_STEP
            assert not access.may(person, name)


def test_what_is_open_with_a_password_alone_is_written_down_here():
    """Whatever is new in concerns, cases and records is closed to such a session, unless it stands in OWN_WORDS."""
    guarded = {name for name in TABLE if name.startswith(("concerns.", "cases.", "records."))}
    assert guarded - CONFIDENTIAL == OWN_WORDS
    assert set(TABLE) >= UNCONFIRMED and not UNCONFIRMED & CONFIDENTIAL


# ---- other sessions end


def test_adding_a_factor_ends_every_other_session_and_this_one_has_been_through_it(cast):
    with_password(cast.teacher)
    url = share(cast, cast.teacher)
    others = [sign_in(cast.teacher.email)[0] for _ in range(2)]
    client, _ = sign_in(cast.teacher.email)
    client.get(reverse("mfa_activate_totp"))
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    done = client.post(reverse("mfa_activate_totp"), {"code": code_now()})
    assert done.url == reverse("mfa_view_recovery_codes")
    assert client.get(done.url).status_code == 200 and client.get(url).status_code == 200
    for other in others:
        assert reverse("account_login") in other.get(url).url


def test_a_wrong_code_for_a_new_factor_ends_nothing_and_opens_nothing(cast):
    with_password(cast.teacher)
    url = share(cast, cast.teacher)
    other, _ = sign_in(cast.teacher.email)
    client, _ = sign_in(cast.teacher.email)
    client.get(reverse("mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    for browser in (client, other):
        assert browser.get(url).url == reverse("signin:second_factor")


@pytest.mark.parametrize("duty", [Duty.DSL, Duty.DEPUTY_DSL, Duty.CHAIR, Duty.DEPUTY, Duty.GOVERNOR, Duty.IT])
def test_giving_a_duty_ends_every_session_of_theirs_and_of_nobody_else(cast, duty):
    person = cast.governor if duty == Duty.CHAIR else cast.assistant
    theirs, others = people.client_of(person), people.client_of(cast.teacher)
    given(cast, person, duty)
    assert reverse("account_login") in theirs.get(reverse("mfa_index")).url
    assert others.get(reverse("mfa_index")).status_code == 200


def given(cast, person, duty):
    """The duty as this school gives it: by two, by another governor, or by the head."""
    said = {"since_on": MONDAY.date(), "at": MONDAY}
    if duty == Duty.CHAIR:
        return appointments.give_chair(person, reason="Long here.", by=cast.chair, **said)
    if duty not in BY_TWO:
        return community_people.give_duty(person, duty=duty, by=cast.head, **said)
    asked = appointments.propose_duty(person, duty=duty, reason="Trained.", by=cast.head, **said)
    return appointments.agree_duty(asked, by=cast.chair, at=MONDAY)


def test_a_proposal_that_nobody_has_agreed_to_ends_no_session(cast):
    theirs = people.client_of(cast.assistant)
    said = {"duty": Duty.DSL, "since_on": MONDAY.date(), "reason": "Trained.", "by": cast.head, "at": MONDAY}
    asked = appointments.propose_duty(cast.assistant, **said)
    assert theirs.get(reverse("mfa_index")).status_code == 200
    appointments.refuse_duty(asked, words="Not yet.", by=cast.chair, at=MONDAY)
    assert theirs.get(reverse("mfa_index")).status_code == 200


def test_who_gives_themselves_a_duty_goes_on_here_and_nowhere_else(cast):
    here, elsewhere = people.client_of(cast.head), people.client_of(cast.head)
    sent = {"duty": "it"} | day("since_on", MONDAY.date())
    done = here.post(reverse("community:give_duty", args=[cast.head.pk]), sent)
    assert done.status_code == 302 and Role.objects.filter(person=cast.head, duty="it").exists()
    assert here.get(reverse("mfa_index")).status_code == 200
    assert reverse("account_login") in elsewhere.get(reverse("mfa_index")).url


def test_a_head_who_agrees_to_become_dsl_goes_on_here_and_nowhere_else(cast):
    said = {"duty": Duty.DSL, "since_on": MONDAY.date(), "reason": "Trained.", "by": cast.chair, "at": MONDAY}
    asked = appointments.propose_duty(cast.head, **said)
    here, elsewhere = people.client_of(cast.head), people.client_of(cast.head)
    done = here.post(reverse("community:answer_appointment", args=[asked.pk]), {"agreed": "yes"})
    assert done.status_code == 302 and Role.objects.filter(person=cast.head, duty="dsl").exists()
    assert here.get(reverse("mfa_index")).status_code == 200
    assert reverse("account_login") in elsewhere.get(reverse("mfa_index")).url


def test_a_duty_that_comes_with_an_import_ends_them_too(cast):
    file = EVERYONE.replace("Nina,Frost", "Lucy,Grant").replace("nina.frost", "lucy.grant")
    imported(cast.school, file, by=cast.head)
    theirs, others = people.client_of(cast.assistant), people.client_of(cast.teacher)
    imported(cast.school, file.replace("teacher,,", "teacher; it,,"), by=cast.head, at=MONDAY + timedelta(days=1))
    assert Role.objects.filter(person=cast.assistant, duty="it").exists()
    assert reverse("account_login") in theirs.get(reverse("mfa_index")).url
    assert others.get(reverse("mfa_index")).status_code == 200


@pytest.mark.parametrize("answer", [appointments.agree_duty, appointments.refuse_duty])
def test_who_is_unconfirmed_answers_no_proposal(cast, answer):
    asked = appointments.propose_duty(
        cast.assistant, duty=Duty.DSL, since_on=MONDAY.date(), reason="Trained.", by=cast.head, at=MONDAY
    )
    chair = case_story.fresh(cast.chair)
    chair.sign_in = SignIn.UNCONFIRMED
    with pytest.raises(access.Refused):
        answer(asked, words="Yes.", by=chair, at=MONDAY)
    with pytest.raises(access.Refused):
        answering(asked, chair, MONDAY)  # it fetches the chair once more, and no more opens to them by that
    asked.refresh_from_db()
    assert asked.answered_at is None and not cast.assistant.roles.filter(duty="dsl").exists()


# ---- codes and factors


SHOWN = sorted(
    {name for name in names(account_urls.urlpatterns) if name.startswith("mfa_") and "authenticate" not in name}
    - {"mfa_login_webauthn"}
)
PASSKEY = {"mfa_edit_webauthn", "mfa_remove_webauthn"}


@pytest.mark.parametrize("part", ["parent", "teacher", "head"])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", [*SHOWN, "account_change_password", "account_set_password"])
def test_codes_and_factors_are_shown_and_changed_only_behind_a_factor_of_this_session(cast, name, method, part):
    person = getattr(cast, part)
    with_password(person)
    factor = TOTP.activate(person.account, SECRET).instance
    RecoveryCodes.activate(person.account)
    client = people.client_of(person, second_factor=False)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    before = list(Authenticator.objects.order_by("pk").values())
    url = reverse(name, args=[factor.pk] if name in PASSKEY else [])
    answer = getattr(client, method)(url)
    assert answer.status_code == 302 and answer.url.startswith(reverse("mfa_reauthenticate"))
    assert list(Authenticator.objects.order_by("pk").values()) == before


def test_with_a_passkey_alone_it_is_the_passkey_that_is_asked_for(cast):
    Authenticator.objects.create(user=cast.parent.account, type="webauthn", data={"name": "Mine", "credential": {}})
    answer = people.client_of(cast.parent, second_factor=False).get(reverse("mfa_index"))
    assert answer.url.startswith(reverse("mfa_reauthenticate_webauthn"))


def test_where_there_is_no_factor_yet_a_fresh_password_adds_one(cast):
    with_password(cast.parent)
    client, _ = sign_in(cast.parent.email)
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    with time_machine.travel(MONDAY + timedelta(minutes=11), tick=False):
        assert client.get(reverse("mfa_activate_totp")).url.startswith(reverse("account_reauthenticate"))


def test_the_hook_is_asked_of_the_person_however_they_signed_in(cast):
    share(cast, cast.teacher)
    teacher = case_story.fresh(cast.teacher)
    teacher.sign_in = SignIn.ONE_STEP
    assert queries.owes_second_factor(teacher, MONDAY) and teacher.sign_in is SignIn.ONE_STEP


def test_the_two_lists_of_duties_agree():
    assert TABLE["look.case_desk"] == NEEDS_SECOND_FACTOR


def test_a_stranger_is_asked_for_nothing(cast):
    assert Client().get(reverse("home")).status_code == 200


# ---- every page


CONFIDENTIAL_PAGES = ("concerns:", "cases:", "records:", "letters:", "community:", "post:", "trail")
OPEN_TO_ALL = TELLING | {"concerns:receipt", "concerns:follow"}


def test_no_page_of_concerns_cases_or_records_opens_to_a_password_alone(visits):
    for part in ("assistant", "dsl", "head"):
        person = visits.scene.cast.members()[part]
        forget_factor(visits, person)
        for name in NAMES:
            if name.startswith(CONFIDENTIAL_PAGES[:3]) and name not in OPEN_TO_ALL:
                for method in ("get", "post"):
                    answer = visits.attempt(person, method, visits.scene.address(name))
                    asked = answer.status_code == 302 and answer.url.startswith(reverse("mfa_reauthenticate"))
                    assert asked or answer.status_code == 404, (part, method, name)


def test_no_page_about_people_opens_to_who_is_unconfirmed(visits):
    for part in ("dsl", "head", "parent"):
        person = visits.scene.cast.members()[part]
        account = pickle.loads(visits.accounts[str(person.account.pk)])
        account.unconfirmed_since = MONDAY
        visits.accounts[str(person.account.pk)] = pickle.dumps(account)
        for name in NAMES:
            if name.startswith(CONFIDENTIAL_PAGES) and name not in OPEN_TO_ALL:
                for method in ("get", "post"):
                    answer = visits.attempt(person, method, visits.scene.address(name))
                    asked = answer.status_code == 302 and answer.url == reverse("signin:unconfirmed")
                    assert asked or answer.status_code == 404, (part, method, name)


def forget_factor(visits, person):
    """Takes the second step out of this person's session, as if it had been opened by a password."""
    key = visits.cookies[person.pk]["sessionid"].value
    kept = {name: value for name, value in pickle.loads(visits.sessions[key]).items() if "authentication" not in name}
    visits.sessions[key] = pickle.dumps(kept)
