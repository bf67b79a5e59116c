"""Nobody else is named in what leaves the school: in an answer to who asks, and in a file for a new school."""

import io
import re

import pypdf
import pytest
import pyzipper
from django.urls import reverse

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.cases import papers
from schoolgate.cases.actions import chronology, opening
from schoolgate.cases.models.case import Participant
from schoolgate.cases.rules import How
from schoolgate.cases.tests import story
from schoolgate.community.models import Care, Person
from schoolgate.concerns.actions import triage
from schoolgate.concerns.models.concern import About, UnmatchedName
from schoolgate.concerns.rules import Channel, ConcernPart
from schoolgate.concerns.tests import story as told
from schoolgate.engines.procedures.schema import CasePart
from schoolgate.records.actions import access_requests as access_request_actions
from schoolgate.records.actions import transfers
from schoolgate.records.models import AccessRequest, Transfer
from schoolgate.records.queries import access_requests, children
from schoolgate.records.tests import story as record_story
from schoolgate.records.tests.test_masking import Name as PlainName
from schoolgate.records.tests.test_masking import every_way, left_of
from schoolgate.records.tests.test_records import decide, request_of, text_of
from tests import cast as people
from tests.cast import JOINED, MONDAY, client_of

pytestmark = pytest.mark.django_db
fresh = story.fresh
SEAN = PlainName("Seán", "O’Brien-Ash", "Shauny")


@pytest.fixture
def sean(cast) -> Person:
    """A child with a name that is written in many ways, and his mother."""
    child = people.pupil(cast.school, SEAN.first, SEAN.last, cast.pupil.born_on, cast.kestrels)
    child.known_as = SEAN.known_as
    child.save(update_fields=["known_as"])
    mother = people.person(cast.school, "Gráinne", "Dunleavy", Duty.PARENT)
    Care.objects.create(parent=mother, child=child, relation="mother", since_on=JOINED)
    return child


def case_of(cast, *others: Person, names=()):
    case = story.opened(cast, "cyberbullying", about=list(others) or [cast.young_pupil], harmed=[cast.pupil])
    for name in names:
        opening.add_part(case, part=CasePart.OTHER, name=name, reason="x", by=fresh(cast.dsl), at=MONDAY)
    return case


def wrote(case, words: str, cast, **said):
    chronology.add_event(case, words=words, about=[cast.pupil.pk], by=fresh(cast.dsl), at=MONDAY, **said)


def decide_names(request: AccessRequest, cast, cover: str = "everywhere", but=None) -> None:
    names = {flag.key: (cover, "Not theirs to know.") for flag in access_requests.flags_for(request)} | (but or {})
    access_request_actions.decide_names(request, names=names, by=fresh(cast.dsl), at=MONDAY)


def answer_of(cast, request: AccessRequest) -> str:
    """Every page kept, every doubtful name covered: the words of the PDF as it is given."""
    for page in request.pages.all():
        if not page.decision:
            decide(page, by=cast.dsl)
    request.refresh_from_db()
    if any(not flag.decided for flag in access_requests.flags_for(request)):
        decide_names(request, cast)
    sealed = access_request_actions.seal_answer(request, by=fresh(cast.dsl), at=MONDAY)
    content = papers.read(sealed.path)
    found = pypdf.PdfReader(io.BytesIO(content))
    return " ".join(f"{text_of(content)} {' '.join(map(str, (found.metadata or {}).values()))}".split())


def pack_of(cast, case, **said) -> tuple[str, list[str]]:
    """The words of the chronology that goes to a new school, and the names of the files with it."""
    given = record_story.looked_through(cast.dsl, cast.pupil, [case], included=lambda row: True, **said)
    made = transfers.make_transfer(cast.pupil, **given, by=fresh(cast.dsl), at=MONDAY)
    with pyzipper.AESZipFile(io.BytesIO(papers.read(made.path))) as archive:
        archive.setpassword(made.passphrase.encode())
        return " ".join(text_of(archive.read("01-chronology.pdf")).split()), archive.namelist()


# ---- every spelling, in whatever leaves


def test_no_spelling_of_another_childs_name_leaves_in_an_answer_or_in_a_file(cast, sean):
    case = case_of(cast, sean)
    for number, way in enumerate(every_way(SEAN)):
        wrote(case, f"{number}: Maya said {way} hit her.", cast)
    chronology.add_contact(
        case, whom="The mother of Seán O'Brien", how=How.PHONE, words="Shauny’s fault", by=fresh(cast.dsl), at=MONDAY
    )
    words = answer_of(cast, request_of(cast))
    pack, names = pack_of(cast, case)
    for shown in (words, pack, " ".join(names)):
        assert not left_of(SEAN, shown)
    assert words.count("Maya said") == pack.count("Maya said") == len(every_way(SEAN))


