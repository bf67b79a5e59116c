"""Reads the Markdown files of the model policy."""

import dataclasses
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

AUDIENCES = ("pupil", "parent", "staff", "governor")
STRENGTHS = ("must", "should", "good practice")
ENFORCED = ("signed", "taught", "ruled", "screened", "filtered", "watched", "reported", "recorded", "reviewed", "human")
PICTURES = ("lock", "phone", "heart", "speech", "shield", "eye", "hand", "school", "star", "clock")
PLACEHOLDERS = ("dsl", "head", "chair", "lado", "school")
SURE = ("confirmed", "secondary", "unconfirmed")

FIELDS = ("for", "strength", "parents", "child", "put in force by", "legal", "words", "group", "picture")
OPTIONAL = ("legal",)
REPEATABLE = ("legal",)

_CLAUSE = re.compile(r"\*\*(?P<id>[^*]+)\*\*(?P<text>.*)", re.DOTALL)
_ID = re.compile(r"(?P<section>\d+(?:\.[a-z])?)\.\d+[a-z]?")
_NUMBERED = re.compile(r"(?P<number>\d+) (?P<name>.+)")
_LETTERED = re.compile(r"(?P<letter>[a-z]) (?P<name>.+)")
_FIELD = re.compile(r"(?P<name>[a-z ]+):(?P<value>.*)", re.DOTALL)
_LEGAL = re.compile(rf".+ \(.+\) \[(?:{'|'.join(SURE)})\]")
_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")


class Malformed(Exception):
    """A file of the model policy is malformed; the message names the file and the line."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}, line {line}: {reason}")
        self.file = file
        self.line = line
        self.reason = reason


@dataclass(frozen=True)
class PackClause:
    """One clause of the model policy, in the wording for each of its readers.

    Officers and the school stand in the sentences as placeholders such as `{dsl}`.
    """

    id: str
    section: str
    text: str
    audience: tuple[str, ...]
    strength: str
    gloss: str
    child: str
    enforced: tuple[str, ...]
    legal: tuple[str, ...]
    words: tuple[str, ...]
    group: str
    picture: str


@dataclass(frozen=True)
class Line:
    """A heading, a paragraph or a bullet: its kind (h1, h2, p, li), its words and where it begins."""

    kind: str
    words: str
    number: int


@dataclass(frozen=True)
class Place:
    """Where in the policy a clause stands: the start its id must have, and the section's name."""

    prefix: str
    name: str


def decode(file: str, raw: bytes) -> str:
    """The words of a file; `Broken` at the first byte that is not UTF-8."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Malformed(file, line, "a character here is not UTF-8; save the file as UTF-8.") from error


def read_title(file: str, source: str) -> str:
    """The policy's title, the only heading of its file; `Broken` when there is more or less than that."""
    lines = list(_lines(file, source))
    if not lines:
        raise Malformed(file, 1, "the title is missing; write it as one heading, such as # Our policy.")
    if lines[0].kind != "h1":
        raise Malformed(file, lines[0].number, "the title must be a heading that begins with one #.")
    if len(lines) > 1:
        raise Malformed(file, lines[1].number, "only the title belongs in this file.")
    return lines[0].words


def read_clauses(files: Iterable[tuple[str, str]]) -> tuple[PackClause, ...]:
    """The clauses of all sections in document order, from pairs of file name and Markdown text.

    `Broken` when a file has no section or no clause, a field is missing, unknown or repeated,
    a word is outside its vocabulary, or two clauses share an id.
    """
    found: dict[str, PackClause] = {}
    for file, source in files:
        for line, clause in _read_section(file, source):
            if clause.id in found:
                raise Malformed(file, line, f"the clause {clause.id} has been written before.")
            found[clause.id] = clause
    return tuple(found.values())


def _read_section(file: str, source: str) -> Iterator[tuple[int, PackClause]]:
    lines = list(_lines(file, source))
    if not lines or lines[0].kind != "h1":
        number = lines[0].number if lines else 1
        raise Malformed(file, number, "the file must begin with its section, such as # 3 Responsible use.")
    section = place = _section(file, lines[0])
    empty = True
    at = 1
    while at < len(lines):
        line = lines[at]
        at += 1
        if line.kind == "h1":
            raise Malformed(file, line.number, "a file holds one section; move this one to a file of its own.")
        if line.kind == "h2":
            place = _part(file, line, section)
            continue
        if line.kind == "li":
            raise Malformed(file, line.number, "this bullet stands before any clause.")
        bullets = list(itertools.takewhile(lambda item: item.kind == "li", lines[at:]))
        at += len(bullets)
        empty = False
        yield line.number, _clause(file, line, bullets, place)
    if empty:
        raise Malformed(file, lines[-1].number, "the section has no clause.")


def _lines(file: str, source: str) -> Iterator[Line]:
    tokens = MarkdownIt("commonmark").parse(source)
    outer: list[Token] = []
    for token in tokens:
        if token.nesting == 1:
            outer.append(token)
        elif token.nesting == -1:
            outer.pop()
        elif token.type == "inline":
            yield _line(file, token, outer)
        else:
            kind = token.type.replace("_", " ")
            raise Malformed(file, _number(token), f"a policy file holds no {kind}.")


