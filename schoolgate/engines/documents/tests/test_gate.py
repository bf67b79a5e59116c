"""What comes in that should not: each time a sentence that says what is wrong and what would be right."""

from __future__ import annotations

import io
import zipfile

import docx
import pypdf
import pytest
from reportlab.platypus import Image, SimpleDocTemplate

from schoolgate.engines.documents import gate, reader, shapes
from schoolgate.engines.documents.tests import documents, rendering

SENTENCES = "Café rules\n\nPupils must not send messages in class – ever. Parents should read them too.\n"


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(shapes.Unreadable) as caught:
        reader.read(data, name)
    said = str(caught.value)
    assert said.startswith(f"“{name}” ") and said.endswith(".") and said.count(". ") >= 1
    return said


def packed(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return target.getvalue()


def test_a_file_of_forty_megabytes() -> None:
    assert "40.0 MB; at most 10 MB" in refusal(b"word " * (8 * 1024 * 1024), "policy.txt")


def test_a_file_of_ten_megabytes_is_not_too_large() -> None:
    data = SENTENCES.encode() + b" " * (gate.MAX_BYTES - len(SENTENCES.encode()))
    assert reader.read(data, "policy.txt").clauses


@pytest.mark.parametrize("name", ["policy.docx", "policy.odt", "policy.pdf", "policy.txt", "policy.md"])
def test_a_picture_with_a_document_s_ending(name: str) -> None:
    assert "is a picture, not a policy’s text" in refusal(rendering.png(), name)


@pytest.mark.parametrize("ending", list(rendering.RENDERERS))
@pytest.mark.parametrize("named", list(rendering.RENDERERS))
def test_one_format_with_another_s_ending(ending: str, named: str) -> None:
    data = rendering.RENDERERS[ending](documents.SHAPES)
    if named == ending or {named, ending} == {"txt", "md"}:
        assert reader.read(data, f"policy.{named}").clauses
    else:
        said = refusal(data, f"policy.{named}")
        assert "but what is in it is" in said and f"save it again as .{named}" in said


def test_a_name_without_an_ending_is_read_by_what_is_in_it() -> None:
    assert len(reader.read(rendering.pdf(documents.SHAPES), "policy").clauses) == len(documents.PLACES)


def test_an_ending_that_is_none_of_the_five() -> None:
    assert "ends in .pages, which cannot be read. Save the policy as a Word" in refusal(b"words", "policy.pages")


@pytest.mark.parametrize(
    ("parts", "what"),
    [
        ({"xl/workbook.xml": b"<a/>"}, "is a spreadsheet"),
        ({"ppt/presentation.xml": b"<a/>"}, "is a presentation"),
        ({"holiday.jpg": b"x"}, "is a packed folder (zip)"),
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, "but not a text"),
    ],
)
def test_packages_that_are_no_document(parts: dict[str, bytes], what: str) -> None:
    assert what in refusal(packed(parts), "policy.docx")


def test_the_old_format_of_word() -> None:
    assert "old Word format (.doc)" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "policy.docx")


def test_a_word_document_with_a_password() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert "is locked with a password. Take the password off" in refusal(data, "policy.docx")


def test_an_odt_with_a_password() -> None:
    parts = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": b"<manifest:encryption-data/>",
        "content.xml": b"\x8f\x01 unreadable",
    }
    assert "is locked with a password" in refusal(packed(parts), "policy.odt")


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_pdf_with_a_password(algorithm: str) -> None:
    writer = pypdf.PdfWriter(io.BytesIO(rendering.pdf(documents.SHAPES)))
    try:
        writer.encrypt("open sesame", algorithm=algorithm)
        target = io.BytesIO()
        writer.write(target)
    except pypdf.errors.DependencyError:
        pytest.skip("This kind of encryption needs a library that is not installed.")
    assert "is locked with a password" in refusal(target.getvalue(), "policy.pdf")


