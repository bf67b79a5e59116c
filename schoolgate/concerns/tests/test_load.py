"""Long made-up texts hold nobody up: whom they mean is found before anything is held still, and to a measure; the rest by the clock."""

import random
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.community.actions import people as community_people
from schoolgate.concerns import limits, tasks
from schoolgate.concerns.actions import looking, meaning, telling
from schoolgate.concerns.models.concern import Concern, Unlooked
from schoolgate.concerns.models.watching import Changed
from schoolgate.concerns.queries import foreseen, reach
from schoolgate.concerns.rules import Channel, ConcernKind, Harm, Whom
from schoolgate.concerns.tests import story
from schoolgate.engines.mentions import nearness
from schoolgate.engines.mentions.names import Names
from tests.cast import MONDAY

pytestmark = [pytest.mark.django_db]
MINUTE = timedelta(minutes=1)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
ADDRESS = "203.0.113.9"


def made_up(letters: int, seed: int = 1) -> str:
    drawn = random.Random(seed)
    words = ("".join(drawn.choices(LETTERS, k=drawn.randint(4, 8))) for _ in range(letters // 5))
    return " ".join(words)[:letters]


def pdf(letters: int, *, text: str = "", number: int = 0):
    return story.picture(b"\x89PNG%d" % number, name=f"a{number}.pdf", text=f"{made_up(letters, number)} {text}")


def readers(concern: Concern) -> set[str]:
    return {str(person) for person in reach.readers_of(Concern.objects.get(pk=concern.pk), timezone.localdate(MONDAY))}


def sees(person, concern: Concern) -> bool:
    return reach.visible_to(story.fresh(person)).filter(pk=concern.pk).exists()


@pytest.fixture
def counted(monkeypatch):
    """What is compared while a transaction of a deed is open, and before one is."""
    done = {"within": 0, "before": 0}
    outside = len(connection.savepoint_ids)

    def count() -> None:
        done["within" if len(connection.savepoint_ids) > outside else "before"] += 1

    compare, look = nearness.alike, Names.said
    monkeypatch.setattr(nearness, "alike", lambda *said: (count(), compare(*said))[1])
    monkeypatch.setattr(Names, "said", lambda *said: (count(), look(*said))[1])
    return done


# ---- before anything is held still


@pytest.mark.parametrize("whom", [Whom.CHILD, Whom.ADULT, Whom.OTHER])
@pytest.mark.parametrize("door", [Channel.ANONYMOUS, Channel.PARENT, Channel.PUPIL])
def test_whom_a_telling_means_is_found_before_the_deed(cast, counted, door, whom):
    words = f"{made_up(8_000)} Mr Hale slaps her."
    concern = story.outside(cast, words, door=door, whom=whom, childs_words=made_up(3_000, 2))
    assert counted["before"] and not counted["within"]
    assert cast.dsl.pk in reach.concerned_in(concern)


def test_so_it_is_for_what_is_added_and_for_files(cast, counted):
    concern = story.outside(cast, whom=Whom.CHILD)
    counted.update(within=0, before=0)
    said = {"words": made_up(8_000), "enclosures": (pdf(6_000, text="Fiona Reid hit me", number=3),)}
    telling.reply(cast.school, receipt=concern.receipt, by=access.Outsider(cast.school.pk), at=MONDAY, **said)
    assert counted["before"] and not counted["within"]
    assert cast.deputy_dsl.pk in reach.concerned_in(concern)


def test_what_a_complaint_sounds_like_is_found_before_the_deed_too(cast, monkeypatch):
    outside, heard = len(connection.savepoint_ids), []
    sounds = looking.complaints.reads_like_one
    monkeypatch.setattr(
        looking.complaints,
        "reads_like_one",
        lambda words: (heard.append(len(connection.savepoint_ids) > outside), sounds(words))[1],
    )
    story.outside(cast, "She came home with a bruise.", kind=ConcernKind.UNHAPPY, door=Channel.PARENT, whom=Whom.ADULT)
    assert heard == [False]


def test_who_changed_between_is_found_all_the_same(cast, monkeypatch):
    """Whoever has another name by the time at which the deed begins is compared by that."""
    before = looking.before_telling

    @contextmanager
    def then_renamed(*said):
        with before(*said):
            type(cast.dsl).objects.filter(pk=cast.dsl.pk).update(last_name="Quillfeather")
            yield

    monkeypatch.setattr(looking, "before_telling", then_renamed)
    deed = telling.action("concerns.tell", reach=telling.own_school, ahead=then_renamed)(telling.tell.__wrapped__)
    monkeypatch.setattr(story.concern_telling, "tell", deed)
    concern = story.outside(cast, "Mr Quillfeather slaps her.", whom=Whom.CHILD)
    assert cast.dsl.pk in reach.concerned_in(concern)


# ---- to a measure, and the rest by the clock


def test_twice_the_text_is_at_most_twice_the_work_and_it_has_an_end(cast, counted):
    done = []
    for letters in (4_000, 8_000, 19_000):
        before = sum(counted.values())
        story.outside(cast, made_up(letters, letters), whom=Whom.CHILD)
        done.append(sum(counted.values()) - before)
    assert done[2] < 2 * 19 / 4 * max(done[0], done[1] / 2, 10), "with the words, and not with words times names"
    before = sum(counted.values())
    story.outside(cast, "See the files.", whom=Whom.CHILD, enclosures=tuple(pdf(50_000, number=n) for n in range(3)))
    assert sum(counted.values()) - before < foreseen.MOST_WORK


LONG = {
    "words": lambda words: {"words": f"{made_up(19_000)} {words}", "childs_words": made_up(19_900, 2)},
    "files": lambda words: {"enclosures": (pdf(50_000), pdf(50_000, text=words, number=1))},
}


@pytest.mark.parametrize("long", LONG)
def test_what_is_too_much_is_read_by_nobody_until_the_clock_has_looked_through_it(cast, monkeypatch, long, mailoutbox):
    monkeypatch.setattr(foreseen, "MOST_WORK", 500)
    said = {"words": "See what I sent.", **LONG[long]("Mr Hale slaps her in the hall.")}
    concern = story.outside(cast, said.pop("words"), whom=Whom.CHILD, **said)
    assert concern.receipt and concern.unlooked_since == MONDAY
    assert not readers(concern) and not sees(cast.dsl, concern) and not sees(cast.head, concern)
    assert not concern.notices.exists()
    tasks.minutely(MONDAY + MINUTE)
    assert readers(concern) == {str(cast.head)}
    assert sees(cast.head, concern) and not sees(cast.dsl, concern)
    assert concern.notices.filter(person=cast.head).exists() and not concern.alerts.exists()


def test_what_means_nobody_goes_to_those_who_read_it(cast, monkeypatch):
    monkeypatch.setattr(foreseen, "MOST_WORK", 500)
    concern = story.outside(cast, made_up(19_000), whom=Whom.CHILD)
    tasks.minutely(MONDAY + MINUTE)
    assert readers(concern) == {str(cast.dsl), str(cast.deputy_dsl)}
    assert Concern.objects.get(pk=concern.pk).escalate_at


def test_a_reply_that_is_too_much_hides_it_until_it_is_looked_through(cast, monkeypatch):
    concern = story.outside(cast, whom=Whom.CHILD)
    story.read(concern, cast.dsl)
    monkeypatch.setattr(foreseen, "MOST_WORK", 500)
    by = access.Outsider(cast.school.pk)
    words = f"{made_up(19_000)} Mr Hale slaps her."
    telling.reply(cast.school, words=words, receipt=concern.receipt, by=by, at=MONDAY, about_reader="yes")
    assert not sees(cast.dsl, concern)
    tasks.minutely(MONDAY + MINUTE)
    assert not sees(cast.dsl, concern) and readers(concern)


def test_a_complaint_of_which_the_end_tells_of_an_injury_leaves_the_complaints(cast):
    read = pdf(70_000, text="The teacher slapped my child and left a bruise.")
    said = {"kind": ConcernKind.UNHAPPY, "door": Channel.PARENT, "whom": Whom.ADULT, "contact": "a@home.example"}
    concern = story.outside(cast, "See what I sent.", enclosures=(read,), **said)
    tasks.minutely(MONDAY + MINUTE)
    concern.refresh_from_db()
    assert concern.kind == ConcernKind.WORRY and concern.was_complaint and concern.harm != Harm.RULES


def test_the_short_one_is_looked_through_before_the_long_ones(cast, monkeypatch):
    monkeypatch.setattr(foreseen, "MOST_WORK", 100)
    monkeypatch.setattr(tasks, "LETTERS", 9_000)
    long = [story.outside(cast, made_up(19_000, seed), whom=Whom.CHILD) for seed in range(2)]
    short = story.outside(cast, made_up(3_000, 7), whom=Whom.CHILD)
    tasks.minutely(MONDAY + MINUTE)
    assert readers(short) and not any(map(readers, long))
    for turn in range(2, 5):
        tasks.minutely(MONDAY + turn * MINUTE)
    assert all(map(readers, long)), "and nothing is lost"


def test_one_address_has_a_measure_of_work_and_others_are_not_held_up(cast, monkeypatch):
    monkeypatch.setattr(limits, "WORK_FROM_ONE", 3_000)
    by = access.Outsider(cast.school.pk, ADDRESS)
    told = [story.outside(cast, made_up(9_000, seed), whom=Whom.CHILD, by=by) for seed in range(70, 74)]
    waits = [concern.unlooked_since is not None for concern in told]
    assert waits == sorted(waits) and not waits[0] and waits[-1]
    other = story.outside(cast, whom=Whom.CHILD, by=access.Outsider(cast.school.pk, "198.51.100.7"))
    assert readers(other)


def test_what_is_refused_is_not_looked_through(cast, counted, monkeypatch):
    monkeypatch.setitem(limits.TOLD, Channel.ANONYMOUS, 1)
    by = access.Outsider(cast.school.pk, ADDRESS)
    story.outside(cast, whom=Whom.CHILD, by=by)
    counted.update(within=0, before=0)
    with pytest.raises(story.rules.TooMany):
        story.outside(cast, made_up(9_000), whom=Whom.CHILD, by=by)
    assert counted == {"within": 0, "before": 0}


# ---- when people change


def test_a_duty_that_is_given_compares_to_a_measure_and_the_clock_goes_on(cast, monkeypatch, counted):
    told = [story.outside(cast, f"{made_up(15_000, seed)} Miss Kapoor slaps her.", whom=Whom.HEAD) for seed in range(4)]
    monkeypatch.setattr(meaning, "MOST_AGAIN", 3_000)
    counted.update(within=0, before=0)
    said = {"duty": Duty.DEPUTY, "since_on": MONDAY.date(), "by": story.fresh(cast.head), "at": MONDAY}
    community_people.give_duty(story.fresh(cast.teacher), **said)
    assert counted["within"] + counted["before"] < 3_500
    waits = Unlooked.objects.filter(person=cast.teacher).count()
    assert 0 < waits < 4
    assert not any(sees(cast.teacher, concern) for concern in told)
    for turn in range(1, 4):
        tasks.minutely(MONDAY + turn * MINUTE)
    assert not Unlooked.objects.exists()
    assert all(cast.teacher.pk in reach.concerned_in(concern) for concern in told)


def test_the_words_of_one_text_are_not_compared_again_for_the_next(cast, counted):
    words = made_up(9_000)
    for number in range(6):
        story.outside(cast, f"{number}. {words}", whom=Whom.HEAD)
    counted.update(within=0, before=0)
    said = {"duty": Duty.DEPUTY, "since_on": MONDAY.date(), "by": story.fresh(cast.head), "at": MONDAY}
    community_people.give_duty(story.fresh(cast.teacher), **said)
    assert sum(counted.values()) < 1_500


CHANGES = {
    "name": ("Mr Quillfeather slaps her.", {"last_name": "Quillfeather"}),
    "first name": ("Quentin Hale slaps her.", {"first_name": "Quentin"}),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("minutes", [-3, 0, 3])
def test_what_was_told_while_people_changed_is_matched_once_more(cast, monkeypatch, change, minutes):
    """The telling saw them as they were, and the change saw no telling yet: neither waits for the other."""
    words, said = CHANGES[change]
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(meaning, "_bar_also", lambda *_: False)
        community_people.edit_person(story.fresh(cast.dsl), by=story.fresh(cast.office), at=MONDAY, **said)
        meanwhile.setattr(meaning, "barred", lambda *_: frozenset())
        concern = story.outside(cast, words, whom=Whom.CHILD, at=MONDAY + minutes * MINUTE)
    assert sees(cast.dsl, concern)
    tasks.minutely(MONDAY + 4 * MINUTE)
    assert not sees(cast.dsl, concern) and readers(concern)


def test_a_tie_too_and_what_is_added(cast, monkeypatch):
    concern = story.outside(cast, whom=Whom.CHILD, at=MONDAY - timedelta(days=3))
    by = access.Outsider(cast.school.pk)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(meaning, "_bar_also", lambda *_: False)
        words = f"{cast.pupil.first_name} {cast.pupil.last_name} is hit at home by his dad."
        telling.reply(cast.school, words=words, receipt=concern.receipt, by=by, at=MONDAY)
        tie = {"child": story.fresh(cast.pupil), "relation": "father", "since_on": MONDAY.date()}
        community_people.link_carer(story.fresh(cast.dsl), by=story.fresh(cast.office), at=MONDAY, **tie)
    assert sees(cast.dsl, concern)
    tasks.minutely(MONDAY + MINUTE)
    assert not sees(cast.dsl, concern)


def test_whoever_renamed_does_not_choose_by_that_afterwards_either(cast):
    concern = story.outside(cast, "It is about somebody.", whom=Whom.ADULT, names=(str(cast.office),))
    before = readers(concern)
    community_people.edit_person(
        story.fresh(cast.head), last_name=cast.office.last_name, by=story.fresh(cast.office), at=MONDAY
    )
    tasks.minutely(MONDAY + MINUTE)
    assert readers(concern) == before - {str(cast.head)} | {str(story.fresh(cast.head))}


def test_it_is_forgotten_when_everything_was_matched(cast):
    community_people.edit_person(story.fresh(cast.dsl), last_name="Hail", by=story.fresh(cast.office), at=MONDAY)
    assert Changed.objects.count() == 1
    tasks.daily(MONDAY + timedelta(days=1))
    assert not Changed.objects.exists()
