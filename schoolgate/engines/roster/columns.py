"""What the columns of an export hold: our own headers, and those that the usual systems write."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from schoolgate import datafiles
from schoolgate.engines.roster.roll import Kind


@dataclass(frozen=True)
class _Field:
    """A field of a row: its header in our own file, its usual headers, and what a sentence calls it."""

    header: str
    usual: tuple[str, ...]
    named: str = ""


@dataclass(frozen=True)
class _File:
    """Words for each kind of people, and the fields of a row in our own file's order."""

    kinds: dict[Kind, tuple[str, ...]]
    fields: dict[str, _Field]


_FILE = datafiles.whole(Path(__file__).with_name("columns.toml"), _File)
TEMPLATE = {name: field.header for name, field in _FILE.fields.items()}
"""Each field of a row and its header in our own file, in that file's order."""
WORDS = {name: field.named or field.header for name, field in _FILE.fields.items()}
"""Each field as a sentence names it."""
KIND_WORDS = {word: kind for kind, words in _FILE.kinds.items() for word in words}

NEEDED: dict[Kind, tuple[str, ...]] = {
    "pupil": ("mis_id", "first_name", "last_name", "born_on"),
    "staff": ("mis_id", "first_name", "last_name"),
    "parent": ("first_name", "last_name", "children"),
    "governor": ("first_name", "last_name"),
}
"""The fields without which a row of that kind says too little."""

_OF_A_CHILD = ("pupil", "student", "child", "learner")
_NUMBERS = ("id", "number", "no", "upn", "admission number", "admission no", "adno", "mis id", "code", "ids")
_CHILD_NUMBERS = tuple(f"{who} {number}" for who in _OF_A_CHILD for number in _NUMBERS)
PUPIL_NUMBERS = ("admission number", "admission no", "adno", "upn", "unique pupil number", *_CHILD_NUMBERS)
"""Headers that hold a number of a pupil, so that a parent's line may name the child by any of them."""

USUAL = {name: field.usual for name, field in _FILE.fields.items()}
USUAL["children"] += PUPIL_NUMBERS
"""Each field's usual headers in exports of SIMS, Arbor, Bromcom and ScholarPack, the likeliest first."""

_CONTACTS = re.compile(r"relation|(contact|parent|guardian|carer) (id|forename|first|surname|last|legal)", re.I)
_OWN_PREFIX = ("contact ", "parent ", "guardian ", "carer ", "primary contact ")
_BARE = re.compile(r"[^a-z0-9]+")


def bare(header: str) -> str:
    """A header as it is compared: small letters and digits, one space between words."""
    return _BARE.sub(" ", header.lower()).strip()


def guess_mapping(headers: Sequence[str], kind: Kind | None = None) -> dict[str, str]:
    """Which header probably holds which field of a row; fields that none seems to hold are left out."""
    free = {bare(header): header for header in reversed(headers) if bare(header)}
    of_contacts = (kind or ("kind" not in free and guess_kind("", headers))) == "parent"
    found: dict[str, str] = {}
    for field in _order(of_contacts):
        for name in _names(field, of_contacts):
            if name in free:
                found[field] = free.pop(name)
                break
    return {field: found[field] for field in TEMPLATE if field in found}


def guess_kind(file: str, headers: Sequence[str]) -> Kind | None:
    """What kind of people a file without a kind column holds, by its name or else by its headers."""
    words = {KIND_WORDS[word] for word in bare(file.rsplit(".", 1)[0]).split() if word in KIND_WORDS}
    if "parent" in words or len(words) == 1:
        return "parent" if "parent" in words else words.pop()
    names = {bare(header) for header in headers}
    if any(_CONTACTS.search(header) for header in headers):
        return "parent"
    if names & {*PUPIL_NUMBERS, *USUAL["born_on"]} and names & {*USUAL["classroom"], *USUAL["year_group"]}:
        return "pupil"
    if any(name.startswith(("staff ", "employ", "payroll", "job ")) for name in names):
        return "staff"
    return "governor" if any("governor" in name or "office ends" in name for name in names) else None


def settled(
    headers: Sequence[str], told: Mapping[str, str], *, kind: Kind | None, strict: bool
) -> tuple[dict[str, str], dict[str, str]]:
    """The mapping to use, and what was told of but is not among the headers.

    What somebody told wins over guesses: a header for a field, nothing for a field to leave out, and for
    `kind` also the kind itself. Unless strict, headers that another file has are passed over.
    """
    mapping = guess_mapping(headers, kind)
    absent = {}
    for field, header in told.items():
        if header in headers:
            mapping = {other: name for other, name in mapping.items() if name != header} | {field: header}
        elif not header:
            mapping.pop(field, None)
        elif strict and not (field == "kind" and bare(header) in KIND_WORDS):
            absent[field] = header
    return mapping, absent


def _order(of_contacts: bool) -> list[str]:
    """The fields as they are looked for; among contacts a pupil's number is the child's and comes first."""
    return (
        ["children", *TEMPLATE] if of_contacts else [field for field in TEMPLATE if field != "children"] + ["children"]
    )


def _names(field: str, of_contacts: bool) -> list[str]:
    usual = USUAL[field]
    if not of_contacts:
        if field == "children":
            return [name for name in usual if name not in PUPIL_NUMBERS]
        own = ("pupil ", "student ", "staff ", "governor ", "legal ")
        return [*usual, *(prefix + name for prefix in own for name in usual if field != "kind")]
    prefixed = [prefix + name for prefix in _OWN_PREFIX for name in usual]
    if field == "mis_id":
        return prefixed + [name for name in usual if name not in PUPIL_NUMBERS]
    return prefixed + list(usual)
