"""4.9 and 4.10: what a member of staff did online, where no child is harmed or at risk.

The harm test comes first. If any of its questions is answered yes, the case about an adult takes over and nothing
more is done here. If none is, the LADO is asked all the same, or it is said why no child comes into it.
"""

from schoolgate.engines.procedures import common_steps, schema
from schoolgate.engines.procedures.adult import HARM_TEST, LIMBS
from schoolgate.engines.procedures.adult.lado import NO_LIMB
from schoolgate.engines.procedures.clocks import SAME_DAY, working_days
from schoolgate.engines.procedures.schema import (
    Field,
    FieldKind,
    Procedure,
    RestrictedAct,
    Step,
    came,
    every,
    one_of,
    some,
)

ANY_LIMB = some(*(came(limb, "yes") for limb in LIMBS), came("lado", "theirs"))
OURS = every(NO_LIMB, came("lado", "ours", "no_child"))
TO_ANSWER = every(OURS, came("exempt", "no"))

FIRST = (
    common_steps.safe_now(
        "Even if this looks like a matter between adults: does any child need something today? A child who can be "
        "recognised in a post is a child who needs you.",
        clause="4.11",
        legal=(7,),
    ),
    Step(
        "record",
        "Write down what was posted",
        "What, where, when, who could see it, and who told you. Look once at what was reported or is open to "
        "everybody. Do not ask to be let in, do not use another name, and do not keep going back.",
        clause="4.9",
        due=SAME_DAY,
        needs=(Field("words", "What was posted, in its own words"), Field("seen", "Who saw it, where and when")),
        legal=(12, 13, 15),
    ),
)

BEFORE = (
    Step(
        "lado",
        "Ask the LADO whether it is theirs",
        "The policy refers every improper use to the LADO. If no child comes into it at all, say so and give the "
        "reason. In doubt ask: a call costs ten minutes.",
        clause="6.2",
        due=working_days(1),
        after=LIMBS,
        when=NO_LIMB,
        outcomes=one_of(
            theirs="They want it as a case about an adult",
            ours="They leave it to the school",
            no_child="Not asked, because no child comes into it",
        ),
        needs=(schema.REASON, Field("spoke_to", "Whom you spoke to", when=frozenset({"theirs", "ours"}))),
        blocks=schema.TOWARDS_THE_ADULT,
        legal=(6,),
        letters=("lado",),
    ),
    common_steps.adult_case(
        "One yes is enough. Do nothing more here: no talk, no warning, no question. The other case leads now.",
        when=ANY_LIMB,
        since="record",
        title="Open a case about the adult instead",
        legal=(6, 7),
    ),
    Step(
        "exempt",
        "Was it something they may do?",
        "Telling on wrongdoing, union work, an approved school account, an opinion within the law: none of these is "
        "a breach. Look in the register of exemptions before anything else.",
        clause="4.8",
        due=working_days(2),
        after=("record",),
        when=OURS,
        outcomes=schema.YES_OR_NO,
        needs=(schema.REASON,),
        blocks=frozenset({RestrictedAct.DISCIPLINE}),
        legal=(12,),
    ),
    Step(
        "personnel",
        "Take advice from personnel",
        "The policy says gross misconduct. Whether this is, the contract and a fair hearing decide. Ask before you "
        "speak to the member of staff, and tick here that you did.",
        due=working_days(3),
        when=TO_ANSWER,
        needs=(Field("advised", "Personnel has advised", FieldKind.YES), Field("words", "What they advised")),
        blocks=frozenset(
            {RestrictedAct.APPROACH, RestrictedAct.INVESTIGATION, RestrictedAct.SUSPENSION, RestrictedAct.DISCIPLINE}
        ),
        legal=(11,),
    ),
)

