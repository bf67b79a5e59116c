"""Rows for the apps above: one that is written once, and one that knows a sealed file. There is no table of its own here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from schoolgate.broken import Broken
from schoolgate.sealed import field as sealed_field
from schoolgate.sealed import store
from schoolgate.sealed.field import Sealed


class Written(models.Model):
    """A row that is written once: save() refuses a change, the database does, and a digest shows what went past both.

    `FIXED` names its fields but the digest, in an order that stays: the digest is made of their values in this order.
    `LATER` names fields that came when there were rows already: they count where something is in them, so that the rows of
    before are as they were written.
    """

    FIXED: tuple[str, ...] = ()
    LATER: tuple[str, ...] = ()
    digest = models.CharField("keyed digest of what was written", max_length=64)
    sealed_round = models.PositiveIntegerField("how often it was sealed anew", default=0)

    class Meta:
        abstract = True

    def save(self, **how: Any) -> None:
        if not self._state.adding:
            raise Broken("What was written stays as it was written. Add to it instead.", "6.1")
        self.digest = self.now_digest()
        super().save(**how)

    def now_digest(self) -> str:
        """The keyed digest of what the row says now."""
        fields: list[Any] = [self._meta.get_field(name) for name in self.FIXED]
        values = [_plain(getattr(self, field.attname)) for field in fields]
        later: list[Any] = [self._meta.get_field(name) for name in self.LATER]
        values += [
            f"{field.name}={_plain(value)}"
            for field in later
            if (value := getattr(self, field.attname)) not in (None, "")
        ]
        return sealed_field.digest(self._meta.label_lower, repr(values))

    @property
    def as_written(self) -> bool:
        """Whether it still says what was written: the digest needs a key outside the database."""
        return self.digest == self.now_digest()


def _plain(value: object) -> object:
    return value.timestamp() if isinstance(value, datetime) else str(value)


class SealedFile(models.Model):
    """What a row knows of its file; `store.NotThere` where the disk has lost what is asked for."""

    FIXED: tuple[str, ...] = (
        "name",
        "digest",
        "path",
        "shown_path",
        "blurred_path",
        "pages",
        "media_type",
        "size",
        "text",
        "metadata",
        "at",
        "by",
    )
    name = Sealed()
    digest = models.CharField("keyed digest of the original", max_length=64)
    path = models.CharField("the sealed original", max_length=100)
    shown_path = models.CharField("what is shown, stripped", max_length=100, blank=True)
    blurred_path = models.CharField("what is shown before anyone asks for it", max_length=100, blank=True)
    pages = models.PositiveSmallIntegerField("how many pages are shown", default=1)
    media_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    text = Sealed("what can be read in it", blank=True)
    metadata = Sealed("what the original says of itself, as JSON", blank=True)
    sealed_round = models.PositiveIntegerField("how often it was sealed anew", default=0)

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
