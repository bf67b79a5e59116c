"""Opens PDFs and shows them as pictures of their pages.

A cleaned PDF would still be a PDF: whoever looks at it hands it to a viewer, and a script, a link or a font
made to break the viewer that the cleaning did not know would be there with it. A picture of a page has none
of these. The words, which a picture loses, are kept beside it as text.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw
from PIL import Image

from schoolgate.engines.evidence import metadata as engine_metadata
from schoolgate.engines.evidence import pictures, words
from schoolgate.engines.evidence.shapes import Limits, Refused

#: A page of A4 is drawn at 150 dots an inch: small print can be read.
PAGE_WIDTH, PAGE_HEIGHT = 1240, 2480
CHUNK = 64 * 1024
_STREAM = re.compile(rb"stream\r?\n")
_TOO_LARGE = (
    "This PDF unpacks to far more than pages need, so it was not opened. Take screenshots of the pages that "
    "matter, and upload those."
)
_LOCKED = "This PDF is locked with a password. Save it without the password, or take screenshots of its pages, and upload those."
_NOT_ALL_READ = (
    "Only the first {} pages without written text were read by the computer, so searching may miss words on the others."
)


@dataclass(frozen=True)
class Leafed:
    """The pages of a PDF as pictures, with their words and what the file said beside them."""

    pages: tuple[tuple[bytes, str], ...]
    blurred: bytes
    text: str
    metadata: dict[str, str]
    notes: tuple[str, ...]


def leaf(content: bytes, limits: Limits) -> Leafed:
    """Draw every page of a PDF; raises `Refused` for one that is locked, too long or made to burst."""
    _check_unpacked(content, limits.unpacked)
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as problem:
        if "password" in str(problem).lower():
            raise Refused(_LOCKED) from problem
        raise
    try:
        return _leafed(document, content, limits)
    finally:
        document.close()


def _leafed(document: Any, content: bytes, limits: Limits) -> Leafed:
    count = len(document)
    if not count:
        raise ValueError("a PDF without pages")
    if count > limits.pages:
        raise Refused(
            f"This PDF has {count} pages; at most {limits.pages} can be kept at a time. Upload only the pages "
            "that matter, or take screenshots of them."
        )
    drawn, texts, notes, scanned = [], [], [], 0
    blurred = b""
    for number in range(count):
        page = document[number]
        _check_pictures(page, limits.pixels)
        image = _drawn(page)
        text = _text(page, limits.letters)
        page.close()
        if not text and limits.reading:
            scanned += 1
            if scanned <= limits.reading_pages:
                text, note = words.read(image, seconds=limits.reading_seconds)
                notes.append(note)
        drawn.append(pictures.shown(image, drawn=True))
        blurred = blurred or pictures.blurred(image)
        texts.append(text)
    if scanned > limits.reading_pages:
        notes.append(_NOT_ALL_READ.format(limits.reading_pages))
    kept = tuple(dict.fromkeys(note for note in notes if note))
    return Leafed(tuple(drawn), blurred, "\n\n".join(texts).strip(), _metadata(document, content), kept)


def _check_unpacked(content: bytes, most: int) -> None:
    """Unpack every packed part and throw it away, stopping early: a bomb goes off before it is let in."""
    view = memoryview(content)
    total = 0
    for found in _STREAM.finditer(content):
        at = found.end()
        if at + 2 > len(content) or content[at] & 15 != 8 or int.from_bytes(content[at : at + 2]) % 31:
            continue
        unpacker = zlib.decompressobj()
        try:
            while at < len(content) and not unpacker.eof:
                piece: bytes | memoryview = view[at : at + CHUNK]
                at += CHUNK
                while piece and not unpacker.eof:
                    total += len(unpacker.decompress(piece, 1024 * 1024))
                    piece = unpacker.unconsumed_tail
                    if total > most:
                        raise Refused(_TOO_LARGE)
        except zlib.error:
            continue


def _check_pictures(page: Any, most: int) -> None:
    for item in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
        width, height = item.get_px_size()
        if width * height > most:
            raise Refused(_TOO_LARGE)


def _drawn(page: Any) -> Image.Image:
    width, height = page.get_size()
    if width < 1 or height < 1:
        return Image.new("RGB", (PAGE_WIDTH, PAGE_WIDTH), "white")
    scale = min(PAGE_WIDTH / width, PAGE_HEIGHT / height)
    bitmap = page.render(scale=scale, may_draw_forms=False, rev_byteorder=True)
    image: Image.Image = bitmap.to_pil().convert("RGB")
    bitmap.close()
    return image


def _text(page: Any, most: int) -> str:
    held = page.get_textpage()
    try:
        text = held.get_text_range(0, min(held.count_chars(), most)) if held.count_chars() > 0 else ""
    finally:
        held.close()
    return "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()


def _metadata(document: Any, content: bytes) -> dict[str, str]:
    names = [name for name, value in document.get_metadata_dict(skip_empty=True).items() if value]
    packet = re.search(rb"<x:xmpmeta.{0,200000}?</x:xmpmeta>", content, re.S)
    found = engine_metadata.named([*names, *engine_metadata.xmp(packet.group(0) if packet else b"")])
    if pypdfium2.raw.FPDFDoc_GetAttachmentCount(document) > 0:
        found["Attached file"] = "a second picture or file"
    if pypdfium2.raw.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        found["Script"] = "a script"
    return found
