"""The pages of letters: for those who write them, and for whoever they are for."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schoolgate.cases import papers
from schoolgate.cases.models.papers import Letter, LetterTemplate
from schoolgate.cases.models.watching import Look
from schoolgate.cases.queries.letter_lines import seen
from schoolgate.cases.tests import letters as post
from schoolgate.cases.tests import story
from tests.cast import client_of
from tests.shared_rows import shared

pytestmark = pytest.mark.django_db
OTHERS = ["teacher", "other_teacher", "assistant", "office", "it", "governor", "parent", "pupil"]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture(autouse=True)
def telephone(cast):
    post.reachable(cast)


@shared
def case(cast):
    return post.underage(cast)


def at(name: str, *args) -> str:
    return reverse(f"cases:{name}", args=args)


def words(answer) -> str:
    return answer.content.decode()


def without_token(answer) -> str:
    return TOKEN.sub("", words(answer))


def test_the_head_writes_looks_and_sends(cast, case, settings):
    settings.DELIVERY = {"backend": "django.core.mail.backends.locmem.EmailBackend"}
    head = client_of(cast.head)
    page = words(head.get(at("letters", case.pk)))
    assert "No letters yet" in page and "Use against a site’s rules" in page and "Referral to the LADO" not in page
    answer = head.post(at("letter_reader", case.pk, "underage"), {"to": post.key(cast.pupil, cast.parent)})
    form = words(head.get(answer.url))
    assert "What happened, and what it did at school" in form
    answer = head.post(answer.url, {"site": "WhatsApp, 13", "what": post.WHAT, "done": ""})
    preview = words(head.get(answer.url))
    assert "Preview" in preview and post.WHAT in preview
    assert "Something is missing" in preview and "Keep as it is" not in preview
    letter = Letter.objects.get()
    change = at("letter_change", case.pk, letter.pk)
    form = head.get(change).context["form"]
    said = {"title": letter.title, "words": letter.words.replace("{done}", "We have."), "seen": form["seen"].value()}
    head.post(change, said)
    preview = words(head.get(at("letter", case.pk, letter.pk)))
    assert "Keep as it is and send" in preview and "Something is missing" not in preview
    letter.refresh_from_db()
    sent = words(head.post(at("letter_send", case.pk, letter.pk), {"seen": seen(letter)}, follow=True))
    assert "an e-mail says that it waits" in sent and "It cannot be changed" in sent
    document = head.get(at("letter_pdf", case.pk, letter.pk))
    assert document.headers["Content-Type"] == "application/pdf" and document.content.startswith(b"%PDF")
    assert document.headers["Content-Disposition"] == 'inline; filename="letter.pdf"'
    assert "no-store" in document.headers["Cache-Control"]


def test_where_only_one_can_be_meant_nobody_is_asked(cast):
    case = story.adult(cast)
    answer = client_of(cast.head).get(at("letter_reader", case.pk, "lado"))
    assert answer.url == at("letter_write", case.pk, "lado", post.key(cast.teacher, None))
    page = words(client_of(cast.head).get(answer.url))
    assert "Grace Obi" in page


def test_where_nobody_can_be_meant_the_page_says_what_to_do(cast):
    case = story.opened(cast, by=cast.dsl)
    page = words(client_of(cast.dsl).get(at("letter_reader", case.pk, "parents")))
    assert "Nobody in this case can have this letter" in page


def test_an_empty_choice_is_asked_for_again(cast, case):
    page = words(client_of(cast.head).post(at("letter_reader", case.pk, "underage"), {}))
    assert "Choose who the letter is for." in page


def test_somebody_whom_no_such_letter_is_for_is_not_found(cast, case):
    head = client_of(cast.head)
    assert head.get(at("letter_write", case.pk, "underage", "1-1")).status_code == 404
    assert head.get(at("letter_reader", case.pk, "poem")).status_code == 404
    assert head.get(at("letter_reader", case.pk, "lado")).status_code == 404


def test_who_changed_it_meanwhile_is_told_and_nothing_is_lost(cast, case):
    letter, head = post.to_priya(cast, case), client_of(cast.head)
    answer = head.post(at("letter_change", case.pk, letter.pk), {"title": "T", "words": "My words.", "seen": "older"})
    assert "has changed this case since you opened the page" in words(answer) and "My words." in words(answer)
    letter.refresh_from_db()
    assert letter.title != "T"


def test_a_letter_that_may_not_go_says_why(cast, case):
    letter = post.to_priya(cast, case, what="It was Liam.")
    page = words(client_of(cast.head).post(at("letter_send", case.pk, letter.pk), {"seen": seen(letter)}, follow=True))
    assert "It names Liam Doyle" in page
    letter.refresh_from_db()
    assert letter.sent_at is None


def test_a_printed_letter_is_recorded_as_printed(cast, case):
    letter = post.written(case, "underage", post.key(post.liam(cast), cast.paper_parent), cast.head)
    head = client_of(cast.head)
    assert "does not sign in here, so this letter is printed" in words(head.get(at("letter", case.pk, letter.pk)))
    head.post(at("letter_printed", case.pk, letter.pk), {"seen": seen(letter)})
    assert "Printed on" in words(head.get(at("letters", case.pk)))


def test_a_draft_is_thrown_away(cast, case):
    letter = post.to_priya(cast, case)
    answer = client_of(cast.head).post(at("letter_drop", case.pk, letter.pk), follow=True)
    assert "The draft is gone" in words(answer) and not Letter.objects.exists()


@pytest.mark.parametrize("who", OTHERS)
def test_to_others_no_address_of_a_letter_is_there(cast, case, who):
    """Not there, not theirs, not sent: the same answer, also for the reader of the letter on the pages of the case."""
    letter = post.send(post.to_priya(cast, case), cast.head)
    client = client_of(getattr(cast, who))
    nowhere = client.get(at("letter_pdf", case.pk, case.pk))
    for name in ("letter", "letter_pdf", "letter_change"):
        answer = client.get(at(name, case.pk, letter.pk))
        assert answer.status_code == nowhere.status_code == 404
        assert without_token(answer) == without_token(nowhere)
    for name in ("letter_send", "letter_printed", "letter_drop"):
        assert client.post(at(name, case.pk, letter.pk)).status_code == 404
    assert client.get(at("letters", case.pk)).status_code == 404
    assert client.get(at("letter_reader", case.pk, "underage")).status_code == 404


def test_the_pdf_of_a_draft_or_of_another_case_is_not_there(cast, case):
    draft, other = post.to_priya(cast, case), post.underage(cast)
    head = client_of(cast.head)
    assert head.get(at("letter_pdf", case.pk, draft.pk)).status_code == 404
    sent = post.send(draft, cast.head)
    assert head.get(at("letter_pdf", other.pk, sent.pk)).status_code == 404
    assert head.get(at("letter_pdf", case.pk, sent.pk)).status_code == 200


def test_whom_a_case_is_about_reaches_none_of_its_letters(cast):
    case = story.adult(cast, about=cast.head)
    letter = post.written(case, "lado", post.key(cast.head, None), cast.chair)
    assert client_of(cast.head).get(at("letter", case.pk, letter.pk)).status_code == 404
    assert client_of(cast.chair).get(at("letter", case.pk, letter.pk)).status_code == 200


def test_a_file_that_is_lost_is_said_and_is_no_error(cast, case, monkeypatch):
    letter = post.send(post.to_priya(cast, case), cast.head)

    def gone(path):
        raise papers.NotThere(path)

    monkeypatch.setattr(papers, "read", gone)
    assert "not on the disk any more" in words(
        client_of(cast.head).get(at("letter_pdf", case.pk, letter.pk), follow=True)
    )
    theirs = client_of(cast.parent).get(reverse("letters:pdf", args=[letter.pk]), follow=True)
    assert "cannot be shown just now" in words(theirs)


def test_a_look_at_letters_is_written_down(cast, case):
    client_of(cast.head).get(at("letters", case.pk))
    assert Look.objects.filter(case=case, person=cast.head, what="letters").count() == 1


# ---- letters for you


def test_the_mother_reads_her_letter_and_nothing_else(cast, case):
    letter = post.send(post.to_priya(cast, case), cast.head)
    mother = client_of(cast.parent)
    home = words(mother.get("/"))
    assert "A letter is waiting for you" in home and "Maya and a site" not in home
    assert letter.title in words(mother.get(reverse("letters:mine")))
    page = words(mother.get(reverse("letters:read", args=[letter.pk])))
    assert post.WHAT in page and "Ruth Adeyemi" in page
    assert str(case.number) not in page and str(case.pk) not in page and "/cases/" not in page
    assert mother.get(reverse("letters:pdf", args=[letter.pk])).content.startswith(b"%PDF")
    assert "A letter is waiting" not in words(mother.get("/"))
    assert "Opened on" in words(client_of(cast.head).get(at("letters", case.pk)))


@pytest.mark.parametrize("who", ["teacher", "office", "head", "dsl", "pupil"])
def test_others_do_not_find_it_among_theirs(cast, case, who):
    letter = post.send(post.to_priya(cast, case), cast.head)
    client = client_of(getattr(cast, who))
    assert client.get(reverse("letters:read", args=[letter.pk])).status_code == 404
    assert client.get(reverse("letters:pdf", args=[letter.pk])).status_code == 404
    answer = client.get(reverse("letters:mine"))
    assert letter.title not in words(answer) and answer.status_code == (403 if who == "pupil" else 200)
    assert not Look.objects.filter(what__startswith="letter ").exists()


def test_a_stranger_is_asked_to_sign_in(cast, case):
    letter = post.send(post.to_priya(cast, case), cast.head)
    for name in ("letters:read", "letters:pdf"):
        answer = client_of(None).get(reverse(name, args=[letter.pk]))
        assert answer.status_code == 302 and "/account/sign-in/" in answer.url


# ---- the school's own words


def test_the_head_changes_the_words_and_takes_them_back(cast):
    head = client_of(cast.head)
    assert "As shipped" in words(head.get(at("letter_words")))
    url = at("letter_words_edit", "join")
    assert "{child_first}" in words(head.get(url))
    answer = head.post(url, {"title": "Hello", "words": "Dear {reader}, {nobody}"})
    assert "{nobody} stands for nothing" in words(answer) and "Dear {reader}, {nobody}" in words(answer)
    head.post(url, {"title": "Hello", "words": "Dear {reader},\n\n{what}"})
    assert LetterTemplate.objects.get().title == "Hello"
    assert "Our own" in words(head.get(at("letter_words")))
    head.post(at("letter_words_restore", "join"))
    assert not LetterTemplate.objects.exists()
    assert head.get(at("letter_words_edit", "poem")).status_code == 404


@pytest.mark.parametrize("who", ["teacher", "office", "it", "parent", "governor"])
def test_others_do_not_reach_the_words(cast, who):
    client = client_of(getattr(cast, who))
    assert client.get(at("letter_words")).status_code == 403
    assert client.post(at("letter_words_edit", "join"), {"title": "x", "words": "{what}"}).status_code == 403
    assert client.post(at("letter_words_restore", "join")).status_code == 403
    assert not LetterTemplate.objects.exists()


def test_the_list_of_letters_takes_as_many_queries_for_ten_as_for_one(cast, case, django_assert_max_num_queries):
    client = client_of(cast.head)
    post.send(post.to_priya(cast, case), cast.head)
    client.get(at("letters", case.pk))
    with CaptureQueriesContext(connection) as few:
        client.get(at("letters", case.pk))
    for _ in range(9):
        post.to_priya(cast, case)
    with CaptureQueriesContext(connection) as many:
        client.get(at("letters", case.pk))
    assert len(many) == len(few)
