"""Every kind of evidence that is kept: its clean copy opens, says nothing beside what it shows, and the original is untouched."""

from __future__ import annotations

import dataclasses
import hashlib
import io

import av
import pytest
from PIL import Image, ImageDraw, ImageFont

from schoolgate.engines import evidence
from schoolgate.engines.evidence import shapes
from schoolgate.engines.evidence.tests import files

NO_READING = shapes.Limits(reading=False)
PICTURES = {
    "image/png": files.png,
    "image/jpeg": files.jpeg,
    "image/gif": files.gif,
    "image/webp": files.webp,
    "image/heic": files.heic,
}
SOUNDS = {
    "audio/mpeg": files.mp3,
    "audio/mp4": files.m4a,
    "audio/aac": files.aac,
    "audio/ogg": files.opus,
    "audio/wav": files.wav,
}


def look(content: bytes) -> shapes.Examined:
    return evidence.examine("evidence", content, limits=NO_READING)


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content), formats=["PNG", "JPEG"])
    image.load()
    return image


def bare(content: bytes) -> Image.Image:
    """The picture, after seeing that its file holds the picture alone."""
    image = opened(content)
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert files.SECRET.encode() not in content and b"Acme" not in content
    return image


@pytest.mark.parametrize("media_type", PICTURES)
def test_a_picture_is_shown_without_what_its_file_said(media_type: str) -> None:
    content = PICTURES[media_type]()
    found = look(content)
    assert (found.media_type, found.kind, found.pages) == (media_type, shapes.FileKind.PICTURE, 1)
    assert found.digest == hashlib.sha256(content).hexdigest() and found.size == len(content)
    image = bare(found.shown)
    assert Image.MIME[str(image.format)] == found.shown_type
    assert image.size == Image.open(io.BytesIO(content)).size


@pytest.mark.parametrize("media_type", ["image/png", "image/jpeg", "image/webp", "image/heic"])
def test_what_the_original_holds_is_named_and_its_values_are_not(media_type: str) -> None:
    found = look(PICTURES[media_type]())
    assert {"GPSLatitude", "GPSLongitude", "DateTimeOriginal", "Make", "Artist"} <= set(found.metadata)
    assert {"a place", "a time", "the device or program", "a person’s name"} <= set(found.tells)
    assert files.SECRET not in repr(found.metadata) and "51" not in repr(found.metadata)


def test_text_and_xmp_of_a_png_are_named() -> None:
    found = look(files.png())
    assert found.metadata["Author"] == "a person’s name"
    assert found.metadata["XMP photoshop:City"] == "a place"


def test_a_picture_that_says_nothing_has_nothing_named() -> None:
    assert look(files.saved(files.photograph(), "PNG")).metadata == {}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_shown_upright(orientation: int) -> None:
    upright = files.photograph()
    turn = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    lying = upright.transpose(turn[orientation]) if orientation in turn else upright
    found = look(files.saved(lying, "JPEG", exif=files.exif(orientation), quality=95))
    image = bare(found.shown)
    assert image.size == (320, 200)
    left, right = image.convert("RGB").getpixel((20, 100)), image.convert("RGB").getpixel((300, 100))
    assert left[0] > 200 > 50 > left[2] and right[2] > 200 > 50 > right[0]


def test_an_iphone_photograph_is_shown_upright() -> None:
    lying = files.photograph().transpose(Image.Transpose.ROTATE_90)
    found = look(files.saved(lying, "HEIF", exif=files.exif(6).tobytes()))
    assert bare(found.shown).size == (320, 200)


def test_of_a_moving_picture_the_first_moment_is_shown_and_that_is_said() -> None:
    found = look(files.gif())
    assert bare(found.shown).convert("RGB").getpixel((20, 100))[0] > 200
    assert any("moves" in note for note in found.notes)
    assert look(files.saved(files.photograph(), "GIF")).notes == ()


def test_a_photograph_for_printing_keeps_its_colours() -> None:
    content = files.saved(files.photograph().convert("CMYK"), "JPEG", quality=95)
    red, _, blue = bare(look(content).shown).convert("RGB").getpixel((20, 100))
    assert red > 180 and blue < 80


def test_a_picture_of_sixteen_bits_keeps_its_greys() -> None:
    grey = Image.new("I;16", (40, 20), 32768)
    image = bare(look(files.saved(grey, "PNG")).shown)
    assert image.mode == "L" and 120 <= image.getpixel((5, 5)) <= 135


