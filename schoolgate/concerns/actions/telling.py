"""Telling us, and coming back: what anyone may do, signed in or not."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from schoolgate import access
from schoolgate.access.duties import EMPLOYED, GOVERNORS, Duty
from schoolgate.action import action, own_school
from schoolgate.broken import Broken
from schoolgate.community.models import Care, Person, School
from schoolgate.community.signin.opening import Opener
from schoolgate.concerns import limits, receipts, routing, rules
from schoolgate.concerns.actions import filing, leaving, looking, meaning, reaching, uploads
from schoolgate.concerns.models.chronicle import Addendum, Message, OpenedSession
from schoolgate.concerns.models.concern import About, Concern, UnmatchedName, digest_of
from schoolgate.concerns.models.settings import settings_of
from schoolgate.concerns.queries import reach
from schoolgate.concerns.queries import telling as told
from schoolgate.concerns.queries.meant import readers_named
from schoolgate.concerns.rules import AboutReader, Attachment, ConcernKind, Report
from schoolgate.sealed import store

TRIES = 20


@dataclass(frozen=True)
class Files:
    """What comes with words: files that were sent with them, and files kept for their form, by name where lost."""

    enclosures: tuple[Attachment, ...]
    lost: tuple[str, ...]


@action("concerns.tell", clause="8.b.2", reach=own_school, ahead=looking.before_telling)
def tell(
    school: School,
    *,
    telling: Report,
    form_token: str,
    kept: str = "",
    listed: Sequence[str] = (),
    opener: Opener | None = None,
    by: access.Someone,
    at: datetime,
) -> Concern:
    """Tells the school of a concern; the receipt is on what comes back, once everything is safely kept.

    The same form sent twice is one concern with one receipt. With it come the files that were `kept` for the form,
    which are those that it `listed`. Raises `rules.Broken` with a sentence.
    """
    outsider = by.id is None
    rules.check_telling(telling, at=at, by_outsider=outsider)
    there = told.of_form(school, form_token)
    if there:
        return _told_again(there, telling, form_token, kept, opener, by, at)
    if outsider:
        receipts.check_form_token(form_token, at=at)
        limits.count_told(school.pk, telling.door, at, address=access.address_of(by))
    elif by.id is not None:
        limits.count_told_by(by.id, at)
    _check_people(school, telling, by, at)
    files = _files(school, telling.enclosures, kept, listed)
    try:
        with transaction.atomic():
            concern = _written(school, telling, files, form_token, by, at)
            _keep_for_child(concern, form_token, by, opener)
    except IntegrityError:  # the same form, sent twice at the same moment
        there = told.of_form(school, form_token)
        if there is None:
            raise
        return _told_again(there, telling, form_token, kept, opener, by, at)
    _send_on(concern, files, by, at)
    uploads.forget_form(school, kept)
    return concern


@action("concerns.reply", clause="8.b.2", reach=own_school, ahead=looking.before_reply)
def reply(
    school: School,
    *,
    words: str,
    enclosures: tuple[Attachment, ...] = (),
    kept: str = "",
    listed: Sequence[str] = (),
    concern_id: object = None,
    receipt: str = "",
    link: str = "",
    about_reader: AboutReader | None = None,
    opener: Opener | None = None,
    by: access.Someone,
    at: datetime,
) -> Concern:
    """Adds words or files to what one told before: as oneself, or with the receipt or the link that one holds.

    An adult who names a reader says whether it is about them; a child is not asked, and it goes past whom it may mean.
    """
    concern = told.own_concern(school, person_id=by.id, concern_id=concern_id, receipt=receipt, link=link)
    if concern is None:
        raise access.Refused("concerns.reply")
    # Whoever is given it at the same moment waits: then these words are looked through for whom they mean first.
    concern = Concern.objects.select_for_update(of=("self",), no_key=True).select_related("school").get(pk=concern.pk)
    rules.check_open_to(concern.status)
    again = _said_already(concern, words, at)
    from_child = concern.door == rules.Channel.PUPIL
    named = [] if from_child else readers_named(concern, words, by, reach.today(at), known=True)
    if named and again and about_reader is AboutReader.YES:  # who went back to put their answer right
        meaning.keep_out(concern, named, at)
    files = _files(school, enclosures, kept, () if again else listed)
    if again and not _has_new(files, concern):
        line = concern.lines.filter(from_school=False).last()
    else:
        rules.check_added(words, with_files=bool(files.enclosures))
        if named and about_reader is None:
            raise Broken(rules.ASK_OF_READERS, "6.4")
        only_named = {person.pk for person in named} if about_reader is AboutReader.NO else set()
        if by.id is None:
            limits.count_reply(concern.pk, at)
        if only_named:
            meaning.remember(concern, only_named, by, at, words=words)
        line = Message.objects.create(concern=concern, words=words, at=at, by_id=by.id, from_school=False)
        _note_opener(concern, line, opener, at)
        looking.wait_if_too_much(concern, at)
        went_on = meaning.read_again(concern, words, files.enclosures, by, at, only_named=only_named)
        waits = looking.wait_if_too_much(concern, at)
        if not waits and not reaching.alarm_of_more(concern, words, at) and not went_on:
            reaching.write_of_more(concern, reach.readers_of(concern, reach.today(at)), at)
        if not waits:
            leaving.if_it_reads_so(concern, "\n".join((words, *meaning.read_in(files.enclosures))), at)
        reaching.wait_again(concern, at)
    _mark_read(concern, at)
    filing.file_all(concern, files.enclosures, lost=files.lost, line=line, by=by, at=at)
    uploads.forget_form(school, kept)
    return concern


@action("concerns.see_answers", clause="3.c.2", reach=own_school)
def see_answers(
    school: School, *, concern_id: object = None, receipt: str = "", link: str = "", by: access.Someone, at: datetime
) -> Concern:
    """Notes that whoever told us has seen what the school wrote."""
    concern = told.own_concern(school, person_id=by.id, concern_id=concern_id, receipt=receipt, link=link)
    if concern is None:
        raise access.Refused("concerns.see_answers")
    _mark_read(concern, at)
    return concern


# ---- parts


def _note_opener(concern: Concern, line: Message | None, opener: Opener | None, at: datetime) -> None:
    """Who else opened the child's session that something is written in, or has seen the card."""
    if opener:
        OpenedSession(concern=concern, line=line, person_id=opener.person_id, how=opener.how.value, at=at).save()


