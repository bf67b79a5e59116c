"""Reads Markdown with markdown-it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import markdown_it
from markdown_it.token import Token

from schoolgate.engines.documents import plain
from schoolgate.engines.documents.shapes import Block, BlockKind

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_TAGS = re.compile(r"<!--.*?-->|<[^>]+>", re.S)


def blocks(text: str) -> list[Block]:
    """Read Markdown into blocks; what stands in front matter is set aside."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found: list[Block] = []
    front = _FRONT_MATTER.match(text)
    if front:
        found.append(Block(BlockKind.FURNITURE, " ".join(front.group(1).split()), why="front matter"))
        text = text[front.end() :]
    tokens = markdown_it.MarkdownIt("commonmark").enable("table").parse(text)
    return found + _Walk().read(tokens)


class _Walk:
    """Walks the tokens, remembering in which lists it stands."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.lists = 0
        self.marks: list[str] = []
        self.fresh = False
        self.heading = 0
        self.cells: list[str] | None = None

    def read(self, tokens: Sequence[Token]) -> list[Block]:
        for token in tokens:
            handler = getattr(self, f"_{token.type}", None)
            if handler is not None:
                handler(token)
        return self.blocks

    def _bullet_list_open(self, token: Token) -> None:
        self.lists += 1

    _ordered_list_open = _bullet_list_open

    def _bullet_list_close(self, token: Token) -> None:
        self.lists -= 1

    _ordered_list_close = _bullet_list_close

    def _list_item_open(self, token: Token) -> None:
        self.marks.append(f"{token.info}{token.markup}" if token.info else token.markup)
        self.fresh = True

    def _list_item_close(self, token: Token) -> None:
        mark = self.marks.pop()
        if self.fresh and mark[:1].isdigit():
            self.blocks.append(Block(BlockKind.PARAGRAPH, mark))
        self.fresh = False

    def _heading_open(self, token: Token) -> None:
        self.heading = int(token.tag[1:])

    def _heading_close(self, token: Token) -> None:
        self.heading = 0

    def _tr_open(self, token: Token) -> None:
        self.cells = []

    def _tr_close(self, token: Token) -> None:
        if self.cells is not None and any(self.cells):
            self.blocks.append(Block(BlockKind.ROW, " ".join(self.cells), cells=tuple(self.cells)))
        self.cells = None

    def _fence(self, token: Token) -> None:
        self._lines(token.content)

    _code_block = _fence

    def _html_block(self, token: Token) -> None:
        self._lines(_TAGS.sub(" ", token.content))

    def _lines(self, text: str) -> None:
        self.blocks.extend(plain.blocks(text))

    def _inline(self, token: Token) -> None:
        children = token.children or []
        text = _text(children)
        pictures = [Block(BlockKind.PICTURE, child.content) for child in children if child.type == "image"]
        if self.cells is not None:
            self.cells.append(" ".join(text.split()))
        elif text.strip():
            self._add(text, children)
        self.blocks.extend(pictures)

    def _add(self, text: str, children: Sequence[Token]) -> None:
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        if self.heading:
            self.blocks.append(Block(BlockKind.HEADING, " ".join(lines), level=self.heading))
        elif self.marks:
            self._add_item(" ".join(lines), _only_a_link(children))
        else:
            strong = bool(children) and children[0].type == children[-1].type[:-5] + "open" == "strong_open"
            read = plain.blocks("\n".join(lines))
            self.blocks.extend(replace(block, strong=strong, apart=at == 0) for at, block in enumerate(read))

    def _add_item(self, text: str, link: bool) -> None:
        if link:
            self.blocks.append(Block(BlockKind.CONTENTS, text))
        elif self.fresh:
            self.blocks.append(Block(BlockKind.ITEM, text, mark=self.marks[-1], indent=self.lists))
        elif self.blocks and self.blocks[-1].kind is BlockKind.ITEM and self.blocks[-1].text.endswith((".", "!", "?")):
            self.blocks[-1] = replace(self.blocks[-1], text=f"{self.blocks[-1].text} {text}")
        else:
            self.blocks.append(Block(BlockKind.PARAGRAPH, text))
        self.fresh = False


def _text(children: Sequence[Token]) -> str:
    parts = []
    for child in children:
        if child.type in ("text", "code_inline", "text_special"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type == "html_inline":
            parts.append("\n" if child.content.casefold().startswith("<br") else "")
    return "".join(parts)


def _only_a_link(children: Sequence[Token]) -> bool:
    """An item that is nothing but a link within the document is an entry of a contents list."""
    seen = [child for child in children if child.content.strip() or child.type == "link_open"]
    first = seen[0] if seen else None
    return (
        first is not None
        and first.type == "link_open"
        and str(first.attrGet("href") or "").startswith("#")
        and len(seen) == 2
    )