def test_what_the_screen_shows_of_a_child_names_no_other_either(cast, sean):
    case = case_of(cast, sean)
    for way in every_way(SEAN):
        wrote(case, f"Maya said {way} hit her.", cast)
    transfers.look_at_child(cast.pupil, by=fresh(cast.dsl), at=MONDAY)
    page = children.child_page(fresh(cast.dsl), cast.pupil.pk, at=MONDAY)
    assert not left_of(SEAN, " ".join(f"{entry.words} {entry.whom} {entry.addenda}" for entry in page.entries))


def test_reasons_and_titles_that_somebody_typed_name_nobody_either(cast, sean):
    case = case_of(cast, sean)
    wrote(case, "Advice about Maya.", cast)
    request = request_of(cast)
    for page in request.pages.all():
        decide(page, "whole" if "Advice" in page.words else "keep", "It is about sean obrien-ash.", by=cast.dsl)
    assert not left_of(SEAN, answer_of(cast, request))


def test_the_mother_of_another_child_is_covered_and_ones_own_is_not(cast, sean):
    case = case_of(cast, sean)
    wrote(case, "Mrs Dunleavy shouted at Priya Nair. GRAINNE DUNLEAVY left. Mrs Nair stayed.", cast)
    for shown in (answer_of(cast, request_of(cast)), pack_of(cast, case)[0]):
        assert "Somebody else shouted at Priya Nair. Somebody else left. Mrs Nair stayed." in shown


def test_another_adult_who_does_not_work_here_is_covered_and_colleagues_are_not(cast):
    coach = people.person(cast.school, "Bryony", "Quill", Duty.GOVERNOR)
    case = case_of(cast)
    opening.add_part(case, part=CasePart.OTHER, person=coach, reason="x", by=fresh(cast.dsl), at=MONDAY)
    wrote(case, "Bryony Quill saw it, and Mr Whitby and Lucy Grant did too.", cast)
    for shown in (answer_of(cast, request_of(cast)), pack_of(cast, case)[0]):
        assert "Somebody else saw it, and Mr Whitby and Lucy Grant did too." in shown


def test_typed_names_of_a_case_and_of_a_concern_are_covered_however_they_are_spelt(cast):
    case = case_of(cast, names=["Zoë O’Hara (a cousin)"])
    concern = told.read(told.staff(cast, "Maya and big dex quarrelled.", about=[cast.pupil]), cast.dsl)
    UnmatchedName.objects.create(concern=concern, name="Dexter Onslow, and his sister Phoebe")
    opening.add_to_case(case, concern=concern, reason="x", by=fresh(cast.dsl), at=MONDAY)
    wrote(case, "zoe ohara rang. @dexter_onslow wrote. Phoebe’s phone.", cast)
    for shown in (answer_of(cast, request_of(cast)), pack_of(cast, case)[0]):
        assert not re.search("zoe|ohara|dexter|onslow|phoebe", shown, re.IGNORECASE)
    assert Participant.objects.filter(name__gt="").exists()


def test_a_typed_name_of_somebody_who_works_here_or_of_the_family_covers_nobody(cast):
    case = case_of(cast, names=["Mr Whitby", "Priya Nair"])
    wrote(case, "Mr Whitby spoke with Priya Nair.", cast)
    assert "Mr Whitby spoke with Priya Nair." in answer_of(cast, request_of(cast))


def test_whom_a_typed_name_did_not_mean_is_named_in_no_answer(cast):
    concern = told.read(told.staff(cast, "Maya is sad.", about=[cast.pupil]), cast.dsl)
    About.objects.create(concern=concern, person=cast.office, part=ConcernPart.ABOUT.value, by_name=True)
    triage.not_meant(concern, person=cast.office, reason="Mrs Barlow was away.", by=fresh(cast.dsl), at=MONDAY)
    shown = answer_of(cast, request_of(cast))
    assert "Somebody else was not meant" in shown and "Barlow" not in shown


# ---- whoever told


def told_by_a_neighbour(cast):
    """A parent of another child told about Maya; the school wrote it down."""
    concern = told.outside(cast, "Maya is alone at night.", by=cast.paper_parent, door=Channel.PARENT)
    told.read(concern, cast.dsl)
    triage.name_person(concern, person=cast.pupil, part=ConcernPart.HARMED, by=fresh(cast.dsl), at=MONDAY)
    triage.say(concern, words="Dear Ms Doyle, thank you. Kath, we acted.", by=fresh(cast.dsl), at=MONDAY)
    return concern


