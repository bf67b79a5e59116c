"""Letters and their steps: offered where they belong, taken where they went, and never a step by themselves."""

import io
from datetime import timedelta

import pypdf
import pytest
import time_machine

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.cases import letters, printing
from schoolgate.cases.actions import letters as case_letters
from schoolgate.cases.actions import opening, readers, steps
from schoolgate.cases.models.chronicle import Done
from schoolgate.cases.models.papers import Letter
from schoolgate.cases.queries import letters as known
from schoolgate.cases.tests import letters as post
from schoolgate.cases.tests import story
from schoolgate.cases.tests.test_letters import _kinds
from schoolgate.cases.tests.test_pages import url, words_of
from schoolgate.engines.procedures import PROCEDURES
from schoolgate.engines.procedures.schema import CasePart
from schoolgate.sealed import store
from tests.cast import MONDAY, client_of
from tests.shared_rows import shared

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=2)
OTHER = {"letter": "By post from the office, because the printer here was broken."}


@pytest.fixture(autouse=True)
def telephone(cast):
    post.reachable(cast)


def step_page(person, case, step, child=None):
    args = (case.pk, step, child.pk) if child else (case.pk, step)
    with time_machine.travel(LATER, tick=False):
        return client_of(person).get(url("step_for" if child else "step", *args))


def answer(person, case, step, child=None, **said):
    args = (case.pk, step, child.pk) if child else (case.pk, step)
    with time_machine.travel(LATER, tick=False):
        said = {"seen": story.now(case).revision} | said
        return client_of(person).post(url("step_for" if child else "step", *args), said)


def done(case, step) -> Done:
    return Done.objects.get(case=case, step=step)


# ---- the data


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=lambda item: item.id)
def test_a_step_names_letters_that_there_are_and_can_say_another_way(procedure):
    for step in procedure.steps:
        assert set(step.letters + step.beside) <= set(letters.kinds()) and not set(step.letters) & set(step.beside)
        taken = {need.name for need in step.needs if need.from_letter}
        assert not taken or step.letters, step.id


def test_every_step_that_is_a_letter_has_one():
    for procedure, step in (
        ("underage", "notice"),
        ("underage", "letter_site"),
        ("underage", "letter_parents"),
        ("join", "letter"),
        ("adult", "letter"),
        ("adult", "letter_now"),
        ("adult", "names"),
        ("adult", "keep_summary"),
        ("conduct", "letter"),
    ):
        needs = {need.name for need in PROCEDURES[procedure].step(step).needs if need.from_letter}
        assert "letter" in needs and len(needs) == 2, step


# ---- on the page of the step


def test_the_step_offers_its_letter_to_each_reader_of_this_child(cast, underage):
    page = words_of(step_page(cast.head, underage, "letter_site", cast.pupil))
    assert url("letter_write", underage.pk, "underage", post.key(cast.pupil, cast.parent)) in page
    assert "Priya Nair" in page and "Liam" not in page
    assert url("letter_write", underage.pk, "suspension", post.key(cast.pupil, cast.parent)) not in page


def test_who_only_reads_the_case_is_offered_none(cast, to_parents):
    readers.grant(
        to_parents, person=cast.chair, reason="Helps.", until=LATER.date(), by=story.fresh(cast.dsl), at=MONDAY
    )
    assert "Write: " in words_of(step_page(cast.dsl, to_parents, "parents", cast.pupil))
    page = step_page(cast.chair, to_parents, "parents", cast.pupil)
    assert page.status_code == 200 and "Write: " not in words_of(page)


def test_a_letter_that_went_gives_its_day_and_number_and_a_person_confirms(cast, sent):
    case = sent.case
    assert not Done.objects.filter(case=case, step="letter_site").exists(), "a letter is no step"
    page = words_of(step_page(cast.head, case, "letter_site", cast.pupil))
    assert f"number {sent.number}" in page and "By which letter?" in page
    answer(cast.head, case, "letter_site", cast.pupil, sent_letter=str(sent.pk))
    said = done(case, "letter_site").said
    assert said["sent_on"] == MONDAY.date()
    gone = f"“{sent.title}” to Priya Nair, by e-mail on 23 November 2026, number {sent.number}"
    assert said["letter"] == gone
    assert sent.number in case.events.get(step="letter_site").words


def test_it_can_have_gone_another_way_which_is_said(cast, sent):
    refused = answer(cast.head, sent.case, "letter_site", cast.pupil, sent_letter="another")
    assert refused.status_code == 200 and not Done.objects.filter(step="letter_site").exists()
    story.do(sent.case, "letter_site", cast.head, child=cast.pupil, at=LATER, **OTHER)
    assert done(sent.case, "letter_site").said["letter"] == OTHER["letter"]