def _keep_for_child(concern: Concern, form_token: str, by: access.Someone, opener: Opener | None) -> None:
    """A child's session can be opened by others, so it takes pictures too to read and to write as the child."""
    if Duty.PUPIL in by.duties:
        concern.pictures = receipts.pictures_of(form_token)
        digest = receipts.pictures_digest(concern.pk, concern.pictures)
        concern.pictures_digest = digest
        Concern.objects.filter(pk=concern.pk).update(pictures_digest=digest)
        _note_opener(concern, None, opener, concern.entered_at)


def _files(school: School, enclosures: tuple[Attachment, ...], kept: str, listed: Sequence[str] = ()) -> Files:
    """What was kept for the form and what came with it, together no more than may be sent at once."""
    before, lost = uploads.opened(school, kept, listed) if kept else ((), ())
    digests = {item.examined.digest for item in before}
    together = (*before, *(attachment for attachment in enclosures if attachment.examined.digest not in digests))
    rules.check_files(together)
    return Files(together, lost)


def _said_already(concern: Concern, words: str, at: datetime) -> bool:
    """Whether this is what was written last, a moment ago: the same form, sent twice."""
    last = concern.lines.filter(from_school=False).last()
    return bool(last and last.words == words and at - last.at <= receipts.SHOWN_AGAIN)


def _has_new(files: Files, concern: Concern) -> bool:
    """Whether any of these files is not with the concern yet."""
    there = set(concern.evidence.values_list("digest", flat=True))
    return any(store.keyed(attachment.examined.digest) not in there for attachment in files.enclosures)


