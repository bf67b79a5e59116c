"""Reads the structure of a PDF and says where it breaks PDF/UA-1, as far as a program can tell; each finding a sentence.

What is looked at: the document says that it is tagged, in which language, and shows its title; everything on each page
is marked, as content that stands in the tree once or as decoration; the tree is read in the order of the page; headings
begin at 1 and skip none; pictures have words; tables have header cells that say for what; fonts are in the file and
can be read back; links say where they go; nothing runs by itself and nothing else is attached.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdf
from pypdf.generic import ContentStream

KNOWN = frozenset(
    [
        "Document",
        "Part",
        "Art",
        "Sect",
        "Div",
        "BlockQuote",
        "Caption",
        "TOC",
        "TOCI",
        "Index",
        "NonStruct",
        "Private",
        "P",
        "H",
        "H1",
        "H2",
        "H3",
        "H4",
        "H5",
        "H6",
        "L",
        "LI",
        "Lbl",
        "LBody",
        "Table",
        "TR",
        "TH",
        "TD",
        "THead",
        "TBody",
        "TFoot",
        "Span",
        "Quote",
        "Note",
        "Reference",
        "BibEntry",
        "Code",
        "Link",
        "Annot",
        "Ruby",
        "Figure",
        "Formula",
        "Form",
    ]
)
HEADINGS = frozenset({"H1", "H2", "H3", "H4", "H5", "H6"})
PAINTS = frozenset(
    (b"Tj", b"TJ", b"'", b'"', b"Do", b"f", b"F", b"f*", b"S", b"s", b"B", b"B*", b"b", b"b*", b"sh", b"INLINE IMAGE")
)
INSIDE = {
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
    "LI": {"L"},
    "TOCI": {"TOC"},
    "LBody": {"LI"},
}


@dataclass
class Element:
    """An element of the tree with what stands in it."""

    kind: str
    parent: str
    alt: str
    scope: str
    objects: list[Any] = field(default_factory=list)


def faults(content: bytes) -> list[str]:
    """Everything that is wrong with this PDF; none when nothing is."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    root = reader.trailer["/Root"]
    elements: list[Element] = []
    marks: list[tuple[Any, int]] = []
    tree = root.get("/StructTreeRoot")
    if tree is None:
        return ["It has no tree of tags."]
    _walk(tree.get_object(), tree.get_object().get("/RoleMap") or {}, "", None, elements, marks)
    return [
        *_document(reader, root),
        *_elements(elements),
        *_pages(reader, marks),
        *_fonts(reader),
        *_links(reader, elements),
    ]


def kinds(content: bytes) -> list[str]:
    """The kinds of elements in the order of the tree."""
    tree = pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]["/StructTreeRoot"].get_object()
    elements: list[Element] = []
    _walk(tree, tree.get("/RoleMap") or {}, "", None, elements, [])
    return [element.kind for element in elements]


def _document(reader: Any, root: Any) -> Iterator[str]:
    if not (root.get("/MarkInfo") or {}).get("/Marked"):
        yield "It does not say that it is tagged."
    if not str(root.get("/Lang", "")).startswith("en"):
        yield "It does not say in which language it is."
    if not (root.get("/ViewerPreferences") or {}).get("/DisplayDocTitle"):
        yield "A reader shows the name of the file instead of its title."
    if not (reader.metadata and (reader.metadata.title or "").strip()):
        yield "It has no title."
    said = root["/Metadata"].get_data() if "/Metadata" in root else b""
    if b"<pdfuaid:part>1</pdfuaid:part>" not in said or b"dc:title" not in said:
        yield "It does not say that it keeps to PDF/UA-1."
    names = root.get("/Names") or {}
    if "/JavaScript" in names or "/EmbeddedFiles" in names or "/OpenAction" in root or "/AA" in root:
        yield "Something in it runs by itself or is attached."
    if reader.is_encrypted:
        yield "It is encrypted."


