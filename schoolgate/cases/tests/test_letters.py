"""Letters of cases: written, checked, sent, kept as sent."""

import io
from datetime import timedelta

import pypdf
import pytest
from django.db import DatabaseError, transaction

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.audit import trail
from schoolgate.audit.models import Entry
from schoolgate.broken import Broken, Moved
from schoolgate.cases import letters, papers
from schoolgate.cases.actions import letters as case_letters
from schoolgate.cases.actions import opening, readers
from schoolgate.cases.models.case import Participant
from schoolgate.cases.models.papers import Letter
from schoolgate.cases.queries import hiding, letter_checks, letter_lines, letter_readers, letter_values, reach
from schoolgate.cases.queries import letters as known
from schoolgate.cases.tests import letters as post
from schoolgate.cases.tests import story
from schoolgate.community.models import Care, Person, Placement
from schoolgate.engines.procedures.schema import CasePart
from schoolgate.post import outbox
from schoolgate.post.models import Message
from schoolgate.sealed import store
from tests import cast as people
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def telephone(cast):
    post.reachable(cast)


LATER = MONDAY + timedelta(days=2)


def words_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages)


# ---- writing


@pytest.mark.clause("8.c.2")
def test_the_head_writes_a_letter_and_the_records_fill_it_in(cast, letter):
    assert letter.title == "Maya and a site with an age limit"
    assert letter.words.startswith("Dear Priya Nair,\n\nMaya has used a network")
    assert post.WHAT in letter.words and "{" not in letter.words
    assert (letter.to, letter.about, letter.sent_at, letter.digest) == (cast.parent, cast.pupil, None, "")


@pytest.mark.parametrize("who", ["teacher", "office", "it", "parent", "pupil", "governor", "assistant"])
def test_others_write_no_letters_of_cases(cast, who, underage):
    with pytest.raises(access.Refused):
        post.to_priya(cast, underage, by=getattr(cast, who))
    assert not Letter.objects.exists()


def test_whoever_may_only_read_a_case_writes_no_letters(cast, to_parents):
    readers.grant(
        to_parents, person=cast.chair, reason="Helps.", until=MONDAY.date(), by=story.fresh(cast.dsl), at=MONDAY
    )
    assert reach.visible_to(story.fresh(cast.chair), MONDAY).filter(pk=to_parents.pk).exists()
    with pytest.raises(access.Refused):
        post.written(to_parents, "parents", post.key(cast.pupil, cast.parent), cast.chair)
    assert post.written(to_parents, "parents", post.key(cast.pupil, cast.parent), cast.dsl).kind == "parents"


def test_the_head_of_another_school_writes_none(cast, other_school):
    with pytest.raises(access.Refused):
        post.to_priya(cast, by=other_school.head)


def test_somebody_who_is_not_the_childs_family_is_no_reader(cast, underage):
    with pytest.raises(Broken, match="to whom the letter goes"):
        post.written(underage, "underage", post.key(cast.pupil, cast.paper_parent), cast.head)


def test_a_parent_whom_the_case_is_about_gets_no_letter_of_the_family(cast):
    case = story.opened(cast, "contact", by=cast.dsl, about=[cast.parent], harmed=[cast.pupil])
    assert letter_readers.choices(case, letters.kind("parents"), MONDAY.date()) == []
    Participant.objects.filter(case=case, person=cast.parent).delete()
    case = story.now(case)
    assert [choice.to for choice in letter_readers.choices(case, letters.kind("parents"), MONDAY.date())] == [
        cast.parent
    ]


def test_what_is_written_may_use_what_the_records_know(cast):
    letter = post.to_priya(cast, what="We saw {child_first} read {nothing}.")
    assert "We saw Maya read {nothing}." in letter.words


# ---- what is wrong with it


def test_what_is_missing_is_named_and_holds_the_letter_back(cast):
    letter = post.to_priya(cast, what=" ", site="")
    with pytest.raises(Broken, match=r"Something is missing: .*what it did at school \(\{what\}\)"):
        post.send(letter, cast.head)
    letter.refresh_from_db()
    assert letter.sent_at is None and not Message.objects.filter(kind="private.letter").exists()
    assert not list(store.paths("cases"))


