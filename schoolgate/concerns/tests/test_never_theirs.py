"""A false former name keeps somebody from reading until two people say that it was never theirs."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.cases.queries import reach as case_reach
from schoolgate.cases.tests import story as case_story
from schoolgate.community.actions import former_names, joins
from schoolgate.community.actions import people as community_people
from schoolgate.community.actions.intakes import import_people
from schoolgate.community.former_names import GivenName, ever, note_given
from schoolgate.community.intake import applying
from schoolgate.community.models import FormerName
from schoolgate.community.queries import former_names as names
from schoolgate.community.tests import files, test_import_pages
from schoolgate.community.tests.test_former_names import HEAD, row
from schoolgate.concerns.actions import triage
from schoolgate.concerns.models.watching import Alert
from schoolgate.concerns.rules import AlertKind, Whom
from schoolgate.concerns.tests import page, story
from schoolgate.concerns.tests.test_taken_out import reads
from schoolgate.engines.procedures.schema import CasePart
from tests import cast as people
from tests import families
from tests.cast import MONDAY, client_of
from tests.families import agreed

pytestmark = [pytest.mark.django_db, pytest.mark.clause("6.4")]
fresh, DAY = story.fresh, timedelta(days=1)
LATER = MONDAY + 3 * DAY


def edit(cast, person, at, *, by=None, **fields):
    return community_people.edit_person(fresh(person), by=fresh(by or cast.office), at=at, **fields)


def called_for_two_days(cast, person, *, by=None, last="Barlow", first=None) -> FormerName:
    """Somebody, whom nothing here means, calls a colleague otherwise for two days, and puts it right then."""
    by = by or cast.deputy
    was = {"first_name": person.first_name, "last_name": person.last_name}
    edit(cast, person, MONDAY, by=by, last_name=last, first_name=first or person.first_name)
    edit(cast, person, MONDAY + 2 * DAY, by=by, **was)
    return fresh(person).former_names.get(until_at=MONDAY + 2 * DAY)


def told(cast, words="Mrs Barlow slaps him.", at=LATER, **said):
    return story.outside(cast, words, at=at, **{"whom": Whom.CHILD, **said})


def says(name, who, at=LATER, reason="I have known him for years."):
    return former_names.say_never_theirs(FormerName.objects.get(pk=name.pk), reason=reason, by=fresh(who), at=at)


def may_say(name, who, at=LATER) -> bool:
    return any(line.name.pk == name.pk and line.may_say for line in names.lines(fresh(who), at))


# ---- the attack


def test_a_name_of_two_days_counts_until_two_say_it_was_never_so(cast):
    name = called_for_two_days(cast, cast.dsl)
    assert not reads(cast.dsl, told(cast))
    says(name, cast.head)
    assert not reads(cast.dsl, told(cast, "Mrs Barlow slaps him!"))
    says(name, cast.chair)
    assert reads(cast.dsl, told(cast, "Mrs Barlow slaps him again."))


@pytest.mark.parametrize("order", [("head", "governor"), ("governor", "chair"), ("chair", "head")])
def test_one_of_the_two_is_the_head_or_the_chair(cast, order):
    name = called_for_two_days(cast, cast.dsl)
    for who in order:
        says(name, getattr(cast, who))
    assert reads(cast.dsl, told(cast))


def test_two_governors_are_not_enough(cast):
    another = people.person(cast.school, "Ivo", "Lark", Duty.GOVERNOR)
    name = called_for_two_days(cast, cast.dsl)
    says(name, cast.governor)
    says(name, another)
    assert not reads(cast.dsl, told(cast))


def test_nobody_says_it_twice(cast):
    name = called_for_two_days(cast, cast.dsl)
    says(name, cast.head)
    with pytest.raises(access.Refused):
        says(name, cast.head)
    assert not reads(cast.dsl, told(cast))


# ---- who may not


@pytest.mark.parametrize("who", ["head", "chair"])
def test_nobody_says_it_of_their_own(cast, who):
    person = getattr(cast, who)
    name = called_for_two_days(cast, person)
    assert not may_say(name, person)
    with pytest.raises(access.Refused):
        says(name, person)


@pytest.mark.parametrize("by", ["head", "deputy"])
def test_whoever_entered_it_is_neither_of_the_two(cast, by):
    name = called_for_two_days(cast, cast.dsl, by=getattr(cast, by))
    assert may_say(name, cast.head) is (by != "head")


def test_whoever_entered_it_and_whoever_entered_it_a_second_time(cast):
    called_for_two_days(cast, cast.dsl)
    edit(cast, cast.dsl, LATER, by=cast.head, last_name="Barlow")
    edit(cast, cast.dsl, LATER + 2 * DAY, last_name="Hale")
    name = next(one for one in fresh(cast.dsl).former_names.all() if one.last_name == "Barlow")
    assert not may_say(name, cast.head, LATER + 3 * DAY) and may_say(name, cast.chair, LATER + 3 * DAY)


@pytest.mark.parametrize("who", ["dsl", "deputy", "deputy_dsl", "office", "teacher", "parent", "pupil"])
def test_nobody_else_sees_or_says_it(cast, who):
    name = called_for_two_days(cast, cast.head)
    assert not names.lines(fresh(getattr(cast, who)), LATER)
    with pytest.raises(access.Refused):
        says(name, getattr(cast, who))


def test_family_of_the_person_is_neither_of_the_two(cast):
    families.carer(cast.dsl, cast.pupil)
    name = called_for_two_days(cast, cast.dsl)
    says(name, cast.head)
    families.carer(cast.head, cast.pupil)
    says(name, cast.chair)
    assert not reads(cast.dsl, told(cast)), "the voice of somebody who has become family counts no more"


def test_a_governor_of_yesterday_and_one_who_works_here_are_neither(cast):
    name = called_for_two_days(cast, cast.dsl)
    new = people.person(cast.school, "Ivo", "Lark", Duty.GOVERNOR)
    new.roles.update(given_at=LATER)
    both = people.person(cast.school, "Nan", "Ferris", Duty.GOVERNOR, Duty.TEACHER)
    assert not may_say(name, new) and not may_say(name, both) and may_say(name, cast.governor)


def test_a_name_that_was_theirs_from_the_beginning_is_not_struck(cast):
    edit(cast, cast.dsl, MONDAY, last_name="Ashworth")
    name = fresh(cast.dsl).former_names.get()
    assert not may_say(name, cast.head) and not may_say(name, cast.chair)
    with pytest.raises(access.Refused):
        says(name, cast.head)


@pytest.mark.parametrize("on_record", [False, True])
def test_the_page_does_not_say_whose_a_name_was_that_no_one_is_on_record_as_having_entered(cast, on_record):
    if on_record:  # as by a set-up on the console, which nobody at school does
        note_given(cast.dsl, by_id=None, at=MONDAY - DAY)
    edit(cast, cast.dsl, MONDAY, last_name="Ashworth")
    said = page.words(client_of(cast.head).get(reverse("community:former_names")))
    assert "No one is on record as having entered it." in said and "from the beginning" not in said


# ---- other ways to a false name


def imported_and_struck(cast) -> str:
    """The office's file calls the DSL otherwise, and two people say that it was never so; returns that file."""
    line = row(cast.dsl, "staff", "Martin", "Barlow", ",,,,,martin.hale@larkhollow.example,dsl; staff,,")
    files.imported(cast.school, line, by=fresh(cast.office))
    edit(cast, cast.dsl, MONDAY + 2 * DAY, last_name="Hale")
    name = next(one for one in fresh(cast.dsl).former_names.all() if one.last_name == "Barlow")
    says(name, cast.head)
    says(name, cast.chair)
    return line


