"""What is held about a person who asks for it: gathered page by page from what reaches whoever answers."""

import calendar
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet
from PIL.Image import Image

from schoolgate import access
from schoolgate.access.duties import WORDS, Duty
from schoolgate.broken import Broken
from schoolgate.cases import papers, rules
from schoolgate.cases.models.case import Case, Participant
from schoolgate.cases.models.chronicle import Event
from schoolgate.cases.models.consequences import Consequence
from schoolgate.cases.models.papers import Letter
from schoolgate.cases.queries import reach, state
from schoolgate.cases.rules import EVENTS, EventKind
from schoolgate.community import kinship
from schoolgate.community.models import FormerName, Person
from schoolgate.concerns.models.concern import About, Concern
from schoolgate.concerns.models.evidence import Evidence
from schoolgate.concerns.queries import reach as concern_reach
from schoolgate.engines.calendar.days import SchoolCalendar
from schoolgate.engines.procedures import schema
from schoolgate.engines.procedures.schema import PARTS
from schoolgate.pages import or_404
from schoolgate.policy.models import Signature
from schoolgate.records import bundles, covering, marking, redacting
from schoolgate.records.bundles import Given
from schoolgate.records.covering import Box
from schoolgate.records.marking import Marked, Piece
from schoolgate.records.masking import Mask
from schoolgate.records.models import AccessRequest, HeldPage
from schoolgate.records.queries import naming
from schoolgate.records.queries.answering import visible_to as visible_to
from schoolgate.records.queries.naming import Flag
from schoolgate.records.queries.whose import CLOSED, WHY, Owners, Whose

KEEP, WHOLE, PASSAGES, NAMED, BOXES, APART = "keep", "whole", "passages", "named", "boxes", "apart"
NOT_THEIRS = "Leave it out: it is about another child"
DECISIONS = {
    KEEP: "Give the page; other children are called “another child”",
    PASSAGES: "Take some words out as well",
    NAMED: "Give the page with the names of other children in it",
    WHOLE: "Take the whole page out",
}
PICTURE_DECISIONS = {BOXES: "Cover parts of the picture", KEEP: "Give the whole picture", WHOLE: "Take the picture out"}
GIVEN = frozenset({KEEP, PASSAGES, NAMED, BOXES})
COVERED = "[taken out] The name of somebody else."
SIMPLY = "Nothing in it is about anybody else."
SIMPLY_COVERED = "Nothing else in it is about anybody else than what is covered."
DEFAULTS = frozenset({SIMPLY, SIMPLY_COVERED, *WHY.values()})
"""Why a page is given where nobody writes more: no reason for taking anything out."""


def decisions_for(page: HeldPage, whose: Whose = Whose.OWN) -> dict[str, str]:
    """What may be decided about a page of words, and about one that is a picture; first what is likely."""
    found = PICTURE_DECISIONS if page.picture else DECISIONS
    return {APART: NOT_THEIRS} | found if whose in CLOSED else found


def check_why(decision: str, reason: str, whose: Whose = Whose.OWN) -> None:
    """That whoever takes something out, gives names, or gives what may be another child's, writes why."""
    said = reason.strip() and reason.strip() not in DEFAULTS
    if whose in CLOSED and decision in GIVEN and not said:
        raise Broken("Write why this is given. Another child may have told it.", "6.4")
    if decision not in (KEEP, APART) and (not reason.strip() or reason.strip() in DEFAULTS):
        raise Broken("Write why. Whoever asked reads it.")


@dataclass(frozen=True)
class Gathered:
    """One page of what is held, before anyone has looked at it; whose it is has no default."""

    case: Case | None
    title: str
    words: str
    whose: Whose
    concern: Concern | None = None
    evidence: Evidence | None = None
    picture: str = ""


@dataclass(frozen=True)
class RequestPage:
    request: AccessRequest
    pages: tuple[HeldPage, ...]
    left: int
    late: bool
    flags: tuple[Flag, ...] = ()
    """Names about which whoever answers decides, once every page is decided."""
    again: frozenset[int] = frozenset()
    """Pages that were given before another child came into it: each is decided again."""

    @property
    def names_left(self) -> int:
        return sum(flag.decided is None for flag in self.flags)

    @property
    def next(self) -> HeldPage | None:
        return next((path for path in self.pages if not path.decision or path.order in self.again), None)


# ---- the clock