def _check_people(school: School, telling: Report, by: access.Someone, at: datetime) -> None:
    """People are of this school, and nobody points at others than those whom they know anyway."""
    ids = {id for id, _ in telling.people}
    if Person.objects.filter(school=school, pk__in=ids).count() != len(ids):
        raise access.Refused("concerns.tell")
    if by.id is not None and not by.duties & (EMPLOYED | GOVERNORS):
        own = Care.objects.held(reach.today(at)).filter(parent=by.id).values_list("child", flat=True)
        if ids - {by.id, *own}:
            raise access.Refused("concerns.tell")
    if telling.trusted_adult is None:
        return
    adults = {person.pk for person in reach.trusted_adults(school.pk, reach.today(at))}
    if telling.trusted_adult not in adults:
        raise Broken("Choose a grown-up from the list.", "3.a.6")


def _written(
    school: School, telling: Report, files: Files, form_token: str, by: access.Someone, at: datetime
) -> Concern:
    """The concern and everything in it, with what it seems to be about."""
    told_as, telling = telling, looking.as_told(telling, "\n".join(meaning.read_in(files.enclosures)))
    barred = meaning.barred(school.pk, telling, files.enclosures, by, at)
    harm = looking.harm(telling, about_staff=meaning.is_about_staff(telling, barred, reach.today(at)))
    clause = looking.clause(telling, harm)
    receipt = receipts.of(form_token)
    concern = Concern(
        school=school,
        number=_free_number(school),
        kind=telling.kind.value,
        first_kind=told_as.kind.value,
        door=telling.door.value,
        scope=telling.scope.value,
        first_scope=telling.scope.value,
        urgent=telling.urgent or telling.kind in routing.URGENT,
        entered_at=at,
        entered_by_id=by.id,
        happened_at=telling.happened_at,
        happened_words=telling.happened_words,
        words=telling.words,
        childs_words=telling.childs_words,
        exact_words=telling.exact_words,
        written_for=telling.written_for,
        whom=telling.whom or "",
        place=telling.place,
        told_in_person=telling.told_in_person,
        trusted_adult_id=telling.trusted_adult,
        someone_at_home=telling.someone_at_home,
        contact=telling.contact,
        clause=clause,
        harm=harm.value,
        first_harm=harm.value,
        goes_to=Duty.DSL.value,
        receipt_digest=receipts.digest(receipt),
        form_digest=receipts.form_digest(form_token),
        answer_by=_answer_by(school, at) if telling.kind is ConcernKind.UNHAPPY else None,
    )
    concern.told_digest = digest_of(concern)
    concern.save(force_insert=True)
    concern.receipt = receipt
    for id, part in dict.fromkeys(telling.people):
        About.objects.create(concern=concern, person_id=id, part=part.value)
    meaning.keep_from(concern, barred)
    UnmatchedName.objects.bulk_create(
        UnmatchedName(concern=concern, name=name, of_teller=own)
        for names, own in ((telling.names, False), (telling.own_names, True))
        for name in names
        if name.strip()
    )
    return concern


def _send_on(concern: Concern, files: Files, by: access.Someone, at: datetime) -> None:
    """Keeps the files and sends the concern to those who read it."""
    filing.file_all(concern, files.enclosures, lost=files.lost, by=by, at=at)
    if not looking.wait_if_too_much(concern, at):
        looking.go_on(concern, at)


def _told_again(
    concern: Concern,
    telling: Report,
    form_token: str,
    kept: str,
    opener: Opener | None,
    by: access.Someone,
    at: datetime,
) -> Concern:
    """The same form again: the receipt once more for a while; other words than before are added, not lost."""
    if concern.entered_by_id != by.id:
        raise access.Refused("concerns.tell")
    files = _files(concern.school, telling.enclosures, kept)
    added = "\n\n".join(filter(None, (_other_words(concern, telling), _other_answers(concern, telling))))
    if added and not any(addendum.words == added for addendum in concern.addenda.filter(by_reporter=True)):
        Addendum.objects.create(concern=concern, words=added, at=at, by_id=by.id, by_reporter=True)
        _check_people(concern.school, telling, by, at)
        _take_up(concern, telling, files, by, at)
    elif _has_new(files, concern):
        looking.wait_if_too_much(concern, at)
        meaning.read_again(concern, "", files.enclosures, by, at)
        looking.wait_if_too_much(concern, at)
    filing.file_all(concern, files.enclosures, lost=files.lost, by=by, at=at)
    uploads.forget_form(concern.school, kept)
    # Whoever opened a child's session may have kept the form; and the next child may go back to it.
    from_child, is_theirs = concern.door == rules.Channel.PUPIL, bool(opener and opener.may_be_them)
    shown = receipts.SHOWN_TO_A_CHILD if from_child else receipts.SHOWN_AGAIN
    if at - concern.entered_at <= shown and not is_theirs:
        concern.receipt = receipts.of(form_token)
        concern.pictures = receipts.pictures_of(form_token) if concern.pictures_digest else ()
    return concern


