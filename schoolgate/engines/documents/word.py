"""Reads Word documents: python-docx opens the package, the paragraphs are walked in order."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn

from schoolgate.engines.documents import numbering, plain
from schoolgate.engines.documents.shapes import Block, BlockKind

#: What stands inside a paragraph but is no part of its words; text boxes are read after it.
_NOT_WORDS = {
    qn("w:del"),
    qn("w:moveFrom"),
    qn("w:instrText"),
    qn("w:txbxContent"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}
_CONTENTS_STYLE = re.compile(r"^(toc|contents)( heading| ?\d)", re.I)
_HEADING_STYLE = re.compile(r"^heading (\d)$", re.I)
_TWIPS_A_LEVEL = 360


def blocks(data: bytes) -> list[Block]:
    """Read a .docx into blocks."""
    document = docx.Document(io.BytesIO(data))
    return _Walk(document).read()


class _Walk:
    """Walks a document's body with its styles and its numbering at hand."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.styles = {style.style_id: style.element for style in document.styles}
        self.counters = numbering.Counters(document)

    def read(self) -> list[Block]:
        found = list(self._furniture())
        found.extend(self._children(self.document.element.body))
        found.extend(self._notes())
        return found

    def _furniture(self) -> Iterator[Block]:
        """Headers and footers, each wording once."""
        seen: set[str] = set()
        for section in self.document.sections:
            parts = (
                (section.header, "running header"),
                (section.first_page_header, "running header"),
                (section.even_page_header, "running header"),
                (section.footer, "running footer"),
                (section.first_page_footer, "running footer"),
                (section.even_page_footer, "running footer"),
            )
            for part, why in parts:
                if part.is_linked_to_previous:
                    continue
                for block in self._children(part._element):
                    if block.text.strip() and block.text not in seen:
                        seen.add(block.text)
                        page_number = plain.PAGE_NUMBER.match(block.text.strip())
                        yield Block(BlockKind.FURNITURE, block.text, why="page number" if page_number else why)

    def _notes(self) -> Iterator[Block]:
        """Footnotes and endnotes, which python-docx leaves alone."""
        for relation in self.document.part.rels.values():
            kind = relation.reltype.rsplit("/", 1)[-1]
            if kind in ("footnotes", "endnotes"):
                for text in numbering.note_texts(relation.target_part.blob):
                    yield Block(BlockKind.FURNITURE, text, why=kind.removesuffix("s"))

    def _children(self, parent: Any, contents: bool = False) -> Iterator[Block]:
        for child in parent:
            if child.tag == qn("w:p"):
                yield from self._paragraph(child, contents)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child)
            elif child.tag == qn("w:sdt"):
                gallery = child.find(f"{qn('w:sdtPr')}//{qn('w:docPartGallery')}")
                is_contents = gallery is not None and gallery.get(qn("w:val")) == "Table of Contents"
                yield from self._children(child.find(qn("w:sdtContent")), contents or is_contents)
            elif child.tag in (qn("w:ins"), qn("w:customXml"), qn("w:smartTag")):
                yield from self._children(child, contents)

    def _paragraph(self, element: Any, contents: bool) -> Iterator[Block]:
        text = _text(element).strip(" \n")
        style = self._style_names(element)
        number = self.counters.number(element, self._style_chain(element)) if text else None
        if text and (contents or any(_CONTENTS_STYLE.match(name) for name in style)):
            yield Block(BlockKind.CONTENTS, text)
        elif text:
            yield from self._written(element, text, style, number)
        yield from _removed(element)
        yield from _pictures(element)
        for box in element.iter(qn("w:txbxContent")):
            if not any(parent.tag in _NOT_WORDS - {qn("w:txbxContent")} for parent in box.iterancestors()):
                yield from self._children(box)

    def _written(self, element: Any, text: str, style: list[str], number: numbering.Number | None) -> Iterator[Block]:
        level = self._heading_level(element, style)
        mark = number.text if number else ""
        one_line = " ".join(text.split("\n"))
        if "Title" in style[:1]:
            yield Block(BlockKind.TITLE, one_line)
        elif level:
            yield Block(BlockKind.HEADING, one_line, mark=mark, level=level)
        elif number is not None:
            yield Block(BlockKind.ITEM, one_line, mark=mark, indent=self._indent(element, number.indent))
        else:
            strong = _all_bold(element)
            indent = self._indent(element, 0)
            for at, block in enumerate(plain.blocks(text)):
                yield Block(block.kind, block.text, block.mark, 0, indent, strong, at == 0, block.why)

    def _table(self, table: Any) -> Iterator[Block]:
        rows = list(table.iterchildren(qn("w:tr")))
        width = max((len(list(row.iterchildren(qn("w:tc")))) for row in rows), default=0)
        for row in rows:
            cells = list(row.iterchildren(qn("w:tc")))
            if width == 1:
                for cell in cells:
                    yield from self._children(cell)
                continue
            read = [list(self._children(cell)) for cell in cells]
            texts = tuple(
                " ".join(f"{b.mark} {b.text}".strip() for b in cell if b.kind is not BlockKind.PICTURE) for cell in read
            )
            if any(text.strip() for text in texts):
                yield Block(BlockKind.ROW, " ".join(texts), cells=texts)
            yield from (block for cell in read for block in cell if block.kind is BlockKind.PICTURE)

    def _style_chain(self, element: Any) -> list[Any]:
        """The paragraph's style and those it is based on, nearest first."""
        found = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        style_id = found.get(qn("w:val")) if found is not None else None
        chain: list[Any] = []
        while style_id in self.styles and self.styles[style_id] not in chain:
            style = self.styles[style_id]
            chain.append(style)
            based_on = style.find(qn("w:basedOn"))
            style_id = based_on.get(qn("w:val")) if based_on is not None else None
        return chain

    def _style_names(self, element: Any) -> list[str]:
        names = (style.find(qn("w:name")) for style in self._style_chain(element))
        return [name.get(qn("w:val")) for name in names if name is not None]

    def _heading_level(self, element: Any, style: list[str]) -> int:
        for name in style:
            if found := _HEADING_STYLE.match(name):
                return int(found.group(1))
        for owner in (element, *self._style_chain(element)):
            outline = owner.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
            if outline is not None and int(outline.get(qn("w:val"))) < 9:
                return int(outline.get(qn("w:val"))) + 1
        return 0

    def _indent(self, element: Any, otherwise: float) -> float:
        """How far the text is indented, in twips: the paragraph's own word, the numbering's, the style's."""
        own = numbering.indent(element)
        if own is not None:
            return own
        if otherwise:
            return otherwise
        styled = (numbering.indent(style) for style in self._style_chain(element))
        return next((found for found in styled if found is not None), 0.0)


