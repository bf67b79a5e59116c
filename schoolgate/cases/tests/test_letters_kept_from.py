"""Letters to the governors: nobody whom the case keeps out has one, when it is written, sent or read."""

import pytest
from django.urls import reverse

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.cases import letters
from schoolgate.cases.actions import letters as case_letters
from schoolgate.cases.models.case import Participant
from schoolgate.cases.models.papers import Letter
from schoolgate.cases.queries import letter_checks, letter_readers, letters_received
from schoolgate.cases.tests import letters as post
from schoolgate.cases.tests import story
from schoolgate.community.models import Role
from schoolgate.engines.procedures.schema import CasePart
from tests import families
from tests.cast import JOINED, MONDAY, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("6.4")]
KIND = letters.kind("governors")


def offered(case) -> set[str]:
    found = letter_readers.choices(case, KIND, MONDAY.date())
    return {str(choice.to) if choice.to else choice.to_name for choice in found}


def has_part(person, case, part) -> None:
    Participant.objects.create(case=case, person=person, part=part.value, at=MONDAY, by=case.opened_by)


def test_the_chair_has_it_where_nothing_keeps_them_out(cast):
    case = post.underage(cast)
    assert offered(case) == {str(cast.chair)}
    assert letter_readers.why_not_the_chair(case, KIND, MONDAY.date()) == ""


@pytest.mark.parametrize("tie", [families.carer, families.former_carer, families.step_parent, families.approved])
@pytest.mark.parametrize("hurt", [True, False])
def test_a_chair_who_is_family_is_not_offered_and_another_governor_is(cast, tie, hurt):
    case = post.underage(cast)
    draft = post.written(case, KIND.id, post.key(cast.pupil, cast.chair), cast.head)
    tie(cast.chair, post.liam(cast) if hurt else cast.pupil)
    assert offered(case) == {str(cast.governor)}
    assert "another governor" in letter_readers.why_not_the_chair(case, KIND, MONDAY.date())
    wrong = letter_checks.what_is_wrong(draft, story.fresh(cast.head), MONDAY)
    assert any("is not somebody to whom this letter can go" in words for words in wrong)
    with pytest.raises(Broken, match="Choose to whom"):
        post.written(case, KIND.id, post.key(cast.pupil, cast.chair), cast.head)


def test_nor_is_a_chair_who_was_harmed_or_works_here(cast):
    case = post.underage(cast)
    has_part(cast.chair, case, CasePart.HARMED)
    assert offered(story.now(case)) == {str(cast.governor)}
    Role.objects.create(person=cast.governor, duty=Duty.STAFF, since_on=JOINED)
    assert offered(story.now(case)) == {letter_readers.CLERK}


def test_where_no_governor_may_have_it_it_goes_on_paper_to_the_clerk(cast):
    case = post.underage(cast)
    for one in (cast.chair, cast.governor):
        families.carer(one, post.liam(cast))
    assert offered(case) == {letter_readers.CLERK}
    letter = post.written(case, KIND.id, post.key(cast.pupil, None), cast.head)
    assert (letter.to, letter.to_name) == (None, letter_readers.CLERK)
    with pytest.raises(Broken, match="Print it"):
        post.send(letter, cast.head)


def test_where_there_is_no_chair_another_governor_has_it(cast):
    Role.objects.filter(person=cast.chair).delete()
    case = post.underage(cast)
    assert offered(case) == {str(cast.governor)}
    assert letter_readers.why_not_the_chair(case, KIND, MONDAY.date()).startswith("No one is chair")


def test_the_pages_say_why(cast):
    case = post.underage(cast)
    families.carer(cast.chair, post.liam(cast))
    client = client_of(cast.head)
    page = client.get(reverse("cases:letter_reader", args=[case.pk, KIND.id])).content.decode()
    assert "because of who is in this case" in " ".join(page.split())
    assert str(cast.chair) not in page
    to = reverse("cases:letter_write", args=[case.pk, KIND.id, post.key(cast.pupil, cast.governor)])
    assert "another governor" in client.get(to).content.decode()


# ---- when it is read


def sent_to(case, to, *, about, kind=KIND.id) -> Letter:
    return Letter.objects.create(
        case=case,
        kind=kind,
        about=about,
        to=to,
        title="A notice",
        words="Words.",
        written_at=MONDAY,
        written_by=story.fresh(case.opened_by),
        digest="0" * 64,
        path="none",
        how="email",
        sent_at=MONDAY,
        sent_by=story.fresh(case.opened_by),
    )


def can_open(person, letter) -> bool:
    by = story.fresh(person)
    there = letters_received.received_by(by).filter(pk=letter.pk).exists()
    try:
        case_letters.open_letter(by.school, letter=letter, by=by, at=MONDAY)
    except access.Refused:
        assert not there
        return False
    assert there
    return True


def test_a_governor_who_turns_out_to_be_family_reads_it_no_more(cast):
    case = post.underage(cast)
    letter = sent_to(case, cast.chair, about=cast.pupil)
    assert can_open(cast.chair, letter)
    families.carer(cast.chair, post.liam(cast))
    assert not can_open(cast.chair, letter)


@pytest.mark.parametrize("part", [CasePart.HARMED, CasePart.SUBJECT])
def test_nor_one_who_has_a_part_in_it_now(cast, part):
    case = post.underage(cast)
    letter = sent_to(case, cast.chair, about=cast.pupil)
    has_part(cast.chair, case, part)
    assert not can_open(cast.chair, letter)


def test_nor_one_who_is_no_governor_any_more(cast):
    letter = sent_to(post.underage(cast), cast.chair, about=cast.pupil)
    Role.objects.filter(person=cast.chair).delete()
    Role.objects.create(person=cast.chair, duty=Duty.PARENT, since_on=JOINED)
    assert not can_open(cast.chair, letter)


def test_a_carer_whom_it_is_about_now_reads_it_no_more_and_the_adult_goes_on_reading_their_own(cast):
    case = post.underage(cast)
    letter = sent_to(case, cast.parent, about=cast.pupil, kind="parents")
    assert can_open(cast.parent, letter)
    has_part(cast.parent, case, CasePart.SUBJECT)
    assert not can_open(cast.parent, letter)
    assert can_open(cast.parent, sent_to(case, cast.parent, about=cast.parent, kind="staff_suspension"))
