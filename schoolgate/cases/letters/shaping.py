"""The shape of a letter: its words as headings, paragraphs, lists and rows of a form. Nothing else is markup."""

from dataclasses import dataclass
from itertools import groupby

HEADING, ITEM, ROW = "## ", "- ", " :: "


@dataclass(frozen=True)
class Block:
    """A part of a letter; of a list and of a form several lines, each row with its label."""

    kind: str
    words: str = ""
    items: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()


def blocks(words: str) -> tuple[Block, ...]:
    """The parts of a letter, in order: an empty line ends a paragraph."""
    lines = [line.strip() for line in words.replace("\r\n", "\n").split("\n")]
    runs = [(kind, [line for _, line in run]) for kind, run in groupby(_known(lines), key=lambda known: known[0])]
    return tuple(block for kind, run in runs for block in _block(kind, run))


def _known(lines: list[str]) -> list[tuple[str, str]]:
    """Each line with its kind; a line that goes on below a row or an item belongs to that."""
    found: list[tuple[str, str]] = []
    for line in lines:
        kind = _kind(line)
        if kind == "paragraph" and found and found[-1][0] in ("item", "row"):
            found[-1] = (found[-1][0], f"{found[-1][1]}\n{line}")
        else:
            found.append((kind, line))
    return found


def _kind(line: str) -> str:
    if not line:
        return "gap"
    if line.startswith(HEADING):
        return "heading"
    if line.startswith(ITEM):
        return "item"
    return "row" if ROW in f"{line} " else "paragraph"


def _block(kind: str, lines: list[str]) -> list[Block]:
    if kind == "heading":
        return [Block("heading", line.removeprefix(HEADING)) for line in lines]
    if kind == "item":
        return [Block("list", items=tuple(line.removeprefix(ITEM) for line in lines))]
    if kind == "row":
        return [Block("form", rows=tuple(_row(line) for line in lines))]
    return [Block("paragraph", "\n".join(lines))] if kind == "paragraph" else []


def _row(line: str) -> tuple[str, str]:
    label, _, value = f"{line} ".partition(ROW)
    return label.strip(), value.strip()