def _other_words(concern: Concern, telling: Report) -> str:
    words = (telling.words, telling.childs_words, telling.exact_words)
    return (
        "\n\n".join(filter(None, words)) if words != (concern.words, concern.childs_words, concern.exact_words) else ""
    )


def _other_answers(concern: Concern, telling: Report) -> str:
    """What else stands otherwise in a form that was sent again, a line each."""
    known = {(name.of_teller, name.name) for name in concern.names.all()}
    there = set(concern.about.values_list("person", "part"))
    people = Person.objects.in_bulk([id for id, part in telling.people if (id, part.value) not in there])
    lines = {
        "About whom": rules.WHOM[telling.whom] if telling.whom and telling.whom != concern.whom else "",
        "Names": ", ".join(name for name in telling.names if name.strip() and (False, name) not in known),
        "Who tells it": ", ".join(name for name in telling.own_names if name.strip() and (True, name) not in known),
        "People": ", ".join(f"{people[id]} ({rules.PARTS[part]})" for id, part in telling.people if id in people),
        "Where": telling.place if telling.place != concern.place else "",
        "When": telling.happened_words if telling.happened_words != concern.happened_words else "",
        "How to reach them": telling.contact if telling.contact != concern.contact else "",
        "Urgent": "yes" if telling.urgent and not concern.urgent else "",
    }
    return "\n".join(f"{label}: {said}" for label, said in lines.items() if said)


def _take_up(concern: Concern, telling: Report, files: Files, by: access.Someone, at: datetime) -> None:
    """The same form with other answers: whom they mean reads it no more, and it goes where they would have sent it."""
    known = {(name.of_teller, name.name) for name in concern.names.all()}
    UnmatchedName.objects.bulk_create(
        UnmatchedName(concern=concern, name=name, of_teller=own)
        for names, own in ((telling.names, False), (telling.own_names, True))
        for name in names
        if name.strip() and (own, name) not in known
    )
    for id, part in dict.fromkeys(telling.people):
        About.objects.get_or_create(concern=concern, person_id=id, part=part.value)
    if telling.urgent and not concern.urgent:
        concern.urgent = True
        concern.save(update_fields=["urgent"])
    looking.wait_if_too_much(concern, at)
    meaning.bar_again(concern, telling, files.enclosures, by, at)
    waits = looking.wait_if_too_much(concern, at)
    said = "\n".join((telling.all_words(), telling.place, *meaning.read_in(files.enclosures)))
    if not waits:
        leaving.if_it_reads_so(concern, said, at, said_so=telling.hurt)
    if not waits and not reaching.alarm_of_more(concern, telling.all_words(), at):
        reaching.write_of_more(concern, reach.readers_of(concern, reach.today(at)), at)
    reaching.wait_again(concern, at)


def _free_number(school: School) -> int:
    """Drawn, not counted: numbers in a row would show that one is missing."""
    for _ in range(TRIES):
        number = 100_000 + secrets.randbelow(900_000)
        if not Concern.objects.filter(school=school, number=number).exists():
            return number
    raise Broken("No number is free for this. Please send it again.")


def _answer_by(school: School, at: datetime) -> date:
    days = settings_of(school.pk).answer_days
    return school.calendar().add_school_days(timezone.localdate(at), days)


def _mark_read(concern: Concern, at: datetime) -> None:
    concern.lines.filter(from_school=True, read_at=None).update(read_at=at)
