"""Who may know that a record about an adult of the school was destroyed: never whom it was about."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from schoolgate.access.duties import Duty
from schoolgate.cases.actions import approvals
from schoolgate.cases.rules import What
from schoolgate.cases.tests import story
from schoolgate.cases.tests.test_approvals import ask
from schoolgate.community.models import Person
from schoolgate.concerns.actions import outcomes
from schoolgate.concerns.rules import ConcernKind, Outcome
from schoolgate.concerns.tests import story as told
from schoolgate.records.actions import retention as case_retention
from schoolgate.records.models import Certificate
from schoolgate.records.queries import certificates, hiding
from schoolgate.records.rules import RecordClass
from schoolgate.records.tests.test_records import LATER, closed
from tests import cast as people
from tests.cast import MONDAY, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("6.4")]
fresh = story.fresh
EVERYBODY = ("head", "deputy", "dsl", "deputy_dsl", "chair")


def about(cast, who, lead="head") -> Certificate:
    """What is left of an allegation about somebody, which whoever led it asked to destroy."""
    Person.objects.filter(pk=getattr(cast, who).pk).update(born_on=date(1960, 1, 1))
    case = closed(story.adult(cast, getattr(cast, who)))
    return destroyed(cast, case, lead, "chair" if lead != "chair" else "dsl")


def destroyed(cast, case, lead, second) -> Certificate:
    two = ask(case, What.DESTROY, {}, by=getattr(cast, lead), second=getattr(cast, second), at=LATER)
    approvals.confirm_second(two, words="Yes.", by=fresh(getattr(cast, second)), at=LATER)
    return Certificate.objects.get(record=case.pk)


def known_to(cast, certificate) -> set[str]:
    """Who finds it: in the list, by its address and in the trail alike."""
    found = set()
    for who in EVERYBODY:
        person = fresh(getattr(cast, who))
        listed = certificate in certificates.certificates(person)
        status = client_of(person).get(reverse("records:certificate", args=[certificate.pk])).status_code
        hidden = f"records.certificate:{certificate.pk}" in hiding.hidden_targets(person, LATER)
        assert (status == 200) is listed is not hidden
        if listed:
            found.add(who)
    return found


@pytest.mark.parametrize("who", ["dsl", "deputy_dsl", "deputy", "teacher", "governor"])
def test_whom_it_was_about_learns_nothing_of_it(cast, who):
    left = about(cast, who)
    assert left.record_class == RecordClass.ALLEGATION
    assert known_to(cast, left) == {"head", "chair"}, "who led it and asked, and who agreed"


def test_nor_does_a_head_whom_it_was_about(cast):
    assert known_to(cast, about(cast, "head", "chair")) == {"chair", "dsl"}


@pytest.mark.parametrize("record_class", ["allegation", "untrue", "low_level", "concern"])
def test_of_one_from_before_only_those_who_asked_and_agreed(cast, record_class):
    left = certificate(cast, record_class)
    assert known_to(cast, left) == {"head", "chair"}


@pytest.mark.parametrize("record_class", ["child", "other"])
def test_those_of_childrens_records_are_seen_as_before(cast, record_class):
    assert known_to(cast, certificate(cast, record_class)) == set(EVERYBODY)


def certificate(cast, record_class, **said) -> Certificate:
    by = {"asked_by": cast.head, "agreed_by": cast.chair}
    what = {"record": uuid4(), "record_class": record_class, "digest": "0" * 64, "entries": 12, "files": 1}
    return Certificate.objects.create(school=cast.school, due_on=MONDAY.date(), at=MONDAY, **what, **(by | said))


def test_a_childs_case_that_was_about_no_adult_is_everybodys(cast):
    left = destroyed(cast, closed(story.bullying(cast)), "dsl", "head")
    assert left.able == certificates.ANYONE and known_to(cast, left) == set(EVERYBODY)


def test_who_comes_later_sees_none_about_adults(cast):
    left = about(cast, "dsl")
    new = people.person(cast.school, "Nora", "New", Duty.HEAD)
    assert left not in certificates.certificates(fresh(new))
    assert certificate(cast, "child") in certificates.certificates(fresh(new))


def test_a_concern_about_an_adult_that_went_into_no_case(cast):
    concern = told.staff(cast, about=[cast.deputy_dsl], kind=ConcernKind.COLLEAGUE)
    told.read(concern, cast.head)
    outcomes.decide(concern, end=Outcome.NO_ACTION, reason="Settled.", by=fresh(cast.head), at=MONDAY)
    left = case_retention._destroy_concern(concern, MONDAY.date(), cast.head.pk, cast.chair.pk, MONDAY)
    assert known_to(cast, left) == {"head", "chair"}
    child = told.staff(cast, about=[cast.pupil])
    left = case_retention._destroy_concern(child, MONDAY.date(), cast.head.pk, cast.chair.pk, MONDAY)
    assert known_to(cast, left) == set(EVERYBODY)


# ---- what the chair sees


def test_the_chair_sees_how_many_others_there_are_but_for_what_kept_them_out(cast):
    led = f'{{"led": [{cast.head.pk}], "line": [{cast.head.pk}, {cast.chair.pk}]}}'
    kept_out = f'{{"led": [{cast.head.pk}], "line": [{cast.head.pk}]}}'
    for able in (led, kept_out, ""):
        certificate(cast, "allegation", able=able, agreed_by=cast.deputy)
    assert certificates.others(fresh(cast.chair)) == 1
    assert certificates.others(fresh(cast.head)) == certificates.others(fresh(cast.dsl)) == 0
    page = " ".join(client_of(cast.chair).get(reverse("records:records")).content.decode().split())
    assert "1 record about adults was destroyed that you did not lead" in page
    assert "records about adults" not in client_of(cast.dsl).get(reverse("records:records")).content.decode()