def test_a_palette_with_transparency_is_laid_on_white() -> None:
    image = Image.new("P", (40, 20), 0)
    image.putpalette([255, 0, 0, 0, 0, 0])
    image.paste(1, (20, 0, 40, 20))
    found = look(files.saved(image, "PNG", transparency=0))
    shown = bare(found.shown).convert("RGB")
    assert shown.getpixel((5, 5)) == (255, 255, 255) and shown.getpixel((30, 5)) == (0, 0, 0)


def test_white_writing_on_nothing_is_laid_on_dark() -> None:
    image = Image.new("RGBA", (40, 20), (255, 255, 255, 0))
    image.paste((255, 255, 255, 255), (20, 0, 40, 20))
    shown = bare(look(files.saved(image, "PNG")).shown).convert("RGB")
    assert shown.getpixel((5, 5))[0] < 60 and shown.getpixel((30, 5)) == (255, 255, 255)


def test_a_large_photograph_is_shown_smaller() -> None:
    found = look(files.saved(files.photograph((4000, 3000)), "JPEG"))
    assert bare(found.shown).size == (2667, 2000)


def test_a_long_conversation_stays_wide_enough_to_read() -> None:
    found = look(files.saved(files.photograph((1080, 12_000)), "PNG"))
    assert bare(found.shown).size == (1080, 12_000)


def test_a_colour_profile_is_applied_and_dropped() -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    found = look(files.saved(files.photograph(), "JPEG", icc_profile=profile))
    assert "icc_profile" not in opened(found.shown).info
    broken = look(files.saved(files.photograph(), "PNG", icc_profile=b"no profile at all"))
    assert bare(broken.shown).size == (320, 200)


def test_nothing_can_be_made_out_in_the_blurred_copy() -> None:
    found = look(files.png())
    assert max(bare(found.blurred).size) <= 320 and len(found.blurred) < 10_000
    assert evidence.examine("again.jpg", found.blurred).text == ""
    assert evidence.examine("screenshot.png", files.png()).text


def test_a_second_picture_behind_a_photograph_is_told_and_not_shown() -> None:
    content = files.saved(files.photograph(), "MPO", save_all=True, append_images=[files.screenshot()])
    found = look(content)
    assert found.media_type == "image/jpeg" and "a second picture or file" in found.tells
    assert bare(found.shown).size == (320, 200)


def test_what_a_samsung_phone_notes_behind_a_photograph_is_let_through() -> None:
    notes = b"\x00\x00\x01\x0aImage_UTC_Data1764000000SEFH\x6b\x00\x00\x00\x01\x00\x00\x00SEFT"
    assert bare(look(files.jpeg() + notes).shown).size == (320, 200)


@pytest.mark.parametrize("media_type", SOUNDS)
def test_a_recording_is_kept_without_its_tags(media_type: str) -> None:
    content = SOUNDS[media_type]()
    found = look(content)
    assert (found.media_type, found.kind, found.shown_type) == (media_type, shapes.FileKind.AUDIO, media_type)
    assert found.digest == hashlib.sha256(content).hexdigest()
    assert files.SECRET.encode() not in found.shown and found.blurred == b"" and found.text == ""
    with av.open(io.BytesIO(found.shown)) as again:
        held = {**again.metadata, **again.streams.audio[0].metadata}
        assert not {"title", "artist", "date", "TITLE", "ARTIST"} & set(held)
    assert heard(found.shown) == heard(content)


def heard(content: bytes) -> bytes:
    with av.open(io.BytesIO(content)) as container:
        return b"".join(bytes(frame.planes[0]) for frame in container.decode(audio=0))


@pytest.mark.parametrize("media_type", ["audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav"])
def test_the_tags_of_a_recording_are_named(media_type: str) -> None:
    found = look(SOUNDS[media_type]())
    assert {"a time", "a person’s name", "words"} <= set(found.tells)
    assert files.SECRET not in repr(found.metadata)


def test_the_picture_on_a_recording_s_cover_is_dropped_and_told() -> None:
    cover = files.saved(files.photograph(), "JPEG")
    frame = b"\x00image/jpeg\x00\x03\x00" + cover
    frame = b"APIC" + len(frame).to_bytes(4) + b"\x00\x00" + frame
    size = bytes(len(frame) >> shift & 127 for shift in (21, 14, 7, 0))
    content = b"ID3\x03\x00\x00" + size + frame + files.mp3()
    found = look(content)
    assert found.metadata["Cover picture"] == "a second picture or file"
    assert cover[:40] in content and cover[:40] not in found.shown