def due_on(asked_on: date, school_calendar: SchoolCalendar) -> date:
    """One month after they asked: the same day of the next month, or its last, moved on to a working day."""
    year, month = divmod(asked_on.year * 12 + asked_on.month, 12)
    last = calendar.monthrange(year, month + 1)[1]
    day = date(year, month + 1, min(asked_on.day, last))
    while not school_calendar.is_working_day(day):
        day += timedelta(days=1)
    return day


# ---- who may see one


def request_for(person: Person, id: object, *, at: datetime) -> AccessRequest:
    """One request that this person answers; anything else is the same 404."""
    access.require(person, "look.access_requests")
    known = reach.as_id(id)
    return or_404(visible_to(person, at).filter(pk=known).first() if known else None)


def requests_of(person: Person, at: datetime) -> list[AccessRequest]:
    access.require(person, "look.access_requests")
    return list(visible_to(person, at))


def request_page(person: Person, id: object, *, at: datetime) -> RequestPage:
    """What was gathered, and what is still to decide."""
    request = request_for(person, id, at=at)
    pages = tuple(request.pages.prefetch_related("passages"))
    again = frozenset() if request.sealed_at else to_decide_again(request, pages)
    left = sum(not path.decision or path.order in again for path in pages)
    late = request.sealed_at is None and request.due_on < reach.today(at)
    flags = () if left or request.sealed_at else tuple(flags_for(request))
    return RequestPage(request, pages, left, late, flags, again)


def whose_now(request: AccessRequest, pages: Iterable[HeldPage]) -> dict[int, Whose]:
    """Whose each page is by now: what was theirs alone is not, once another child has come into it."""
    pages = list(pages)
    cases = Case.objects.filter(pk__in={page.case_id for page in pages})
    concerns = Concern.objects.filter(pk__in={page.concern_id for page in pages})
    owners = Owners(request.about, cases, concerns)
    found = {}
    for page in pages:
        whose = Whose(page.whose or Whose.ALONE)
        shared = owners.is_shared(page.case_id) or owners.is_shared_concern(page.concern_id)
        found[page.order] = Whose.UNSAID if whose is Whose.ALONE and shared else whose
    return found


def to_decide_again(request: AccessRequest, pages: Iterable[HeldPage]) -> frozenset[int]:
    """Pages of which was decided that they are given, when nobody knew that they may be another child's."""
    given = [page for page in pages if page.decision in GIVEN and page.whose not in CLOSED]
    return frozenset(order for order, whose in whose_now(request, given).items() if whose in CLOSED)


def held_page_for(person: Person, id: object, order: int, *, at: datetime) -> HeldPage:
    """One page of a request that this person answers."""
    request = request_for(person, id, at=at)
    return or_404(request.pages.prefetch_related("passages").select_related("request").filter(order=order).first())


def whom(person: Person) -> QuerySet[Person]:
    """About whom somebody may ask: anyone on record here but whoever answers and their family."""
    access.require(person, "records.open_access_request")
    others = Person.objects.filter(school=person.school_id, same_as=None).exclude(pk=person.pk)
    return others.exclude(pk__in=kinship.family_of([person.pk]))


def person_named(person: Person, name: str) -> list[Person]:
    """Those on record whose whole name this is."""
    words = " ".join(name.casefold().split())
    last = words.rpartition(" ")[2]
    near = whom(person).filter(last_name__icontains=last) if last else Person.objects.none()
    return [
        someone
        for someone in near
        if words in (str(someone).casefold(), f"{someone.first_name} {someone.last_name}".casefold())
    ]


# ---- gathering


def gathered(person: Person, about: Person, at: datetime) -> list[Gathered]:
    """Every page that this person may read and that says something of somebody, each with a title of its own."""
    found = list(_gathered(person, about, at))
    times, seen = Counter(one.title for one in found), Counter[str]()
    told_apart = []
    for one in found:
        seen[one.title] += 1
        number = f" ({seen[one.title]} of {times[one.title]})" if times[one.title] > 1 else ""
        told_apart.append(replace(one, title=f"{one.title}{number}"))
    return told_apart


