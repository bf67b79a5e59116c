"""Nobody answers what is held about their own family, keeps their file, or agrees to destroy it."""

import pytest
from django.http import Http404
from django.urls import reverse

from schoolgate import access
from schoolgate.cases.tests import story
from schoolgate.community.models import Person
from schoolgate.concerns.actions import outcomes
from schoolgate.concerns.rules import Channel, Outcome
from schoolgate.concerns.tests import story as told
from schoolgate.records.actions import access_requests as request_actions
from schoolgate.records.actions import transfers
from schoolgate.records.models import AccessRequest
from schoolgate.records.queries import access_requests, children, concerns, hiding, todo
from schoolgate.records.tests.story import looked_through
from schoolgate.records.tests.test_record_pages import dated
from tests import families
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
fresh = story.fresh


def ask(by, about):
    return request_actions.open_access_request(about, asked_by="Her mother", asked_on=TODAY, by=fresh(by), at=MONDAY)


@pytest.mark.clause("6.1")
@pytest.mark.parametrize("tie", families.TIES)
def test_no_tie_lets_anybody_answer_for_the_child(cast, tie):
    families.TIES[tie](cast.dsl, cast.pupil)
    with pytest.raises(access.Refused):
        ask(cast.dsl, cast.pupil)
    assert access_requests.person_named(fresh(cast.dsl), "Maya Nair") == []
    assert ask(cast.head, cast.pupil).by == cast.head


def test_the_page_says_that_somebody_else_answers(cast):
    families.carer(cast.dsl, cast.pupil)
    sent = {"name": "Maya Nair", "asked_by": "Her mother", **dated("asked_on", MONDAY)}
    words = client_of(cast.dsl).post(reverse("records:open_access_request"), sent).content.decode()
    assert "For you and your family somebody else answers." in " ".join(words.split())
    assert not AccessRequest.objects.exists()


def test_what_was_begun_before_the_tie_was_known_is_closed_to_them(cast):
    request = ask(cast.dsl, cast.pupil)
    assert access_requests.visible_to(fresh(cast.dsl), MONDAY).get() == request
    families.awaiting(cast.dsl, cast.pupil)
    assert not access_requests.visible_to(fresh(cast.dsl), MONDAY).exists()
    assert f"records.accessrequest:{request.pk}" in hiding.hidden_targets(fresh(cast.dsl), MONDAY)
    with pytest.raises(access.Refused):
        request_actions.seal_answer(request, by=fresh(cast.dsl), at=MONDAY)
    assert not [task for task in todo.tasks_for(fresh(cast.dsl), MONDAY) if "request" in task.title]


def test_for_a_grown_up_of_their_family_too(cast):
    for parent in (cast.head, cast.teacher):
        families.carer(parent, cast.young_pupil)
    with pytest.raises(access.Refused):
        ask(cast.head, cast.teacher)
    assert ask(cast.dsl, cast.teacher)


def test_an_answer_for_another_child_holds_nothing_of_ones_own(cast):
    liam = Person.objects.get(first_name="Liam")
    families.carer(cast.dsl, cast.pupil)
    story.opened(cast, harmed=[cast.pupil], about=[liam], by=cast.deputy_dsl, reason="The marigold words.")
    theirs = ask(cast.dsl, liam)
    assert not theirs.pages.filter(case__isnull=False).exists()
    assert ask(cast.deputy_dsl, liam).pages.filter(case__isnull=False).exists()


def test_the_childs_file_is_kept_and_sent_by_others(cast):
    families.carer(cast.dsl, cast.pupil)
    case = story.opened(cast, harmed=[cast.pupil], about=[cast.young_pupil], by=cast.deputy_dsl)
    dsl, given = fresh(cast.dsl), looked_through(cast.deputy_dsl, cast.pupil, [case])
    assert not children.children(dsl, MONDAY).exists()
    with pytest.raises(Http404):
        children.child_for(dsl, cast.pupil.pk, at=MONDAY)
    with pytest.raises(access.Refused):
        transfers.make_transfer(cast.pupil, **given, by=dsl, at=MONDAY)
    made = transfers.make_transfer(cast.pupil, **given, by=fresh(cast.deputy_dsl), at=MONDAY)
    assert not children.transfers(dsl, MONDAY).exists()
    assert f"records.transfer:{made.pk}" in hiding.hidden_targets(dsl, MONDAY)
    assert client_of(cast.dsl).get(reverse("records:transfer", args=[made.pk])).status_code == 404


def test_family_neither_keeps_nor_destroys_a_concern(cast):
    families.carer(cast.head, cast.pupil)
    concern = told.read(told.outside(cast, "marigold", door=Channel.PUPIL, by=fresh(cast.pupil)), cast.dsl)
    outcomes.decide(concern, end=Outcome.NO_ACTION, reason="So.", by=fresh(cast.dsl), at=MONDAY)
    assert concerns.without_case(fresh(cast.dsl)).get() == concern
    assert not concerns.without_case(fresh(cast.head)).exists()
    assert cast.head not in concerns.in_line(concern, TODAY) and cast.deputy in concerns.in_line(concern, TODAY)
