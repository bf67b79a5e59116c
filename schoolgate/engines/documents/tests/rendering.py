"""Writes one small structure as .txt, .md, .docx, .odt and .pdf, as people's programs would."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import docx
import odfdo
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Image, Paragraph, SimpleDocTemplate, Spacer


@dataclass(frozen=True)
class Piece:
    """One piece of a document: what it is, its words, its number as the reader sees it, its level."""

    kind: str
    text: str
    mark: str = ""
    level: int = 1


HEADER = "Fernhill Primary School – phones and messaging"
#: The words that a person sees on the page, furniture and list numbers apart.
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 24, 24, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\x80" * 24) * 24)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def txt(pieces: Sequence[Piece]) -> bytes:
    lines: list[str] = []
    for piece in pieces:
        line = f"{piece.mark} {piece.text}".strip()
        if piece.kind == "picture":
            continue
        if piece.kind == "entry":
            lines.append(f"{line}\t{piece.level}")
        elif piece.kind in ("bullet", "number"):
            lines.append("    " * (piece.level - 1) + line)
        else:
            lines.extend(["", line, ""])
    half = next(at for at in range(len(lines) // 2, len(lines)) if not lines[at])
    lines[half:half] = ["", "Page 1 of 2", f"\f{HEADER}", ""]
    return "\n".join([HEADER, *lines, "", "Page 2 of 2"]).encode()


def md(pieces: Sequence[Piece]) -> bytes:
    lines: list[str] = []
    for piece in pieces:
        line = f"{piece.mark} {piece.text}".strip()
        if piece.kind == "picture":
            lines += ["", f"![{piece.text}](phone.png)", ""]
        elif piece.kind == "title":
            lines += [f"# {piece.text}", ""]
        elif piece.kind == "contents":
            lines += [f"## {piece.text}", ""]
        elif piece.kind == "entry":
            lines.append(f"- [{line}](#{piece.text.casefold().replace(' ', '-')})")
        elif piece.kind == "heading":
            lines += ["", f"{'#' * (piece.level + 1)} {line}", ""]
        elif piece.kind in ("bullet", "number"):
            lines.append("    " * (piece.level - 1) + line)
        else:
            lines += ["", line, ""]
    return "\n".join(lines).encode()


def word(pieces: Sequence[Piece]) -> bytes:
    """Headings in heading styles, bullets in list styles, list numbers counted by Word itself."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = HEADER
    document.sections[0].footer.paragraphs[0].text = "Page 1 of 2"
    list_id = None
    for piece in pieces:
        if piece.kind != "number":
            list_id = None
        line = f"{piece.mark} {piece.text}".strip()
        if piece.kind == "picture":
            document.add_picture(io.BytesIO(png()))
            document.element.body.findall(f".//{qn('wp:docPr')}")[-1].set("descr", piece.text)
        elif piece.kind == "title":
            document.add_heading(piece.text, 0)
        elif piece.kind == "entry":
            document.add_paragraph(f"{line}\t{piece.level}")
        elif piece.kind in ("heading", "contents"):
            document.add_heading(line, piece.level)
        elif piece.kind == "bullet":
            document.add_paragraph(piece.text, f"List Bullet{' 2' if piece.level > 1 else ''}")
        elif piece.kind == "number":
            list_id = list_id or _new_list(document)
            _number(document.add_paragraph(piece.text), list_id)
        else:
            document.add_paragraph(line)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _new_list(document: docx.document.Document) -> str:
    """A list that counts 1. 2. 3. from the start."""
    numbering = document.part.numbering_part.element
    abstract_id = str(900 + len(numbering))
    abstract = _element("w:abstractNum", abstractNumId=abstract_id)
    level = _element("w:lvl", ilvl="0")
    for tag, value in (("w:start", "1"), ("w:numFmt", "decimal"), ("w:lvlText", "%1.")):
        level.append(_element(tag, val=value))
    abstract.append(level)
    numbering.insert(0, abstract)
    number = _element("w:num", numId=abstract_id)
    number.append(_element("w:abstractNumId", val=abstract_id))
    numbering.append(number)
    return abstract_id


def _number(paragraph: docx.text.paragraph.Paragraph, list_id: str) -> None:
    properties = _element("w:numPr")
    properties.append(_element("w:ilvl", val="0"))
    properties.append(_element("w:numId", val=list_id))
    paragraph._p.get_or_add_pPr().append(properties)


def _element(tag: str, **attributes: str) -> OxmlElement:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


_LIST_STYLES = (
    '<text:list-style style:name="Dots"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/>'
    '<text:list-level-style-bullet text:level="2" text:bullet-char="–"/></text:list-style>',
    '<text:list-style style:name="Counts"><text:list-level-style-number text:level="1" style:num-format="1" '
    'style:num-suffix="."/></text:list-style>',
)


