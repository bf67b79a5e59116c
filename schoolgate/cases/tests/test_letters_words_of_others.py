"""What one person wrote in a letter of a case is not changed or thrown away by another without that it stays readable."""

import pytest
from django.urls import reverse

from schoolgate.broken import Moved
from schoolgate.cases.actions import letters as case_letters
from schoolgate.cases.models.papers import Letter
from schoolgate.cases.queries.letter_lines import seen
from schoolgate.cases.tests import letters as post
from schoolgate.cases.tests import story
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
MINE, FORGED = "I saw it myself, and I wrote it down at once.", "I, Martin Hale, saw nothing at all."


@pytest.fixture(autouse=True)
def telephone(cast):
    post.reachable(cast)


@pytest.fixture
def draft(cast):
    case = post.bullying(cast)
    reader = post.key(cast.pupil, cast.parent)
    return post.written(case, "parents", reader, cast.dsl, what=MINE)


def change(draft, by, words=FORGED):
    draft.refresh_from_db()
    said = {"title": draft.title, "words": words, "seen": seen(draft)}
    case_letters.change_letter(draft.case, letter=draft, **said, by=story.fresh(by), at=MONDAY)


def drop(draft, by):
    case_letters.drop_letter(draft.case, letter=draft, by=story.fresh(by), at=MONDAY)


def kept(draft) -> list:
    """The entries that keep what a draft said."""
    return [event for event in draft.case.events.all() if "It said:" in event.words]


def test_changing_anothers_letter_keeps_who_did_it_and_what_it_said(cast, draft):
    change(draft, cast.deputy_dsl)
    (entry,) = kept(draft)
    assert entry.by == cast.deputy_dsl and MINE in entry.words
    for word in (draft.title, "Priya Nair", "written by Martin Hale", "was changed"):
        assert word in entry.words
    draft.refresh_from_db()
    assert (draft.written_by, draft.changed_by, draft.changed_at) == (cast.dsl, cast.deputy_dsl, MONDAY)
    page = client_of(cast.dsl).get(reverse("cases:letter", args=[draft.case_id, draft.pk])).content.decode()
    assert "Written by Martin Hale, last changed by Fiona Reid" in " ".join(page.split())
    shown = client_of(cast.dsl).get(reverse("cases:chronology", args=[draft.case_id])).content.decode()
    assert MINE in shown, "who reads the case reads it"


def test_throwing_it_away_keeps_it_too(cast, draft):
    drop(draft, cast.deputy_dsl)
    (entry,) = kept(draft)
    assert not Letter.objects.filter(pk=draft.pk).exists()
    assert entry.by == cast.deputy_dsl and MINE in entry.words and "was thrown away" in entry.words


def test_every_change_by_another_is_kept_the_writers_back_again_too(cast, draft):
    change(draft, cast.deputy_dsl)
    change(draft, cast.deputy_dsl, "Nothing of it is true.")
    change(draft, cast.dsl, MINE)
    drop(draft, cast.dsl)
    first, second, third = kept(draft)
    assert MINE in first.words and FORGED in second.words and "Nothing of it is true." in third.words
    assert "last changed by Fiona Reid" in third.words and third.by == cast.dsl


def test_ones_own_words_are_ones_own_to_change(cast, draft):
    change(draft, cast.dsl, "I saw it myself, on Friday.")
    drop(draft, cast.dsl)
    assert kept(draft) == []


def test_nor_a_letter_that_was_prepared_by_itself(cast, draft):
    Letter.objects.filter(pk=draft.pk).update(written_by=cast.head)
    draft.refresh_from_db()
    drop(draft, cast.dsl)
    assert "written by Ruth Adeyemi" in kept(draft)[0].words


def test_pressing_without_a_change_says_nothing(cast, draft):
    change(draft, cast.deputy_dsl, draft.words)
    draft.refresh_from_db()
    assert kept(draft) == [] and draft.changed_by is None


@pytest.mark.parametrize("deed", ["send_letter", "mark_printed"])
def test_what_was_looked_at_is_what_goes(cast, draft, deed):
    """Whoever has read it through and presses does not send what somebody wrote in the meantime."""
    looked_at = seen(draft)
    change(draft, cast.deputy_dsl)
    with pytest.raises(Moved):
        getattr(case_letters, deed)(draft.case, letter=draft, seen=looked_at, by=story.fresh(cast.dsl), at=MONDAY)
    name = {"send_letter": "letter_send", "mark_printed": "letter_printed"}[deed]
    address = reverse(f"cases:{name}", args=[draft.case_id, draft.pk])
    for said in ({}, {"seen": looked_at}):
        client_of(cast.dsl).post(address, said)
        draft.refresh_from_db()
        assert draft.sent_at is None
