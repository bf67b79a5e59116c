"""Everything that can be asked, by what makes a difference: the facts that the oracle's tests walk through."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from schoolgate.engines.calendar.days import SchoolCalendar
from schoolgate.engines.rulings.facts import Carry, Connect, Platform, Post, Strength, Use
from schoolgate.engines.rulings.policy import Parameters, Policy
from schoolgate.engines.rulings.tests import oracle

LONDON = ZoneInfo("Europe/London")
MUST, SHOULD, GOOD = Strength.MUST, Strength.SHOULD, Strength.GOOD_PRACTICE


def at(day: str, clock: str = "10:15") -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), tzinfo=LONDON)


# ---- moments, and what they are: (lessons, in the staff's working day), by hand

NEITHER, WORK, LESSONS = (False, False), (False, True), (True, True)
PLAIN_MOMENTS = {
    at("2026-11-23", "07:30"): NEITHER,  # before work
    at("2026-11-23", "08:20"): WORK,  # at work, before school
    at("2026-11-23"): LESSONS,
    at("2026-11-23", "16:00"): WORK,  # after school
    at("2026-11-23", "19:00"): NEITHER,  # evening
    at("2026-11-28"): NEITHER,  # Saturday
    at("2026-12-28"): NEITHER,  # bank holiday
    at("2026-10-26"): LESSONS,  # half-term, which a calendar without dates cannot know
    at("2026-11-23", "07:59"): NEITHER,
    at("2026-11-23", "08:00"): WORK,
    at("2026-11-23", "08:44"): WORK,
    at("2026-11-23", "08:45"): LESSONS,
    at("2026-11-23", "15:19"): LESSONS,
    at("2026-11-23", "15:20"): WORK,
    at("2026-11-23", "16:59"): WORK,
    at("2026-11-23", "17:00"): NEITHER,
    datetime.fromisoformat("2026-06-15T07:44+00:00"): WORK,  # summer time: 08:44 at school
    datetime.fromisoformat("2026-06-15T07:45+00:00"): LESSONS,
    datetime.fromisoformat("2026-06-15T14:20+00:00"): WORK,
}
TERM_MOMENTS = {
    **PLAIN_MOMENTS,
    at("2026-10-26"): NEITHER,
    at("2026-12-21"): NEITHER,  # Christmas holiday
    at("2026-10-23"): LESSONS,  # the last day before half-term
}
TERM_MOMENTS = {moment: what for moment, what in TERM_MOMENTS.items() if moment.month > 8}
TERM = SchoolCalendar(
    terms=((date(2026, 9, 2), date(2026, 12, 18)), (date(2027, 1, 4), date(2027, 3, 25))),
    closures=((date(2026, 10, 26), date(2026, 10, 30)),),
)
EACH_KIND_OF_TIME = (at("2026-11-23"), at("2026-11-23", "08:20"), at("2026-11-23", "19:00"))


def hours_of(policy: Policy) -> oracle.Hours:
    """What a moment of the tables above is, under this policy's calendar and hours."""
    moments = TERM_MOMENTS if policy.calendar.terms else PLAIN_MOMENTS
    whole_day = policy.parameters.pupil_hours == "working day"

    def hours(moment: datetime) -> tuple[bool, bool, bool]:
        lessons, work = moments[moment]
        return lessons, (work if whole_day else lessons), work

    return hours


# ---- policies


def policies() -> dict[str, Policy]:
    """The model policy, and others that differ from it in parameters, strengths, clauses and calendar."""
    model = Policy.model()
    clauses = model.clauses
    turned = {
        "5.p.1": SHOULD,
        "5.p.2": GOOD,
        "5.p.3": SHOULD,
        "5.p.5": SHOULD,
        "5.s.1": SHOULD,
        "4.7": GOOD,
        "3.b.1": MUST,
        "3.b.4": MUST,
        "4.6": SHOULD,
        "5.s.7": MUST,
        "3.c.1": MUST,
        "3.c.2": MUST,
        "3.a.1": SHOULD,
        "1.4e": SHOULD,
        "4.8": MUST,
        "7.1": MUST,
        "5.s.6": MUST,
    }
    return {
        "model": model,
        "strict": replace(
            model,
            parameters=Parameters(
                minimum_age=16,
                former_pupil_age=19,
                phones="not in school",
                parents_as_friends="forbidden",
                pupil_hours="working day",
            ),
            strengths=dict.fromkeys(clauses, MUST),
            calendar=TERM,
        ),
        "mild": replace(
            model,
            parameters=Parameters(minimum_age=11, former_pupil_age=16, phones="allowed", parents_as_friends="allowed"),
            strengths=dict.fromkeys(clauses, GOOD),
        ),
        "turned": replace(model, strengths={**model.strengths, **turned}, calendar=TERM),
        "short": replace(model, clauses=clauses - {"5.s.4", "5.p.5", "5.s.1", "4.6", "3.a.1", "1.4e", "3.c.1", "7.1"}),
    }


# ---- platforms

ROUTES = ("none", "parent_consent", "supervised_account", "kids_version", "school_account")


def platform(social: bool | None, minimum: int | None, route: str = "none", *, known: bool = True) -> Platform:
    return Platform(
        id="some-site",
        name="Some site",
        social=social,
        minimum_age=minimum,
        age_known=known,
        route=route,
        site_rule="Some site has its own rule.",
    )


