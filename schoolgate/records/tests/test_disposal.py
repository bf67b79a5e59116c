"""What becomes of concerns: with the case that they went into, or on their own clock; always by two, with a certificate."""

import re
from datetime import date, timedelta

import pytest
from django.http import Http404
from django.urls import reverse

from schoolgate import access
from schoolgate.audit import trail
from schoolgate.broken import Broken
from schoolgate.cases import papers, tasks
from schoolgate.cases.actions import approvals, decisions, opening
from schoolgate.cases.queries import reach
from schoolgate.cases.rules import What
from schoolgate.cases.tests import story
from schoolgate.cases.tests.test_approvals import ask
from schoolgate.concerns import tasks as concern_tasks
from schoolgate.concerns.actions import outcomes
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.evidence import Evidence
from schoolgate.concerns.rules import Outcome
from schoolgate.concerns.tests import story as told
from schoolgate.records.actions import access_requests
from schoolgate.records.actions import retention as case_retention
from schoolgate.records.models import Certificate, Disposal, HeldPage
from schoolgate.records.queries import certificates, concerns, hiding
from schoolgate.records.rules import RULES, Person, Record, RecordClass, due_of_concern
from schoolgate.records.tests.test_records import LATER, closed, decide, request_of
from schoolgate.sealed import store
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
fresh = story.fresh


def concern_with_file(cast, content=b"picture of a chat", **said) -> Concern:
    """A worry about Arun with a picture of three pages, read by the DSL."""
    picture = told.picture(content, further=(b"two", b"three"), text="zebrafish")
    concern = told.staff(cast, about=[cast.young_pupil], enclosures=(picture,), **said)
    return told.read(concern, cast.dsl)


def into_case(cast, concern):
    return opening.open_case(
        cast.school, procedure="cyberbullying", reason="x", concern=concern, by=fresh(cast.dsl), at=MONDAY
    )


def destroyed(cast, case, capture):
    two = ask(closed(case), What.DESTROY, {}, by=cast.dsl, second=cast.head, at=LATER)
    with capture(execute=True):
        approvals.confirm_second(two, words="Yes.", by=fresh(cast.head), at=LATER)


def files_of(concern) -> list[str]:
    return [path for path in store.paths("concerns") if store.digest_of(path) == concern.evidence.get().digest]


# ---- with its case


def test_a_concern_shares_the_fate_of_its_case_with_everything_that_lay_on_the_disk(
    cast, django_capture_on_commit_callbacks
):
    concern = concern_with_file(cast)
    case = into_case(cast, concern)
    files = files_of(concern)
    assert len(files) == 5, "the original, three pages, and the blurred copy"
    destroyed(cast, case, django_capture_on_commit_callbacks)
    assert not Concern.objects.exists() and not Evidence.objects.exists()
    assert not set(files) & set(store.paths("concerns"))
    whole = Certificate.objects.get(part_of=None)
    (part,) = whole.parts.all()
    assert (part.record, part.record_class, part.files, part.files_left) == (concern.pk, "concern", 1, 0)
    assert (part.asked_by, part.agreed_by) == (cast.dsl, cast.head) and whole.concerns_left == 0
    page = client_of(cast.dsl).get(reverse("records:certificate", args=[whole.pk])).content.decode()
    assert "1 destroyed with it" in page and part.digest in page
    for word in ("Arun", "tablet", "zebrafish", "chat.png", str(concern.number)):
        assert word not in page
    assert f"concerns.concern:{concern.pk}" in hiding.hidden_targets(fresh(cast.it), LATER)
    assert trail.first_broken() is None


def test_a_concern_that_another_case_holds_too_stays_until_that_one_goes(cast, django_capture_on_commit_callbacks):
    concern = concern_with_file(cast)
    first = into_case(cast, concern)
    second = story.bullying(cast)
    outcomes.take_back(concern, reason="Both.", by=fresh(cast.dsl), at=MONDAY)
    opening.add_to_case(second, concern=concern, reason="x", by=fresh(cast.dsl), at=MONDAY)
    files = files_of(concern)
    destroyed(cast, first, django_capture_on_commit_callbacks)
    assert Concern.objects.filter(pk=concern.pk).exists() and set(files) <= set(store.paths("concerns"))
    assert Certificate.objects.get().concerns_left == 1 and not Certificate.objects.get().parts.exists()
    destroyed(cast, second, django_capture_on_commit_callbacks)
    assert not Concern.objects.exists() and not set(files) & set(store.paths("concerns"))


