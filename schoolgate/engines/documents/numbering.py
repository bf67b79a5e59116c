"""Counts Word's automatic numbers, which the file describes but does not contain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from schoolgate.engines.documents import labels


@dataclass(frozen=True)
class Number:
    """The number or bullet of a paragraph as it is shown, and its indent in twips."""

    text: str
    indent: float


class Counters:
    """The running counts of all lists of one document."""

    def __init__(self, document: Any) -> None:
        self.counts: dict[tuple[str, int], int] = {}
        self.seen: set[str] = set()
        self.abstract: dict[str, Any] = {}
        self.lists: dict[str, Any] = {}
        if any(rel.reltype.endswith("/numbering") for rel in document.part.rels.values()):
            root = document.part.numbering_part.element
            for element in root.iterchildren(qn("w:abstractNum")):
                self.abstract[element.get(qn("w:abstractNumId"))] = element
            for element in root.iterchildren(qn("w:num")):
                self.lists[element.get(qn("w:numId"))] = element

    def number(self, paragraph: Any, styles: list[Any]) -> Number | None:
        """Count this paragraph and write its number; None where it is in no list."""
        list_id, level = _list_of(paragraph, styles)
        if list_id is None or list_id not in self.lists:
            return None
        abstract_id = _value(self.lists[list_id], "w:abstractNumId")
        definition = self._level(abstract_id, level)
        if definition is None:
            return None
        self._count(list_id, abstract_id, level)
        style = _value(definition, "w:numFmt", "decimal")
        depth = indent(definition)
        shift = 360.0 * (level + 1) if depth is None else depth
        if style == "bullet":
            return Number("•", shift)
        if style == "none":
            return None
        return Number(self._written(abstract_id, definition), shift)

    def _level(self, abstract_id: str, level: int) -> Any:
        abstract = self.abstract.get(abstract_id)
        if abstract is None:
            return None
        found = (each for each in abstract.iterchildren(qn("w:lvl")) if each.get(qn("w:ilvl")) == str(level))
        return next(found, None)

    def _count(self, list_id: str, abstract_id: str, level: int) -> None:
        if list_id not in self.seen:
            self.seen.add(list_id)
            for override in self.lists[list_id].iterchildren(qn("w:lvlOverride")):
                start = override.find(qn("w:startOverride"))
                if start is not None:
                    at = int(override.get(qn("w:ilvl")))
                    self.counts[abstract_id, at] = int(start.get(qn("w:val"))) - 1
        key = (abstract_id, level)
        self.counts[key] = self.counts.get(key, self._start(abstract_id, level) - 1) + 1
        for deeper in [known for known in self.counts if known[0] == abstract_id and known[1] > level]:
            del self.counts[deeper]

    def _start(self, abstract_id: str, level: int) -> int:
        definition = self._level(abstract_id, level)
        return int(_value(definition, "w:start", "1")) if definition is not None else 1

    def _written(self, abstract_id: str, definition: Any) -> str:
        pattern = _value(definition, "w:lvlText", "%1.")

        def fill(found: re.Match[str]) -> str:
            level = int(found.group(1)) - 1
            other = self._level(abstract_id, level)
            style = _value(other, "w:numFmt", "decimal") if other is not None else "decimal"
            count = self.counts.get((abstract_id, level), self._start(abstract_id, level))
            return labels.number(count, style)

        return re.sub(r"%(\d)", fill, pattern).strip()


def indent(owner: Any) -> float | None:
    """The left indent that a paragraph, style or numbering level asks for, in twips."""
    found = owner.find(f"{qn('w:pPr')}/{qn('w:ind')}")
    if found is None:
        return None
    left = found.get(qn("w:left")) or found.get(qn("w:start"))
    return float(left) if left is not None else None


def note_texts(part: bytes) -> list[str]:
    """The texts of a footnotes or endnotes part."""
    texts = []
    for note in parse_xml(part):
        text = "".join(node.text or "" for node in note.iter(qn("w:t"))).strip()
        if text:
            texts.append(text)
    return texts


def _list_of(paragraph: Any, styles: list[Any]) -> tuple[str | None, int]:
    list_id, level = None, None
    for owner in (paragraph, *styles):
        properties = owner.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if properties is None:
            continue
        list_id = list_id or _value(properties, "w:numId", "") or None
        if level is None and (found := _value(properties, "w:ilvl", "")):
            level = int(found)
        if list_id is not None:
            break
    return list_id, level or 0


def _value(owner: Any, tag: str, otherwise: str = "") -> str:
    found = owner.find(qn(tag))
    return str(found.get(qn("w:val"))) if found is not None else otherwise
