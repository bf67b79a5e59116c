"""Rights and records: destroying by two, the child across cases, the file for a new school, the answer to who asks."""

import io
from datetime import date, timedelta

import pypdf
import pytest
import pyzipper
from django.http import Http404

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.cases import papers, tasks
from schoolgate.cases.actions import approvals, decisions
from schoolgate.cases.actions import chronology as case_chronology
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.chronicle import Event
from schoolgate.cases.models.papers import Document
from schoolgate.cases.models.watching import Look
from schoolgate.cases.queries import pages, reach
from schoolgate.cases.rules import What
from schoolgate.cases.tests import story
from schoolgate.cases.tests.test_approvals import ask
from schoolgate.concerns.tests.story import Found
from schoolgate.records.actions import access_requests as case_access_requests
from schoolgate.records.actions import retention as case_retention
from schoolgate.records.actions import transfers
from schoolgate.records.models import Certificate, HeldPage, Transfer
from schoolgate.records.queries import access_requests, children, hiding, retention
from schoolgate.records.queries import todo as record_todo
from schoolgate.records.rules import RecordClass
from schoolgate.records.tests import story as record_story
from schoolgate.sealed import whole
from tests import cast as people
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db
YEARS = timedelta(days=366)
LATER = MONDAY + 30 * YEARS
fresh = story.fresh


def closed(case: Case) -> Case:
    """Closed, whatever its procedure still asks for: these tests are about what comes after."""
    Case.objects.filter(pk=case.pk).update(closed_at=MONDAY, closed_by=case.opened_by, outcome="closed")
    return story.now(case)


def due_case(cast, **said) -> Case:
    return closed(story.bullying(cast, **said))


def with_file(case: Case, by, content=b"picture", name="chat.png") -> Document:
    case_chronology.add_document(case, name=name, content=content, examined=Found("x", 7), by=fresh(by), at=MONDAY)
    return case.documents.get(name__isnull=False, digest=papers.digest(content))


def text_of(made: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)


# ---- keeping


def test_the_review_list_shows_what_is_due_first_and_only_to_those_it_reaches(cast):
    case = due_case(cast)
    line = retention.review_page(fresh(cast.dsl), at=MONDAY).page.object_list[0]
    assert (line.rule.record_class, line.is_due, line.due.on) == (RecordClass.CHILD, False, date(2044, 12, 1))
    page = retention.review_page(fresh(cast.dsl), at=LATER)
    assert page.due == 1 and page.page.object_list[0].is_due
    adult = closed(story.adult(cast))
    assert {item.case.pk for item in retention.review_page(fresh(cast.dsl), at=MONDAY).page} == {case.pk}
    head = {item.case.pk for item in retention.review_page(fresh(cast.head), at=MONDAY).page}
    assert adult.pk in head
    for person in (cast.teacher, cast.it, cast.office, cast.governor):
        with pytest.raises(access.Refused):
            retention.review_page(fresh(person), at=MONDAY)


def test_the_class_of_a_case_about_an_adult(cast):
    case = closed(story.adult(cast))
    assert retention.class_of(case) is RecordClass.ALLEGATION
    case.outcome = "malicious"
    assert retention.class_of(case) is RecordClass.UNTRUE
    own = retention.rules_of(cast.school.pk)
    case.outcome = "substantiated"
    assert "date of birth is not on record" in retention.due_of(case, own, MONDAY.date()).why


def test_no_clock_ever_deletes(cast):
    case = due_case(cast)
    tasks.daily(LATER)
    tasks.minutely(LATER)
    assert Case.objects.filter(pk=case.pk).exists() and not Certificate.objects.exists()


