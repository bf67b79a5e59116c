"""The words in which procedures are written: steps, what they need, when they apply, and what they hold back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from schoolgate.broken import Broken
from schoolgate.engines.procedures.clocks import Clock

LEAD = "lead"
"""Whoever runs the case: worked out from the procedure and from whom the case is about."""
AUTHORISED = "authorised"
"""Whoever the employer has authorised to decide about somebody's employment."""
NEAR = frozenset({LEAD, "head", "deputy", "dsl", "deputy_dsl"})
"""Those who may do what keeps a child safe: whoever of them is nearest."""
TOGETHER = {"dsl": frozenset({"dsl", "deputy_dsl"})}
"""Duties that somebody else carries just as well, because one of them must always be there."""
LEADERS = frozenset({"head", "deputy"})
EMPLOYER = frozenset({AUTHORISED})
OUTSIDE = frozenset({"pupil", "parent", "outsider"})
"""Duties of people who do not work here."""
OFFICES = frozenset({"head", "deputy", "dsl", "deputy_dsl", "chair"})
"""Duties that have no step in a case about somebody who holds them."""


class Source(StrEnum):
    """Who told the school."""

    PARENT = "parent"
    COLLEAGUE = "colleague"
    CHILD = "child"
    OTHER = "other"


class Began(StrEnum):
    """Where it began; no procedure asks, because it changes nothing."""

    SCHOOL = "school"
    ELSEWHERE = "elsewhere"
    NOT_KNOWN = "not known"


class CasePart(StrEnum):
    """What a person has to do with a case."""

    HARMED = "harmed"
    ALLEGED = "alleged"
    WITNESS = "witness"
    SUBJECT = "subject"
    OTHER = "other"


PARTS = {
    CasePart.HARMED: "was harmed, or may have been",
    CasePart.ALLEGED: "is said to have done it",
    CasePart.WITNESS: "saw or heard it",
    CasePart.SUBJECT: "is the adult whom it is about",
    CasePart.OTHER: "has a part that is not clear yet",
}
HARMED = frozenset({CasePart.HARMED})
ALLEGED = frozenset({CasePart.ALLEGED})
BOTH_SIDES = HARMED | ALLEGED
EVERY_CHILD = frozenset({CasePart.HARMED, CasePart.ALLEGED, CasePart.WITNESS, CasePart.OTHER})


class RestrictedAct(StrEnum):
    """What a procedure can hold back, in steps and everywhere else."""

    APPROACH = "approach"
    INVESTIGATION = "investigation"
    SUSPENSION = "suspension"
    DISCIPLINE = "discipline"
    QUESTIONS = "questions"
    CONSEQUENCE = "consequence"
    PUPIL_SUSPENSION = "pupil suspension"
    SEARCH = "search"


DEEDS = {
    RestrictedAct.APPROACH: "speaking to the person whom it is about",
    RestrictedAct.INVESTIGATION: "investigating",
    RestrictedAct.SUSPENSION: "suspending the adult",
    RestrictedAct.DISCIPLINE: "any consequence for the adult",
    RestrictedAct.QUESTIONS: "asking the child more questions",
    RestrictedAct.CONSEQUENCE: "a consequence for a child",
    RestrictedAct.PUPIL_SUSPENSION: "suspending a pupil",
    RestrictedAct.SEARCH: "searching a pupil or a phone",
}
TOWARDS_THE_ADULT = frozenset(
    {RestrictedAct.APPROACH, RestrictedAct.INVESTIGATION, RestrictedAct.SUSPENSION, RestrictedAct.DISCIPLINE}
)
TOWARDS_A_CHILD = frozenset({RestrictedAct.CONSEQUENCE, RestrictedAct.PUPIL_SUSPENSION})


class FieldKind(StrEnum):
    """What sort of thing must be given with a step."""

    WORDS = "words"
    DATE = "date"
    MOMENT = "moment"
    NUMBER = "number"
    YES = "yes"
    SECOND = "second person"
    CASE = "case"
    TICKS = "ticks"


@dataclass(frozen=True)
class Field:
    """Something to give with a step; `when` names the outcomes that ask for it, `parts` the children who do.

    `options` are what can be ticked, where it is a list.
    """

    name: str
    label: str
    kind: FieldKind = FieldKind.WORDS
    when: frozenset[str] = frozenset()
    parts: frozenset[CasePart] = frozenset()
    options: tuple[str, ...] = ()
    from_letter: bool = False
    """A letter that went from the case gives it."""


SENT_AT = Field("sent_at", "When it was sent", FieldKind.MOMENT, from_letter=True)
SENT_ON = Field("sent_on", "When it was sent", FieldKind.DATE, from_letter=True)
HOW_SENT = Field("letter", "Which way it went", from_letter=True)
"""The letter, where it went from the case; else how it went, and why not from here."""
REASON = Field("reason", "The reason")
SECOND = Field("second", "A second person who agrees", FieldKind.SECOND)


# Conditions: data, so that they can be read out, drawn, and be "not known yet".


@dataclass(frozen=True)
class Fact:
    """A fact of the case has this value."""

    name: str
    value: object
    words: str


