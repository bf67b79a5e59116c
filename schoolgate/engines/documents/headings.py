"""Tells title, contents and headings from the sentences, whatever the format said about them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from schoolgate.engines.documents import marks
from schoolgate.engines.documents.marks import Mark
from schoolgate.engines.documents.shapes import Block, BlockKind

_CONTENTS_TITLES = {"contents", "table of contents", "index", "contents page"}
_LEADER = re.compile(r"(?:\t|\s{2,}|[.…_·\s]{3,}|…)[.…_·\s]*\d{1,3}\s*$")
_DUTY = re.compile(r"\b(must|should|shall|will|may|can|cannot|are to|is to|is|are|never|please|ensure)\b", re.I)
_ASKS = re.compile(r"^(how|what|why|when|where|who|which)\b", re.I)
_INNER_STOP = re.compile(r"[.!?]\s+[A-Z]")
_POLICY_WORDS = re.compile(
    r"\b(policy|policies|agreement|guidance|guidelines|code|statement|procedures?|rules|handbook|charter)\b", re.I
)
_GOES_ON = re.compile(r"^(must|should|shall|will|may|can|cannot|are|is|have|has|not|be|being|to|do|does)\b", re.I)
_OPEN_END = re.compile(
    r"\b(to|the|that|of|for|by|in|on|with|are|is|be|include|includes|including|should|must|will|may|not|ensure|"
    r"following|follows|shall|can|cannot|and|or)\s*[:;–-]+$",
    re.I,
)
_BLANK = re.compile(r"[._…]{5,}|(?:[._…] ){4,}")
MOST_WORDS = 12
_TEXT = (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.HEADING, BlockKind.ROW, BlockKind.TITLE)
_LINES = (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.HEADING)


def mark_of(block: Block) -> Mark:
    """The block's own number or bullet."""
    return marks.parse(block.mark)


def with_marks(blocks: Sequence[Block]) -> list[Block]:
    """Take the numbers off the texts, where a reader left them there."""
    return [_with_mark(block) for block in blocks]


def decide(blocks: Sequence[Block]) -> tuple[str, list[Block]]:
    """Find the title and make every block what it is; a block's kind is then final."""
    found = _without_contents(list(blocks))
    title, found = _take_title([_without_blanks(block) for block in found])
    return title, _headings(found)


def completes(items: Sequence[Block]) -> bool:
    """Whether the items go on with the sentence that stands over them."""
    joined = [item for item in items if item.text and (item.text[0].islower() or _GOES_ON.match(item.text))]
    return len(joined) * 2 > len(items)


def shaped_like_heading(text: str) -> bool:
    """Short, without an end, without a duty in it."""
    words = text.split()
    first = next((letter for letter in text if letter.isalpha()), "")
    return (
        0 < len(words) <= MOST_WORDS
        and bool(first)
        and not first.islower()
        and text[-1] not in ".!?,;"
        and not _INNER_STOP.search(text)
        and not (_DUTY.search(text) and not _ASKS.match(text))
    )


def _with_mark(block: Block) -> Block:
    if block.kind not in _LINES or (block.mark and block.kind is not BlockKind.ITEM):
        return block
    mark, rest = marks.split(block.text)
    if block.mark:  # a bullet typed after the program's own bullet
        return replace(block, text=rest) if mark.style == "bullet" and rest else block
    if mark.raw and (mark.numbered or block.kind is not BlockKind.HEADING):
        kind = BlockKind.ITEM if mark.style == "bullet" else block.kind
        return replace(block, mark=mark.raw, text=rest, kind=kind)
    return block


def _key(block: Block) -> str:
    text = _LEADER.sub("", block.text)
    text = re.sub(r"\s\d{1,3}$", "", text)
    return " ".join(re.findall(r"\w+", text.casefold()))


def _without_contents(blocks: list[Block]) -> list[Block]:
    """Mark the table of contents: what it lists comes again, or ends in a page number."""
    marked = set(_listed(blocks)) | set(_leaders(blocks))
    return [replace(block, kind=BlockKind.CONTENTS) if at in marked else block for at, block in enumerate(blocks)]


