"""Covers parts of a picture for good: a new picture is drawn in which those points are black. Plain Python.

Nothing of the old file goes along: no layer, no thumbnail, no tags.
"""

import io
from dataclasses import dataclass

from PIL import Image as Pictures
from PIL import ImageDraw, ImageFont
from PIL.Image import Image

WIDEST = 1600
"""Points across, at most: enough to read a screenshot on paper."""
TALLEST = 1.3
"""How often as tall as it is wide one piece is at most, so that it fits on a page."""
QUALITY = 88
HUNDRED = 100
PIECES = 20
STEP = 10
WRONG = (
    "“{line}” is no box. Write four numbers from 0 to 100: from the left, from the top, how wide, how tall. "
    "For example, 10 20 30 5."
)


class NoBox(Exception):
    """A line that does not say which part to cover."""


@dataclass(frozen=True)
class Box:
    """A part of a picture, in hundredths of its width and height."""

    left: float
    top: float
    width: float
    height: float

    def __str__(self) -> str:
        return " ".join(f"{item:g}" for item in (self.left, self.top, self.width, self.height))


def boxes(text: str) -> list[Box]:
    """One box a line: from the left, from the top, width, height, each in hundredths; NoBox for anything else."""
    return [_box(line) for line in text.splitlines() if line.strip()]


def _box(line: str) -> Box:
    try:
        numbers = [float(word.rstrip("%")) for word in line.replace(",", " ").split()]
        left, top, width, height = numbers
    except ValueError as error:
        raise NoBox(WRONG.format(line=line.strip()[:40])) from error
    inside = 0 <= left < HUNDRED and 0 <= top < HUNDRED and width > 0 and height > 0
    if not inside or left + width > HUNDRED or top + height > HUNDRED:
        raise NoBox(WRONG.format(line=line.strip()[:40]))
    return Box(left, top, width, height)


def covered(content: bytes, these: list[Box]) -> Image:
    """The picture drawn anew, black where a box lies. Edges round outwards: what a box touches is covered."""
    old = Pictures.open(io.BytesIO(content))
    new = Pictures.new("RGB", old.size, "white")
    new.paste(old.convert("RGB"))
    draw = ImageDraw.Draw(new)
    for box in these:
        left, top = int(box.left * new.width / HUNDRED), int(box.top * new.height / HUNDRED)
        right = _up((box.left + box.width) * new.width / HUNDRED)
        bottom = _up((box.top + box.height) * new.height / HUNDRED)
        draw.rectangle((left, top, right, bottom), fill="black")
    return new


def pieces(picture: Image, *, drawn: bool) -> list[bytes]:
    """The picture as files that fit on pages, top to bottom. It is made smaller only after it was covered."""
    if picture.width > WIDEST:
        height = max(1, round(picture.height * WIDEST / picture.width))
        picture = picture.resize((WIDEST, height), Pictures.Resampling.LANCZOS)
    count = min(-(-picture.height // round(picture.width * TALLEST)), PIECES)
    tall = -(-picture.height // count)
    starts = range(0, picture.height, tall)
    return [
        saved(picture.crop((0, top, picture.width, min(top + tall, picture.height))), drawn=drawn) for top in starts
    ]


def saved(picture: Image, *, drawn: bool) -> bytes:
    target = io.BytesIO()
    if drawn:
        picture.save(target, "PNG")
    else:
        picture.save(target, "JPEG", quality=QUALITY, subsampling=0)
    return target.getvalue()


def with_grid(picture: Image) -> Image:
    """The picture with a line at every tenth and its number, to read the places of boxes from."""
    new = picture.copy()
    draw = ImageDraw.Draw(new)
    size = max(12, new.width // 45)
    font = ImageFont.load_default(size)
    for tenth in range(STEP, HUNDRED, STEP):
        across, down = tenth * new.width // HUNDRED, tenth * new.height // HUNDRED
        for line in ((across, 0, across, new.height), (0, down, new.width, down)):
            draw.line(line, fill="white", width=3)
            draw.line(line, fill="#b3005e", width=1)
        for place in ((across + 3, 2), (3, down + 2)):
            draw.text(place, str(tenth), font=font, fill="#b3005e", stroke_width=2, stroke_fill="white")
    return new


def is_drawn(content: bytes) -> bool:
    """Whether it is kept without loss, as pictures of screens are."""
    return content.startswith(b"\x89PNG")


def _up(value: float) -> int:
    return int(-(-value // 1))
