"""A child's chronology and the answer to somebody who asked, as tagged PDF."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.utils import timezone

from schoolgate.community.models import Person
from schoolgate.design import paper


class Entry(Protocol):
    """What is printed of an entry."""

    @property
    def number(self) -> int: ...
    @property
    def procedure(self) -> str: ...
    @property
    def part(self) -> str: ...
    @property
    def kind_words(self) -> str: ...
    @property
    def happened_at(self) -> datetime: ...
    @property
    def entered_at(self) -> datetime: ...
    @property
    def words(self) -> str: ...
    @property
    def whom(self) -> str: ...
    @property
    def addenda(self) -> tuple[tuple[datetime, str], ...]: ...


@dataclass(frozen=True)
class Given:
    """A page of an answer as it is given: its words without what is taken out, and why that is."""

    title: str
    words: str
    reasons: tuple[str, ...]
    whole: bool
    pictures: tuple[bytes, ...] = ()
    """Drawn anew for this answer, what is covered black in them."""
    alt: str = ""


def chronology(child: Person, to_school: str, entries: Iterable[Entry], on: date, note: str = "") -> bytes:
    """A child's chronology for another school; a note says what is not in it."""
    title = f"Safeguarding chronology of {child}"
    data = {
        "school": child.school.name,
        "child": str(child),
        "to": to_school,
        "on": day(on),
        "born": day(child.born_on) if child.born_on else "not on record",
        "note": note,
        "entries": [_entry(entry) for entry in entries],
    }
    return paper.pdf("chronology", data, title=title)


def _entry(entry: Entry) -> dict[str, object]:
    late = timezone.localdate(entry.entered_at) != timezone.localdate(entry.happened_at)
    return {
        "when": moment(entry.happened_at),
        "entered": moment(entry.entered_at) if late else "",
        "case": f"Case {entry.number}: {entry.procedure}",
        "part": entry.part,
        "kind": entry.kind_words,
        "whom": entry.whom,
        "words": entry.words,
        "addenda": [f"Added on {moment(at)}: {words}" for at, words in entry.addenda],
    }


def answer(about: Person, asked_by: str, asked_on: date, pages: Sequence[Given], on: date) -> bytes:
    """What is held about a person, page by page, without what is taken out."""
    title = f"What {about.school.name} holds about {about}"
    data = {
        "school": about.school.name,
        "about": str(about),
        "asked_by": asked_by,
        "asked_on": day(asked_on),
        "on": day(on),
        "pages": [
            {
                "title": given.title,
                "words": given.words,
                "reasons": list(given.reasons),
                "whole": given.whole,
                "pictures": [list(picture) for picture in given.pictures],
                "alt": given.alt,
            }
            for given in pages
        ],
    }
    return paper.pdf("answer", data, title=title)


def day(on: date) -> str:
    return f"{on:%-d %B %Y}"


def moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%-d %B %Y, %H:%M}"
