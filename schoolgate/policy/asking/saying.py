"""What the page "May I?" says: the question in words, the answer in one word, what to do, whom to ask; no Django."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from schoolgate.engines.rulings.examples import CONTENT
from schoolgate.engines.rulings.facts import Answer, Content, Role
from schoolgate.policy.asking.facts import AGE, NETWORK, NO_NETWORK, OTHER_AGE, PLATFORM, UNKNOWN, Fact

ADULT_WORDS = {
    Answer.FORBIDDEN: "No",
    Answer.ADVISED_AGAINST: "Better not",
    Answer.ALLOWED: "Yes",
    Answer.ASK: "Ask a person",
}
CHILD_WORDS = {**ADULT_WORDS, Answer.ASK: "Ask a grown-up"}
TONES = {
    Answer.FORBIDDEN: ("no", "cross"),
    Answer.ADVISED_AGAINST: ("better-not", "hand"),
    Answer.ALLOWED: ("yes", "tick"),
    Answer.ASK: ("ask", "speech"),
}
"""The colour of an answer and its picture."""

TO_DO = {
    Answer.FORBIDDEN: "Do not do it. If something makes this case different, talk to the person below first.",
    Answer.ADVISED_AGAINST: "It is not banned, but the policy advises against it. If you have good reasons, talk to the "
    "person below beforehand.",
    Answer.ALLOWED: "You may go ahead.",
    Answer.ASK: "The rules alone cannot answer this. Ask the person below before you do it.",
}
CHILD_TO_DO = {
    Answer.FORBIDDEN: "Don’t do it. If you did it already, tell a grown-up. It will be all right.",
    Answer.ADVISED_AGAINST: "Better not. Talk to a grown-up first.",
    Answer.ALLOWED: "You may. Be kind and stay safe.",
    Answer.ASK: "Ask a grown-up at school or at home.",
}

CHILD_PICTURES = {
    Answer.FORBIDDEN: "hand",
    Answer.ADVISED_AGAINST: "hand",
    Answer.ALLOWED: "star",
    Answer.ASK: "people",
}
"""The picture beside what a child is to do now."""


WHO = {
    "pupil": "a pupil",
    "former-pupil": "a former pupil",
    "staff": "a member of staff",
    "parent": "a parent",
    "other": "somebody from outside the school",
}
WAYS = {
    "friend": "be online friends with",
    "follow": "follow",
    "message": "message",
    "request": "send a friend request to",
    "accept": "accept a friend request from",
}
DEVICES = {
    "own-phone": "a phone of their own",
    "own-computer": "a computer of their own",
    "school-computer": "a computer of the school",
    "school-tablet": "a tablet of the school",
}
ACCOUNTS = {"personal": "their own account", "official": "an account of the school"}


@dataclass(frozen=True)
class Whom:
    """A duty to ask, by its name in the school's records, and when."""

    duty: str
    title: str
    when: str = ""


HEAD = Whom("head", "The head teacher")
DSL = Whom("dsl", "The designated safeguarding lead (DSL)")
AT_RISK = Whom("dsl", DSL.title, "where a child may be at risk")
TEACHER = Whom("", "The class teacher")
OFFICE = Whom("", "The school office")


def whom(kind: str, role: str) -> tuple[Whom, ...]:
    """Whom to ask about a kind of question, the nearest person first."""
    if role == "staff":
        return (DSL, HEAD) if kind == "connect" else (HEAD, AT_RISK)
    if kind == "carry":
        return (OFFICE, TEACHER)
    return (TEACHER, AT_RISK) if role in ("pupil", "parent") else (HEAD, AT_RISK)


NAMED = {
    "The DSL.": DSL,
    "The head teacher.": HEAD,
    "The office.": OFFICE,
    "The school office.": OFFICE,
    "The class teacher.": TEACHER,
}
"""Whom a worked question names in the words of a duty."""


def with_first(first: Whom, rest: tuple[Whom, ...]) -> tuple[Whom, ...]:
    """The same people with this one before them, once."""
    return (first, *(whom for whom in rest if whom.title != first.title))


NameOf = Callable[[str], str]


def question(kind: str, given: Mapping[str, str], name_of: NameOf, *, is_child: bool = False) -> str:
    """The question in words, as far as its facts are known."""
    own = is_child and given.get("role") == "pupil"
    who = "I" if own else _person(given.get("role", ""), given.get("age", ""), "somebody")
    what = {"use": _use, "connect": _connect, "post": _post, "carry": _carry}[kind](given, name_of)
    if own:
        what = what.replace("their own", "my own").replace("with them", "with me")
    return f"May {who} {what}?"


def _use(given: Mapping[str, str], name_of: NameOf) -> str:
    return f"use {_platform(given, name_of) or 'this app or site'}"


def _connect(given: Mapping[str, str], name_of: NameOf) -> str:
    other = _person(given.get("other", ""), given.get("other_age", ""), "somebody")
    site = _platform(given, name_of)
    return f"{WAYS.get(given.get('way', ''), 'be in touch with')} {other}{f' on {site}' if site else ' online'}"


def _post(given: Mapping[str, str], name_of: NameOf) -> str:
    kinds = given.get("content", "")
    named = [CONTENT[Content(word)] for word in kinds.split(",")] if kinds and kinds != UNKNOWN else ["this"]
    what = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    account = ACCOUNTS.get(given.get("account", ""))
    return f"post {what.replace(chr(39), '’')}{f' on {account}' if account else ''}"


def _carry(given: Mapping[str, str], name_of: NameOf) -> str:
    return f"have {DEVICES.get(given.get('device', ''), 'a phone or another device')} with them"


def _person(role: str, age: str, otherwise: str) -> str:
    years = f" aged {age}" if age.isdigit() and role in (Role.PUPIL, Role.FORMER_PUPIL, "") else ""
    return f"{WHO.get(role, otherwise)}{years}"


def _platform(given: Mapping[str, str], name_of: NameOf) -> str:
    id = given.get("platform", "")
    return "" if id in ("", UNKNOWN) else name_of(id)


PLATFORMS = {NETWORK: "another social network", NO_NETWORK: "something that is no social network"}


def value(kind: str, fact: Fact, given: str, name_of: NameOf, *, is_child: bool = False) -> str:
    """An answer to a fact in words."""
    if given == UNKNOWN:
        return "Not known"
    if fact is PLATFORM:
        return name_of(given)[:1].upper() + name_of(given)[1:]
    if fact in (AGE, OTHER_AGE):
        return f"{given} year{'' if given == '1' else 's'} old"
    chosen = [fact.choice(word) for word in given.split(",")]
    return ", ".join(item.words(is_child) for item in chosen if item)


PLATFORM_PICTURES = {
    "messaging": "speech",
    "video": "eye",
    "livestream": "eye",
    "gaming": "star",
    "AI assistant": "help",
    "AI companion": "help",
    "audio": "speaker",
}
"""The picture of a kind of platform, for children; people for all others."""


@dataclass(frozen=True)
class QuestionKind:
    """A kind of question that somebody can put together for themselves."""

    kind: str
    words: str
    child: str
    picture: str


OWN = (
    QuestionKind("use", "Use an app, a game or a site", "Use an app or game", "star"),
    QuestionKind("connect", "Be friends, follow or send messages", "Be friends or send messages", "speech"),
    QuestionKind("post", "Post words, photos or films", "Post a picture or words", "camera"),
    QuestionKind("carry", "Have a phone or another device in school", "Have my phone at school", "phone"),
)