EVERY_PLATFORM = (
    None,
    *(
        platform(social, minimum, route)
        for social in (True, False, None)
        for minimum in (None, 13, 16, 18)
        for route in ROUTES
    ),
    *(platform(social, None, known=False) for social in (True, False, None)),
)
EACH_KIND_OF_PLATFORM = tuple(
    platform(social, minimum, route)
    for social in (True, False)
    for minimum, route in ((None, "none"), (13, "none"), (18, "none"), (18, "parent_consent"))
)

# ---- people: ages on the days above

BIRTHS = (date(2016, 3, 4), date(2012, 1, 31), date(1990, 5, 5))
"""Ten, fourteen and grown up."""
EVERY_BIRTH = (
    None,
    date(2021, 9, 1),
    date(2015, 11, 24),  # eleven today (2026-11-23), not yet eleven tomorrow
    *(date(2026 - years, 11, day) for years in (11, 13, 16, 18, 19) for day in (22, 23, 24)),
    date(2012, 2, 29),
    date(1960, 1, 1),
)

FLAG = (False, True)
CONTENTS = tuple(frozenset(kinds) for many in (1, 2) for kinds in itertools.combinations(oracle.KINDS, many))

DOMAIN: dict[str, tuple[Any, dict[str, tuple[Any, ...]]]] = {
    "use": (
        Use,
        {
            "role": oracle.ROLES,
            "born": BIRTHS,
            "platform": EACH_KIND_OF_PLATFORM,
            "at": EACH_KIND_OF_TIME,
            "place": oracle.PLACES,
            "device": ("own-phone", "school-tablet"),
            "official_holder": FLAG,
            "exception": FLAG,
            "poses_as_child": FLAG,
        },
    ),
    "connect": (
        Connect,
        {
            "role": oracle.ASKERS,
            "other": oracle.OTHERS,
            "way": oracle.WAYS,
            "platform": (platform(True, 13), platform(False, 13)),
            "at": EACH_KIND_OF_TIME,
            "place": oracle.PLACES,
            "device": ("own-computer", "school-computer"),
            "born": BIRTHS[:2],
            "other_born": BIRTHS,
            "family_link": FLAG,
            "exception": FLAG,
        },
    ),
    "post": (
        Post,
        {
            "role": oracle.ROLES,
            "account": (oracle.PERSONAL, oracle.OFFICIAL),
            "content": CONTENTS,
            "at": EACH_KIND_OF_TIME,
            "born": BIRTHS[:2],
            "official_holder": FLAG,
        },
    ),
    "carry": (
        Carry,
        {
            "role": (None, *oracle.ROLES),
            "device": (None, *oracle.DEVICES),
            "at": (None, *EACH_KIND_OF_TIME, at("2026-11-28"), at("2026-12-28"), at("2026-10-26")),
            "handed_in": (None, *FLAG),
            "exception": (None, *FLAG),
        },
    ),
}


def typed(name: str, value: Any) -> Any:
    """The value as the engine's own word where it has one."""
    from schoolgate.engines.rulings.facts import Account, Content, Device, Place, Role, Way

    words = {
        "role": Role,
        "other": Role,
        "way": Way,
        "place": Place,
        "device": Device,
        "account": Account,
        "content": lambda kinds: frozenset(Content(kind) for kind in kinds),
    }
    return value if value is None or name not in words else words[name](value)


def domain_of(kind: str) -> tuple[Any, dict[str, tuple[Any, ...]]]:
    made, fields = DOMAIN[kind]
    return made, {name: tuple(typed(name, value) for value in values) for name, values in fields.items()}


def everything(kind: str, *, fewer: bool = False) -> Iterator[Any]:
    """Every combination of the values that make a difference, all of them known (carry: unknown ones too).

    The births of people whose age no clause looks at stay the same; draws without a gap vary them too. With
    `fewer`, the strictest and the mildest way of being in touch, and every fifth pair of kinds of content,
    stand for all: enough for a policy that only weighs the same lines anew.
    """
    made, fields = domain_of(kind)
    if fewer and "way" in fields:
        fields["way"] = (typed("way", "request"), typed("way", "message"))
    if fewer and "content" in fields:
        single = len(oracle.KINDS)
        fields["content"] = fields["content"][:single] + fields["content"][single::5]
    for values in itertools.product(*fields.values()):
        facts = dict(zip(fields, values, strict=True))
        if not _looked_at(facts, fields, "born", facts["role"] in AGES_OF[kind]):
            continue
        if _looked_at(facts, fields, "other_born", facts.get("other") in AGES_OF["other"]):
            yield made(**facts)


AGES_OF = {
    "use": {oracle.PUPIL, oracle.FORMER},
    "connect": {oracle.PUPIL},
    "post": {oracle.PUPIL},
    "carry": frozenset(),
    "other": {oracle.PUPIL, oracle.FORMER},
}
"""Whose age matters to some clause, by what is asked."""


def _looked_at(facts: dict[str, Any], fields: dict[str, tuple[Any, ...]], name: str, matters: bool) -> bool:
    return matters or name not in fields or facts[name] == fields[name][0]


def with_unknowns(kind: str, many: int, each: int, seed: int) -> Iterator[Any]:
    """For every choice of so many unknown fields, `each` questions whose other facts are drawn by the seed.

    With none unknown, all facts are drawn, those that should make no difference too.
    """
    draw = random.Random(seed)
    made, fields = domain_of(kind)
    for unknown in itertools.combinations(fields, many):
        for _ in range(each):
            facts = {name: draw.choice(values) for name, values in fields.items()}
            yield made(**{**facts, **dict.fromkeys(unknown)})
