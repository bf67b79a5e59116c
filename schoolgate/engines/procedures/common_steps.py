"""Steps that several procedures have in common, each written once."""

from schoolgate.engines.procedures import schema
from schoolgate.engines.procedures.clocks import AT_ONCE, SAME_DAY, Clock, Unit, working_days
from schoolgate.engines.procedures.schema import Field, FieldKind, RestrictedAct, Step, came, one_of

EVIDENCE = one_of(
    kept="It is kept", indecent="There are pictures that nobody may copy", none="There is nothing to keep"
)


def safe_now(script: str, *, clause: str = "", legal: tuple[int, ...] = ()) -> Step:
    """Always open, from the first minute to the last."""
    return Step(
        "safe_now",
        "Keep every child safe now",
        script,
        clause,
        schema.NEAR,
        AT_ONCE,
        outcomes=one_of(acted="I have acted", safe="No child is at risk at present"),
        needs=(Field("what", "What you did, or how you know"),),
        safety=True,
        again=True,
        legal=legal,
    )


def secure(
    id: str,
    title: str,
    script: str,
    outcomes: tuple[schema.Outcome, ...],
    *,
    clause: str = "",
    due: Clock = SAME_DAY,
    legal: tuple[int, ...] = (),
) -> Step:
    """Whether somebody outside has to know: decided either way, with a reason, and held back by nothing."""
    told = frozenset(outcome.id for outcome in outcomes) - {schema.NO}
    spoke_to = Field("spoke_to", "Whom you spoke to, and any reference", when=told)
    needs = (schema.REASON, spoke_to)
    return Step(id, title, script, clause, schema.NEAR, due, outcomes=outcomes, needs=needs, safety=True, legal=legal)


def ask_outside_again(*, clause: str = "") -> Step:
    """The questions about the police and social care can be asked again at any time, as often as it is needed."""
    return Step(
        "ask_again",
        "Ask again: police or social care",
        "What was not needed this morning may be needed now. If you learn something new, ask yourself both questions "
        "again. Call 999 in danger, 101 for a possible crime, children’s social care for a child who may come to harm.",
        clause,
        schema.NEAR,
        outcomes=one_of(
            police="I called the police", social_care="I called social care", both="I called both", no="Still neither"
        ),
        needs=(
            schema.REASON,
            Field("spoke_to", "Whom you spoke to", when=frozenset({"police", "social_care", "both"})),
        ),
        optional=True,
        again=True,
    )


def rang_the_police(*, no: str) -> tuple[schema.Outcome, ...]:
    """Which number of the police was rung, or why none."""
    return one_of(**{"999": "I rang 999", "101": "I rang 101", "no": no})


def support(
    id: str, title: str, script: str, each: frozenset[schema.CasePart], *, clause: str = "", legal: tuple[int, ...] = ()
) -> Step:
    """Support for each child with such a part."""
    needs = (Field("who", "Who looks after this child, and how"),)
    return Step(
        id, title, script, clause, schema.NEAR, SAME_DAY, each=each, needs=needs, safety=True, again=True, legal=legal
    )


def parts(script: str) -> Step:
    """Who has which part in it."""
    outcomes = one_of(named="Every child we know of is named", not_known="Nobody can say yet who it was")
    needs = (Field("how", "How you know, or whom you asked"),)
    return Step("parts", "Write down each child's part", script, due=SAME_DAY, outcomes=outcomes, needs=needs)


def heard(script: str, each: frozenset[schema.CasePart] = schema.EVERY_CHILD) -> Step:
    """Each child gives their own account before anything is decided about them."""
    needs = (Field("words", "What the child said, in their own words"),)
    return Step("heard", "Hear the child", script, after=("parts",), each=each, needs=needs)


def link(id: str, title: str, script: str, *, clause: str, after: tuple[str, ...]) -> Step:
    """Something to think of at the end, which may be left out with a reason."""
    return Step(id, title, script, clause, after=after, needs=(Field("what", "What you decided"),), may_skip=True)


def teach(script: str) -> Step:
    """Clause 8.a.1: whether a case shows that a class needs a lesson."""
    return link("teach", "Does the class need a lesson?", script, clause="8.a.1", after=("outcome",))


def secure_images(*, clause: str = "") -> Step:
    """What becomes of pictures of a child that nobody may copy."""
    return Step(
        "images",
        "Have the pictures of the child taken down",
        "The child can report their own picture through Report Remove, by Childline and the Internet Watch Foundation; "
        "under 13 nobody asks for proof of age. The Foundation takes reports from adults as well. Ask the police first "
        "if they have the case.",
        clause,
        due=working_days(0, since="evidence"),
        when=came("evidence", "indecent"),
        outcomes=one_of(reported="Reported", police="The police see to it", no="Not reported"),
        needs=(schema.REASON,),
    )


def adult_case(
    script: str,
    *,
    when: schema.Condition,
    since: str,
    title: str = "Open a case about the adult",
    stops: frozenset[RestrictedAct] = schema.TOWARDS_THE_ADULT,
    legal: tuple[int, ...] = (6,),
) -> Step:
    """Clause 6.2: a case about an adult has to be opened, and this one says which."""
    needs = (Field("case", "The number of the other case", FieldKind.CASE),)
    due = Clock(0, Unit.MINUTES, since)
    return Step("adult_case", title, script, "6.2", due=due, when=when, needs=needs, stops=stops, legal=legal)


def teaching_agency(script: str, *, since: str, after: tuple[str, ...] = (), came: schema.Condition) -> Step:
    """Clause 4.10: whether the agency that can take away the right to teach has to know of a teacher."""
    return Step(
        "tra",
        "Think of the Teaching Regulation Agency",
        script,
        "4.10",
        due=working_days(5, since),
        after=after,
        when=schema.every(schema.Fact("teacher", True, "the adult is a teacher"), came),
        outcomes=one_of(referred="Referred", not_due="Not referred"),
        needs=(schema.REASON,),
    )


def consequence(
    script: str,
    *,
    each: frozenset[schema.CasePart],
    when: schema.Condition,
    title: str = "Choose a consequence",
    after: tuple[str, ...] = (),
    needed: bool = False,
) -> Step:
    """Clause 8.c.1: something from the ladder, by those who may choose it."""
    return Step(
        "consequence",
        title,
        script,
        "8.c.1",
        schema.LEADERS,
        after=after,
        when=when,
        each=each,
        needs=(schema.REASON, Field("rung", "The step of the ladder")),
        does=frozenset({RestrictedAct.CONSEQUENCE}),
        optional=not needed,
        again=not needed,
        legal=(19,),
    )


def ending(
    script: str,
    *,
    after: tuple[str, ...],
    outcomes: tuple[schema.Outcome, ...],
    due: Clock | None = None,
    clause: str = "",
    id: str = "outcome",
) -> Step:
    """The last step: how it ended, with the reason."""
    title = "Write down how it ended"
    return Step(id, title, script, clause, due=due, after=after, outcomes=outcomes, needs=(schema.REASON,))
