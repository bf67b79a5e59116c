"""What a question can leave open, fact by fact: how it is asked for, and the answers there are; no Django.

A fact stands in the address of a page under a short name, such as `age=10`, and in the rulings as a field, such
as `born`. Nothing here names anybody: people are roles, dates are ages in years, moments are parts of a week.
"""

from collections.abc import Mapping
from dataclasses import dataclass

UNKNOWN = "unknown"
"""The value of a fact that whoever asks does not know either."""

YES, NO = "yes", "no"
OLDEST = 110
NETWORK, NO_NETWORK = "other-network", "other-no-network"
"""Platforms that the register does not have: a social network, and something that is none."""


@dataclass(frozen=True)
class Choice:
    """One answer: its value in the address, its words for adults and for children, a hint, and a picture."""

    value: str
    label: str
    child: str = ""
    hint: str = ""
    picture: str = ""

    def words(self, is_child: bool) -> str:
        return self.child if is_child and self.child else self.label


@dataclass(frozen=True)
class Fact:
    """One thing that a question can leave open.

    `field` is its name in the rulings, `word` its heading in a list. A fact without choices is an age in years,
    but for the platform, whose choices come from the school's age register.
    """

    name: str
    field: str
    word: str
    asks: str
    child: str
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    not_known: str = "I do not know"
    many: bool = False

    def question(self, is_child: bool) -> str:
        return self.child if is_child else self.asks

    def choice(self, value: str) -> Choice | None:
        return next((one for one in self.choices if one.value == value), None)


_PUPIL = Choice("pupil", "A pupil of the school", "Me, a pupil", picture="star")
_FORMER = Choice(
    "former-pupil", "Someone who was a pupil here", "Someone who left our school", picture="school"
)
_STAFF = Choice("staff", "A member of staff", "A grown-up who works at school", picture="people")
_PARENT = Choice("parent", "A parent or carer", "A mum, dad or carer", picture="heart")
_OTHER = Choice("other", "Someone from outside the school", "Someone else", picture="help")

_DEVICES = (
    Choice(
        "own-phone", "A phone of one’s own", "My own phone", "A watch that goes online counts too.", "phone"
    ),
    Choice("own-computer", "A computer or tablet of one’s own", "My own tablet or computer", picture="book"),
    Choice("school-computer", "A computer of the school", "A school computer", "At home too.", "school"),
    Choice("school-tablet", "A tablet of the school", "A school tablet", "At home too.", "school"),
)
_YES_NO = (Choice(YES, "Yes", picture="tick"), Choice(NO, "No", picture="cross"))

