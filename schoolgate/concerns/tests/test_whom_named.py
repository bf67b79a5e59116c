"""On every page that names who keeps children safe, nobody is sent to somebody about whom they may have told."""

import io
from datetime import timedelta

import pypdf
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from schoolgate.access.duties import Duty
from schoolgate.concerns import receipts
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.queries import shown
from schoolgate.concerns.rules import Channel, Whom
from schoolgate.concerns.tests import page, story
from schoolgate.concerns.tests.childs_story import press
from tests import cast as people
from tests import families
from tests.cast import MONDAY, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("6.4")]
LATER = MONDAY + timedelta(minutes=1)


def at(name, *args):
    return reverse(f"concerns:{name}", args=args)


def father_is_dsl(cast, teller):
    """The child of the DSL told of home; a parent told of the other parent, who is the DSL."""
    children = [cast.pupil] if teller == cast.pupil else [cast.pupil, cast.young_pupil]
    for child in children:
        families.carer(cast.dsl, child)
    return _told(cast, teller, "Dad hits me.", Whom.CHILD), cast.dsl


def about_the_dsl(cast, teller):
    return _told(cast, teller, "He hits me.", Whom.DSL), cast.dsl


def about_the_head(cast, teller):
    return _told(cast, teller, "She hits me.", Whom.HEAD), cast.head


RELATIONS = [father_is_dsl, about_the_dsl, about_the_head]


def _told(cast, teller, words, whom):
    door = Channel.PUPIL if teller == cast.pupil else Channel.PARENT
    return story.outside(cast, words, door=door, by=story.fresh(teller), whom=whom)


def unlabelled(response) -> str:
    """The page without the choices of whom it is about, which name the offices."""
    whole = page.words(response)
    for _ in range(whole.count("<label")):
        before, _, rest = whole.partition("<label")
        whole = before + rest.partition("</label>")[2]
    return whole


@pytest.mark.parametrize("relation", RELATIONS)
def test_no_page_of_a_childs_session_names_them(cast, relation):
    concern, person = relation(cast, cast.pupil)
    client = client_of(cast.pupil, second_factor=False)
    pages = [
        client.get(at("answers")),
        press(client, receipts.pictures_of(_token_of(concern))),
        client.get(at("receipt", "larkhollow")),
        client.post(at("receipt", "larkhollow"), {"receipt": concern.receipt, "page": receipts.page_token()}),
        client.get(at("child", "larkhollow")),
        client.get(at("doors", "larkhollow"), follow=True),
        client.get(at("follow", receipts.link_token(concern.pk))),
        client.get("/", follow=True),
    ]
    for number, shows in enumerate(pages):
        assert str(person) not in unlabelled(shows), number


def _token_of(concern) -> str:
    """A token of no form: the pictures that are pressed are wrong, so that the page of wrong ones is looked at as well."""
    return f"none of {concern.pk}"


@pytest.mark.parametrize("relation", RELATIONS)
def test_no_page_of_a_parents_session_names_them(cast, relation):
    concern, person = relation(cast, cast.parent)
    other = _told(cast, cast.parent, "They quarrel over a game.", Whom.CHILD)
    client = client_of(cast.parent, second_factor=False)
    pages = [
        client.get(at("doors", "larkhollow")),
        client.get(at("told")),
        client.get(at("told_one", concern.pk)),
        client.get(at("told_one", other.pk)),
        client.get(at("worry", "larkhollow")),
        client.get(at("unhappy", "larkhollow")),
        client.get(at("receipt", "larkhollow")),
        client.get(at("follow", receipts.link_token(other.pk))),
    ]
    for number, shows in enumerate(pages):
        assert str(person) not in unlabelled(shows), number


@pytest.mark.parametrize("relation", RELATIONS)
def test_thanks_and_receipt_of_somebody_unnamed_send_nobody_to_them(cast, client, relation):
    _, person = relation(cast, cast.parent)
    whom = {father_is_dsl: "dsl", about_the_dsl: "dsl", about_the_head: "head"}[relation]
    token = page.value(client.get(at("worry", "larkhollow")), "token")
    with time_machine.travel(LATER):
        thanks = client.post(at("worry", "larkhollow"), {"token": token, "words": "He hits her.", "whom": whom})
    number = page.receipt(thanks)
    back = client.post(at("receipt", "larkhollow"), {"receipt": number})
    for shows in (thanks, back, client.get(at("doors", "larkhollow")), client.get(at("receipt", "larkhollow"))):
        assert str(person) not in unlabelled(shows)
        assert "a grown-up you trust" in page.words(shows) and "tel:08001111" in page.words(shows)
        assert "tel:999" in page.words(shows)


def test_the_poster_names_nobody_in_any_session(cast):
    answer = client_of(cast.teacher).get(at("poster"))
    words = pypdf.PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert "A grown-up who keeps children safe" in " ".join(words.split()) and str(cast.dsl) not in words


def test_one_rule_names_nobody_to_a_child_told_or_not(cast):
    on, child = MONDAY.date(), story.fresh(cast.pupil)
    assert shown.to_go_to(cast.school, child, on) == ""
    _told(cast, cast.pupil, "He hits me.", Whom.DSL)
    assert shown.to_go_to(cast.school, child, on) == ""


def test_a_parent_who_has_told_nothing_is_sent_to_who_keeps_children_safe_and_never_to_their_family(cast):
    on = MONDAY.date()
    other = people.person(cast.school, "Vik", "Nair", Duty.PARENT)
    assert shown.to_go_to(cast.school, story.fresh(other), on) == str(cast.dsl)
    for person in (cast.dsl, other):
        families.carer(person, cast.young_pupil)
    assert shown.to_go_to(cast.school, story.fresh(other), on) == str(cast.deputy_dsl)
    assert shown.to_go_to(cast.school, story.fresh(other), on, comes_back=True) == ""
    _told(cast, other, "He hits her.", Whom.CHILD)
    assert shown.to_go_to(cast.school, story.fresh(other), on) == ""


def test_a_stranger_at_the_form_is_still_told_who_reads_it(cast):
    assert str(cast.dsl) in page.words(Client().get(at("worry", "larkhollow")))
    assert not Concern.objects.exists()
