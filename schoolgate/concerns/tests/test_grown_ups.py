"""To whom a child is sent: nobody in an open concern or case, for no child, and nobody can read off a list why."""

import re
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schoolgate.cases.models.case import Case
from schoolgate.cases.tests import story as case_story
from schoolgate.community.models import Care, FamilyLink, Person, SchoolDate
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.queries import reach, todo, trusted
from schoolgate.concerns.rules import Channel, ConcernKind, Harm, Status, Whom
from schoolgate.concerns.tests import page, story
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
ADDRESS = reverse("concerns:child", args=["larkhollow"])
SAID = {"step": "who", "what": "mean", "whom": "child", "how": "write", "words": "x"}


def listed(cast, pupil=None):
    return {one.id for one in trusted.grown_ups_for(cast.school.pk, pupil and pupil.pk, MONDAY)}


def without_tokens(words):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", words)


def shown(client):
    return page.words(client.post(ADDRESS, {**SAID, "back": "who"}))


def by_colleague(cast):
    return story.staff(cast, "Something.", about=[cast.teacher], kind=ConcernKind.COLLEAGUE)


def by_typed_name(cast):
    return story.outside(cast, "It was at lunch.", names=(cast.teacher.last_name,), whom=Whom.ADULT)


def by_the_words(cast):
    return story.outside(cast, f"Mr {cast.teacher.last_name} grabbed my arm.", whom=Whom.CHILD, door=Channel.PUPIL)


def by_role(cast):
    words = "My teacher scares me."
    return story.outside(cast, words, whom=Whom.ADULT, door=Channel.PUPIL, by=cast.pupil)


def by_case(cast):
    return case_story.adult(cast)


@pytest.mark.parametrize("told", [by_colleague, by_typed_name, by_the_words, by_role, by_case])
def test_whom_something_open_may_mean_is_left_out_for_every_child_until_it_ends(cast, client, told):
    assert cast.teacher.pk in listed(cast, cast.pupil)
    told(cast)
    for pupil in (None, cast.pupil, cast.young_pupil):
        assert cast.teacher.pk not in listed(cast, pupil) and cast.deputy.pk in listed(cast, pupil)
    assert str(cast.teacher) not in shown(client)
    Concern.objects.update(status=Status.FINISHED.value)
    for case in Case.objects.all():
        Case.objects.filter(pk=case.pk).update(closed_at=MONDAY, closed_by=cast.head, outcome="unfounded")
    assert cast.teacher.pk in listed(cast, cast.pupil)


@pytest.mark.parametrize(("whom", "who"), [(Whom.DSL, "dsl"), (Whom.HEAD, "head")])
def test_who_holds_the_office_that_was_chosen_is_left_out(cast, whom, who):
    story.outside(cast, "It was at lunch.", whom=whom)
    assert getattr(cast, who).pk not in listed(cast)


def test_the_family_of_a_child_in_it_is_left_out(cast):
    Care.objects.create(parent=cast.teacher, child=cast.young_pupil, since_on=TODAY)
    story.staff(cast, about=[cast.young_pupil])
    assert cast.teacher.pk not in listed(cast)


def test_a_relative_of_a_child_in_a_case_is_left_out(cast):
    FamilyLink.objects.create(
        school=cast.school,
        staff=cast.other_teacher,
        pupil=cast.young_pupil,
        relation="aunt",
        declared_at=MONDAY,
        declared_by=cast.other_teacher,
    )
    case_story.opened(cast, about=[cast.young_pupil])
    assert cast.other_teacher.pk not in listed(cast)


def test_a_grown_up_who_is_only_named_beside_children_stays(cast):
    story.outside(cast, f"They took my ball. I told Mr {cast.teacher.last_name}.", whom=Whom.CHILD)
    assert cast.teacher.pk in listed(cast)


def test_what_those_who_choose_the_grown_ups_see_does_not_change(cast):
    head, teacher = client_of(cast.head), client_of(cast.teacher)
    pages = [reverse("concerns:trusted")]
    before = [without_tokens(page.words(head.get(one))) for one in pages]
    before.append(without_tokens(page.words(teacher.get(reverse("home")))))
    offered = reach.trusted_adults(cast.school.pk, TODAY)
    story.outside(cast, f"Mr {cast.teacher.last_name} grabbed me.", names=("Mr Hale",), whom=Whom.ADULT)
    Concern.objects.update(acknowledged_at=MONDAY)
    assert without_tokens(page.words(head.get(pages[0]))) == before[0]
    assert without_tokens(page.words(teacher.get(reverse("home")))) == before[-1]
    assert reach.trusted_adults(cast.school.pk, TODAY) == offered
    assert todo.tasks_for(story.fresh(cast.teacher), MONDAY) == []