def test_destroying_takes_two_and_leaves_a_certificate_without_names_or_words(cast, django_capture_on_commit_callbacks):
    case = story.bullying(cast)
    case_chronology.add_event(case, words="Arun wrote cruel words.", by=fresh(cast.dsl), at=MONDAY)
    kept, own = with_file(case, cast.dsl), with_file(case, cast.dsl, b"only here", "own.png")
    shared = with_file(story.bullying(cast), cast.dsl)
    closed(case)
    digest = whole.digest_of(case)
    two = ask(case, What.DESTROY, {}, by=cast.dsl, second=cast.head, at=LATER)
    assert Case.objects.filter(pk=case.pk).exists()
    with pytest.raises(access.Refused):
        approvals.confirm_second(two, by=fresh(cast.dsl), at=LATER)
    with django_capture_on_commit_callbacks(execute=True):
        approvals.confirm_second(two, words="Yes.", by=fresh(cast.head), at=LATER)
    assert not Case.objects.filter(pk=case.pk).exists() and not Event.objects.filter(case=case.pk).exists()
    left = Certificate.objects.get()
    assert (left.asked_by, left.agreed_by, left.record_class, left.at) == (cast.dsl, cast.head, "child", LATER)
    assert left.digest != digest, "what the two said is part of what was destroyed"
    assert (left.files, left.files_left) == (3, 3) and left.entries >= 4
    said = " ".join(str(value) for name, value in vars(left).items() if not name.startswith("_"))
    assert not any(word in said for word in ("Arun", "Maya", "Nair", "cruel", str(case.number)))
    assert papers.read(shared.path) == b"picture" and kept.path == shared.path
    with pytest.raises(papers.NotThere):
        papers.read(own.path)
    assert f"cases.case:{case.pk}" in hiding.hidden_targets(fresh(cast.it), LATER)


def test_what_is_not_due_held_or_open_is_not_destroyed(cast):
    case = due_case(cast)
    with pytest.raises(Broken, match="not due yet"):
        ask(case, What.DESTROY, {}, by=cast.dsl, second=cast.head)
    two = ask(case, What.DESTROY, {}, by=cast.dsl, second=cast.head, at=LATER)
    decisions.hold(case, reason="The police asked.", by=fresh(cast.dsl), at=LATER)
    with pytest.raises(Broken, match="held"):
        approvals.confirm_second(two, by=fresh(cast.head), at=LATER)
    assert Case.objects.filter(pk=case.pk).exists()
    with pytest.raises(Broken, match="The case is open"):
        ask(story.bullying(cast), What.DESTROY, {}, by=cast.dsl, second=cast.head, at=LATER)


def test_no_entry_or_document_of_a_held_case_is_deleted(cast):
    case = story.bullying(cast)
    case_chronology.add_event(case, words="In the wrong case.", by=fresh(cast.dsl), at=MONDAY)
    entry, document = Event.objects.get(case=case, kind="note"), with_file(case, cast.dsl)
    two = ask(case, What.DELETE_EVENT, {"event": entry.pk}, by=cast.dsl, second=cast.head)
    decisions.hold(case, reason="The police asked.", by=fresh(cast.dsl), at=MONDAY)
    with pytest.raises(Broken, match="held"):
        approvals.confirm_second(two, by=fresh(cast.head), at=MONDAY)
    with pytest.raises(Broken, match="held"):
        ask(case, What.DELETE_DOCUMENT, {"document": str(document.pk)}, by=cast.dsl, second=cast.head)
    assert Event.objects.filter(pk=entry.pk).exists()
    decisions.end_hold(case, reason="They are done.", by=fresh(cast.dsl), at=MONDAY)
    approvals.confirm_second(two, by=fresh(cast.head), at=MONDAY)
    assert not Event.objects.filter(pk=entry.pk).exists()


def test_keeping_longer_moves_the_day_with_a_reason(cast):
    case = due_case(cast)
    until = reach.today(LATER) + YEARS
    with pytest.raises(Broken, match="still to come"):
        case_retention.keep_longer(case, until=MONDAY.date(), reason="x", by=fresh(cast.dsl), at=LATER)
    with pytest.raises(access.Refused):
        case_retention.keep_longer(case, until=until, reason="x", by=fresh(cast.teacher), at=LATER)
    case_retention.keep_longer(case, until=until, reason="A claim is open.", by=fresh(cast.dsl), at=LATER)
    assert retention.kept_for(fresh(cast.dsl), case.pk, at=LATER).due.on == until
    with pytest.raises(Broken, match="not due yet"):
        ask(case, What.DESTROY, {}, by=cast.dsl, second=cast.head, at=LATER)


