"""Whoever a concern may be about does not read it: by choice, by a typed name, by the account, and by what comes later."""

import pytest
from django.urls import reverse

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.community.actions import people as community_people
from schoolgate.community.tests import files
from schoolgate.concerns.actions import telling, triage
from schoolgate.concerns.models.concern import About, Concern
from schoolgate.concerns.queries import reach
from schoolgate.concerns.rules import AboutReader, Channel, ConcernKind, Whom
from schoolgate.concerns.tests import page, story
from schoolgate.post.models import Message
from tests import cast as people
from tests.cast import MONDAY, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("6.4")]
LEADS = {"dsl", "deputy_dsl"}


def readers(cast, concern: Concern) -> set[str]:
    return {
        part
        for part, person in cast.members().items()
        if person and reach.visible_to(story.fresh(person)).filter(pk=concern.pk).exists()
    }


def written_to(cast) -> set[str]:
    mails = set(Message.objects.values_list("person", flat=True))
    return {part for part, person in cast.members().items() if person and person.pk in mails}


CHOICES = {Whom.CHILD: LEADS, Whom.OTHER: LEADS, Whom.ADULT: {"head"}, Whom.DSL: {"head"}, Whom.HEAD: {"chair"}}


@pytest.mark.parametrize("door", [Channel.PUPIL, Channel.PARENT, Channel.ANONYMOUS, Channel.STAFF])
@pytest.mark.parametrize("whom", CHOICES)
def test_what_is_chosen_decides_who_reads(cast, door, whom):
    if door is Channel.STAFF:
        concern = story.staff(cast, by=cast.teacher, whom=whom)
    else:
        concern = story.outside(cast, door=door, whom=whom)
    assert readers(cast, concern) == CHOICES[whom] == written_to(cast)


@pytest.mark.parametrize("whom,duty", [(Whom.DSL, Duty.HEAD), (Whom.HEAD, Duty.CHAIR), (Whom.HEAD, Duty.DSL)])
def test_who_holds_the_chosen_office_does_not_read_it_by_another(cast, whom, duty):
    meant = cast.dsl if whom is Whom.DSL else cast.head
    meant.roles.create(duty=duty.value, since_on=people.JOINED)
    concern = story.outside(cast, whom=whom)
    assert readers(cast, concern) and not readers(cast, concern) & {"dsl" if whom is Whom.DSL else "head"}


@pytest.mark.parametrize("kind", [ConcernKind.UNHAPPY, ConcernKind.COLLEAGUE])
def test_who_reads_complaints_does_not_read_one_about_themselves(cast, kind):
    tell = story.outside if kind is ConcernKind.UNHAPPY else story.staff
    assert readers(cast, tell(cast, kind=kind, whom=Whom.HEAD)) == {"chair"}
    assert readers(cast, tell(cast, kind=kind, whom=Whom.DSL)) == {"head"}


def test_each_door_asks_and_nothing_goes_without_an_answer(client, cast):
    doors = {
        "worry": ("The safeguarding", "Choose who it is about"),
        "unhappy": ("Yes, the safeguarding", "Select whether"),
    }
    for door, (office, asks) in doors.items():
        place = reverse(f"concerns:{door}", args=["larkhollow"])
        form = client.get(place)
        assert f"{office} lead, Martin Hale" in page.words(form)
        again = client.post(place, {"token": page.value(form, "token"), "words": "Something."})
        assert asks in page.words(again) and "Something.</textarea>" in page.words(again)
    staff = client_of(cast.teacher)
    for kind in ("staff", "colleague", "networking"):
        form = staff.get(f"/tell/staff/{kind}/")
        sent = {"token": page.value(form, "token"), "words": "Something.", "when": "today", "told_in_person": "yes"}
        assert "Choose who it is about" in page.words(staff.post(f"/tell/staff/{kind}/", {**sent, "deed": "send"}))
    said = {"step": "how", "what": "mean", "how": "write", "adult": "any"}
    assert "Who is it about?" in page.words(page.send(client, "/tell/larkhollow/child/", **{**said, "step": "who"}))
    assert not Concern.objects.exists()


