"""The page of duties: who opens it, what it offers to whom, and that nothing typed is lost."""

import html

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schoolgate.access.duties import Duty
from schoolgate.community.models import Appointment, School
from schoolgate.community.tests.test_appointments import another_governor, appointed, chair_of, proposed
from schoolgate.community.tests.test_people_pages import day as typed_day
from tests import cast as cast_of
from tests.cast import MONDAY, client_of

TODAY = MONDAY.date()


def text(answer) -> str:
    return html.unescape(answer.content.decode())


def page(person, name="duties", *args):
    return client_of(person).get(reverse(f"community:{name}", args=args))


def send(person, name, /, *args, **typed):
    return client_of(person).post(reverse(f"community:{name}", args=args), typed)


def test_the_head_and_the_governors_open_it_and_nobody_else(cast):
    for who in ("head", "chair", "governor"):
        shown = text(page(getattr(cast, who)))
        assert "Martin Hale, since" in " ".join(shown.split()) and "after 2 working days" in " ".join(shown.split())
    for who in ("deputy", "dsl", "office", "it", "teacher", "parent"):
        assert page(getattr(cast, who)).status_code == 403


def test_it_offers_what_the_looker_may_do(cast):
    duty = {who: text(page(getattr(cast, who))) for who in ("head", "chair", "governor")}
    gives = {who: {d for d in ("chair", "dsl", "deputy_dsl") if f"/{d}/give/" in shown} for who, shown in duty.items()}
    assert gives == {"head": {"dsl", "deputy_dsl"}, "chair": {"chair", "dsl", "deputy_dsl"}, "governor": {"chair"}}
    ends = {who: shown.count("/end/") for who, shown in duty.items()}
    assert ends == {"head": 2, "chair": 2, "governor": 1}, "nobody ends their own duty of chair"
    assert "waiting-time" in duty["chair"] and "waiting-time" not in duty["head"] + duty["governor"]


def test_a_governor_gives_the_chair_and_another_withdraws_it(cast):
    otto = another_governor(cast)
    shown = text(page(cast.governor, "give_guarded_duty", "chair"))
    assert "Otto Webb (Governor)" in shown and "Asha Kapoor" not in shown and "David Lin (" not in shown
    assert "is not shown to its new holder" in shown
    typed = {"person": otto.pk, "reason": "She has time.", **typed_day("since_on", TODAY)}
    answer = client_of(cast.governor).post(reverse("community:give_guarded_duty", args=["chair"]), typed, follow=True)
    assert "Otto Webb chairs the governors from 26 November 2026" in text(answer)
    made = Appointment.objects.get()
    assert "Otto Webb, from 26 November 2026" in " ".join(text(page(cast.chair)).split())
    assert page(cast.head, "withdraw_appointment", made.pk).status_code == 404
    assert send(cast.chair, "withdraw_appointment", made.pk, reason="Not yet.").status_code == 302
    assert not otto.roles.filter(duty="chair").exists()


def test_head_and_chair_give_and_end_a_deputy(cast):
    typed = {"person": cast.teacher.pk, "reason": "She is trained.", **typed_day("since_on", TODAY)}
    assert send(cast.head, "give_guarded_duty", "deputy_dsl", **typed).status_code == 302
    asked = Appointment.objects.get()
    assert page(cast.head, "answer_appointment", asked.pk).status_code == 404
    assert page(cast.governor, "answer_appointment", asked.pk).status_code == 404
    assert "She is trained." in text(page(cast.chair, "answer_appointment", asked.pk))
    assert "She is trained." not in text(page(cast.governor))
    refused = send(cast.chair, "answer_appointment", asked.pk, agreed="no", words="")
    assert refused.status_code == 200 and "Enter the reason" in text(refused)
    assert send(cast.chair, "answer_appointment", asked.pk, agreed="yes").status_code == 302
    assert cast.teacher.roles.filter(duty="deputy_dsl").exists()
    role = cast.deputy_dsl.roles.get(duty="deputy_dsl")
    ending = {"reason": "She has asked for it.", **typed_day("until_on", TODAY)}
    assert send(cast.chair, "end_guarded_duty", role.pk, **ending).status_code == 302
    asked = Appointment.objects.get(ends=True)
    assert send(cast.head, "answer_appointment", asked.pk, agreed="yes").status_code == 302
    role.refresh_from_db()
    assert role.until_on == TODAY


