"""Reads plain text: lines, empty lines and indents are all there is to go by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from schoolgate.engines.documents import marks
from schoolgate.engines.documents.shapes import Block, BlockKind

PAGE_NUMBER = re.compile(
    r"^(?:[-–|\s]*\d{1,3}[-–|\s]*|(?:page|p\.)\s*\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?|\d{1,3}\s*(?:of|/)\s*\d{1,3}"
    r"|\d{1,3}\s*\|\s*page)$",
    re.I,
)
_RULE = re.compile(r"^[\W_]{3,}$")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
#: Lines longer than this were not wrapped by hand: each is a paragraph.
_WRAPPED_AT_MOST = 110


@dataclass
class _Line:
    text: str
    indent: int
    apart: bool
    page_start: bool


def blocks(text: str) -> list[Block]:
    """Read text into blocks: a paragraph is the lines that belong together."""
    lines = list(_lines(text))
    furniture = _furniture(lines)
    widest = max((len(line.text) + line.indent for line in lines), default=0)
    found: list[Block] = []
    previous: _Line | None = None
    for at, line in enumerate(lines):
        if at in furniture:
            found.append(Block(BlockKind.FURNITURE, line.text, why=furniture[at]))
            continue
        if _RULE.match(line.text):
            if found and previous is not None and not line.apart and set(line.text) <= set("=-~_"):
                found[-1] = replace(found[-1], strong=True)
            previous = None
            continue
        if previous is not None and found and _continues(previous, line, widest):
            found[-1] = replace(found[-1], text=f"{found[-1].text} {line.text}")
        else:
            found.append(_block(line))
        previous = line
    return found


def _lines(text: str) -> Iterator[_Line]:
    apart, page_start = True, True
    for raw in re.split(r"\r\n|\r|\n|\x0b|\u2028|\u2029", text):
        if "\f" in raw:
            page_start, apart = True, True
        line = raw.replace("\f", "").replace("\xa0", " ").replace("\u200b", "").rstrip()
        if not line.strip():
            apart = True
            continue
        indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
        yield _Line(line.strip(), indent, apart, page_start)
        apart, page_start = False, False


def _block(line: _Line) -> Block:
    clean = _EMPHASIS.sub(r"\2", line.text)
    strong = clean != line.text and _EMPHASIS.fullmatch(line.text) is not None
    mark, rest = marks.split(clean)
    if mark.style == "bullet":
        return Block(BlockKind.ITEM, rest, mark=mark.raw, indent=line.indent, apart=line.apart)
    return Block(BlockKind.PARAGRAPH, clean, indent=line.indent, apart=line.apart, strong=strong)


def _continues(previous: _Line, line: _Line, widest: int) -> bool:
    """A line goes on with the one before where that one was broken by hand at the right-hand edge."""
    if line.apart or marks.split(line.text)[0].raw:
        return False
    if line.text[0].islower():
        return True
    reached = previous.indent + len(previous.text) + 1 + len(line.text.split()[0])
    return widest <= _WRAPPED_AT_MOST and reached > widest and not previous.text.endswith(":")


def _furniture(lines: list[_Line]) -> dict[int, str]:
    """Page numbers alone on a line, and short lines that come back beside them or at the top of pages."""
    numbers = {at for at, line in enumerate(lines) if PAGE_NUMBER.match(line.text)}
    found = dict.fromkeys(numbers, "page number")
    counts = Counter(line.text for line in lines)
    for at, line in enumerate(lines):
        if at in numbers or counts[line.text] < 2 or len(line.text.split()) > 14 or _RULE.match(line.text):
            continue
        at_edge = line.page_start or {at - 1, at + 1} & numbers or (at + 1 < len(lines) and lines[at + 1].page_start)
        if at_edge and (line.page_start or counts[line.text] > 2) and at > 0:
            found[at] = "running header"
    running = {lines[at].text for at, why in found.items() if why == "running header"}
    if lines and lines[0].text in running:
        found[0] = "running header"
    return found
