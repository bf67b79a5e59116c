"""What a harmed child said never leaves in another child's file, answer or file for a new school."""

import io
from datetime import timedelta

import pypdf
import pytest
import pyzipper
from django.urls import reverse

from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.cases import papers
from schoolgate.cases.actions import chronology, opening
from schoolgate.cases.models.chronicle import Event
from schoolgate.cases.rules import EventKind, How
from schoolgate.cases.tests import story
from schoolgate.cases.tests.test_page_deeds import day
from schoolgate.community.models import Care
from schoolgate.concerns.actions import triage
from schoolgate.concerns.rules import Channel, ConcernPart
from schoolgate.concerns.tests import story as told
from schoolgate.concerns.tests.story import Found
from schoolgate.engines.procedures.schema import CasePart
from schoolgate.records.actions import access_requests as answering
from schoolgate.records.actions import transfers
from schoolgate.records.models import Transfer
from schoolgate.records.queries import access_requests, whose
from schoolgate.records.queries.access_requests import APART, KEEP
from schoolgate.records.queries.whose import IN_THEIR_OWN, Owners, Whose
from schoolgate.records.tests import story as record_story
from schoolgate.records.tests.test_access_requests import consequence, letter
from schoolgate.records.tests.test_records import chronology as child_page
from schoolgate.records.tests.test_records import decide, request_of
from tests import cast as people
from tests.cast import JOINED, MONDAY, client_of

pytestmark = pytest.mark.django_db
fresh = story.fresh
HER = "bluebell"
"""A word that only what the harmed child said, and what was done for her, has in it."""


@pytest.fixture
def case(cast):
    """Maya (harmed) told about Arun (alleged): her account, and what was done for her, in every kind of row."""
    concern = told.read(told.outside(cast, f"He pushed me, {HER}.", by=cast.pupil, door=Channel.PUPIL), cast.dsl)
    triage.name_person(concern, person=cast.young_pupil, part=ConcernPart.ALLEGED, by=fresh(cast.dsl), at=MONDAY)
    triage.say(concern, words=f"You did right to tell, {HER}.", by=fresh(cast.dsl), at=MONDAY)
    triage.attach_evidence(concern, enclosure=told.picture(text=HER), by=fresh(cast.dsl), at=MONDAY)
    made = story.bullying(cast, reason=f"She says that he did it, {HER}.", concern=concern)
    by = {"by": fresh(cast.dsl), "at": MONDAY}
    chronology.add_event(made, words=f"She cried, {HER}.", **by)
    chronology.add_contact(made, whom=f"Her mother, {HER}", how=How.PHONE, words=f"She has asthma, {HER}.", **by)
    chronology.add_addendum(made, event=Event.objects.filter(case=made, kind="note").last(), words=HER, **by)
    chronology.add_document(made, name="a.png", content=b"x", examined=Found(HER, 7), title=HER, **by)
    story.do(made, "safe_now", cast.dsl, what=f"She goes home with her aunt, {HER}.")
    story.do(made, "support_harmed", cast.dsl, child=cast.pupil, **_words_of(made, "support_harmed"))
    letter(made, cast.pupil, cast.parent, f"Dear Ms Nair, {HER}.")
    letter(made, None, cast.parent, f"Dear Ms Nair, {HER}.")
    consequence(made, cast.pupil, f"None, {HER}.")
    chronology.add_event(made, words="He said sorry, cornflower.", about=[cast.young_pupil.pk], **by)
    consequence(made, cast.young_pupil, "He helps at lunch, cornflower.")
    return story.now(made)


def _words_of(case, step):
    from schoolgate.cases.queries import state
    from schoolgate.engines.procedures.schema import FieldKind

    needs = state.procedure_of(case).step(step).needs
    return {need.name: f"A plan for her, {HER}." for need in needs if need.kind is FieldKind.WORDS}


