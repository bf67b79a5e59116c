"""Measures the examining of evidence: `python -m bench evidence`."""

from __future__ import annotations

import io
import subprocess
import sys

from bench.timing import timed
from schoolgate.engines import evidence
from schoolgate.engines.evidence import sandbox, shapes

SAID = "Nobody wants you in our group, meet me behind the leisure centre"


def screenshot() -> bytes:
    """A phone's whole screen (1170 by 2532 points) of a conversation in dark and light bubbles."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (1170, 2532), (18, 18, 20))
    draw = ImageDraw.Draw(image)
    for number in range(20):
        top, fill = 120 + number * 115, (48, 48, 54) if number % 2 else (90, 160, 250)
        draw.rounded_rectangle((50, top, 1110, top + 95), 40, fill=fill)
        draw.text((90, top + 26), f"{SAID[:44]} {number}", font=ImageFont.load_default(36), fill="white")
    return _saved(image, "PNG")


def photograph() -> bytes:
    """Twelve million points of noise and colour, as a phone's camera takes them."""
    from PIL import Image

    image = Image.effect_noise((1000, 750), 60).convert("RGB").resize((4032, 3024))
    return _saved(image, "JPEG")


def document(pages: int = 10) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen import canvas

    target = io.BytesIO()
    drawing = canvas.Canvas(target, pagesize=A4)
    for _ in range(pages):
        for line in range(50):
            drawing.drawString(72, 780 - line * 14, SAID)
        drawing.showPage()
    drawing.save()
    return target.getvalue()


def scan(pages: int = 10) -> bytes:
    from PIL import Image

    page = Image.open(io.BytesIO(screenshot())).convert("RGB")
    return _saved(page, "PDF", save_all=True, append_images=[page] * (pages - 1))


def measure() -> None:
    """Each kind of evidence in this process and apart, with and without the reading of words."""
    print("Evidence")
    without = shapes.Limits(reading=False)
    for words, content in (("screenshot", screenshot()), ("photograph of 12 million points", photograph())):
        timed(f"{words}, words not read", lambda c=content: evidence.examine("x", c, limits=without))
        timed(f"{words}, words read", lambda c=content: evidence.examine("x", c))
        timed(f"{words}, words read, apart", lambda c=content: sandbox.examine_apart("x", c))
    for words, content in (("PDF of 10 pages", document()), ("scanned PDF of 10 pages", scan())):
        timed(f"{words}, in this process", lambda c=content: evidence.examine("x", c), runs=3)
        timed(f"{words}, apart", lambda c=content: sandbox.examine_apart("x", c), runs=3)
    bare = [sys.executable, "-c", "pass"]
    timed("Python starting and ending, alone", lambda: subprocess.run(bare, check=True))
    timed("a refusal (SVG), apart", lambda: _refused(b"<svg xmlns='http://www.w3.org/2000/svg'/>"))


def _refused(content: bytes) -> None:
    try:
        sandbox.examine_apart("x", content)
    except shapes.Refused:
        return
    raise AssertionError("the file was kept")


def _saved(image: object, form: str, **how: object) -> bytes:
    target = io.BytesIO()
    image.save(target, form, **how)  # type: ignore[attr-defined]
    return target.getvalue()
