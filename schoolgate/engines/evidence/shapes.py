"""The shapes that the examiners hand to one another and to whoever asked."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field


class Refused(Exception):
    """The file cannot be kept; `sentence` says what is wrong with it and what would be right."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class FileKind(enum.StrEnum):
    """How evidence is shown: looked at, leafed through, or listened to."""

    PICTURE = "picture"
    PDF = "pdf"
    AUDIO = "audio"


@dataclass(frozen=True)
class Limits:
    """What one file may cost; the defaults hold a phone's photographs and a long conversation.

    `size` is in bytes of the file. `pixels` counts the points of one picture before it is opened.
    `unpacked` is in bytes, of all the packed parts of a PDF together. `letters` bounds the text kept.
    `seconds` is time on the clock and on the processor, `memory` is in bytes of address space; both hold
    only where the work is done apart. `reading` is whether pictures are read for words, `reading_seconds`
    how long one picture may take and `reading_pages` how many scanned pages are read.
    """

    size: int = 15 * 1024 * 1024
    pixels: int = 64_000_000
    pages: int = 40
    unpacked: int = 300 * 1024 * 1024
    letters: int = 200_000
    seconds: int = 45
    memory: int = 1536 * 1024 * 1024
    reading: bool = True
    reading_seconds: int = 8
    reading_pages: int = 10


@dataclass(frozen=True)
class Examined:
    """A file that may be kept, and the clean copy of it that may be shown.

    `media_type`, `digest` (SHA-256, hexadecimal) and `size` are the original's. `metadata` names what the
    original says beside what it shows and, for each name, what that tells ("a place"); the values stay in
    the original. `shown` is the clean copy (of a PDF: the first page as a picture), `shown_type` its media
    type, `further` the pages after the first. `blurred` is a small JPEG in which nothing can be made out,
    or nothing for sound. `text` is what could be read in it. `notes` are sentences for whoever looks at it.
    What it shows and says is left out of its `repr`, so that no log can repeat it.
    """

    media_type: str
    kind: FileKind
    digest: str
    size: int
    shown: bytes = field(repr=False)
    shown_type: str
    metadata: dict[str, str] = field(default_factory=dict)
    further: tuple[bytes, ...] = field(default=(), repr=False)
    further_types: tuple[str, ...] = ()
    blurred: bytes = field(default=b"", repr=False)
    text: str = field(default="", repr=False)
    pages: int = 1
    notes: tuple[str, ...] = ()

    @property
    def tells(self) -> tuple[str, ...]:
        """What the original's metadata gives away, each once: "a place", "a time"."""
        return tuple(dict.fromkeys(what for what in self.metadata.values() if what))