def sealed(cast, request) -> str:
    for page in request.pages.filter(decision=""):
        decision = APART if page.whose in whose.CLOSED else KEEP
        decide(page, decision, "It is about him." if decision == KEEP else "", by=cast.dsl)
    if flags := access_requests.flags_for(request):
        names = {flag.key: ("everywhere", "Not his.") for flag in flags}
        answering.decide_names(request, names=names, by=fresh(cast.dsl), at=MONDAY)
    return _text(papers.read(answering.seal_answer(request, by=fresh(cast.dsl), at=MONDAY).path))


def _text(content: bytes) -> str:
    read = pypdf.PdfReader(io.BytesIO(content))
    return " ".join(" ".join(page.extract_text() for page in read.pages).split())


def packed(cast, child, cases, documents=(), **said) -> str:
    given = record_story.looked_through(cast.dsl, child, cases, documents, **said)
    flags = {}
    made = transfers.make_transfer(child, **(given | flags), by=fresh(cast.dsl), at=MONDAY)
    with pyzipper.AESZipFile(io.BytesIO(papers.read(made.path))) as archive:
        archive.setpassword(made.passphrase.encode())
        return _text(archive.read("01-chronology.pdf"))


def shown(cast, child) -> str:
    page = child_page(cast, cast.dsl, child)
    return " ".join(f"{one.words} {one.whom} {one.addenda}" for one in page.entries)


# ---- the other child


def test_nothing_that_she_told_is_in_his_answer_as_it_is_given_by_default(cast, case):
    request = request_of(cast, about=cast.young_pupil)
    words = sealed(cast, request)
    assert HER not in words and "cornflower" in words
    left = [page for page in request.pages.all() if page.decision == APART]
    assert len(left) > 5 and any("asthma" in page.words for page in left)


def test_nothing_that_she_told_is_in_his_file_for_a_new_school(cast, case):
    words = packed(cast, cast.young_pupil, [case])
    assert HER not in words and "cornflower" in words and IN_THEIR_OWN in words


def test_nothing_that_she_told_is_on_his_page_across_cases(cast, case):
    words = shown(cast, cast.young_pupil)
    assert HER not in words and "cornflower" in words
    (left,) = child_page(cast, cast.dsl, cast.young_pupil).left
    assert left.number == case.number and left.count > 4


def test_the_page_of_the_case_stays_whole_for_its_readers(cast, case):
    story.look(case, cast.dsl, "chronology")
    html = client_of(cast.dsl).get(reverse("cases:chronology", args=[case.pk])).content.decode()
    assert html.count(HER) >= 5


def test_her_own_step_and_letter_and_what_she_told_are_hers(cast, case):
    request = request_of(cast)
    theirs = {page.title: page.whose for page in request.pages.all()}
    assert {theirs[title] for title in theirs if "told on" in title} == {"own"}
    assert any("A plan for her" in page.words and page.whose == "own" for page in request.pages.all())
    assert not any(HER in page.words for page in request.pages.all() if page.decision == APART)


@pytest.mark.parametrize("harmed", ["both", "one"])
def test_where_each_harmed_the_other_both_rules_hold(cast, harmed):
    made = story.opened(cast, about=[cast.young_pupil], harmed=[cast.pupil])
    if harmed == "both":
        for child, part in ((cast.pupil, CasePart.ALLEGED), (cast.young_pupil, CasePart.HARMED)):
            opening.add_part(made, part=part, person=child, reason="x", by=fresh(cast.dsl), at=MONDAY)
    chronology.add_event(made, words="Hers, bluebell.", about=[cast.pupil.pk], by=fresh(cast.dsl), at=MONDAY)
    chronology.add_event(made, words="His, cornflower.", about=[cast.young_pupil.pk], by=fresh(cast.dsl), at=MONDAY)
    hers, his = shown(cast, cast.pupil), shown(cast, cast.young_pupil)
    assert "bluebell" in hers and "cornflower" not in hers
    assert "cornflower" in his and "bluebell" not in his


