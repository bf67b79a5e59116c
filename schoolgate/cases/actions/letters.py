"""Letters of cases: written, changed, sent and kept as sent; and the school's own words for each kind."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from schoolgate import access
from schoolgate.action import action, own_school
from schoolgate.broken import Broken, Moved
from schoolgate.cases import letters, mails, papers, printing, rules
from schoolgate.cases.actions import notify
from schoolgate.cases.letters import merging
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.papers import Letter, LetterTemplate
from schoolgate.cases.models.watching import Look
from schoolgate.cases.queries import (
    letter_checks,
    letter_lines,
    letter_readers,
    letter_values,
    letters_received,
    prepared,
    reach,
    search,
)
from schoolgate.cases.queries import letters as known
from schoolgate.cases.queries.letter_lines import EMAIL, HOW, PRINTED
from schoolgate.cases.queries.letter_readers import Choice
from schoolgate.cases.rules import EventKind
from schoolgate.community.actions import sign_in
from schoolgate.community.models import Person, School
from schoolgate.concerns.models.concern import Concern
from schoolgate.design import paper
from schoolgate.post import outbox
from schoolgate.post.models import Message

WAS = "A draft of “{letter.title}” to {to}, {was}, was {done}. It said:\n\n{letter.words}"
SENT = "This letter was sent and stays as it was. Write another one."


@action("cases.write_letter", clause="7.2", reach=reach.leading)
def write_letter(
    case: Case,
    *,
    kind: str,
    reader: str,
    written: Mapping[str, str],
    to_name: str = "",
    by: access.SignedIn,
    at: datetime,
) -> UUID:
    """Writes a letter from its template, with what the records know and what was written; nothing leaves yet."""
    of = letters.kind(kind)
    if not of.suits(case.procedure):
        raise Broken("A letter of this kind has no place in this case.", of.clause)
    if not known.may_write_kind(by, case, of):
        raise access.Refused("cases.write_letter")
    return _written(case, of, _choice(case, of, reader, to_name, at), written, by, at).pk


@action("cases.change_letter", clause="7.2", reach=reach.leading)
def change_letter(
    case: Case, *, letter: Letter, title: str, words: str, seen: str, by: access.Someone, at: datetime
) -> Case:
    """Changes the words of a letter that was not sent; what somebody else had written is kept in the chronology."""
    held = _draft(case, letter, by)
    _check_seen(held, seen)
    _check(title, words)
    if (title.strip(), words) == (held.title, held.words):
        return case
    _keep_words(case, held, "changed", by, at)
    held.title, held.words = title.strip(), words
    held.changed_at, held.changed_by_id = at, by.id
    held.save(update_fields=["title", "words", "changed_at", "changed_by"])
    return case


@action("cases.drop_letter", clause="7.2", reach=reach.leading)
def drop_letter(case: Case, *, letter: Letter, by: access.Someone, at: datetime) -> Case:
    """Takes away a letter that was not sent; what somebody else had written is kept in the chronology."""
    held = _draft(case, letter, by)
    _keep_words(case, held, "thrown away", by, at)
    held.delete()
    search.forget(case)
    return case


@action("cases.send_letter", clause="7.2", reach=reach.leading)
def send_letter(case: Case, *, letter: Letter, seen: str, by: access.Someone, at: datetime) -> Case:
    """Keeps a letter as it is and tells its reader by e-mail that it waits; the mail says nothing else.

    What goes is what was seen: words that somebody has changed since have to be looked at first.
    """
    held = _draft(case, letter, by)
    _check_seen(held, seen)
    if held.to is None or not letter_lines.can_be_mailed(held.to):
        raise Broken(f"{letter_lines.reader_of(held)} cannot sign in to read it here. Print it and give it to them.")
    sign_in.close_until_sure(held.to, by=by, at=at)
    _keep(case, held, EMAIL, by, at, outbox.put(case.school, [mails.letter_waits(held.to)], at)[0])
    return case


@action("cases.mark_printed", clause="7.2", reach=reach.leading)
def mark_printed(case: Case, *, letter: Letter, seen: str, by: access.Someone, at: datetime) -> Case:
    """Keeps a letter as it is, to be printed and handed over or posted; the day is recorded."""
    held = _draft(case, letter, by)
    _check_seen(held, seen)
    _keep(case, held, PRINTED, by, at, None)
    return case


@action("cases.open_letter", clause="7.2", reach=own_school)
def open_letter(school: School, *, letter: Letter, by: access.SignedIn, at: datetime) -> Case:
    """Opens a letter that is for oneself; when it was first opened is kept with it."""
    if not letters_received.received_by(by).filter(pk=letter.pk).exists():
        raise access.Refused("cases.open_letter")
    what = letter_lines.look_name(letter)
    # Who reads a letter has no part in keeping the case; this is the delivery, and is written once.
    Look.objects.get_or_create(case=letter.case, person_id=by.id, what=what, defaults={"at": at})
    return letter.case


@action("cases.edit_template", reach=own_school)
def edit_template(
    school: School, *, kind: str, title: str, words: str, by: access.Someone, at: datetime
) -> LetterTemplate:
    """Writes a kind of letter in the school's own words; letters that were written before stay as they are."""
    letters.check_template(letters.kind(kind), title, words)
    changed = {"title": title.strip(), "words": words, "changed_at": at, "changed_by_id": by.id}
    return LetterTemplate.objects.update_or_create(school=school, kind=kind, defaults=changed)[0]


