"""Who can learn of a case: each kind of case, about each of these, for each member of the cast, by every way."""

import uuid

import pytest
from django.http import Http404

from schoolgate import access
from schoolgate.audit.models import Entry
from schoolgate.cases import rules, tasks
from schoolgate.cases.actions import approvals, chronology
from schoolgate.cases.actions import readers as case_readers
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.chronicle import Event
from schoolgate.cases.models.papers import Document
from schoolgate.cases.queries import documents, hiding, letters, pages, reach, todo
from schoolgate.cases.tests import story
from schoolgate.concerns.tests.story import Found
from schoolgate.post import queries as post
from schoolgate.post.models import Message
from tests import work
from tests.cast import MONDAY
from tests.shared_rows import shared

pytestmark = pytest.mark.django_db
WORD = "marigold"
TITLE = "A secret"
LEADS = frozenset({"dsl", "deputy_dsl"})
HEAD, CHAIR = frozenset({"head"}), frozenset({"chair"})
ABOUT_ADULTS = {
    "teacher": HEAD,
    "assistant": HEAD,
    "office": HEAD,
    "it": HEAD,
    "deputy": HEAD,
    "dsl": HEAD,
    "deputy_dsl": HEAD,
    "chair": HEAD,
    "governor": HEAD,
    "head": CHAIR,
    "head chair": LEADS,
    "dsl deputy_dsl": HEAD,
}
SOME_ADULTS = {about: ABOUT_ADULTS[about] for about in ("teacher", "dsl", "head", "chair")}
READERS = {
    "adult": ABOUT_ADULTS,
    "conduct": SOME_ADULTS,
    "contact": {"parent": LEADS | HEAD, "pupil": LEADS | HEAD, **SOME_ADULTS},
    "cyberbullying": {"pupil": LEADS, "parent": LEADS},
    "join": {"pupil": LEADS | HEAD, "dsl": HEAD, "head": CHAIR},
    "underage": {"pupil": LEADS | HEAD},
    "firewall": {"pupil": LEADS | HEAD},
    "phone": {"pupil": LEADS | HEAD},
    "parent-post": {"parent": LEADS | HEAD},
}
"""Who reads a case of this kind about these, when it has just been opened."""
PARTS = (
    *("head", "deputy", "dsl", "deputy_dsl", "teacher", "other_teacher", "assistant", "office", "it", "chair"),
    *("governor", "parent", "pupil", "young_pupil", "stranger"),
)


def readers(procedure: str, case: Case, about: str) -> frozenset[str]:
    """As in the table; a head's check that is raised lets the head into what is not restricted."""
    found = READERS[procedure][about]
    return found | HEAD if not case.restricted and case.checks.exists() else found


def open_each(cast, procedure: str) -> dict[str, Case]:
    opened = {}
    for about in READERS[procedure]:
        people = [getattr(cast, part) for part in about.split()]
        by = next(person for person in (cast.dsl, cast.deputy_dsl, cast.deputy, cast.head) if person not in people)
        case = story.opened(cast, procedure, about=people, by=by, reason=f"{WORD} {about}")
        leader = reach.leads_of(case, MONDAY.date()).first()
        chronology.add_document(
            case, name=f"{WORD}.png", content=about.encode(), examined=Found("x", 1), title=TITLE, by=leader, at=MONDAY
        )
        opened[about] = case
    return opened


@shared
def each_opened(cast, procedure):
    return open_each(cast, procedure)


@shared
def all_opened(cast):
    return {procedure: open_each(cast, procedure) for procedure in READERS}


def all_of(opened: dict[str, dict[str, Case]]) -> list[Case]:
    return [case for cases in opened.values() for case in cases.values()]


def opens(query, case) -> bool:
    try:
        query(case)
    except (Http404, access.Refused):
        return False
    except AssertionError:  # it would open, once the look is written down
        return True
    return True