def test_whoever_told_is_covered_and_somebody_decides_about_it_before_it_goes(cast):
    told_by_a_neighbour(cast)
    request = request_of(cast)
    for page in request.pages.all():
        decide(page, by=cast.dsl)
    (flag,) = access_requests.flags_for(request)
    assert (flag.label, flag.count, flag.decided) == ("Kath Doyle", 2, None) and "told the school" in flag.why
    given = " ".join(page.words for page in access_requests.given(request))
    assert "Doyle" not in given and "Kath" not in given, "covered until somebody decides"
    with pytest.raises(Broken, match="Decide first whether the name “Kath Doyle” is covered"):
        access_request_actions.seal_answer(request, by=fresh(cast.dsl), at=MONDAY)
    for wrong in ({}, {flag.key: ("everywhere", " ")}, {flag.key: ("capital", "x")}, {flag.key: ("", "x")}):
        with pytest.raises(Broken, match="“Kath Doyle”"):
            access_request_actions.decide_names(request, names=wrong, by=fresh(cast.dsl), at=MONDAY)
    for person in (cast.head, cast.deputy_dsl, cast.teacher, cast.office, cast.it):
        with pytest.raises(access.Refused):
            access_request_actions.decide_names(request, names={flag.key: ("leave", "x")}, by=fresh(person), at=MONDAY)
    shown = answer_of(cast, request)
    assert "Doyle" not in shown and "Kath" not in shown and "thank you" in shown


def test_whoever_told_is_named_only_where_somebody_says_so_with_a_reason(cast):
    told_by_a_neighbour(cast)
    request = request_of(cast)
    for page in request.pages.all():
        decide(page, by=cast.dsl)
    decide_names(request, cast, "leave")
    assert "Dear Ms Doyle, thank you. Kath, we acted." in answer_of(cast, request)
    assert "Not theirs to know." in AccessRequest.objects.get().names
    with pytest.raises(Broken, match="sealed"):
        access_request_actions.decide_names(AccessRequest.objects.get(), names={}, by=fresh(cast.dsl), at=MONDAY)


def test_ones_own_mother_who_told_in_confidence_is_for_somebody_to_decide_too(cast):
    concern = told.outside(cast, "Maya’s father hits her.", by=cast.parent, door=Channel.PARENT)
    told.read(concern, cast.dsl)
    triage.name_person(concern, person=cast.pupil, part=ConcernPart.HARMED, by=fresh(cast.dsl), at=MONDAY)
    triage.add_addendum(
        concern, words="Priya rang again. Mrs Nair is afraid. Maya Nair is too.", by=fresh(cast.dsl), at=MONDAY
    )
    shown = answer_of(cast, request_of(cast))
    assert "Somebody else rang again. Somebody else is afraid. Maya Nair is too." in shown


def test_a_colleague_who_told_is_flagged_where_an_entry_names_them_and_named_until_somebody_decides(cast):
    case = case_of(cast)
    concern = told.read(told.staff(cast, "Maya cried.", about=[cast.pupil], by=cast.assistant), cast.dsl)
    opening.add_to_case(case, concern=concern, reason="x", by=fresh(cast.dsl), at=MONDAY)
    wrote(case, "Entered by Lucy Grant. Miss Grant saw it.", cast)
    request = request_of(cast)
    for page in request.pages.all():
        decide(page, by=cast.dsl)
    (flag,) = [flag for flag in access_requests.flags_for(request) if flag.label == "Lucy Grant"]
    assert any(
        "Lucy Grant saw it" in page.words or "Lucy Grant" in page.words for page in access_requests.given(request)
    )
    decide_names(request, cast)
    shown = answer_of(cast, request)
    assert "Entered by somebody else. Somebody else saw it." in shown and "Grant" not in shown
    assert flag.options.keys() == {"everywhere", "leave"}


def test_the_names_of_carers_stay_covered_on_a_page_that_is_given_with_the_names_of_children(cast, sean):
    case = case_of(cast, sean)
    wrote(case, "Seán said sorry. Mrs Dunleavy came.", cast)
    request = request_of(cast)
    for page in request.pages.all():
        decide(page, "named" if "sorry" in page.words else "keep", by=cast.dsl)
    assert "Seán said sorry. Somebody else came." in answer_of(cast, request)


# ---- words that are names


@pytest.fixture
def will(cast) -> Person:
    return people.pupil(cast.school, "Will", "Young", cast.pupil.born_on, cast.kestrels)