FAIR = (
    Step(
        "told",
        "Tell the member of staff in writing",
        "What it is about, what the policy says, what may come of it, and that they may bring a colleague or their "
        "union.",
        due=working_days(2, since="personnel"),
        after=("personnel",),
        when=TO_ANSWER,
        needs=(Field("sent_at", "When it was sent", FieldKind.MOMENT),),
        does=frozenset({RestrictedAct.APPROACH}),
        legal=(11,),
    ),
    Step(
        "looked_into",
        "Look into it",
        "By somebody who does not decide later. What speaks for the member of staff belongs in it too.",
        after=("told",),
        when=TO_ANSWER,
        needs=(Field("found", "What was found"), Field("by", "Who looked into it")),
        does=frozenset({RestrictedAct.INVESTIGATION}),
        legal=(11,),
    ),
    Step(
        "meeting",
        "Hear the member of staff",
        "Give them what was found beforehand. Listen first. Write down what they say and who was with them.",
        after=("looked_into",),
        when=TO_ANSWER,
        needs=(Field("words", "What they said"), Field("with", "Who came with them, or that nobody did")),
        does=frozenset({RestrictedAct.APPROACH}),
        legal=(11,),
    ),
    Step(
        "outcome",
        "The authorised person decides",
        "Only somebody whom the employer has authorised decides, and did not look into it. No outcome follows from "
        "the policy by itself. Say why this one and not a smaller one.",
        who=schema.EMPLOYER,
        due=working_days(5, since="meeting"),
        after=("meeting",),
        when=TO_ANSWER,
        outcomes=one_of(
            nothing="Nothing to answer for",
            advice="Advice or training",
            warning="A warning",
            final_warning="A final warning",
            dismissed="Dismissal",
        ),
        needs=(schema.REASON, Field("advised", "Personnel has advised on this outcome", FieldKind.YES)),
        does=frozenset({RestrictedAct.DISCIPLINE}),
        legal=(11,),
    ),
    Step(
        "letter",
        "Give the outcome in writing, with the right to appeal",
        "The outcome, the reasons, how long it stays on file, to whom they can appeal and until when.",
        who=schema.EMPLOYER,
        due=working_days(2, since="outcome"),
        after=("outcome",),
        when=TO_ANSWER,
        needs=(schema.SENT_AT, schema.HOW_SENT, Field("appeal_until", "Until when they can appeal", FieldKind.DATE)),
        does=frozenset({RestrictedAct.APPROACH}),
        legal=(11,),
        letters=("conduct_outcome",),
    ),
    Step(
        "appeal",
        "Wait for the appeal",
        "Somebody else hears it. When the time is up and nobody appealed, say so.",
        after=("letter",),
        when=TO_ANSWER,
        outcomes=one_of(none="There was no appeal", changed="The outcome was changed", same="The outcome stands"),
        needs=(schema.REASON,),
    ),
    common_steps.teaching_agency(
        "For a teacher who was dismissed for serious misconduct: decide whether the agency has to know.",
        since="appeal",
        after=("appeal",),
        came=came("outcome", "dismissed"),
    ),
    Step(
        "support",
        "Support the member of staff",
        "A named contact who is not part of it, and what the employer offers.",
        after=("told",),
        when=TO_ANSWER,
        needs=(Field("contact", "The named contact"),),
        does=frozenset({RestrictedAct.APPROACH}),
        may_skip=True,
    ),
    common_steps.ending(
        "Where it went, and whether the policy or its lessons need a clearer word.",
        after=("adult_case", "exempt", "appeal", "tra"),
        outcomes=one_of(
            other_case="It goes on as a case about an adult", no_breach="It was no breach", decided="It was decided"
        ),
        clause="4.9",
        id="closing",
    ),
)

PROCEDURE = Procedure(
    "conduct",
    name="What a member of staff did online",
    clause="4.10",
    about="a member of staff",
    lead_duty=("head", "chair", "dsl", "deputy_dsl", "deputy"),
    steps=FIRST + HARM_TEST + BEFORE + FAIR,
    concerns_adult=True,
)
