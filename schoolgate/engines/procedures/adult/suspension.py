"""Suspending the adult: before the advice only for a named reason and with a second person, after it with reasons."""

from schoolgate.engines.procedures import schema
from schoolgate.engines.procedures.adult.lado import MEETS
from schoolgate.engines.procedures.clocks import working_days
from schoolgate.engines.procedures.schema import Field, FieldKind, RestrictedAct, Step, came, one_of, some

SUSPENDED = came("suspension", "suspend")

SUSPENSION = (
    Step(
        "suspend_now",
        "Suspend before the advice",
        "Only if a child cannot be kept safe in any other way until the LADO answers. Think first of other duties, a "
        "second adult in the room, or a day at home on other work. It takes a second person. Suspending says nothing "
        "about guilt: tell the adult just that, and nothing about what was said.",
        clause="6.5",
        outcomes=one_of(
            risk="A child would be at risk",
            police="The police asked for it",
            evidence="What the police need would be lost",
        ),
        needs=(schema.REASON, Field("tried", "What else was thought of, and why it is not enough"), schema.SECOND),
        does=frozenset({RestrictedAct.SUSPENSION}),
        despite=("advice",),
        until=("advice",),
        optional=True,
        legal=(7,),
    ),
    Step(
        "letter_now",
        "Give the suspension in writing",
        "One letter, one working day: that it is no punishment, the reason as far as the police and the LADO let you "
        "say it, and the name of somebody at school whom the adult can ring.",
        clause="6.5",
        due=working_days(1, since="suspend_now"),
        when=came("suspend_now"),
        needs=(Field("contact", "The named contact"), schema.SENT_AT, schema.HOW_SENT),
        does=frozenset({RestrictedAct.APPROACH}),
        despite=("advice",),
        legal=(7,),
        letters=("staff_suspension",),
    ),
    Step(
        "suspension",
        "Decide about suspension",
        "You decide, not the LADO and not the police; but hear all of them first. It is never automatic. Ask what it "
        "is for, and whether other duties or a second adult would do. Give your reasons for whichever you choose. If "
        "you suspended earlier, decide now whether it goes on.",
        clause="6.5",
        due=working_days(1, since="advice"),
        when=some(MEETS, came("suspend_now")),
        outcomes=one_of(
            suspend="Suspend, or go on with it", other="Other arrangements", no="Neither, or the suspension ends"
        ),
        needs=(
            schema.REASON,
            Field("views", "What the LADO, the police and social care think"),
            Field("tried", "Other ways that were thought of"),
        ),
        does=frozenset({RestrictedAct.SUSPENSION}),
        legal=(7,),
    ),
    Step(
        "letter",
        "Write to the adult about the suspension",
        "Within one working day: that it is no punishment, the reasons, how long before it is looked at again, and "
        "who at school they can ring. Read the preview aloud before you send it.",
        clause="6.5",
        due=working_days(1, since="suspension"),
        when=SUSPENDED,
        needs=(
            Field("contact", "The named contact"),
            Field("review_on", "When it is looked at again", FieldKind.DATE),
            schema.SENT_AT,
            schema.HOW_SENT,
        ),
        does=frozenset({RestrictedAct.APPROACH}),
        legal=(7,),
        letters=("staff_suspension",),
    ),
)
