"""While not all of what was told was looked through, nobody is sent it or written to of it: it may mean them."""

from datetime import timedelta

import pytest
import time_machine

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.cases.queries import reach as case_reach
from schoolgate.cases.tests import story as case_story
from schoolgate.community.actions import covers
from schoolgate.community.actions import people as community_people
from schoolgate.concerns import receipts, tasks
from schoolgate.concerns.actions import outcomes, reaching, telling, triage
from schoolgate.concerns.models.concern import About, Concern, Unlooked
from schoolgate.concerns.models.watching import Notice
from schoolgate.concerns.queries import reach
from schoolgate.concerns.rules import Channel, ConcernKind, ConcernPart, Outcome, Whom
from schoolgate.concerns.tests import story
from schoolgate.concerns.tests.test_alarms import NIGHT, SATURDAY, WISH, alarmed, on_duty
from schoolgate.post.models import Message
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db
fresh = story.fresh
MINUTE = timedelta(minutes=1)
LONG = "We talked about the football match again. " * 1600


def chat(words: str = "", number: int = 7):
    """More than is looked through at once."""
    return story.picture(b"\x89PNG%d" % number, name=f"chat{number}.pdf", text=LONG + words)


ABOUT_THE_DSL = chat("Mr Hale hits me in his office.")


def now(concern):
    return Concern.objects.get(pk=concern.pk)


def sees(person, concern) -> bool:
    return reach.visible_to(fresh(person)).filter(pk=concern.pk).exists()


def clock_says_nothing_to_the_dsl(cast, concern, at) -> None:
    assert now(concern).unlooked_since
    tasks.minutely(at)
    assert now(concern).unlooked_since is None and not sees(cast.dsl, concern)
    assert not Message.objects.filter(person=cast.dsl).exists()
    assert Message.objects.filter(kind="private.concern").exists(), "somebody else is written to"


def test_a_danger_that_is_added_alarms_nobody_whom_the_rest_means(cast):
    on_duty(cast, cast.dsl)
    concern = story.outside(cast, "Please look at the file.", enclosures=(ABOUT_THE_DSL,), at=NIGHT)
    stranger, soon = access.Outsider(cast.school.pk), NIGHT + timedelta(seconds=20)
    telling.reply(cast.school, words=WISH, receipt=concern.receipt, by=stranger, at=soon)
    clock_says_nothing_to_the_dsl(cast, concern, NIGHT + MINUTE)
    assert alarmed(), "whom it does not mean is alarmed as soon as it was looked through"


def test_a_complaint_that_leaves_by_a_reply_is_sent_to_nobody_whom_the_rest_means(cast):
    parent = fresh(cast.parent)
    told = {"kind": ConcernKind.UNHAPPY, "door": Channel.PARENT, "by": parent, "whom": Whom.OTHER}
    concern = story.outside(cast, "I am not happy. Please see the file.", enclosures=(ABOUT_THE_DSL,), **told)
    words, soon = "My son came home with a bruise, a grown-up hit him.", MONDAY + timedelta(seconds=20)
    telling.reply(cast.school, words=words, concern_id=concern.pk, by=parent, at=soon)
    clock_says_nothing_to_the_dsl(cast, concern, MONDAY + MINUTE)


def test_the_same_form_again_is_sent_to_nobody_whom_the_rest_means(cast):
    told = {"enclosures": (ABOUT_THE_DSL,), "token": receipts.form_token(MONDAY - MINUTE)}
    concern = story.outside(cast, "Please look at the file.", **told)
    story.outside(cast, "Please look at the file. Thank you.", **told, at=MONDAY + timedelta(seconds=20))
    clock_says_nothing_to_the_dsl(cast, concern, MONDAY + MINUTE)


def test_who_complains_is_thanked_also_where_the_form_came_twice(cast):
    told = {"kind": ConcernKind.UNHAPPY, "door": Channel.PARENT, "by": fresh(cast.parent), "whom": Whom.OTHER}
    told |= {"enclosures": (chat(),), "token": receipts.form_token(MONDAY - MINUTE)}
    concern = story.outside(cast, "I am not happy about lunch.", **told)
    story.outside(cast, "I am not happy about lunch. Thank you.", **told, at=MONDAY + timedelta(seconds=20))
    tasks.minutely(MONDAY + MINUTE)
    assert now(concern).lines.filter(from_school=True).exists() and now(concern).reaches.exists()


def test_a_danger_in_the_same_form_again_alarms_once_it_was_looked_through(cast):
    token = receipts.form_token(MONDAY - MINUTE)
    concern = story.outside(cast, "They write silly things about my hair.", token=token)
    story.read(concern, cast.dsl, MONDAY + MINUTE)
    story.outside(cast, WISH, enclosures=(chat(),), token=token, at=MONDAY + 2 * MINUTE)
    assert not alarmed()
    tasks.minutely(MONDAY + 3 * MINUTE)
    assert alarmed()


