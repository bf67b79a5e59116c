"""5.p.4: a pupil tried to join a member of staff's account. The head is told, and the parents are."""

from schoolgate.engines.procedures import common_steps, schema
from schoolgate.engines.procedures.clocks import SAME_DAY, school_days
from schoolgate.engines.procedures.schema import Field, FieldKind, Procedure, RestrictedAct, Step, came, one_of

PROCEDURE = Procedure(
    "join",
    name="A pupil sought a member of staff's account",
    clause="5.p.4",
    about="a pupil who asked to join the account of somebody who works here",
    lead_duty=("head", "chair", "deputy", "dsl"),
    steps=(
        common_steps.safe_now(
            "Usually this is a child being friendly. Look once whether there is more: a child in trouble who sought the "
            "adult they trust, or somebody else behind a child's name."
        ),
        Step(
            "told",
            "The head has been told",
            "Note when the member of staff told you and what they saw. Thank them: this is how it is meant to work.",
            due=SAME_DAY,
            needs=(Field("told_at", "When you were told", FieldKind.MOMENT), Field("what", "What the pupil did")),
        ),
        Step(
            "declined",
            "Was the request declined?",
            "The right answer to a pupil's request is no, without a chat. If it was accepted, or messages went to and "
            "fro, it is about the adult as well, and that goes a way of its own.",
            clause="5.s.3",
            due=SAME_DAY,
            after=("told",),
            outcomes=one_of(declined="Declined, or never answered", accepted="Accepted, or there were messages"),
            needs=(Field("how", "How you know"),),
        ),
        common_steps.adult_case(
            "Ask the adult nothing about it. Open the case; it says what to do, and the LADO hears of it today.",
            when=came("declined", "accepted"),
            since="declined",
            stops=schema.TOWARDS_THE_ADULT | schema.TOWARDS_A_CHILD | {RestrictedAct.QUESTIONS},
        ),
        Step(
            "talk",
            "Talk with the pupil, kindly",
            "“You are not in trouble.” Explain that grown-ups at school are friendly here, not online. Ask why they "
            "wanted to, and listen to the answer.",
            who=schema.NEAR,
            due=school_days(2),
            when=came("declined", "declined"),
            each=schema.EVERY_CHILD,
            needs=(Field("words", "What the pupil said"),),
            may_skip=True,
        ),
        Step(
            "letter",
            "Tell the parents by letter",
            "What happened, that the answer was no, why the school has this rule, and whom to ask. No blame. If the "
            "child is too young for the site, say what age the site asks for.",
            due=school_days(2),
            when=came("declined", "declined"),
            each=schema.EVERY_CHILD,
            needs=(schema.SENT_ON, schema.HOW_SENT),
            legal=(3, 4),
            letters=("join", "parents"),
            beside=("meeting", "closing"),
        ),
        Step(
            "parents_as_advised",
            "Tell the parents, as the LADO advises",
            "The parents are told here too, but not before the LADO has said what may be said and when: the adult must "
            "not hear of it from the school gate. The other case has the advice.",
            after=("adult_case",),
            when=came("declined", "accepted"),
            each=schema.EVERY_CHILD,
            needs=(
                Field("told_on", "When the parents were told", FieldKind.DATE, from_letter=True),
                Field("advised", "The LADO has said what may be told", FieldKind.YES),
            ),
            legal=(8,),
            letters=("join", "parents"),
            beside=("meeting", "closing"),
        ),
        common_steps.consequence(
            "Hardly ever needed. A conversation about how people stay safe is nearly always enough.",
            each=schema.EVERY_CHILD,
            when=came("declined", "declined"),
            after=("declined", "talk"),
        ),
        common_steps.ending(
            "Both halves are done: the adult said no and told you, and the parents know.",
            after=("declined", "adult_case", "talk", "letter", "parents_as_advised"),
            outcomes=one_of(dealt_with="It is dealt with", other_case="It goes on in another case"),
            due=school_days(5),
        ),
    ),
    concerns_adult=True,
)
