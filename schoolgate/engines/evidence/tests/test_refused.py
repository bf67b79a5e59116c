"""What cannot be kept: each time a sentence that says what is wrong and what would be right, and nothing stays."""

from __future__ import annotations

import io
import pathlib
import re
import zlib

import pytest
from PIL import Image

from schoolgate.engines import evidence
from schoolgate.engines.evidence import shapes, sizing
from schoolgate.engines.evidence.tests import files

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"


def refusal(content: bytes, name: str = "evidence", **limits: int) -> str:
    """The sentence; it never repeats a person's name for the file, and always says what to do."""
    with pytest.raises(shapes.Refused) as caught:
        evidence.examine(name, content, limits=shapes.Limits(reading=False, **limits))
    said = caught.value.sentence
    assert said == str(caught.value) and said.startswith("This ") and said.endswith(".")
    assert said.count(". ") >= 1 and re.search(r"\b(Take|Save|Choose|Upload|Copy|Unpack|Write|Record)\b", said)
    return said


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (files.packed("photo.jpg"), "a packed file"),
        (b"\x1f\x8b\x08" + bytes(100), "a packed file"),
        (files.packed("[Content_Types].xml", "word/document.xml"), "an Office document"),
        (files.packed("xl/workbook.xml"), "an Office document"),
        (files.packed("mimetype", "content.xml", "META-INF/manifest.xml"), "an Office document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an Office document"),
        (b"{\\rtf1 hello}", "an Office document"),
        (SVG, "a drawing in SVG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a drawing in SVG"),
        (SVG.decode().encode("utf-16"), "a drawing in SVG"),
        (PAGE, "a web page"),
        (b"\xef\xbb\xbf  <script>alert(1)</script>", "a web page"),
        (PAGE.decode().encode("utf-16"), "a web page"),
        (b"https://example.com/video?x=1", "a link"),
        (b"[InternetShortcut]\r\nURL=https://example.com/\r\n", "a link"),
        (b"She said: nobody likes you.", "plain text"),
        (b"MZ\x90\x00" + bytes(100), "a program"),
        (b"\x7fELF" + bytes(100), "a program"),
        (files.saved(files.photograph(), "BMP"), "a picture of a kind"),
        (files.saved(files.photograph(), "TIFF"), "a picture of a kind"),
        (files.saved(files.photograph(), "AVIF"), "a picture of a kind"),
        (b"fLaC" + bytes(100), "a sound recording of a kind"),
        (b"#!AMR\n" + bytes(100), "a sound recording of a kind"),
        (bytes(1000), "not of a kind that can be kept"),
        (bytes(range(128, 256)) * 8, "not of a kind that can be kept"),
    ],
)
def test_other_kinds_are_told_apart_by_their_content(content: bytes, says: str) -> None:
    said = refusal(content, "Annabel Marsh.jpg")
    assert says in said and "Annabel" not in said
    assert says in refusal(content, "evidence")


@pytest.mark.parametrize("form", ["mp4", "mov", "webm", "avi", "3gp"])
@pytest.mark.parametrize("name", ["clip", "clip.jpg", "clip.m4a"])
def test_a_video_is_refused_whatever_it_is_called(form: str, name: str) -> None:
    said = refusal(files.video(form), name)
    assert "videos cannot be kept" in said and "safeguarding lead" in said and "Do not send" in said
    assert ("is named" in said) == ("." in name)


def test_a_name_that_promises_nothing_is_not_repeated() -> None:
    assert "named" not in refusal(SVG, "drawing.svg") + refusal(PAGE, "a.jpg/../../x.<b>")


def test_an_empty_file() -> None:
    assert "is empty" in refusal(b"")


def test_a_file_of_a_hundred_megabytes() -> None:
    assert "100.0 MB; at most 15 MB" in refusal(bytes(100 * 1024 * 1024))


def test_the_size_can_be_asked_before_the_file_is_taken_in() -> None:
    sizing.check_size(15 * 1024 * 1024)
    with pytest.raises(shapes.Refused, match="at most 15 MB"):
        sizing.check_size(15 * 1024 * 1024 + 1)


PICTURES = {form: getattr(files, form) for form in ("png", "jpeg", "gif", "webp", "heic")}
BEHIND = {
    "page": PAGE,
    "script": b"\n*/=1;alert(1)//",
    "archive": files.packed("secret.txt"),
    "pdf": files.pdf(1),
    "video": files.video(),
    "picture": files.saved(files.photograph(), "PNG"),
    "noise": bytes(range(1, 255)),
}


@pytest.mark.parametrize("form", PICTURES)
@pytest.mark.parametrize("behind", BEHIND)
def test_a_second_file_behind_a_picture(form: str, behind: str) -> None:
    assert re.search("hidden in it|short film", refusal(PICTURES[form]() + BEHIND[behind]))


@pytest.mark.parametrize("form", PICTURES)
def test_empty_bytes_behind_a_picture_are_no_second_file(form: str) -> None:
    content = PICTURES[form]() + (b"" if form == "heic" else bytes(64))
    assert evidence.examine("evidence", content, limits=shapes.Limits(reading=False)).shown


def test_a_script_that_is_also_a_gif() -> None:
    gif = bytearray(files.saved(files.photograph(), "GIF"))
    gif[6:8] = b"/*"
    assert "script" in refusal(bytes(gif))


