"""Builds every file that the tests upload, good and hostile, so that none has to be kept."""

from __future__ import annotations

import io
import math
import struct
import zipfile
import zlib
from array import array

import av
import pillow_heif
from PIL import Image, ImageDraw, ImageFont, PngImagePlugin
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

pillow_heif.register_heif_opener(thumbnails=False)

SAID = ("Nobody wants you in our group", "Meet me behind the leisure centre", "Do not tell your teacher")
#: Fifty-one degrees north and a little west of Greenwich: a place in the EXIF of a photograph.
PLACE = {1: "N", 2: (51.0, 28.0, 38.0), 3: "W", 4: (0.0, 0.0, 5.0)}
SECRET = "Kestrel Road 14"


def screenshot(*, dark: bool = False, mode: str = "RGB") -> Image.Image:
    """A conversation on a phone."""
    image = Image.new("RGB", (1170, 900), (18, 18, 20) if dark else "white")
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(SAID):
        top = 120 + number * 220
        draw.rounded_rectangle((50, top, 1050, top + 130), 40, fill=(48, 48, 54) if dark else (226, 226, 232))
        draw.text((90, top + 36), line, font=ImageFont.load_default(44), fill="white" if dark else "black")
    return image.convert(mode)


def photograph(size: tuple[int, int] = (320, 200)) -> Image.Image:
    """Red on the left, blue on the right, so that turning and mirroring show."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    return image


def exif(orientation: int = 1) -> Image.Exif:
    held = Image.Exif()
    held[0x0112] = orientation
    held[0x010F] = "Acme"
    held[0x013B] = SECRET
    held.get_ifd(0x8769)[0x9003] = "2026:11:20 08:15:00"
    held.get_ifd(0x8825).update(PLACE)
    return held


def saved(image: Image.Image, form: str, **how: object) -> bytes:
    target = io.BytesIO()
    image.save(target, form, **how)
    return target.getvalue()


def png() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", SECRET)
    notes.add_itxt("XML:com.adobe.xmp", f'<x:xmpmeta><a photoshop:City="{SECRET}"/></x:xmpmeta>')
    return saved(screenshot(), "PNG", pnginfo=notes, exif=exif())


def jpeg(orientation: int = 1) -> bytes:
    return saved(photograph(), "JPEG", exif=exif(orientation), comment=SECRET.encode())


def gif() -> bytes:
    frames = [photograph(), Image.new("RGB", (320, 200), "green")]
    return saved(frames[0], "GIF", save_all=True, append_images=frames[1:], comment=SECRET.encode())


def webp() -> bytes:
    return saved(photograph(), "WEBP", exif=exif())


def heic() -> bytes:
    return saved(photograph(), "HEIF", exif=exif().tobytes())


def pdf(pages: int = 2, *, lines: tuple[str, ...] = SAID, password: str = "") -> bytes:
    target = io.BytesIO()
    drawing = canvas.Canvas(target, pagesize=A4, encrypt=password or None)
    drawing.setAuthor(SECRET)
    for number in range(pages):
        for at, line in enumerate((f"Page {number + 1}", *lines)):
            drawing.drawString(72, 760 - at * 24, line)
        drawing.linkURL("https://example.com/", (72, 700, 300, 780))
        drawing.showPage()
    drawing.save()
    return target.getvalue()


def scan() -> bytes:
    """A PDF that is only a picture of words."""
    return saved(screenshot(), "PDF")


def sound(form: str, coding: str, *, seconds: float = 0.5) -> bytes:
    """A tone with tags."""
    rate = 48000
    target = io.BytesIO()
    samples = array("h", (int(8000 * math.sin(at / 17)) for at in range(int(rate * seconds))))
    frame = av.AudioFrame(format="s16", layout="mono", samples=len(samples))
    frame.planes[0].update(samples.tobytes())
    frame.sample_rate = rate
    with av.open(target, "w", format=form) as container:
        if form != "adts":
            container.metadata.update({"title": SECRET, "artist": SECRET, "date": "2026"})
        stream = container.add_stream(coding, rate=rate, layout="mono")
        size = stream.codec_context.frame_size
        even = av.AudioResampler(stream.codec_context.format, "mono", rate, frame_size=size or None)
        for piece in [*even.resample(frame), *even.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return target.getvalue()


def mp3() -> bytes:
    return sound("mp3", "libmp3lame")


def m4a() -> bytes:
    return sound("ipod", "aac")


def aac() -> bytes:
    return sound("adts", "aac")


def opus() -> bytes:
    return sound("ogg", "libopus")


def wav() -> bytes:
    return sound("wav", "pcm_s16le")


def video(form: str = "mp4") -> bytes:
    target = io.BytesIO()
    with av.open(target, "w", format=form) as container:
        stream = container.add_stream("mpeg4" if form != "webm" else "libvpx", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(5):
            container.mux(stream.encode(av.VideoFrame.from_image(Image.new("RGB", (64, 64), "red"))))
        container.mux(stream.encode(None))
    return target.getvalue()


def packed(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, SECRET)
    return target.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def enormous_png(side: int = 50_000) -> bytes:
    """Says that it has 50,000 by 50,000 points, in a hundred bytes."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def bursting_pdf(unpacked: int) -> bytes:
    """A page whose drawing is mostly zeros, packed a thousand times smaller."""
    packer = zlib.compressobj(1)
    block = b"0 " * (512 * 1024)
    stream = b"".join(packer.compress(block) for _ in range(unpacked // len(block) + 1)) + packer.flush()
    return pdf_of(b"<</Filter/FlateDecode/Length %d>>" % len(stream), stream)


def pdf_of(
    dictionary: bytes, stream: bytes, *, page: bytes = b"", catalogue: bytes = b"", more: bytes = b"<<>>"
) -> bytes:
    """A PDF of one page, written by hand."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R" + catalogue + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R" + page + b">>",
        dictionary + b"\nstream\n" + stream + b"\nendstream",
        more,
    ]
    body, places = b"%PDF-1.7\n", []
    for number, held in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n" % number + held + b"\nendobj\n"
    table = b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in places)
    return body + table + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)
