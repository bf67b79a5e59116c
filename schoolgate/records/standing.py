"""How a word stands in its text: with a capital, at the beginning, in a date, beside another. Plain Python."""

import re

from schoolgate.engines.mentions.spelling import Folded, Token

GAP = 4
MONTHS = frozenset({"january", "jan", "march", "april", "may", "june", "august"})
IN_A_DATE = re.compile(r"\d(?:st|nd|rd|th)?(?: of)? *\Z"), re.compile(r" *\d")
IN_AN_ADDRESS = re.compile(r"[\w@.]")


def has_capital(folded: Folded, token: Token) -> bool:
    start, _ = folded.place(token.start, token.end)
    return folded.text[start].isupper() or folded.text[max(0, start - 1) : start] in ("@", "_", "#")


def opens(folded: Folded, token: Token) -> bool:
    """Whether it begins a sentence or a line, where a capital says nothing."""
    before = folded.chars[max(0, token.start - 50) : token.start].rstrip(" \t\xa0'(")
    return not before or before[-1] in ".!?:\n"


def is_in_a_date(folded: Folded, run: list[Token]) -> bool:
    before, after = IN_A_DATE
    return run[0].word in MONTHS and bool(
        before.search(folded.chars[max(0, run[0].start - 10) : run[0].start]) or after.match(folded.chars, run[0].end)
    )


def joins(gap: str) -> bool:
    """Whether what stands between two words lets them be one name."""
    return len(gap) <= GAP and not any(sign in gap for sign in "!?;:")


def is_possessive(folded: Folded, found: list[Token], at: int) -> bool:
    """Whether this is the s of “Leo’s”."""
    return at > 0 and found[at].word == "s" and folded.chars[found[at - 1].end : found[at].start] == "'"


def is_space(folded: Folded, one: Token, other: Token) -> bool:
    return not folded.chars[one.end : other.start].strip(" .\n\t\xa0")


def goes_on(before: str) -> bool:
    """Whether what follows stands inside a sentence."""
    return bool(before.strip()) and before.rstrip()[-1] not in ".!?"
