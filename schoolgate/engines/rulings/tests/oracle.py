"""A second opinion on every ruling: the policy as a decision table, and forty lines that read it.

Written from the policy's words and not from the engine, and it imports nothing of the engine: two readings that
agree on the whole domain are worth more than one. A row says on which questions (U use, C connect, P post,
K carry) and in which situation a clause has an opinion. A condition is one value or a set of values.
"""

import functools
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from schoolgate.engines import model_policy

FORBID, ADVISE, ALLOW, LIFT = "forbidden", "advised against", "allowed", "lifts"
ASK = "ask a person"
BY_STRENGTH, FIXED = "by strength", "fixed"

PUPIL, FORMER, STAFF, PARENT, OTHER = "pupil", "former-pupil", "staff", "parent", "other"
ROLES = (PUPIL, FORMER, STAFF, PARENT)
ASKERS = (PUPIL, STAFF, PARENT)
OTHERS = (PUPIL, FORMER, STAFF, PARENT, OTHER)
WAYS = ("friend", "follow", "message", "request", "accept")
FRIENDLY = frozenset(WAYS) - {"message"}
KNOCKING = frozenset({"request", "accept"})
PERSONAL, OFFICIAL = "personal", "official"
SCHOOL_DEVICES = frozenset({"school-computer", "school-tablet"})
OWN_DEVICES = frozenset({"own-phone", "own-computer"})
DEVICES = ("own-phone", "own-computer", "school-computer", "school-tablet")
PLACES = ("school", "elsewhere")
ABOUT = ("school-news", "pupil-name", "pupil-photo", "pupil-photo-with-consent", "confidential", "criticism")
UNLAWFUL = ("abuse", "hate", "sexual", "illegal", "copyright")
KINDS = (*ABOUT, *UNLAWFUL, "advertising", "campaign", "school-matters", "speaks-for-school", "harmless")


@dataclass(frozen=True)
class Row:
    """One line of the table; `lifts` names the clauses that a LIFT row silences."""

    questions: str
    clause: str
    says: str
    when: dict[str, Any]
    weight: str = BY_STRENGTH
    lifts: frozenset[str] = field(default_factory=frozenset)


def row(questions: str, clause: str, says: str, weight: str = BY_STRENGTH, **when: Any) -> Row:
    return Row(questions, clause, says, {key: _set(value) for key, value in when.items()}, weight)


def lift(questions: str, clause: str, lifts: frozenset[str], **when: Any) -> Row:
    return Row(questions, clause, LIFT, {key: _set(value) for key, value in when.items()}, lifts=lifts)


def _set(value: Any) -> frozenset[Any]:
    return value if isinstance(value, frozenset) else frozenset({value})


def any_of(*values: Any) -> frozenset[Any]:
    return frozenset(values)


CONTACT_BANS = frozenset({"5.s.1", "5.s.2", "5.s.3", "3.b.1", "4.7", "5.p.4"})
SPEAKING_FOR_SCHOOL = any_of(
    "school-news", "pupil-photo-with-consent", "school-matters", "speaks-for-school", "harmless"
)

WHERE_AND_WHEN = [
    row("UC", "5.p.5", FORBID, social=True, school_device=True, exception=False),
    row("UC", "5.p.2", FORBID, role=PUPIL, social=True, pupil_time=True),
    row("P", "5.p.2", FORBID, role=PUPIL, pupil_time=True),
    *(
        row(question, "5.s.6", ADVISE, FIXED, role=STAFF, social=True, staff_time=True, **more, **work)
        for question, more in (("U", {"official_holder": False}), ("C", {}))
        for work in ({"exception": False}, {"exception": True, "school_device": False})
    ),
    row("P", "5.s.6", ADVISE, FIXED, role=STAFF, account=PERSONAL, staff_time=True),
    row("U", "7.1", ADVISE, FIXED, social=True, on_site=True, school_device=False, official_holder=False),
    row("C", "7.1", ADVISE, FIXED, social=True, on_site=True, school_device=False),
]

