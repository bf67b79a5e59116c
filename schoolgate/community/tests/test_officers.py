"""Who holds the duties that the policy names: from the records, on a day, in one query however many people there are."""

from datetime import date, timedelta

from schoolgate.access.duties import Duty
from schoolgate.community.models import Role
from schoolgate.community.queries import school
from tests.cast import JOINED, MONDAY, person

TODAY = MONDAY.date()


def test_each_duty_has_its_holder_and_the_school_its_name(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert school.officers(cast.school, TODAY) == {
            "school": "Larkhollow Primary School",
            "lado": "Grace Obi",
            "head": "Ruth Adeyemi",
            "dsl": "Martin Hale",
            "chair": "Helen Marsh",
            "deputy_dsl": "Fiona Reid",
        }


def test_two_who_share_a_duty_are_both_named_in_the_order_of_their_names(cast):
    person(cast.school, "Zoe", "Adams", Duty.DSL)
    assert school.officers(cast.school, TODAY)["dsl"] == "Zoe Adams and Martin Hale"


def test_on_the_day_that_is_asked_for(cast):
    Role.objects.filter(person=cast.head).update(until_on=TODAY)
    assert school.officers(cast.school, TODAY)["head"] == "Ruth Adeyemi"
    assert school.officers(cast.school, TODAY + timedelta(days=1))["head"] == ""
    assert school.officers(cast.school, JOINED - timedelta(days=1))["head"] == ""


def test_a_duty_on_record_twice_names_its_holder_once(cast):
    Role.objects.create(person=cast.head, duty="head", since_on=date(2020, 9, 1), until_on=TODAY)
    assert school.officers(cast.school, TODAY)["head"] == "Ruth Adeyemi"


def test_nobody_of_another_school_is_named(cast, other_school):
    Role.objects.filter(person=cast.dsl).delete()
    assert school.officers(cast.school, TODAY)["dsl"] == ""
