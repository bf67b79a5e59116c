"""What may come in: the size and the true kind of a file, judged by what is in it and not by its name."""

from __future__ import annotations

import enum
import io
import pathlib
import re
import zipfile

import charset_normalizer

from schoolgate.engines.documents.shapes import Unreadable

MAX_BYTES = 10 * 1024 * 1024
#: Unpacked, a policy of hundreds of pages with photographs stays far below this.
MAX_UNPACKED = 100 * 1024 * 1024
MAX_ENTRIES = 2000
#: Text in XML packs some ten to thirty times smaller; only something made to burst packs tighter than this.
MAX_RATIO = 150
RATIO_COUNTS_FROM = 5 * 1024 * 1024
KINDS = "a Word document (.docx), OpenDocument text (.odt), PDF (.pdf), plain text (.txt) or Markdown (.md)"


class Format(enum.StrEnum):
    """The formats that can be read."""

    WORD = "Word document"
    OPENDOCUMENT = "OpenDocument text"
    PORTABLE = "PDF"
    PLAIN = "plain text file"
    MARKDOWN = "Markdown file"


_ENDINGS = {
    ".docx": Format.WORD,
    ".odt": Format.OPENDOCUMENT,
    ".pdf": Format.PORTABLE,
    ".txt": Format.PLAIN,
    ".text": Format.PLAIN,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
}
_ARTICLES = {
    Format.WORD: "a Word document",
    Format.OPENDOCUMENT: "an OpenDocument text",
    Format.PORTABLE: "a PDF",
    Format.PLAIN: "plain text",
    Format.MARKDOWN: "a Markdown text",
}
_OTHER_KINDS = {
    "a picture": (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*"),
    "a Rich Text file": (b"{\\rtf",),
    "a packed archive": (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"),
    "a program": (b"MZ", b"\x7fELF"),
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_ZIP_CONTENTS = (
    ("word/", "Word file of another kind (perhaps a template or one with macros)"),
    ("xl/", "spreadsheet"),
    ("ppt/", "presentation"),
)
_ODT_TYPE = b"application/vnd.oasis.opendocument.text"
#: What British schools' programs write; guessing among all the world's encodings guesses wrong more often.
_ENCODINGS = ["utf_8", "cp1252", "latin_1", "utf_16", "utf_16_le", "utf_16_be", "utf_32"]


def check(data: bytes, name: str) -> Format:
    """Tell the file's format, or raise `Unreadable` where it is none that can be read safely."""
    _check_size(data, name)
    ending = pathlib.PurePath(name).suffix.casefold()
    expected = _ENDINGS.get(ending)
    if ending and expected is None:
        raise Unreadable(f"“{name}” ends in {ending}, which cannot be read. Save the policy as {KINDS}.")
    found = _true_format(data, name)
    if found is Format.PLAIN:
        if expected in (None, Format.PLAIN, Format.MARKDOWN):
            return expected or Format.PLAIN
    elif expected in (None, found):
        return found
    raise Unreadable(
        f"“{name}” is named like {_ARTICLES[expected or Format.PLAIN]}, but what is in it is "
        f"{_ARTICLES[found]}. Choose the right file, or save it again as {ending}."
    )


def decode(data: bytes, name: str) -> str:
    """Turn the bytes of a text file into text: UTF-8, UTF-16 or UTF-32, Windows-1252 or Latin-1."""
    text = _decoded(data)
    if text is None or _looks_binary(text):
        raise Unreadable(f"“{name}” is not text that people can read. Choose {KINDS}.")
    text = text.removeprefix("\ufeff")
    if not re.search(r"\w", text):
        raise Unreadable(f"“{name}” is empty: there are no words in it. Choose the policy’s own file.")
    return text


def _check_size(data: bytes, name: str) -> None:
    if len(data) > MAX_BYTES:
        raise Unreadable(
            f"“{name}” is {len(data) / 1024 / 1024:.1f} MB; at most {MAX_BYTES // 1024 // 1024} MB can be "
            "read. Make the pictures in it smaller, or save only its text."
        )
    if not data.strip():
        raise Unreadable(f"“{name}” is empty: there is nothing in it. Choose the policy’s own file.")


def _true_format(data: bytes, name: str) -> Format:
    if b"%PDF-" in data[:1024]:
        return Format.PORTABLE
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_format(data, name)
    if data.startswith(_OLE):
        raise Unreadable(_old_office(data, name))
    for what, openings in _OTHER_KINDS.items():
        if data.startswith(openings):
            raise Unreadable(f"“{name}” is {what}, not a policy’s text. Save the policy as {KINDS}.")
    ending = pathlib.PurePath(name).suffix.casefold()
    if ending in (".docx", ".odt", ".pdf"):
        text = _decoded(data)
        if text is not None and not _looks_binary(text):
            return Format.PLAIN
        raise Unreadable(
            f"“{name}” is named like {_ARTICLES[_ENDINGS[ending]]}, but it is not one, or it is damaged. "
            "Open it in the program it was written with and save it again."
        )
    return Format.PLAIN


def _old_office(data: bytes, name: str) -> str:
    if _ENCRYPTED_PACKAGE in data:
        return f"“{name}” is locked with a password. Take the password off, save it, and choose it again."
    return f"“{name}” is a document of an old Word format (.doc). Open it in Word or LibreOffice and save it as .docx."


def _zip_format(data: bytes, name: str) -> Format:
    damaged = (
        f"“{name}” is damaged: its parts cannot be unpacked. Open it in the program it was written with, "
        "save it again, and choose the new file."
    )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_unpacked(package, len(data), name)
            return _package_format(package, name)
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, OSError) as problem:
        raise Unreadable(damaged) from problem
    except RuntimeError as problem:  # zipfile's word for "encrypted"
        raise Unreadable(
            f"“{name}” is locked with a password. Take the password off, save it, and choose it again."
        ) from problem


def _check_unpacked(package: zipfile.ZipFile, packed: int, name: str) -> None:
    entries = package.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    bursting = unpacked > RATIO_COUNTS_FROM and unpacked > MAX_RATIO * packed
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or bursting:
        raise Unreadable(
            f"“{name}” would unpack to {unpacked / 1024 / 1024:,.0f} MB in {len(entries):,} parts, far more "
            "than a policy needs, so it was not opened. Copy the text into a new document and save that."
        )


def _package_format(package: zipfile.ZipFile, name: str) -> Format:
    names = set(package.namelist())
    if "word/document.xml" in names and "[Content_Types].xml" in names:
        _check_parts(package, "word/")
        return Format.WORD
    if "mimetype" in names:
        return _opendocument_format(package, name)
    for folder, what in _ZIP_CONTENTS:
        if any(entry.startswith(folder) for entry in names):
            raise Unreadable(f"“{name}” is a {what}. Save the policy as {KINDS}.")
    raise Unreadable(f"“{name}” is a packed folder (zip), not a document. Unpack it and choose the policy.")


def _opendocument_format(package: zipfile.ZipFile, name: str) -> Format:
    kind = package.read("mimetype").strip()
    if kind not in (_ODT_TYPE, _ODT_TYPE + b"-template"):
        raise Unreadable(f"“{name}” is an OpenDocument file, but not a text. Save the policy as {KINDS}.")
    if b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise RuntimeError("encrypted")
    _check_parts(package, "")
    return Format.OPENDOCUMENT


def _check_parts(package: zipfile.ZipFile, folder: str) -> None:
    """Unpack each text part once (its checksum is then proven) and refuse entity tricks."""
    for entry in package.infolist():
        is_text = entry.filename.startswith(folder) and entry.filename.endswith(".xml")
        if is_text and b"<!ENTITY" in package.read(entry):
            raise ValueError("entity declarations")


def _decoded(data: bytes) -> str | None:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\x00\x00\xfe\xff", "utf-32"),
    ):
        if data.startswith(mark):
            return _attempt(data, encoding)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _attempt(data, "utf-16")
    if b"\x00" in data:
        return _attempt(data, _unmarked_utf16(data))
    text = _attempt(data, "utf-8")
    if text is not None:
        return text
    best = charset_normalizer.from_bytes(data, cp_isolation=_ENCODINGS).best()
    if best is not None:
        return str(best)
    return _attempt(data, "cp1252")


def _unmarked_utf16(data: bytes) -> str:
    evens, odds = data[0:4000:2].count(0), data[1:4000:2].count(0)
    return "utf-16-le" if odds > evens else "utf-16-be"


def _attempt(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def _looks_binary(text: str) -> bool:
    """Text has hardly any control characters, and most of it is letters and spaces."""
    sample = text[:20000]
    controls = sum(
        1 for letter in sample if (ord(letter) < 32 and letter not in "\t\n\r\f\v") or "\x7f" <= letter < "\xa0"
    )
    plain = sum(1 for letter in sample if letter.isalpha() or letter.isspace())
    return controls > len(sample) * 0.005 or plain < len(sample) * 0.5