def _gathered(person: Person, about: Person, at: datetime) -> Iterator[Gathered]:
    yield _record(about)
    records = _records_of(about)
    signatures = Signature.objects.filter(person__in=records).select_related("version").order_by("at")
    if signatures:
        lines = [
            f"{bundles.moment(signature.at)}: {signature.version}. {signature.get_way_display()}."
            for signature in signatures
        ]
        yield Gathered(None, "What they have acknowledged", "\n".join(lines), Whose.OWN)
    mine = reach.visible_to(person, at).filter(
        Exists(Participant.objects.filter(person__in=records, by_name=False, case=OuterRef("pk")))
    )
    cases = list(mine.prefetch_related("parts").order_by("opened_at"))
    within = {case.pk: list(reach.concerns_of(case, person)) for case in cases}
    seen: set[object] = set()
    told = About.objects.filter(
        person__in=records, by_name=False, concern__in=concern_reach.visible_to(person).values("pk")
    )
    alone = [row.concern for row in told.select_related("concern").order_by("concern__entered_at")]
    owners = Owners(about, cases, [*alone, *(concern for those in within.values() for concern in those)])
    for concern in alone:
        if concern.pk not in seen:
            seen.add(concern.pk)
            yield from _of_concern(concern, None, owners)
    for case in cases:
        yield from _of_case(case, owners)
        for concern in within[case.pk]:
            if concern.pk not in seen:
                seen.add(concern.pk)
                yield from _of_concern(concern, case, owners)


def _of_concern(concern: Concern, case: Case | None, owners: Owners) -> Iterator[Gathered]:
    """What was told, what was added to it and answered, how it ended, and every page of every file that came with it."""
    words = "\n".join(filter(None, (concern.words, concern.childs_words, concern.exact_words)))
    name = f"Concern {concern.number}"
    when = bundles.moment(concern.entered_at)
    told = words or "No words were written."
    yield Gathered(case, f"{name}, told on {when}", told, owners.told(concern), concern)
    for at, what, words, whose in sorted(_added(concern, owners)):
        yield Gathered(case, f"{name}: {what}, {bundles.moment(at)}", words, whose, concern)
    for file in concern.evidence.all():
        yield from _of_file(file, name, case, owners.file(file))


def _added(concern: Concern, owners: Owners) -> Iterator[tuple[datetime, str, str, Whose]]:
    """When, what, its words, and whose it is. Who told is not named here: their own words are theirs."""
    teller, note = owners.with_teller(concern), owners.note(concern)
    for addendum in concern.addenda.all():
        what = "added by whoever told" if addendum.by_reporter else "added by a colleague"
        yield addendum.at, what, addendum.words, teller if addendum.by_reporter else note
    for line in concern.lines.all():
        if line.words:
            yield line.at, "the school wrote" if line.from_school else "whoever told wrote", line.words, teller
    for step in concern.steps.all():
        yield step.at, step.step_words.lower(), step.words, note
    for decision in concern.decisions.all():
        yield decision.at, f"decided: {decision.end_words.lower()}", decision.reason, note
        if decision.taken_back_at:
            yield decision.taken_back_at, "a decision was taken back", decision.taken_back_why, note


def _of_file(file: Evidence, name: str, case: Case | None, whose: Whose) -> Iterator[Gathered]:
    words = file.text or "No words can be read in it."
    if not file.shown_path or file.is_sound:
        about = f"{file.name}. It cannot be shown on paper: give it apart, or take this page out."
        yield Gathered(case, f"{name}: file", f"{about}\n{file.text}".strip(), whose, file.concern, file)
        return
    for number in range(1, file.pages + 1):
        where = f"{name}: picture" + (f", page {number} of {file.pages}" if file.pages > 1 else "")
        text = words if number == 1 else ""
        yield Gathered(case, where, text, whose, file.concern, file, file.page_path(number))


def _record(about: Person) -> Gathered:
    lines = [
        f"Name: {about.first_name} {about.last_name}",
        f"Title: {about.title}" if about.title else "",
        f"Known as: {about.known_as}" if about.known_as else "",
        *(f"Formerly: {_whole(name)}" for name in about.former_names.all()),
        f"Date of birth: {bundles.day(about.born_on)}" if about.born_on else "",
        f"E-mail: {about.email}" if about.email else "",
        f"Telephone: {about.phone}" if about.phone else "",
        f"Address: {', '.join(about.address.splitlines())}" if about.address else "",
    ]
    for role in about.roles.exclude(until_on__lt=F("since_on")).order_by("since_on"):
        until = f" until {bundles.day(role.until_on)}" if role.until_on else ""
        lines.append(f"{WORDS[Duty(role.duty)]} since {bundles.day(role.since_on)}{until}")
    return Gathered(None, "On record", "\n".join(line for line in lines if line), Whose.OWN)


