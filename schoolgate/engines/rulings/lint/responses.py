"""How the school answers when something has happened: may, must or must it not take a step?

No ruling is asked for this: each case is a person's to decide. The clauses can contradict one another all the
same, and here they are tried in every case there can be.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import NamedTuple

from schoolgate.engines.rulings.lint.finding import Finding, Names, finding, sentence
from schoolgate.engines.rulings.policy import Policy


class Happened(StrEnum):
    BULLYING = "bullying"
    TOO_YOUNG = "too young"  # on an app before its age, and the trouble comes into school
    BOTH = "both"
    OTHER = "other"


class Began(StrEnum):
    ELSEWHERE = "elsewhere"
    SCHOOL = "school"


class ResponsePart(StrEnum):
    ALLEGED = "alleged"
    HARMED = "harmed"
    WITNESS = "witness"


class ResponseStep(StrEnum):
    LOOK_INTO = "look into it"
    SUSPEND = "suspend"
    LIGHTER = "lighter step"


class Response(NamedTuple):
    """A case, and one step that the school could take towards one child in it."""

    step: ResponseStep
    happened: Happened
    began: Began
    part: ResponsePart


class Stance(Enum):
    REQUIRES = "requires it"
    RULES_OUT = "rules it out"


Look = Callable[[Response], Stance | None]

BULLYING = (Happened.BULLYING, Happened.BOTH)
TOO_YOUNG = (Happened.TOO_YOUNG, Happened.BOTH)


@dataclass(frozen=True)
class Rule:
    """What one clause asks of the school."""

    clause: str
    look: Look


def bullying_wherever_it_began(response: Response) -> Stance | None:
    """7.3: bullying is looked into wherever it began."""
    return Stance.REQUIRES if response.step is ResponseStep.LOOK_INTO and response.happened in BULLYING else None


def every_report_of_bullying(response: Response) -> Stance | None:
    """5.p.8: the school acts on every report of bullying, so it looks into each."""
    return Stance.REQUIRES if response.step is ResponseStep.LOOK_INTO and response.happened in BULLYING else None


def early_use_is_the_family_s(response: Response) -> Stance | None:
    """8.c.3: how a child came to be on an app too early is not looked into; away from school it is the family's."""
    too_young = response.happened in TOO_YOUNG and response.began is Began.ELSEWHERE
    return Stance.RULES_OUT if response.step is ResponseStep.LOOK_INTO and too_young else None


def all_involved_are_suspended(response: Response) -> Stance | None:
    """8.c.2: whoever is involved is suspended straight away; somebody who only saw it is not involved."""
    involved = response.happened in TOO_YOUNG and response.part is not ResponsePart.WITNESS
    return Stance.REQUIRES if response.step is ResponseStep.SUSPEND and involved else None


def a_step_that_fits(response: Response) -> Stance | None:
    """8.c.1: a fair step that helps to learn comes first, and fits what the child did: never the heaviest at once."""
    if response.step is ResponseStep.LIGHTER:
        return Stance.REQUIRES if response.part is ResponsePart.ALLEGED else None
    return Stance.RULES_OUT if response.step is ResponseStep.SUSPEND else None


RULES = (
    Rule("5.p.8", every_report_of_bullying),
    Rule("7.3", bullying_wherever_it_began),
    Rule("8.c.1", a_step_that_fits),
    Rule("8.c.2", all_involved_are_suspended),
    Rule("8.c.3", early_use_is_the_family_s),
)


def domain() -> Iterator[Response]:
    """Every case, the plainest first."""
    return (Response(*values) for values in itertools.product(ResponseStep, Happened, Began, ResponsePart))


def found(policy: Policy, names: Names) -> list[Finding]:
    """Each pair of clauses of which one requires what the other rules out, with the plainest example."""
    rules = [rule for rule in RULES if rule.clause in policy.clauses]
    pairs: dict[tuple[str, str], Response] = {}
    for case in domain():
        stances = [(rule.clause, rule.look(case)) for rule in rules]
        for (asks, wants), (bars, refuses) in itertools.permutations(stances, 2):
            if wants is Stance.REQUIRES and refuses is Stance.RULES_OUT:
                pairs.setdefault((asks, bars), case)
    return [_finding(asks, bars, case, names) for (asks, bars), case in pairs.items()]


def _finding(asks: str, bars: str, case: Response, names: Names) -> Finding:
    says = f"{names.one(asks)} asks the school to do this, and {names.one(bars)} tells it not to."
    return finding("contradiction", {asks, bars}, _words(case), sentence(says), asks, bars, "respond")


_STEPS = {
    ResponseStep.LOOK_INTO: "looks into it",
    ResponseStep.SUSPEND: "suspends the pupil straight away",
    ResponseStep.LIGHTER: "takes a lighter step",
}
_EVENTS = {
    Happened.BULLYING: "bullying",
    Happened.TOO_YOUNG: "trouble on an app that pupils are too young for",
    Happened.BOTH: "bullying on an app that pupils are too young for",
    Happened.OTHER: "another breach of the policy",
}
_BEGAN = {Began.ELSEWHERE: "away from school", Began.SCHOOL: "at school"}
_PARTS = {
    ResponsePart.HARMED: "it was done to the pupil",
    ResponsePart.ALLEGED: "the pupil is said to have done it",
    ResponsePart.WITNESS: "the pupil only saw it",
}


def _words(case: Response) -> str:
    return (
        f"There is {_EVENTS[case.happened]} that began {_BEGAN[case.began]}, {_PARTS[case.part]}, and the school"
        f" {_STEPS[case.step]}."
    )