AGES = [
    row("UC", "5.p.1", FORBID, role=PUPIL, social=True, under_minimum=True),
    row("P", "5.p.1", FORBID, role=PUPIL, under_minimum=True),
    row("C", "5.p.1", FORBID, role=any_of(PUPIL, PARENT), other=PUPIL, social=True, other_under_minimum=True),
    row("U", "3.a.1", FORBID, role=PUPIL, site_age="below"),
    row("U", "3.a.1", ALLOW, role=PUPIL, site_age=any_of("ok", "with-parent")),
    row("C", "3.a.1", ALLOW, role=PUPIL, under_minimum=False, other=any_of(PUPIL, FORMER, PARENT, OTHER)),
    row("U", "1.4c", ADVISE, FIXED, role=FORMER, site_age="below"),
    row("U", "2.1", ALLOW, role=FORMER, site_age=any_of("ok", "with-parent")),
    row("U", "2.1", ALLOW, role=STAFF),
    row("U", "3.c.1", ALLOW, role=PARENT),
    row("U", "1.3", ALLOW, official_holder=True),
    row("U", "5.s.5", FORBID, FIXED, role=any_of(STAFF, PARENT), poses_as_child=True),
]

PEOPLE = [
    # between staff and pupils
    row("C", "5.s.1", FORBID, role=STAFF, other=PUPIL),
    row("C", "5.s.1", FORBID, role=PUPIL, other=STAFF),
    row("C", "3.b.1", FORBID, role=STAFF, other=PUPIL),
    row("C", "4.7", FORBID, role=STAFF, other=PUPIL, way=FRIENDLY),
    row("C", "5.s.3", FORBID, role=STAFF, other=PUPIL, way=KNOCKING),
    row("C", "5.s.3", FORBID, role=PUPIL, other=STAFF, way=KNOCKING),
    row("C", "5.p.4", FORBID, role=PUPIL, other=STAFF, way=FRIENDLY),
    # between staff and former pupils
    row("C", "5.s.2", FORBID, role=STAFF, other=FORMER, other_under_former_age=True),
    row("C", "4.7", FORBID, role=STAFF, other=FORMER, other_under_former_age=True, way=FRIENDLY),
    row("C", "4.7", ALLOW, role=STAFF, other=FORMER, other_under_former_age=False),
    # family ties
    *(
        item
        for who in (
            {"role": STAFF, "other": PUPIL},
            {"role": STAFF, "other": FORMER, "other_under_former_age": True},
            {"role": PUPIL, "other": STAFF},
        )
        for tie in ({**who, "family_link": True},)
        for item in (
            lift("C", "5.s.4", CONTACT_BANS, **tie, staff_time=False),
            lift("C", "5.s.4", CONTACT_BANS, **tie, staff_time=True, school_device=False),
            row("C", "5.s.4", ALLOW, **tie, staff_time=False),
            row("C", "5.s.4", ALLOW, **tie, staff_time=True, school_device=False),
            row("C", "5.s.4", FORBID, FIXED, **tie, staff_time=True, school_device=True),
        )
    ),
    # between staff and parents
    *(
        item
        for role, other in ((STAFF, PARENT), (PARENT, STAFF))
        for item in (
            row("C", "5.s.7", FORBID, role=role, other=other, parents_as_friends="advice"),
            row("C", "5.s.7", FORBID, FIXED, role=role, other=other, parents_as_friends="forbidden"),
            row("C", "5.s.7", ALLOW, role=role, other=other, parents_as_friends="allowed"),
        )
    ),
    # among adults
    row("C", "2.1", ALLOW, role=STAFF, other=any_of(STAFF, OTHER)),
    row("C", "2.1", ALLOW, role=PARENT, other=any_of(FORMER, OTHER)),
    row("C", "3.c.1", ALLOW, role=PARENT, other=PARENT),
]