def _whole(name: FormerName) -> str:
    known_as = f", known as {name.known_as}" if name.known_as else ""
    return f"{name.first_name} {name.last_name}{known_as}, until {bundles.day(reach.today(name.until_at))}"


def _records_of(about: Person) -> frozenset[int]:
    """Theirs, and those that were joined to it: what was sealed or signed by then stays there."""
    return frozenset({about.pk, *about.also.values_list("pk", flat=True)})


def _of_case(case: Case, owners: Owners) -> Iterator[Gathered]:
    records = owners.records
    parts = ", ".join(PARTS[schema.CasePart(part.part)] for part in case.parts.all() if part.person_id in records)
    name = f"Case {case.number}"
    opened = f"{rules.procedure(case.procedure).name}, opened on {bundles.day(reach.today(case.opened_at))}."
    steps = {step.id: step.title for step in state.procedure_of(case).steps}
    yield Gathered(case, f"{name}: what it is", f"{opened}\nTheir part in it: {parts}.", Whose.OWN)
    events = case.events.select_related("by", "contact", "done", "case")
    for event in events.prefetch_related("addenda__by", "concerning"):
        kind = EventKind.CORRECTED if event.is_struck else EventKind(event.kind)
        what = EVENTS[kind] + (f": {steps[event.step]}" if event.step in steps else "")
        title = f"{name}: {what}, {bundles.moment(event.happened_at)}"
        yield Gathered(case, title, _event(event), owners.event(event))
        for addendum in event.addenda.all():
            added = f"Added by {addendum.by} on {bundles.moment(addendum.at)}: {addendum.words}"
            yield Gathered(case, f"{title}: added later", added, owners.addendum(addendum))
    for letter in case.letters.select_related("case"):
        if letter.about_id is None or {letter.about_id, letter.to_id} & records:
            when = bundles.moment(letter.sent_at or letter.written_at)
            yield Gathered(case, f"{name}: letter “{letter.title}”, {when}", _letter(letter), owners.letter(letter))
    for consequence in case.consequences.filter(person__in=records):
        when, whose = bundles.moment(consequence.decided_at or consequence.drafted_at), owners.consequence(consequence)
        yield Gathered(case, f"{name}: consequence, {when}", _consequence(consequence), whose)
    for document in case.documents.select_related("case"):
        picture = document.shown_path if document.media_type.startswith("image/") else ""
        title = f"{name}: document “{document}”, added on {bundles.day(reach.today(document.at))}"
        text = document.text or "No words can be read in it."
        yield Gathered(case, title, text, owners.document(document), picture=picture)


def _event(event: Event) -> str:
    contact = getattr(event, "contact", None)
    lines = [f"Entered by {event.by} on {bundles.moment(event.entered_at)}." if event.by else ""]
    lines += [f"With: {contact.whom}" if contact else "", event.words]
    return "\n".join(line for line in lines if line)


def _letter(letter: Letter) -> str:
    sent = f"Sent on {bundles.moment(letter.sent_at)}." if letter.sent_at else "Written and not sent."
    return f"{sent}\n{letter.words}"


def _consequence(consequence: Consequence) -> str:
    decided = (
        f"Decided on {bundles.moment(consequence.decided_at)}."
        if consequence.decided_at
        else "Prepared and not decided."
    )
    return f"{consequence.rung.replace('_', ' ').capitalize()}. {decided}\n{consequence.reason}"


# ---- what is given


def given(request: AccessRequest, *, pictures: bool = False) -> list[Given]:
    """The pages as they are given: what is taken out is in none of them. `pictures`: with those too, drawn anew."""
    mask = mask_for(request)
    pages = request.pages.prefetch_related("passages").select_related("request")
    return [given_page(path, mask, pictures=pictures) for path in pages if path.decision != APART]


def mask_for(request: AccessRequest) -> Mask:
    """Takes everybody out who is not to be named in this answer."""
    pages = list(request.pages.all())
    cases = Case.objects.filter(pk__in={page.case_id for page in pages}).prefetch_related("parts__person__roles")
    concerns = Concern.objects.filter(pk__in={page.concern_id for page in pages})
    texts = [text for page in pages for text in (page.title, page.words, page.reason) if text]
    return naming.mask_of(request.about, cases, concerns, naming.decisions_in(request.names), texts)


