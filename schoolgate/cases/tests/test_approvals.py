"""What takes two people: one asks, another agrees or refuses, and only then is it done."""

from datetime import timedelta

import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.cases.actions import approvals, chronology, readers, steps
from schoolgate.cases.models.case import Grant
from schoolgate.cases.models.chronicle import Done, Event
from schoolgate.cases.models.watching import Approval, Notice
from schoolgate.cases.queries import reach
from schoolgate.cases.rules import What
from schoolgate.cases.tests import story
from tests.cast import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
UNTIL = MONDAY.date() + timedelta(days=7)


def ask(case, what, payload, *, by, second, reason="It cannot wait.", at=MONDAY) -> Approval:
    approvals.ask_second(case, what=what, payload=payload, reason=reason, second=second, by=story.fresh(by), at=at)
    return Approval.objects.latest("asked_at", "pk") if Approval.objects.count() > 1 else Approval.objects.get()


def grant_of(person) -> dict:
    return {"person": person.pk, "until": UNTIL}


@pytest.mark.clause("6.4")
def test_a_restricted_case_opens_to_one_more_person_only_when_two_agree(cast):
    case = story.adult(cast)
    with pytest.raises(Broken, match="second person"):
        readers.grant(case, person=cast.dsl, reason="x", until=UNTIL, by=story.fresh(cast.head), at=MONDAY)
    Notice.objects.all().delete()
    two = ask(case, What.GRANT, grant_of(cast.dsl), by=cast.head, second=cast.chair)
    assert not Grant.objects.exists() and not reach.visible_to(story.fresh(cast.dsl), MONDAY).exists()
    assert [notice.person for notice in Notice.objects.all()] == [cast.chair]
    assert list(reach.asked_of(story.fresh(cast.chair))) == [two]
    assert not reach.visible_to(story.fresh(cast.chair), MONDAY).exists(), "who agrees reads the question, not the case"
    approvals.confirm_second(two, words="Yes.", by=story.fresh(cast.chair), at=MONDAY)
    grant = Grant.objects.get()
    assert (grant.person, grant.by, grant.second_by, grant.until) == (cast.dsl, cast.head, cast.chair, UNTIL)
    assert reach.visible_to(story.fresh(cast.dsl), MONDAY).exists()
    assert not reach.visible_to(story.fresh(cast.deputy_dsl), MONDAY).exists()


def test_who_may_not_be_the_second(cast, other_school):
    case = story.adult(cast)
    for person in (cast.head, cast.teacher, cast.assistant, cast.office, cast.it, cast.governor, other_school.chair):
        with pytest.raises(Broken, match="second person from the list"):
            ask(case, What.GRANT, grant_of(cast.dsl), by=cast.head, second=person)
    with pytest.raises(Broken, match="somebody else"):
        ask(case, What.GRANT, grant_of(cast.dsl), by=cast.head, second=cast.dsl)
    about = story.adult(cast, cast.dsl)
    with pytest.raises(Broken, match="second person from the list"):
        ask(about, What.GRANT, grant_of(cast.deputy), by=cast.head, second=cast.dsl)
    with pytest.raises(Broken, match="about them"):
        ask(about, What.GRANT, grant_of(cast.dsl), by=cast.head, second=cast.chair)
    with pytest.raises(access.Refused):
        ask(case, What.GRANT, grant_of(cast.deputy), by=cast.dsl, second=cast.chair)
    with pytest.raises(Broken, match="reason"):
        ask(case, What.GRANT, grant_of(cast.dsl), by=cast.head, second=cast.chair, reason="")
    assert not Approval.objects.exists()


def test_only_the_one_who_was_asked_answers_and_only_once(cast):
    two = ask(story.adult(cast), What.GRANT, grant_of(cast.dsl), by=cast.head, second=cast.chair)
    for person in (cast.head, cast.deputy, cast.dsl, cast.deputy_dsl, cast.teacher):
        for deed in (approvals.confirm_second, approvals.refuse_second):
            with pytest.raises(access.Refused):
                deed(two, words="x", by=story.fresh(person), at=MONDAY)
    with pytest.raises(Broken, match="asked already"):
        ask(two.case, What.GRANT, grant_of(cast.dsl), by=cast.head, second=cast.deputy)
    approvals.refuse_second(two, words="Not yet.", by=story.fresh(cast.chair), at=MONDAY)
    assert not Grant.objects.exists() and Approval.objects.get().agreed is False
    assert Event.objects.filter(words__isnull=False, kind="two").count() == 2
    with pytest.raises(access.Refused):
        approvals.confirm_second(two, by=story.fresh(cast.chair), at=MONDAY)


