"""The door for complaints: what is a safeguarding matter leaves it, whoever it names; a plain complaint stays one."""

import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.community.models import Role
from schoolgate.concerns import complaints, receipts, rules
from schoolgate.concerns.actions import leaving, meaning, telling, triage
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.queries import reach
from schoolgate.concerns.rules import Channel, ConcernKind, Harm, Whom
from schoolgate.concerns.tests import page, story
from tests.cast import MONDAY, client_of

TEXTS = tomllib.loads(Path(__file__).with_name("complaints.toml").read_text())
LATER = MONDAY + timedelta(minutes=1)
GRABBED = "{head}, the head teacher, grabbed my son by the arm, and now he has a bruise."
PLAIN = "The lunch menu has had no vegetarian choice for three weeks."


@pytest.mark.parametrize("words", TEXTS["safeguarding"])
def test_an_injury_or_what_an_adult_did_is_no_complaint(words):
    assert complaints.reads_like_one(words)


@pytest.mark.parametrize("words", ["She wouldn't let him go to the toilet.", "They didn’t give her any water all day."])
def test_what_was_not_allowed_is_heard_however_it_is_shortened(words):
    assert complaints.reads_like_one(words)


@pytest.mark.parametrize("words", TEXTS["complaints"])
def test_a_plain_complaint_stays_one(words):
    assert not complaints.reads_like_one(words)


@pytest.mark.parametrize("words", TEXTS["safeguarding"][::9])
def test_spelling_and_quotes_of_a_phone_change_nothing(words):
    assert complaints.reads_like_one(words.upper())
    assert complaints.reads_like_one(words.replace("'", "’").replace(" ", "\n  "))


def complain(client, words, whom="other", **said):
    address = reverse("concerns:unhappy", args=["larkhollow"])
    token = page.value(client.get(address), "token")
    with time_machine.travel(LATER):
        return page.words(client.post(address, {"token": token, "words": words, "whom": whom, **said}))


def readers(concern):
    return set(reach.readers_of(concern, reach.today(LATER)))


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["stranger", "parent", "assistant"])
@pytest.mark.parametrize("whom", ["other", "adult", "head"])
def test_at_every_door_it_leaves_the_complaints_and_is_not_read_by_whom_it_names(client, cast, who, whom):
    door = client if who == "stranger" else client_of(getattr(cast, who))
    told = complain(door, GRABBED.format(head=cast.head), whom)
    concern = Concern.objects.get()
    assert (concern.kind, concern.first_kind, concern.answer_by) == (ConcernKind.WORRY, ConcernKind.UNHAPPY, None)
    assert "So we treat it as a safeguarding concern, not as a complaint." in told
    assert f"<strong>{cast.chair}</strong> will read every word" in told and "You will have an answer by" not in told
    assert readers(concern) == {cast.chair} and concern.words == GRABBED.format(head=cast.head)
    assert concern.harm in (Harm.DANGER, Harm.ADULT)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["stranger", "parent", "assistant"])
def test_at_every_door_a_plain_complaint_has_its_date_and_the_choice_routes_it(client, cast, who):
    door = client if who == "stranger" else client_of(getattr(cast, who))
    for whom, duty in (("other", Duty.HEAD), ("adult", Duty.HEAD), ("dsl", Duty.HEAD), ("head", Duty.CHAIR)):
        Concern.objects.all().delete()
        told = complain(door, PLAIN, whom)
        assert "You will have an answer by" in told and "safeguarding concern" not in told
        concern = Concern.objects.get()
        assert (concern.kind, concern.was_complaint, concern.goes_to) == (ConcernKind.UNHAPPY, False, duty)


@pytest.mark.django_db
def test_the_door_asks_first_whether_it_is_about_somebody_who_works_here(client, cast):
    shown = page.words(client.get(reverse("concerns:unhappy", args=["larkhollow"])))
    order = ["Is it about somebody who works here?", "Yes, the head teacher", "What are you not happy with?"]
    assert [shown.index(words) for words in order] == sorted(shown.index(words) for words in order)
    missing = complain(client, PLAIN, "")
    assert "Select whether it is about somebody who works here" in missing and PLAIN in missing


@pytest.mark.django_db
def test_who_says_that_a_child_was_hurt_is_believed_whatever_the_words(client, cast):
    assert "safeguarding concern" in complain(client, "What happened at lunch is a disgrace.", hurt="on")
    assert Concern.objects.get().goes_to == Duty.DSL


@pytest.mark.django_db
def test_an_injury_without_an_adult_goes_to_the_safeguarding_lead(client, cast):
    complain(client, "A boy punched my son in the stomach and he came home with a black eye.")
    assert Concern.objects.get().goes_to == Duty.DSL


@pytest.mark.django_db
def test_what_stands_in_a_picture_is_read_too(cast):
    read = story.picture(text="miss slapped me in the face")
    concern = story.outside(cast, "Please see the picture.", kind=ConcernKind.UNHAPPY, enclosures=(read,))
    assert concern.was_complaint