def test_a_field_that_stands_for_nothing_is_named(cast):
    letter = post.to_priya(cast, what="See {page}.")
    with pytest.raises(Broken, match=r"\{page\} stands for nothing"):
        post.send(letter, cast.head)


@pytest.mark.parametrize("words", ["Liam Doyle was hurt.", "It was Liam’s phone.", "The Doyle family knows."])
def test_no_letter_to_a_family_names_another_child(cast, words):
    letter = post.to_priya(cast, what=words)
    with pytest.raises(Broken, match="It names Liam Doyle, who must not be named in a letter to Priya Nair"):
        post.send(letter, cast.head)
    assert not Message.objects.filter(kind="private.letter").exists()


def test_nor_does_its_title(cast, letter):
    change = {"title": "Liam and Maya", "words": letter.words, "seen": letter_lines.seen(letter)}
    case_letters.change_letter(letter.case, letter=letter, **change, by=story.fresh(cast.head), at=MONDAY)
    letter.refresh_from_db()
    with pytest.raises(Broken, match="Liam Doyle"):
        post.send(letter, cast.head)


def test_nor_a_child_of_the_school_who_has_no_part_in_it(cast):
    case = story.opened(cast, "underage", by=cast.head, about=[cast.pupil])
    story.do(case, "parts", cast.head)
    letter = post.to_priya(cast, case, what="Ask Liam Doyle about it.")
    with pytest.raises(Broken, match="Liam Doyle"):
        post.send(letter, cast.head)
    # Her own other child, who has no part in it, may be named to her.
    assert post.send(post.to_priya(cast, case, what="Arun Nair knows."), cast.head).sent_at


def test_nor_somebody_who_is_not_on_record(cast, underage):
    opening.add_part(
        underage, part=CasePart.WITNESS, name="Zofia Nowak", reason="Saw it.", by=story.fresh(cast.head), at=MONDAY
    )
    with pytest.raises(Broken, match="Zofia Nowak"):
        post.send(post.to_priya(cast, underage, what="Zofia told us."), cast.head)


@pytest.mark.parametrize("kind", [k for k in letters.kinds().values() if k.reader is letters.Reader.FAMILY], ids=str)
def test_no_field_of_the_records_brings_another_childs_name_into_it(cast, kind):
    """For every kind of letter to a family and every field: what the records give is of this child alone."""
    procedure = next(iter(kind.steps))
    about = [cast.teacher] if procedure == "adult" else [cast.pupil]
    harmed = [post.liam(cast)] + ([cast.pupil] if procedure == "adult" else [])
    case = story.opened(cast, procedure, about=about, harmed=harmed)
    choice = next(option for option in letter_readers.choices(case, kind, MONDAY.date()) if option.about == cast.pupil)
    values = letter_values.values_of(case, choice, story.fresh(cast.head), MONDAY)
    assert {"child", "child_first", "class", "reader", "school"} <= set(values)
    assert "adult" not in values
    for name in ("Liam", "Doyle", "Asha", "Kapoor"):
        assert not [field for field, value in values.items() if name in value]


@pytest.mark.clause("6.5")
def test_a_family_is_not_told_which_adult_it_is_about(cast):
    case = story.adult(cast, harmed=[cast.pupil])
    letter = post.written(case, "parents", post.key(cast.pupil, cast.parent), cast.head, what="It is Ms Kapoor.")
    assert any(
        "It names Asha Kapoor" in item for item in letter_checks.what_is_wrong(letter, story.fresh(cast.head), MONDAY)
    )


# ---- when, and by whom


@pytest.mark.clause("6.5")
def test_the_adult_gets_no_letter_before_the_procedure_comes_to_it(cast):
    case = story.adult(cast)
    letter = post.written(case, "staff_suspension", post.key(cast.teacher, cast.teacher), cast.head)
    with pytest.raises(Broken, match="It is not time for this letter: it belongs to"):
        post.send(letter, cast.head)
    story.walk(case, cast.head, {"answer": "meets", "suspension": "suspend"}, until="letter", other=cast.chair)
    assert post.send(letter, cast.head).sent_at == MONDAY


