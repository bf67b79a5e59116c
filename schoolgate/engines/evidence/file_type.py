"""What a file is, judged by its first bytes and never by its name; what cannot be kept is told so by kind."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from schoolgate import datafiles
from schoolgate.engines.evidence.shapes import Refused

ACCEPTED = "a picture (JPEG, PNG, GIF, WebP or HEIC), a PDF or a sound recording (MP3, M4A, AAC, Ogg or WAV)"
SCREENSHOT = "Take a screenshot of what you can see, and upload that."

_STARTS = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "application/pdf": (b"%PDF-", b"\xef\xbb\xbf%PDF-"),
    "audio/mpeg": (b"ID3",),
    "audio/ogg": (b"OggS",),
}
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_OTHER_PICTURE_BRANDS = {b"avif", b"avis", b"crx ", b"jxl "}

_VIDEO, _ARCHIVE, _OFFICE, _PROGRAM = "video", "archive", "office", "program"
_PICTURE, _SOUND, _PAGE, _DRAWING, _LINK, _TEXT = "picture", "sound", "page", "drawing", "link", "text"
_OTHER_STARTS = {
    _VIDEO: (b"\x1aE\xdf\xa3", b"FLV\x01", b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3", b"\x30\x26\xb2\x75"),
    _ARCHIVE: (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd"),
    _OFFICE: (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"),
    _PROGRAM: (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!/"),
    _PICTURE: (
        *(b"BM", b"II*\x00", b"MM\x00*", b"8BPS", b"\xff\x0a", b"\x00\x00\x01\x00"),
        *(b"\x00\x00\x00\x0cjP  ", b"\x00\x00\x00\x0cJXL "),
    ),
    _SOUND: (b"fLaC", b"#!AMR", b"FORM", b"caff", b"MThd"),
    _LINK: (b"[InternetShortcut]", b"bplist00"),
}
_PAGE_MARKS = re.compile(r"<(!doctype\s+html|html|head|body|script|iframe|meta|title|div|p|a)\b", re.I)
_OFFICE_PARTS = ("word/", "xl/", "ppt/", "META-INF/manifest.xml", "content.xml")

_SENTENCES = datafiles.whole(Path(__file__).with_name("refused.toml"), dict[str, str])
#: Endings that promise something which can be kept; only with these is a name worth a word.
_PROMISING = {
    *(".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".gif", ".webp", ".heic", ".heif", ".hif", ".pdf"),
    *(".mp3", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".wav"),
}


def media_type(content: bytes, ending: str) -> str:
    """The media type of a file that may be kept, as its bytes tell; raises `Refused` for every other.

    `ending` is only repeated to the person ("named .jpg, but …"); it decides nothing.
    """
    found = _accepted(content)
    if found:
        return found
    other = _other(content)
    if not other:
        raise Refused(f"This file is not of a kind that can be kept. Choose {ACCEPTED}. Or take a screenshot.")
    raise refusal(other, ending)


def refusal(other: str, ending: str = "") -> Refused:
    """The refusal of a kind of file, with what it was named like where that says something else."""
    named = f"This file is named {ending}, but what is in it is" if ending in _PROMISING else "This file is"
    return Refused(f"{named} {_SENTENCES[other]}")


def video(ending: str = "") -> Refused:
    """The refusal of a video, for whoever only finds out when a container is opened."""
    return refusal(_VIDEO, ending)


def other_sound() -> Refused:
    """The refusal of a recording in a form that browsers do not play."""
    return refusal(_SOUND)


def _accepted(content: bytes) -> str:
    for found, starts in _STARTS.items():
        if content.startswith(starts):
            return found
    if content[:4] == b"RIFF":
        return _RIFF.get(content[8:12], "")
    if content[4:8] == b"ftyp":
        return _boxed(content)
    return _unheaded(content)


def _boxed(content: bytes) -> str:
    """HEIC pictures and MPEG-4 recordings share a container; its brand tells which."""
    brand = content[8:12]
    if brand in _HEIC_BRANDS:
        length = min(int.from_bytes(content[:4]), 200)
        brands = {content[at : at + 4] for at in range(16, length, 4)}
        return "" if brands & {b"avif", b"avis"} and brand in (b"mif1", b"msf1") else "image/heic"
    return "" if brand in _OTHER_PICTURE_BRANDS else "audio/mp4"


def _unheaded(content: bytes) -> str:
    """MP3 and AAC without a header begin with the first frame's twelve set bits."""
    if len(content) < 4 or content[0] != 0xFF or content[1] & 0xE0 != 0xE0:
        return ""
    layer = content[1] >> 1 & 3
    if layer == 0:
        return "audio/aac" if content[1] & 0xF6 == 0xF0 else ""
    return "audio/mpeg" if layer == 1 and content[2] >> 4 != 0xF else ""


def _other(content: bytes) -> str:
    if content[:4] == b"PK\x03\x04" or content[:4] == b"PK\x05\x06":
        return _packed(content)
    if content[:4] == b"RIFF":
        return _VIDEO if content[8:11] == b"AVI" else ""
    if content[4:8] == b"ftyp":
        return _PICTURE
    if content[257:262] == b"ustar":
        return _ARCHIVE
    for found, starts in _OTHER_STARTS.items():
        if content.startswith(starts):
            return found
    return _written(content)


def _packed(content: bytes) -> str:
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()[:1000]
    except Exception:  # a broken archive is still an archive
        return _ARCHIVE
    return _OFFICE if any(name.startswith(_OFFICE_PARTS) for name in names) else _ARCHIVE


def _written(content: bytes) -> str:
    """Tell pages, drawings, links and other text apart."""
    head = content[:4096]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = head[: len(head) // 2 * 2].decode("utf-16", "replace")
    else:
        text = head.decode("utf-8", "replace")
    text = text.strip("\ufeff \t\r\n\x00")
    if not text or text.count("\ufffd") + text.count("\x00") > len(text) // 20:
        return ""
    if re.search(r"<(\w+:)?svg\b", text, re.I):
        return _DRAWING
    if _PAGE_MARKS.search(text):
        return _PAGE
    return _LINK if re.fullmatch(r"https?://\S+", text) else _TEXT
