"""What the words of a clause suggest: whom it is for, and how strong it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from schoolgate import datafiles

PUPIL, PARENT, STAFF, GOVERNOR = "pupil", "parent", "staff", "governor"
EVERYONE = (PUPIL, PARENT, STAFF, GOVERNOR)
MUST, SHOULD, GOOD_PRACTICE = "must", "should", "good practice"


@dataclass(frozen=True)
class _File:
    """Lists of phrases, each a pattern."""

    not_people: tuple[str, ...]
    verbs: tuple[str, ...]
    after_head: tuple[str, ...]
    must: tuple[str, ...]
    should: tuple[str, ...]
    good_practice: tuple[str, ...]
    leans: tuple[str, ...]
    small_words: tuple[str, ...]
    audiences: dict[str, tuple[str, ...]]


def _any_of(phrases: Iterable[str], *, before: str = r"\b") -> re.Pattern[str]:
    """Any of these phrases, whole."""
    return re.compile(rf"{before}(?:{'|'.join(phrases)})\b", re.I)


_FILE = datafiles.whole(Path(__file__).with_name("words.toml"), _File)
SMALL_WORDS = frozenset(_FILE.small_words)
_NOT_PEOPLE = _any_of(_FILE.not_people)
_AUDIENCES = {name: _any_of(phrases) for name, phrases in _FILE.audiences.items()}
_SUBORDINATE = re.compile(r"^(?:if|where|when|whenever|should there|in the event|once|by|as)\b[^,]*,\s*", re.I)
_VERB = _any_of(_FILE.verbs)
_AFTER_HEAD = _any_of(_FILE.after_head)
_PRONOUN = re.compile(r"^\s*(they|he|she|it|this|we|you)\b", re.I)
_POSSESSIVE = re.compile(r"\b\w+(?:’s|'s|s’|s')\s+", re.I)

_GOOD = _any_of(_FILE.good_practice)
_MUST = _any_of(_FILE.must)
_NO_ONE = re.compile(
    r"\b(?:no|neither|nobody|none)\b(?: \w+){0,14}? (?:should|may|can|will|is|are|shall)\b|"
    r"\bneither (?:should|may|will|can)\b",
    re.I,
)
_NOT_MUST = re.compile(r"\b(?:it is not|not recommended|there is no|no longer)\b", re.I)
_SHOULD = _any_of(_FILE.should)
_COMMITMENT = re.compile(r"\b(?:will|would)\b|\bpolicy (?:applies|covers)\b", re.I)
_TO_ENSURE = re.compile(r"\bensures?\b", re.I)
#: What a policy is for, and not what anybody is to do.
_PURPOSE = re.compile(r"\b(?:purposes?|aims?|objectives?|goals?)\b[^.]{0,60}?\b(?:is|are) to\b", re.I)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9])")
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|mr|mrs|ms|dr|no|st|cf|vs|approx|p|pp)\.[\"”’)]*$", re.I)
_LEANS = _any_of(_FILE.leans, before="^")


def audience_of(text: str) -> tuple[str, ...]:
    """Every audience that the words name, in a fixed order."""
    cleared = _NOT_PEOPLE.sub(" ", text)
    return tuple(name for name, pattern in _AUDIENCES.items() if pattern.search(cleared))


def audience(text: str, path: tuple[str, ...]) -> tuple[str, ...]:
    """Whom a clause is for: who does it, else whom its headings name, else whom it names, else everyone.

    `path` holds the headings and lead-in lines over the clause, the outermost first.
    """
    subject = _subjects(text)
    if subject:
        return subject
    for title in reversed(path):
        named = _lead_subject(title)
        if named:
            return named
    named = audience_of(text)
    return named if named and (has_duty(text) or len(named) > 1) else EVERYONE


def strength(text: str, path: tuple[str, ...]) -> str:
    """How strong a clause is: its own word first, then that of the line over it.

    A clause that says several things is as strong as its strongest. What the school says it will do is a
    must, and so is what a line over the clause says is to be ensured. Words that put no duty on anybody
    (reasons, aims, rights kept) are a should: they are there to be borne in mind.
    """
    lead = path[-1] if path else ""
    for words in (_PURPOSE.sub(" ", text), lead):
        if _MUST.search(words) or _forbids(words):
            return MUST
        if _GOOD.search(words):
            return GOOD_PRACTICE
        if _SHOULD.search(words):
            return SHOULD
    return MUST if _COMMITMENT.search(text) or _TO_ENSURE.search(lead) else SHOULD


def sentences(text: str) -> list[str]:
    """Split running text into its sentences."""
    found: list[str] = []
    for piece in _SENTENCE_END.split(text):
        if found and _ABBREVIATION.search(found[-1]):
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    return [piece for piece in found if piece.strip()]


def duties(text: str) -> list[str]:
    """Split a running paragraph where a sentence is a duty of its own and does not lean on the one before."""
    found: list[str] = []
    for sentence in sentences(text):
        own = found and has_duty(sentence) and has_duty(found[-1]) and not _LEANS.match(sentence)
        if own or not found:
            found.append(sentence)
        else:
            found[-1] = f"{found[-1]} {sentence}"
    return found


def has_duty(text: str) -> bool:
    """Whether somebody is told, or promises, to do or not to do something."""
    return bool(_MUST.search(text) or _forbids(text) or _SHOULD.search(text) or re.search(r"\bwill\b", text, re.I))


def _forbids(text: str) -> bool:
    return any(not _NOT_MUST.match(found.group(0)) for found in _NO_ONE.finditer(_NOT_MUST.sub(" ", text)))


def _subjects(text: str) -> tuple[str, ...]:
    named: set[str] = set()
    for sentence in sentences(text):
        named.update(_subject(sentence))
    return tuple(name for name in EVERYONE if name in named)


def _subject(sentence: str) -> tuple[str, ...]:
    """The audiences in what stands before the sentence's verb, without what hangs on it."""
    main = _SUBORDINATE.sub("", sentence.replace("(", " ").replace(")", " "))
    verb = _VERB.search(main)
    if verb is None:
        return ()
    if _told(main[verb.start() :]):
        return ()
    head = _AFTER_HEAD.split(main[: verb.start()])[0]
    return audience_of(_POSSESSIVE.sub(" ", head))


def _told(rest: str) -> bool:
    """ "Parents will be told" asks nothing of parents."""
    return (
        re.match(
            r"(?:will|must|should|shall|may) (?:also )?be (?:informed|told|notified|contacted|made aware)\b", rest, re.I
        )
        is not None
    )


def _lead_subject(title: str) -> tuple[str, ...]:
    """The audience of a heading, or of a line such as "If the head learns of it, they should:"."""
    if not title.rstrip().endswith(":") or not _SUBORDINATE.match(title):
        subject = _subject(title)
        return subject or (audience_of(title) if len(title.split()) <= 12 else ())
    main = _SUBORDINATE.sub("", title)
    if not _PRONOUN.match(main):
        return _subject(main)
    before = re.sub(r"^\w+\s+", "", title)
    verb = _VERB.search(before) or re.search(r"\b(receives?|learns?|hears?|finds?|sees?|suspects?|becomes?)\b", before)
    return audience_of(before[: verb.start()] if verb else before)