def test_only_the_head_sets_how_long_records_are_kept(cast):
    said = {"record_class": RecordClass.CHILD, "years": 30, "pension_age": 0}
    with pytest.raises(access.Refused):
        case_retention.set_keeping(cast.school, **said, by=fresh(cast.dsl), at=MONDAY)
    with pytest.raises(Broken, match="25 years at least"):
        case_retention.set_keeping(cast.school, **said | {"years": 5}, by=fresh(cast.head), at=MONDAY)
    case_retention.set_keeping(cast.school, **said, by=fresh(cast.head), at=MONDAY)
    assert retention.rules_of(cast.school.pk)[RecordClass.CHILD].years == 30


# ---- a child across cases


def chronology(cast, by, one=None, at=MONDAY):
    about = one or cast.pupil
    transfers.look_at_child(about, by=fresh(by), at=at)
    return children.child_page(fresh(by), about.pk, at=at)


def test_a_childs_chronology_crosses_cases_and_names_no_other_child(cast):
    first, second = story.bullying(cast), story.opened(cast, "contact", harmed=[cast.pupil])
    case_chronology.add_event(
        first,
        words="Maya said Arun and Liam Doyle laughed.",
        about=[cast.pupil.pk],
        by=fresh(cast.dsl),
        at=MONDAY,
        happened_at=MONDAY - timedelta(days=9),
    )
    page = chronology(cast, cast.dsl)
    assert {case.id for case in page.cases} == {first.pk, second.pk}
    assert page.entries[0].words == "Maya said another child and another child laughed."
    assert not any(word in entry.words for entry in page.entries for word in ("Arun", "Liam"))
    assert [entry.happened_at for entry in page.entries] == sorted(entry.happened_at for entry in page.entries)
    assert Look.objects.filter(what="child", person=cast.dsl).count() == 2


def test_a_chronology_holds_only_what_reaches_whoever_looks(cast):
    story.bullying(cast)
    secret = story.adult(cast, harmed=[cast.pupil], reason="Ms Kapoor wrote to Maya.")
    assert not any("Kapoor" in entry.words for entry in chronology(cast, cast.dsl).entries)
    assert secret.pk not in {case.id for case in chronology(cast, cast.dsl).cases}
    assert any("Kapoor" in entry.words for entry in chronology(cast, cast.head).entries)


def test_whoever_reaches_no_case_of_the_child_finds_nobody(cast, other_school):
    story.bullying(cast)
    for person in (cast.teacher, cast.other_teacher, other_school.dsl):
        with pytest.raises(access.Refused):
            transfers.look_at_child(cast.pupil, by=fresh(person), at=MONDAY)
        with pytest.raises(Http404):
            children.child_page(fresh(person), cast.pupil.pk, at=MONDAY)
    for id in (cast.teacher.pk, 999_999, "x"):
        with pytest.raises(Http404):
            children.child_page(fresh(cast.dsl), id, at=MONDAY)
    with pytest.raises(AssertionError, match="Write the looks down"):
        children.child_page(fresh(cast.dsl), cast.pupil.pk, at=MONDAY)


# ---- to another school


def leave(pupil, on):
    pupil.roles.filter(duty=Duty.PUPIL).update(until_on=on)
    return fresh(pupil)


def transfer(cast, case, *, by=None, documents=()):
    given = record_story.looked_through(by or cast.dsl, cast.pupil, [case], documents)
    return transfers.make_transfer(cast.pupil, **given, by=fresh(by or cast.dsl), at=MONDAY)