STAFF_POSTS = [
    row("P", "4.8", FORBID, FIXED, role=STAFF, account=OFFICIAL, official_holder=False),
    row("P", "4.8", FORBID, role=STAFF, account=PERSONAL, kind="speaks-for-school"),
    *(
        item
        for clause in ("3.b.4", "4.6")
        for item in (
            row("P", clause, FORBID, role=STAFF, kind=any_of("confidential", "pupil-name", "pupil-photo")),
            row("P", clause, FORBID, role=STAFF, account=PERSONAL, kind="pupil-photo-with-consent"),
        )
    ),
    row("P", "4.6", FORBID, role=STAFF, account=PERSONAL, kind=any_of("school-matters", "school-news", "criticism")),
    row("P", "3.b.3", FORBID, role=STAFF, kind=any_of("criticism", "sexual", "abuse", "hate", "illegal")),
    row("P", "4.1", FORBID, role=STAFF, kind=any_of("sexual", "illegal", "copyright")),
    row("P", "4.2", FORBID, role=STAFF, kind=any_of("advertising", "campaign")),
    row("P", "4.3", FORBID, role=STAFF, kind=any_of("abuse", "hate")),
    row("P", "4.4", FORBID, role=STAFF, kind=any_of("illegal", "abuse")),
    row("P", "4.5", FORBID, role=STAFF, kind="abuse"),
    row("P", "2.3", FORBID, role=STAFF, kind="hate"),
    row("P", "1.3", ALLOW, role=STAFF, account=OFFICIAL, official_holder=True, kind=SPEAKING_FOR_SCHOOL),
    row("P", "2.1", ALLOW, role=STAFF, account=PERSONAL, kind="harmless"),
]

PARENT_POSTS = [
    row("P", "1.4e", FORBID, FIXED, role=PARENT, account=OFFICIAL, official_holder=False),
    row("P", "1.4e", FORBID, role=PARENT, account=PERSONAL, kind="speaks-for-school"),
    row("P", "1.3", ALLOW, role=PARENT, account=OFFICIAL, official_holder=True, kind=SPEAKING_FOR_SCHOOL),
    row("P", "3.c.2", ADVISE, FIXED, role=PARENT, kind="criticism"),
    row("P", "3.c.3", FORBID, role=PARENT, kind=any_of("pupil-name", "pupil-photo", "confidential")),
    row("P", "3.c.1", FORBID, role=PARENT, kind=any_of("abuse", "sexual")),
    row("P", "2.2", FORBID, role=PARENT, kind=any_of("illegal", "copyright")),
    row("P", "1.4b", FORBID, role=PARENT, kind="illegal"),
    row("P", "2.3", FORBID, role=PARENT, kind="hate"),
    row(
        "P",
        "3.c.1",
        ALLOW,
        role=PARENT,
        kind=any_of("harmless", "school-matters", "school-news", "pupil-photo-with-consent"),
    ),
]

PUPIL_POSTS = [
    row("P", "1.4e", FORBID, FIXED, role=PUPIL, account=OFFICIAL),
    row("P", "1.4e", FORBID, role=PUPIL, kind="speaks-for-school"),
    row("P", "3.a.2", FORBID, role=PUPIL, kind=any_of("pupil-name", "pupil-photo", "confidential")),
    row("P", "3.a.3", FORBID, role=PUPIL, kind=any_of("abuse", "hate")),
    row("P", "3.a.4", FORBID, role=PUPIL, kind="copyright"),
    row("P", "3.a.5", FORBID, role=PUPIL, kind=any_of("sexual", "illegal", "hate", "abuse")),
    row("P", "2.3", FORBID, role=PUPIL, kind="hate"),
    row("P", "3.a.1", ALLOW, role=PUPIL, under_minimum=False, kind=any_of("harmless", "school-news")),
]

FORMER_PUPIL_POSTS = [row("P", "2.1", ALLOW, role=FORMER, account=PERSONAL, kind="harmless")]

