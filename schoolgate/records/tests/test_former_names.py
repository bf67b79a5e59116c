"""A former name is covered as the name is; the former name of whoever asks is theirs to read."""

import pytest

from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.cases.tests import letters as post
from schoolgate.community.models import Care
from schoolgate.community.tests.test_former_names import edit
from schoolgate.concerns.models.concern import UnmatchedName
from schoolgate.concerns.tests import story as told
from schoolgate.records.tests.test_covered_names import SEAN, answer_of, case_of, pack_of, wrote
from schoolgate.records.tests.test_masking import every_way, left_of
from schoolgate.records.tests.test_records import request_of
from tests import cast as people
from tests.cast import JOINED

pytestmark = pytest.mark.django_db


@pytest.fixture
def renamed(cast):
    """A child who had a name that is written in many ways, and his mother, who is called otherwise now too."""
    child = people.pupil(cast.school, SEAN.first, SEAN.last, cast.pupil.born_on, cast.kestrels)
    child.known_as = SEAN.known_as
    child.save(update_fields=["known_as"])
    mother = people.person(cast.school, "Gráinne", "Dunleavy", Duty.PARENT)
    Care.objects.create(parent=mother, child=child, relation="mother", since_on=JOINED)
    edit(cast, mother, last_name="Vanstone")
    return edit(cast, child, first_name="Otto", last_name="Vanstone", known_as="")


def test_no_spelling_of_a_former_name_leaves_in_an_answer_or_in_a_file(cast, renamed):
    case = case_of(cast, renamed)
    for number, way in enumerate(every_way(SEAN)):
        wrote(case, f"{number}: Maya said {way} hit her.", cast)
    wrote(case, "Otto Vanstone, and Mrs Dunleavy, who is Mrs Vanstone, shouted.", cast)
    words, (pack, names) = answer_of(cast, request_of(cast)), pack_of(cast, case)
    for shown in (words, pack, " ".join(names)):
        assert not left_of(SEAN, shown) and not {"Otto", "Dunleavy", "Vanstone"} & set(shown.replace(",", "").split())


def test_another_child_of_the_school_by_a_former_whole_name(cast, renamed):
    case = case_of(cast)
    wrote(case, "Maya sat beside Seán O’Brien-Ash.", cast)
    assert "Maya sat beside another child." in answer_of(cast, request_of(cast))


def test_a_colleague_who_told_is_asked_about_by_their_former_name(cast):
    concern = told.staff(cast, "marigold", by=cast.teacher, about=[cast.pupil])
    edit(cast, cast.teacher, last_name="Quill")
    told.read(concern, cast.dsl)
    case = case_of(cast)
    case.from_concerns.create(concern=concern, by=cast.dsl, at=case.opened_at)
    wrote(case, "Asha Kapoor was in the room.", cast)
    words = answer_of(cast, request_of(cast))
    assert "Kapoor" not in words and "Somebody else was in the room" in words


def test_their_own_former_name_is_on_record_for_whoever_asks_and_is_not_covered(cast):
    edit(cast, cast.pupil, first_name="Tess", last_name="Okafor")
    case = case_of(cast, names=["Maya Nair"])
    wrote(case, "Maya Nair came in crying.", cast)
    words = answer_of(cast, request_of(cast))
    assert "Formerly: Maya Nair, until" in words and "Maya Nair came in crying." in words
    assert not UnmatchedName.objects.exists()


@pytest.mark.parametrize("words", ["Liam Doyle was hurt.", "It was Liam’s phone.", "The Doyle family knows."])
def test_no_letter_to_a_family_names_another_child_by_a_former_name(cast, words):
    case = post.underage(cast)
    edit(cast, post.liam(cast), first_name="Kit", last_name="Brandt")
    with pytest.raises(Broken, match="It names Kit Brandt, who must not be named in a letter to Priya Nair"):
        post.send(post.to_priya(cast, case, what=words), cast.head)


def test_nor_a_child_who_has_no_part_in_it(cast):
    post.reachable(cast)
    other = people.pupil(cast.school, "Dora", "Quick", cast.pupil.born_on, cast.kestrels)
    case = post.underage(cast)
    edit(cast, other, last_name="Brandt")
    with pytest.raises(Broken, match="It names Dora Brandt"):
        post.send(post.to_priya(cast, case, what="Dora Quick was there."), cast.head)
    post.send(post.to_priya(cast, case, what="A quick word."), cast.head)


def test_a_letter_may_name_its_own_child_by_a_former_name(cast):
    post.reachable(cast)
    case = post.underage(cast)
    edit(cast, cast.pupil, first_name="Tess")
    post.send(post.to_priya(cast, case, what="Maya Nair was there."), cast.head)
