"""The pages of records: what each says and does, and to whom it is not there."""

import io
import os
import re
from pathlib import Path

import pypdf
import pytest
from django.urls import reverse

from schoolgate.cases import papers
from schoolgate.cases.actions import chronology
from schoolgate.cases.models.watching import Approval
from schoolgate.cases.tests import story
from schoolgate.records.actions import access_requests as case_access_requests
from schoolgate.records.actions import transfers
from schoolgate.records.models import Retention, Transfer
from schoolgate.records.queries import access_requests
from schoolgate.records.tests import story as record_story
from schoolgate.records.tests.test_records import LATER, due_case, leave, request_of
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
fresh = story.fresh


def url(name, *args):
    return reverse(f"records:{name}", args=args)


def dated(name, on):
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def words_of(response):
    return " ".join(response.content.decode().split())


def test_the_review_list_says_that_nothing_ends_by_itself(cast):
    case = due_case(cast)
    page = words_of(client_of(cast.dsl).get(url("records")))
    assert "Nothing is ever deleted because a date has passed" in page and str(case.number) in page
    assert "1 December 2044" in page and "IRMS" in page
    assert str(case.number) not in words_of(client_of(cast.chair).get(url("records")))


def test_a_record_is_kept_longer_and_a_wrong_date_loses_nothing(cast):
    case = due_case(cast)
    client = client_of(cast.dsl)
    wrong = client.post(url("keep_longer", case.pk), {**dated("until", MONDAY), "reason": "A claim is open."})
    assert "still to come" in words_of(wrong) and "A claim is open." in words_of(wrong)
    client.post(url("keep_longer", case.pk), {**dated("until", LATER), "reason": "A claim is open."})
    assert Retention.objects.get().due_on == LATER.date()
    assert client_of(cast.head).get(url("record", case.pk)).status_code == 404


def test_asking_to_destroy_what_is_not_due_is_refused_with_its_day(cast):
    case = due_case(cast)
    sent = {"second": cast.head.pk, "reason": "Not needed."}
    page = words_of(client_of(cast.dsl).post(url("ask_destruction", case.pk), sent))
    assert "not due yet" in page and "1 December 2044" in page and not Approval.objects.exists()


def test_the_passphrase_is_shown_once(cast):
    case = story.bullying(cast)
    leave(cast.pupil, MONDAY.date())
    client = client_of(cast.dsl)
    assert "Maya Nair" in words_of(client.get(url("transfers")))
    sent = {"to_school": "Sedgemarsh High", "cases": [str(case.pk)]}
    assert "Write the name" not in words_of(client.get(url("make_transfer", cast.pupil.pk)))
    preview = client.post(url("make_transfer", cast.pupil.pk), sent)
    assert "Nothing has been sent yet" in words_of(preview) and not Transfer.objects.exists()
    made = client.post(url("make_transfer", cast.pupil.pk), sent | {"looked": preview.context["pack"].looked})
    assert "no-store" in made["Cache-Control"]
    passphrase = made.context["transfer"].passphrase
    assert passphrase in words_of(made)
    row = Transfer.objects.get()
    for name in ("transfer", "child", "transfers"):
        args = {"transfer": [row.pk], "child": [cast.pupil.pk]}.get(name, [])
        assert passphrase not in words_of(client.get(url(name, *args)))
    file = client.get(url("transfer_file", row.pk))
    assert file.content[:2] == b"PK" and "Maya" not in file["Content-Disposition"]
    client.post(url("transfer", row.pk), {**dated("received_on", MONDAY), "received_by": "Ms Lowe"})
    assert Transfer.objects.get().received_by == "Ms Lowe"
    assert "Maya Nair, left" not in words_of(client.get(url("transfers")))


def test_a_case_that_does_not_reach_them_cannot_be_slipped_into_a_file(cast):
    story.bullying(cast)
    secret = story.adult(cast, harmed=[cast.pupil])
    sent = {"to_school": "Sedgemarsh High", "cases": [str(secret.pk)]}
    assert client_of(cast.dsl).post(url("make_transfer", cast.pupil.pk), sent).status_code == 200
    assert not Transfer.objects.exists()