# ---- relatives


def test_a_witness_a_sibling_and_a_child_who_left_each_have_what_is_theirs(cast):
    witness = people.pupil(cast.school, "Wilma", "Stone", cast.pupil.born_on, cast.kestrels)
    twin = people.pupil(cast.school, "Anil", "Nair", cast.young_pupil.born_on, cast.wrens)
    gone = people.pupil(cast.school, "Gwen", "Pike", cast.pupil.born_on, cast.kestrels)
    gone.roles.filter(duty=Duty.PUPIL).update(until_on=MONDAY.date() - timedelta(days=9))
    made = story.opened(cast, about=[cast.young_pupil, twin], harmed=[gone])
    opening.add_part(made, part=CasePart.WITNESS, person=witness, reason="x", by=fresh(cast.dsl), at=MONDAY)
    words = {cast.young_pupil: "aster", twin: "begonia", witness: "clover"}
    for child, word in words.items():
        chronology.add_event(made, words=f"{word}.", about=[child.pk], by=fresh(cast.dsl), at=MONDAY)
    chronology.add_event(made, words="nobody said whose, dahlia.", by=fresh(cast.dsl), at=MONDAY)
    for child, word in words.items():
        found = shown(cast, child)
        assert word in found and not any(other in found for other in {*words.values(), "dahlia"} - {word})


def test_a_child_who_left_makes_a_case_shared_as_well(cast):
    gone = people.pupil(cast.school, "Gwen", "Pike", cast.pupil.born_on, cast.kestrels)
    made = story.opened(cast, about=[cast.young_pupil], harmed=[gone])
    gone.roles.filter(duty=Duty.PUPIL).update(until_on=MONDAY.date() - timedelta(days=400))
    chronology.add_event(made, words="Gwen says so, bluebell.", by=fresh(cast.dsl), at=MONDAY)
    assert HER not in shown(cast, cast.young_pupil)


def test_a_typed_name_that_may_be_another_child_makes_a_case_shared(cast):
    made = story.opened(cast, about=[cast.young_pupil])
    chronology.add_event(made, words="She told us, bluebell.", by=fresh(cast.dsl), at=MONDAY)
    assert HER in shown(cast, cast.young_pupil)
    opening.add_part(made, part=CasePart.HARMED, name="Ava of Year 4", reason="x", by=fresh(cast.dsl), at=MONDAY)
    assert HER not in shown(cast, cast.young_pupil)


def test_his_own_step_that_names_her_is_asked_about(cast):
    made = story.bullying(cast)
    chronology.add_event(made, words="He is sorry.", about=[cast.young_pupil.pk], by=fresh(cast.dsl), at=MONDAY)
    for name in ("Maya", "Mayah", "M4ya", "MAYA-NAIR"):
        words = f"{name}: he hit me."
        chronology.add_event(made, words=words, about=[cast.young_pupil.pk], by=fresh(cast.dsl), at=MONDAY)
    words = shown(cast, cast.young_pupil)
    assert "He is sorry." in words and "hit me" not in words


@pytest.mark.parametrize("who", ["pupil", "parent", "nobody"])
def test_what_a_teller_wrote_and_was_answered_is_the_tellers(cast, who):
    teller = {"pupil": cast.pupil, "parent": cast.parent, "nobody": None}[who]
    door = {"pupil": Channel.PUPIL, "parent": Channel.PARENT, "nobody": Channel.ANONYMOUS}[who]
    concern = told.read(told.outside(cast, "He hits, bluebell.", by=teller, door=door), cast.dsl)
    triage.name_person(concern, person=cast.young_pupil, part=ConcernPart.ALLEGED, by=fresh(cast.dsl), at=MONDAY)
    triage.say(concern, words="Thank you, bluebell.", by=fresh(cast.dsl), at=MONDAY)
    assert HER not in sealed(cast, request_of(cast, about=cast.young_pupil))