def _line(file: str, token: Token, outer: list[Token]) -> Line:
    shape = [other.tag for other in outer]
    words = " ".join(token.content.split())
    if shape in (["h1"], ["h2"], ["p"]):
        return Line(shape[0], words, _number(token))
    if shape == ["ul", "li", "p"]:
        return Line("li", words, _number(token))
    reason = "only section headings, clauses and one level of bullets belong in a policy file."
    raise Malformed(file, _number(token), reason)


def _number(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _section(file: str, line: Line) -> Place:
    match = _NUMBERED.fullmatch(line.words)
    if match is None:
        raise Malformed(file, line.number, "a section's heading is a number and a name, such as # 2 Scope.")
    return Place(match["number"], line.words)


def _part(file: str, line: Line, section: Place) -> Place:
    match = _LETTERED.fullmatch(line.words)
    if match is None:
        raise Malformed(file, line.number, "a part's heading is a letter and a name, such as ## a Pupils.")
    return Place(f"{section.prefix}.{match['letter']}", f"{section.name} – {line.words}")


def _clause(file: str, line: Line, bullets: list[Line], place: Place) -> PackClause:
    id, text = _opening(file, line, place)
    fields = _fields(file, id, line.number, bullets)
    once = {name: values[0].words for name, values in fields.items()}
    return PackClause(
        id=id,
        section=place.name,
        text=text,
        audience=_several(file, fields["for"][0], AUDIENCES, "an audience"),
        strength=_one(file, fields["strength"][0], STRENGTHS, "a strength"),
        gloss=once["parents"],
        child=once["child"],
        enforced=_several(file, fields["put in force by"][0], ENFORCED, "a way to put a clause in force"),
        legal=tuple(_legal(file, note) for note in fields.get("legal", ())),
        words=tuple(_split(file, fields["words"][0])),
        group=once["group"],
        picture=_one(file, fields["picture"][0], PICTURES, "a picture"),
    )


def _opening(file: str, line: Line, place: Place) -> tuple[str, str]:
    match = _CLAUSE.fullmatch(line.words)
    if match is None:
        raise Malformed(file, line.number, "this sentence has no clause id; begin it with one, as in **3.a.2**.")
    id, text = match["id"].strip(), match["text"].strip()
    numbered = _ID.fullmatch(id)
    if numbered is None:
        raise Malformed(file, line.number, f"{id!r} is no clause id; one looks like 1.4a or 3.a.2.")
    if numbered["section"] != place.prefix:
        raise Malformed(file, line.number, f"the clause {id} does not belong to the section {place.name!r}.")
    if not text:
        raise Malformed(file, line.number, f"the clause {id} has no sentence.")
    _check_placeholders(file, line)
    return id, text


def _fields(file: str, id: str, opened: int, bullets: list[Line]) -> dict[str, list[Line]]:
    fields: dict[str, list[Line]] = {}
    for bullet in bullets:
        match = _FIELD.fullmatch(bullet.words)
        if match is None or match["name"] not in FIELDS:
            known = ", ".join(FIELDS)
            raise Malformed(file, bullet.number, f"a bullet begins with one of these and a colon: {known}.")
        name, value = match["name"], match["value"].strip()
        if not value:
            raise Malformed(file, bullet.number, f"nothing is written after {name!r}.")
        if name in fields and name not in REPEATABLE:
            raise Malformed(file, bullet.number, f"the clause {id} has {name!r} twice.")
        _check_placeholders(file, bullet)
        fields.setdefault(name, []).append(dataclasses.replace(bullet, words=value))
    for name in FIELDS:
        if name not in fields and name not in OPTIONAL:
            raise Malformed(file, opened, f"the clause {id} lacks {name!r}.")
    return fields


def _split(file: str, line: Line) -> list[str]:
    values = [value.strip() for value in line.words.split(",")]
    if not all(values):
        raise Malformed(file, line.number, "a comma stands where a word is missing.")
    if len(set(values)) < len(values):
        raise Malformed(file, line.number, "a word is listed twice.")
    return values


def _several(file: str, line: Line, known: tuple[str, ...], what: str) -> tuple[str, ...]:
    values = _split(file, line)
    for value in values:
        _one(file, dataclasses.replace(line, words=value), known, what)
    return tuple(values)


def _one(file: str, line: Line, known: tuple[str, ...], what: str) -> str:
    if line.words not in known:
        raise Malformed(file, line.number, f"{line.words!r} is not {what}; choose from: {', '.join(known)}.")
    return line.words


def _legal(file: str, line: Line) -> str:
    if _LEGAL.fullmatch(line.words) is None:
        sure = " or ".join(f"[{item}]" for item in SURE)
        raise Malformed(file, line.number, f"a legal note ends with its reference in brackets and {sure}.")
    return line.words


def _check_placeholders(file: str, line: Line) -> None:
    for match in _BRACES.finditer(line.words):
        if match[1] not in PLACEHOLDERS:
            known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
            raise Malformed(file, line.number, f"{match[0]!r} is no placeholder; choose from: {known}.")
