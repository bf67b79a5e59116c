"""Reads OpenDocument texts with odfdo."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import odfdo

from schoolgate.engines.documents import labels, marks, plain
from schoolgate.engines.documents.shapes import Block, BlockKind

_NOT_WORDS = {"text:note", "office:annotation", "text:tracked-changes", "draw:frame", "draw:custom-shape"}
_BREAKS = {"text:line-break": "\n", "text:tab": "\t"}
_CONTAINERS = {
    "text:section",
    "text:index-body",
    "text:index-title",
    "draw:text-box",
    "office:text",
    "text:list-header",
}
_CONTENTS = {"text:table-of-content", "text:alphabetical-index", "text:user-index"}


def blocks(data: bytes) -> list[Block]:
    """Read an .odt into blocks."""
    document = odfdo.Document(io.BytesIO(data))
    walk = _Walk(document)
    return [*_furniture(document), *walk.read(document.body)]


@dataclass
class _List:
    """A list being walked: its style's name, its depth and its count."""

    style: str
    depth: int
    count: int = 0
    outer: list[int] = field(default_factory=list)


class _Walk:
    """Walks the body with list styles and paragraph styles at hand."""

    def __init__(self, document: odfdo.Document) -> None:
        self.levels: dict[tuple[str, int], odfdo.Element] = {}
        self.bold: set[str] = set()
        self.parents: dict[str, str] = {}
        self.styled_lists: dict[str, str] = {}
        self.outline: dict[int, odfdo.Element] = {}
        self.outline_counts: dict[int, int] = {}
        self.last_counts: dict[str, int] = {}
        for name in ("styles.xml", "content.xml"):
            self._learn(_root(document, name))

    def _learn(self, root: odfdo.Element) -> None:
        for style in root.get_elements("//text:list-style"):
            name = _attribute(style, "style:name")
            for level in style.children:
                self.levels[name, int(_attribute(level, "text:level") or 1)] = level
        for style in root.get_elements("//style:style"):
            name = _attribute(style, "style:name")
            self.parents[name] = _attribute(style, "style:parent-style-name")
            self.styled_lists[name] = _attribute(style, "style:list-style-name")
            properties = style.get_element("style:text-properties")
            if properties is not None and _attribute(properties, "fo:font-weight") in ("bold", "700"):
                self.bold.add(name)
        for level in root.get_elements("//text:outline-style/text:outline-level-style"):
            self.outline[int(_attribute(level, "text:level") or 1)] = level

    def read(self, parent: odfdo.Element) -> list[Block]:
        return list(self._children(parent, None, False))

    def _children(self, parent: odfdo.Element, inside: _List | None, contents: bool) -> Iterator[Block]:
        for child in parent.children:
            tag = child.tag
            if tag in ("text:p", "text:h"):
                yield from self._paragraph(child, contents)
            elif tag == "text:list":
                yield from self._list(child, inside, contents)
            elif tag == "table:table":
                yield from self._table(child)
            elif tag in _CONTENTS:
                yield from self._children(child, None, True)
            elif tag in _CONTAINERS:
                yield from self._children(child, None, contents)
            elif tag == "draw:frame":
                yield from self._frame(child)

    def _paragraph(self, element: odfdo.Element, contents: bool) -> Iterator[Block]:
        text = _text(element).strip(" \n")
        one_line = " ".join(text.split("\n"))
        names = self._style_names(element)
        if text and (contents or names[0].casefold().startswith(("contents", "toc"))):
            yield Block(BlockKind.CONTENTS, one_line)
        elif text and "Title" in names:
            yield Block(BlockKind.TITLE, one_line)
        elif text and element.tag == "text:h":
            level = int(_attribute(element, "text:outline-level") or 1)
            yield Block(BlockKind.HEADING, one_line, mark=self._outline_mark(element, one_line, level), level=level)
        elif text:
            strong = any(name in self.bold for name in names) or self._all_bold(element)
            for at, block in enumerate(plain.blocks(text)):
                yield Block(block.kind, block.text, block.mark, 0, 0.0, strong, at == 0, block.why)
        yield from self._inside(element)

    def _inside(self, element: odfdo.Element) -> Iterator[Block]:
        """What hangs on a paragraph: pictures, text boxes, footnotes."""
        for note in element.get_elements("descendant::text:note"):
            body = note.get_element("text:note-body")
            text = " ".join(_text(part) for part in body.children).strip() if body is not None else ""
            kind = _attribute(note, "text:note-class") or "footnote"
            if text:
                yield Block(BlockKind.FURNITURE, text, why=kind)
        for frame in element.get_elements("descendant::draw:frame"):
            yield from self._frame(frame)

    def _frame(self, frame: odfdo.Element) -> Iterator[Block]:
        box = frame.get_element("draw:text-box")
        if box is not None:
            yield from self._children(box, None, False)
        elif frame.get_element("draw:image") is not None:
            described = frame.get_element("svg:desc") or frame.get_element("svg:title")
            yield Block(BlockKind.PICTURE, described.text_recursive.strip() if described is not None else "")

    def _list(self, element: odfdo.Element, outer: _List | None, contents: bool) -> Iterator[Block]:
        style = _attribute(element, "text:style-name") or (outer.style if outer else "")
        here = _List(style, outer.depth + 1 if outer else 1)
        here.outer = [*outer.outer, outer.count] if outer else []
        if _attribute(element, "text:continue-numbering") == "true" or _attribute(element, "text:continue-list"):
            here.count = self.last_counts.get(f"{style}/{here.depth}", 0)
        for item in element.children:
            if item.tag == "text:list-item":
                yield from self._item(item, here, contents)
            elif item.tag == "text:list-header":
                yield from self._children(item, here, contents)
        self.last_counts[f"{style}/{here.depth}"] = here.count

    def _item(self, item: odfdo.Element, here: _List, contents: bool) -> Iterator[Block]:
        fresh = True
        for child in item.children:
            if child.tag == "text:list":
                if fresh and not any(part.tag in ("text:p", "text:h") for part in item.children):
                    here.count += 0  # an item that only holds a deeper list has no number of its own
                yield from self._list(child, here, contents)
                continue
            written = list(self._paragraph(child, contents)) if child.tag in ("text:p", "text:h") else []
            for block in written:
                if fresh and block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.HEADING):
                    fresh = False
                    yield self._marked(block, here, item)
                else:
                    yield block

    def _marked(self, block: Block, here: _List, item: odfdo.Element) -> Block:
        level = self._level(here)
        start = _attribute(item, "text:start-value")
        first = int(_attribute(level, "text:start-value") or 1) if level is not None else 1
        here.count = int(start) if start else max(here.count + 1, first)
        mark = self._number(level, [*here.outer, here.count]) if level is not None else "•"
        if block.kind is BlockKind.HEADING:
            return Block(BlockKind.HEADING, block.text, mark=mark, level=block.level)
        return Block(BlockKind.ITEM, block.text, mark=mark or "•", indent=here.depth, strong=block.strong)

    def _level(self, here: _List) -> odfdo.Element | None:
        return self.levels.get((here.style, here.depth))

    def _number(self, level: odfdo.Element, counts: list[int]) -> str:
        if "number" not in level.tag and "outline" not in level.tag:
            return "•"
        style = _attribute(level, "style:num-format")
        if not style:
            return ""
        shown = int(_attribute(level, "text:display-levels") or 1)
        numbers = ".".join(labels.number(count, style) for count in counts[-shown:])
        prefix, suffix = _attribute(level, "style:num-prefix"), _attribute(level, "style:num-suffix")
        return f"{prefix}{numbers}{suffix}".strip()

    def _outline_mark(self, element: odfdo.Element, text: str, level: int) -> str:
        """The number that the program counts for a heading, unless one is typed or numbers are off."""
        definition = self.outline.get(level)
        if element.get_attribute("text:is-list-header") or marks.split(text)[0].numbered:
            return ""
        self.outline_counts[level] = self.outline_counts.get(level, 0) + 1
        for deeper in [known for known in self.outline_counts if known > level]:
            del self.outline_counts[deeper]
        if definition is None:
            return ""
        counts = [self.outline_counts.get(above, 1) for above in range(1, level + 1)]
        return self._number(definition, counts)

    def _table(self, table: odfdo.Element) -> Iterator[Block]:
        rows = table.get_elements("descendant::table:table-row")
        read = [[self.read(cell) for cell in row.get_elements("table:table-cell")] for row in rows]
        width = max((len(row) for row in read), default=0)
        for row in read:
            pictures = [block for cell in row for block in cell if block.kind is BlockKind.PICTURE]
            if width == 1:
                yield from (block for cell in row for block in cell)
                continue
            texts = tuple(
                " ".join(f"{b.mark} {b.text}".strip() for b in cell if b.kind is not BlockKind.PICTURE) for cell in row
            )
            if any(text.strip() for text in texts):
                yield Block(BlockKind.ROW, " ".join(texts), cells=texts)
            yield from pictures

    def _style_names(self, element: odfdo.Element) -> list[str]:
        name = _attribute(element, "text:style-name")
        names = [name]
        while (name := self.parents.get(name, "")) and name not in names:
            names.append(name)
        return names

    def _all_bold(self, element: odfdo.Element) -> bool:
        spans = [child for child in element.children if child.tag == "text:span"]
        bold = "".join(_text(span) for span in spans if _attribute(span, "text:style-name") in self.bold)
        return bool(bold.strip()) and bold.strip() == _text(element).strip()