def _text(element: Any) -> str:
    parts: list[str] = []

    def gather(node: Any) -> None:
        for child in node:
            if child.tag in _NOT_WORDS or child.tag == qn("w:pPr") or child.tag == qn("w:rPr"):
                continue
            if child.tag == qn("w:t"):
                parts.append(child.text or "")
            elif child.tag in _BREAKS:
                parts.append(_BREAKS[child.tag])
            else:
                gather(child)

    gather(element)
    return "".join(parts)


def _removed(element: Any) -> Iterator[Block]:
    text = "".join(node.text or "" for node in element.iter(qn("w:delText"))).strip()
    if text:
        yield Block(BlockKind.FURNITURE, text, why="struck out while changes were being tracked")


def _pictures(element: Any) -> Iterator[Block]:
    for kind in ("w:drawing", "w:pict"):
        for picture in element.iter(qn(kind)):
            if any(parent.tag in _NOT_WORDS for parent in picture.iterancestors()):
                continue
            if next(picture.iter(qn("w:txbxContent")), None) is not None:
                continue
            described = next(picture.iter(qn("wp:docPr")), None)
            yield Block(BlockKind.PICTURE, (described.get("descr") or "") if described is not None else "")


def _all_bold(element: Any) -> bool:
    runs = [run for run in element.iter(qn("w:r")) if "".join(t.text or "" for t in run.iter(qn("w:t"))).strip()]
    marks = [run.find(f"{qn('w:rPr')}/{qn('w:b')}") for run in runs]
    return bool(marks) and all(mark is not None and mark.get(qn("w:val")) not in ("0", "false") for mark in marks)