@dataclass(frozen=True)
class StepOutcome:
    """A step was done, with one of these outcomes (with any, where none is named)."""

    step: str
    outcomes: tuple[str, ...] = ()


@dataclass(frozen=True)
class AllOf:
    """All of these hold."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one of these holds."""

    conditions: tuple["Condition", ...]


Condition = Fact | StepOutcome | AllOf | AnyOf


def came(step: str, *outcomes: str) -> StepOutcome:
    return StepOutcome(step, outcomes)


def every(*conditions: Condition) -> AllOf:
    return AllOf(conditions)


def some(*conditions: Condition) -> AnyOf:
    return AnyOf(conditions)


@dataclass(frozen=True)
class Outcome:
    """One way in which a step or a whole case can come out; `when` says when it can be chosen."""

    id: str
    words: str
    when: Condition | None = None
    otherwise: str = ""
    """What to say to somebody who chooses it when it cannot be chosen."""


def one_of(**words: str) -> tuple[Outcome, ...]:
    """Outcomes by their names, each with its words."""
    return tuple(Outcome(id, text) for id, text in words.items())


YES, NO = "yes", "no"
YES_OR_NO = one_of(yes="Yes", no="No")


@dataclass(frozen=True)
class Step:
    """One thing to do. Each field has a plain meaning:

    `clause` it puts in force, its procedure's where it names none ·
    `who` may do it · `due` by when · `after` which steps · `when` it is needed at all · `each` child with such a part
    has it · `needs` what must be given · `outcomes` to choose from · `blocks` what may not be done before it ·
    `does` which of those things it is itself · `despite` which steps that hold them back it need not wait for ·
    `stops` what may not be done in this case any more once it is needed · `until` which step it is open ·
    `safety` it keeps a child safe, so nothing ever holds it back · `optional` a case can close without it ·
    `may_skip` it can be left out with a reason · `again` it can be done more than once · `legal` the head's checks ·
    `letters` kinds of letter by which it is done, the likeliest first · `beside` kinds that may go with it ·
    `suspends` and `returns` the outcomes from which on the adult is suspended, or is not any more · `while_suspended` it
    is asked only meanwhile.
    """

    id: str
    title: str
    script: str
    clause: str = ""
    who: frozenset[str] = frozenset({LEAD})
    due: Clock | None = None
    after: tuple[str, ...] = ()
    when: Condition | None = None
    each: frozenset[CasePart] = frozenset()
    needs: tuple[Field, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    blocks: frozenset[RestrictedAct] = frozenset()
    does: frozenset[RestrictedAct] = frozenset()
    despite: tuple[str, ...] = ()
    stops: frozenset[RestrictedAct] = frozenset()
    until: tuple[str, ...] = ()
    safety: bool = False
    optional: bool = False
    may_skip: bool = False
    again: bool = False
    legal: tuple[int, ...] = ()
    letters: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    suspends: frozenset[str] = frozenset()
    returns: frozenset[str] = frozenset()
    while_suspended: bool = False


@dataclass(frozen=True)
class Procedure:
    """A whole procedure; `runs` is who leads it, and who next where it is about them.

    `concerns_adult` says that the person whom it is about can hold a duty here. `never` is what can never be done
    in such a case, each with the sentence that says so.
    """

    id: str
    name: str
    clause: str
    about: str
    lead_duty: tuple[str, ...]
    steps: tuple[Step, ...]
    concerns_adult: bool = False
    never: Mapping[RestrictedAct, str] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        steps = tuple(step if step.clause else replace(step, clause=self.clause) for step in self.steps)
        object.__setattr__(self, "steps", steps)

    def step(self, id: str) -> Step:
        """The step of that name; `Broken` when there is none."""
        if id not in self._by_id:
            raise Broken("There is no such step in this case.", self.clause)
        return self._by_id[id]

    @cached_property
    def _by_id(self) -> dict[str, Step]:
        return {step.id: step for step in self.steps}


@dataclass(frozen=True)
class Child:
    """A child in a case, by the id of the person, with each part that they have in it."""

    id: int
    parts: frozenset[CasePart]


@dataclass(frozen=True)
class Facts:
    """What is known of a case from outside its steps; `about` holds the duties of those whom it is about."""

    source: Source = Source.OTHER
    about: frozenset[str] = frozenset()
    teacher: bool = False
    children: tuple[Child, ...] = ()
    began: Began = Began.NOT_KNOWN

    @property
    def about_head(self) -> bool:
        return "head" in self.about


class Key(NamedTuple):
    """Names one thing to do in a case: a step, and the child whom it is for where each child has it."""

    step: str
    child: int | None = None


@dataclass(frozen=True)
class Done:
    """That a step was done, or left out for a reason; `dates` are those among what was given."""

    at: datetime
    by: int
    outcome: str = ""
    skipped: str = ""
    dates: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class State:
    """How far a case is; `concerned` are the people whom it is about, who never have a step in it."""

    facts: Facts
    opened_at: datetime
    done: Mapping[Key, Done] = field(default_factory=lambda: MappingProxyType({}))
    concerned: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Actor:
    """Who does something, and with what duties."""

    person: int
    duties: frozenset[str]