def _root(document: odfdo.Document, name: str) -> odfdo.Element:
    part = document.get_part(name)
    if not isinstance(part, odfdo.XmlPart):
        raise ValueError(f"{name} is missing")
    return part.root


def _furniture(document: odfdo.Document) -> Iterator[Block]:
    """Headers and footers of the page styles, each wording once."""
    seen: set[str] = set()
    for name in ("header", "header-first", "header-left", "footer", "footer-first", "footer-left"):
        for part in _root(document, "styles.xml").get_elements(f"//style:{name}"):
            for paragraph in part.get_elements("descendant::text:p"):
                text = " ".join(_text(paragraph).split())
                if text and text not in seen:
                    seen.add(text)
                    why = "page number" if plain.PAGE_NUMBER.match(text) else f"running {name.partition('-')[0]}"
                    yield Block(BlockKind.FURNITURE, text, why=why)


def _text(element: odfdo.Element) -> str:
    parts = [element.text or ""]
    for child in element.children:
        if child.tag == "text:s":
            parts.append(" " * int(_attribute(child, "text:c") or 1))
        elif child.tag in _BREAKS:
            parts.append(_BREAKS[child.tag])
        elif child.tag not in _NOT_WORDS:
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _attribute(element: odfdo.Element, name: str) -> str:
    return str(element.get_attribute(name) or "")