@pytest.mark.clause("8.c.2")
def test_a_suspension_notice_waits_for_the_decision_about_this_pupil(cast, underage):
    letter = post.written(underage, "suspension", post.key(cast.pupil, cast.parent), cast.head)
    with pytest.raises(Broken, match="It is not time"):
        post.send(letter, cast.head)
    child = post.liam(cast)
    for_another = post.written(underage, "suspension", post.key(child, cast.paper_parent), cast.head)
    _decide_suspension(cast, underage)
    again = post.written(underage, "suspension", post.key(cast.pupil, cast.parent), cast.head)
    assert "2 school days" in again.words and "Monday 30 November 2026" in again.words
    last = case_letters.change_letter(
        underage,
        letter=again,
        title=again.title,
        words=again.words.replace("{last_day}", "Tuesday"),
        seen=letter_lines.seen(again),
        by=story.fresh(cast.head),
        at=MONDAY,
    )
    assert last == underage
    again.refresh_from_db()
    assert post.send(again, cast.head).sent_at
    with pytest.raises(Broken, match="It is not time"):
        post.print_it(for_another, cast.head)


def _decide_suspension(cast, case):
    day = MONDAY.date()
    given = {"days": 2, "starts_on": day, "back_on": day + timedelta(days=7)}
    story.do(case, "welfare", cast.head)
    for step in ("heard", "draft"):
        story.do(case, step, cast.head, child=cast.pupil)
    story.do(case, "decision", cast.head, child=cast.pupil, outcome="suspend", **given)


def test_a_letter_of_another_procedure_has_no_place_in_a_case_about_an_adult(cast):
    case = story.adult(cast, harmed=[cast.pupil])
    with pytest.raises(Broken, match="no place in this case"):
        post.written(case, "meeting", post.key(cast.pupil, cast.parent), cast.head)


def test_somebody_who_cares_for_the_child_no_more_gets_nothing(cast, letter):
    Care.objects.filter(parent=cast.parent, child=cast.pupil).update(until_on=MONDAY.date() - timedelta(days=1))
    with pytest.raises(Broken, match="Priya Nair is not somebody to whom this letter can go"):
        post.send(letter, cast.head)


def test_who_does_not_sign_in_gets_paper(cast, underage):
    letter = post.written(underage, "underage", post.key(post.liam(cast), cast.paper_parent), cast.head)
    assert letter_lines.ways(letter) == ("printed",)
    with pytest.raises(Broken, match="Kath Doyle cannot sign in"):
        post.send(letter, cast.head)
    sent = post.print_it(letter, cast.head, LATER)
    assert (sent.how, sent.sent_at, sent.sent_by, sent.message) == ("printed", LATER, cast.head, None)


# ---- sent


