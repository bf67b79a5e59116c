"""Whom a text may mean: 50,000 letters of made-up words that are all different, and plain texts, with 60 grown-ups."""

import random

from bench.timing import timed
from schoolgate.engines.mentions import beginnings, children, finding
from schoolgate.engines.mentions.nearness import Work
from schoolgate.engines.mentions.shapes import Child, Known

FIRST = (
    "Ruth Martin Fiona Helen Jean Asha Jonathan Margaret Katherine William Thomas Elizabeth Sarah Emily Daniel Joshua"
    " Amelia Oliver Harriet Peter"
)
LAST = (
    "Adeyemi Hale Reid Marsh Barlow Kapoor Whitfield Okonkwo O’Brien Hughes-Jones Llewellyn Patel Novak Wojcik"
    " Castellano Fitzgerald Young Bell Sutherland MacDonald"
)
GROWN_UPS, PUPILS, LETTERS = 60, 210, 50_000
PLAIN = "On Friday the two of them kept arguing about a game on the tablet, and Mr Hale told them off in the hall. "


def measure() -> None:
    """What a text costs, and how many words and places of it were looked at."""
    print(f"Mentions ({GROWN_UPS} grown-ups)")
    first, last = FIRST.split(), LAST.split()
    endings = ["", "en", "er"]
    people = [Known(at, first[at % 20], last[at * 7 % 20] + endings[at // 20]) for at in range(GROWN_UPS)]
    pupils = [Child(first[at % 20], last[at * 3 % 20]) for at in range(PUPILS)]
    text = made_up(LETTERS)
    half = made_up(LETTERS // 2)
    _measure(f"{len(half):,} letters of different words", half, people, pupils)
    _measure(f"{len(text):,} letters of different words", text, people, pupils)
    timed("the same words in another text", lambda: finding.meant(text, people, children=pupils), runs=3)
    timed("the same, for the names of ten children", lambda: children.meant(pupils[:10], text), runs=3)
    plain = PLAIN * (LETTERS // len(PLAIN))
    _measure(f"{len(plain):,} letters of plain words", plain, people, pupils)


def _measure(label: str, text: str, people: list[Known], pupils: list[Child]) -> None:
    beginnings.beginnings.cache_clear()
    work = Work()
    finding.meant(text, people, children=pupils, work=work)
    timed(f"{label} ({work.done:,} looked at)", lambda: _cold(text, people, pupils), runs=3)


def made_up(letters: int) -> str:
    """Words that nobody says, hardly any of them twice."""
    drawn = random.Random(5)
    words = ("".join(drawn.choices("abcdefghijklmnopqrstuvwxyz", k=drawn.randint(3, 8))) for _ in range(letters // 5))
    return " ".join(words)[:letters]


def _cold(text: str, people: list[Known], pupils: list[Child]) -> None:
    beginnings.beginnings.cache_clear()
    finding.meant(text, people, children=pupils)
