"""Turns blocks into clauses, each with a place name that follows the document's own numbering.

Places are made so:

- a numbered or lettered section gives its own number or letter: 3, then 3.a;
- a heading without a number, under a numbered one, gives a letter from its words, an audience's first:
  "Rules for staff" under 4 is 4.s; where that letter is taken it grows: "Cyber…" after "Child…" is cy;
- where no section of the document has a number, its sections are counted: 1, 2, 3;
- list items and paragraphs give their own number or letter where they have one, else they are counted in
  order through their section: 3.a.2;
- items under an item are lettered, and items under those counted: 3.a.2.b, 3.a.2.b.1;
- a line that leads a list ("Staff must:") is set aside and stands in the section's title path; its items
  belong to the section where nothing stands before it, else the line takes a number: 1.6.a;
- text before the first section, or before the numbered parts of a section, stands under 0: 0.1, 4.0.1;
- an appendix keeps its number or letter: app-1.2;
- a place that is taken gets "-2".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schoolgate.engines.documents import headings, labels, tree, words
from schoolgate.engines.documents.shapes import Block, ParsedDocument, ReadClause, SetAside

BETWEEN = " › "
#: Letters that audiences give to headings without a number; "p" is pupils', so parents take two.
_AUDIENCE_LETTERS = {words.PUPIL: "p", words.STAFF: "s", words.PARENT: "pa", words.GOVERNOR: "g"}


def read(blocks: Sequence[Block], *, fallback_title: str) -> ParsedDocument:
    """Name the clauses of a document and list, in order, what is set aside."""
    title, decided = headings.decide(headings.with_marks(blocks))
    builder = tree.Builder(decided)
    root = builder.build()
    namer = _Namer(root)
    aside = [*builder.aside, *namer.aside]
    clauses = sorted(namer.clauses, key=lambda each: each.at)
    return ParsedDocument(
        title or fallback_title,
        tuple(_clause(each, title) for each in clauses),
        tuple(SetAside(each.text, each.why) for each in sorted(aside, key=lambda each: each.at)),
    )


@dataclass(frozen=True)
class _Named:
    at: int
    place: str
    text: str
    path: tuple[str, ...]


def _clause(named: _Named, title: str) -> ReadClause:
    section = BETWEEN.join(title.rstrip(" :-–") for title in named.path)
    audience = words.audience(named.text, (title, *named.path))
    return ReadClause(named.place, named.text, section, audience, words.strength(named.text, named.path))


class _Namer:
    """Walks the tree and names what it finds; no two clauses get one name."""

    def __init__(self, root: tree.Section) -> None:
        self.clauses: list[_Named] = []
        self.aside: list[tree.Aside] = []
        self.taken: set[str] = set()
        self.unnumbered = not any(section.mark.numbered for section in root.sections())
        self._section(root, "")

    def _section(self, section: tree.Section, prefix: str) -> None:
        path = tuple(each.title for each in section.line() if each.title)
        self._set_heading_aside(section)
        names = _section_names(section, self.unnumbered)
        before = bool(prefix == "" and names) or any(name.isdigit() for name in names.values())
        entries = f"{_join(prefix, '0')}" if before else prefix
        counted = _Count({entry.mark.parts[-1] for entry in section.entries() if entry.mark.numbered})
        own = (entry.at for entry in section.entries() if entry.mark.style in ("dotted", "number"))
        first_numbered = min(own, default=-1)
        leading = _Count(set())
        for child in section.children:
            if isinstance(child, tree.Section):
                self._section(child, self._unique(_join(prefix, names[id(child)])))
            elif child.at < first_numbered and not child.mark.numbered:
                self._entry(child, _join(prefix, "0"), path, leading)
            else:
                self._entry(child, entries, path, counted)

    def _set_heading_aside(self, section: tree.Section) -> None:
        if section.title:
            why = "heading" if _has_entries(section) else "heading with nothing under it"
            self.aside.append(tree.Aside(section.at, f"{section.mark.raw} {section.title}".strip(), why))

    def _entry(self, entry: tree.Entry, prefix: str, path: tuple[str, ...], counted: _Count) -> None:
        leads = entry.leads or (bool(entry.children) and entry.text.endswith(":"))
        if leads:
            text = entry.text if entry.mark.style == "bullet" else f"{entry.mark.raw} {entry.text}".strip()
            self.aside.append(tree.Aside(entry.at, text, "line that leads the items under it"))
            if entry.leads and not counted.used:
                for child in entry.children:
                    self._entry(child, prefix, (*path, entry.text), counted)
                return
        place = self._place(entry, prefix, counted)
        if not leads:
            place = self._unique(place)
            self.clauses.append(_Named(entry.at, place, entry.text, path))
        below = (*path, entry.text) if leads else path
        letters = place.rpartition(".")[2].isdigit()
        inner = _Count({child.mark.parts[-1] for child in entry.children if child.mark.numbered}, letters)
        for child in entry.children:
            self._entry(child, place, below, inner)

    def _place(self, entry: tree.Entry, prefix: str, counted: _Count) -> str:
        if entry.mark.style == "dotted":
            return ".".join(entry.mark.parts)
        own = entry.mark.parts[-1] if entry.mark.numbered else ""
        return _join(prefix, counted.name(own))

    def _unique(self, place: str) -> str:
        name, again = place, 1
        while name in self.taken:
            again += 1
            name = f"{place}-{again}"
        self.taken.add(name)
        return name


class _Count:
    """Counts the entries of one list, keeping clear of the numbers that some bring with them."""

    def __init__(self, reserved: set[str], letters: bool = False) -> None:
        self.reserved = reserved
        self.letters = letters
        self.used: set[str] = set()
        self.count = 0

    def name(self, own: str) -> str:
        """The entry's own number, or the next that is free."""
        if own and own not in self.used:
            self.used.add(own)
            return own
        name = ""
        while not name or name in self.used or name in self.reserved:
            self.count += 1
            name = labels.letter(self.count) if self.letters else str(self.count)
        self.used.add(name)
        return name


