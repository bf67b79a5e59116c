"""What only Word documents hold: text boxes, tracked changes, footnotes, tables, counted headings."""

from __future__ import annotations

import io

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from schoolgate.engines.documents import reader, shapes

_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_WPS = 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'


def read(document: docx.document.Document) -> shapes.ParsedDocument:
    target = io.BytesIO()
    document.save(target)
    return reader.read(target.getvalue(), "policy.docx")


def start() -> docx.document.Document:
    document = docx.Document()
    document.add_heading("Phone policy", 0)
    document.add_heading("1. Phones", 1)
    document.add_paragraph("Pupils must hand in their phones.")
    return document


def append(document: docx.document.Document, xml: str) -> None:
    document.element.body.insert_element_before(parse_xml(xml), "w:sectPr")


def texts(found: shapes.ParsedDocument) -> list[tuple[str, str]]:
    return [(clause.place, clause.text) for clause in found.clauses]


def test_words_in_a_text_box_are_read_once() -> None:
    document = start()
    box = "<w:txbxContent><w:p><w:r><w:t>Staff should lock the cupboard.</w:t></w:r></w:p></w:txbxContent>"
    append(
        document,
        f"<w:p {nsdecls('w')} {_MC} {_WPS}><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
        f"<wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>",
    )
    assert texts(read(document))[1:] == [("1.2", "Staff should lock the cupboard.")]


def test_tracked_changes_are_read_as_accepted_and_what_was_struck_out_is_set_aside() -> None:
    document = start()
    append(
        document,
        f"<w:p {nsdecls('w')}><w:r><w:t xml:space='preserve'>Parents should </w:t></w:r>"
        "<w:del w:id='1' w:author='A'><w:r><w:delText>write</w:delText></w:r></w:del>"
        "<w:ins w:id='2' w:author='A'><w:r><w:t>ring</w:t></w:r></w:ins>"
        "<w:r><w:t xml:space='preserve'> first.</w:t></w:r></w:p>",
    )
    found = read(document)
    assert found.clauses[1].text == "Parents should ring first."
    assert ("write", "struck out while changes were being tracked") in [(s.text, s.why) for s in found.set_aside]


def test_a_contents_table_made_by_word_is_skipped() -> None:
    document = start()
    append(
        document,
        f"<w:sdt {nsdecls('w')}><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/>"
        "</w:docPartObj></w:sdtPr><w:sdtContent><w:p><w:r><w:t>Phones</w:t><w:tab/><w:t>2</w:t></w:r></w:p>"
        "</w:sdtContent></w:sdt>",
    )
    assert ("Phones 2", "table of contents") in [(s.text, s.why) for s in read(document).set_aside]


def test_a_box_drawn_as_a_table_holds_paragraphs_and_a_true_table_holds_rows() -> None:
    document = start()
    document.add_table(1, 1).cell(0, 0).text = "Staff must lock the cupboard."
    table = document.add_table(3, 2)
    for row, cells in enumerate((("When", "Who"), ("Morning", "The office"), ("Afternoon", "Class teachers"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    found = read(document)
    assert texts(found)[1:] == [
        ("1.2", "Staff must lock the cupboard."),
        ("1.3", "Morning – The office"),
        ("1.4", "Afternoon – Class teachers"),
    ]
    assert ("When Who", "table headings") in [(each.text, each.why) for each in found.set_aside]


def test_headings_that_word_counts_itself_give_their_numbers() -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    levels = "".join(
        f"<w:lvl w:ilvl='{at}'><w:start w:val='{start}'/><w:numFmt w:val='{kind}'/>"
        f"<w:lvlText w:val='%{at + 1}.'/></w:lvl>"
        for at, (kind, start) in enumerate((("decimal", 3), ("lowerLetter", 1)))
    )
    numbering.insert(0, parse_xml(f"<w:abstractNum {nsdecls('w')} w:abstractNumId='77'>{levels}</w:abstractNum>"))
    numbering.append(parse_xml(f"<w:num {nsdecls('w')} w:numId='77'><w:abstractNumId w:val='77'/></w:num>"))
    for level, text in ((0, "Phones"), (1, "Pupils"), (1, "Staff"), (0, "Cameras")):
        heading = document.add_heading(text, level + 1)
        heading._p.get_or_add_pPr().append(
            parse_xml(f"<w:numPr {nsdecls('w')}><w:ilvl w:val='{level}'/><w:numId w:val='77'/></w:numPr>")
        )
        document.add_paragraph("Everyone must take care.")
    assert [clause.place for clause in read(document).clauses] == ["3.1", "3.a.1", "3.b.1", "4.1"]
    assert document.element.body.tag == qn("w:body")
