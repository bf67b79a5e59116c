"""The real input, where it is at hand beside the repository; turned into pieces for the other formats."""

from __future__ import annotations

import pathlib
import re

import pytest

from schoolgate.engines.documents.tests.rendering import Piece

PATH = pathlib.Path(__file__).parents[4].parent / "shared" / "policy" / "original-policy.txt"


def data() -> bytes:
    if not PATH.exists():
        pytest.skip("The real input is not beside this repository, so reading it cannot be tried here.")
    return PATH.read_bytes()


def pieces(*, headed: bool) -> list[Piece]:
    """The document as its author might have typed it; `headed` with heading styles for short lines."""
    found: list[Piece] = []
    for line in data().decode().split("\n"):
        text = line.replace("**", "").strip()
        if not text:
            continue
        number = re.match(r"^(?:\d\.|[a-z]\.)(?=\s|$)", text)
        if not found:
            found.append(Piece("title", text))
        elif text == "Contents":
            found.append(Piece("contents", text))
        elif "\t" in line:
            entry, _, page = text.partition("\t")
            found.append(Piece("entry", entry, level=int(page)))
        elif text.startswith("- "):
            found.append(Piece("bullet", text[2:], "-"))
        elif text == "5.":
            found.append(Piece("lone", "", text))
        elif headed and (number or (len(text.split()) < 9 and not text.endswith((".", ":")))):
            found.append(Piece("heading", text, level=2 if number and text[0].isalpha() else 1))
        else:
            found.append(Piece("paragraph", text))
    return found
