"""Writes the numbers that word processors count for themselves: 3, c, iii."""

from __future__ import annotations

_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def letter(number: int) -> str:
    """Write 1 as a, 26 as z, 27 as aa."""
    written = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        written = chr(ord("a") + rest) + written
    return written


def roman(number: int) -> str:
    """Write 4 as iv."""
    written = ""
    for worth, sign in _ROMAN:
        while number >= worth:
            written, number = written + sign, number - worth
    return written


def number(value: int, style: str) -> str:
    """Write a count in the style that Word (lowerLetter) or OpenDocument (a) names."""
    if style in ("lowerLetter", "a"):
        return letter(value)
    if style in ("upperLetter", "A"):
        return letter(value).upper()
    if style in ("lowerRoman", "i"):
        return roman(value)
    if style in ("upperRoman", "I"):
        return roman(value).upper()
    return str(value)