def test_without_a_letter_it_needs_the_way(cast, underage):
    with pytest.raises(Broken, match="Which way it went"):
        story.do(underage, "letter_site", cast.head, child=cast.pupil, letter=" ")
    page = words_of(step_page(cast.head, underage, "letter_site", cast.pupil))
    assert "By which letter?" not in page and "it went another way, say which and why" in page


def test_a_letter_for_another_child_of_another_case_or_a_draft_is_none(cast):
    draft = post.to_priya(cast)
    case, sent = draft.case, post.send(post.to_priya(cast), cast.head)
    closing = post.send(post.written(case, "closing", post.key(cast.pupil, cast.parent), cast.head), cast.head)

    def do(letter, child):
        steps.record_step(
            case,
            step="letter_site",
            child=child.pk,
            letter=letter.pk,
            seen=story.now(case).revision,
            by=story.fresh(cast.head),
            at=LATER,
        )

    for letter, child in ((draft, cast.pupil), (sent, cast.pupil), (closing, cast.pupil)):
        with pytest.raises(Broken, match="did not go from this case"):
            do(letter, child)
    mine = post.send(draft, cast.head)
    with pytest.raises(Broken, match="did not go from this case"):
        do(mine, post.liam(cast))
    do(mine, cast.pupil)
    assert done(case, "letter_site").child == cast.pupil


def test_what_is_typed_beside_a_letter_does_not_change_its_day(cast, sent):
    steps.record_step(
        sent.case,
        step="letter_site",
        child=cast.pupil.pk,
        letter=sent.pk,
        given={"sent_on": LATER.date(), "letter": "x"},
        seen=story.now(sent.case).revision,
        by=story.fresh(cast.head),
        at=LATER,
    )
    assert done(sent.case, "letter_site").said["sent_on"] == MONDAY.date()


@pytest.mark.clause("6.2")
def test_the_referral_form_is_offered_from_the_referral_and_taken_from_it(cast):
    case = story.adult(cast, harmed=[cast.pupil])
    story.do(case, "record", cast.head)
    page = words_of(step_page(cast.head, case, "lado"))
    assert url("letter_write", case.pk, "lado", post.key(cast.teacher, None)) in page
    filled = dict.fromkeys(("post", "children", "allegation", "limbs", "safe", "told", "before"), "As said.")
    letter = post.written(case, "lado", post.key(cast.teacher, None), cast.head, **filled)
    assert url("letter_draft", case.pk, letter.pk) in words_of(step_page(cast.head, case, "lado"))
    cast.school.email = "office@larkhollow.example"
    cast.school.save(update_fields=["email"])
    post.print_it(letter, cast.head)
    assert url("letter_pdf", case.pk, letter.pk) in words_of(step_page(cast.head, case, "lado"))
    said = {"outcome": "referral", "sent_letter": str(letter.pk), "spoke_to": "Ms Field", "reference": "none yet"}
    assert answer(cast.head, case, "lado", **said).status_code == 302
    assert done(case, "lado").said["told_at"] == letter.sent_at and letter.number in done(case, "lado").said["letter"]


def test_a_form_with_names_is_no_consultation_without_them(cast):
    case = story.adult(cast, harmed=[cast.pupil])
    story.walk(
        case,
        cast.head,
        dict.fromkeys(("limb_harm", "limb_offence", "limb_risk", "limb_suitability"), "no"),
        until="lado",
    )
    filled = dict.fromkeys(("post", "children", "allegation", "limbs", "safe", "told", "before"), "As said.")
    letter = post.print_it(post.written(case, "lado", post.key(cast.teacher, None), cast.head, **filled), cast.head)
    with pytest.raises(Broken, match="does not go with this answer"):
        steps.record_step(
            case,
            step="lado",
            outcome="consultation",
            letter=letter.pk,
            seen=story.now(case).revision,
            by=story.fresh(cast.head),
            at=MONDAY,
        )


# ---- a draft on paper


def test_a_draft_is_seen_as_pdf_marked_and_kept_nowhere(cast, letter):
    address = url("letter_draft", letter.case_id, letter.pk)
    got = client_of(cast.head).get(address)
    assert got["Content-Type"] == "application/pdf" and "no-store" in got["Cache-Control"]
    document = pypdf.PdfReader(io.BytesIO(got.content))
    words = " ".join(document.pages[0].extract_text().split())
    assert "Draft, not sent" in words and post.WHAT in words and document.metadata.title.startswith("Draft: ")
    letter.refresh_from_db()
    assert (letter.path, letter.digest, letter.sent_at) == ("", "", None) and not list(store.paths("cases"))
    assert address in words_of(client_of(cast.head).get(url("letter", letter.case_id, letter.pk)))
    post.send(letter, cast.head)
    assert client_of(cast.head).get(address).status_code == 404
    assert "Draft" not in pypdf.PdfReader(io.BytesIO(post.content(letter))).pages[0].extract_text()


