"""What the first page asks of each member of the cast."""

from datetime import timedelta

import pytest

from schoolgate.policy.actions import drafting, proposals, reviewing
from schoolgate.policy.models import Version
from schoolgate.policy.queries import todo
from schoolgate.policy.tests import published
from schoolgate.policy.tests.published import fresh
from schoolgate.policy.tests.test_coverage import queries_of
from schoolgate.policy.tests.test_sign import sign
from schoolgate.post.models import Message
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db
D = timedelta(days=1)


def tasks(who, now=MONDAY):
    return {task.title: task for task in todo.tasks_for(fresh(who), now)}


def test_everyone_is_asked_for_what_they_owe_until_they_have_signed(cast):
    published.first(cast)
    for who, audience, title in (
        (cast.assistant, "staff", "Read and sign the terms for staff"),
        (cast.parent, "parent", "Read the policy for parents and carers"),
        (cast.governor, "governor", "Read and sign as a governor"),
        (cast.pupil, "pupil", "Say yes to our rules"),
    ):
        assert tasks(who)[title].url == f"/policy/sign/{audience}/"
        sign(who, audience)
        assert title not in tasks(who)


def test_a_change_says_how_much_is_new(cast):
    one = published.first(cast)
    sign(cast.parent, "parent")
    published.revised(cast, one, {"3.c.2": "Parents talk to us."}, at=MONDAY)
    assert tasks(cast.parent)["Read the policy for parents and carers"].hint == (
        "One part has changed since you signed."
    )


def test_a_teacher_is_asked_to_read_with_their_own_class_until_all_have_agreed(cast):
    published.first(cast)
    sign(cast.pupil, "pupil")
    task = tasks(cast.teacher)["Read the rules with Kestrels"]
    assert (task.hint, task.url) == ("1 of 2 pupils have agreed.", f"/policy/class/{cast.kestrels.pk}/")
    assert "Read the rules with Wrens" not in tasks(cast.teacher)
    sign(type(cast.pupil).objects.get(first_name="Liam"), "pupil")
    assert "Read the rules with Kestrels" not in tasks(cast.teacher)


def test_a_version_asks_each_in_turn(cast):
    def who(title):
        return {name for name in ("head", "dsl", "chair", "governor", "teacher") if title in tasks(getattr(cast, name))}

    one = published.first(cast)
    draft = drafting.revise(one, by=fresh(cast.head), at=MONDAY)
    name = "Social media policy, version 2"
    assert who(f"Finish {name}") == {"head", "dsl"}
    reviewing.send_for_review(draft, by=fresh(cast.head), at=MONDAY)
    assert who(f"Review {name}") == {"chair", "governor"}
    assert who(f"Finish {name}") == set()
    reviewing.approve(draft, by=fresh(cast.chair), at=MONDAY)
    assert who(f"Publish {name}") == {"head"}


def test_who_wrote_a_version_is_not_asked_to_review_it(cast):
    one = published.first(cast)
    draft = drafting.revise(one, by=fresh(cast.head), at=MONDAY)
    draft.authors.create(person=cast.governor)
    reviewing.send_for_review(draft, by=fresh(cast.head), at=MONDAY)
    assert "Review Social media policy, version 2" not in tasks(cast.governor)
    assert "Review Social media policy, version 2" in tasks(cast.chair)


def test_the_head_of_a_school_without_a_policy_is_asked_for_one(cast):
    assert tasks(cast.head)["Bring in your policy"].urgent
    assert "Bring in your policy" not in tasks(cast.teacher)


@pytest.mark.clause("9.1")
def test_the_review_comes_up_30_days_before_and_is_urgent_once_it_is_late(cast):
    version = published.first(cast)
    Version.objects.filter(pk=version.pk).update(review_on=MONDAY.date() + 40 * D)
    title = "Look at the policy again"
    assert title not in tasks(cast.head, MONDAY + 9 * D)
    assert not tasks(cast.head, MONDAY + 10 * D)[title].urgent
    assert tasks(cast.head, MONDAY + 41 * D)[title].urgent
    assert title not in tasks(cast.teacher, MONDAY + 41 * D)


@pytest.mark.clause("9.2")
def test_proposals_wait_for_those_who_answer_them(cast):
    version = published.first(cast)
    clause = version.clauses.get(place="4.6")
    proposals.propose_change(clause, new_wording="Words", reason="Reason", by=fresh(cast.teacher), at=MONDAY)
    assert "Answer a proposal" in tasks(cast.head) and "Answer a proposal" not in tasks(cast.teacher)


def test_the_office_is_asked_to_chase_paper_and_told_of_failed_mail(cast, settings):
    settings.DELIVERY = {"backend": "django.core.mail.backends.locmem.EmailBackend"}
    published.first(cast)
    assert "1 parents" not in tasks(cast.office)["Chase paper returns"].hint
    assert "Chase paper returns" not in tasks(cast.teacher)
    sign(cast.paper_parent, "parent")
    assert "Chase paper returns" not in tasks(cast.office)
    Message.objects.create(school=cast.school, kind="policy.ask", to="x", subject="x", state="failed", made_at=MONDAY)
    assert tasks(cast.office)["A message could not be sent"].urgent
    assert "A message could not be sent" in tasks(cast.head)
    assert "A message could not be sent" not in tasks(cast.dsl)


def test_another_school_s_policy_asks_nothing_of_anyone_here(cast, other_school):
    published.first(cast)
    assert tasks(other_school.parent) == {} and tasks(other_school.teacher) == {}


@pytest.mark.parametrize("who", ["head", "teacher", "office", "parent", "pupil", "chair"])
def test_the_first_page_keeps_to_its_budget(cast, who):
    published.first(cast)
    person = fresh(getattr(cast, who))
    assert queries_of(lambda: todo.tasks_for(person, MONDAY)) <= 16