def test_by_an_import(cast):
    imported_and_struck(cast)
    assert reads(cast.dsl, told(cast))


def test_the_file_that_goes_on_saying_it_is_imported_but_for_that_name(cast):
    line = imported_and_struck(cast) + row(cast.teacher, "staff", "Asha", "Quill").removeprefix(HEAD)
    ready = files.prepared(cast.school, line, by=fresh(cast.office))
    assert any("Martin Hale: the name stays as it is" in note for note in ready.notes)
    files.imported(cast.school, line, by=fresh(cast.office), at=LATER)
    assert str(fresh(cast.dsl)) == "Martin Hale" and str(fresh(cast.teacher)) == "Asha Quill"
    without = files.prepared(cast.school, line)
    by = fresh(cast.office)
    import_people(cast.school, prepared=without, files=["a.csv"], by=by, at=LATER, leaving=without.leaving)
    assert str(fresh(cast.dsl)) == "Martin Hale", "also as worked out without whoever imports"
    files.imported(cast.school, line, by=fresh(cast.head), at=LATER)
    assert str(fresh(cast.dsl)) == "Martin Barlow", "somebody else enters it"


def test_a_short_form_that_was_never_theirs_comes_back_by_no_new_number(cast):
    edit(cast, cast.dsl, MONDAY, known_as="Barlow")
    edit(cast, cast.dsl, MONDAY + 2 * DAY, known_as="")
    name = fresh(cast.dsl).former_names.get()
    says(name, cast.head)
    says(name, cast.chair)
    line = f"{HEAD}governor,G9,Martin,Hale,Barlow,,,,martin.hale@larkhollow.example,,,\n"
    ready = files.prepared(cast.school, line, by=fresh(cast.office))
    assert ready.adopted and any("the name stays as it is" in note for note in ready.notes)
    files.imported(cast.school, line, by=fresh(cast.office), at=LATER)
    assert fresh(cast.dsl).known_as == "" and fresh(cast.dsl).numbers.get().number == "G9"