@pytest.mark.django_db
def test_what_is_added_later_takes_a_complaint_out_of_the_complaints(cast):
    concern = story.outside(cast, PLAIN, kind=ConcernKind.UNHAPPY)
    story.read(concern, cast.head)
    by = access.Outsider(cast.school.pk)
    telling.reply(cast.school, words="There is more meat now.", receipt=concern.receipt, by=by, at=LATER)
    assert not Concern.objects.get().was_complaint
    telling.reply(cast.school, words="And a boy broke my son's wrist.", receipt=concern.receipt, by=by, at=LATER)
    concern = Concern.objects.get()
    assert concern.was_complaint and readers(concern) == {cast.dsl, cast.deputy_dsl}
    assert concern.acknowledged_at is None and concern.answer_by  # what was promised stays promised


@pytest.mark.django_db
def test_the_same_form_sent_again_with_more_leaves_too(cast):
    token = receipts.form_token(MONDAY - timedelta(minutes=1))
    story.outside(cast, PLAIN, kind=ConcernKind.UNHAPPY, token=token)
    story.outside(cast, "A teacher slapped my daughter.", kind=ConcernKind.UNHAPPY, token=token, at=LATER)
    assert Concern.objects.get().was_complaint


@pytest.mark.django_db
def test_a_note_of_networking_that_tells_of_an_adults_conduct_goes_to_the_head_not_to_the_lead(cast):
    words = "Mr Farrow sat in the library and was messaging a pupil about his underwear."
    concern = story.staff(cast, words, about=[cast.teacher], kind=ConcernKind.NETWORKING)
    assert (concern.kind, concern.goes_to) == (ConcernKind.STAFF, Duty.HEAD)
    plain = story.staff(cast, "He looked at the football results.", about=[cast.teacher], kind=ConcernKind.NETWORKING)
    assert (plain.kind, plain.goes_to) == (ConcernKind.NETWORKING, Duty.DSL)


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["The chair of governors never answers.", "The chair of governors grabbed my son."])
def test_about_the_chair_another_governor_reads_it_and_never_the_chair(cast, words):
    concern = story.outside(cast, words, kind=ConcernKind.UNHAPPY)
    assert readers(concern) == {cast.head, cast.governor}


@pytest.mark.django_db
def test_one_press_hands_a_complaint_over_and_who_had_it_has_it_no_more(cast):
    concern = story.read(story.outside(cast, "Lunch was not nice for Leo.", kind=ConcernKind.UNHAPPY), cast.head)
    triage.share(concern, person=cast.office, reason="Who was on lunch?", by=story.fresh(cast.head), at=MONDAY)
    head, office = client_of(cast.head), client_of(cast.office)
    address = reverse("concerns:concern", args=[concern.pk])
    assert "hand it over" in page.words(head.get(address)) and "hand it over" in page.words(office.get(address))
    press = reverse("concerns:hand_over", args=[concern.pk])
    assert head.get(press).url == address and Concern.objects.get().kind == ConcernKind.UNHAPPY
    told = page.words(office.post(press, follow=True))
    assert "Handed over." in told and "no longer open to you" in told
    concern = Concern.objects.get()
    assert concern.kind == ConcernKind.WORRY and readers(concern) == {cast.dsl, cast.deputy_dsl}
    assert office.get(address).status_code == head.get(address).status_code == 404
    shown = page.words(client_of(cast.dsl).get(address))
    assert "Told as: something someone is not happy with at school" in shown and leaving.HANDED_OVER in shown
    assert "hand it over" not in shown


@pytest.mark.django_db
def test_what_was_no_complaint_or_has_ended_is_not_handed_over(cast):
    worry = story.read(story.outside(cast), cast.dsl)
    with pytest.raises(Broken, match="not told as a complaint"):
        leaving.hand_over(worry, by=story.fresh(cast.dsl), at=MONDAY)
    ended = story.read(story.outside(cast, PLAIN, kind=ConcernKind.UNHAPPY), cast.head)
    Concern.objects.filter(pk=ended.pk).update(status=rules.Status.FINISHED.value)
    with pytest.raises(Broken, match="Take the decision back first"):
        leaving.hand_over(ended, by=story.fresh(cast.head), at=MONDAY)
    with pytest.raises(access.Refused):
        leaving.hand_over(ended, by=story.fresh(cast.teacher), at=MONDAY)


@pytest.mark.django_db
def test_a_press_that_comes_second_changes_nothing(cast):
    concern = story.outside(cast, PLAIN, kind=ConcernKind.UNHAPPY, whom=Whom.ADULT, door=Channel.PARENT)
    for _ in range(2):
        leaving.hand_over(concern, by=story.fresh(cast.head), at=MONDAY)
    concern = Concern.objects.get()
    assert concern.addenda.count() == 1 and (concern.harm, concern.goes_to) == (Harm.ADULT, Duty.HEAD)


@pytest.mark.django_db
def test_the_words_of_handing_over_mean_nobody(cast):
    Role.objects.create(person=cast.governor, duty=Duty.DEPUTY_DSL, since_on=MONDAY.date())
    concern = story.outside(cast, PLAIN, kind=ConcernKind.UNHAPPY)
    leaving.hand_over(concern, by=story.fresh(cast.head), at=MONDAY)
    meaning.match_again(cast.school.pk, [cast.dsl.pk, cast.governor.pk, cast.head.pk], LATER)
    assert not Concern.objects.get().about.exists()
