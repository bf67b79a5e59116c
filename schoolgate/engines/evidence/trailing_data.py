"""Where a file ends, and whether something else is hidden in it or behind it."""

from __future__ import annotations

import io
import re
import zipfile

from schoolgate.engines.evidence.file_type import SCREENSHOT
from schoolgate.engines.evidence.shapes import Refused

#: What makes a browser take bytes for a page, wherever they stand; long enough never to occur by chance.
_PAGE = re.compile(rb"<(?:script|iframe)[\s>/]|<html[\s>]|<!doctype\s+html|<\?php\s", re.I)
_FOREIGN = re.compile(rb"PK\x03\x04|PK\x05\x06|%PDF-|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\x7fELF|ftyp")
_BODY = re.compile(rb"(?<!end)stream\r?\n.*?endstream", re.S)
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.S)
_PADDING = b"\x00\r\n "
_STILL_BOXES = {b"ftyp", b"meta", b"mdat", b"idat", b"free", b"skip", b"wide", b"uuid"}
MOST_TRAILER = 1024 * 1024
#: Ways to begin a script behind the six letters of a GIF.
_SCRIPT_SIZES = (b"/*", b"//", b"=")


class Cut(Exception):
    """The file stops before it is complete, or says of its parts what cannot be."""


def check(content: bytes, media_type: str) -> None:
    """Raise `Refused` where a second file is hidden in or behind this one; `Cut` where it is not whole.

    A picture must end where its format says that it ends. What phones are known to add behind a photograph
    (a second JPEG with the brightness, Samsung's notes) is let through: it is never shown.
    """
    if _is_packed(content):
        raise _hidden("a packed file")
    walker = _WALKERS.get(media_type)
    if walker is not None:
        rest = content[walker(content) :]
        if media_type == "image/jpeg":
            rest = _after_photograph(rest)
        if rest.strip(_PADDING):
            raise _hidden("a second file")
    written = _BODY.sub(b"", content) if media_type == "application/pdf" else content
    if _PAGE.search(written):
        raise _hidden("a script or a web page")
    if media_type == "application/pdf":
        _check_document(content)


def _hidden(what: str) -> Refused:
    return Refused(f"This file has {what} hidden in it beside what it shows, so it cannot be kept. {SCREENSHOT}")


def _is_packed(content: bytes) -> bool:
    try:
        return bool(zipfile.ZipFile(io.BytesIO(content)).infolist())
    except Exception:  # whatever is no archive trips over its own way
        return False


def _check_document(content: bytes) -> None:
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise Cut
    if content[end + 5 :].strip(_PADDING + b"\t\x1a"):
        raise _hidden("a second file")


def _after_photograph(rest: bytes) -> bytes:
    """Pass over what cameras put behind a JPEG; return what is left."""
    while (rest := rest.lstrip(_PADDING)).startswith(b"\xff\xd8\xff"):
        rest = rest[_jpeg(rest) :]
    notes = rest.endswith(b"SEFT") and b"SEFH" in rest and len(rest) <= MOST_TRAILER
    if notes and not _FOREIGN.search(rest) and not _PAGE.search(rest):
        return b""
    if b"ftyp" in rest[:64] or b"MotionPhoto" in rest:
        raise Refused(
            "This photograph has a short film behind it, and videos cannot be kept here. Take a screenshot "
            "of the photograph, and upload that."
        )
    return rest


def _jpeg(content: bytes) -> int:
    at = 2
    while True:
        found = _MARKER.search(content, at)
        if found is None:
            raise Cut
        marker, at = content[found.end() - 1], found.end()
        if marker == 0xD9:
            return at
        if marker not in (0x01, 0xD8):
            if at + 2 > len(content):
                raise Cut
            at += int.from_bytes(content[at : at + 2])


def _png(content: bytes) -> int:
    at = 8
    while at + 12 <= len(content):
        length, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        at += 12 + length
        if kind == b"IEND":
            return at
    raise Cut


def _gif(content: bytes) -> int:
    if content[6:8].startswith(_SCRIPT_SIZES):
        raise _hidden("a script or a web page")
    at = 13 + _colours(content, 10)
    while at < len(content):
        kind = content[at]
        if kind == 0x3B:
            return at + 1
        if kind == 0x2C:
            at += 11 + _colours(content, at + 9)
        elif kind == 0x21:
            at += 2
        else:
            raise Cut
        at = _blocks(content, at)
    raise Cut


def _colours(content: bytes, at: int) -> int:
    """The length of a colour table, from the flags at this place."""
    if at >= len(content):
        raise Cut
    flags = content[at]
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks(content: bytes, at: int) -> int:
    while at < len(content):
        length = content[at]
        at += 1 + length
        if not length:
            return at
    raise Cut


def _riff(content: bytes) -> int:
    length = int.from_bytes(content[4:8], "little")
    if 8 + length > len(content):
        raise Cut
    return 8 + length + length % 2


def _heic(content: bytes) -> int:
    at = 0
    while at + 8 <= len(content):
        length, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        if kind in (b"mpvd", b"moov"):
            raise Refused(
                "This photograph has a short film in it, and videos cannot be kept here. Take a screenshot of "
                "the photograph, and upload that."
            )
        if kind not in _STILL_BOXES:
            break
        if length == 1:
            length = int.from_bytes(content[at + 8 : at + 16])
        if length == 0:
            return len(content)
        if length < 8 or at + length > len(content):
            raise Cut
        at += length
    return at


_WALKERS = {"image/png": _png, "image/jpeg": _jpeg, "image/gif": _gif, "image/webp": _riff, "image/heic": _heic}