BAGS = [
    *(
        item
        for pupils_own in ({"role": PUPIL, "device": OWN_DEVICES},)
        for item in (
            row("K", "5.p.3", ALLOW, **pupils_own, phones="allowed"),
            row("K", "5.p.3", ALLOW, **pupils_own, phones=any_of("hand in", "not in school"), lessons=False),
            row("K", "5.p.3", ALLOW, **pupils_own, phones="hand in", lessons=True, handed_in=True),
            row("K", "5.p.3", ALLOW, **pupils_own, phones="hand in", lessons=True, exception=True),
            row("K", "5.p.3", ALLOW, **pupils_own, phones="not in school", lessons=True, exception=True),
            row("K", "5.p.3", FORBID, **pupils_own, phones="hand in", lessons=True, handed_in=False, exception=False),
            row("K", "5.p.3", FORBID, **pupils_own, phones="not in school", lessons=True, exception=False),
        )
    ),
    row("K", "2.1", ALLOW, role=PUPIL, device=SCHOOL_DEVICES),
    row("K", "2.1", ALLOW, role=any_of(FORMER, STAFF, PARENT)),
]

TABLE = [*WHERE_AND_WHEN, *AGES, *PEOPLE, *STAFF_POSTS, *PARENT_POSTS, *PUPIL_POSTS, *FORMER_PUPIL_POSTS, *BAGS]
BY_QUESTION = {letter: [each_age for each_age in TABLE if letter in each_age.questions] for letter in "UCPK"}
CLAUSES = frozenset(each_age.clause for each_age in TABLE)


# ---- reading the table for a situation in which everything is known


@dataclass(frozen=True)
class Verdict:
    answer: str
    clauses: tuple[str, ...]
    missing: tuple[str, ...] = ()


def verdict(letter: str, situation: dict[str, Any], policy: Any) -> tuple[str, frozenset[str]]:
    """The answer of the table and the clauses that give it."""
    general = _opinions(letter, situation, policy, by_kind=False)
    each = [
        _opinions(letter, {**situation, "kind": kind}, policy, by_kind=True) for kind in situation.get("content", ())
    ]
    # A kind that nobody judges takes away the leave that the other kinds have.
    if not all(each):
        each = [{(says, clause) for says, clause in item if says != ALLOW} for item in each]
    heard = general.union(*each)
    for answer in (FORBID, ADVISE, ALLOW):
        clauses = frozenset(clause for says, clause in heard if says == answer)
        if clauses:
            return answer, clauses
    return ASK, frozenset()


def _opinions(letter: str, situation: dict[str, Any], policy: Any, *, by_kind: bool) -> set[tuple[str, str]]:
    about = tuple((name, situation[name]) for name in ABOUT if name in situation and (by_kind or name != "kind"))
    speaking = [
        one
        for one, when in _lines(letter, about, by_kind)
        if one.clause in policy.clauses and all(situation[name] in values for name, values in when)
    ]
    lifted = frozenset().union(*(line.lifts for line in speaking))
    return {
        (_weight(line, policy), line.clause) for line in speaking if line.says != LIFT and line.clause not in lifted
    }


ABOUT = ("role", "other", "account", "kind")
"""What a line is about: lines about somebody or something else are left aside at once."""


@functools.cache
def _lines(
    letter: str, about: tuple[tuple[str, Any], ...], by_kind: bool
) -> list[tuple[Row, tuple[tuple[str, frozenset[Any]], ...]]]:
    """The lines about this, each with the conditions that are still to be looked at."""
    known = dict(about)
    return [
        (item, tuple((name, values) for name, values in item.when.items() if name not in known))
        for item in BY_QUESTION[letter]
        if ("kind" in item.when) is by_kind
        and all(known[name] in values for name, values in item.when.items() if name in known)
    ]


def _weight(row: Row, policy: Any) -> str:
    if row.says == FORBID and row.weight == BY_STRENGTH and str(policy.strengths[row.clause]) != "must":
        return ADVISE
    return row.says


# ---- from facts to situations


Hours = Callable[[datetime], tuple[bool, bool, bool]]
"""For a moment: whether it lies in the school day, in pupils' hours of 5.p.2, and in the staff's working day."""


