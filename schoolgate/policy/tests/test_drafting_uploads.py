"""Bad uploads: each a clear sentence on the page, and nothing of it left behind."""

import html
import io
import zipfile

import docx
import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from reportlab.pdfgen import canvas

from schoolgate.audit.models import Entry
from schoolgate.policy.models import RemovedClause, Version
from schoolgate.policy.tests import drafts
from tests.cast import client_of


def word(text: str) -> bytes:
    made, out = docx.Document(), io.BytesIO()
    for line in text.splitlines():
        made.add_paragraph(line)
    made.save(out)
    return out.getvalue()


def locked_pdf() -> bytes:
    page, out = io.BytesIO(), io.BytesIO()
    paper = canvas.Canvas(page)
    paper.drawString(72, 700, "Pupils must be kind online.")
    paper.save()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(page.getvalue()))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", b"0" * 200 * 1024 * 1024)
    return out.getvalue()


BAD = {
    "forty megabytes": ("policy.txt", lambda: b"Pupils must be kind. " * 2_000_000, "40 MB"),
    "a picture called docx": ("policy.docx", lambda: b"\x89PNG\r\n\x1a\n" + b"0" * 400, "is a picture"),
    "words called pdf": ("policy.pdf", lambda: b"Pupils must be kind.", "what is in it is plain text"),
    "a broken docx": ("policy.docx", lambda: word(drafts.DOCUMENT)[:-900], "damaged"),
    "a zip called docx": ("policy.docx", lambda: b"PK\x03\x04" + b"\x00" * 60, "damaged"),
    "an old doc": ("policy.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 400, ".doc"),
    "a spreadsheet": ("policy.xlsx", lambda: b"PK\x03\x04", "ends in .xlsx"),
    "nothing at all": ("policy.txt", lambda: b"", "is empty"),
    "spaces": ("policy.md", lambda: b" \n \n", "is empty"),
    "a document without words": ("policy.docx", lambda: word(""), "no "),
    "a locked pdf": ("policy.pdf", locked_pdf, "password"),
    "a zip bomb": ("policy.docx", bomb, "far more"),
}


def upload(client, name, content):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("policy:import"), {"file": file})


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_gets_a_sentence_and_leaves_nothing(cast, what):
    name, content, words = BAD[what]
    response = upload(client_of(cast.head), name, content())
    assert response.status_code == 200
    (sentence,) = response.context["form"].errors["file"]
    assert words in sentence and sentence.endswith(".") and f"“{name}”" in sentence
    assert html.escape(sentence, quote=False) in response.text.replace("&#x27;", "'")
    assert "There is a problem" in response.text
    assert not Version.objects.exists() and not RemovedClause.objects.exists() and not Entry.objects.exists()


def test_no_file_at_all(cast):
    response = client_of(cast.head).post(reverse("policy:import"))
    assert "Choose a file" in response.text
    assert not Version.objects.exists()


@pytest.mark.parametrize(
    "name,content", [("policy.txt", drafts.DOCUMENT.encode()), ("policy.docx", word(drafts.DOCUMENT))]
)
def test_a_good_file_becomes_a_draft(cast, name, content):
    response = upload(client_of(cast.head), name, content)
    version = Version.objects.get()
    assert response.url == reverse("policy:draft", args=[version.pk])
    assert version.clauses.filter(text__startswith="Pupils must never share").exists()
    assert version.source_name == name
    assert len(version.source_digest) == 64
    assert drafts.events(cast) == ["import_document"]


def test_a_latin_1_file_keeps_its_letters(cast):
    upload(client_of(cast.head), "policy.txt", "Pupils must not post from the café.\n".encode("latin-1"))
    assert Version.objects.get().clauses.filter(text__contains="café").exists()


def test_an_open_draft_is_named_and_not_touched(cast):
    draft = drafts.imported(cast)
    client = client_of(cast.head)
    page = client.get(reverse("policy:import"))
    assert "A draft is open already" in page.text
    assert reverse("policy:draft", args=[draft.pk]) in page.text
    response = upload(client, "policy.txt", b"Pupils must be kind online.")
    assert "There is already a draft" in response.text
    assert Version.objects.count() == 1
