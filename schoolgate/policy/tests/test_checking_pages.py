"""Looking at a version as a whole, as it is visited: what it counts with, its findings, what it would have changed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.demo import questions as demo_questions
from schoolgate.engines.rulings.engine import rule
from schoolgate.engines.rulings.facts import Connect, Device, Place, Role, Use, Way
from schoolgate.engines.rulings.platforms import platform
from schoolgate.engines.rulings.replay import Facts
from schoolgate.policy.actions import asking, drafting, proposals
from schoolgate.policy.actions import lint_findings as policy_lint_findings
from schoolgate.policy.models import Asked, Proposal
from schoolgate.policy.queries import lint_findings, recorded, rulings, what_if
from schoolgate.policy.tests import drafts, published
from schoolgate.policy.tests.published import fresh
from tests.cast import MONDAY, client_of
from tests.shared_rows import shared

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
CHOICES = {
    "minimum_age": "13",
    "former_pupil_age": "18",
    "phones": "hand in",
    "parents_as_friends": "forbidden",
    "pupil_hours": "school day",
}


def url(name, *args):
    return reverse(f"policy:{name}", args=args)


@shared
def version(cast):
    return published.model(cast)


@shared
def draft(cast, version):
    return drafting.revise(version, by=fresh(cast.head), at=MONDAY)


def asked(cast, *questions, at=MONDAY - timedelta(days=30)):
    page = access.Machine(cast.school.pk, Duty.PAGE)
    policy = rulings.policy_in_force(cast.school, TODAY)
    for question in questions:
        asking.count_answer(cast.school, question=question, ruling=rule(question, policy), by=page, at=at)


def befriends(role=Role.STAFF, other=Role.PARENT):
    return Connect(
        role, other, Way.FRIEND, platform("facebook", TODAY), MONDAY.replace(hour=20), Place.ELSEWHERE, Device.OWN_PHONE
    )


# ---- what the rules count with


def test_the_head_chooses_and_comes_to_what_it_would_have_changed(cast, draft):
    answer = client_of(cast.head).post(url("parameters", draft.pk), CHOICES)
    assert answer.url == url("what_if", draft.pk)
    draft.refresh_from_db()
    assert draft.parameters == {"parents_as_friends": "forbidden"}


def test_the_form_begins_with_what_is_chosen_and_names_the_school_s_clauses(cast, draft):
    draft.clauses.filter(model="5.p.1").update(place="12.3")
    page = client_of(cast.head).get(url("parameters", draft.pk))
    assert page.context["form"]["minimum_age"].value() == 13
    assert "It belongs to clause 12.3." in page.text


def test_a_choice_without_its_clause_says_that_it_changes_nothing(cast, draft):
    draft.clauses.filter(model="5.p.3").delete()
    page = client_of(cast.head).get(url("parameters", draft.pk))
    assert "No clause of this document is linked to this, so it changes nothing yet." in page.text


@pytest.mark.parametrize(
    "age,words", [("3", "Choose an age from 4 to 21 years"), ("x", "Write the age as a whole number")]
)
def test_an_age_that_cannot_be_is_asked_for_again_and_nothing_is_lost(cast, draft, age, words):
    page = client_of(cast.head).post(url("parameters", draft.pk), CHOICES | {"minimum_age": age})
    assert words in page.text
    assert page.context["form"]["parents_as_friends"].value() == "forbidden"
    draft.refresh_from_db()
    assert draft.parameters == {}


def test_a_published_version_is_no_form(cast, version):
    client = client_of(cast.head)
    assert client.get(url("parameters", version.pk)).url == url("draft", version.pk)
    client.post(url("parameters", version.pk), CHOICES)
    version.refresh_from_db()
    assert version.parameters == {}


def test_the_choice_stands_on_the_public_page_and_in_the_comparison(client, cast, version, draft):
    drafting.set_parameters(draft, parents_as_friends="forbidden", by=fresh(cast.head), at=MONDAY)
    compared = client_of(cast.head).get(url("compare", version.pk, draft.pk)).context["page"]
    [change] = compared.changes
    assert (change.place, change.material) == ("5.s.7", True)
    assert "what it counts with changed" in change.notes
    words = "Here this is a rule: staff and parents do not link up on social networks."
    assert words not in client.get(url("public", cast.school.slug)).text
    published.published(cast, draft, at=MONDAY)
    assert words in client.get(url("public", cast.school.slug)).text
    assert words in client.get(url("clause", cast.school.slug, "5.s.7")).text


# ---- what if


def test_without_answers_on_record_the_page_says_so(cast, draft):
    assert "No answers are on record yet" in client_of(cast.head).get(url("what_if", draft.pk)).text


def test_a_draft_that_decides_the_same_changes_nothing(cast, draft):
    asked(cast, befriends())
    text = client_of(cast.head).get(url("what_if", draft.pk)).text
    assert "decide exactly as version 1, which is in force" in text and "Every answer stays the same" in text


@pytest.mark.clause("5.s.7")
def test_figures_a_picture_and_examples_tell_what_a_ban_would_have_meant(cast, draft):
    asked(cast, befriends(), befriends(), befriends(Role.PARENT, Role.STAFF), Use(role=Role.STAFF))
    drafting.set_parameters(draft, parents_as_friends="forbidden", by=fresh(cast.head), at=MONDAY)
    answer = client_of(cast.governor).get(url("what_if", draft.pk))
    page = answer.context["page"]
    assert (page.changes.total, page.changes.changed) == (4, 3)
    assert page.roles == (("Staff", 2, 3), ("Parents and carers", 1, 1))
    assert page.clauses == (("Clause 5.s.7", 3),)
    assert page.flow["moves"][2, 3] == 3
    assert (
        "A member of staff is an online friend of a parent on Facebook, on a phone of their own, away from school, in their free time."
        in answer.text
    )
    assert "sg-flow__band sg-flow--red" in answer.text
    assert "Put this draft away" not in answer.text  # a governor does not


def test_a_clause_taken_out_or_softened_is_among_the_differences(cast, draft):
    drafting.edit_clause(draft.clauses.get(model="4.2"), strength="should", by=fresh(cast.head), at=MONDAY)
    drafting.remove_clause(draft.clauses.get(model="5.s.7"), by=fresh(cast.head), at=MONDAY)
    asked(cast, befriends())
    page = what_if.foresight_page(fresh(cast.head), draft.pk, MONDAY)
    assert page.differences == ("Clause 4.2: must → should.", "Clause 5.s.7 is taken out.")
    assert page.changes.milder == 1


def test_only_the_last_year_is_asked_again(cast, draft):
    drafting.set_parameters(draft, parents_as_friends="forbidden", by=fresh(cast.head), at=MONDAY)
    asked(cast, befriends(), at=MONDAY - timedelta(days=366))
    assert what_if.foresight_page(fresh(cast.head), draft.pk, MONDAY).changes.total == 0


def test_another_school_s_answers_are_its_own(cast, draft):
    asked(cast, befriends())
    Asked.objects.update(school=published_elsewhere())
    assert what_if.foresight_page(fresh(cast.head), draft.pk, MONDAY).changes.total == 0


def published_elsewhere():
    from tests.cast import school

    return school("Foxley Primary School", "foxley")


def test_before_anything_is_published_the_model_policy_is_what_a_draft_is_compared_with(cast):
    draft = drafting.start_from_model(cast.school, by=fresh(cast.head), at=MONDAY)
    assert "decide exactly as the model policy" in client_of(cast.head).get(url("what_if", draft.pk)).text


def test_a_draft_that_was_put_away_can_still_be_looked_at(cast, draft):
    drafting.discard(draft, by=fresh(cast.head), at=MONDAY)
    assert client_of(cast.head).get(url("what_if", draft.pk)).status_code == 200


def test_other_parts_of_the_software_offer_their_facts(cast, draft, monkeypatch):
    monkeypatch.setattr(recorded, "SOURCES", list(recorded.SOURCES))
    given = Facts(Connect, {"role": ["staff"] * 5, "other": ["parent"] * 5, "way": ["friend"] * 5})
    source = lambda school, since, until, policy: [given]  # noqa: E731
    recorded.offer(source)
    recorded.offer(source)
    assert what_if.foresight_page(fresh(cast.head), draft.pk, MONDAY).changes.total == 5


def test_the_page_asks_the_database_as_often_for_a_hundred_answers_as_for_one(cast, draft):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            what_if.foresight_page(fresh(cast.head), draft.pk, MONDAY)
        return len(captured)

    asked(cast, befriends())
    few = queries()
    demo_questions.ask_for_a_year(cast.school, count=100, seed=1, at=MONDAY)
    assert queries() == few <= 25


def test_the_demo_s_year_of_questions_has_every_kind_and_is_the_same_each_time(cast):
    demo_questions.ask_for_a_year(cast.school, count=120, seed=5, at=MONDAY)
    first = list(Asked.objects.order_by("pk").values_list("kind", "facts", "at"))
    assert {kind for kind, _, _ in first} == {"use", "connect", "post", "carry"}
    assert {"allowed", "advised against", "forbidden"} <= set(Asked.objects.values_list("answer", flat=True))
    Asked.objects.all().delete()
    demo_questions.ask_for_a_year(cast.school, count=120, seed=5, at=MONDAY)
    assert list(Asked.objects.order_by("pk").values_list("kind", "facts", "at")) == first


# ---- findings


def test_without_a_policy_there_is_nothing_to_look_at(cast):
    assert "There is no policy here yet" in client_of(cast.head).get(url("findings_now")).text


def test_the_version_in_force_is_looked_at_even_while_there_is_a_draft(cast, version, draft):
    assert client_of(cast.head).get(url("findings_now")).url == url("findings", version.pk)


def test_a_first_draft_is_looked_at_before_it_is_published(cast):
    draft = drafts.imported(cast)
    assert client_of(cast.head).get(url("findings_now")).url == url("findings", draft.pk)


def test_findings_are_shown_by_kind_and_those_that_are_settled_apart(cast, version):
    page = client_of(cast.chair).get(url("findings", version.pk)).context["page"]
    assert page.kind.name == "contradiction"
    assert any(line.finding.clauses == ("7.3", "8.c.3") for line in page.open)
    assert any("5.s.4" in line.finding.clauses for line in page.settled)
    legal = client_of(cast.chair).get(url("findings", version.pk) + "?kind=legal").context["page"]
    assert {line.finding.kind for line in legal.open} == {"legal"}


def test_governors_read_and_do_not_decide(cast, version):
    text = client_of(cast.governor).get(url("findings", version.pk)).text
    assert "Say why the school can live with it" not in text


def test_the_head_accepts_on_a_page_and_opens_it_again(cast, version):
    client = client_of(cast.head)
    key = lint_findings.findings_of(version)[0].key
    assert (
        "Say why, so that others understand" in client.post(url("accept_finding", version.pk, key), {"reason": ""}).text
    )
    client.post(url("accept_finding", version.pk, key), {"reason": "It is for people to weigh."})
    text = client.get(url("findings", version.pk)).text
    assert "“It is for people to weigh.”" in text and "Look at it again" in text
    client.post(url("reopen_finding", version.pk, key))
    assert "“It is for people to weigh.”" not in client.get(url("findings", version.pk)).text


def test_a_finding_that_is_not_there_is_not_found(cast, version):
    assert client_of(cast.head).get(url("accept_finding", version.pk, "0" * 16)).status_code == 404


def test_a_clause_without_a_link_is_in_force_by_nothing_and_is_changed_in_the_draft(cast):
    draft = drafts.imported(cast)
    draft.clauses.update(model="")
    page = client_of(cast.head).get(url("findings", draft.pk) + "?kind=unenforced")
    places = {line.clauses[0].place for line in page.context["page"].open}
    assert places == set(draft.clauses.values_list("place", flat=True))
    assert url("clause_edit", draft.clauses.first().pk) in page.text


def test_a_proposal_stands_beside_the_findings_of_its_clause(cast, version):
    clause = version.clauses.get(model="8.c.3")
    proposals.propose_change(
        clause, new_wording="The family looks into that first.", reason="Bullying.", by=fresh(cast.teacher), at=MONDAY
    )
    page = lint_findings.findings_page(fresh(cast.head), version.pk, TODAY, kind="contradiction")
    asked_for = {line.finding.clauses for line in page.open if line.proposals}
    assert asked_for == {("5.p.8", "8.c.3"), ("7.3", "8.c.3")}
    assert Proposal.objects.count() == 1


def test_findings_cost_as_many_queries_however_many_are_decided(cast, version):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(url("findings", version.pk))
        return len(captured)

    client = client_of(cast.head)
    client.get(url("findings", version.pk))
    few = queries()
    for finding in lint_findings.findings_of(version)[:20]:
        policy_lint_findings.accept_finding(
            cast.school, finding=finding, reason="Seen.", by=fresh(cast.head), at=MONDAY
        )
    assert queries() == few <= 25