def test_the_place_in_a_voice_memo_is_dropped() -> None:
    target = io.BytesIO()
    with av.open(io.BytesIO(files.m4a())) as source, av.open(target, "w", format="ipod") as memo:
        memo.metadata["location"] = "+51.4772-000.0015/"
        stream = memo.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux(audio=0):
            if packet.dts is not None:
                packet.stream = stream
                memo.mux(packet)
    assert b"loci" in target.getvalue()
    found = look(target.getvalue())
    assert b"loci" not in found.shown and "a place" in found.tells


def test_a_pdf_is_shown_as_pictures_of_its_pages() -> None:
    content = files.pdf(3)
    found = look(content)
    assert (found.media_type, found.kind, found.pages) == ("application/pdf", shapes.FileKind.PDF, 3)
    assert found.digest == hashlib.sha256(content).hexdigest()
    assert len(found.further) == len(found.further_types) == 2
    assert {bare(page).size for page in (found.shown, *found.further)} == {(1240, 1754)}
    assert all(line in found.text for line in ("Page 1", "Page 3", *files.SAID))
    assert found.metadata["Author"] == "a person’s name"
    assert max(bare(found.blurred).size) <= 320


def test_a_scanned_pdf_is_read() -> None:
    assert "Meet me behind the leisure centre" in evidence.examine("scan.pdf", files.scan()).text


def test_scripts_and_files_in_a_pdf_are_told_and_not_shown() -> None:
    script = b"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(app.alert\\(1\\))>>]>>>>"
    found = look(files.pdf_of(b"<</Length 0>>", b"", catalogue=script))
    assert "a script" in found.tells
    assert bare(found.shown).format == "PNG" and b"alert" not in found.shown


@pytest.mark.parametrize("dark", [False, True])
def test_the_words_of_a_screenshot_are_read(dark: bool) -> None:
    found = evidence.examine("chat.png", files.saved(files.screenshot(dark=dark), "PNG"))
    assert all(line in found.text for line in files.SAID)
    assert found.notes == ()


@pytest.mark.parametrize("dark", [False, True])
def test_small_writing_is_read_too(dark: bool) -> None:
    small = files.screenshot(dark=dark).resize((290, 223), Image.Resampling.LANCZOS)
    text = evidence.examine("chat.png", files.saved(small, "PNG")).text
    assert all(line in text for line in files.SAID)


@pytest.mark.parametrize(
    ("ground", "mine", "theirs", "letters"),
    [
        ("black", (10, 132, 255), (38, 38, 40), "white"),
        ((18, 18, 20), (90, 160, 250), (48, 48, 54), "white"),
        ((11, 20, 26), (0, 92, 75), (32, 44, 51), (233, 237, 239)),
        ("white", (0, 122, 255), (225, 225, 230), None),
        ("white", (52, 199, 89), (225, 225, 230), None),
    ],
)
def test_both_sides_of_a_conversation_in_coloured_bubbles_are_read(ground, mine, theirs, letters) -> None:
    image = Image.new("RGB", (1170, 1600), ground)
    draw = ImageDraw.Draw(image)
    for number in range(11, 23):
        top = 80 + (number - 11) * 120
        draw.rounded_rectangle((50, top, 1110, top + 95), 40, fill=theirs if number % 2 else mine)
        fill = letters or ("black" if number % 2 else "white")
        draw.text((90, top + 26), f"Do not tell the teacher {number}", font=ImageFont.load_default(36), fill=fill)
    found = evidence.examine("chat.png", files.saved(image, "PNG")).text.splitlines()
    assert found == [f"Do not tell the teacher {number}" for number in range(11, 23)]


def test_dim_words_of_a_dark_screen_are_read_too() -> None:
    image = files.screenshot(dark=True)
    ImageDraw.Draw(image).text((90, 40), "Seen yesterday", font=ImageFont.load_default(40), fill=(120, 120, 128))
    found = evidence.examine("chat.png", files.saved(image, "PNG")).text.splitlines()
    assert found == ["Seen yesterday", *files.SAID]


def test_no_log_can_repeat_what_evidence_shows_or_says() -> None:
    found = evidence.examine("chat.png", files.png())
    assert files.SAID[0] in found.text and files.SAID[0] not in repr(found) and "PNG" not in repr(found)


def test_evidence_is_kept_where_the_reader_of_words_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "tesserocr", None)
    found = evidence.examine("chat.png", files.png())
    assert found.text == "" and "could not be read" in found.notes[0]
    assert bare(found.shown).size == (1170, 900)


def test_a_reader_that_takes_too_long_is_stopped_and_that_is_said() -> None:
    found = evidence.examine("chat.png", files.png(), limits=shapes.Limits(reading_seconds=0))
    assert "some of its words may be missing" in found.notes[0]


def test_what_was_found_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        look(files.jpeg()).text = "other"  # type: ignore[misc]