def test_an_import_that_is_refused_says_why_on_its_page(cast, monkeypatch):
    def refused(*args, **kwargs):
        raise Broken("Somebody was quicker.")

    line = row(cast.teacher, "staff", "Asha", "Quill")
    monkeypatch.setattr(applying, "apply", refused)
    with time_machine.travel(MONDAY, tick=False):
        client = client_of(cast.office)
        shown = test_import_pages.upload(client, ("people.csv", line.encode()))
        done = test_import_pages.agree(client, shown)
    assert "Somebody was quicker." in page.words(done, 422)


def test_put_on_record_by_it_and_made_deputy_later(cast):
    said = {"first_name": "Jean", "last_name": "Barlow", "since_on": MONDAY.date(), "duty": Duty.TEACHER}
    said["also_same_name"] = True
    person = community_people.add_person(cast.school, **said, by=fresh(cast.office), at=MONDAY)
    edit(cast, person, MONDAY + 2 * DAY, first_name="Nell", last_name="Frost")
    community_people.give_duty(fresh(person), duty=Duty.DEPUTY, since_on=LATER.date(), by=fresh(cast.head), at=LATER)
    name = fresh(person).former_names.get()
    says(name, cast.head)
    says(name, cast.chair)
    assert [str(one) for one in ever(fresh(person))] == ["Nell Frost"]


def test_of_a_record_that_was_joined(cast):
    twice = people.person(cast.school, "Marty", "Ross", Duty.TEACHER)
    name = called_for_two_days(cast, twice)
    asked = joins.propose_join(cast.dsl, other=fresh(twice), reason="So.", by=fresh(cast.office), at=LATER)
    agreed(cast, asked, at=LATER)
    assert not reads(cast.dsl, told(cast))
    says(name, cast.head)
    says(name, cast.governor)
    assert reads(cast.dsl, told(cast, "Mrs Barlow slaps him again."))


def test_of_a_child_of_somebody_who_reads_head_and_chair_alone(cast):
    families.carer(cast.dsl, cast.pupil)
    name = called_for_two_days(cast, cast.pupil, first="Tess", last="Flint")
    concern = told(cast, "Tess Flint cries every day.")
    assert not reads(cast.dsl, concern)
    assert not names.lines(fresh(cast.governor), LATER) and may_say(name, cast.chair)
    says(name, cast.head)
    says(name, cast.chair)
    assert reads(cast.dsl, told(cast, "Tess Flint cries still."))
    assert not reads(cast.dsl, concern), "not moved back silently"


# ---- afterwards


def test_what_it_moved_is_asked_again_and_not_moved_back(cast):
    name = called_for_two_days(cast, cast.dsl)
    concern, sure = told(cast), told(cast, "Mrs Barlow and Mr Hale slap him.")
    says(name, cast.head)
    assert not Alert.objects.filter(matter=AlertKind.NAME).exists()
    says(name, cast.chair)
    assert not reads(cast.dsl, concern) and not reads(cast.dsl, sure)
    alert = Alert.objects.get(matter=AlertKind.NAME)
    assert alert.concern == concern and "say that they were not meant" in alert.words
    triage.not_meant(concern, person=cast.dsl, reason="Mrs Barlow.", by=fresh(cast.head), at=LATER)
    assert reads(cast.dsl, concern)