@action("cases.restore_template", reach=own_school)
def restore_template(school: School, *, kind: str, by: access.Someone, at: datetime) -> None:
    """Takes the words of a kind of letter back to those that were shipped."""
    LetterTemplate.objects.filter(school=school, kind=letters.kind(kind).id).delete()


# ---- parts


def prepare(case: Case, concern: Concern | None, by: access.SignedIn, at: datetime) -> None:
    """Writes the letter that a case opened from a concern begins with, one to each parent; nothing is sent by itself."""
    name = letters.PREPARED.get(case.procedure)
    if name is None or concern is None:
        return
    of, on = letters.kind(name), reach.today(at)
    for choice in letter_readers.choices(case, of, on):
        _written(case, of, choice, {"what": prepared.what(concern)}, by, at)
        words = f"A letter to {choice.to} about {choice.about} was prepared. Nothing was sent."
        notify.write(case, EventKind.LETTER, words, by=by, at=at, about=[choice.about.pk] if choice.about else ())
    for child in prepared.without_family(case, on):
        notify.write(case, EventKind.NOTE, prepared.NO_FAMILY.format(child=child), by=by, at=at, about=[child.pk])


def _written(
    case: Case, of: letters.LetterKind, choice: Choice, written: Mapping[str, str], by: access.SignedIn, at: datetime
) -> Letter:
    template, values = known.template_of(case.school_id, of), letter_values.values_of(case, choice, by, at)
    given = {ask.name: written.get(ask.name, ask.start) for ask in of.asks}
    title, words = (_filled(text, given, values) for text in (template.title, template.words))
    _check(title, words)
    return Letter.objects.create(
        case=case,
        kind=of.id,
        about=choice.about,
        to=choice.to,
        to_name=choice.to_name,
        title=title,
        words=words,
        written_at=at,
        written_by_id=by.id,
    )


def _choice(case: Case, kind: letters.LetterKind, key: str, to_name: str, at: datetime) -> Choice:
    found = next((choice for choice in letter_readers.choices(case, kind, reach.today(at)) if choice.key == key), None)
    if found is None:
        raise Broken("Choose to whom the letter goes.")
    if found.to is not None:
        return found
    name = to_name.strip() or found.to_name
    return Choice(found.key, found.words, found.about, None, name)


def _filled(text: str, written: Mapping[str, str], values: Mapping[str, str]) -> str:
    """What was written by hand goes in first, so that it may use what the records know."""
    return merging.merged(merging.merged(text, written), values)


def _check(title: str, words: str) -> None:
    if not title.strip() or not words.strip():
        raise Broken("A letter needs a title and words.")
    rules.check_words(words)


def _draft(case: Case, letter: Letter, by: access.Someone) -> Letter:
    """Locks a letter of this case that was not sent."""
    held = case.letters.select_for_update(of=("self",), no_key=True).filter(pk=letter.pk).first()
    if held is None:
        raise access.Refused("look.cases")
    if held.sent_at is not None:
        raise Broken(SENT)
    if not known.may_write_kind(by, case, letters.kind(held.kind)):
        raise access.Refused("cases.write_letter")
    return held


def _check_seen(letter: Letter, seen: str) -> None:
    if letter_lines.seen(letter) != seen:
        raise Moved(rules.LOOK_AGAIN.format(who="Somebody"), seen=letter_lines.seen(letter))


def _keep_words(case: Case, letter: Letter, done: str, by: access.Someone, at: datetime) -> None:
    """Writes into the chronology what a letter said that is not only one's own, before it says it no more."""
    if letter.authors == {by.id}:
        return
    was = f"written by {letter.written_by}"
    if letter.changed_by_id not in (None, letter.written_by_id):
        was += f", last changed by {letter.changed_by}"
    words = WAS.format(letter=letter, to=letter_lines.reader_of(letter), was=was, done=done)
    about = [letter.about_id] if letter.about_id else ()
    notify.write(case, EventKind.LETTER, words, by=by, at=at, about=about)


def _keep(case: Case, letter: Letter, how: str, by: access.Someone, at: datetime, message: Message | None) -> None:
    """Makes the document, seals it, and says in the chronology that it went."""
    if wrong := list(letter_checks.what_is_wrong(letter, by, at)):
        raise Broken(" ".join(wrong))
    try:
        made = printing.letter(letter, _signed(by), reach.today(at))
        letter.digest, letter.path = papers.keep(made)
    except paper.Unprintable as error:
        raise Broken(f"{error} Tell IT; the words are kept.") from error
    except OSError as error:
        raise Broken(
            "The letter could not be kept: the disk may be full. Its words are kept. Tell IT, then try again."
        ) from error
    letter.how, letter.sent_at, letter.sent_by_id, letter.message = how, at, by.id, message
    letter.save(update_fields=["digest", "path", "how", "sent_at", "sent_by", "message"])
    words = f"“{letter.title}” to {letter_lines.reader_of(letter)}, {HOW[how]}."
    about = [letter.about_id] if letter.about_id else ()
    notify.write(case, EventKind.LETTER, words, by=by, at=at, about=about)


def _signed(by: access.Someone) -> list[str]:
    assert isinstance(by, Person)
    return [str(by), letter_values.duty_of(by)]