def test_a_sent_letter_is_a_tagged_document_with_everything_in_it(cast, sent):
    made = post.content(sent)
    assert sent.digest == papers.digest(made)
    root = pypdf.PdfReader(io.BytesIO(made)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 (an object of the reader)
    assert "/K" in root["/StructTreeRoot"] and root["/Lang"] == "en-GB"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    found = words_of(made)
    for text in ("Dear Priya Nair", post.WHAT, "Ruth Adeyemi", "Head teacher", "Private and confidential", sent.title):
        assert text in found


def test_every_heading_list_and_table_is_tagged(cast):
    case = story.adult(cast, harmed=[cast.pupil])
    letter = post.written(case, "lado", post.key(cast.teacher, None), cast.head)
    from schoolgate.cases import printing

    made = pypdf.PdfReader(io.BytesIO(printing.letter(letter, ["Ruth Adeyemi"], MONDAY.date())))
    assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD"} <= _kinds(made.trailer["/Root"]["/StructTreeRoot"])
    letter.words = "- one\n- two"
    made = pypdf.PdfReader(io.BytesIO(printing.letter(letter, ["Ruth Adeyemi"], MONDAY.date())))
    assert {"/L", "/LI", "/LBody"} <= _kinds(made.trailer["/Root"]["/StructTreeRoot"])


def _kinds(node) -> set[str]:
    node = node.get_object()
    if isinstance(node, list):
        return set().union(*(_kinds(item) for item in node))
    if not isinstance(node, dict):
        return set()
    own = {node["/S"]} if "/S" in node else set()
    return own | (_kinds(node["/K"]) if "/K" in node else set())


def test_the_file_is_sealed_on_the_disk(cast, settings, sent):
    raw = (settings.MEDIA_ROOT / sent.path).read_bytes()
    assert not raw.startswith(b"%PDF") and post.content(sent).startswith(b"%PDF")


def test_a_file_that_was_changed_is_not_shown(cast, sent):
    assert letter_lines.content_of(sent).startswith(b"%PDF")
    sent.path = papers.keep(b"%PDF another")[1]
    with pytest.raises(papers.NotThere):
        letter_lines.content_of(sent)


def test_the_mail_says_only_that_a_letter_waits(cast, sent):
    mail = sent.message
    assert (mail.to, mail.kind, mail.person) == (cast.parent.email, "private.letter", cast.parent)
    said = f"{mail.subject}\n{mail.body}"
    assert said.split("\n")[-2].endswith("/letters/")
    secrets = ("Maya", "Nair", "Priya", sent.title, str(sent.pk), str(sent.case_id), str(sent.case.number), "case")
    assert not [word for word in (*secrets, *post.WHAT.split()[-2:]) if word.casefold() in said.casefold()]


def test_two_mails_about_different_letters_do_not_differ(cast, sent, suspended):
    second = post.written(suspended, "staff_suspension", post.key(cast.teacher, cast.teacher), cast.head)
    second = post.send(second, cast.head)
    assert (sent.message.subject, sent.message.body) == (second.message.subject, second.message.body)


def test_delivery_is_recorded(cast, settings, sent):
    settings.DELIVERY = {"backend": "django.core.mail.backends.locmem.EmailBackend"}
    assert letter_lines.line_of(sent, {}).standing == "On its way"
    Message.objects.filter(pk=sent.message_id).update(state="failed", problem="No such address.")
    line = letter_lines.line_of(known.letter_of(sent.case, sent.pk), {})
    assert (line.standing, line.colour, line.problem) == ("Could not be sent", "red", "No such address.")
    Message.objects.filter(pk=sent.message_id).update(state="sent", sent_at=LATER, problem="")
    assert letter_lines.line_of(known.letter_of(sent.case, sent.pk), {}).standing == "Sent, not opened yet"


def test_it_is_delivered_by_the_outbox(cast, settings, mailoutbox, sent):
    settings.DELIVERY = {"backend": "django.core.mail.backends.locmem.EmailBackend"}
    outbox.deliver(LATER)
    (mail,) = [item for item in mailoutbox if item.to == [cast.parent.email]]
    assert "Maya" not in mail.subject + mail.body
    sent.refresh_from_db()
    assert sent.message.state == "sent"


def test_sending_is_an_entry_of_the_chronology_and_of_the_trail(cast, sent):
    event = sent.case.events.get(kind="letter")
    assert event.words == f"“{sent.title}” to Priya Nair, by e-mail, with a link to it."
    entry = Entry.objects.get(event="cases.send_letter")
    assert entry.target == f"cases.case:{sent.case_id}"
    assert "Maya" not in str(entry.__dict__) and trail.first_broken() is None


@pytest.mark.parametrize("event", ["cases.write_letter", "cases.send_letter", "cases.open_letter"])
def test_in_the_trail_letters_are_hidden_with_their_case(cast, event, sent):
    case_letters.open_letter(cast.school, letter=sent, by=story.fresh(cast.parent), at=LATER)
    entry = Entry.objects.get(event=event)
    assert entry.target in hiding.hidden_targets(story.fresh(cast.governor), MONDAY)


# ---- kept as sent


def test_a_sent_letter_never_changes(cast, sent):
    before, head = post.content(sent), story.fresh(cast.head)
    said = {"letter": sent, "by": head, "at": LATER}
    for deed in (
        lambda: case_letters.change_letter(sent.case, title="x", words="y", seen=letter_lines.seen(sent), **said),
        lambda: case_letters.drop_letter(sent.case, **said),
        lambda: case_letters.send_letter(sent.case, seen=letter_lines.seen(sent), **said),
        lambda: case_letters.mark_printed(sent.case, seen=letter_lines.seen(sent), **said),
    ):
        with pytest.raises(Broken, match="was sent and stays as it was"):
            deed()
    case_letters.edit_template(cast.school, kind="underage", title="New", words="New {what} {site}", by=head, at=LATER)
    sent.refresh_from_db()
    assert sent.title == "Maya and a site with an age limit" and post.content(sent) == before
    assert Message.objects.filter(kind="private.letter").count() == 1


@pytest.mark.postgres
@pytest.mark.parametrize(
    "change",
    [
        {"path": "cases/other"},
        {"digest": "0" * 64},
        {"sent_at": LATER},
        {"how": "printed"},
        {"to": None},
        {"title": "Another"},
        {"words": "Nothing happened."},
        {"to_name": "Somebody"},
    ],
)
def test_the_database_refuses_it_too(cast, change, sent):
    with pytest.raises(DatabaseError, match="stays as it was written"), transaction.atomic():
        Letter.objects.filter(pk=sent.pk).update(**change)
    Letter.objects.filter(pk=sent.pk).update(message=None)  # the outbox may forget its mail


def test_a_draft_can_be_changed_and_thrown_away(cast, letter):
    said = {"letter": letter, "by": story.fresh(cast.head), "at": MONDAY}
    case_letters.change_letter(letter.case, title="T", words="W", seen=letter_lines.seen(letter), **said)
    with pytest.raises(Moved):
        case_letters.change_letter(letter.case, title="U", words="V", seen=letter_lines.seen(letter), **said)
    letter.refresh_from_db()
    assert (letter.title, letter.words) == ("T", "W")
    case_letters.drop_letter(letter.case, **said)
    assert not Letter.objects.exists()


@pytest.mark.parametrize("deed", ["change", "drop", "send", "print"])
def test_others_do_nothing_with_a_draft(cast, deed, letter):
    by = story.fresh(cast.teacher)
    do = {
        "change": lambda: case_letters.change_letter(
            letter.case, letter=letter, title="x", words="y", seen=letter_lines.seen(letter), by=by, at=MONDAY
        ),
        "drop": lambda: case_letters.drop_letter(letter.case, letter=letter, by=by, at=MONDAY),
        "send": lambda: post.send(letter, by),
        "print": lambda: post.print_it(letter, by),
    }
    with pytest.raises(access.Refused):
        do[deed]()
    letter.refresh_from_db()
    assert letter.sent_at is None


def test_a_letter_of_another_case_is_refused(cast, letter):
    other = post.underage(cast)
    with pytest.raises(access.Refused):
        case_letters.send_letter(
            other, letter=letter, seen=letter_lines.seen(letter), by=story.fresh(cast.head), at=MONDAY
        )


@pytest.mark.parametrize("words", ["Rhona Blake was upset.", "Rhona saw them."])
def test_neither_a_classmate_by_the_first_name_nor_a_child_who_has_left_is_named(cast, words):
    rhona = people.person(cast.school, "Rhona", "Blake", Duty.PUPIL, email=False)
    Placement.objects.create(pupil=rhona, classroom=cast.kestrels, since_on=people.JOINED)
    rhona.roles.update(until_on=MONDAY.date().replace(day=1))
    letter = post.to_priya(cast, what=words)
    with pytest.raises(Broken, match="It names Rhona Blake"):
        post.send(letter, cast.head)


def test_a_child_of_the_case_who_has_left_is_named_to_no_other_family(cast):
    letter = post.to_priya(cast, what="Liam saw it.")
    Person.objects.get(first_name="Liam").roles.update(until_on=MONDAY.date().replace(day=1))
    with pytest.raises(Broken, match="It names Liam Doyle"):
        post.send(letter, cast.head)
