"""Reads PDFs: pdfplumber gives words with their places, from which lines and paragraphs are put together."""

from __future__ import annotations

import io
import itertools
import re
import statistics
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import pdfplumber
import pypdf
import pypdf.errors

from schoolgate.engines.documents import marks, plain
from schoolgate.engines.documents.shapes import Block, BlockKind, Unreadable

MAX_PAGES = 300
MAX_DRAWING = 40 * 1024 * 1024
#: Headers and footers stand within this share of the page's height.
EDGE = 0.11
#: What pdfminer makes of the bullet in fonts that do not name their letters.
_UNNAMED_BULLET = "(cid:127)"
_UNNAMED = re.compile(r"\(cid:\d+\)")
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.I)


@dataclass
class _Line:
    """A line of words: its place in points from the page's top left corner."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    page: int
    first_width: float
    text_x0: float
    page_height: float


def blocks(data: bytes) -> list[Block]:
    """Read a PDF with a text layer into blocks; raises `Unreadable` for a locked or a scanned one."""
    _check(data)
    with pdfplumber.open(io.BytesIO(data)) as document:
        pages = [_page(page, number) for number, page in enumerate(document.pages, 1)]
    if not any(isinstance(piece, _Line) for page in pages for piece in page):
        raise Unreadable(
            "holds only pictures of pages (a scan), so there are no words to read. Save the policy as PDF "
            "from the program it was written with, or run text recognition over the scan first."
        )
    found = _Assembly(pages).read()
    text = " ".join(block.text for block in found)
    if len(_UNNAMED.findall(text)) * 5 > len(_UNNAMED.sub("", text)):
        raise Unreadable(
            "does not say which letters its shapes stand for, so its words cannot be read. Save the policy "
            "as .docx, or as PDF from the program it was written with."
        )
    return found


def _check(data: bytes) -> None:
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        locked = reader.is_encrypted and not reader.decrypt("")
    except pypdf.errors.DependencyError:
        locked = True
    if locked:
        raise Unreadable("is locked with a password. Save it without a password, and choose it again.")
    if len(reader.pages) > MAX_PAGES:
        raise Unreadable(
            f"has {len(reader.pages)} pages; at most {MAX_PAGES} can be read. Save only the policy’s pages."
        )
    drawing = 0
    for page in reader.pages:
        contents = page.get_contents()
        drawing += len(contents.get_data()) if contents is not None else 0
        if drawing > MAX_DRAWING:
            raise Unreadable("unpacks to far more than a policy needs, so it was not opened. Save it anew.")


def _page(page: Any, number: int) -> list[_Line | Block]:
    """The lines, table rows and pictures of a page, from top to bottom."""
    placed: list[tuple[float, _Line | Block]] = []
    tables = _tables(page)
    words = page.extract_words(x_tolerance_ratio=0.2, extra_attrs=["fontname", "size"])
    for word in words:
        word["text"] = word["text"].replace(_UNNAMED_BULLET, "•")
    for table in tables:
        words = [word for word in words if not _within(word, table.bbox)]
        for row, cells in zip(table.rows, table.extract(), strict=True):
            texts = tuple(" ".join((cell or "").split()) for cell in cells if cell is not None)
            if any(texts):
                placed.append((row.bbox[1], Block(BlockKind.ROW, " ".join(texts), cells=texts)))
    placed.extend((line.top, line) for line in _lines(words, number, float(page.height)))
    for image in page.images:
        if image["width"] > 8 and image["height"] > 8:
            placed.append((image["top"], Block(BlockKind.PICTURE, "")))
    return [piece for _, piece in sorted(placed, key=lambda pair: pair[0])]


def _tables(page: Any) -> list[Any]:
    if len(page.rects) + len(page.lines) + len(page.curves) < 4:
        return []
    found = page.find_tables()
    return [table for table in found if len(table.rows) > 1 and max(len(row.cells) for row in table.rows) > 1]


def _within(word: Any, box: Any) -> bool:
    x0, top, x1, bottom = box
    middle_x, middle_y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(x0 <= middle_x <= x1 and top <= middle_y <= bottom)


def _lines(words: list[Any], page: int, height: float) -> list[_Line]:
    rows: list[list[Any]] = []
    for word in sorted(words, key=lambda word: ((word["top"] + word["bottom"]) / 2, word["x0"])):
        middle = (word["top"] + word["bottom"]) / 2
        if rows and rows[-1][-1]["top"] <= middle <= rows[-1][-1]["bottom"]:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [_line(sorted(row, key=lambda word: word["x0"]), page, height) for row in rows]


def _line(words: list[Any], page: int, height: float) -> _Line:
    size = statistics.median(word["size"] for word in words)
    text = words[0]["text"]
    for before, word in itertools.pairwise(words):
        wide = word["x0"] - before["x1"] > 2.5 * size
        text += ("\t" if wide else " ") + word["text"]
    lettered = [word for word in words if any(letter.isalpha() for letter in word["text"])]
    bold = bool(lettered) and all(_BOLD.search(word["fontname"]) for word in lettered)
    mark, _ = marks.split(text)
    taken = len(mark.raw.split())
    body = words[taken] if 0 < taken < len(words) else words[0]
    return _Line(
        text,
        words[0]["x0"],
        words[-1]["x1"],
        min(word["top"] for word in words),
        max(word["bottom"] for word in words),
        size,
        bold,
        page,
        words[0]["x1"] - words[0]["x0"],
        body["x0"],
        height,
    )


class _Assembly:
    """Puts lines together to paragraphs, over the ends of pages too."""

    def __init__(self, pages: list[list[_Line | Block]]) -> None:
        self.pages = pages
        lines = [piece for page in pages for piece in page if isinstance(piece, _Line)]
        self.furniture = _furniture(lines, len(pages))
        body = [line for line in lines if id(line) not in self.furniture]
        self.body_size = _commonest([round(line.size, 1) for line in body for _ in line.text.split()])
        self.right = max((line.x1 for line in body), default=0.0)
        self.leading = _leading(body)
        self.sizes = sorted({round(line.size, 1) for line in body if line.size > self.body_size * 1.08}, reverse=True)
        self.spellings = Counter(word.casefold() for line in body for word in re.findall(r"\w+", line.text))
        self.blocks: list[Block] = []
        self.last: _Line | None = None
        self.start: _Line | None = None

    def read(self) -> list[Block]:
        for page in self.pages:
            for piece in page:
                if isinstance(piece, Block):
                    self.blocks.append(piece)
                    self.last = None if piece.kind is BlockKind.ROW else self.last
                elif id(piece) in self.furniture:
                    self.blocks.append(Block(BlockKind.FURNITURE, piece.text, why=self.furniture[id(piece)]))
                else:
                    self._take(piece)
        return self.blocks

    def _take(self, line: _Line) -> None:
        if self.last is not None and self._continues(self.last, line):
            at = max(at for at, block in enumerate(self.blocks) if block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM))
            self.blocks[at] = replace(self.blocks[at], text=self._joined(self.blocks[at].text, line.text))
        else:
            self.blocks.append(self._block(line))
            self.start = line
        self.last = line

    def _continues(self, last: _Line, line: _Line) -> bool:
        if marks.split(line.text)[0].raw or abs(last.size - line.size) > 0.6 or last.bold != line.bold:
            return False
        assert self.start is not None
        same_page = last.page == line.page
        if same_page and line.top - last.top > self.leading * 1.35 * max(line.size / self.body_size, 1):
            return False
        hanging = self.start.text_x0 > self.start.x0 + 3
        if hanging and abs(line.x0 - self.start.text_x0) < 4:
            return True
        if line.x0 + 3 < min(self.start.x0, last.x0) or (hanging and last is not self.start):
            return False
        if not same_page and last.text.endswith((".", "!", "?", ":")):
            return False
        if line.text[0].islower():
            return True
        room = self.right - last.x1
        return room < line.first_width + line.size * 0.3

    def _joined(self, text: str, more: str) -> str:
        """Join two lines; a hyphen at the break goes where the whole word is written so elsewhere."""
        if not re.search(r"\w[-\u00ad]$", text):
            return f"{text} {more}"
        head = re.search(r"\w+$", text[:-1])
        tail = re.match(r"\w+", more)
        whole = (head.group(0) + tail.group(0)).casefold() if head and tail else ""
        if text.endswith("\u00ad") or self.spellings[whole]:
            return text[:-1] + more
        return text + more

    def _block(self, line: _Line) -> Block:
        mark, rest = marks.split(line.text)
        size = round(line.size, 1)
        apart = self.last is None or line.page != self.last.page or line.top - self.last.top > self.leading * 1.15
        if mark.style == "bullet":
            return Block(BlockKind.ITEM, rest, mark=mark.raw, indent=line.x0, apart=apart)
        strong = size in self.sizes or line.bold
        return Block(BlockKind.PARAGRAPH, line.text, indent=line.x0, strong=strong, apart=apart)


def _commonest(values: list[float]) -> float:
    return Counter(values).most_common(1)[0][0] if values else 1.0


def _leading(lines: list[_Line]) -> float:
    """The step from line to line within a paragraph: the smallest that is common."""
    steps = Counter(
        round(after.top - before.top, 1)
        for before, after in itertools.pairwise(lines)
        if before.page == after.page and 0.7 * before.size < after.top - before.top < 3 * before.size
    )
    common = [step for step, times in steps.items() if times >= max(2, steps.total() * 0.05)]
    return min(common or steps, default=14.0)


def _furniture(lines: list[_Line], pages: int) -> dict[int, str]:
    """Page numbers and the lines that come back at the same edge of several pages."""
    edges: dict[tuple[str, str], set[int]] = {}
    placed: list[tuple[_Line, str]] = []
    for line in lines:
        edge = _edge(line)
        if edge:
            placed.append((line, edge))
            edges.setdefault((edge, _without_digits(line.text)), set()).add(line.page)
    usual = _commonest([round(line.size, 1) for line in lines if not _edge(line) for _ in line.text.split()])
    found: dict[int, str] = {}
    for line, edge in placed:
        if plain.PAGE_NUMBER.match(line.text.strip()):
            found[id(line)] = "page number"
        elif len(edges[edge, _without_digits(line.text)]) >= max(2, min(pages // 3, 4)):
            found[id(line)] = f"running {edge}"
        elif line.size < usual * 0.85:
            found[id(line)] = "small print at the edge of a page"
    return found


def _edge(line: _Line) -> str:
    if line.bottom < line.page_height * EDGE:
        return "header"
    return "footer" if line.top > line.page_height * (1 - EDGE) else ""


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()))
