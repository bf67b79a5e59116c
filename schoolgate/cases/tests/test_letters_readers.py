"""Letters of cases, for whoever they are for, and in the words of each school."""

from datetime import timedelta

import pytest
from django.db.models import Q

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.cases import letters
from schoolgate.cases.actions import letters as case_letters
from schoolgate.cases.models.papers import Letter, LetterTemplate
from schoolgate.cases.queries import letter_checks, letter_lines, letter_readers, letters_received, reach
from schoolgate.cases.queries import letters as known
from schoolgate.cases.tests import letters as post
from schoolgate.cases.tests import story
from schoolgate.community.models import Care
from tests import cast as people
from tests import families
from tests.cast import JOINED, MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def telephone(cast):
    post.reachable(cast)


LATER = MONDAY + timedelta(days=2)


# ---- for whoever it is for


def test_only_its_reader_opens_it_and_the_first_time_is_kept(cast, sent):
    mother = story.fresh(cast.parent)
    assert list(letters_received.received_by(mother)) == [sent]
    for day in (MONDAY, LATER):
        case_letters.open_letter(cast.school, letter=sent, by=mother, at=day)
    assert letter_lines.opened_at_of([sent]) == {sent.pk: MONDAY}
    for who in ("teacher", "paper_parent", "office", "dsl", "head"):
        assert not letters_received.received_by(story.fresh(getattr(cast, who))).exists()
        with pytest.raises(access.Refused):
            case_letters.open_letter(cast.school, letter=sent, by=story.fresh(getattr(cast, who)), at=MONDAY)


def test_a_draft_and_a_printed_letter_are_not_there(cast, letter):
    assert not letters_received.received_by(story.fresh(cast.parent)).exists()
    post.print_it(letter, cast.head)
    assert not letters_received.received_by(story.fresh(cast.parent)).exists()
    assert not Letter.objects.filter(Q(how="email")).exists()


def test_the_adult_reads_their_letter_and_still_no_case(cast, suspended):
    letter = post.send(
        post.written(suspended, "staff_suspension", post.key(cast.teacher, cast.teacher), cast.head), cast.head
    )
    teacher = story.fresh(cast.teacher)
    case_letters.open_letter(cast.school, letter=letter, by=teacher, at=MONDAY)
    assert list(letters_received.received_by(teacher)) == [letter]
    assert not reach.visible_to(teacher, MONDAY).exists()


# ---- the school's own words


def test_the_head_writes_a_letter_in_the_schools_words_and_takes_them_back(cast, underage):
    head = story.fresh(cast.head)
    case_letters.edit_template(
        cast.school,
        kind="underage",
        title="About {child_first}",
        words="Hello {reader}. {what} {site}",
        by=head,
        at=MONDAY,
    )
    assert post.to_priya(cast, underage).title == "About Maya"
    case_letters.restore_template(cast.school, kind="underage", by=head, at=MONDAY)
    assert post.to_priya(cast, underage).title == "Maya and a site with an age limit"


@pytest.mark.parametrize("who", ["teacher", "office", "it", "parent", "governor", "chair", "deputy"])
def test_others_leave_the_words_alone(cast, who):
    by = story.fresh(getattr(cast, who))
    with pytest.raises(access.Refused):
        case_letters.edit_template(cast.school, kind="join", title="x", words="{what}", by=by, at=MONDAY)
    with pytest.raises(access.Refused):
        case_letters.restore_template(cast.school, kind="join", by=by, at=MONDAY)
    assert not LetterTemplate.objects.exists()


def test_words_without_what_a_letter_must_say_are_refused(cast):
    with pytest.raises(Broken, match=r"\{view\}"):
        case_letters.edit_template(
            cast.school,
            kind="suspension",
            title="x",
            words="{reasons} {days} {first_day} {back_on} {work}",
            by=story.fresh(cast.head),
            at=MONDAY,
        )