def test_what_their_own_parent_told_is_theirs(cast):
    mother = people.person(cast.school, "Anita", "Rao", Duty.PARENT)
    Care.objects.create(parent=mother, child=cast.young_pupil, relation="mother", since_on=JOINED)
    concern = told.read(told.outside(cast, "He is sad, cornflower.", by=mother, door=Channel.PARENT), cast.dsl)
    triage.name_person(concern, person=cast.young_pupil, part=ConcernPart.HARMED, by=fresh(cast.dsl), at=MONDAY)
    assert "cornflower" in sealed(cast, request_of(cast, about=cast.young_pupil))


def test_a_letter_to_her_family_is_hers_whoever_it_is_said_to_be_about(cast, case):
    owners = Owners(cast.young_pupil, [case])
    found = {owners.letter(one) for one in case.letters.all()}
    hers = Owners(cast.pupil, [case])
    assert Whose.OWN not in found and hers.letter(case.letters.get(about=cast.pupil)) is Whose.OWN
    assert hers.letter(case.letters.get(about=None)) is Whose.UNSAID, "her mother has another child in it"


# ---- somebody joins later


def test_a_concern_that_joins_later_closes_what_was_given(cast):
    made = story.opened(cast, about=[cast.young_pupil])
    chronology.add_event(made, words="She told us, bluebell.", by=fresh(cast.dsl), at=MONDAY)
    request = request_of(cast, about=cast.young_pupil)
    page = next(page for page in request.pages.all() if HER in page.words)
    assert page.whose == Whose.ALONE
    for one in request.pages.all():
        decide(one, by=cast.dsl)
    later = told.read(told.outside(cast, "He hit me.", by=cast.pupil, door=Channel.PUPIL), cast.dsl)
    opening.add_to_case(made, concern=later, reason="The same.", by=fresh(cast.dsl), at=MONDAY)
    with pytest.raises(Broken, match="Another child is part of this by now"):
        answering.seal_answer(request, by=fresh(cast.dsl), at=MONDAY)
    assert page.order in access_requests.request_page(fresh(cast.dsl), request.pk, at=MONDAY).again
    for one in request.pages.filter(order__in=access_requests.to_decide_again(request, request.pages.all())):
        decide(one, APART, "", by=cast.dsl)
    assert HER not in sealed(cast, request)


# ---- somebody includes a passage


def test_a_passage_is_given_in_an_answer_only_with_a_reason(cast, case):
    request = request_of(cast, about=cast.young_pupil)
    page = next(page for page in request.pages.all() if page.whose == Whose.UNSAID and HER in page.words)
    for reason in ("", "  ", *whose.WHY.values(), access_requests.SIMPLY):
        with pytest.raises(Broken, match="Write why this is given"):
            decide(page, KEEP, reason, by=cast.dsl)
    decide(page, KEEP, "He was there and needs it.", by=cast.dsl)
    assert HER in sealed(cast, request)


def test_a_passage_goes_to_a_new_school_only_with_a_reason_and_looked_through(cast, case):
    words = packed(cast, cast.young_pupil, [case], included=lambda row: "asthma" in row.as_given)
    assert "She has asthma, bluebell." in words and "She cried" not in words and IN_THEIR_OWN in words
    assert "They need it." in Transfer.objects.get().included
    given = record_story.looked_through(cast.dsl, cast.young_pupil, [case])
    unseen = {"included": {f"event-{case.events.filter(kind='note').first().pk}": "x"}}
    with pytest.raises(Broken, match="Look through the file as it is now"):
        transfers.make_transfer(cast.young_pupil, **(given | unseen), by=fresh(cast.dsl), at=MONDAY)


def test_a_document_of_a_shared_case_goes_only_with_a_reason(cast, case):
    document = case.documents.get()
    given = record_story.looked_through(cast.dsl, cast.young_pupil, [case], [document])
    with pytest.raises(Broken, match="Give the reason why the document"):
        transfers.make_transfer(cast.young_pupil, **(given | {"included": {}}), by=fresh(cast.dsl), at=MONDAY)
    assert transfers.make_transfer(cast.young_pupil, **given, by=fresh(cast.dsl), at=MONDAY).documents == 1


