"""Builds the tree of sections and entries from blocks whose kinds are decided."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from schoolgate.engines.documents import headings, marks, words
from schoolgate.engines.documents.marks import Mark
from schoolgate.engines.documents.shapes import Block, BlockKind

_OUTSIDE = (BlockKind.FURNITURE, BlockKind.PICTURE, BlockKind.CONTENTS)
_TABLE_HEADING_WORDS = 6


@dataclass(eq=False)
class Entry:
    """A paragraph, list item or table row; its children are the items under it."""

    text: str
    mark: Mark
    at: int
    children: list[Entry] = field(default_factory=list)
    leads: bool = False


@dataclass(eq=False)
class Section:
    """A heading and what stands under it; the root has no parent."""

    title: str
    mark: Mark
    at: int
    level: int = 0
    parent: Section | None = None
    children: list[Section | Entry] = field(default_factory=list)

    def sections(self) -> list[Section]:
        """The sections directly under this one."""
        return [child for child in self.children if isinstance(child, Section)]

    def entries(self) -> list[Entry]:
        """The entries directly under this one."""
        return [child for child in self.children if isinstance(child, Entry)]

    def line(self) -> list[Section]:
        """This section and those it stands in, the outermost first, without the root."""
        return [] if self.parent is None else [*self.parent.line(), self]


@dataclass(frozen=True)
class Aside:
    """Words set aside: where in the document, and why."""

    at: int
    text: str
    why: str


@dataclass
class _Open:
    """A list item to which deeper ones may belong."""

    entry: Entry
    indent: float
    mark: Mark
    above: list[Entry]


class Builder:
    """Takes the blocks one by one and remembers where it stands."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = list(blocks)
        self.root = Section("", marks.NONE, -1)
        self.here = self.root
        self.aside: list[Aside] = []
        self.open: list[_Open] = []
        self.lead: Entry | None = None
        self.lone: Mark | None = None
        self.numbered = any(
            block.kind is BlockKind.HEADING and block.text and headings.mark_of(block).style == "number"
            for block in blocks
        )

    def build(self) -> Section:
        """Put every block in its place; those set aside are in `aside`."""
        for at, block in enumerate(self.blocks):
            if block.kind in _OUTSIDE:
                self._set_aside(at, block)
            elif block.kind is BlockKind.HEADING:
                self._heading(at, block)
            elif block.kind is BlockKind.ROW:
                self._row(at, block)
            elif block.kind is BlockKind.ITEM:
                self._item(at, block)
            else:
                self._paragraph(at, block)
        return self.root

    def _set_aside(self, at: int, block: Block) -> None:
        why = {BlockKind.PICTURE: "picture", BlockKind.CONTENTS: "table of contents"}.get(block.kind, block.why)
        self.aside.append(Aside(at, _one_line(f"{block.mark} {block.text}"), why))

    # Headings

    def _heading(self, at: int, block: Block) -> None:
        mark = headings.mark_of(block)
        self.open, self.lead = [], None
        if not block.text:
            self._lone_number(at, mark)
            return
        if mark.numbered:
            self.lone = None
            parent = self._parent_of_numbered(mark, block.level)
        else:
            parent = self._parent_of_unnumbered(block.level)
        self.here = Section(_one_line(block.text), mark, at, block.level, parent)
        parent.children.append(self.here)

    def _lone_number(self, at: int, mark: Mark) -> None:
        """A number with no title opens a section where the one before has its text already.

        Where that one is still empty the number waits: what follows belongs to the empty section, and the
        next heading without a number of its own stands under the waiting one.
        """
        self.aside.append(Aside(at, mark.raw, "number with nothing beside it"))
        if mark.style != "number":
            return
        self.lone = mark
        if self.here.parent is not None and self.here.children:
            self._open_nameless(at)

    def _open_nameless(self, at: int) -> None:
        assert self.lone is not None
        self.here = Section("", self.lone, at, 0, self.root)
        self.root.children.append(self.here)
        self.lone = None

    def _parent_of_numbered(self, mark: Mark, level: int) -> Section:
        if mark.style == "annex":
            return self.root
        if mark.style == "dotted":
            return self._parent_of_dotted(mark)
        line = self.here.line()
        for section in [s for s in line if marks.follows(s.mark, mark)]:
            return section.parent or self.root
        same = [s for s in line if s.mark.style == mark.style]
        if mark.style == "number":
            later = [s for s in same if marks.value(mark) > marks.value(s.mark)]
            if later:
                return later[0].parent or self.root
            if not any(s.mark.numbered for s in line):
                return self.root
            if not marks.starts(mark):
                return same[0].parent or self.root if same else self.root
            if level and level <= line[0].level:
                return self.root
            return self.here
        if same:
            return same[-1].parent or self.root
        return self.here

    def _parent_of_dotted(self, mark: Mark) -> Section:
        for section in reversed(self.here.line()):
            if full_number(section) == mark.parts[:-1]:
                return section
        return self.root

    def _parent_of_unnumbered(self, level: int) -> Section:
        if self.lone is not None:
            self._open_nameless(self.here.at)
        line = self.here.line()
        keep = [s for s in line if s.mark.numbered and self.numbered and s.mark.style in ("number", "annex", "dotted")]
        floor = keep[-1] if keep else self.root
        section = self.here
        while section is not floor and section.parent is not None and not 0 < section.level < level:
            section = section.parent
        return section

    # Entries

    def _add(self, entry: Entry, parent: Entry | None) -> None:
        (parent.children if parent is not None else self.here.children).append(entry)

    def _paragraph(self, at: int, block: Block) -> None:
        text = _one_line(block.text)
        held = self._held_by_number(at)
        if held is not None:
            held.children.append(Entry(text, marks.NONE, at))
            return
        self.open, self.lead = [], None
        parts = words.duties(text)
        if self._leads(at, text):
            *before, lead = words.sentences(text)
            parts = words.duties(" ".join(before)) if before else []
            self.lead = Entry(lead, marks.NONE, at, leads=True)
        for part in parts:
            self._add(Entry(part, marks.NONE, at), None)
        if self.lead is not None:
            self._add(self.lead, None)

    def _leads(self, at: int, text: str) -> bool:
        items = self._items_after(at)
        ends = text.rstrip("-–— ").endswith(":")
        return bool(items) and (ends or (text[-1] not in ".!?;" and headings.completes(items)))

    def _items_after(self, at: int) -> list[Block]:
        found: list[Block] = []
        for block in self.blocks[at + 1 :]:
            if block.kind in _OUTSIDE:
                continue
            if block.kind not in (BlockKind.ITEM, BlockKind.ROW):
                break
            found.append(block)
        return found

    def _held_by_number(self, at: int) -> Entry | None:
        """A paragraph between two numbers of one list belongs to the first of them."""
        numbered = [item for item in self.open if item.mark.numbered]
        for block in self.blocks[at + 1 :]:
            if block.kind is BlockKind.HEADING:
                return None
            mark = headings.mark_of(block)
            if block.kind is BlockKind.ITEM and mark.numbered:
                return next((item.entry for item in numbered if marks.follows(item.mark, mark)), None)
        return None

    def _item(self, at: int, block: Block) -> None:
        mark = headings.mark_of(block)
        if not block.text:
            self.aside.append(Aside(at, mark.raw, "number with nothing beside it"))
            return
        self._close_to(mark, block.indent)
        entry = Entry(_one_line(block.text), mark, at)
        self._add(entry, self.open[-1].entry if self.open else self.lead)
        self.open.append(_Open(entry, block.indent, mark, []))

    def _close_to(self, mark: Mark, indent: float) -> None:
        """Close the items that the new one is no part of."""
        for place, item in enumerate(self.open):
            if marks.follows(item.mark, mark) and abs(item.indent - indent) < _tolerance(indent):
                del self.open[place:]
                return
        while self.open and not _deeper(self.open, mark, indent):
            self.open.pop()

    def _row(self, at: int, block: Block) -> None:
        if not (at and self.blocks[at - 1].kind is BlockKind.ROW) and self._heads_table(at, block):
            self.aside.append(Aside(at, _one_line(" ".join(block.cells)), "table headings"))
            return
        cells = [cell for cell in block.cells if cell.strip()]
        mark = marks.parse(cells[0]) if len(cells) > 1 else marks.NONE
        if not (mark.numbered and marks.split(cells[0])[1] == "" and not cells[0].strip().isdigit()):
            mark = marks.NONE
        text = " – ".join(_one_line(cell) for cell in (cells[1:] if mark.numbered else cells))
        self.open = []
        self._add(Entry(text, mark, at), self.lead)

    def _heads_table(self, at: int, block: Block) -> bool:
        more = at + 1 < len(self.blocks) and self.blocks[at + 1].kind is BlockKind.ROW
        short = all(len(cell.split()) <= _TABLE_HEADING_WORDS for cell in block.cells)
        return more and short and not any(words.has_duty(cell) or re.search(r"\d", cell) for cell in block.cells)


def full_number(section: Section) -> tuple[str, ...]:
    """The section's number from the root: its own where it is dotted, else its parents' and its own."""
    if section.mark.style == "dotted":
        return section.mark.parts
    return tuple(part for each in section.line() for part in each.mark.parts)


def _deeper(line: list[_Open], mark: Mark, indent: float) -> bool:
    last = line[-1]
    if indent > last.indent + _tolerance(indent):
        return True
    if indent < last.indent - _tolerance(indent):
        return False
    if mark.style == "bullet":
        if last.mark.numbered:
            return True
        shallow = not any(item.mark.raw in marks.DEEPER_BULLETS for item in line)
        return mark.raw in marks.DEEPER_BULLETS and mark.raw != last.mark.raw and shallow
    return last.mark.numbered and mark.style != last.mark.style and marks.starts(mark)


def _tolerance(indent: float) -> float:
    """Half a level, whatever the unit: levels, columns, points or twips."""
    return 0.5 if indent < 10 else 3.0 if indent < 250 else 60.0


def _one_line(text: str) -> str:
    return " ".join(text.split())