def test_the_file_for_a_new_school_opens_only_with_its_passphrase(cast):
    case = story.bullying(cast)
    case_chronology.add_event(
        case, words="Maya told us that Arun laughed.", about=[cast.pupil.pk], by=fresh(cast.dsl), at=MONDAY
    )
    document = with_file(case, cast.dsl)
    made = transfer(cast, case, documents=[document])
    content = papers.read(made.path)
    with pyzipper.AESZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["01-chronology.pdf", "02-document.jpg"]
        with pytest.raises(RuntimeError):
            archive.read("01-chronology.pdf")
        archive.setpassword(b"wrong")
        with pytest.raises(RuntimeError):
            archive.read("01-chronology.pdf")
        archive.setpassword(made.passphrase.encode())
        words = text_of(archive.read("01-chronology.pdf"))
        assert archive.read("02-document.jpg") == b"stripped"
    assert "Maya told us that another child laughed." in " ".join(words.split()) and "Arun" not in words
    assert b"Maya" not in content and made.passphrase not in str(vars(Transfer.objects.get()))
    assert Transfer.objects.get().passphrase == ""


def test_a_file_is_made_only_by_those_who_keep_it_of_cases_that_reach_them(cast):
    case, secret = story.bullying(cast), story.adult(cast, harmed=[cast.pupil])
    for person in (cast.teacher, cast.office, cast.chair, cast.parent):
        with pytest.raises(access.Refused):
            transfer(cast, case, by=person)
    with pytest.raises(Broken, match="Choose the cases"):
        transfer(cast, secret, by=cast.dsl)
    theirs = with_file(secret, cast.head)
    with pytest.raises(Broken, match="Choose documents"):
        transfer(cast, case, documents=[theirs])
    made = transfer(cast, secret, by=cast.head)
    with pytest.raises(Http404):
        children.transfer_for(fresh(cast.dsl), made.pk, at=MONDAY)
    assert children.transfer_for(fresh(cast.head), made.pk, at=MONDAY) == made


def test_a_leavers_file_is_due_five_school_days_later_until_the_receipt(cast):
    case = story.bullying(cast)
    assert children.owed(fresh(cast.dsl), MONDAY) == []
    leave(cast.pupil, date(2026, 11, 20))
    line = children.owed(fresh(cast.dsl), MONDAY)[0]
    assert (line.child, line.due_on, line.late) == (cast.pupil, date(2026, 11, 27), False)
    assert children.owed(fresh(cast.dsl), MONDAY + timedelta(days=7))[0].late
    assert children.owed(fresh(cast.teacher), MONDAY) == []
    assert "to a new school" in " ".join(task.title for task in record_todo.tasks_for(fresh(cast.dsl), MONDAY))
    made = transfer(cast, case)
    assert children.owed(fresh(cast.dsl), MONDAY)[0].sent == made, "sent is not yet received"
    said = {"received_on": MONDAY.date(), "received_by": "Ms Lowe, DSL"}
    with pytest.raises(Broken, match="between"):
        transfers.note_receipt(made, **said | {"received_on": date(2026, 11, 1)}, by=fresh(cast.dsl), at=MONDAY)
    transfers.note_receipt(made, **said, by=fresh(cast.dsl), at=MONDAY)
    assert children.owed(fresh(cast.dsl), MONDAY) == []
    with pytest.raises(Broken, match="already"):
        transfers.note_receipt(made, **said, by=fresh(cast.dsl), at=MONDAY)


# ---- who asks