def test_a_case_that_it_moved_is_asked_about_again(cast):
    name = called_for_two_days(cast, cast.dsl)
    said = {"names": [("Barlow, M", CasePart.ALLEGED)], "by": cast.deputy_dsl, "at": LATER}
    case = case_story.opened(cast, about=[cast.young_pupil], **said)
    assert case.parts.filter(person=cast.dsl, by_name=True).exists()
    says(name, cast.head)
    says(name, cast.chair)
    assert case.parts.filter(person=cast.dsl, by_name=True).exists()
    assert not case_reach.visible_to(fresh(cast.dsl), LATER).filter(pk=case.pk).exists()
    assert "never their name" in case.events.last().words


def test_whoever_entered_it_does_not_enter_it_again_and_somebody_else_may(cast):
    name = called_for_two_days(cast, cast.dsl)
    says(name, cast.head)
    says(name, cast.chair)
    with pytest.raises(Broken, match="the name Martin Barlow before.* somebody else enters it"):
        edit(cast, cast.dsl, LATER, by=cast.deputy, last_name="Barlow")
    edit(cast, cast.dsl, LATER, by=cast.head, last_name="Barlow")
    edit(cast, cast.dsl, LATER + 2 * DAY, by=cast.head, last_name="Hale")
    assert not reads(cast.dsl, told(cast, at=LATER + 3 * DAY)), "what was so after all counts like any former name"


def test_the_governors_the_head_and_the_person_are_told(cast):
    name = called_for_two_days(cast, cast.dsl)
    mail.outbox.clear()
    says(name, cast.head)
    assert not mail.outbox
    says(name, cast.chair)
    assert {to for item in mail.outbox for to in item.to} >= {cast.dsl.email, cast.governor.email, cast.head.email}
    assert all("never called Martin Barlow" in item.body for item in mail.outbox)


def test_a_governor_sees_it_for_a_year_and_the_head_always(cast):
    name = called_for_two_days(cast, cast.dsl)
    later = LATER + timedelta(days=400)
    assert may_say(name, cast.governor) and not may_say(name, cast.governor, later)
    assert may_say(name, cast.head, later)


def test_many_names_are_asked_for_like_one(cast):
    def lines() -> int:
        with CaptureQueriesContext(connection) as asked:
            shown.append(names.lines(head, LATER))
        return len(asked)

    shown, head = [], fresh(cast.head)
    called_for_two_days(cast, cast.dsl)
    one = lines()
    for person in (cast.deputy_dsl, cast.chair, cast.deputy):
        called_for_two_days(cast, person, by=cast.office)
    given = {"first_name": "Martin", "last_name": "Dale", "person": cast.dsl}
    GivenName.objects.create(**given, by=cast.office, at=MONDAY)
    FormerName.objects.create(**given, until_at=MONDAY + DAY)
    assert lines() == one and [len(found) for found in shown] == [1, 5]
    by = {str(line.name): line.entered_by for line in shown[1] if line.may_say}
    assert by["Martin Barlow"] == str(cast.deputy) and by["Martin Dale"] == str(cast.office) and len(by) == 5


def test_the_page(cast):
    name = called_for_two_days(cast, cast.dsl)
    client, there = client_of(cast.head), reverse("community:former_names")
    said = page.words(client.get(there))
    assert "Martin Barlow" in said and f"{cast.deputy} entered that name." in said
    assert "on record as having entered" not in said
    deed = reverse("community:say_never_theirs", args=[name.pk])
    assert "was never called Martin Barlow?" in page.words(client.get(deed))
    told = page.words(client.post(deed, {"reason": "So."}, follow=True))
    assert "You have said that it was never their name" in told
    assert client.get(deed).status_code == 404 and client_of(cast.dsl).get(there).status_code in (403, 404)
    with pytest.raises(Broken, match="reason"):
        says(name, cast.chair, reason=" ")
