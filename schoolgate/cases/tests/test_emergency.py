"""Opening a case in an emergency: numbers are not guessed, a reason says something, nobody opens what is about their chief."""

from datetime import timedelta

import pytest
from django.urls import reverse

from schoolgate.access.duties import Duty
from schoolgate.audit.models import Entry
from schoolgate.broken import Broken
from schoolgate.cases import mails
from schoolgate.cases.actions import readers
from schoolgate.cases.queries import emergencies, hiding
from schoolgate.cases.tests import story
from schoolgate.community.models import Person, Role
from schoolgate.post.models import Message
from tests.cast import JOINED, MONDAY, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("6.4")]
WHY = "He has her now."
MINUTE = timedelta(minutes=1)


def tries(person, number, *, reason=WHY, at=MONDAY):
    by = story.fresh(person)
    return readers.open_by_number(by.school, number=number, reason=reason, by=by, at=at)


def wrong(person, times, *, at=MONDAY) -> None:
    for turn in range(times):
        with pytest.raises(Broken):
            tries(person, turn + 1, at=at)


def told() -> list[Person]:
    return [mail.person for mail in Message.objects.filter(kind=mails.TRIED_KIND)]


def test_each_try_is_in_the_trail_whatever_came_of_it(cast):
    case = story.adult(cast)
    wrong(cast.dsl, 2)
    tries(cast.dsl, case.number)
    mine = Entry.objects.filter(event=emergencies.TRIED, by=str(cast.dsl.pk))
    assert mine.count() == 3
    assert emergencies.TRIED in hiding.HIDDEN_EVENTS, "it would show that a case is there"
    assert emergencies.wrong_numbers(cast.dsl, MONDAY, within=readers.HOUR) == 2


def test_five_wrong_numbers_close_it_for_an_hour_and_the_head_is_told_once(cast):
    case = story.adult(cast)
    wrong(cast.deputy_dsl, 5)
    assert told() == []
    for turn in range(3):
        with pytest.raises(Broken, match="too many wrong case numbers"):
            tries(cast.deputy_dsl, case.number, at=MONDAY + turn * MINUTE)
    assert told() == [cast.head] and str(cast.deputy_dsl) in Message.objects.get(kind=mails.TRIED_KIND).body
    assert not case.broken.exists()
    tries(cast.dsl, case.number)
    assert case.broken.get().by == cast.dsl, "others go on opening theirs"
    tries(cast.deputy_dsl, case.number, at=MONDAY + 2 * MINUTE + readers.HOUR)
    assert case.broken.filter(by=cast.deputy_dsl).exists()


def test_through_the_page_too(cast):
    case = story.adult(cast)
    client, url = client_of(cast.deputy_dsl), reverse("cases:open_in_emergency")
    for number in range(30):
        client.post(url, {"number": number + 1, "reason": WHY})
    page = client.post(url, {"number": case.number, "reason": WHY}).content.decode()
    assert "too many wrong case numbers" in page
    assert told() == [cast.head] * 2, "after five in an hour and after ten in a day"
    assert Entry.objects.filter(event=emergencies.TRIED).count() == 31


def test_who_tries_slowly_is_noticed_over_a_day_and_refused_until_the_next(cast):
    case = story.adult(cast)
    for turn in range(10):
        with pytest.raises(Broken, match="no case of this number"):
            tries(cast.deputy_dsl, 1, at=MONDAY + turn * 16 * MINUTE)
    assert told() == []
    last = MONDAY + 10 * 16 * MINUTE
    with pytest.raises(Broken, match="too many wrong case numbers"):
        tries(cast.deputy_dsl, case.number, at=last)
    body = Message.objects.get(kind=mails.TRIED_KIND).body
    assert told() == [cast.head] and "within a day" in body and "24 hours" in body and "an hour" not in body
    with pytest.raises(Broken, match="too many wrong case numbers"):
        tries(cast.deputy_dsl, case.number, at=last + 2 * readers.HOUR)
    assert not case.broken.exists()
    tries(cast.deputy_dsl, case.number, at=last + 3 * readers.HOUR + readers.DAY)
    assert case.broken.filter(by=cast.deputy_dsl).exists()


def test_where_it_is_the_head_the_chair_is_told(cast):
    wrong(cast.head, 6)
    assert told() == [cast.chair]
    assert emergencies.to_tell(cast.dsl, MONDAY.date()) == [cast.head]
    Person.objects.filter(pk=cast.head.pk).update(email="")
    assert emergencies.to_tell(cast.dsl, MONDAY.date()) == [cast.chair]


@pytest.mark.parametrize("reason", ["", "x", "Now.", "now now", "1 2 3 4", "..., ... ; ..."])
def test_a_reason_needs_some_words_and_says_nothing_of_the_number(cast, reason):
    case = story.adult(cast)
    said = set()
    for number in (case.number, 1):
        with pytest.raises(Broken) as refused:
            tries(cast.dsl, number, reason=reason)
        said.add(str(refused.value))
        with pytest.raises(Broken):
            by = story.fresh(cast.dsl)
            readers.open_in_emergency(cast.school, number=number, reason=reason, by=by, at=MONDAY)
    assert len(said) == 1 and not Entry.objects.filter(event=emergencies.TRIED).exists()


# ---- about a chief


def holds(person, *duties) -> Person:
    Role.objects.filter(person=person).delete()
    for duty in duties:
        Role.objects.create(person=person, duty=duty, since_on=JOINED)
    return person


def opens(person, case) -> bool:
    try:
        tries(person, case.number)
    except Broken as broken:
        assert str(broken) == readers.NO_SUCH, "the same answer as where there is none"
    return case.broken.filter(by=person).exists()


def test_a_deputy_of_the_dsl_does_not_open_what_is_about_the_dsl(cast):
    case = story.adult(cast, cast.dsl)
    assert not opens(cast.deputy_dsl, case)
    assert opens(cast.deputy_dsl, story.adult(cast)), "about somebody else they do"


def test_nor_what_is_about_one_who_was_it_until_yesterday(cast):
    case = story.adult(cast, cast.dsl)
    Role.objects.filter(person=cast.dsl).update(until_on=MONDAY.date() - timedelta(days=1))
    assert not opens(cast.deputy_dsl, case)


def test_a_deputy_head_does_not_open_what_is_about_the_head(cast):
    case = story.adult(cast, cast.head)
    holds(cast.deputy, Duty.DEPUTY, Duty.DEPUTY_DSL)
    assert not opens(cast.deputy, case)
    assert opens(cast.deputy_dsl, case), "who is no deputy of the head does"


def test_who_is_the_dsl_as_well_is_nobodys_deputy(cast):
    case = story.adult(cast, holds(cast.other_teacher, Duty.DSL, Duty.TEACHER))
    holds(cast.deputy_dsl, Duty.DSL, Duty.DEPUTY_DSL)
    assert opens(cast.deputy_dsl, case)
