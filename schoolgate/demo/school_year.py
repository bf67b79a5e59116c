"""The demo: an invented school whose policy is published and partly signed, so that every page has something to show."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from schoolgate.community.models import School
from schoolgate.community.queries import school as community_school
from schoolgate.demo import cases, community, concerns, policy, questions

QUESTIONS = 400
"""Answers given in a year at the demo school."""


def make(*, pupils: int, seed: int, year: bool, progress: Callable[[int, int], None]) -> School:
    """Makes the demo school, or returns the one that is there, untouched."""
    existing = community_school.only_school()
    if existing:
        return existing
    with transaction.atomic():
        school = community.load(pupils=pupils, seed=seed, today=timezone.localdate(), progress=progress)
        if year:
            questions.ask_for_a_year(school, count=QUESTIONS, seed=seed, at=timezone.now())
        policy.publish_and_sign(school, share=0.9 if year else 0.6, seed=seed, at=timezone.now())
        concerns.tell_some(school, at=timezone.now())
        cases.open_some(school, at=timezone.now())
    return school
