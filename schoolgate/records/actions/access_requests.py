"""Answering somebody who asks what is held about a person: gathering, deciding page by page, sealing."""

from collections.abc import Collection
from datetime import date, datetime

from schoolgate import access
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.cases import papers, rules
from schoolgate.cases.queries.reach import today
from schoolgate.community.models import Person
from schoolgate.concerns.actions import triage
from schoolgate.concerns.queries import reach as concern_reach
from schoolgate.records import bundles, covering, redacting
from schoolgate.records.models import AccessRequest, HeldPage, Passage
from schoolgate.records.queries import access_requests, later, naming, reach
from schoolgate.records.queries.access_requests import APART, BOXES, KEEP, NAMED, PASSAGES
from schoolgate.records.queries.whose import CLOSED, WHY, Whose
from schoolgate.records.rules import FOLDER

SHORTEST = 2


@action("records.open_access_request", clause="6.1", reach=reach.may_ask_about)
def open_access_request(
    about: Person, *, asked_by: str, asked_on: date, by: access.Someone, at: datetime
) -> AccessRequest:
    """Writes down that somebody asks what is held about a person, and gathers what reaches whoever answers."""
    if not asked_by.strip():
        raise Broken("Write who asks.")
    if asked_on > today(at):
        raise Broken("The day they asked is in the future. Check the date.")
    assert isinstance(by, Person)
    request = AccessRequest.objects.create(
        school_id=about.school_id,
        about=about,
        asked_by=asked_by.strip(),
        asked_on=asked_on,
        due_on=access_requests.due_on(asked_on, about.school.calendar()),
        at=at,
        by=by,
    )
    _add_pages(request, access_requests.gathered(by, about, at), at)
    return request


@action("records.decide_page", clause="6.1", reach=reach.page)
def decide_page(
    page: HeldPage,
    *,
    decision: str,
    reason: str,
    words: str = "",
    boxes: str = "",
    also: str | None = None,
    by: access.Someone,
    at: datetime,
) -> HeldPage:
    """Decides about one page: it is given, left or taken out, or given without some words, each with a reason."""
    _check_open(page.request)
    whose = access_requests.whose_now(page.request, [page])[page.order]
    if decision not in access_requests.decisions_for(page, whose):
        raise Broken("Choose one of the answers.")
    access_requests.check_why(decision, reason, whose)
    if not reason.strip():
        reason = WHY[whose] if whose in CLOSED else access_requests.look_at(page).simply
    rules.check_reason(reason)
    if decision == PASSAGES:
        _take_out(page, words, reason, at)
    elif decision in (KEEP, NAMED):
        page.passages.all().delete()
    page.boxes = _boxes(boxes) if decision == BOXES else ""
    page.decision, page.reason, page.at, page.whose = decision, reason, at, whose.value
    page.save(update_fields=["decision", "reason", "at", "boxes", "whose"])
    if also is not None:
        _cover_everywhere(page.request, also)
    assert isinstance(by, Person)
    _add_pages(page.request, later.found_since(page.request, by, at), at)
    return page


@action("records.decide_names", clause="6.1", reach=reach.answering)
def decide_names(request: AccessRequest, *, names: naming.Decided, by: access.Someone, at: datetime) -> AccessRequest:
    """Decides which names are covered that may be given, or that may be no names, each with a reason."""
    _check_open(request)
    request.names = naming.kept_as(naming.check_decided(access_requests.flags_for(request), names))
    request.save(update_fields=["names"])
    return request


@action("records.look_at_held", clause="6.1", reach=reach.page)
def look_at_held(page: HeldPage, *, by: access.SignedIn, at: datetime) -> HeldPage:
    """Asks to see a picture about which is to be decided; where it came with a concern, that somebody looked is kept."""
    if page.evidence and concern_reach.visible_to(by).filter(pk=page.evidence.concern_id).exists():
        triage.look_at_evidence(page.evidence, by=by, at=at)
    return page


@action("records.seal_answer", clause="6.1", reach=reach.answering)
def seal_answer(request: AccessRequest, *, by: access.Someone, at: datetime) -> AccessRequest:
    """Makes the answer as a PDF in which what is taken out is no longer there, and keeps it sealed."""
    _check_open(request)
    if request.pages.filter(decision="").exists():
        raise Broken("Decide about every page first.")
    again = sorted(access_requests.to_decide_again(request, request.pages.all()))
    if again:
        raise Broken(f"Another child is part of this by now. Decide again about page {again[0]}.", "6.4")
    undecided = next((flag for flag in access_requests.flags_for(request) if not flag.decided), None)
    if undecided:
        raise Broken(f"Decide first whether the name “{undecided.label}” is covered.")
    assert isinstance(by, Person)
    if later.found_since(request, by, at):
        raise Broken("More pages can be read by now. Decide again about any page, and they are added at the end.")
    given = access_requests.given(request, pictures=True)
    made = bundles.answer(request.about, request.asked_by, request.asked_on, given, today(at))
    request.digest, request.path = papers.keep(made, folder=FOLDER)
    request.sealed_at = at
    request.save(update_fields=["digest", "path", "sealed_at"])
    return request


# ---- parts


def _add_pages(request: AccessRequest, found: Collection[access_requests.Gathered], at: datetime) -> None:
    theirs = {"decision": APART, "reason": WHY[Whose.ANOTHER], "at": at}
    HeldPage.objects.bulk_create(
        HeldPage(
            **(theirs if one.whose is Whose.ANOTHER else {}),
            whose=one.whose.value,
            request=request,
            case=one.case,
            concern=one.concern,
            evidence=one.evidence,
            order=number,
            title=one.title,
            words=one.words,
            picture=one.picture,
        )
        for number, one in enumerate(found, request.pages.count() + 1)
    )


def _check_open(request: AccessRequest) -> None:
    if request.sealed_at:
        raise Broken("This answer is sealed and stays as it was given.")


def _boxes(text: str) -> str:
    try:
        found = covering.boxes(text)
    except covering.NoBox as error:
        raise Broken(str(error)) from error
    if not found:
        raise Broken("Say which parts are to be covered, one a line.")
    return "\n".join(map(str, found))


def _cover_everywhere(request: AccessRequest, also: str) -> None:
    """Words that are covered on every page of this answer, one a line; short ones would cover half the text."""
    lines = list(dict.fromkeys(" ".join(line.split()) for line in also.splitlines() if line.strip()))
    short = next((line for line in lines if len(line) < SHORTEST), None)
    if short:
        raise Broken(f"“{short}” is too short to be covered on every page. Take it out page by page.")
    request.also = "\n".join(lines)
    request.save(update_fields=["also"])


def _take_out(page: HeldPage, words: str, reason: str, at: datetime) -> None:
    """Adds passages, one a line; each must be on the page."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    if not lines and not page.passages.exists():
        raise Broken("Copy the words to take out from the page, one passage a line.")
    for line in lines:
        try:
            redacting.check_there(f"{page.title}\n{page.words}", line)
        except redacting.NotFound as error:
            raise Broken(f"“{line[:60]}”: {error}") from error
        Passage.objects.create(page=page, words=line, reason=reason, at=at)
