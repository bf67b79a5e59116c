"""The policy of a school as the rulings take it."""

from dataclasses import replace
from datetime import date

from schoolgate.community.models import School
from schoolgate.policy.rulings import Policy


def policy_in_force(school: School, on: date) -> Policy:
    """The policy that is in force in a school on a day, with the school's own calendar."""
    return replace(Policy.model(), calendar=school.calendar())
