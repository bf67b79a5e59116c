"""What the columns of an export hold: our own headers, and those that the usual systems write."""

import re
from collections.abc import Mapping, Sequence

from schoolgate.engines.roster.roll import Kind

TEMPLATE: dict[str, str] = {
    "kind": "kind",
    "mis_id": "id",
    "first_name": "first name",
    "last_name": "last name",
    "known_as": "known as",
    "born_on": "date of birth",
    "classroom": "class",
    "year_group": "year",
    "email": "email",
    "phone": "phone",
    "duties": "duties",
    "joined_on": "joined",
    "left_on": "left",
    "children": "children",
    "relation": "relation",
    "address": "address",
}
"""Each field of a row and its header in our own file, in that file's order."""

WORDS: dict[str, str] = {
    **TEMPLATE,
    "mis_id": "number (id)",
    "classroom": "class",
    "year_group": "year group",
    "joined_on": "day of joining",
    "left_on": "day of leaving",
    "children": "child's number",
}
"""Each field as a sentence names it."""

NEEDED: dict[Kind, tuple[str, ...]] = {
    "pupil": ("mis_id", "first_name", "last_name", "born_on"),
    "staff": ("mis_id", "first_name", "last_name"),
    "parent": ("first_name", "last_name", "children"),
    "governor": ("first_name", "last_name"),
}
"""The fields without which a row of that kind says too little."""

KIND_WORDS: dict[str, Kind] = {
    **dict.fromkeys(
        ("pupil", "pupils", "student", "students", "learner", "learners", "child", "children"), "pupil"
    ),
    **dict.fromkeys(("staff", "teacher", "teachers", "employee", "employees", "workforce"), "staff"),
    **dict.fromkeys(
        ("parent", "parents", "carer", "carers", "contact", "contacts", "guardian", "guardians"), "parent"
    ),
    **dict.fromkeys(("governor", "governors"), "governor"),
}

_OF_A_CHILD = ("pupil", "student", "child", "learner")
_NUMBERS = ("id", "number", "no", "upn", "admission number", "admission no", "adno", "mis id", "code", "ids")
_CHILD_NUMBERS = tuple(f"{who} {number}" for who in _OF_A_CHILD for number in _NUMBERS)
PUPIL_NUMBERS = ("admission number", "admission no", "adno", "upn", "unique pupil number", *_CHILD_NUMBERS)
"""Headers that hold a number of a pupil, so that a parent's line may name the child by any of them."""

USUAL: dict[str, tuple[str, ...]] = {
    "kind": ("kind", "person type", "kind of person", "type"),
    "mis_id": (
        "id", "mis id", "person id", "arbor id", "bromcom id", "scholarpack id", "sims id",
        "arbor student id", "arbor staff id", "contact id", "parent id", "guardian id", "carer id",
        "staff id", "staff code", "employee number", "employee id", "payroll number", "governor id",
        "pupil id", "student id", "pupil number", "admission number", "admission no", "adno", "upn",
        "unique pupil number", "external id",
    ),
    "first_name": ("first name", "forename", "forenames", "legal forename", "legal first name",
    "given name"), "last_name": ("last name", "surname", "legal surname", "legal last name",
    "family name"), "known_as": ( "known as", "preferred forename", "preferred first name",
    "chosen forename", "chosen first name", "preferred name", "chosen name",
    ),
    "born_on": ("date of birth", "dob", "d o b", "birth date", "birthdate", "birthday", "born"),
    "classroom": (
        "class", "reg group", "registration group", "reg form", "registration form",
        "registration class", "reg", "form", "tutor group", "class name", "form name", "current class",
    ),
    "year_group": (
        "year", "year group", "nc year", "national curriculum year", "curriculum year", "year taught in",
        "yr", "nc year actual", "current year group", "yeargroup",
    ),
    "email": (
        "email", "e mail", "email address", "e mail address", "primary email", "main email", "work email",
        "home email", "primary e mail", "default email", "email primary", "primary email address",
        "work email address",
    ),
    "phone": (
        "phone", "telephone", "mobile", "phone number", "telephone number", "mobile number", "mobile phone",
        "main telephone", "primary telephone", "primary phone", "home phone", "home telephone",
        "contact number", "day phone", "telephone primary",
    ),
    "duties": (
        "duties", "duty", "role", "roles", "job title", "post", "post title", "position", "job role",
        "staff role", "governor role",
    ),
    "joined_on": (
        "joined", "joined on", "admission date", "date of admission", "doa", "start date", "date joined",
        "enrolment date", "employment start", "employment start date", "date of arrival", "appointed",
    ),
    "left_on": (
        "left", "left on", "leaving date", "date of leaving", "dol", "end date", "date left", "leaver date",
        "employment end", "employment end date", "term of office ends",
    ),
    "children": ("children", "child", "child ids", "pupil ids", "linked pupils", "linked students",
    *PUPIL_NUMBERS), "relation": ( "relation", "relationship", "relationship to child",
    "relationship to pupil", "relationship to student", "relationship type",
    ),
    "address": ("address", "home address", "full address", "main address", "address block",
    "postal address"),
}  # fmt: skip
"""Each field's usual headers in exports of SIMS, Arbor, Bromcom and ScholarPack, the likeliest first."""

_CONTACTS = re.compile(
    r"relation|(contact|parent|guardian|carer) (id|forename|first|surname|last|legal)", re.I
)
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
        ["children", *TEMPLATE]
        if of_contacts
        else [field for field in TEMPLATE if field != "children"] + ["children"]
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
