"""What whoever told us may see of it again: their own words, the conversation, and a status in plain words."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.utils.crypto import constant_time_compare

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.community.models import Person, School
from schoolgate.concerns import limits, receipts, rules
from schoolgate.concerns.models.chronicle import Addendum, Message
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.settings import Draft
from schoolgate.concerns.queries import duty, meant, reach
from schoolgate.concerns.rules import KINDS, STATUSES, ConcernKind, Status
from schoolgate.pages import or_404

A_PAGE = 25
BEGINNING = 80


@dataclass(frozen=True)
class StatusPage:
    """A concern as its reporter sees it; nothing of what the school writes for itself."""

    id: object
    number: int
    kind: ConcernKind
    kind_words: str
    told_at: datetime
    status: Status
    status_words: str
    words: str
    childs_words: str
    exact_words: str
    answer_by: date | None
    lines: tuple[Message, ...]
    added: tuple[Addendum, ...]
    files: int
    ended: str
    from_child: bool
    reading: duty.Reading
    """Who reads it, and when, by name; without a name where nobody can read it."""

    @property
    def reaches_somebody(self) -> bool:
        return bool(self.reading.reader)

    @property
    def is_unread(self) -> bool:
        return self.status is Status.RECEIVED

    @property
    def has_unread(self) -> bool:
        """Whether the school wrote something that nobody has looked at: only then a look is worth an entry."""
        return any(line.from_school and line.read_at is None for line in self.lines)


@dataclass(frozen=True)
class ToldLine:
    """One of the things somebody told us, in their list."""

    id: object
    kind_words: str
    beginning: str
    told_at: datetime
    status_words: str
    is_new: bool


@dataclass(frozen=True)
class ToldPage:
    page: Page[Any]
    lines: tuple[ToldLine, ...]


def told_by(person: Person) -> QuerySet[Concern]:
    """What this person told us themselves, newest first; nothing before it is clear that it is them."""
    if not access.may(person, "concerns.see_answers"):
        return Concern.objects.none()
    return Concern.objects.filter(school=person.school_id, entered_by=person).order_by("-entered_at")


def keeps(person: Person) -> bool:
    """Whether this person told something, or has begun to: nobody reads that who only has their mailbox."""
    return told_by(person).exists() or Draft.objects.filter(person=person).exists()


def told_page(person: Person, page: int | str = 1) -> ToldPage:
    """What this person told us, with what became of each; the same number of queries however many."""
    unread = Message.objects.filter(concern=OuterRef("pk"), from_school=True, read_at=None, by__isnull=False)
    here = Paginator(told_by(person).annotate(is_new=Exists(unread)), A_PAGE).get_page(page)
    return ToldPage(here, tuple(map(_told_line, here)))


def _told_line(concern: Concern) -> ToldLine:
    said = " ".join((concern.words or concern.childs_words or concern.exact_words).split())
    return ToldLine(
        id=concern.pk,
        kind_words=KINDS[ConcernKind(concern.kind)],
        beginning=f"{said[:BEGINNING]}…" if len(said) > BEGINNING else said,
        told_at=concern.entered_at,
        status_words=STATUSES[Status(concern.status)],
        is_new=concern.is_new,  # type: ignore[attr-defined]
    )


def readers_named(page: StatusPage, words: str, by: access.Someone, at: datetime) -> list[Person]:
    """Those who read what an adult told and whom further words may mean; a child is not asked of whom theirs are."""
    concern = None if page.from_child else Concern.objects.filter(pk=str(page.id)).first()
    return meant.readers_named(concern, words, by, reach.today(at), known=True) if concern else []


def status_page(person: Person, id: object, at: datetime) -> StatusPage:
    """One of one's own; anything else is a 404. A child's takes more than a session, which others can open."""
    concern = or_404(reach.one_of(told_by(person), id) if Duty.PUPIL not in person.duties else None)
    return page_of(concern, at)


def by_pictures(person: Person, chosen: Sequence[str], at: datetime) -> Concern | None:
    """What this child told, by the pictures that belong to it. None for wrong ones, whether or not there is anything."""
    mine = told_by(person).exclude(pictures_digest="")
    usable = mine.filter(wrong_pictures__lt=limits.WRONG_PICTURES_EVER)
    if limits.too_many_wrong_pictures(person.pk, at):
        return None
    fits = [
        concern
        for concern in usable
        if constant_time_compare(concern.pictures_digest, receipts.pictures_digest(concern.pk, chosen))
    ]
    if fits:
        return fits[0]
    limits.count_wrong_pictures(person.pk, at)
    mine.update(wrong_pictures=F("wrong_pictures") + 1)
    return None


def childs_page(person: Person, id: object, at: datetime) -> StatusPage | None:
    """What this child told, for a page that the right pictures led to."""
    concern = reach.one_of(told_by(person), id)
    return page_of(concern, at) if concern else None


def of_form(school: School, form_token: str) -> Concern | None:
    """What was told with this form already."""
    return Concern.objects.filter(school=school, form_digest=receipts.form_digest(form_token)).first()


def was_sent(school: School, form_token: str, *, by: access.Someone, at_the_end: bool) -> bool:
    """Whether this form was sent already: its words are not shown again, but for the end to whoever sent it."""
    concern = of_form(school, form_token)
    return concern is not None and not (at_the_end and concern.entered_by_id == by.id)


def by_receipt(school: School, receipt: str, at: datetime, *, address: str = "") -> StatusPage | None:
    """The concern of a receipt; None for a wrong one. A right one opens however many were wrong, from wherever.

    Looked up by a keyed digest, so the time it takes says nothing about how nearly right a receipt is.
    """
    concern = _of_receipt(school, receipt)
    if concern is None:
        limits.count_wrong_receipt(school.pk, at, address=address)
        return None
    return page_of(concern, at)


def by_link(school: School, token: str, at: datetime) -> StatusPage | None:
    """The concern of a link in a mail; None where the link is not ours or too old."""
    id = receipts.read_link(token)
    concern = reach.one_of(Concern.objects.filter(school=school), id) if id else None
    return page_of(concern, at) if concern else None


def school_of_link(token: str) -> School | None:
    """The school that the link in a mail belongs to; None where the link is not ours or too old."""
    id = receipts.read_link(token)
    concern = reach.one_of(Concern.objects.select_related("school"), id) if id else None
    return concern.school if concern else None


def own_concern(
    school: School, *, person_id: int | None, concern_id: object = None, receipt: str = "", link: str = ""
) -> Concern | None:
    """The concern that somebody may add to: their own, or that of the receipt or link they hold."""
    concerns = Concern.objects.filter(school=school)
    if receipt:
        return _of_receipt(school, receipt)
    if link:
        id = receipts.read_link(link)
        return reach.one_of(concerns, id) if id else None
    person = Person.objects.filter(pk=person_id).prefetch_related("roles").first() if person_id else None
    if person is None or Duty.PUPIL in person.duties:
        return None  # others can open a child's session
    return reach.one_of(concerns.filter(entered_by=person), concern_id)


def page_of(concern: Concern, at: datetime) -> StatusPage:
    status, kind = Status(concern.status), ConcernKind(concern.kind)
    return StatusPage(
        id=concern.pk,
        number=concern.number,
        kind=kind,
        kind_words=KINDS[kind],
        told_at=concern.entered_at,
        status=status,
        status_words=STATUSES[status],
        words=concern.words,
        childs_words=concern.childs_words,
        exact_words=concern.exact_words,
        answer_by=concern.answer_by if status in rules.STILL_GOING_ON else None,
        lines=tuple(concern.lines.prefetch_related("files")),
        added=tuple(concern.addenda.filter(by_reporter=True)),
        files=concern.evidence.filter(line=None, by=concern.entered_by).count(),
        ended=_ended(concern),
        from_child=concern.door == rules.Channel.PUPIL,
        reading=duty.reading_of(concern, at),
    )


def _ended(concern: Concern) -> str:
    """What is said instead of a form once the school has finished with it."""
    if concern.status != Status.FINISHED:
        return ""
    return rules.ENDED_FOR_A_CHILD if concern.door == rules.Channel.PUPIL else rules.ENDED


def draft_of(person: Person, form: str) -> dict[str, Any]:
    """What this person had written in a form and not sent; empty when there is nothing, or before it is clear who they are."""
    if not access.may(person, "concerns.save_draft"):
        return {}
    draft = Draft.objects.filter(person=person, form=form).first()
    return json.loads(draft.content) if draft else {}


@dataclass(frozen=True)
class Unfinished:
    """What waits for somebody who tells us: an answer that they have not seen, and `drafts`, each form with its last moment."""

    is_answered: bool
    drafts: tuple[tuple[str, datetime], ...]


def unfinished(person: Person) -> Unfinished:
    """What waits for whoever told us something or began to, in one query, as everybody's first page asks for it.

    Nothing of a child's: others can open their session, and would see here that the child told something.
    """
    if Duty.PUPIL in person.duties:
        return Unfinished(False, ())
    told = told_by(person).order_by().values("pk")
    news = Message.objects.filter(concern__in=told, from_school=True, read_at=None, by__isnull=False)
    drafts = Draft.objects.filter(person=person) if access.may(person, "concerns.save_draft") else Draft.objects.none()
    rows = drafts.values_list("form", "saved_at").union(
        news.order_by().annotate(form=Value("", output_field=CharField())).values_list("form", "at")
    )
    found = sorted(rows, key=lambda row: row[1])
    return Unfinished(any(not form for form, _ in found), tuple(row for row in found if row[0]))


def _of_receipt(school: School, receipt: str) -> Concern | None:
    return Concern.objects.filter(school=school, receipt_digest=receipts.digest(receipt)).first()