def test_a_pdf_that_only_forbids_printing_is_read() -> None:
    writer = pypdf.PdfWriter(io.BytesIO(rendering.pdf(documents.SHAPES)))
    writer.encrypt("", "owner", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    assert len(reader.read(target.getvalue(), "policy.pdf").clauses) == len(documents.PLACES)


def test_a_scan_has_no_words() -> None:
    target = io.BytesIO()
    SimpleDocTemplate(target).build([Image(io.BytesIO(rendering.png()), 300, 300)])
    assert "only pictures of pages (a scan)" in refusal(target.getvalue(), "policy.pdf")


@pytest.mark.parametrize("ending", ["docx", "odt", "pdf"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_file_that_breaks_off(ending: str, share: float) -> None:
    data = rendering.RENDERERS[ending](documents.SHAPES)
    said = refusal(data[: int(len(data) * share)], f"policy.{ending}")
    assert "damaged" in said or "no words" in said


def test_a_word_document_whose_text_is_no_xml() -> None:
    source = zipfile.ZipFile(io.BytesIO(rendering.word(documents.SHAPES)))
    parts = {name: source.read(name) for name in source.namelist()}
    parts["word/document.xml"] = b"<w:document"
    assert "is damaged and cannot be read" in refusal(packed(parts), "policy.docx")


@pytest.mark.parametrize(("data", "name"), [(b"", "a.txt"), (b" \n \n", "a.md"), (b"\xef\xbb\xbf \n", "a.txt")])
def test_an_empty_text(data: bytes, name: str) -> None:
    assert "is empty" in refusal(data, name)


def test_an_empty_word_document() -> None:
    target = io.BytesIO()
    docx.Document().save(target)
    assert "has no sentences in it" in refusal(target.getvalue(), "policy.docx")


def test_a_zip_bomb() -> None:
    bomb = packed({"[Content_Types].xml": b"<a/>", "word/document.xml": b"\0" * (60 * 1024 * 1024)})
    assert len(bomb) < 100_000
    assert "would unpack to 60 MB in 2 parts" in refusal(bomb, "policy.docx")


def test_a_package_of_too_many_parts() -> None:
    parts = {f"word/{at}.xml": b"" for at in range(gate.MAX_ENTRIES)}
    parts |= {"word/document.xml": b"", "[Content_Types].xml": b""}
    assert "in 2,002 parts" in refusal(packed(parts), "policy.docx")


def test_entities_that_would_multiply() -> None:
    source = zipfile.ZipFile(io.BytesIO(rendering.word(documents.SHAPES)))
    parts = {name: source.read(name) for name in source.namelist()}
    parts["word/document.xml"] = b'<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'
    assert "damaged" in refusal(packed(parts), "policy.docx")


def test_a_pdf_that_unpacks_to_too_much() -> None:
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(300, 300)
    stream = pypdf.generic.StreamObject()
    stream.set_data(b"0 0 m " * (8 * 1024 * 1024))
    page[pypdf.generic.NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    target = io.BytesIO()
    writer.write(target)
    said = refusal(target.getvalue(), "policy.pdf")
    assert "far more than a policy needs" in said or "damaged" in said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_texts_in_the_encodings_of_other_programs(encoding: str) -> None:
    found = reader.read(SENTENCES.encode(encoding), "policy.txt")
    assert found.title == "Café rules"
    assert [clause.text for clause in found.clauses] == [
        "Pupils must not send messages in class – ever.",
        "Parents should read them too.",
    ]


def test_a_text_in_latin_1() -> None:
    text = SENTENCES.replace("–", "-") + "Naïve façades cost £5 à la carte.\n"
    found = reader.read(text.encode("latin-1"), "policy.txt")
    assert found.title == "Café rules"
    assert any("Naïve façades cost £5 à la carte." in clause.text for clause in found.clauses)


@pytest.mark.parametrize("name", ["junk.txt", "junk.md", "junk.docx", "junk.pdf"])
def test_binary_junk(name: str) -> None:
    junk = bytes((at * 73 + at // 7) % 256 for at in range(5000))
    said = refusal(junk, name)
    assert "is not text that people can read" in said or "it is damaged" in said