@pytest.mark.parametrize("who", ["teacher", "office", "it", "parent", "pupil", "governor", "assistant", "chair"])
def test_to_others_no_draft_is_there(cast, who, letter):
    got = client_of(getattr(cast, who)).get(url("letter_draft", letter.case_id, letter.pk))
    assert got.status_code in (403, 404)


def test_a_draft_with_gaps_is_seen_as_it_is(cast):
    letter = post.to_priya(cast, what=" ")
    assert client_of(cast.head).get(url("letter_draft", letter.case_id, letter.pk)).content.startswith(b"%PDF")


# ---- the outcome for somebody who works here

OUTCOME = {
    "meeting": "Friday",
    "reasons": "The post named a family.",
    "on_file": "six months",
    "appeal_to": "Mrs Grey",
    "appeal_until": "30 January 2026",
    "contact": "Owen Pryce, 01234 567890",
}


@shared
def decided(cast):
    post.reachable(cast)
    case = story.opened(cast, "conduct", about=[cast.teacher], harmed=[])
    given = dict.fromkeys(("limb_harm", "limb_offence", "limb_risk", "limb_suitability"), "no")
    given |= {"lado": "no_child", "exempt": "no", "outcome": "warning", "closing": "decided"}
    story.walk(case, cast.head, given, until="letter")
    return story.now(case)


def outcome_letter(cast, case, by=None, **more) -> Letter:
    key = post.key(cast.teacher, cast.teacher)
    return post.written(case, "conduct_outcome", key, by or cast.head, **(OUTCOME | more))


@pytest.mark.clause("4.10")
def test_the_outcome_goes_to_the_adult_with_what_was_decided(cast, decided):
    letter = outcome_letter(cast, decided)
    assert "A warning" in letter.words and "{" not in letter.words
    post.send(letter, cast.head)
    answer(
        cast.head,
        decided,
        "letter",
        sent_letter=str(letter.pk),
        appeal_until_day="30",
        appeal_until_month="1",
        appeal_until_year="2027",
    )
    assert done(decided, "letter").said["sent_at"] == letter.sent_at


@pytest.mark.clause("4.10")
def test_it_waits_for_the_decision(cast):
    case = story.opened(cast, "conduct", about=[cast.teacher])
    letter = outcome_letter(cast, case, decided="x")
    with pytest.raises(Broken, match="Something is missing.*It is not time"):
        post.send(letter, cast.head)


@pytest.mark.clause("4.10")
def test_only_whoever_is_authorised_writes_and_changes_it(cast, decided):
    about_head = story.opened(cast, "conduct", about=[cast.head])
    assert about_head.lead_duty == "chair"
    letter = outcome_letter(cast, decided)
    from schoolgate.cases.models.case import Case

    Case.objects.filter(pk=decided.pk).update(lead_duty="dsl")
    kind = letters.kind("conduct_outcome")
    dsl, head = story.fresh(cast.dsl), story.fresh(cast.head)
    decided = story.now(decided)
    assert known.may_write(dsl, decided) and not known.may_write_kind(dsl, decided, kind)
    with pytest.raises(access.Refused):
        outcome_letter(cast, decided, by=cast.dsl)
    with pytest.raises(access.Refused):
        case_letters.drop_letter(decided, letter=letter, by=dsl, at=MONDAY)
    assert kind.id not in {item.id for item in _offered(cast.dsl, decided)}
    Case.objects.filter(pk=decided.pk).update(lead_duty="head")
    assert known.may_write_kind(head, story.now(decided), kind)
    assert kind.id in {item.id for item in _offered(cast.head, story.now(decided))}


def _offered(person, case):
    story.look(case, person, "letters")
    return known.letters_page(story.fresh(person), case.pk, at=MONDAY).offered


@pytest.mark.parametrize("words", ["Maya Nair saw it.", "It was about the Nair family."])
def test_it_names_no_pupil(cast, words, decided):
    opening.add_part(
        decided, person=cast.pupil, part=CasePart.OTHER, reason="She saw it.", by=story.fresh(cast.head), at=MONDAY
    )
    letter = outcome_letter(cast, decided, reasons=words)
    with pytest.raises(Broken, match="It names Maya Nair"):
        post.send(letter, cast.head)


def test_its_document_is_tagged(cast, decided):
    letter = outcome_letter(cast, decided)
    made = pypdf.PdfReader(io.BytesIO(printing.letter(letter, ["Ruth Adeyemi", "Head"], MONDAY.date())))
    root = made.trailer["/Root"]
    assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD"} <= _kinds(root["/StructTreeRoot"])
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    draft = pypdf.PdfReader(io.BytesIO(printing.draft(letter, ["Ruth Adeyemi"], MONDAY.date())))
    assert b"<pdfuaid:part>1</pdfuaid:part>" in draft.trailer["/Root"]["/Metadata"].get_data()