@pytest.mark.parametrize(
    "line,right",
    [
        ("Mr Hale (safeguarding lead)", {"head"}),
        ("Martin Hale, safeguarding lead", {"head"}),
        ("Hale, Martin", {"head"}),
        ("Mr Hale and my son Leo", {"head"}),
        ("Mr Hale and Leo Brown", {"head"}),
        ("Martin H", {"head"}),
        ("Ruth Adeyemi, the head", {"chair"}),
        ("Maya’s class teacher", {"head"}),
        ("Ben from next door", LEADS),
    ],
)
def test_a_line_for_names_is_read_as_a_whole(cast, line, right):
    """With a child chosen, so that only the line itself can send it past anybody."""
    told = story.outside(cast, "He shouted.", door=Channel.PARENT, whom=Whom.CHILD, names=(line,))
    staff = story.staff(cast, "He shouted.", by=cast.office, whom=Whom.CHILD, names=(line,))
    assert readers(cast, told) == readers(cast, staff) == right


def test_who_is_only_in_the_account_does_not_read_it(cast):
    concern = story.outside(cast, "My daughter says that mr hail from your school writes to her.", whom=Whom.CHILD)
    assert readers(cast, concern) == {"head"} and About.objects.get(concern=concern).by_name


def test_who_is_only_in_a_picture_does_not_read_it(cast):
    chat = story.picture(text="Martin Hale: do not tell your mum")
    concern = story.outside(cast, "Look at this.", whom=Whom.CHILD, enclosures=(chat,))
    assert readers(cast, concern) == {"head"}


def test_a_name_that_means_nobody_goes_first_to_a_reader_it_cannot_mean(cast):
    concern = story.outside(cast, "He shouted.", whom=Whom.OTHER, names=("Mr Marten Hollis",))
    assert "dsl" not in readers(cast, concern)
    assert readers(cast, story.outside(cast, "He shouted.", whom=Whom.OTHER, names=("Zbigniew",))) == LEADS


def test_the_tellers_own_name_is_nobodys_whom_it_is_about(cast):
    concern = story.outside(cast, "He shouted.", whom=Whom.CHILD, own_names=("Ruth (who told us)", "Martin Hale"))
    assert readers(cast, concern) == LEADS and [name.of_teller for name in concern.names.all()] == [True, True]


def test_whoever_writes_of_their_own_duty_reads_what_they_wrote(cast):
    concern = story.staff(cast, "Leo told me, the safeguarding lead, about a film.", by=cast.dsl, whom=Whom.CHILD)
    assert "dsl" in readers(cast, concern)


def test_somebody_always_reads_it(cast):
    """Where everyone in the line is named, the last in it reads it rather than nobody; never one who was chosen."""
    everyone = "The safeguarding lead, the deputy DSL, the head, the deputy head and the chair of governors all knew."
    assert readers(cast, story.outside(cast, everyone, whom=Whom.CHILD)) == {"chair"}
    assert readers(cast, story.outside(cast, everyone, whom=Whom.DSL, names=("the chair of governors",))) == {"deputy"}


def test_not_meant_gives_it_back(cast):
    concern = story.outside(cast, "Mr Hale’s dog bit him.", whom=Whom.CHILD)
    triage.not_meant(concern, person=cast.dsl, reason="A neighbour.", by=story.fresh(cast.head), at=MONDAY)
    assert readers(cast, concern) >= LEADS


def test_what_is_added_later_sends_it_past_whom_it_names(cast):
    concern = story.outside(cast, "Somebody writes to her.", whom=Whom.CHILD)
    story.read(concern, cast.dsl)
    Message.objects.all().delete()
    telling.reply(
        cast.school,
        words="She says now that it is Mr Hale.",
        receipt=concern.receipt,
        about_reader=AboutReader.YES,
        by=access.Outsider(cast.school.pk),
        at=MONDAY,
    )
    assert readers(cast, concern) == {"head"} == written_to(cast)


# ---- people who come later


def add(cast, duty: Duty, first: str, last: str):
    return community_people.add_person(
        cast.school,
        duty=duty,
        since_on=MONDAY.date(),
        first_name=first,
        last_name=last,
        by=story.fresh(cast.head),
        at=MONDAY,
    )


def reads(person, concern) -> bool:
    return reach.visible_to(story.fresh(person)).filter(pk=concern.pk).exists()