def test_what_was_asked_lapses_when_the_asker_runs_the_case_no_more(cast):
    case = story.adult(cast)
    two = ask(case, What.GRANT, grant_of(cast.dsl), by=cast.head, second=cast.chair)
    cast.head.roles.update(until_on=MONDAY.date() - timedelta(days=1))
    with pytest.raises(Broken, match="lapsed"):
        approvals.confirm_second(two, by=story.fresh(cast.chair), at=MONDAY)
    assert not Grant.objects.exists() and Approval.objects.get().answered_at is None


@pytest.mark.clause("6.5")
def test_a_suspension_before_the_advice_takes_a_reason_and_two_people(cast):
    case = story.adult(cast)
    head = story.fresh(cast.head)
    given = {"reason": "No other way.", "tried": "Two adults.", "personnel": "Not reached.", "employer": "At 9.00."}
    said = {"outcome": "risk", "given": given}
    with pytest.raises(Broken, match="second person"):
        steps.record_step(case, step="suspend_now", **said, seen=case.revision, by=head, at=MONDAY)
    from schoolgate.engines.procedures.schema import Actor

    forged = said | {"given": said["given"] | {"second": Actor(cast.chair.pk, frozenset({"chair"}))}}
    with pytest.raises(Broken, match="second person"):
        steps.record_step(case, step="suspend_now", **forged, seen=case.revision, by=head, at=MONDAY)
    with pytest.raises(Broken, match="The reason"):
        ask(case, What.STEP, {"step": "suspend_now", "outcome": "risk", "given": {}}, by=cast.head, second=cast.chair)
    two = ask(case, What.STEP, {"step": "suspend_now", **said}, by=cast.head, second=cast.chair)
    assert not Done.objects.exists()
    approvals.confirm_second(two, by=story.fresh(cast.chair), at=MONDAY)
    done = Done.objects.get()
    assert (done.step, done.by, done.second_by, done.said["reason"]) == (
        "suspend_now",
        cast.head,
        cast.chair,
        "No other way.",
    )


def test_deleting_takes_two_and_leaves_a_line(cast):
    case = story.bullying(cast)
    dsl = story.fresh(cast.dsl)
    chronology.add_event(case, words="Written in the wrong case.", by=dsl, at=MONDAY)
    event = Event.objects.get(kind="note")
    two = ask(case, What.DELETE_EVENT, {"event": event.pk}, by=cast.dsl, second=cast.deputy_dsl)
    assert Event.objects.filter(pk=event.pk).exists()
    approvals.confirm_second(two, by=story.fresh(cast.deputy_dsl), at=MONDAY)
    assert not Event.objects.filter(pk=event.pk).exists()
    line = Event.objects.get(kind="deleted")
    assert "Martin Hale asked, Fiona Reid agreed" in line.words and "wrong case" not in line.words
    opened = Event.objects.get(kind="opened")
    with pytest.raises(Broken, match="not there"):
        ask(case, What.DELETE_EVENT, {"event": opened.pk}, by=cast.dsl, second=cast.deputy_dsl)
    other = story.adult(cast)
    chronology.add_event(other, words="x", by=story.fresh(cast.head), at=MONDAY)
    theirs = Event.objects.get(case=other, kind="note")
    with pytest.raises(Broken, match="not there"):
        ask(case, What.DELETE_EVENT, {"event": theirs.pk}, by=cast.dsl, second=cast.deputy_dsl)


def test_a_document_is_deleted_by_two(cast):
    case = story.bullying(cast)
    from schoolgate.concerns.tests.story import Found

    chronology.add_document(
        case, name="chat.png", content=b"picture", examined=Found("x", 7), by=story.fresh(cast.dsl), at=MONDAY
    )
    document = case.documents.get()
    two = ask(case, What.DELETE_DOCUMENT, {"document": str(document.pk)}, by=cast.dsl, second=cast.head)
    approvals.confirm_second(two, by=story.fresh(cast.head), at=MONDAY)
    assert not case.documents.exists()
