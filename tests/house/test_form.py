"""The form of files, as far as the formatters leave it to us: how long they are, and what line ends of a template show."""

import re
import statistics
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST = 140
TEMPLATES = sorted((ROOT / "schoolgate").rglob("templates/**/*.html"))
# A person's own words keep their lines (white-space: pre-line), so a line end of the template would show.
OWN_WORDS = re.compile(r'<[a-z]+\s[^<>]*class="[^"]*\bsg-(?:as-)?told\b[^"]*"[^<>]*>\s*\n')
# The formatter sets a block of Django's that follows another on a line of its own: before a comma that is a space too many.
SPACED = re.compile(r"[ \n]\{% if [^%]*%\}[,.;:)?!]")


PYTHON = sorted(path for folder in ("schoolgate", "tests", "bench") for path in (ROOT / folder).rglob("*.py"))
MOST_LINES, MOST_IN_THE_MIDDLE = 500, 100


def product(path: Path) -> bool:
    return "schoolgate" in path.parts and "tests" not in path.parts


def where(path: Path, number: int) -> str:
    return f"{path.relative_to(ROOT)}:{number}"


def too_long(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        f"{where(path, n)} has {len(line)} characters, {len(line) - LONGEST} too many"
        for n, line in enumerate(lines, start=1)
        if len(line) > LONGEST
    ]


def found(shape: re.Pattern[str], path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [where(path, text.count("\n", 0, hit.end()) + 1) for hit in shape.finditer(text)]


def test_no_line_of_a_template_is_too_long():
    assert len(TEMPLATES) > 100
    assert not [words for path in TEMPLATES for words in too_long(path)]


def test_somebodys_own_words_begin_where_their_element_begins():
    hits = [place for path in TEMPLATES for place in found(OWN_WORDS, path)]
    assert not hits, f"a line end before the words would be seen: {hits}"


def test_no_space_comes_before_a_comma_or_a_full_stop():
    hits = [place for path in TEMPLATES for place in found(SPACED, path)]
    assert not hits, f"say it within one `if`, or put the words before it into both branches: {hits}"


def test_no_file_of_python_is_too_long():
    lines = {
        path: len(path.read_text(encoding="utf-8").splitlines()) for path in PYTHON if "migrations" not in path.parts
    }
    long = [f"{path.relative_to(ROOT)} has {count} lines" for path, count in lines.items() if count > MOST_LINES]
    assert not long, f"cut it where its subject changes: {long}"
    assert statistics.median(count for path, count in lines.items() if product(path)) <= MOST_IN_THE_MIDDLE