def _section_names(section: tree.Section, unnumbered: bool) -> dict[int, str]:
    """A name for each section under this one: first those with numbers, then those that need a name."""
    names: dict[int, str] = {}
    used: set[str] = set()
    for child in section.sections():
        if child.mark.numbered:
            name = _number_of(child, section)
            names[id(child)] = name
            used.add(name)
    for place, child in enumerate(section.sections(), 1):
        if id(child) in names:
            continue
        plain = unnumbered and section.parent is None
        name = str(place) if plain else next(each for each in _short_names(child.title) if each not in used)
        names[id(child)] = name
        used.add(name)
    return names


def _number_of(child: tree.Section, parent: tree.Section) -> str:
    if child.mark.style != "dotted":
        name = child.mark.parts[-1]
        return f"app-{name}" if child.mark.style == "annex" else name
    above = tree.full_number(parent)
    own = child.mark.parts
    return ".".join(own[len(above) :] if own[: len(above)] == above else own)


def _short_names(title: str) -> Iterator[str]:
    """Names for a heading without a number: its audience's letter, its first word's beginning, any letter."""
    audiences = words.audience_of(title)
    if len(audiences) == 1:
        yield _AUDIENCE_LETTERS[audiences[0]]
    telling = [word for word in re.findall(r"[a-z]+", title.casefold()) if word not in words.SMALL_WORDS]
    first = telling[0] if telling else "x"
    yield from (first[:length] for length in range(1, len(first) + 1))
    number = 1
    while True:
        number += 1
        yield f"{first}{number}"


def _has_entries(section: tree.Section) -> bool:
    return bool(section.entries()) or any(_has_entries(child) for child in section.sections())


def _join(prefix: str, name: str) -> str:
    return f"{prefix}.{name}" if prefix else name
