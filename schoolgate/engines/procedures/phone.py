"""5.p.3: a phone was not handed in. A matter of behaviour, and not by itself a reason to search anybody."""

from types import MappingProxyType

from schoolgate.engines.procedures import common_steps, schema
from schoolgate.engines.procedures.clocks import SAME_DAY, school_days
from schoolgate.engines.procedures.schema import Field, FieldKind, Procedure, RestrictedAct, Step, came, one_of, some

NO_EXCEPTION = some(came("what", "forgot"), came("what", "kept"))
NO_SEARCH = (
    "A phone that was not handed in is no ground for a search by itself. Whether to search is decided apart from this, "
    "by the head or somebody the head has authorised, and recorded as a search."
)

PROCEDURE = Procedure(
    "phone",
    name="A phone was not handed in",
    clause="5.p.3",
    about="a pupil who kept a phone during the school day",
    lead_duty=("head", "deputy", "dsl"),
    steps=(
        common_steps.safe_now(
            "Why did the child want the phone close by? Somebody ill at home, a way to school that frightens them, "
            "messages that do not stop: then help with that first."
        ),
        Step(
            "what",
            "Say what happened",
            "Look in the register for an agreed exception first: a medical device, caring for somebody, an adjustment. "
            "Ask for the phone, calmly; do not look into it and do not go through bags.",
            due=SAME_DAY,
            outcomes=one_of(
                forgot="It was forgotten",
                kept="It was kept on purpose",
                exception="There is, or should be, an agreed exception",
            ),
            needs=(Field("words", "What the pupil says"),),
            legal=(16,),
        ),
        Step(
            "exception",
            "Put the exception in order",
            "Agree it with the parents, write it into the register with a date, and tell those who would ask for the "
            "phone.",
            due=school_days(2),
            when=came("what", "exception"),
            each=schema.EVERY_CHILD,
            needs=(Field("agreed_on", "When it was agreed", FieldKind.DATE), Field("what", "What was agreed")),
            legal=(16,),
        ),
        Step(
            "talk",
            "Talk with the pupil",
            "Why phones stay at the office, and where it is handed in tomorrow. Two minutes, without an audience.",
            who=schema.NEAR,
            due=school_days(1),
            when=NO_EXCEPTION,
            each=schema.EVERY_CHILD,
            needs=(Field("words", "What was said"),),
            may_skip=True,
        ),
        Step(
            "parents",
            "Tell the parents",
            "That it happened, when the phone can be fetched, and how it is handed in. The phone goes home today.",
            due=school_days(1),
            each=schema.EVERY_CHILD,
            needs=(Field("told_at", "When the parents were told", FieldKind.MOMENT, from_letter=True),),
            legal=(16,),
            letters=("parents",),
            beside=("meeting", "closing"),
        ),
        Step(
            "arrangement",
            "Agree on an arrangement",
            "If it was not the first time: who takes the phone each morning, and until when. Otherwise say that none is "
            "needed.",
            who=schema.LEADERS,
            due=school_days(3),
            after=("what",),
            when=NO_EXCEPTION,
            each=schema.EVERY_CHILD,
            needs=(Field("what", "What was agreed"), Field("review_on", "When you look again", FieldKind.DATE)),
            does=frozenset({RestrictedAct.CONSEQUENCE}),
            may_skip=True,
            legal=(16,),
        ),
        common_steps.ending(
            "One sentence is enough.",
            after=("what", "exception", "talk", "parents", "arrangement"),
            outcomes=one_of(dealt_with="It is dealt with", exception="There is an exception now"),
        ),
    ),
    never=MappingProxyType({RestrictedAct.SEARCH: NO_SEARCH}),
)