@pytest.mark.parametrize("who, duty", [("head", "chair"), ("governor", "dsl"), ("governor", "deputy_dsl")])
def test_nobody_opens_what_is_not_theirs_to_give(cast, who, duty):
    assert page(getattr(cast, who), "give_guarded_duty", duty).status_code == 403
    assert page(getattr(cast, who), "give_guarded_duty", "head").status_code == 404
    assert page(getattr(cast, who), "give_guarded_duty", "no-such").status_code == 404
    role = {"chair": cast.chair, "dsl": cast.dsl, "deputy_dsl": cast.deputy_dsl}[duty].roles.get(duty=duty)
    assert page(getattr(cast, who), "end_guarded_duty", role.pk).status_code == 404


def test_what_was_typed_stays_where_it_is_refused(cast):
    typed = {"person": cast.teacher.pk, "reason": "Zebra reason", **typed_day("since_on", TODAY)}
    send(cast.head, "give_guarded_duty", "deputy_dsl", **typed)
    again = send(cast.head, "give_guarded_duty", "deputy_dsl", **typed)
    assert again.status_code == 200 and "proposed already" in text(again) and "Zebra reason" in text(again)


def test_the_heads_own_page_offers_no_duty_that_takes_two(cast):
    shown = text(page(cast.head, "give_duty", cast.teacher.pk))
    assert "Deputy head" in shown
    for words in ("Deputy DSL", "(DSL)", "Chair of governors"):
        assert words not in shown
    answer = send(cast.head, "give_duty", cast.teacher.pk, duty="chair", **typed_day("since_on", TODAY))
    assert answer.status_code == 200 and not cast.teacher.roles.filter(duty="chair").exists()
    role = cast.dsl.roles.get(duty="dsl")
    assert page(cast.head, "end_duty", cast.dsl.pk, role.pk).status_code == 404
    assert f"/duties/{role.pk}/end/" not in text(page(cast.head, "person", cast.dsl.pk))
    assert "who ends this" in text(page(cast.head, "person", cast.dsl.pk))


def test_a_duty_to_come_says_from_when(cast):
    appointed(cast, cast.teacher)
    assert "Deputy DSL, from 26 November 2026" in " ".join(text(page(cast.head, "person", cast.teacher.pk)).split())
    shown = " ".join(text(page(cast.governor)).split())
    assert "Asha Kapoor, from 26 November 2026" in shown and "Not in effect yet" in shown


def test_the_chair_sets_the_waiting_time(cast):
    for days in ("-1", "11", "two", ""):
        assert send(cast.chair, "appointment_days", days=days).status_code == 200
    assert send(cast.chair, "appointment_days", days="0").status_code == 302
    assert School.objects.get(pk=cast.school.pk).appointment_days == 0
    for who in (cast.head, cast.governor, cast.office):
        assert send(who, "appointment_days", days="1").status_code == 403


def test_it_takes_as_many_queries_for_twice_as_many_people(cast):
    client, taken = client_of(cast.chair), []
    for _ in range(2):
        for n in range(3):
            someone = cast_of.person(cast.school, f"Al{len(taken)}", f"Bo{n}", Duty.STAFF, Duty.DEPUTY_DSL)
            proposed(cast, cast_of.person(cast.school, f"Cy{len(taken)}", f"Do{n}", Duty.STAFF))
            assert someone
        client.get(reverse("community:duties"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("community:duties"))
        taken.append(len(queries))
    assert taken[0] == taken[1], taken


def test_nobody_of_another_school_sees_it(cast, other_school):
    made = chair_of(cast, another_governor(cast), by=cast.governor)
    asked = proposed(cast, cast.teacher)
    shown = text(page(other_school.chair))
    assert "Otto" not in shown and "Asha Kapoor" not in shown.split("Head teacher")[0]
    assert page(other_school.governor, "withdraw_appointment", made.pk).status_code == 404
    assert page(other_school.chair, "answer_appointment", asked.pk).status_code == 404
