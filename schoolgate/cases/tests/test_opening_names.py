"""A name that is nobody's is asked about, one by one, when a case is opened: whom it means decides who runs it."""

import pytest

from schoolgate.broken import Broken
from schoolgate.cases.actions import opening
from schoolgate.cases.models.case import Case, Participant
from schoolgate.cases.queries import reach
from schoolgate.cases.tests import story
from schoolgate.concerns.tests import page
from schoolgate.engines.procedures.schema import CasePart
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
fresh = story.fresh
OPEN = "/cases/open/"


def sent(person, **said):
    form = {"procedure": "contact", "source": "child", "began": "elsewhere", "reason": "He asked for pictures."}
    return client_of(person).post(OPEN, {**form, **said})


def test_each_name_that_is_nobodys_has_a_question_of_its_own_and_nothing_is_lost(cast):
    words = page.words(sent(cast.dsl, about="BloxKing77", harmed="Maya Nar"))
    assert "Who is BloxKing77?" in words and "Who is Maya Nar?" in words
    assert "Maya Nair (Kestrels)" in words and words.count("Somebody who is not on record here") == 2
    assert "He asked for pictures.</textarea>" in words and "BloxKing77</textarea>" in words
    assert not Case.objects.exists()


def test_one_answer_is_not_an_answer_to_another(cast):
    words = page.words(sent(cast.dsl, about="BloxKing77", harmed="Maya Nar", who_bloxking77="none"))
    assert "Say who Maya Nar is" in words and "Say who BloxKing77 is" not in words


def test_a_stranger_and_a_child_put_right_are_run_by_whoever_opens_it(cast):
    answers = {"who_bloxking77": "none", "who_maya nar": str(cast.pupil.pk)}
    assert sent(cast.dsl, about="BloxKing77", harmed="Maya Nar", **answers).status_code == 302
    case = Case.objects.get()
    assert not case.restricted and reach.leads(fresh(cast.dsl), case)
    assert {(str(row), row.part) for row in case.parts.all()} == {
        ("BloxKing77", CasePart.ALLEGED),
        ("Maya Nair", CasePart.HARMED),
    }


def test_a_colleague_whom_it_may_mean_is_offered_and_cleared_only_by_a_word(cast):
    words = page.words(sent(cast.dsl, about="Mrs Barlow", harmed="Maya Nair"))
    assert f"{cast.office} (" in words
    assert sent(cast.dsl, about="Mrs Barlow", harmed="Maya Nair", **{"who_mrs barlow": "none"}).status_code == 302
    case = Case.objects.get()
    assert not case.restricted and not case.parts.filter(person=cast.office).exists()
    assert case.events.filter(kind="person").get().words == f"{cast.office} is not meant by “Mrs Barlow”."


def test_a_colleague_who_is_chosen_is_whom_it_is_about(cast):
    answer = sent(cast.dsl, about="Mrs Barlow", harmed="Maya Nair", **{"who_mrs barlow": str(cast.office.pk)})
    assert "Head teacher" in page.words(answer)
    row = Participant.objects.get(person=cast.office)
    assert row.part == CasePart.SUBJECT and not row.by_name and row.case.restricted


def test_nobody_clears_themselves(cast):
    words = page.words(sent(cast.dsl, about="Mr Hale", harmed="Maya Nair", **{"who_mr hale": "none"}))
    assert "may mean you" in words and not Case.objects.exists()


def test_who_was_not_offered_is_not_cleared(cast):
    case = opening.open_case(
        cast.school,
        procedure="contact",
        reason="So.",
        people=[(cast.pupil, CasePart.HARMED)],
        names=[("Mrs Barlow", CasePart.ALLEGED)],
        cleared={"Mrs Barlow": [cast.teacher.pk]},
        by=fresh(cast.dsl),
        at=MONDAY,
    )
    assert case.parts.filter(person=cast.office, by_name=True).exists()


def test_one_who_is_added_later_is_asked_about_as_well(cast):
    case = story.opened(cast, about=[cast.young_pupil], by=cast.dsl)
    place = f"/cases/{case.pk}/people/add/?name=Mrs+Barlow"
    client = client_of(cast.dsl)
    said = {"part": "other", "reason": "She was named.", "person": "none"}
    assert client.post(place, {**said, "part": "alleged"}).status_code == 302
    assert not case.parts.filter(person=cast.office).exists()


# ---- named by mistake


def out(case, person, by) -> None:
    opening.not_meant(case, person=person, reason="The other Maya was meant.", by=fresh(by), at=MONDAY)


def test_no_grown_up_whom_a_case_is_about_is_taken_out(cast):
    case = story.opened(cast, "adult", about=[cast.teacher], harmed=[cast.pupil], by=cast.head)
    with pytest.raises(Broken, match="Say how it ends"):
        out(case, cast.teacher, cast.head)


def test_who_is_not_named_is_not_taken_out(cast):
    case = story.opened(cast, about=[cast.young_pupil], by=cast.dsl)
    with pytest.raises(Broken, match="is not named"):
        out(case, cast.pupil, cast.dsl)
    assert client_of(cast.dsl).get(f"/cases/{case.pk}/people/{cast.pupil.pk}/not-meant/").status_code == 404