def _walk(node: Any, roles: Any, parent: str, page: Any, elements: list[Element], marks: list[Any]) -> None:
    page = node.raw_get("/Pg") if "/Pg" in node else page
    kind = parent
    if "/S" in node:
        kind = str(node["/S"]).lstrip("/")
        while kind not in KNOWN and f"/{kind}" in roles:
            kind = str(roles[f"/{kind}"]).lstrip("/")
        elements.append(Element(kind, parent, str(node.get("/Alt", "")), _scope(node)))
    here = elements[-1] if elements else None
    children = node.get("/K")
    for child in children if isinstance(children, list) else [] if children is None else [children]:
        child = child.get_object()
        if isinstance(child, int):
            marks.append((page, int(child)))
        elif child.get("/Type") == "/MCR":
            marks.append((child.raw_get("/Pg") if "/Pg" in child else page, int(child["/MCID"])))
        elif child.get("/Type") == "/OBJR":
            assert here is not None
            here.objects.append(child["/Obj"].get_object())
        else:
            _walk(child, roles, kind, page, elements, marks)


def _scope(node: Any) -> str:
    said = node.get("/A")
    those = said if isinstance(said, list) else [said] if said is not None else []
    return next((str(item.get_object()["/Scope"]) for item in those if "/Scope" in item.get_object()), "")


def _elements(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.kind not in KNOWN:
            yield f"A tag “{element.kind}” is not known."
        if element.kind == "Figure" and not element.alt.strip():
            yield "A picture has no words."
        if element.kind in INSIDE and element.parent not in INSIDE[element.kind]:
            yield f"A {element.kind} stands in a {element.parent}."
        if element.kind == "TH" and not element.scope:
            yield "A header cell does not say for what it is one."
    level = 0
    for one in (other for other in elements if other.kind in HEADINGS):
        if int(one.kind[1]) > level + 1:
            yield f"A heading {one.kind} follows level {level}."
        level = int(one.kind[1])
    cells = [other.kind for other in elements]
    if "Table" in cells and "TH" not in cells:
        yield "A table has no header cells."


def _pages(reader: Any, marks: list[tuple[Any, int]]) -> Iterator[str]:
    for number, page in enumerate(reader.pages, 1):
        reference = page.indirect_reference
        wanted = [mark for there, mark in marks if there is not None and there.idnum == reference.idnum]
        found, bare = _marked(page, reader)
        if bare:
            yield f"Page {number} paints {bare} times outside of any tag."
        if sorted(found) != sorted(wanted):
            yield f"Page {number} and the tree do not hold the same pieces."
        if len(set(wanted)) != len(wanted):
            yield f"A piece of page {number} stands in the tree twice."
        if [item for item in found if item in set(wanted)] != wanted:
            yield f"Page {number} is not read in the order in which it is drawn."
        if page.get("/Tabs") != "/S" and page.get("/Annots"):
            yield f"The links of page {number} are not reached in the order of its tags."


def _marked(page: Any, reader: Any) -> tuple[list[int], int]:
    """The numbers of marked pieces in the order in which they are drawn, and how much is drawn outside of any."""
    stack: list[bool] = []
    found: list[int] = []
    bare = 0
    contents = page.get_contents()
    for operands, operator in ContentStream(contents, reader).operations if contents is not None else ():
        if operator in (b"BDC", b"BMC"):
            said = operands[1] if len(operands) > 1 else {}
            said = page["/Resources"]["/Properties"][said] if isinstance(said, str) else said
            number = said.get("/MCID") if hasattr(said, "get") else None
            if number is not None:
                found.append(int(number))
            stack.append(number is not None or operands[0] == "/Artifact")
        elif operator == b"EMC":
            stack.pop()
        elif operator in PAINTS and not any(stack):
            bare += 1
    return found, bare


def _fonts(reader: Any) -> Iterator[str]:
    seen: dict[str, Any] = {}
    for page in reader.pages:
        for font in ((page.get("/Resources") or {}).get("/Font") or {}).values():
            seen[str(font.get_object().get("/BaseFont"))] = font.get_object()
    for name, font in seen.items():
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        described = inner.get("/FontDescriptor")
        if described is None or not any(
            item in described.get_object() for item in ("/FontFile", "/FontFile2", "/FontFile3")
        ):
            yield f"The font {name} is not in the file."
        if "/ToUnicode" not in font:
            yield f"Letters of the font {name} cannot be read back."


def _links(reader: Any, elements: list[Element]) -> Iterator[str]:
    tagged = {id(item) for element in elements if element.kind in ("Link", "Reference") for item in element.objects}
    for page in reader.pages:
        for item in page.get("/Annots") or ():
            item = item.get_object()
            if item.get("/Subtype") == "/Link" and not str(item.get("/Contents", "")).strip():
                yield "A link does not say where it goes."
            if item.get("/Subtype") == "/Link" and id(item) not in tagged:
                yield "A link stands outside of any tag."