def test_a_file_of_another_concern_stays_for_that_one(cast, django_capture_on_commit_callbacks):
    concern, other = concern_with_file(cast, token="one"), concern_with_file(cast, token="two")
    destroyed(cast, into_case(cast, concern), django_capture_on_commit_callbacks)
    part = Certificate.objects.get(part_of__isnull=False)
    assert (part.files, part.files_left) == (0, 1)
    page = client_of(cast.dsl).get(reverse("records:certificate", args=[part.pk])).content.decode()
    assert re.search(r"\b1\s+file\.", page), "as on that of a file that nobody else has"
    assert store.read(other.evidence.get().path) == b"picture of a chat"


def test_a_held_case_holds_its_concern(cast):
    case = closed(into_case(cast, concern_with_file(cast)))
    decisions.hold(case, reason="The police asked.", by=fresh(cast.dsl), at=LATER)
    with pytest.raises(Broken, match="held"):
        ask(case, What.DESTROY, {}, by=cast.dsl, second=cast.head, at=LATER)
    assert Concern.objects.exists()


def test_an_answer_that_held_its_words_goes_with_a_concern(cast, django_capture_on_commit_callbacks):
    concern = concern_with_file(cast)
    case = into_case(cast, concern)
    request = request_of(cast, about=cast.young_pupil)
    assert request.pages.filter(concern=concern).count() == 5, (
        "what was told, how it ended, and a picture of three pages"
    )
    for page in request.pages.all():
        decide(page, "whole", by=cast.dsl)
    sealed = access_requests.seal_answer(request, by=fresh(cast.dsl), at=MONDAY)
    destroyed(cast, case, django_capture_on_commit_callbacks)
    assert not HeldPage.objects.filter(concern__isnull=False).exists()
    with pytest.raises(papers.NotThere):
        papers.read(sealed.path)


# ---- without one


def ended(cast, concern):
    outcomes.decide(concern, end=Outcome.NO_ACTION, reason="x", by=fresh(cast.dsl), at=MONDAY)
    return concern


def born(year, month=5, day=20):
    return Person(born_on=date(year, month, day))


def when(*, children=(), adults=(), closed=date(2026, 6, 1)):
    return due_of_concern(RULES, Record(date(2026, 3, 2), closed, tuple(children), tuple(adults)))


def test_the_clock_of_a_concern_waits_for_whoever_is_in_it():
    assert when().on == date(2033, 6, 1)
    assert when(children=[born(2016)]).on == date(2041, 5, 20)
    assert when(adults=[Person(left_on=date(2030, 7, 1))]).on == date(2033, 6, 1)
    assert when(adults=[Person(left_on=date(2040, 7, 1))]).on == date(2040, 7, 1)
    assert when(adults=[born(1990)]).on is None and when(closed=None).on is None
    unknown = when(children=[Person()])
    assert unknown.on is None and "date of birth" in unknown.missing


def test_the_list_holds_what_was_decided_reaches_them_and_is_in_no_case(cast):
    mine, open_one = ended(cast, concern_with_file(cast, token="a")), concern_with_file(cast, token="b")
    into_case(cast, concern_with_file(cast, token="c"))
    page = concerns.concerns_page(fresh(cast.dsl), at=MONDAY)
    assert [line.concern for line in page.page] == [mine] and (page.due, page.missing) == (0, 0)
    assert concerns.concerns_page(fresh(cast.dsl), at=LATER).due == 1
    assert not concerns.concerns_page(fresh(cast.chair), at=LATER).page.object_list
    for person in (cast.teacher, cast.office, cast.it, cast.governor, cast.parent):
        with pytest.raises(access.Refused):
            concerns.concerns_page(fresh(person), at=MONDAY)
    for item in (open_one.pk, "x", "00000000-0000-4000-8000-000000000000"):
        with pytest.raises(Http404):
            concerns.line_for(fresh(cast.dsl), item, at=MONDAY)
    with pytest.raises(Http404):
        concerns.line_for(fresh(cast.chair), mine.pk, at=MONDAY)


def test_no_clock_deletes_a_concern(cast):
    concern = ended(cast, concern_with_file(cast))
    for clock in (tasks.daily, tasks.minutely, concern_tasks.daily):
        clock(LATER)
    assert Concern.objects.filter(pk=concern.pk).exists() and files_of(concern)


def asked(cast, concern, *, by=None, second=None, at=LATER):
    return case_retention.ask_disposal(
        concern, second=second or cast.head, reason="Not needed.", by=fresh(by or cast.dsl), at=at
    )