def sample(part, opened, right, turn):
    """Of each kind the cases about them, and in turn one that reaches them and one that does not; all in the long run.

    That is enough: the list says of every case who reads it, and a way that goes round it shows at any that it hides.
    """
    if work.LONG:
        return all_of(opened)
    some = []
    for cases in opened.values():
        theirs = [case for case in cases.values() if case.pk in right]
        others = [case for case in cases.values() if case.pk not in right]
        some += [side[turn % len(side)] for side in (theirs, others) if side]
        some += [case for about, case in cases.items() if part in about.split() and case not in some]
    return some


def known(part, person, opened, right) -> dict[str, tuple[set, set]]:
    """By each way in which somebody could learn of a case, the ids of those they learn of, and of those asked for."""
    here, every = story.fresh(person) if person else None, {case.pk for case in all_of(opened)}
    ways = {"list": (set(reach.visible_to(here, MONDAY).values_list("pk", flat=True)), every)}
    if here is None:
        return ways
    document = dict(Document.objects.values_list("case", "pk"))
    event = dict(Event.objects.values_list("case", "pk"))
    asked = {
        "page": lambda case: pages.case_page(here, case.pk, at=MONDAY),
        "chronology": lambda case: pages.chronology_page(here, case.pk, at=MONDAY),
        "letters": lambda case: letters.letters_page(here, case.pk, at=MONDAY),
        "id": lambda case: reach.case_for(here, case.pk, at=MONDAY),
        "to change": lambda case: reach.case_for(here, case.pk, at=MONDAY, to_change=True),
        "document": lambda case: documents.document_for(here, document[case.pk], at=MONDAY),
        "event": lambda case: pages.event_for(here, event[case.pk], at=MONDAY),
        "looked": lambda case: case_readers.look(case, by=here, at=MONDAY),
    }
    for turn, (name, query) in enumerate(asked.items(), PARTS.index(part)):
        some = sample(part, opened, right, turn)
        ways[name] = ({case.pk for case in some if opens(query, case)}, {case.pk for case in some})
    ways["listed"] = (listed(here, view="all"), every)
    ways["searched"] = (listed(here, words=WORD), every)
    ways["found by a document"] = (listed(here, words=TITLE, view="all"), every)
    hidden = hiding.hidden_targets(here, MONDAY)
    ways["trail"] = ({case.pk for case in all_of(opened) if f"cases.case:{case.pk}" not in hidden}, every)
    return ways


def listed(person, **asked) -> set:
    if not access.may(person, "look.cases"):
        return set()
    page = pages.cases_page(person, at=MONDAY, **asked)
    assert page.all == reach.visible_to(person, MONDAY).count() >= page.open >= page.late
    return {line.id for line in page.page}


@pytest.mark.clause("6.4")
@pytest.mark.clause("6.7")
@pytest.mark.parametrize("part", PARTS)
def test_who_can_know_of_a_case(cast, part, all_opened):
    assert set(PARTS) == set(cast.members())
    right = {
        case.pk
        for procedure, cases in all_opened.items()
        for about, case in cases.items()
        if part in readers(procedure, case, about)
    }
    for way, (found, asked) in known(part, cast.members()[part], all_opened, right).items():
        assert found == right & asked, f"{part} by {way}"


@pytest.mark.parametrize("procedure", READERS)
def test_who_is_written_to_about_a_case(cast, procedure):
    for about in READERS[procedure]:
        Message.objects.all().delete()
        people = [getattr(cast, part) for part in about.split()]
        case = story.opened(
            cast, procedure, about=people, by=cast.deputy if cast.deputy not in people else cast.dsl, reason=WORD
        )
        allowed = {getattr(cast, part).pk for part in readers(procedure, case, about)}
        assert set(Message.objects.values_list("person", flat=True)) <= allowed, f"{procedure} about {about}"
        for message in Message.objects.all():
            assert (message.subject, message.kind) == ("Something is waiting for you in Schoolgate", "private.concern")
            assert not any(word in message.body for word in (WORD, str(case.number), str(case.pk), "case"))