def test_a_name_that_is_not_there_says_nothing_as_everybody_has_a_turn(cast, monkeypatch):
    monkeypatch.setattr(trusted, "ONE_IN", 4)
    hours = [MONDAY + timedelta(hours=n) for n in range(0, 40 * 7 * 24, 3)]
    out = {person.pk: [trusted.has_a_turn(person.pk, at) for at in hours] for person in Person.objects.all()}
    assert all(any(turns) and not all(turns) for turns in out.values())
    assert len({tuple(turns) for turns in out.values()}) == len(out)  # each has their own
    begins = {at for turns in out.values() for at, (one, other) in enumerate(pairwise(turns)) if one != other}
    assert len({at % 56 for at in begins}) > 5  # at hours of their own, not all at once
    at = next(at for at, turn in zip(hours, out[cast.teacher.pk], strict=True) if turn)
    assert cast.teacher.pk not in {one.id for one in trusted.grown_ups_for(cast.school.pk, None, at)}


def test_where_only_those_are_left_whose_turn_it_is_they_are_shown(cast, monkeypatch):
    monkeypatch.setattr(trusted, "ONE_IN", 1)
    assert listed(cast)


def test_who_went_from_the_list_meanwhile_costs_the_child_no_word(cast, client):
    token = page.value(client.get(ADDRESS), "token")
    by_colleague(cast)
    sent = {**SAID, "token": token, "adult": str(cast.teacher.pk)}
    with time_machine.travel(MONDAY + timedelta(minutes=2)):
        told = page.words(client.post(ADDRESS, sent))
    assert "You did the right thing" in told and str(cast.teacher) not in told
    concern = Concern.objects.exclude(kind=ConcernKind.COLLEAGUE).get()
    assert concern.trusted_adult is None and "x" in concern.words


def test_who_is_meant_by_these_very_words_is_not_whom_the_child_goes_to(cast, client):
    token = page.value(client.get(ADDRESS), "token")
    words = f"Mr {cast.teacher.last_name} grabbed my arm."
    sent = {**SAID, "whom": "adult", "words": words, "token": token, "adult": str(cast.teacher.pk)}
    with time_machine.travel(MONDAY + timedelta(minutes=2)):
        assert "You can go to them" not in page.words(client.post(ADDRESS, sent))


LONDON = ZoneInfo("Europe/London")
WHEN = [
    (datetime(2026, 11, 23, 10, 0, tzinfo=LONDON), "go to them today"),
    (datetime(2026, 11, 23, 7, 0, tzinfo=LONDON), "go to them today"),
    (datetime(2026, 11, 23, 19, 0, tzinfo=LONDON), "go to them tomorrow"),
    (datetime(2026, 11, 28, 19, 0, tzinfo=LONDON), "go to them on Monday."),
    (datetime(2026, 11, 27, 20, 0, tzinfo=LONDON), "go to them on Monday."),
    (datetime(2026, 12, 25, 12, 0, tzinfo=LONDON), "go to them on"),
]


@pytest.mark.parametrize(("at", "words"), WHEN)
def test_when_the_grown_up_is_at_school_next(cast, client, at, words):
    with time_machine.travel(at, tick=False):
        token = page.value(client.get(ADDRESS), "token")
    with time_machine.travel(at + timedelta(minutes=2), tick=False):
        told = page.words(client.post(ADDRESS, {**SAID, "token": token, "adult": str(cast.teacher.pk)}))
    assert words in told
    assert ("today" in words) or "them today" not in told


def test_on_a_day_without_pupils_nobody_is_sent_to_school_today(cast, client):
    SchoolDate.objects.create(
        school=cast.school, kind="closure", name="INSET", starts_on=TODAY, ends_on=TODAY + timedelta(days=8)
    )
    token = page.value(client.get(ADDRESS), "token")
    with time_machine.travel(MONDAY + timedelta(minutes=2), tick=False):
        told = page.words(client.post(ADDRESS, {**SAID, "token": token, "adult": str(cast.teacher.pk)}))
    assert "go to them on Wednesday 2 December." in told


def test_the_help_on_a_childs_page_names_no_grown_up(cast, client):
    by_colleague(cast)
    assert "At school, go to" not in page.words(client.get(ADDRESS))


def test_as_many_queries_for_twice_as_many_concerns(cast):
    def count():
        trusted._known.clear()
        with CaptureQueriesContext(connection) as asked:
            listed(cast)
        return len(asked)

    for n in range(2):
        story.outside(cast, f"Somebody shouted {n}.", whom=Whom.ADULT)
    few = count()
    for n in range(4):
        story.outside(cast, f"Somebody shouted again {n}.", whom=Whom.ADULT)
    assert count() <= few


@pytest.mark.parametrize("harm", [Harm.DANGER, Harm.SEXUAL, Harm.GROOMING, Harm.ADULT])
def test_whom_a_grave_matter_names_is_left_out_also_where_a_child_was_said_to_be_meant(cast, harm):
    found = story.outside(cast, "Mrs Kapoor was there.", whom=Whom.CHILD)
    Concern.objects.filter(pk=found.pk).update(harm=harm.value)
    assert cast.teacher.pk in trusted.in_question(cast.school.pk, [cast.teacher.pk], MONDAY.date())
