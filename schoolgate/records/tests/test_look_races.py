"""Looks, entries and destruction at one moment: nobody waits for somebody who waits for them, and nothing is half done."""

from datetime import timedelta

from django.db import transaction

from schoolgate import access
from schoolgate.audit import trail
from schoolgate.audit.models import Entry
from schoolgate.broken import Broken
from schoolgate.cases.actions import approvals, chronology, opening, readers
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.chronicle import Event
from schoolgate.cases.models.watching import Look
from schoolgate.cases.queries import reach
from schoolgate.cases.rules import What
from schoolgate.cases.tests import story
from schoolgate.cases.tests.test_approvals import ask
from schoolgate.concerns.actions import outcomes, telling, triage
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.watching import AccessLog
from schoolgate.concerns.rules import AboutReader, Outcome
from schoolgate.concerns.tests import story as told
from schoolgate.records.actions import retention
from schoolgate.records.models import Certificate
from schoolgate.records.tests.test_records import LATER, closed
from tests.at_once import ON_SERVER, at_once, in_rounds
from tests.cast import MONDAY

pytestmark = ON_SERVER
ROUNDS = 8
fresh = story.fresh


def failed(answers) -> list:
    """What is neither done nor refused in a sentence: above all, a deadlock."""
    return [
        answer
        for answer in answers
        if isinstance(answer, Exception) and not isinstance(answer, (Broken, access.Refused))
    ]


@in_rounds(ROUNDS)
def test_looks_and_entries(cast, turn):
    case = story.bullying(cast)
    people = [fresh(person) for person in (cast.dsl, cast.deputy_dsl)] * 3
    looks = [lambda n=n, p=p: readers.look(case, what=f"page {n}", by=p, at=MONDAY) for n, p in enumerate(people)]
    entries = [
        lambda n=n, p=p: chronology.add_event(case, words=f"note {n}", by=p, at=MONDAY) for n, p in enumerate(people)
    ]
    answers = at_once(*(deed for pair in zip(looks, entries, strict=True) for deed in pair))
    assert not failed(answers), answers
    assert Look.objects.filter(case=case).count() == 6 and Event.objects.filter(case=case, kind="note").count() == 6
    assert Entry.objects.filter(event__in=["cases.look", "cases.add_event"]).count() == 12 * (turn + 1)
    assert trail.first_broken() is None


@in_rounds(ROUNDS)
def test_looks_entries_and_the_destruction_of_a_case_with_its_concern(cast, turn):
    concern = told.read(told.staff(cast, about=[cast.young_pupil], token=str(turn)), cast.dsl)
    case = opening.open_case(
        cast.school, procedure="cyberbullying", reason="x", concern=concern, by=fresh(cast.dsl), at=MONDAY
    )
    two = ask(closed(case), What.DESTROY, {}, by=cast.dsl, second=cast.head, at=LATER)
    dsl, deputy, head = fresh(cast.dsl), fresh(cast.deputy_dsl), fresh(cast.head)
    answers = at_once(
        lambda: approvals.confirm_second(two, words="Yes.", by=head, at=LATER),
        *(lambda n=n: readers.look(case, what=f"page {n}", by=deputy, at=LATER) for n in range(3)),
        *(lambda n=n: chronology.add_event(case, words=f"note {n}", by=dsl, at=LATER) for n in range(2)),
        *(lambda p=p: triage.read(concern, by=p, at=LATER) for p in (dsl, deputy)),
    )
    assert not failed(answers), answers
    assert not isinstance(answers[0], Exception), "two have agreed, so it goes"
    assert not Case.objects.exists() and not Concern.objects.exists() and not Look.objects.exists()
    assert Certificate.objects.count() == 2 * (turn + 1) and trail.first_broken() is None


@in_rounds(ROUNDS)
def test_looks_additions_and_the_destruction_of_a_concern(cast, turn):
    concern = told.read(told.staff(cast, about=[cast.young_pupil], token=str(turn)), cast.dsl)
    outcomes.decide(concern, end=Outcome.NO_ACTION, reason="x", by=fresh(cast.dsl), at=MONDAY)
    retention.ask_disposal(concern, second=cast.head, reason="x", by=fresh(cast.dsl), at=LATER)
    dsl, deputy, head = fresh(cast.dsl), fresh(cast.deputy_dsl), fresh(cast.head)
    answers = at_once(
        lambda: retention.agree_disposal(concern, by=head, at=LATER),
        *(lambda p=p: triage.read(concern, by=p, at=LATER) for p in (dsl, deputy) * 2),
        *(lambda n=n: triage.add_addendum(concern, words=f"more {n}", by=deputy, at=LATER) for n in range(3)),
    )
    assert not failed(answers) and not isinstance(answers[0], Exception), answers
    assert not Concern.objects.exists() and not AccessLog.objects.exists() and trail.first_broken() is None


@in_rounds(ROUNDS)
def test_cases_opened_from_concerns_while_these_are_read(cast, turn):
    """A deed within a deed: its trail waits for the outer one, which locks more rows."""
    concerns = [told.read(told.staff(cast, about=[cast.young_pupil], token=f"{turn} {n}"), cast.dsl) for n in range(3)]
    dsl, deputy = fresh(cast.dsl), fresh(cast.deputy_dsl)
    opens = [
        lambda c=c: opening.open_case(cast.school, procedure="cyberbullying", reason="x", concern=c, by=dsl, at=MONDAY)
        for c in concerns
    ]
    reads = [lambda c=c: triage.read(c, by=deputy, at=MONDAY + timedelta(hours=2)) for c in concerns]
    assert not failed(answers := at_once(*opens, *reads)), answers
    assert Case.objects.count() == 3 * (turn + 1) and trail.first_broken() is None


def test_whoever_looks_does_not_wait_for_whoever_writes(cast):
    case = story.bullying(cast)
    deputy = fresh(cast.deputy_dsl)
    with transaction.atomic():
        reach.leading(case, fresh(cast.dsl), MONDAY)
        (answer,) = at_once(lambda: readers.look(case, by=deputy, at=MONDAY))
    assert not isinstance(answer, Exception) and Look.objects.filter(case=case).count() == 1


@in_rounds(ROUNDS)
def test_a_reply_that_names_a_reader_and_an_entry_that_does(cast, turn):
    """Both keep a reader out of the concern and of its case: each locks the concern, then the case."""
    concern = told.outside(cast, "marigold")
    receipt = concern.receipt
    case = story.opened(cast, harmed=[cast.pupil], concern=told.read(concern, cast.dsl))
    readers.grant(case, person=cast.teacher, reason="So.", until=MONDAY.date(), by=fresh(cast.dsl), at=MONDAY)
    outsider, school = access.Outsider(cast.school.pk), cast.school
    names = f"It is Mr {cast.deputy_dsl.last_name} who does it."
    answers = at_once(
        lambda: telling.reply(
            school, words="It is Mr Hale.", receipt=receipt, about_reader=AboutReader.YES, by=outsider, at=MONDAY
        ),
        lambda: chronology.add_event(
            case, words=names, about_reader=AboutReader.YES, by=fresh(cast.teacher), at=MONDAY
        ),
    )
    assert not failed(answers), answers
    assert trail.first_broken() is None
