"""A file that was examined, as its row keeps it: the sealed original, what may be shown of it, and its words.

Concerns keep such files, and so do the apps above: each in a folder of its own.
"""

import json
from typing import Any

from django.db import models

from schoolgate.concerns.rules import Examined
from schoolgate.sealed import store
from schoolgate.sealed.field import Sealed


class Filed(models.Model):
    """What a row knows of its file; `store.NotThere` where the disk has lost what is asked for."""

    name = Sealed()
    digest = models.CharField(max_length=64)
    path = models.CharField("the sealed original", max_length=100)
    shown_path = models.CharField("what is shown, stripped", max_length=100, blank=True)
    blurred_path = models.CharField("what is shown before anyone asks for it", max_length=100, blank=True)
    pages = models.PositiveSmallIntegerField("how many pages are shown", default=1)
    media_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    text = Sealed("what can be read in it", blank=True)
    metadata = Sealed("what the original says of itself, as JSON", blank=True)

    class Meta:
        abstract = True

    @property
    def is_sound(self) -> bool:
        return self.media_type.startswith("audio/")

    def page_path(self, page: int) -> str:
        """Where the copy of one page lies; the first is page 1."""
        return self.shown_path if page == 1 else f"{self.shown_path}.{page}"

    @property
    def paths(self) -> tuple[str, ...]:
        """Every file that lies on the disk for this row."""
        shown = (self.page_path(page) for page in range(1, self.pages + 1)) if self.shown_path else ()
        return tuple(path for path in (self.path, *shown, self.blurred_path) if path)

    def read_page(self, page: int) -> bytes:
        """The clean copy of one page."""
        return store.read(self.page_path(page))

    def read_blurred(self) -> bytes:
        """A picture in which nothing can be made out."""
        return store.read(self.blurred_path)

    def read_original(self) -> bytes:
        """The untouched bytes."""
        return store.read(self.path)


def keep(
    name: str, content: bytes, found: Examined, digest: str, *, folder: str = store.FOLDER
) -> dict[str, Any]:
    """Keeps the original and what may be shown of it, and says what the row says of it.

    Whole or not at all: an OSError when the disk is full, and then nothing lies there that did not before.
    """
    pieces = {digest: content, **_copies(digest, found)}
    new: list[str] = []
    try:
        for piece, held in pieces.items():
            there = store.is_there(f"{folder}/{piece}")
            path = store.keep(piece, held, folder=folder)
            new += [] if there else [path]
    except OSError:
        for path in new:
            store.remove(path)
        raise
    shown, blurred = f"{digest}.shown", f"{digest}.blurred"
    return {
        "name": name, "digest": digest, "path": f"{folder}/{digest}",
        "shown_path": f"{folder}/{shown}" if shown in pieces else "",
        "blurred_path": f"{folder}/{blurred}" if blurred in pieces else "",
        "pages": 1 + len(found.further), "media_type": found.media_type, "size": len(content), "text": found.text,
        "metadata": json.dumps(found.metadata, default=str, ensure_ascii=False),
    }  # fmt: skip


def _copies(digest: str, found: Examined) -> dict[str, bytes]:
    """Names for what may be shown: the first page, the others, and the picture in which nothing is made out."""
    copies = {} if found.shown is None else {f"{digest}.shown": found.shown}
    copies |= {f"{digest}.shown.{number}": page for number, page in enumerate(found.further, 2)}
    return copies | ({f"{digest}.blurred": found.blurred} if found.blurred else {})