def test_what_reached_only_others_is_owed_by_them_though_a_file_went(cast):
    """The safeguarding lead sends what they keep; what the head alone keeps has gone nowhere by that."""
    case = story.bullying(cast)
    hers = story.adult(cast, harmed=[cast.pupil])
    cast.pupil.roles.update(until_on=MONDAY.date())
    made = transfer(cast, case)
    said = {"received_on": MONDAY.date(), "received_by": "Ms Lowe, DSL"}
    transfers.note_receipt(made, **said, by=fresh(cast.dsl), at=MONDAY)
    assert children.owed(fresh(cast.dsl), MONDAY) == [] == children.owed(fresh(cast.deputy_dsl), MONDAY)
    (line,) = children.owed(fresh(cast.head), MONDAY)
    assert line.child == cast.pupil and line.sent is None, "theirs is not under way"
    made = transfer(cast, hers, by=cast.head)
    transfers.note_receipt(made, **said, by=fresh(cast.head), at=MONDAY)
    assert children.owed(fresh(cast.head), MONDAY) == []


def test_what_was_left_out_of_a_file_by_whoever_keeps_it_is_not_owed_for_ever(cast):
    case, _ = story.bullying(cast), story.bullying(cast)
    cast.pupil.roles.update(until_on=MONDAY.date())
    made = transfer(cast, case)
    transfers.note_receipt(made, received_on=MONDAY.date(), received_by="Ms Lowe", by=fresh(cast.dsl), at=MONDAY)
    assert children.owed(fresh(cast.dsl), MONDAY) == [] == children.owed(fresh(cast.deputy_dsl), MONDAY)


def request_of(cast, by=None, about=None):
    return case_access_requests.open_access_request(
        about or cast.pupil,
        asked_by="Priya Nair, her mother",
        asked_on=MONDAY.date(),
        by=fresh(by or cast.dsl),
        at=MONDAY,
    )


def decide(page, decision="keep", reason="It is about her.", words="", by=None):
    return case_access_requests.decide_page(
        page, decision=decision, reason=reason, words=words, by=fresh(by), at=MONDAY
    )


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (date(2026, 11, 23), date(2026, 12, 23)),
        (date(2026, 11, 25), date(2026, 12, 29)),
        (date(2027, 1, 31), date(2027, 3, 1)),
        (date(2026, 12, 31), date(2027, 2, 1)),
        (date(2028, 1, 31), date(2028, 2, 29)),
    ],
)
def test_an_answer_is_due_a_month_later_on_a_working_day(cast, asked, due):
    assert access_requests.due_on(asked, cast.school.calendar()) == due


def test_redacted_words_are_really_gone_from_the_sealed_answer(cast):
    case = story.bullying(cast)
    case_chronology.add_event(case, words="Maya cried. Liam Doyle told\nMrs Kent.", by=fresh(cast.dsl), at=MONDAY)
    case_chronology.add_event(case, words="Advice of our solicitor: settle.", by=fresh(cast.dsl), at=MONDAY)
    request = request_of(cast)
    with pytest.raises(Broken, match="every page"):
        case_access_requests.seal_answer(request, by=fresh(cast.dsl), at=MONDAY)
    for page in request.pages.all():
        if "Liam" in page.words:
            with pytest.raises(Broken, match="not on the page"):
                decide(page, "passages", "Somebody else.", "Zoe", cast.dsl)
            decide(page, "passages", "It is about somebody else.", "liam doyle", cast.dsl)
            decide(page, "passages", "She told us in confidence.", "told Mrs Kent", cast.dsl)
        elif "solicitor" in page.words:
            decide(page, "whole", "Legal advice to the school.", by=cast.dsl)
        else:
            decide(page, by=cast.dsl)
    sealed = case_access_requests.seal_answer(request, by=fresh(cast.dsl), at=MONDAY)
    content = papers.read(sealed.path)
    words = " ".join(text_of(content).split())
    assert "Maya cried. [taken out 1] [taken out 2]." in words
    assert "[taken out 1] It is about somebody else." in words and "Legal advice to the school." in words
    for gone in ("Liam", "Doyle", "Kent", "solicitor", "settle"):
        assert gone not in words and gone.encode() not in content
    with pytest.raises(Broken, match="sealed"):
        decide(request.pages.first(), by=cast.dsl)