def test_the_page_shows_what_is_left_out_and_asks_why_it_goes(cast, case):
    client, address = client_of(cast.dsl), reverse("records:make_transfer", args=[cast.young_pupil.pk])
    sent = {"to_school": "Sedgemarsh High", "cases": [str(case.pk)], "also": ""}
    first = client.post(address, sent)
    pack, html = first.context["pack"], first.content.decode()
    assert "Left out: what may be about another child" in html and IN_THEIR_OWN.partition(",")[0] in html
    row = next(row for row in pack.left if "asthma" in row.as_given)
    sent |= {f"include-{row.key}": "The plan of both.", "looked": pack.looked}
    second = client.post(address, sent)
    assert "has changed since you last looked" in second.content.decode() and not Transfer.objects.exists()
    made = client.post(address, sent | {"looked": second.context["pack"].looked})
    assert made.context["transfer"].passphrase and "The plan of both." in Transfer.objects.get().included


def test_the_page_of_an_answer_offers_to_leave_it_out_first(cast, case):
    request = request_of(cast, about=cast.young_pupil)
    page = next(page for page in request.pages.all() if page.whose == Whose.UNSAID)
    address = reverse("records:held_page", args=[request.pk, page.order])
    html = client_of(cast.dsl).get(address).content.decode()
    assert html.index("Leave it out: it is about another child") < html.index("Give the page; other children")
    refused = client_of(cast.dsl).post(address, {"decision": KEEP, "reason": ""}).content.decode()
    assert "Write why this is given" in refused
    assert client_of(cast.dsl).post(address, {"decision": APART}).status_code == 302


# ---- whom an entry is about


def test_an_entry_is_about_children_of_the_case_alone(cast):
    made, stranger = story.bullying(cast), people.pupil(cast.school, "Zoe", "Ash", cast.pupil.born_on, cast.kestrels)
    for wrong in (stranger.pk, cast.teacher.pk, 999_999):
        with pytest.raises(Broken, match="Select children who are in this case"):
            chronology.add_event(made, words="x", about=[wrong], by=fresh(cast.dsl), at=MONDAY)


def test_an_entry_about_both_children_is_asked_about_for_each(cast):
    made, both = story.bullying(cast), [cast.pupil.pk, cast.young_pupil.pk]
    chronology.add_event(made, words="Both, bluebell.", about=both, by=fresh(cast.dsl), at=MONDAY)
    assert HER not in shown(cast, cast.pupil) + shown(cast, cast.young_pupil)


def test_the_form_asks_which_child_only_where_there_are_several(cast):
    one, two = story.opened(cast, about=[cast.young_pupil]), story.bullying(cast)
    client = client_of(cast.dsl)
    asked = [client.get(reverse("cases:add_event", args=[made.pk])).content.decode() for made in (one, two)]
    assert "Which children is this about?" not in asked[0] and "Which children is this about?" in asked[1]
    sent = {"words": "He said sorry.", "about": [str(cast.young_pupil.pk)], "happened_time": "08:45"}
    sent |= day("happened_on", MONDAY.date())
    client.post(reverse("cases:add_event", args=[two.pk]), sent)
    assert two.concerning.get().person == cast.young_pupil


# ---- the house


def test_of_every_kind_of_entry_is_said_whose_it_is():
    told_kinds = set(whose.BY_KIND)
    assert told_kinds == set(EventKind), f"{set(EventKind) ^ told_kinds}: say whose it is in BY_KIND of whose.py"


def test_nothing_is_gathered_without_saying_whose_it_is(cast):
    with pytest.raises(TypeError, match="whose"):
        access_requests.Gathered(None, "A new kind of row", "Words.")  # type: ignore[call-arg]