def test_a_name_that_is_a_word_waits_for_a_decision_on_a_page_of_its_own(cast, will):
    case = case_of(cast, will)
    wrote(case, "Will hit me. I will tell. Young people saw.", cast)
    request = request_of(cast)
    client = client_of(cast.dsl)
    there = reverse("records:request_names", args=[request.pk])
    assert "once every page is decided" in client.get(there).content.decode()
    for page in request.pages.all():
        decide(page, by=cast.dsl)
    shown = client.get(reverse("records:access_request", args=[request.pk])).content.decode()
    assert "Decide about names" in shown and "Seal the answer" not in shown
    form = client.get(there).content.decode()
    assert "Cover the name “Will”?" in form and "Will hit me. I will tell." in form
    wrong = client.post(there, {"cover-word-will": "capital", "reason-word-will": "It is his name."})
    assert (
        "Select whether the name “Young” is covered" in wrong.content.decode()
        and "It is his name." in wrong.content.decode()
    )
    said = {f"cover-word-{name}": cover for name, cover in (("will", "capital"), ("young", "leave"))}
    said |= {"reason-word-will": "His name.", "reason-word-young": "No name here."}
    assert client.post(there, said).status_code == 302
    assert "Another child hit me. I will tell. Young people saw." in answer_of(cast, AccessRequest.objects.get())
    for person in (cast.head, cast.deputy_dsl, cast.teacher, cast.it, cast.office):
        assert client_of(person).get(there).status_code in (403, 404)


# ---- the file for a new school is looked through


def address(cast) -> str:
    return reverse("records:make_transfer", args=[cast.pupil.pk])


def test_a_file_goes_only_as_it_was_looked_through(cast, will):
    case = case_of(cast, will)
    wrote(case, "Will hit Maya. She will tell. Beanie saw it.", cast)
    client = client_of(cast.dsl)
    sent = {"to_school": "Sedgemarsh High", "cases": [str(case.pk)], "also": "Beanie"}
    first = client.post(address(cast), sent)
    shown = first.content.decode()
    assert "Another child hit Maya. She will tell. [taken out] saw it." in shown and "Cover the name “Will”?" in shown
    assert not Transfer.objects.exists()
    looked = first.context["pack"].looked
    undecided = client.post(address(cast), sent | {"looked": looked}).content.decode()
    assert "Select whether the name “Will” is covered" in undecided and not Transfer.objects.exists()
    decided = sent | {"cover-word-will": "everywhere", "reason-word-will": "His name."}
    second = client.post(address(cast), decided | {"looked": looked})
    assert "has changed since you last looked" in second.content.decode() and not Transfer.objects.exists()
    assert "She another child tell." in second.content.decode()
    decided |= {"cover-word-will": "capital"}
    made = client.post(address(cast), decided | {"looked": looked})
    assert made.context["transfer"].passphrase and "His name." in Transfer.objects.get().names
    change = client.post(address(cast), decided | {"change": "1"}).content.decode()
    assert "Sedgemarsh High" in change and "Beanie" in change and "Look through the file" in change


def test_what_is_entered_after_the_look_does_not_go_unseen(cast):
    case = case_of(cast)
    given = record_story.looked_through(cast.dsl, cast.pupil, [case])
    wrote(case, "It came later.", cast)
    with pytest.raises(Broken, match="Look through the file as it is now"):
        transfers.make_transfer(cast.pupil, **given, by=fresh(cast.dsl), at=MONDAY)
    for wrong in ("", "x"):
        with pytest.raises(Broken, match="Look through the file"):
            transfers.make_transfer(cast.pupil, **(given | {"looked": wrong}), by=fresh(cast.dsl), at=MONDAY)
    assert not Transfer.objects.exists()


def test_another_name_or_another_school_than_was_looked_at_is_refused(cast, will):
    case = case_of(cast, will)
    wrote(case, "Will hit Maya.", cast)
    names = {"word:will": ("everywhere", "His name.")}
    given = record_story.looked_through(cast.dsl, cast.pupil, [case], names=names)
    for change in ({"names": {"word:will": ("leave", "x")}}, {"to_school": "Another"}, {"names": {}}):
        with pytest.raises(Broken):
            transfers.make_transfer(cast.pupil, **(given | change), by=fresh(cast.dsl), at=MONDAY)
    assert "another child hit maya." in pack_of(cast, case, names=names)[0].lower()


def test_looking_through_takes_no_more_queries_for_more_entries(cast, sean, django_assert_max_num_queries):
    case = case_of(cast, sean)
    for number in range(30):
        wrote(case, f"{number}: Shauny ran.", cast)
    with django_assert_max_num_queries(40):
        record_story.looked_through(cast.dsl, cast.pupil, [case])