def test_what_a_reader_may_not_see_is_nowhere_in_the_answer(cast):
    story.bullying(cast)
    secret = story.adult(cast, harmed=[cast.pupil], reason="Ms Kapoor wrote to Maya.")
    mine = request_of(cast)
    assert not any("Kapoor" in path.words or str(secret.number) in path.title for path in mine.pages.all())
    theirs = request_of(cast, by=cast.head)
    assert any("Kapoor" in path.words for path in theirs.pages.all())
    with pytest.raises(Http404):
        access_requests.request_for(fresh(cast.dsl), theirs.pk, at=MONDAY)
    with pytest.raises(access.Refused):
        decide(theirs.pages.first(), by=cast.dsl)
    with pytest.raises(access.Refused):
        case_access_requests.seal_answer(theirs, by=fresh(cast.dsl), at=MONDAY)
    for person in (cast.teacher, cast.office, cast.it, cast.parent):
        with pytest.raises(access.Refused):
            request_of(cast, by=person)
    with pytest.raises(access.Refused):
        request_of(cast, about=cast.dsl)


def test_a_case_that_reaches_no_more_takes_the_request_with_it(cast):
    story.bullying(cast)
    request = request_of(cast, by=cast.head)
    assert HeldPage.objects.filter(request=request, case__isnull=False).exists()
    cast.head.roles.update(until_on=MONDAY.date() - timedelta(days=1))
    people.Role.objects.create(person=cast.head, duty=Duty.CHAIR.value, since_on=people.JOINED)
    with pytest.raises(Http404):
        access_requests.request_for(fresh(cast.head), request.pk, at=MONDAY)


def test_destroying_a_case_takes_away_what_was_made_from_it(cast, django_capture_on_commit_callbacks):
    case = due_case(cast)
    made = transfer(cast, case)
    request = request_of(cast)
    for page in request.pages.all():
        decide(page, by=cast.dsl)
    sealed = case_access_requests.seal_answer(request, by=fresh(cast.dsl), at=MONDAY)
    two = ask(case, What.DESTROY, {}, by=cast.dsl, second=cast.head, at=LATER)
    with django_capture_on_commit_callbacks(execute=True):
        approvals.confirm_second(two, by=fresh(cast.head), at=LATER)
    for path in (made.path, sealed.path):
        with pytest.raises(papers.NotThere):
            papers.read(path)
    assert Transfer.objects.get().path == "" and not HeldPage.objects.filter(case__isnull=False).exists()


def test_what_lacks_a_date_of_birth_stands_on_the_review_list_before_what_waits(cast):
    cast.teacher.born_on = None
    cast.teacher.save(update_fields=["born_on"])
    waits = closed(story.adult(cast, cast.other_teacher))
    people.Person.objects.filter(pk=cast.other_teacher.pk).update(born_on=date(1990, 5, 1))
    lacks = closed(story.adult(cast))
    page = retention.review_page(fresh(cast.head), at=MONDAY)
    assert [line.case for line in page.page] == [lacks, waits] and page.missing == 1
    line = page.page.object_list[0]
    assert "date of birth is not on record" in line.due.why and "Enter the adult’s date of birth" in line.due.missing
    people.Person.objects.filter(pk=cast.teacher.pk).update(born_on=date(1960, 5, 1))
    page = retention.review_page(fresh(cast.head), at=MONDAY)
    assert [line.case for line in page.page] == [lacks, waits] and page.missing == 0


def test_an_entry_of_a_step_that_is_a_question_reads_as_one(cast):
    case = story.adult(cast)
    story.do(case, "record", cast.head)
    story.do(case, "limb_harm", cast.head, outcome="yes")
    words = Event.objects.get(case=case, step="limb_harm").words.splitlines()
    assert words[0] == "Has a child been harmed, or may one have been? Yes."
    assert not any("?:" in event.words or "?." in event.words for event in Event.objects.filter(case=case))
    page = pages.case_page(fresh(cast.head), story.look(case, cast.head).pk, at=MONDAY)
    assert [line.step.title for line in page.done if line.outcome == "Yes"]
