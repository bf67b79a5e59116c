"""Steps that several procedures have in common, each written once."""

from schoolgate.engines.procedures.clocks import AT_ONCE, SAME_DAY, Clock, Unit, working_days
from schoolgate.engines.procedures.schema import (
    EVERY_CHILD,
    NEAR,
    REASON,
    Condition,
    Deed,
    Kind,
    Need,
    Outcome,
    Part,
    Step,
)


def safe_now(clause: str, script: str, legal: tuple[int, ...] = ()) -> Step:
    """Always open, from the first minute to the last."""
    return Step(
        "safe_now",
        clause=clause,
        title="Keep every child safe now",
        script=script,
        who=NEAR,
        due=AT_ONCE,
        outcomes=(Outcome("acted", "I have acted"), Outcome("safe", "No child is at risk at present")),
        needs=(Need("what", "What you did, or how you know"),),
        safety=True,
        again=True,
        legal=legal,
    )


def secure(
    id: str,
    *,
    clause: str,
    title: str,
    script: str,
    outcomes: tuple[Outcome, ...],
    due: Clock = SAME_DAY,
    legal: tuple[int, ...] = (),
) -> Step:
    """Whether somebody outside has to know: decided either way, with a reason, and held back by nothing."""
    return Step(
        id,
        clause=clause,
        title=title,
        script=script,
        who=NEAR,
        due=due,
        outcomes=outcomes,
        needs=(
            REASON,
            Need(
                "spoke_to",
                "Whom you spoke to, and any reference",
                when=frozenset(one.id for one in outcomes) - {"no"},
            ),
        ),
        safety=True,
        legal=legal,
    )


def support(
    id: str, clause: str, title: str, script: str, each: frozenset[Part], legal: tuple[int, ...] = ()
) -> Step:
    """Support for each child with such a part."""
    return Step(
        id,
        clause=clause,
        title=title,
        script=script,
        who=NEAR,
        due=SAME_DAY,
        each=each,
        needs=(Need("who", "Who looks after this child, and how"),),
        safety=True,
        again=True,
        legal=legal,
    )


def parts(clause: str, script: str) -> Step:
    """Who has which part in it."""
    return Step(
        "parts",
        clause=clause,
        title="Write down each child's part",
        script=script,
        due=SAME_DAY,
        outcomes=(
            Outcome("named", "Every child we know of is named"),
            Outcome("not_known", "Nobody can say yet who it was"),
        ),
        needs=(Need("how", "How you know, or whom you asked"),),
    )


def heard(clause: str, script: str, each: frozenset[Part] = EVERY_CHILD, after: tuple[str, ...] = ()) -> Step:
    """Each child gives their own account before anything is decided about them."""
    return Step(
        "heard",
        clause=clause,
        title="Hear the child",
        script=script,
        after=after,
        each=each,
        needs=(Need("words", "What the child said, in their own words"),),
    )


def link(
    id: str,
    *,
    clause: str,
    title: str,
    script: str,
    after: tuple[str, ...] = (),
    when: Condition | None = None,
) -> Step:
    """Something to think of at the end, which may be left out with a reason."""
    return Step(
        id,
        clause=clause,
        title=title,
        script=script,
        after=after,
        when=when,
        needs=(Need("what", "What you decided"),),
        may_skip=True,
    )


def secure_images(*, clause: str, when: Condition) -> Step:
    """What becomes of pictures of a child that nobody may copy."""
    return Step(
        "images",
        clause=clause,
        title="Have the pictures of the child taken down",
        script=(
            "The child can report their own picture through Report Remove, by Childline and the Internet Watch Foundation; "
            "under 13 nobody asks for proof of age. The Foundation takes reports from adults as well. Ask the police first if they "
            "have the case."
        ),
        due=working_days(0, since="evidence"),
        when=when,
        outcomes=(
            Outcome("reported", "Reported"),
            Outcome("police", "The police see to it"),
            Outcome("no", "Not reported"),
        ),
        needs=(REASON,),
    )


def other_case(
    id: str,
    *,
    clause: str,
    title: str,
    script: str,
    when: Condition,
    since: str,
    stops: frozenset[Deed] = frozenset(),
    legal: tuple[int, ...] = (),
) -> Step:
    """Another case has to be opened, and this one says which."""
    return Step(
        id,
        clause=clause,
        title=title,
        script=script,
        due=Clock(0, Unit.MINUTES, since),
        when=when,
        needs=(Need("case", "The number of the other case", Kind.CASE),),
        stops=stops,
        legal=legal,
    )