def _listed(blocks: list[Block]) -> list[int]:
    start = next((at for at, block in enumerate(blocks) if _contents_title(block)), None)
    if start is None:
        return []
    lines = [at for at in range(start + 1, len(blocks)) if blocks[at].kind in _LINES]
    keys = [_key(blocks[at]) for at in lines]
    seen: set[str] = set()
    taken = [start]
    for place, at in enumerate(lines):
        entry = _LEADER.search(blocks[at].text) is not None
        again = keys[place] in keys[place + 1 :] and keys[place] not in seen
        near = any(key in keys[place + 2 :] and key not in seen for key in keys[place + 1 : place + 2])
        if keys[place] in seen or not (entry or again or (near and len(keys[place].split()) <= MOST_WORDS)):
            break
        seen.add(keys[place])
        taken.append(at)
    return taken if len(taken) > 1 else [start]


def _leaders(blocks: list[Block]) -> list[int]:
    """Three or more lines in a row that end in dots or a gap and a page number."""
    found: list[int] = []
    run: list[int] = []
    for at, block in enumerate([*blocks, Block(BlockKind.PARAGRAPH, "")]):
        if block.kind in _LINES and _LEADER.search(block.text):
            run.append(at)
        elif block.kind in _TEXT:
            found.extend(run if len(run) >= 3 else [])
            run = []
    return found


def _without_blanks(block: Block) -> Block:
    """Set lines for a signature or a date aside."""
    blank = block.kind in _LINES and _BLANK.search(block.text) and not _DUTY.search(block.text)
    short = len(block.text.split()) <= MOST_WORDS
    return replace(block, kind=BlockKind.FURNITURE, why="line to fill in") if blank and short else block


def _contents_title(block: Block) -> bool:
    return block.kind in (*_LINES, BlockKind.TITLE) and block.text.strip(" :").casefold() in _CONTENTS_TITLES


def _take_title(blocks: list[Block]) -> tuple[str, list[Block]]:
    """Find the title, and the short lines of a title page that stand before the first section."""
    texts = [at for at, block in enumerate(blocks) if block.kind in _TEXT]
    titled = [at for at in texts if blocks[at].kind is BlockKind.TITLE]
    first = titled[0] if titled else next(iter(texts), None)
    if first is None or not (titled or _is_title(blocks, first, texts)):
        return "", blocks
    blocks = [*blocks]
    if not titled:
        first = _telling(blocks, first, texts)
    title = " ".join(blocks[first].text.split())
    for at in titled or [first]:
        blocks[at] = replace(blocks[at], kind=BlockKind.FURNITURE, why="title")
    for at in texts:
        block = blocks[at]
        if block.kind is BlockKind.FURNITURE:
            continue
        heading = block.kind is BlockKind.HEADING or mark_of(block).raw
        if at > first and (heading or not _on_title_page(block, blocks, at)):
            break
        blocks[at] = replace(block, kind=BlockKind.FURNITURE, why="title page")
    return title, blocks


def _telling(blocks: list[Block], first: int, texts: list[int]) -> int:
    """The title's place, also where the school's name stands on the line over it."""
    if _POLICY_WORDS.search(blocks[first].text):
        return first
    after = next((at for at in texts if at > first), first)
    return after if _names_document(blocks[after]) else first


def _names_document(block: Block) -> bool:
    plain = block.kind is BlockKind.PARAGRAPH and not mark_of(block).raw
    return plain and shaped_like_heading(block.text) and bool(_POLICY_WORDS.search(block.text))


def _is_title(blocks: list[Block], first: int, texts: list[int]) -> bool:
    block = blocks[first]
    if mark_of(block).raw or len(block.text.split()) > 15 or block.text.endswith((".", ":", ";")):
        return False
    others = [blocks[at] for at in texts[1:]]
    if not others:
        return False
    if block.kind is BlockKind.HEADING:
        same = [other for other in others if other.kind is BlockKind.HEADING and other.level <= block.level]
        return not [other for other in same if not mark_of(other).raw] or bool(_POLICY_WORDS.search(block.text))
    if not shaped_like_heading(block.text) and not block.strong:
        return False
    after = others[0]
    listed = any(other.kind is BlockKind.CONTENTS for other in blocks[first : texts[1]])
    sectioned = after.kind is BlockKind.HEADING or mark_of(after).numbered or shaped_like_heading(after.text)
    return listed or sectioned or bool(_POLICY_WORDS.search(block.text))