def test_destroying_a_concern_takes_two_and_leaves_a_certificate(cast, django_capture_on_commit_callbacks):
    concern = ended(cast, concern_with_file(cast))
    files = files_of(concern)
    with pytest.raises(Broken, match="not due yet"):
        asked(cast, concern, at=MONDAY)
    with pytest.raises(Broken, match="from the list"):
        asked(cast, concern, second=cast.dsl)
    with pytest.raises(access.Refused):
        asked(cast, concern, by=cast.chair)
    asked(cast, concern)
    with pytest.raises(Broken, match="already"):
        asked(cast, concern)
    for person in (cast.dsl, cast.deputy_dsl, cast.chair):
        with pytest.raises(access.Refused):
            case_retention.agree_disposal(concern, by=fresh(person), at=LATER)
    assert Concern.objects.exists() and not Certificate.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        case_retention.agree_disposal(concern, by=fresh(cast.head), at=LATER)
    assert not Concern.objects.exists() and not Disposal.objects.exists()
    assert not set(files) & set(store.paths("concerns"))
    left = Certificate.objects.get()
    assert (left.record_class, left.asked_by, left.agreed_by) == ("concern", cast.dsl, cast.head)
    assert f"concerns.concern:{concern.pk}" in hiding.hidden_targets(fresh(cast.head), LATER)
    assert left in certificates.certificates(fresh(cast.dsl))


def test_the_second_refuses_with_a_reason_and_nothing_is_destroyed(cast):
    concern = ended(cast, concern_with_file(cast))
    asked(cast, concern)
    with pytest.raises(Broken, match="reason"):
        case_retention.refuse_disposal(concern, words=" ", by=fresh(cast.head), at=LATER)
    case_retention.refuse_disposal(concern, words="A claim is open.", by=fresh(cast.head), at=LATER)
    assert Concern.objects.exists() and Disposal.objects.get().answer == "A claim is open."
    asked(cast, concern)


def test_what_went_into_a_case_meanwhile_is_not_destroyed_on_its_own(cast):
    concern = ended(cast, concern_with_file(cast))
    asked(cast, concern)
    outcomes.take_back(concern, reason="x", by=fresh(cast.dsl), at=LATER)
    into_case(cast, concern)
    with pytest.raises(Broken, match="lapsed"):
        case_retention.agree_disposal(concern, by=fresh(cast.head), at=LATER)
    assert Concern.objects.exists()


def test_a_concern_is_kept_longer_with_a_reason(cast):
    concern = ended(cast, concern_with_file(cast))
    until = reach.today(LATER) + timedelta(days=400)
    with pytest.raises(Broken, match="still to come"):
        case_retention.keep_concern(concern, until=MONDAY.date(), reason="x", by=fresh(cast.dsl), at=LATER)
    with pytest.raises(access.Refused):
        case_retention.keep_concern(concern, until=until, reason="x", by=fresh(cast.chair), at=LATER)
    case_retention.keep_concern(concern, until=until, reason="A claim.", by=fresh(cast.dsl), at=LATER)
    assert concerns.line_for(fresh(cast.dsl), concern.pk, at=LATER).due.on == until
    with pytest.raises(Broken, match="not due yet"):
        asked(cast, concern)


def test_a_school_sets_its_own_years_for_concerns(cast):
    said = {"record_class": RecordClass.CONCERN, "years": 30, "pension_age": 0}
    case_retention.set_keeping(cast.school, **said, by=fresh(cast.head), at=MONDAY)
    concern = ended(cast, told.read(told.staff(cast), cast.dsl))
    assert concerns.line_for(fresh(cast.dsl), concern.pk, at=MONDAY).due.on == date(2056, 11, 23)


def test_the_pages_of_concerns(cast, time_machine):
    concern = ended(cast, concern_with_file(cast))
    client = client_of(cast.dsl)
    there = {
        name: reverse(f"records:{name}", args=[concern.pk])
        for name in ("kept_concern", "keep_concern", "ask_disposal", "disposal")
    }
    page = client.get(reverse("records:kept_concerns")).content.decode()
    assert str(concern.number) in page and "1 December 2044" in page and "that takes two people" in page
    assert "zebrafish" not in page and "tablet" not in page
    early = client.post(there["ask_disposal"], {"second": cast.head.pk, "reason": "x"}).content.decode()
    assert "not due yet" in early and "1 December 2044" in early
    for name in there:
        for person in (cast.chair, cast.teacher, cast.it):
            assert client_of(person).get(there[name]).status_code in (403, 404)
    Disposal.objects.create(concern=concern, reason="Over.", asked_at=MONDAY, asked_by=cast.dsl, second=cast.head)
    head = client_of(cast.head)
    assert there["disposal"] in head.get(reverse("cases:seconds")).content.decode()
    question = head.get(there["disposal"]).content.decode()
    assert "Over." in question and "tablet" not in question and "zebrafish" not in question
    head.post(there["disposal"], {"answer": "refuse", "words": "No."})
    assert Disposal.objects.get().answer == "No." and head.get(there["disposal"]).status_code == 404
