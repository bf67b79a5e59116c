"""Opens a CSV file whatever program wrote it: its encoding, its delimiter, its header and its lines."""

import csv
import io
import itertools
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import charset_normalizer

from schoolgate.engines.roster.roll import Fault, Refused, shortened

MOST_BYTES = 20 * 1024 * 1024
MOST_LINES = 50_000
MOST_COLUMNS = 300
DELIMITERS = ",;\t"
NAMED_COLUMNS = 30

DAMAGED_ZIP = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)
"""Everything that opening or unpacking a broken or unusual zip raises."""

_ENCODINGS = ["utf_8", "cp1252", "utf_16_le", "utf_16_be"]
_LOOKED_AT = 200_000
_HEADER_LOOKED_AT = 50_000
_LINE_END = re.compile(r"[\r\n]")
_OTHER_FILES = (
    (b"\xd0\xcf\x11\xe0", "an Excel workbook"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"{\\rtf", "a Rich Text file"),
    (b"\x1f\x8b", "a packed archive"),
    (b"7z\xbc\xaf", "a packed archive"),
    (b"Rar!", "a packed archive"),
)


@dataclass
class Faults:
    """What has been found wrong so far, in the order it was found."""

    found: list[Fault] = field(default_factory=list)

    def add(self, file: str, says: str, *, line: int = 0, column: str = "", value: str = "") -> None:
        self.found.append(Fault(file, line, column, shortened(value), says))

    def refuse_if_any(self) -> None:
        if self.found:
            raise Refused(self.found)


@dataclass(frozen=True)
class Line:
    """One record and the line of the file on which it starts, the header line being 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    file: str
    headers: tuple[str, ...]
    lines: tuple[Line, ...]


def open_sheet(file: str, data: bytes, faults: Faults) -> Sheet | None:
    """The sheet in a CSV file; None, with the reasons added to `faults`, when it cannot be read at all."""
    refused = _refusal(data)
    if refused:
        faults.add(file, refused)
        return None
    text = decoded(data)
    if "\0" in text:
        number = text.count("\n", 0, text.index("\0")) + 1
        faults.add(file, "The file is damaged here (it has a NUL character): export it again.", line=number)
        return None
    return _sheet(file, text, faults)


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or the old Windows encoding, without a byte-order mark."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if b"\0" not in data:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    best = charset_normalizer.from_bytes(data[:_LOOKED_AT], cp_isolation=_ENCODINGS).best()
    encoding = best.encoding if best else "cp1252"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _refusal(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        return f"The file has {len(data) >> 20} MB; a list of people may have {MOST_BYTES >> 20} MB."
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        return "The file is empty."
    if data.startswith(b"PK"):
        return f"The file is {packed_kind(data)}, whatever its name says: open it and save it as CSV."
    for start, words in _OTHER_FILES:
        if data.startswith(start):
            return f"The file is {words}, whatever its name says: save the list as CSV."
    return ""


def packed_kind(data: bytes) -> str:
    """What a file that begins like a zip is."""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except DAMAGED_ZIP:
        return "a damaged zip"
    if any(name.startswith("xl/") for name in names):
        return "an Excel workbook"
    if "content.xml" in names and "mimetype" in names:
        return "an OpenDocument spreadsheet"
    return "a Word document" if any(name.startswith("word/") for name in names) else "a zip"


def _sheet(file: str, text: str, faults: Faults) -> Sheet | None:
    first, _, rest = text.lstrip("\r\n").partition("\n")
    # Excel writes its delimiter on a line of its own when asked to.
    told = first.strip().lower()
    if told.startswith("sep=") and len(told) == 5:
        return _parsed(file, rest, first.strip()[4], faults, skipped=1)
    return _parsed(file, text, _delimiter(text), faults)


def _delimiter(text: str) -> str:
    """The delimiter that cuts the header line into the most cells."""
    start = _LINE_END.split(text.lstrip()[:_HEADER_LOOKED_AT], maxsplit=1)[0]
    return max(DELIMITERS, key=lambda delimiter: len(next(csv.reader([start], delimiter=delimiter), [])))


def _parsed(file: str, text: str, delimiter: str, faults: Faults, *, skipped: int = 0) -> Sheet | None:
    lines: list[Line] = []
    try:
        lines.extend(itertools.islice(_lines(text, delimiter, skipped), MOST_LINES + 1))
    except csv.Error:
        number = lines[-1].number + 1 if lines else 1
        faults.add(
            file,
            "From here on the file cannot be cut into cells: a quotation mark is opened and never closed, "
            "or stands in the middle of a cell.",
            line=number,
        )
        return None
    if not lines:
        faults.add(file, "The file is empty.")
        return None
    if len(lines) > MOST_LINES or len(lines[0].cells) > MOST_COLUMNS:
        faults.add(
            file, f"The file has more than {MOST_LINES:,} lines or {MOST_COLUMNS} columns: no list of people has."
        )
        return None
    return _checked(file, lines[0], lines[1:], faults)


def _lines(text: str, delimiter: str, skipped: int) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)
    before = 0
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield Line(before + 1 + skipped, tuple(cell.strip() for cell in cells))
        before = reader.line_num


def _checked(file: str, header: Line, lines: Sequence[Line], faults: Faults) -> Sheet | None:
    headers = list(header.cells)
    while headers and not headers[-1]:
        headers.pop()
    twice = sorted({name for name in headers if name and headers.count(name) > 1})
    if twice:
        faults.add(file, f"The file has more than one column called {quoted(twice)}.", line=header.number)
        return None
    if not lines:
        faults.add(file, "The file has a header line and nobody under it.", line=header.number)
        return None
    kept = []
    for line in lines:
        cells = list(line.cells)
        while len(cells) > len(headers) and not cells[-1]:
            cells.pop()
        if len(cells) != len(headers):
            faults.add(file, _miscounted(len(cells), len(headers)), line=line.number)
        else:
            kept.append(Line(line.number, tuple(cells)))
    return Sheet(file, tuple(headers), tuple(kept))


def _miscounted(cells: int, headers: int) -> str:
    more = "more" if cells > headers else "fewer"
    return f"This line has {cells} cells, {more} than the {headers} of the header line."


def quoted(names: Sequence[str]) -> str:
    """Column names in quotation marks, for a sentence; the first thirty of many."""
    told = ", ".join(f"“{shortened(name)}”" for name in names[:NAMED_COLUMNS] if name)
    return f"{told} and {len(names) - NAMED_COLUMNS} more" if len(names) > NAMED_COLUMNS else told
