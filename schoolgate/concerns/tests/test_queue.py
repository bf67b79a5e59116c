"""The queue: what nobody has read and then by harm, found by words, with a constant number of queries."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schoolgate import access
from schoolgate.concerns.actions import outcomes, triage
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.queries import concern_pages, reach, search, todo
from schoolgate.concerns.queries import queue as concern_queue
from schoolgate.concerns.rules import BullyingStep, ConcernKind, Harm, Outcome, Whom
from schoolgate.concerns.tests import story
from schoolgate.demo import concerns
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db


def queue(person, **asked):
    return concern_queue.queue_page(story.fresh(person), **asked)


def words_of(page) -> list[str]:
    return [line.beginning for group in page.groups for line in group.lines]


TOLD = [
    "My bag is gone.",
    "They call her names.",
    "He will hurt me.",
    "he dosnt want to be alive any more",
    "A bruise.",
]


def test_nothing_unread_stands_below_what_was_read_and_a_guess_orders_nothing(cast):
    told = [story.staff(cast, words, at=MONDAY + n * story.MINUTE) for n, words in enumerate(TOLD)]
    urgent = story.staff(cast, "Something odd.", urgent=True, at=MONDAY)
    story.read(told[2], cast.dsl)
    page = queue(cast.dsl)
    assert [group.words for group in page.groups][0] == "Not read yet" and len(page.groups) == 2
    assert words_of(page) == ["Something odd.", TOLD[4], TOLD[3], TOLD[1], TOLD[0], TOLD[2]]
    assert (page.unread, page.open, page.going_on, page.all) == (5, 6, 0, 6)
    assert page.groups[0].lines[0].number == urgent.number


def test_what_was_read_stands_by_the_harm_that_a_person_said(cast):
    told = [
        story.read(story.staff(cast, words, at=MONDAY + n * story.MINUTE), cast.dsl) for n, words in enumerate(TOLD)
    ]
    for at, harm in ((0, Harm.RULES), (1, Harm.BULLYING), (3, Harm.DANGER)):
        triage.set_harm(told[at], harm=harm, urgent=False, reason="I read it.", by=story.fresh(cast.dsl), at=MONDAY)
    page = queue(cast.dsl)
    assert [(group.words, len(group.lines)) for group in page.groups] == [
        ("Read, and nobody has said yet what harm it may be", 2),
        ("A child may be in danger now", 1),
        ("Bullying", 1),
        ("Rules not kept", 1),
    ]
    assert words_of(page) == [TOLD[2], TOLD[4], TOLD[3], TOLD[1], TOLD[0]]


def test_whom_the_teller_chose_stands_in_the_list_where_nobody_is_named(cast):
    story.outside(cast, "marigold", whom=Whom.ADULT)
    ((line,),) = [group.lines for group in queue(cast.head).groups]
    assert line.who == "About: an adult at school" and line.harm is Harm.ADULT and not line.harm_is_set


def test_views_show_what_waits_what_goes_on_and_all(cast):
    story.staff(cast, "one")
    two, three = story.staff(cast, "two"), story.staff(cast, "three")
    dsl = story.fresh(cast.dsl)
    for concern, end in ((two, "open_case"), (three, "no_action")):
        story.read(concern, cast.dsl)
        outcomes.decide(concern, end=Outcome(end), reason="x", by=dsl, at=MONDAY)
    assert words_of(queue(cast.dsl)) == ["one"]
    assert words_of(queue(cast.dsl, view="going_on")) == ["two"]
    assert len(words_of(queue(cast.dsl, view="all"))) == 3
    assert words_of(queue(cast.dsl, view="nonsense")) == ["one"]


@pytest.mark.postgres
@pytest.mark.parametrize(
    "words", ["kestrel lane", "LANE", "swings", "Whitby", "afterwards", "an answer", "what was found", "chat.png"]
)
def test_a_search_finds_words_wherever_they_were_written(cast, words):
    concern = story.outside(cast, "It was in Kestrel Lane.", names=("Tim Whitbyson",), enclosures=(story.picture(),))
    dsl = story.fresh(cast.dsl)
    story.read(concern, cast.dsl)
    triage.add_addendum(concern, words="Told afterwards", by=dsl, at=MONDAY)
    triage.say(concern, words="Here is an answer", by=dsl, at=MONDAY)
    triage.add_step(concern, step=BullyingStep.LOOKED_INTO, words="What was found", by=dsl, at=MONDAY)
    story.outside(cast, "Something quite different.")
    assert [line.id for group in queue(cast.dsl, words=words).groups for line in group.lines] == [concern.pk]
    assert words_of(queue(cast.dsl, words="zebra")) == []
    assert words_of(queue(cast.head, words=words)) == []


def test_the_queue_is_closed_to_families_and_strangers(cast):
    for person in (cast.parent, cast.pupil):
        with pytest.raises(access.Refused):
            queue(person)
    assert queue(cast.teacher).all == 0


def test_a_long_account_is_begun_and_a_late_one_is_marked(cast):
    story.staff(cast, "word " * 60, happened_at=MONDAY - timedelta(days=3))
    ((line,),) = [group.lines for group in queue(cast.dsl).groups]
    assert line.beginning.endswith("word …") and len(line.beginning) < 95 and line.late


def counted(do) -> int:
    with CaptureQueriesContext(connection) as taken:
        do()
    return len(taken)


def test_lists_and_pages_take_the_same_number_of_queries_however_many_there_are(cast):
    dsl = story.fresh(cast.dsl)
    for n in range(3):
        story.staff(cast, f"told {n}", about=[cast.pupil], enclosures=(story.picture(str(n).encode()),))
    some = Concern.objects.first()
    looks = {
        "queue": lambda: concern_queue.queue_page(dsl),
        "all": lambda: concern_queue.queue_page(dsl, view="all"),
        "search": lambda: concern_queue.queue_page(dsl, words="told"),
        "page": lambda: concern_pages.concern_page(dsl, some.pk),
        "tasks": lambda: todo.tasks_for(dsl, MONDAY),
        "nobody's tasks": lambda: todo.tasks_for(story.fresh(cast.parent), MONDAY),
    }
    concern_queue.queue_page(dsl)
    few = {name: counted(look) for name, look in looks.items()}
    for n in range(3, 30):
        cache.clear()
        story.staff(cast, f"told {n}", about=[cast.pupil], enclosures=(story.picture(str(n).encode()),))
    assert {name: counted(look) for name, look in looks.items()} == few
    most = {"queue": 12, "all": 12, "search": 18, "page": 26, "tasks": 8, "nobody's tasks": 3}
    assert {name: n for name, n in few.items() if n > most[name]} == {}


def test_similar_concerns_say_why(cast):
    one = story.outside(cast, "They threw his shoes over the fence behind the hall.", names=("Bo Ash",))
    story.outside(cast, "They threw his shoes over the fence near the hall again.")
    story.outside(cast, "Something quite different about dinner money.", names=("bo ash",))
    story.outside(cast, "The app for homework does not open on our telephone.")
    found = search.similar(one, story.fresh(cast.dsl))
    assert sorted(other.why for other in found) == ["The same name: bo ash.", "The words are much alike."]
    triage.link(one, other=Concern.objects.get(pk=found[0].line.id), by=story.fresh(cast.dsl), at=MONDAY)
    assert len(search.similar(one, story.fresh(cast.dsl))) == 1, "what is linked is not suggested again"


def test_the_demo_school_has_concerns_of_every_kind_at_every_stage(cast):
    concerns.tell_some(cast.school, at=MONDAY)
    told = list(Concern.objects.all())
    assert len(told) >= 15 and {concern.kind for concern in told} == set(ConcernKind)
    assert {concern.status for concern in told} == {"received", "read", "looked_into", "answered", "finished"}
    assert {concern.door for concern in told} == {"pupil", "parent", "staff", "anonymous"}
    assert len({concern.harm for concern in told}) >= 5
    assert all(concern.as_told and concern.entered_at <= MONDAY for concern in told)
    assert reach.visible_to(story.fresh(cast.chair)).exists() and reach.visible_to(story.fresh(cast.head)).exists()
