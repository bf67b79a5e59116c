"""Documents of a case: examined, sealed, blurred until asked for, and found nowhere by those whom it does not reach."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from schoolgate import access
from schoolgate.audit.models import Entry
from schoolgate.broken import Broken
from schoolgate.cases import papers, tasks
from schoolgate.cases.actions import approvals, chronology, readers
from schoolgate.cases.models.chronicle import Event
from schoolgate.cases.models.papers import Document
from schoolgate.cases.models.watching import Look
from schoolgate.cases.queries import hiding, pages, reach
from schoolgate.cases.rules import What
from schoolgate.cases.tests import story
from schoolgate.cases.tests.test_approvals import ask
from schoolgate.cases.tests.test_pages import url, words_of
from schoolgate.concerns.tests import story as told
from schoolgate.engines.evidence.tests import files
from schoolgate.records.actions import transfers
from schoolgate.records.queries import access_requests
from schoolgate.records.tests import story as record_story
from schoolgate.sealed import store
from tests.cast import MONDAY, client_of
from tests.shared_rows import shared

pytestmark = pytest.mark.django_db
TITLE = "Minutes of the meeting"


@shared
def case(cast):
    return story.bullying(cast)


@pytest.fixture
def dsl(cast):
    return client_of(cast.dsl)


def added(case, by, title=TITLE, at=MONDAY, **said) -> Document:
    file = told.picture(**said)
    words = {"name": file.name, "content": file.content, "examined": file.examined}
    id = chronology.add_document(case, title=title, **words, by=story.fresh(by), at=at)
    return Document.objects.get(pk=id)


def upload(name: str, content: bytes, title: str = TITLE) -> dict:
    return {"title": title, "file": SimpleUploadedFile(name, content)}


# ---- adding


@pytest.mark.postgres
def test_a_pdf_is_examined_kept_sealed_and_found_by_its_words(cast, case, dsl, settings):
    answer = dsl.post(url("add_document", case.pk), upload("minutes.pdf", files.pdf(pages=2)))
    document = Document.objects.get()
    assert answer.url == url("case", case.pk) and str(document) == TITLE
    assert (document.pages, document.media_type, document.by) == (2, "application/pdf", cast.dsl)
    assert all(not (settings.MEDIA_ROOT / path).read_bytes().startswith(b"%PDF") for path in document.paths)
    assert document.read_original().startswith(b"%PDF") and document.read_page(2)[:4] in (
        b"\x89PNG",
        b"\xff\xd8\xff\xe0",
    )
    word = document.text.split()[0]
    for person, finds in ((cast.dsl, True), (cast.teacher, False)):
        mine = reach.visible_to(story.fresh(person), document.at)
        found = pages.cases_page(story.fresh(person), at=document.at, words=f"{word} minutes")
        assert bool(mine) == finds and bool(list(found.page)) == finds
    assert Event.objects.get(kind="document").words == f"A document was added: {TITLE}"
    assert TITLE in words_of(dsl.get(url("case", case.pk)))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("letter.docx", files.packed("word/document.xml"), "Save it as a PDF"),
        ("note.png", b"not a picture", "plain text"),
        ("film.mp4", files.video(), "video"),
        ("empty.pdf", b"", "This file is empty."),
    ],
)
def test_what_may_not_be_kept_is_said_and_what_was_typed_stays(case, dsl, name, content, says):
    page = words_of(dsl.post(url("add_document", case.pk), upload(name, content)))
    assert f"{name}: " in page and says in page and TITLE in page
    assert not Document.objects.exists() and not list(store.paths(papers.FOLDER))


def test_it_needs_a_title(case, dsl):
    dsl.post(url("add_document", case.pk), upload("tea.png", files.png(), title=" "))
    assert not Document.objects.exists()


def test_the_same_file_twice_is_kept_once_and_pointed_to(cast, case, dsl):
    dsl.post(url("add_document", case.pk), upload("tea.png", files.png()))
    answer = dsl.post(url("add_document", case.pk), upload("again.png", files.png(), "Something else"), follow=True)
    document = Document.objects.get()
    assert answer.redirect_chain == [(url("document", case.pk, document.pk), 302)]
    assert "This case has that very file already" in words_of(answer)
    assert added(case, cast.dsl) != document and added(case, cast.dsl) == added(case, cast.dsl)
    assert Event.objects.filter(kind="document").count() == 2


def test_a_disk_that_fills_up_half_way_leaves_nothing(cast, case, monkeypatch):
    real, room = store._put, iter((True, False))

    def put(path, sealed):
        if not next(room):
            raise OSError("no room")
        real(path, sealed)

    monkeypatch.setattr(store, "_put", put)
    with pytest.raises(Broken, match="disk may be full. Nothing else was lost"):
        added(case, cast.dsl)
    assert not Document.objects.exists() and not list(store.paths(papers.FOLDER))
    assert not Event.objects.filter(kind="document").exists()


def test_a_full_disk_takes_nothing_that_another_case_has(cast, case, monkeypatch):
    there = added(story.bullying(cast), cast.dsl)
    store.remove(there.blurred_path)

    def full(*_):
        raise OSError("no room")

    monkeypatch.setattr(store, "_put", full)
    with pytest.raises(Broken):
        added(case, cast.dsl)
    assert there.read_original() == b"picture of a chat"


# ---- looking


def test_it_is_blurred_until_asked_for_and_each_asking_is_kept(cast, case, dsl):
    document = added(case, cast.dsl)
    with time_machine.travel(MONDAY, tick=False):
        page = words_of(dsl.get(url("document", case.pk, document.pk)))
        assert url("document_blurred", case.pk, document.pk) in page
        assert url("document_page", case.pk, document.pk, 1) not in page
        assert dsl.get(url("document_page", case.pk, document.pk, 1)).status_code == 404
        dsl.post(url("document", case.pk, document.pk))
        shown = dsl.get(url("document_page", case.pk, document.pk, 1))
        assert shown.content == b"stripped" and "no-store" in shown["Cache-Control"]
        assert "see you at the swings" in words_of(dsl.get(url("document", case.pk, document.pk)))
        assert client_of(cast.deputy_dsl).get(url("document_page", case.pk, document.pk, 1)).status_code == 404
        dsl.post(url("document", case.pk, document.pk))
    assert Look.objects.filter(document=document, person=cast.dsl, what="document").count() == 2
    with time_machine.travel(MONDAY + timedelta(minutes=16), tick=False):
        assert dsl.get(url("document_page", case.pk, document.pk, 1)).status_code == 404
        assert f"the document “{TITLE}”" in words_of(dsl.get(url("case", case.pk)))


def test_the_original_is_for_few_and_only_with_a_reason(cast, case, dsl):
    document = added(case, cast.dsl)
    address = url("document_original", case.pk, document.pk)
    assert client_of(cast.deputy_dsl).get(address).status_code == 403
    assert dsl.get(address).status_code == 200 and dsl.post(address, {"reason": " "}).status_code == 200
    assert not Look.objects.filter(what="original").exists()
    answer = dsl.post(address, {"reason": "The police ask for it."})
    assert answer.content == b"picture of a chat"
    assert answer["Content-Disposition"] == 'attachment; filename="chat.png"'
    assert Look.objects.get(what="original").reason == "The police ask for it."
    assert "The police ask for it." in words_of(dsl.get(url("case", case.pk)))


def test_what_the_disk_has_lost_is_said_and_no_error(cast, case, dsl):
    document = added(case, cast.dsl)
    for path in document.paths:
        store.remove(path)
    answer = dsl.post(url("document_original", case.pk, document.pk), {"reason": "The police ask for it."})
    assert "The disk no longer has this file." in words_of(answer)
    assert not Look.objects.filter(what="original").exists()
    assert dsl.get(url("document_blurred", case.pk, document.pk)).status_code == 404


@pytest.mark.parametrize("who", ["teacher", "assistant", "office", "it", "parent", "pupil", "governor", "young_pupil"])
def test_to_others_no_address_of_a_document_is_there(cast, case, who):
    document = added(case, cast.dsl)
    addresses = [
        url("document", case.pk, document.pk),
        url("document_blurred", case.pk, document.pk),
        url("document_page", case.pk, document.pk, 1),
        url("document_original", case.pk, document.pk),
        url("delete_document", case.pk, document.pk),
        url("add_document", case.pk),
    ]
    client = client_of(getattr(cast, who))
    assert {client.get(address).status_code for address in addresses} <= {403, 404}
    with pytest.raises(access.Refused):
        chronology.look_at_document(case, document=document, by=story.fresh(getattr(cast, who)), at=MONDAY)
    assert not Look.objects.filter(document=document).exists()


def test_a_document_under_another_case_is_not_there(cast, case, dsl):
    other = story.bullying(cast)
    document = added(other, cast.dsl)
    for name in ("document", "document_blurred", "document_original", "delete_document"):
        assert dsl.get(url(name, case.pk, document.pk)).status_code == 404
        assert dsl.get(url(name, other.pk, document.pk)).status_code == 200


def test_who_was_let_in_sees_it_until_it_is_taken_away(cast, case):
    document, teacher = added(case, cast.dsl), client_of(cast.teacher)
    until = MONDAY.date() + story.DAY
    by = {"by": story.fresh(cast.dsl), "at": MONDAY}
    with time_machine.travel(MONDAY, tick=False):
        readers.grant(case, person=cast.teacher, reason="In her class.", until=until, **by)
        assert teacher.post(url("document", case.pk, document.pk)).status_code == 302
        assert teacher.get(url("document_page", case.pk, document.pk, 1)).status_code == 200
        readers.end_grant(case, person=cast.teacher, **by)
        assert teacher.get(url("document_page", case.pk, document.pk, 1)).status_code == 404


# ---- where else it is


def test_two_people_delete_it_and_its_files_are_gone_at_once(cast, case, dsl, django_capture_on_commit_callbacks):
    document = added(case, cast.dsl, content=b"only here")
    chronology.look_at_document(case, document=document, by=story.fresh(cast.dsl), at=MONDAY)
    said = {"second": cast.head.pk, "reason": "It is of another school."}
    assert dsl.post(url("delete_document", case.pk, document.pk), said).status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        approvals.confirm_second(case.approvals.get(), by=story.fresh(cast.head), at=MONDAY)
    assert not Document.objects.exists() and not list(store.paths(papers.FOLDER))
    assert Look.objects.get(what="document").document is None, "that somebody looked stays"


def test_a_file_that_another_case_has_too_stays_when_one_is_deleted(cast, case, django_capture_on_commit_callbacks):
    document, other = added(case, cast.dsl), added(story.bullying(cast), cast.dsl)
    two = ask(case, What.DELETE_DOCUMENT, {"document": str(document.pk)}, by=cast.dsl, second=cast.head)
    with django_capture_on_commit_callbacks(execute=True):
        approvals.confirm_second(two, by=story.fresh(cast.head), at=MONDAY)
    assert (other.read_original(), other.read_page(1)) == (b"picture of a chat", b"stripped")


def test_every_page_outlives_the_cleaning_of_stray_files_and_so_does_a_file_for_another_school(cast, case):
    document = added(case, cast.dsl, further=(b"second", b"third"))
    given = record_story.looked_through(cast.dsl, cast.pupil, [case], [document])
    transfer = transfers.make_transfer(cast.pupil, **given, by=story.fresh(cast.dsl), at=MONDAY)
    tasks.daily(MONDAY + 400 * story.DAY)
    assert [document.read_page(page) for page in (1, 2, 3)] == [b"stripped", b"second", b"third"]
    assert papers.read(transfer.path).startswith(b"PK")


def test_every_page_goes_to_the_next_school_and_the_original_does_not(cast, case):
    from schoolgate.records.actions import transfers

    document = added(case, cast.dsl, further=(b"\x89PNG second",))
    sound = added(
        case, cast.dsl, content=b"ID3", name="a.mp3", media_type="audio/mpeg", shown=b"ID3 clean", blurred=b""
    )
    assert transfers._files([document, sound]) == {
        "02-document-page-01.jpg": b"stripped",
        "02-document-page-02.png": b"\x89PNG second",
        "03-document.mp3": b"ID3 clean",
    }


def test_somebody_who_asks_what_is_held_has_its_words(cast, case):
    added(case, cast.dsl)
    found = {
        gathered.title: gathered.words
        for gathered in access_requests.gathered(story.fresh(cast.dsl), cast.pupil, MONDAY)
    }
    title = next(item for item in found if TITLE in item)
    assert found[title] == "see you at the swings"


def test_a_document_of_another_case_is_not_looked_at_under_this_one(cast, case):
    document = added(story.bullying(cast), cast.dsl)
    with pytest.raises(access.Refused):
        chronology.look_at_document(case, document=document, by=story.fresh(cast.dsl), at=MONDAY)


def test_in_the_trail_documents_are_hidden_with_their_case(cast, case):
    """Their deeds are entered under the case, so that whoever does not see it does not see them."""
    document = added(case, cast.dsl)
    by = {"by": story.fresh(cast.dsl), "at": MONDAY}
    chronology.look_at_document(case, document=document, **by)
    chronology.open_document_original(case, document=document, reason="The police ask.", **by)
    deeds = Entry.objects.filter(event__contains="document")
    assert {entry.event for entry in deeds} == {
        "cases.add_document",
        "cases.look_at_document",
        "cases.open_document_original",
    }
    assert {entry.target for entry in deeds} == {f"cases.case:{case.pk}"}
    assert f"cases.case:{case.pk}" in hiding.hidden_targets(story.fresh(cast.governor), MONDAY)