def test_each_school_has_its_own_words(cast, other_school):
    case_letters.edit_template(
        cast.school, kind="join", title="Ours", words="{what}", by=story.fresh(cast.head), at=MONDAY
    )
    assert known.template_of(other_school.school.pk, letters.kind("join")).title != "Ours"
    assert known.template_of(cast.school.pk, letters.kind("join")).title == "Ours"


@pytest.mark.clause("5.p.4")
def test_where_a_colleague_accepted_the_family_hears_nothing_before_the_lados_advice(cast):
    """Whatever kind of letter it is: none of them is a way around the step."""
    case = story.opened(cast, "join", by=cast.head, harmed=[cast.pupil])
    story.do(case, "told", cast.head)
    story.do(case, "declined", cast.head, outcome="accepted")
    for kind in ("parents", "meeting", "join", "closing"):
        letter = post.written(case, kind, post.key(cast.pupil, cast.parent), cast.head, when="Friday", about="x")
        assert any(
            "It is not time" in item for item in letter_checks.what_is_wrong(letter, story.fresh(cast.head), MONDAY)
        )
    other = story.opened(cast, "join", by=cast.head, harmed=[cast.pupil])
    story.do(other, "told", cast.head)
    story.do(other, "declined", cast.head, outcome="declined")
    letter = post.written(other, "join", post.key(cast.pupil, cast.parent), cast.head)
    assert post.send(letter, cast.head).sent_at


def test_parents_who_are_not_told_get_no_letter_either(cast):
    """Where telling them would add to the risk: none of the letters to a family is a way around that decision."""
    case = story.opened(cast, "contact", by=cast.dsl, harmed=[cast.pupil])
    to, dsl = post.key(cast.pupil, cast.parent), cast.dsl
    those = [post.written(case, kind, to, dsl, when="Friday", about="It") for kind in ("parents", "meeting", "closing")]
    story.walk(case, dsl, until="parents", other=cast.head)
    assert not [item for letter in those for item in letter_checks.what_is_wrong(letter, story.fresh(dsl), MONDAY)]
    story.do(case, "parents", dsl, child=cast.pupil, outcome="not_told")
    for letter in those:
        assert any("It is not time" in item for item in letter_checks.what_is_wrong(letter, story.fresh(dsl), MONDAY))


@pytest.mark.clause("6.2")
def test_a_consultation_without_names_sends_no_form_with_names(cast):
    case = story.adult(cast)
    letter = post.written(
        case,
        "lado",
        post.key(cast.teacher, None),
        cast.head,
        children="Two.",
        allegation="He hit.",
        safe="Yes.",
        post="Teacher.",
    )
    story.do(case, "record", cast.head)
    assert not list(letter_checks.what_is_wrong(letter, story.fresh(cast.head), MONDAY))
    for limb in ("harm", "offence", "risk", "suitability"):
        story.do(case, f"limb_{limb}", cast.head, outcome="no")
    story.do(case, "lado", cast.head, outcome="consultation")
    assert any("It is not time" in item for item in letter_checks.what_is_wrong(letter, story.fresh(cast.head), MONDAY))


# ---- whoever is on record twice


def test_a_parent_whose_records_were_joined_is_offered_once(cast, underage):
    again = people.person(cast.school, "Priya", "Menon", Duty.PARENT, email=False)
    Care.objects.create(parent=again, child=cast.pupil, relation="mother", since_on=JOINED)
    families.join(cast, cast.parent, again)
    offered = letter_readers.choices(story.now(underage), letters.kinds()["underage"], MONDAY.date())
    assert [choice.to for choice in offered if choice.about == cast.pupil] == [cast.parent]


def test_an_adult_whose_records_were_joined_is_offered_once(cast):
    again = people.person(cast.school, "Asha", "Rao", Duty.STAFF)
    case = story.opened(cast, "adult", about=[cast.teacher, again])
    families.join(cast, cast.teacher, again)
    offered = letter_readers.choices(story.now(case), letters.kinds()["staff_suspension"], MONDAY.date())
    assert [choice.to for choice in offered] == [cast.teacher]