def test_dangers_that_ended_do_not_alarm_again_when_a_reader_is_renamed(cast):
    """Nor do they go on to others, nor use up what anybody can be mailed in an hour before a new one comes."""
    old = [story.outside(cast, WISH, enclosures=(chat(number=number),)) for number in range(3)]
    tasks.minutely(MONDAY + MINUTE)
    for concern in old:
        triage.read(now(concern), by=fresh(cast.dsl), at=MONDAY + 2 * MINUTE)
        ended = {"end": Outcome.NO_ACTION, "reason": "Looked into.", "by": fresh(cast.dsl), "at": MONDAY + 2 * MINUTE}
        outcomes.decide(now(concern), **ended)
    later, before = MONDAY + timedelta(days=200, hours=2), Notice.objects.count()
    with time_machine.travel(later):
        community_people.edit_person(fresh(cast.deputy), known_as="Owain", by=fresh(cast.office), at=later)
        assert {row.person for row in Unlooked.objects.all()} == {cast.deputy} and Unlooked.objects.count() == 3
        for minutes in range(1, 90, 8):
            tasks.minutely(later + minutes * MINUTE)
        assert Notice.objects.count() == before and not Unlooked.objects.exists()
        assert not any(sees(person, concern) for person in (cast.head, cast.chair) for concern in old)


def test_who_covered_and_was_on_duty_reads_it_no_longer_than_the_cover(cast):
    on, chair = MONDAY.date(), fresh(cast.chair)
    days = {"since_on": on, "until_on": on + timedelta(days=6)}
    covers.cover_absence(chair, duty=Duty.CHAIR, cover=cast.governor, **days, by=chair, at=MONDAY)
    on_duty(cast, cast.governor)
    concern = story.outside(cast, WISH, at=SATURDAY)
    with time_machine.travel(SATURDAY):
        assert sees(cast.governor, concern)
    later = SATURDAY + timedelta(days=10)
    with time_machine.travel(later):
        tasks.daily(later)
        assert not sees(cast.governor, concern)


def test_what_turns_out_to_be_about_a_reader_while_it_waits_goes_to_others_afterwards(cast):
    """As a case does that was made of it: who leads may name somebody there in that minute."""
    concern = story.read(story.outside(cast, "Something happened at lunch."), cast.dsl)
    Concern.objects.filter(pk=concern.pk).update(unlooked_since=MONDAY)
    About.objects.create(concern=concern, person=cast.dsl, part=ConcernPart.ALLEGED.value)
    reaching.route(now(concern), MONDAY)
    assert now(concern).goes_to == Duty.DSL, "nobody is sent what waits"
    tasks.minutely(MONDAY + MINUTE)
    assert now(concern).goes_to == Duty.HEAD and sees(cast.head, concern) and not sees(cast.deputy_dsl, concern)


def renamed(cast, person, at, **names) -> None:
    with time_machine.travel(at):
        community_people.edit_person(fresh(person), by=fresh(cast.office), at=at, **names)


def test_who_is_renamed_alone_does_not_read_it_until_it_was_looked_through(cast):
    """However often somebody is renamed, the others read on; and whom the long file means now reads it no more."""
    concern = story.outside(cast, "Please look at the file.", enclosures=(chat("Mr Harrow hits me in his office."),))
    tasks.minutely(MONDAY + MINUTE)
    assert sees(cast.dsl, concern) and sees(cast.deputy_dsl, concern)
    for minutes in range(1, 6):
        renamed(cast, cast.deputy_dsl, MONDAY + minutes * MINUTE, known_as=f"Fi{'i' * minutes}")
        assert sees(cast.dsl, concern) and not sees(cast.deputy_dsl, concern)
    tasks.minutely(MONDAY + 6 * MINUTE)
    assert sees(cast.dsl, concern) and sees(cast.deputy_dsl, concern)
    renamed(cast, cast.dsl, MONDAY + 7 * MINUTE, last_name="Harrow")
    assert not sees(cast.dsl, concern) and sees(cast.deputy_dsl, concern)
    assert str(fresh(cast.dsl)) not in {str(one) for one in reach.readers_of(now(concern), MONDAY.date())}
    tasks.minutely(MONDAY + 8 * MINUTE)
    assert not sees(cast.dsl, concern) and not Unlooked.objects.exists()


def test_nor_a_case_that_was_made_of_it(cast):
    concern = story.outside(cast, "Please look at the file.", enclosures=(chat("Mr Harrow hits me in his office."),))
    tasks.minutely(MONDAY + MINUTE)
    case = case_story.opened(cast, concern=story.read(concern, cast.dsl), harmed=[cast.pupil], by=cast.dsl)

    def runs(person) -> bool:
        seen = case_reach.visible_to(fresh(person), MONDAY).filter(pk=case.pk).exists()
        assert seen != (person.pk in case_reach.kept_from(case))
        assert seen == (person in case_reach.readers_in_line(case_story.now(case), MONDAY))
        return seen

    assert runs(cast.dsl) and runs(cast.deputy_dsl)
    renamed(cast, cast.dsl, MONDAY + 2 * MINUTE, last_name="Harrow")
    assert not runs(cast.dsl) and runs(cast.deputy_dsl)
    tasks.minutely(MONDAY + 3 * MINUTE)
    assert not runs(cast.dsl) and runs(cast.head), "it means the safeguarding lead, so it is the head's now"