def test_who_was_named_before_they_came_does_not_read_it_when_they_lead(cast):
    concern = story.outside(cast, "He shouted.", whom=Whom.CHILD, names=("Mr Quillfeather",))
    later = add(cast, Duty.TEACHER, "Jonas", "Quillfeather")
    assert About.objects.filter(concern=concern, person=later, by_name=True).exists()
    later.roles.create(duty=Duty.DSL.value, since_on=people.JOINED)
    assert not reads(later, concern)


def test_who_was_in_an_account_before_they_led_does_not_read_it(cast):
    concern = story.outside(cast, "Mr Whitby shouts at them.", whom=Whom.CHILD)
    assert readers(cast, concern) == LEADS
    community_people.give_duty(
        story.fresh(cast.other_teacher), duty=Duty.HEAD, since_on=MONDAY.date(), by=story.fresh(cast.head), at=MONDAY
    )
    assert not reads(cast.other_teacher, concern) and readers(cast, concern) == {"chair"}


def test_another_name_is_matched_anew(cast):
    concern = story.outside(cast, "He shouted.", whom=Whom.CHILD, names=("Mrs Quillfeather",))
    community_people.edit_person(
        story.fresh(cast.dsl), last_name="Quillfeather", by=story.fresh(cast.office), at=MONDAY
    )
    assert readers(cast, concern) == {"head"}


def test_a_former_colleague_is_meant_and_comes_back_without_reading_it(cast):
    community_people.record_leaving(
        story.fresh(cast.other_teacher), left_on=people.JOINED, by=story.fresh(cast.head), at=MONDAY
    )
    concern = story.outside(cast, "He shouted.", whom=Whom.CHILD, names=("Mr Whitby",))
    assert About.objects.filter(concern=concern, person=cast.other_teacher).exists()


def test_nobody_else_is_touched_by_somebody_new(cast):
    concern = story.outside(cast, "He shouted.", whom=Whom.CHILD, names=("Ben",))
    add(cast, Duty.TEACHER, "Jonas", "Quillfeather")
    assert readers(cast, concern) == LEADS and not concern.about.exists()


def test_a_name_left_in_the_search_is_not_lost(cast):
    client = client_of(cast.teacher)
    form = client.get("/tell/staff/staff/")
    sent = {"token": page.value(form, "token"), "words": "He shouted.", "when": "today", "told_in_person": "yes"}
    again = page.words(client.post("/tell/staff/staff/", {**sent, "whom": "child", "q": "Hale", "deed": "send"}))
    assert "“Hale” stands in the search and was not chosen" in again and not Concern.objects.exists()


@pytest.mark.parametrize(
    "line",
    [
        "staff,S9,Jonas,Quillfeather,,,,j.quillfeather@larkhollow.example,teacher,,",
        "governor,G9,Jonas,Quillfeather,,,,j.quillfeather@larkhollow.example,,,",
    ],
)
def test_whoever_an_import_brings_is_matched_too(cast, line):
    concern = story.outside(cast, "He shouted.", whom=Whom.CHILD, names=("Mr Quillfeather",))
    head = "kind,id,first name,last name,date of birth,class,year,email,duties,children,relation\n"
    files.imported(cast.school, f"{head}{line}\n", by=story.fresh(cast.head))
    assert About.objects.filter(concern=concern, person__last_name="Quillfeather", by_name=True).exists()


def test_a_teller_who_comes_to_the_staff_later_was_not_named_by_their_own_name(cast):
    concern = story.outside(cast, "He shouted.", whom=Whom.CHILD, own_names=("Jonas Quillfeather",))
    later = add(cast, Duty.TEACHER, "Jonas", "Quillfeather")
    assert not concern.about.exists()
    community_people.give_duty(
        story.fresh(later), duty=Duty.HEAD, since_on=MONDAY.date(), by=story.fresh(cast.head), at=MONDAY
    )
    assert not concern.about.exists()


def test_a_form_about_an_adult_offers_no_child(cast):
    client = client_of(cast.teacher)
    assert "A child, or several" in page.words(client.get("/tell/staff/staff/"))
    assert "A child, or several" not in page.words(client.get("/tell/staff/colleague/"))


def test_readers_see_whom_the_teller_chose(cast):
    concern = story.outside(cast, whom=Whom.ADULT)
    words = page.words(client_of(cast.head).get(reverse("concerns:concern", args=[concern.pk])))
    assert "About whom" in words and "An adult at school" in words
