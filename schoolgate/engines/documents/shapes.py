"""The shapes that the readers, the outline and the matcher hand to one another."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Unreadable(Exception):
    """The file cannot be read; the message says what is wrong and what would be right."""


@dataclass(frozen=True)
class ReadClause:
    """One clause of a document, with what its words suggest about it."""

    place: str
    text: str
    section: str
    audience: tuple[str, ...]
    strength: str


@dataclass(frozen=True)
class SetAside:
    """Words of the document that are no clause, and why."""

    text: str
    why: str


@dataclass(frozen=True)
class ParsedDocument:
    """A document read: its title, its clauses and everything else, in the document's order."""

    title: str
    clauses: tuple[ReadClause, ...]
    set_aside: tuple[SetAside, ...]


class BlockKind(enum.StrEnum):
    """What a reader saw."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    CONTENTS = "contents"
    PICTURE = "picture"
    FURNITURE = "furniture"


@dataclass(frozen=True)
class Block:
    """One piece of a document, as any of the readers sees it.

    `mark` is the number or bullet as the document shows it ("3.", "(b)", "•"). `level` is the level of a
    styled heading, 1 the highest, or 0 where the format has none. `indent` orders list items by depth, in
    whatever unit the format has. `strong` is text that stands out: bold or larger. `apart` is text with an
    empty line before it. `cells` are a table row's.
    """

    kind: BlockKind
    text: str
    mark: str = ""
    level: int = 0
    indent: float = 0.0
    strong: bool = False
    apart: bool = True
    why: str = ""
    cells: tuple[str, ...] = ()