def flags_for(request: AccessRequest, mask: Mask | None = None) -> list[Flag]:
    """Names in this answer about which whoever answers decides: they are covered where nobody has, as far as is likely."""
    pages = [page for page in request.pages.all() if page.decision not in (WHOLE, APART)]
    texts = [text for page in pages for text in (page.title, "" if page.picture else page.words)]
    return naming.flags_of(mask or mask_for(request), texts, naming.decisions_in(request.names))


def given_page(page: HeldPage, mask: Mask, *, pictures: bool = False, decision: str | None = None) -> Given:
    """One page as it is given; one that nobody has decided about is given to nobody. `decision`: as if it were that."""
    decision = page.decision if decision is None else decision
    also = page.request.also.splitlines()
    passages = list(page.passages.all()) if decision == PASSAGES else []
    out = [passage.words for passage in passages]

    def covered(text: str, out: Iterable[str] = ()) -> str:
        return mask.over(redacting.without(text, out, also), children=decision != NAMED)

    reason = covered(page.reason)
    if decision not in GIVEN:
        why = (f"Why: {reason}",) if reason else ()
        return Given("A page about somebody else or for another purpose", "", why, whole=True)
    if page.picture:
        return _given_picture(page, covered(page.title), reason, pictures)
    title, words = covered(page.title, out), covered(page.words, out)
    reasons = [f"[taken out {number}] {covered(one.reason)}" for number, one in enumerate(passages, 1)]
    if redacting.COVERED in title + words:
        reasons.append(COVERED)
    return Given(title, words, tuple(reasons), whole=False)


@dataclass(frozen=True)
class HeldLook:
    """A page for whoever decides about it: as it is held, with what is covered marked, and as it would be given."""

    before: Marked
    given: Given

    @property
    def simply(self) -> str:
        """Why it is given, where nobody writes more."""
        return SIMPLY_COVERED if self.before.covered else SIMPLY

    def simply_for(self, whose: Whose) -> str:
        """What stands in the form before anybody writes; what may be another child's has no reason ready."""
        return "" if whose in CLOSED else self.simply


def plain_for(whose: Whose) -> str:
    """The decision that needs no reason of one's own."""
    return APART if whose in CLOSED else KEEP


def look_at(page: HeldPage) -> HeldLook:
    """What would be given of a page, and what would not: by what was decided, or else if it is simply given."""
    mask = mask_for(page.request)
    decision = page.decision or KEEP
    passages = [passage.words for passage in page.passages.all()] if decision == PASSAGES else []
    spans = redacting.spans(page.words, passages, page.request.also.splitlines())
    gone = [(start, end) for start, end, _ in spans]
    before = marking.marked(page.words, mask, gone, children=decision != NAMED)
    if decision in (WHOLE, APART):
        before = Marked((Piece(page.words),))
    return HeldLook(before, given_page(page, mask, decision=decision))


def _given_picture(page: HeldPage, title: str, reason: str, pictures: bool) -> Given:
    """A picture goes out as it is drawn anew; the words that were read in it do not, since some may be covered."""
    boxes = covering.boxes(page.boxes) if page.decision == BOXES else []
    said = f"{len(boxes)} part{'s are' if len(boxes) != 1 else ' is'} covered." if boxes else ""
    made: tuple[bytes, ...] = ()
    if pictures:
        content = picture_of(page)
        made = tuple(covering.pieces(_covered(page, content, boxes), drawn=covering.is_drawn(content)))
    reasons = (f"{said} {reason}",) if boxes else ()
    return Given(title, "", reasons, whole=False, pictures=made, alt=f"A picture that the school holds. {said}".strip())


def picture_of(page: HeldPage) -> bytes:
    """The picture as it may be shown; Broken when the disk has lost it."""
    try:
        return papers.read(page.picture)
    except papers.NotThere as error:
        raise Broken(
            f"The picture of page {page.order} is not on the disk any more. Take the page out, and tell IT."
        ) from error


def _covered(page: HeldPage, content: bytes, boxes: list[Box]) -> Image:
    try:
        return covering.covered(content, boxes)
    except OSError as error:
        raise Broken(f"The picture of page {page.order} cannot be opened. Take the page out.") from error


def preview_of(page: HeldPage, *, grid: bool) -> bytes:
    """A picture as it would be given, for whoever decides about it; with lines to read places from."""
    content = picture_of(page)
    boxes = covering.boxes(page.boxes) if page.decision == BOXES else []
    made = _covered(page, content, boxes)
    return covering.saved(covering.with_grid(made) if grid else made, drawn=True)