def odt(pieces: Sequence[Piece]) -> bytes:
    document = odfdo.Document("text")
    document.body.clear()
    for style in _LIST_STYLES:
        document.insert_style(odfdo.Element.from_tag(style), automatic=True)
    for level in document.get_part("styles.xml").root.get_elements("//text:outline-level-style"):
        level.set_attribute("style:num-format", "")
    master = document.get_part("styles.xml").root.get_element("//style:master-page")
    master.append(odfdo.Element.from_tag(f"<style:header><text:p>{HEADER}</text:p></style:header>"))
    master.append(odfdo.Element.from_tag("<style:footer><text:p>Page 1 of 2</text:p></style:footer>"))
    lists: list[odfdo.List] = []
    entries: odfdo.Element | None = None
    for piece in pieces:
        line = f"{piece.mark} {piece.text}".strip()
        if piece.kind in ("bullet", "number"):
            _odt_item(document, lists, piece)
            continue
        lists = []
        if piece.kind == "picture":
            path = document.add_file(io.BytesIO(png()))
            frame = odfdo.Frame.image_frame(path, size=("1cm", "1cm"))
            frame.append(odfdo.Element.from_tag(f"<svg:desc>{piece.text}</svg:desc>"))
            paragraph = odfdo.Paragraph("")
            paragraph.append(frame)
            document.body.append(paragraph)
        elif piece.kind == "title":
            document.body.append(odfdo.Paragraph(piece.text, style="Title"))
        elif piece.kind == "contents":
            table = odfdo.Element.from_tag(
                f"<text:table-of-content><text:index-body><text:index-title><text:p>{piece.text}</text:p>"
                "</text:index-title></text:index-body></text:table-of-content>"
            )
            document.body.append(table)
            entries = table.get_element("text:index-body")
        elif piece.kind == "entry" and entries is not None:
            entries.append(odfdo.Element.from_tag(f"<text:p>{line}<text:tab/>{piece.level}</text:p>"))
        elif piece.kind == "heading":
            document.body.append(odfdo.Header(piece.level, line))
        else:
            document.body.append(odfdo.Paragraph(line))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _odt_item(document: odfdo.Document, lists: list[odfdo.List], piece: Piece) -> None:
    del lists[piece.level :]
    while len(lists) < piece.level:
        style = "Counts" if piece.kind == "number" else "Dots"
        new = odfdo.List(style=style) if not lists else odfdo.List()
        if lists:
            lists[-1].get_elements("text:list-item")[-1].append(new)
        else:
            document.body.append(new)
        lists.append(new)
    lists[-1].append(odfdo.ListItem(piece.text))


def pdf(pieces: Sequence[Piece], *, size: int = 11, spaced: bool = True) -> bytes:
    """Pages of A5 so that even a short document has several; headings bold, one of them over a page's end."""
    body = ParagraphStyle("body", fontSize=size, leading=size * 1.2, spaceAfter=size * 0.7 if spaced else 0)
    story: list[object] = []
    for piece in pieces:
        line = f"{piece.mark} {piece.text}".strip().replace("&", "&amp;")
        if piece.kind == "picture":
            story.append(Image(io.BytesIO(png()), 40, 40))
        elif piece.kind == "title":
            story.append(Paragraph(line, ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=20, leading=26)))
            story.append(Spacer(1, 20))
        elif piece.kind == "entry":
            story.append(Paragraph(f"{line} {'.' * 30} {piece.level}", body))
        elif piece.kind in ("heading", "contents"):
            larger = size + 5 - 2 * piece.level
            style = ParagraphStyle("head", fontName="Helvetica-Bold", fontSize=larger, leading=larger * 1.3)
            style.spaceBefore, style.spaceAfter = size, size / 2
            story.append(Paragraph(line, style))
        elif piece.kind in ("bullet", "number"):
            left = 16 * piece.level
            style = ParagraphStyle("item", body, leftIndent=left, bulletIndent=left - 14, spaceAfter=size * 0.3)
            bullet = piece.mark if piece.kind == "number" else "•" if piece.level == 1 else "–"
            story.append(Paragraph(piece.text.replace("&", "&amp;"), style, bulletText=bullet))
        else:
            story.append(Paragraph(line, body))
    target = io.BytesIO()
    page = (420, 595)
    frame = SimpleDocTemplate(target, pagesize=page, leftMargin=50, rightMargin=50, topMargin=70, bottomMargin=70)

    def furniture(canvas: object, template: object) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(50, 565, HEADER)
        canvas.drawString(200, 30, f"Page {template.page} of 9")

    frame.build(story, onFirstPage=furniture, onLaterPages=furniture)
    return target.getvalue()


RENDERERS: dict[str, Callable[[Sequence[Piece]], bytes]] = {"txt": txt, "md": md, "docx": word, "odt": odt, "pdf": pdf}