@dataclass(frozen=True)
class Part:
    """Some values of the situation, every way they can be, and the unknown fields on which that hangs."""

    fields: frozenset[str]
    ways: tuple[dict[str, Any], ...]


def ruling(question: Any, policy: Any, hours: Hours) -> Verdict:
    """What the table says about facts, of which some may be unknown."""
    letter = LETTERS[type(question).__name__]
    parts = _parts(letter, question, policy, hours)
    found = {}
    for chosen in itertools.product(*(range(len(part.ways)) for part in parts)):
        situation: dict[str, Any] = {}
        for part, which in zip(parts, chosen, strict=True):
            situation.update(part.ways[which])
        found[chosen] = _judged(letter, situation, policy)
    if len(found) == 1:
        ((answer, clauses),) = found.values()
        return Verdict(answer, _in_order(clauses))
    return _together(parts, found)


LETTERS = {"Use": "U", "Connect": "C", "Post": "P", "Carry": "K"}


def _together(parts: list[Part], found: dict[tuple[int, ...], tuple[str, frozenset[str]]]) -> Verdict:
    answers = {answer for answer, _ in found.values()}
    every = frozenset.union(*(clauses for _, clauses in found.values()))
    if len(answers) == 1:
        common = frozenset.intersection(*(clauses for _, clauses in found.values()))
        return Verdict(answers.pop(), _in_order(common or every))
    unknown = frozenset().union(*(part.fields for part in parts))
    missing = tuple(sorted(name for name in unknown if _matters(name, parts, found)))
    return Verdict(ASK, _in_order(every), missing)


def _matters(name: str, parts: list[Part], found: dict[tuple[int, ...], tuple[str, frozenset[str]]]) -> bool:
    """Whether two completions that differ in this field only have different answers."""
    first: dict[tuple[int, ...], str] = {}
    for chosen, (answer, _) in found.items():
        rest = tuple(-1 if name in part.fields else which for part, which in zip(parts, chosen, strict=True))
        if first.setdefault(rest, answer) != answer:
            return True
    return False


ORDER = {clause.id: number for number, clause in enumerate(model_policy.clauses())}


@functools.cache
def _in_order(clauses: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(clauses, key=ORDER.__getitem__))


_memory: dict[Any, tuple[str, frozenset[str]]] = {}
_kept: dict[int, Any] = {}
"""Policies that the memory knows by identity: kept, so that no other takes their place."""


def _judged(letter: str, situation: dict[str, Any], policy: Any) -> tuple[str, frozenset[str]]:
    key = (letter, id(policy), *situation.values())
    if key not in _memory:
        _kept[id(policy)] = policy
        _memory[key] = verdict(letter, _with_site(situation), policy)
    return _memory[key]


def _with_site(situation: dict[str, Any]) -> dict[str, Any]:
    """The ages compared with the limits, and the age itself left out."""
    whole = dict(situation)
    age, limits = whole.pop("age", None), whole.pop("limits")
    if age is not None:
        whole["under_minimum"] = age < limits[0]
        if "site" in whole:
            whole["site_age"] = _site_age(age, *whole.pop("site"))
    other_age = whole.pop("other_age", None)
    if other_age is not None:
        whole["other_under_minimum"] = other_age < limits[0]
        whole["other_under_former_age"] = other_age < limits[1]
    return whole


def _site_age(age: int, minimum: int | None, route: str) -> str:
    if minimum is None or age >= minimum:
        return "ok"
    return "below" if route == "none" else "with-parent"


SITES = ((None, "none"), (18, "none"), (18, "parent_consent"))
"""What a site may ask of a person when nobody knows: nothing, more years, or a parent. From 18 on, nothing."""