@pytest.mark.parametrize("procedure", READERS)
def test_the_first_page_the_desks_and_the_outbox_say_nothing_to_others(cast, procedure, each_opened):
    opened = each_opened
    later = MONDAY + 30 * story.DAY
    tasks.daily(later)
    for part, person in cast.members().items():
        if person is None:
            continue
        here = story.fresh(person)
        mine = {one.pk for about, one in opened.items() if part in readers(procedure, one, about)}
        titles = " ".join(f"{task.title} {task.hint}" for task in todo.tasks_for(here, later)).lower()
        if not mine:
            assert titles == "", f"{part}: {titles}"
        for desk in (todo.dsl_page, todo.head_page):
            if access.may(here, "look.case_desk"):
                page = desk(here, at=later)
                assert {line.id for line in page.cases} == mine
                turns = getattr(page, "turns", ()) or (*getattr(page, "late", ()), *getattr(page, "others", ()))
                assert {turn.case_id for turn in turns} <= mine
            else:
                with pytest.raises(access.Refused):
                    desk(here, at=later)
        assert not post.visible_to(here).exclude(person=here).filter(kind__startswith="private").exists()
        if not mine:
            assert not Message.objects.filter(person=here).exists(), part


def test_a_late_step_reaches_whoever_does_it_and_once(cast):
    story.adult(cast, cast.head)
    Message.objects.all().delete()
    tasks.daily(MONDAY + 5 * story.DAY)
    assert {message.person for message in Message.objects.all()} == {cast.chair}
    count = Message.objects.count()
    tasks.daily(MONDAY + 6 * story.DAY)
    assert Message.objects.count() == count, "not again the next day"
    titles = [task.title for task in todo.tasks_for(story.fresh(cast.chair), MONDAY + 5 * story.DAY)]
    assert any("late" in title for title in titles)


def test_not_there_and_not_yours_are_the_same_answer(cast, other_school, django_assert_num_queries):
    hers = story.adult(cast, cast.head)
    elsewhere = story.bullying(other_school)
    head = story.fresh(cast.head)
    head.duties  # noqa: B018  (read once, as the middleware does)
    answers = set()
    for id in (hers.pk, elsewhere.pk, uuid.uuid4()):
        with pytest.raises(Http404) as answer, django_assert_num_queries(1):
            pages.case_page(head, id, at=MONDAY)
        answers.add(str(answer.value))
    for id in ("12", "x", None):
        with pytest.raises(Http404):
            pages.case_page(head, id, at=MONDAY)
    assert len(answers) == 1


def test_every_entry_of_the_trail_names_its_case_or_is_hidden_from_all(cast):
    case = story.adult(cast, cast.head)
    chair = story.fresh(cast.chair)
    story.look(case, cast.chair)
    chronology.add_event(case, words="x", by=chair, at=MONDAY)
    story.do(case, "safe_now", cast.chair)
    approvals.ask_second(
        case,
        what=rules.What.GRANT,
        payload={"person": cast.deputy.pk, "until": MONDAY.date()},
        reason="x",
        second=cast.dsl,
        by=chair,
        at=MONDAY,
    )
    approvals.confirm_second(case.approvals.get(), by=story.fresh(cast.dsl), at=MONDAY)
    case_readers.open_in_emergency(
        cast.school, number=case.number, reason="He has her now.", by=story.fresh(cast.dsl), at=MONDAY
    )
    tasks.minutely(MONDAY + 3 * story.DAY)
    tasks.daily(MONDAY + 3 * story.DAY)
    hidden = hiding.hidden_targets(story.fresh(cast.head), MONDAY)
    entries = Entry.objects.filter(event__startswith="cases.")
    assert entries.count() >= 8
    assert not [entry for entry in entries if entry.target not in hidden and entry.event not in hiding.HIDDEN_EVENTS]
    assert f"cases.case:{case.pk}" not in hiding.hidden_targets(chair, MONDAY)