def _on_title_page(block: Block, blocks: list[Block], at: int) -> bool:
    """A short line without a duty, with another heading-like line or the contents still to come."""
    if block.kind is BlockKind.ROW:
        return not any(_DUTY.search(cell) for cell in block.cells) and len(block.text.split()) <= MOST_WORDS
    details = re.match(r"^[\w ’'()/-]{2,40}:\s+\S", block.text)
    if _DUTY.search(block.text) or len(block.text.split()) > MOST_WORDS or block.text.endswith((".", ":")):
        return False
    following = next((other for other in blocks[at + 1 :] if other.kind in (*_TEXT, BlockKind.CONTENTS)), None)
    listed = following is not None and following.kind is BlockKind.CONTENTS
    return bool(details) or listed or _names_document(block)


def _headings(blocks: list[Block]) -> list[Block]:
    """Decide, line by line, which are headings; a numbered line may need to know what became of the last."""
    texts = [at for at, block in enumerate(blocks) if block.kind in _TEXT]
    found = [*blocks]
    last = _Last()
    for place, at in enumerate(texts):
        block = found[at]
        if block.kind not in _LINES:
            continue
        following = found[texts[place + 1]] if place + 1 < len(texts) else None
        mark = mark_of(block)
        heading = _is_heading(block, mark, following, last, _run(found, texts, place))
        kind = BlockKind.HEADING if heading else BlockKind.ITEM if mark.raw else BlockKind.PARAGRAPH
        found[at] = replace(block, kind=kind)
        last.remember(block, mark, heading)
    return found


class _Last:
    """The last number seen of each style, among headings and among list items."""

    def __init__(self) -> None:
        self.headings: dict[str, Mark] = {}
        self.items: dict[str, tuple[Mark, bool]] = {}

    def remember(self, block: Block, mark: Mark, heading: bool) -> None:
        if heading:
            self.items.clear()
            if mark.style in ("number", "annex", ""):
                self.headings.pop("letter", None)
                self.headings.pop("roman", None)
            self.headings[mark.style] = mark
        elif mark.numbered:
            self.items[mark.style] = (mark, shaped_like_heading(block.text))


def _run(blocks: list[Block], texts: list[int], place: int) -> list[Block]:
    """The list items that follow, up to the next block of another kind."""
    found: list[Block] = []
    for at in texts[place + 1 :]:
        if blocks[at].kind is not BlockKind.ITEM or mark_of(blocks[at]).style != "bullet":
            break
        found.append(blocks[at])
    return found


def _is_heading(block: Block, mark: Mark, following: Block | None, last: _Last, items: list[Block]) -> bool:
    if not block.text:
        return mark.numbered
    if block.kind is BlockKind.HEADING:
        return len(block.text.split()) <= 30
    if mark.style == "bullet" or not shaped_like_heading(block.text):
        return False
    if mark.numbered:
        return _numbered_heading(block, mark, following, last)
    return _unnumbered_heading(block, following, items)


def _numbered_heading(block: Block, mark: Mark, following: Block | None, last: _Last) -> bool:
    """A short numbered line is a heading where it goes on with the headings' numbers, not with a list's."""
    heading = last.headings.get(mark.style, marks.NONE)
    item, item_shaped = last.items.get(mark.style, (marks.NONE, False))
    later = heading.style == "number" and marks.value(mark) > marks.value(heading)
    goes_on = marks.follows(heading, mark) or later
    if marks.follows(item, mark) and (item_shaped or not goes_on) and not block.strong:
        return False
    if goes_on:
        return True
    if following is None:
        return False
    other = mark_of(following)
    return block.strong or not (other.style == mark.style and marks.follows(mark, other))


def _unnumbered_heading(block: Block, following: Block | None, items: list[Block]) -> bool:
    if following is None or not block.apart:
        return False
    if block.text.endswith(":"):
        return bool(block.strong or not items or not completes(items)) and not _OPEN_END.search(block.text)
    if block.strong:
        return True
    other = mark_of(following)
    nothing_under = following.kind is BlockKind.HEADING or (other.numbered and shaped_like_heading(following.text))
    lettered = other.style in ("letter", "roman")
    return not nothing_under or lettered
