"""The command line's words as a question, and a ruling as lines of text or as JSON."""

import difflib
import textwrap
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from schoolgate.engines.rulings import facts, platforms
from schoolgate.engines.rulings.engine import rule
from schoolgate.engines.rulings.facts import Account, Answer, Content, Device, Place, Role, Way
from schoolgate.engines.rulings.policy import Policy, Ruling

STATUS = {Answer.ALLOWED: 0, Answer.ADVISED_AGAINST: 3, Answer.FORBIDDEN: 4, Answer.ASK: 5}
"""The exit status of each answer."""

Day = TypeVar("Day", date, datetime)

EARLIEST, LATEST = 1900, 2199
"""Years that a date on the command line can have: others are slips of the keyboard."""

WIDTH = 96

_PEOPLE = (Role.PUPIL, Role.FORMER_PUPIL, Role.STAFF, Role.PARENT)
_ROLES = {"use": _PEOPLE, "connect": (Role.STAFF, Role.PUPIL, Role.PARENT), "post": _PEOPLE, "carry": _PEOPLE}
_KINDS: dict[str, Any] = {"use": facts.Use, "connect": facts.Connect, "post": facts.Post, "carry": facts.Carry}
_CHOICES: dict[str, tuple[str, Any]] = {
    "other": ("--with", tuple(Role)),
    "way": ("--way", tuple(Way)),
    "account": ("--account", tuple(Account)),
    "place": ("--place", tuple(Place)),
    "device": ("--device", tuple(Device)),
}
_DATES = {"born": "--born", "other_born": "--with-born"}

TO_DO = {
    Answer.ALLOWED: "Go ahead.",
    Answer.ADVISED_AGAINST: "Better not. If you do it all the same, tell the head or the safeguarding lead beforehand.",
    Answer.FORBIDDEN: "Don't. If this case seems different to you, talk to the head first.",
    Answer.ASK: "Ask the head, or the safeguarding lead where a child may be at risk.",
}


def ask(kind: str, given: dict[str, Any]) -> Ruling:
    """The ruling under the model policy on a question in words: use, connect, post or carry.

    Whatever is wrong with the words given raises a `ValueError` that says what would be right.
    """
    policy = Policy.model()
    known = {name: _read(kind, name, value) for name, value in given.items() if value is not None}
    at = known.get("at")
    today = datetime.now(ZoneInfo(policy.calendar.zone))
    on = (policy.local(at) if at else today).date()
    for name, option in _DATES.items():
        if name in known and known[name] > on:
            day = "the day of --at" if at else "today"
            raise ValueError(f"{option} {known[name]} is after {day}, {on}. Give a date on or before it.")
    if "platform" in known:
        known["platform"] = platforms.platform(known["platform"], on)
    return rule(_KINDS[kind](**known), policy)


def as_json(ruling: Ruling) -> dict[str, Any]:
    """The ruling as the command line promises it to scripts."""
    return {
        "answer": str(ruling.answer),
        "clauses": list(ruling.clauses),
        "missing": list(ruling.missing),
        "says": ruling.says,
        "legal": list(ruling.legal),
        "site_rule": ruling.site_rule,
        "school_rule": ruling.school_rule,
    }


def as_text(ruling: Ruling) -> str:
    """The answer, why, and what to do, for somebody at a terminal."""
    to_do = TO_DO[ruling.answer]
    if ruling.missing:
        to_do = "Find out what is named above, then ask again."
    lines = [
        ("Answer", f"{ruling.answer[0].upper()}{ruling.answer[1:]}"),
        ("Why", ruling.says),
        ("Clauses", ", ".join(ruling.clauses) or "none"),
        ("Rules", " ".join(item for item in (ruling.site_rule, ruling.school_rule) if item)),
        ("What to do", to_do),
        *(("The law", note) for note in ruling.legal),
    ]
    return "\n".join(_line(name, said) for name, said in lines if said)


def _line(name: str, said: str) -> str:
    return textwrap.fill(said, WIDTH, initial_indent=f"{name + ':':<12}", subsequent_indent=" " * 12)


# ---- reading words


def _read(kind: str, name: str, value: Any) -> Any:
    if name == "role":
        return _choice("--role", value, _ROLES[kind])
    if name in _CHOICES:
        return _choice(_CHOICES[name][0], value, _CHOICES[name][1])
    if name in _DATES:
        return _date(_DATES[name], value)
    if name == "at":
        return _moment(value)
    if name == "content":
        return _contents(value)
    return value


def _choice(option: str, word: str, known: Iterable[Any]) -> Any:
    choices = {str(item): item for item in known}
    found = choices.get(word.strip().casefold().replace("_", "-"))
    if found is None:
        near = difflib.get_close_matches(word.casefold(), choices, n=1)
        guess = f" Did you mean {near[0]}?" if near else ""
        raise ValueError(f"{option} does not know {word!r}.{guess} Choose from: {', '.join(choices)}.")
    return found


def _contents(words: str) -> frozenset[Content]:
    kinds = [word for word in words.split(",") if word.strip()]
    if not kinds:
        raise ValueError("--content is empty. Name what the post holds, or leave it out where it is not known.")
    return frozenset(_choice("--content", word, tuple(Content)) for word in kinds)


def _date(option: str, word: str) -> date:
    try:
        read = date.fromisoformat(word.strip())
    except ValueError:
        raise ValueError(
            f"{option} {word!r} is no date of the calendar. Write year-month-day, such as 2015-05-31."
        ) from None
    return _near(option, read)


def _moment(word: str) -> datetime:
    text = word.strip()
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"--at {word!r} is no day and time. Write it as 2026-11-23T10:30, with an offset such as +01:00"
            " or Z if it is not on the school's clock."
        ) from None
    if _is_date(text):
        raise ValueError(f"--at {word!r} has no time of day. Write it as {read:%Y-%m-%d}T10:30.")
    return _near("--at", read)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _near(option: str, read: Day) -> Day:
    if not EARLIEST <= read.year <= LATEST:
        raise ValueError(f"{option} is in the year {read.year}. Give one between {EARLIEST} and {LATEST}.")
    return read