def test_an_answer_is_decided_page_by_page_and_sealed(cast):
    case = story.bullying(cast)
    chronology.add_event(case, words="Liam Doyle saw it. Maya cried.", by=fresh(cast.dsl), at=MONDAY)
    client = client_of(cast.dsl)
    asked = {"name": "maya nair", "asked_by": "Her mother", **dated("asked_on", MONDAY)}
    nobody = client.post(url("open_access_request"), asked | {"name": "Zoe Ash"})
    assert "Nobody on record has this name" in words_of(nobody) and "Zoe Ash" in words_of(nobody)
    opened = client.post(url("open_access_request"), asked)
    request = access_requests.requests_of(fresh(cast.dsl), MONDAY)[0]
    assert opened.url == url("access_request", request.pk)
    for page in request.pages.all():
        about_liam = "Liam" in page.words
        sent = {"decision": "passages", "words": "Liam Doyle", "reason": "Another child."}
        client.post(
            url("held_page", request.pk, page.order),
            sent if about_liam else {"decision": "keep", "reason": "About her."},
        )
    preview = words_of(client.get(url("answer_preview", request.pk)))
    assert "Liam" not in preview and "[taken out 1] saw it. Maya cried." in preview
    assert client.get(url("answer_pdf", request.pk)).status_code == 404, "not before it is sealed"
    client.post(url("access_request", request.pk))
    pdf = client.get(url("answer_pdf", request.pk)).content
    text = "".join(path.extract_text() for path in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    assert "Maya cried" in text and "Liam" not in text
    for person in (cast.head, cast.deputy_dsl, cast.teacher):
        assert client_of(person).get(url("access_request", request.pk)).status_code in (403, 404)


def test_what_is_not_there_and_what_is_not_theirs_look_the_same(cast):
    story.bullying(cast)
    theirs = request_of(cast, by=cast.head)
    client = client_of(cast.dsl)
    there = client.get(url("access_request", theirs.pk))
    none = client.get(url("access_request", "00000000-0000-4000-8000-000000000000"))
    assert there.status_code == none.status_code == 404
    assert bare(there) == bare(none)


def bare(response):
    """The page without what is drawn anew for each request."""
    return re.sub(r'(nonce|value)="[^"]*"|[0-9a-f-]{36}', "", words_of(response))


@pytest.mark.skipif(not os.environ.get("SCHOOLGATE_SHOTS"), reason="only to look at the papers")
def test_the_papers_as_pictures(cast):
    import pypdfium2
    import pyzipper

    case = story.bullying(cast)
    chronology.add_contact(
        case,
        whom="Priya Nair",
        how=story_how(),
        words="She thanked us. Arun had told her.",
        by=fresh(cast.dsl),
        at=MONDAY,
    )
    chronology.add_event(case, words="Liam Doyle saw it.\nMaya cried.", by=fresh(cast.dsl), at=MONDAY)
    request = request_of(cast)
    for page in request.pages.all():
        decision = "passages" if "Liam" in page.words else "whole" if page.order == 3 else "keep"
        case_access_requests.decide_page(
            page,
            decision=decision,
            words="Liam Doyle",
            reason="It is about another child.",
            by=fresh(cast.dsl),
            at=MONDAY,
        )
    sealed = case_access_requests.seal_answer(request, by=fresh(cast.dsl), at=MONDAY)
    given = record_story.looked_through(cast.dsl, cast.pupil, [case])
    made = transfers.make_transfer(cast.pupil, **given, by=fresh(cast.dsl), at=MONDAY)
    archive = pyzipper.AESZipFile(io.BytesIO(papers.read(made.path)))
    archive.setpassword(made.passphrase.encode())
    Path("shots").mkdir(exist_ok=True)
    for name, content in (("answer", papers.read(sealed.path)), ("chronology", archive.read("01-chronology.pdf"))):
        document = pypdfium2.PdfDocument(content)
        for number in range(len(document)):
            document[number].render(scale=1).to_pil().save(f"shots/{name}-{number + 1}.png")


def story_how():
    from schoolgate.cases.rules import How

    return How.PHONE