def _parts(letter: str, question: Any, policy: Any, hours: Hours) -> list[Part]:
    rules = policy.parameters
    limits = (rules.minimum_age, rules.former_pupil_age)
    at = question.at
    parts = [
        _settings(limits, rules.parents_as_friends, rules.phones),
        _choice("role", question.role, ASKERS if letter == "C" else ROLES),
        _clock(None if at is None else hours(at)),
    ]
    parts += [_choice(name, getattr(question, name), values) for name, values in CHOICES[letter].items()]
    if letter in "UC":
        parts += [_device(question.device), _place(question.place), _network(question.platform)]
    if letter == "U":
        parts.append(_site(question.platform))
        minimum = question.platform.minimum_age if question.platform else None
        parts.append(_age("born", question.born, at, "age", (*limits, 18, minimum or 18)))
    if letter in "CP":
        parts.append(_age("born", question.born, at, "age", limits))
    if letter == "C":
        parts.append(_age("other_born", question.other_born, at, "other_age", limits))
    if letter == "P":
        parts.append(_content(question.content))
    return parts


FLAG = (True, False)
CHOICES: dict[str, dict[str, tuple[Any, ...]]] = {
    "U": {"official_holder": FLAG, "exception": FLAG, "poses_as_child": FLAG},
    "C": {"other": OTHERS, "way": WAYS, "family_link": FLAG, "exception": FLAG},
    "P": {"account": (PERSONAL, OFFICIAL), "official_holder": FLAG},
    "K": {"device": DEVICES, "handed_in": FLAG, "exception": FLAG},
}


def _known(**values: Any) -> Part:
    return Part(frozenset(), (values,))


@functools.cache
def _settings(limits: tuple[int, int], parents_as_friends: str, phones: str) -> Part:
    return _known(limits=limits, parents_as_friends=parents_as_friends, phones=phones)


@functools.cache
def _choice(name: str, value: Any, values: tuple[Any, ...]) -> Part:
    if value is None:
        return Part(frozenset({name}), tuple({name: other} for other in values))
    return _known(**{name: value if isinstance(value, bool) else str(value)})


@functools.cache
def _device(device: Any) -> Part:
    if device is None:
        return Part(frozenset({"device"}), ({"school_device": True}, {"school_device": False}))
    return _known(school_device=str(device) in SCHOOL_DEVICES)


@functools.cache
def _place(place: Any) -> Part:
    if place is None:
        return Part(frozenset({"place"}), ({"on_site": True}, {"on_site": False}))
    return _known(on_site=str(place) == "school")


@functools.cache
def _clock(hours: tuple[bool, bool, bool] | None) -> Part:
    names = ("lessons", "pupil_time", "staff_time")
    if hours is None:
        # Lessons lie within pupils' hours, and those within the working day.
        ways = ((False, False, False), (False, False, True), (False, True, True), (True, True, True))
        return Part(frozenset({"at"}), tuple(dict(zip(names, way, strict=True)) for way in ways))
    return _known(**dict(zip(names, hours, strict=True)))


@functools.cache
def _network(platform: Any) -> Part:
    if platform is None or platform.social is None:
        return Part(frozenset({"platform"}), ({"social": True}, {"social": False}))
    return _known(social=platform.social)


@functools.cache
def _site(platform: Any) -> Part:
    if platform is None or not platform.age_known:
        return Part(frozenset({"platform"}), tuple({"site": site} for site in SITES))
    return _known(site=(platform.minimum_age, platform.route))


@functools.cache
def _age(name: str, born: date | None, at: datetime | None, called: str, limits: tuple[int, ...]) -> Part:
    if born is None or at is None:
        unknown = frozenset(which for which, value in ((name, born), ("at", at)) if value is None)
        ages = sorted({age for limit in limits for age in (limit - 1, limit)})
        return Part(unknown, tuple({called: age} for age in ages))
    return _known(**{called: age_on(born, at.astimezone(ZoneInfo("Europe/London")).date())})


def age_on(born: date, on: date) -> int:
    """Whole years; who was born on 29 February is a year older on 1 March of other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@functools.cache
def _content(content: frozenset[Any] | None) -> Part:
    if content is None:
        return Part(frozenset({"content"}), tuple({"content": (kind,)} for kind in KINDS))
    return _known(content=tuple(sorted(str(kind) for kind in content)))