ROLE = Fact(
    "role", "role", "Who", "Who would do it?", "Who is it about?", (_PUPIL, _FORMER, _STAFF, _PARENT),
)  # fmt: skip
OTHER = Fact(
    "other", "other", "In touch with", "Whom would they be in touch with?", "Who is the other person?",
    (
        Choice("pupil", _PUPIL.label, "A child at our school", picture="star"),
        _FORMER, _STAFF, Choice("parent", _PARENT.label, _PARENT.child, picture="heart"), _OTHER,
    ),
)  # fmt: skip
WAY = Fact(
    "way", "way", "How", "How would they be in touch?", "What would you do?",
    (
        Choice("friend", "Be online friends", "Be friends online", picture="heart"),
        Choice("follow", "Follow", "Follow them", picture="eye"),
        Choice("message", "Message, comment or be in a group chat", "Send messages or chat", picture="speech"),
        Choice("request", "Send a friend or follow request", "Ask to be friends", picture="hand"),
        Choice("accept", "Accept a friend or follow request", "Say yes to a friend request", picture="tick"),
    ),
)  # fmt: skip
PLATFORM = Fact(
    "platform", "platform", "App or site", "Which app, game or site?", "Which app or game?",
    hint="The list is the school’s age register.",
)  # fmt: skip
AGE = Fact(
    "age", "born", "Age", "How old are they?", "How old are you?",
    hint="In whole years, on the day in question.", not_known="I do not know their age",
)  # fmt: skip
OTHER_AGE = Fact(
    "other_age", "other_born", "Age of the other", "How old is the other person?", "How old is the other child?",
    hint="In whole years, on the day in question.", not_known="I do not know their age",
)  # fmt: skip
WHEN = Fact(
    "when", "at", "When", "When would it be?", "When?",
    (
        Choice("now", "Now", "Now", picture="clock"),
        Choice("lesson", "In the school day", "In the school day", "Breaks and lunch too.", "school"),
        Choice("work", "In the working day, but not the school day", "Just before or after school", picture="people"),
        Choice("free", "In the evening, at a weekend or in the holidays", "At home time, a weekend or a holiday", picture="star"),
    ),
)  # fmt: skip
PLACE = Fact(
    "place", "place", "Where", "Where would it be?", "Where are you?",
    (
        Choice("school", "On the school’s site", "At school", "The playground too.", "school"),
        Choice("elsewhere", "Somewhere else", "Somewhere else", picture="heart"),
    ),
)  # fmt: skip
DEVICE = Fact("device", "device", "Device", "On which device?", "On what?", _DEVICES)
CARRIED = Fact("device", "device", "Device", "Which device is it?", "What is it?", _DEVICES)
ACCOUNT = Fact(
    "account", "account", "Account", "From which account?", "Whose page is it?",
    (
        Choice("personal", "Their own account", "My own", "Or their place in a group.", "heart"),
        Choice("official", "An account or page of the school", "The school’s", "Or one that looks like it.", "school"),
    ),
)  # fmt: skip
CONTENT = Fact(
    "content", "content", "What is in it", "What would be in the post?", "What is in it?",
    (
        Choice("harmless", "Something harmless of their own", "Something nice I made", picture="star"),
        Choice("school-news", "News of the school, such as a fair", "News from school", picture="school"),
        Choice("school-matters", "What goes on at school", "What happens at school", picture="book"),
        Choice("pupil-photo", "A photo or film with pupils in it", "A picture of a child", picture="camera"),
        Choice("pupil-photo-with-consent", "A photo or film of pupils whose parents have all agreed", "A picture, and all their parents said yes", picture="camera"),
        Choice("pupil-name", "A pupil’s name or other details", "A name or an address", picture="lock"),
        Choice("confidential", "Something confidential", "A secret", picture="lock"),
        Choice("criticism", "Criticism of the school or its people", "Grumbling about school", picture="speech"),
        Choice("speaks-for-school", "Words in the name of the school", "Words as if from the school", picture="school"),
        Choice("copyright", "Somebody else’s work without their leave", "Something somebody else made", picture="book"),
        Choice("advertising", "An advertisement", "Something to sell", picture="star"),
        Choice("campaign", "A campaign, such as an election or a petition", "Asking people to vote or sign", picture="people"),
        Choice("abuse", "Something rude or unkind", "Something mean", picture="cross"),
        Choice("hate", "Hatred of people for who they are", "Hate", picture="cross"),
        Choice("sexual", "Something sexual", "Something rude about bodies", picture="cross"),
        Choice("illegal", "Something against the law", "Something against the law", picture="cross"),
    ),
    hint="Choose everything that fits.", many=True,
)  # fmt: skip
FAMILY = Fact(
    "family", "family_link", "Family", "Has the school a family link between the two on its register?",
    "Are they your family, and does the school know?", _YES_NO,
    hint="Staff declare relatives among the pupils, and the head approves.", not_known="No, or I do not know",
)  # fmt: skip
EXCEPTION = Fact(
    "exception", "exception", "Exception", "Has the head put an exception for this on record?",
    "Did the head say that you may?", _YES_NO, not_known="No, or I do not know",
)  # fmt: skip
HOLDER = Fact(
    "holder", "official_holder", "Runs an account of the school",
    "Are they on the school’s list of those who run an official account?",
    "Do they run a page for the school?", _YES_NO, not_known="No, or I do not know",
)  # fmt: skip
POSES = Fact(
    "poses", "poses_as_child", "Passes for a child", "Would they pass for a child there?",
    "Do they pretend to be a child?", _YES_NO,
)  # fmt: skip
HANDED = Fact(
    "handed", "handed_in", "Handed in", "Has it been handed in at the office?", "Did you give it to the office?",
    _YES_NO,
)  # fmt: skip

KINDS: dict[str, tuple[Fact, ...]] = {
    "use": (ROLE, PLATFORM, AGE, WHEN, PLACE, DEVICE, HOLDER, EXCEPTION, POSES),
    "connect": (ROLE, OTHER, WAY, FAMILY, OTHER_AGE, PLATFORM, AGE, WHEN, PLACE, DEVICE, EXCEPTION),
    "post": (ROLE, ACCOUNT, CONTENT, HOLDER, AGE, WHEN),
    "carry": (ROLE, CARRIED, WHEN, HANDED, EXCEPTION),
}
"""The kinds of questions, each with its facts in the order in which they are asked for."""

OFFERED = {"connect": {"role": ("staff", "pupil", "parent")}}
"""Where a kind of question takes fewer answers than the fact has."""

REGISTERED = frozenset({"family", "exception", "holder"})
"""Facts that the school has on a register: whoever does not know is taken not to be on it."""


def choices(kind: str, fact: Fact) -> tuple[Choice, ...]:
    """The answers there are to a fact in a kind of question."""
    only = OFFERED.get(kind, {}).get(fact.name)
    return fact.choices if only is None else tuple(one for one in fact.choices if one.value in only)


def fact(kind: str, name: str) -> Fact | None:
    return next((one for one in KINDS[kind] if one.name == name), None)


def read(kind: str, said: Mapping[str, str], platforms: frozenset[str]) -> dict[str, str]:
    """What an address says about a question: facts of its kind with answers there are; all else is left out."""
    found = {}
    for one in KINDS[kind]:
        value = said.get(one.name, "")
        if value and is_answer(kind, one, value, platforms):
            found[one.name] = NO if value == UNKNOWN and one.name in REGISTERED else value
    return found


def is_answer(kind: str, fact: Fact, value: str, platforms: frozenset[str]) -> bool:
    """Whether a value answers a fact."""
    if value == UNKNOWN:
        return True
    if fact is PLATFORM:
        return value in platforms or value in (NETWORK, NO_NETWORK)
    if fact in (AGE, OTHER_AGE):
        return value.isascii() and value.isdigit() and len(value) <= 3 and int(value) <= OLDEST
    known = {one.value for one in choices(kind, fact)}
    values = value.split(",") if fact.many else [value]
    return bool(values) and set(values) <= known