def test_a_page_in_the_comment_of_a_photograph() -> None:
    assert "web page" in refusal(files.saved(files.photograph(), "JPEG", comment=PAGE))


@pytest.mark.parametrize("notes", [files.packed("a.txt"), files.video(), PAGE])
def test_a_second_file_among_a_samsung_phone_s_notes(notes: bytes) -> None:
    assert refusal(files.jpeg() + notes + b"SEFH\x6b\x00\x00\x00SEFT")


def test_a_photograph_with_a_film_behind_it() -> None:
    assert "short film behind it" in refusal(files.jpeg() + files.video())


def test_a_page_that_is_also_a_pdf() -> None:
    document = files.pdf(1)
    assert "web page" in refusal(PAGE + document)
    assert "web page" in refusal(document.replace(b"\n", b"\n%" + PAGE + b"\n", 1))
    assert "hidden" in refusal(document + b"alert(1)")


def test_an_archive_that_is_also_a_pdf() -> None:
    assert "packed file" in refusal(files.pdf(1) + files.packed("a.txt"))


def test_an_archive_behind_a_recording() -> None:
    assert "packed file" in refusal(files.mp3() + files.packed("a.txt"))


def test_a_picture_of_fifty_thousand_by_fifty_thousand_points() -> None:
    assert "far larger than a photograph" in refusal(files.enormous_png())


def test_a_picture_just_over_the_points() -> None:
    content = files.saved(Image.new("1", (101, 100)), "PNG")
    assert "far larger" in refusal(content, pixels=10_000)
    assert evidence.examine("x", content, limits=shapes.Limits(pixels=10_100, reading=False)).shown


def test_the_points_are_counted_in_every_kind_of_picture() -> None:
    for make in PICTURES.values():
        assert "far larger" in refusal(make(), pixels=10_000)


def test_a_pdf_that_bursts() -> None:
    content = files.bursting_pdf(320 * 1024 * 1024)
    assert len(content) < 15 * 1024 * 1024
    assert "unpacks to far more" in refusal(content)


def test_a_pdf_that_bursts_where_no_page_needs_it() -> None:
    packed = zlib.compress(bytes(4 * 1024 * 1024))
    content = files.pdf_of(b"<</Length 0>>", b"endstream\nendobj\n9 0 obj\n<<>>stream\r\n" + packed)
    assert "unpacks to far more" in refusal(content, unpacked=1024 * 1024)


def test_a_pdf_with_an_enormous_picture() -> None:
    drawing = b"q 300 0 0 300 0 0 cm /I Do Q"
    shape = b"<</Type/XObject/Subtype/Image/Width 30000/Height 30000/BitsPerComponent 8/ColorSpace/DeviceGray"
    content = files.pdf_of(
        b"<</Length %d>>" % len(drawing),
        drawing,
        page=b"/Resources<</XObject<</I 5 0 R>>>>",
        more=shape + b"/Length 4>>\nstream\nabcd\nendstream",
    )
    assert "unpacks to far more" in refusal(content)


def test_a_pdf_of_too_many_pages() -> None:
    assert "has 41 pages; at most 40" in refusal(files.pdf(41, lines=()))


def test_a_pdf_with_a_password() -> None:
    assert "locked with a password" in refusal(files.pdf(1, password="swordfish"))


WHOLE = {**PICTURES, **{form: getattr(files, form) for form in ("pdf", "m4a", "opus", "wav", "mp3", "aac")}}


@pytest.mark.parametrize("form", ["png", "jpeg", "gif", "webp", "heic", "pdf"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_file_that_stops_too_early(form: str, share: float) -> None:
    content = WHOLE[form]()
    assert re.search("damaged or not complete|hidden in it", refusal(content[: int(len(content) * share)]))


@pytest.mark.parametrize("form", WHOLE)
def test_only_the_beginning_of_a_file(form: str) -> None:
    assert "damaged or not complete" in refusal(WHOLE[form]()[:24])


def test_a_picture_with_damaged_points() -> None:
    content = bytearray(files.png())
    at = content.index(b"IDAT") + 400
    content[at : at + 200] = bytes(200)
    assert "damaged or not complete" in refusal(bytes(content))


def test_a_recording_without_sound() -> None:
    assert "damaged or not complete" in refusal(b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(5000))


def test_nothing_is_written_anywhere(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import tempfile

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    for make in WHOLE.values():
        evidence.examine("Annabel Marsh.jpg", make())
        refusal(make()[:24], "Annabel Marsh.jpg")
    refusal(files.enormous_png(), "Annabel Marsh.jpg")
    refusal(files.jpeg() + files.packed("a.txt"), "Annabel Marsh.jpg")
    assert list(tmp_path.iterdir()) == []
    assert "Annabel" not in caplog.text


def test_random_damage_never_ends_in_anything_but_a_sentence() -> None:
    import random

    chance = random.Random(4)
    for make in WHOLE.values():
        whole = make()
        for _ in range(12):
            content = bytearray(whole)
            for _ in range(chance.choice([1, 8, 64])):
                content[chance.randrange(len(content))] = chance.randrange(256)
            try:
                found = evidence.examine("x", bytes(content), limits=shapes.Limits(reading=False))
            except shapes.Refused as refused:
                assert refused.sentence.endswith(".")
            else:
                assert found.shown and (found.kind == "audio" or Image.open(io.BytesIO(found.shown)).size)
