"""The harm test, and the way to the LADO's advice. Until the advice is recorded nothing is done towards the adult."""

from schoolgate.engines.procedures import schema
from schoolgate.engines.procedures.clocks import working_days
from schoolgate.engines.procedures.schema import Field, FieldKind, Step, came, every, one_of, some

LIMBS = ("limb_harm", "limb_offence", "limb_risk", "limb_suitability")
NO_LIMB = every(*(came(limb, "no") for limb in LIMBS))
MEETS = some(came("answer", "meets"), came("second_answer", "meets"), came("stays_below", "meets"))
BELOW = some(came("answer", "below"), came("second_answer", "below"))


def _limb(id: str, title: str, script: str) -> Step:
    return Step(
        id,
        title,
        f"{script} If you cannot tell, answer yes. Say why, whichever it is. You are not deciding whether it is true.",
        clause="6.2",
        after=("record",),
        due=working_days(1),
        outcomes=schema.YES_OR_NO,
        needs=(schema.REASON,),
        legal=(6,),
    )


HARM_TEST = (
    _limb(
        "limb_harm",
        "Has a child been harmed, or may one have been?",
        "First question of the harm test: what the adult did, or may have done, to any child.",
    ),
    _limb(
        "limb_offence",
        "May it be a crime against a child, or to do with one?",
        "Second question: leave the choice of offence to the police; it is enough that it may be one.",
    ),
    _limb(
        "limb_risk",
        "Does it show that the adult may be a risk to children?",
        "Third question: would this way of behaving worry you near any child?",
    ),
    _limb(
        "limb_suitability",
        "Does it show that the adult may not be suited to work with children?",
        "Fourth question: what people do outside work counts too, if it tells something about them at work.",
    ),
)

LADO = (
    Step(
        "lado",
        "Tell the LADO",
        "Ring at once; the clock is the latest moment, not the target. Have the record in front of you. Say what was "
        "said, by whom and when, and what you have done to keep children safe. Ask: may I speak to the adult, to the "
        "parents, to staff? Until you have an answer, make basic enquiries only: was the adult there, did they meet the "
        "child, who else was there, is there CCTV? Look these up. Interview no one and tell the adult nothing. If all "
        "four answers were no, you can first ask without giving names.",
        due=working_days(1),
        after=("record",),
        outcomes=(
            schema.Outcome("referral", "I referred it, with names"),
            schema.Outcome(
                "consultation",
                "I asked without giving names",
                when=NO_LIMB,
                otherwise="Asking without names is for when all four questions were answered no. Answer them first, "
                "or refer it.",
            ),
        ),
        needs=(
            Field("spoke_to", "Whom you spoke to"),
            Field("told_at", "When", FieldKind.MOMENT, from_letter=True),
            Field("reference", "The LADO's reference, or “none yet”"),
        ),
        legal=(6,),
        letters=("lado",),
    ),
    Step(
        "answer",
        "Write down the LADO's answer",
        "The LADO gives one of three answers. It meets the harm threshold: they advise, coordinate and keep track, and "
        "you stay the case manager. It is below: you keep a low-level record. Or they want to know more. If you hear "
        "nothing, call again the next morning, and write down each call among the contacts.",
        due=working_days(2, since="lado"),
        after=("lado",),
        outcomes=one_of(
            meets="It reaches the threshold", below="It is below the threshold", more="They want to know more"
        ),
        needs=(Field("words", "What they said"), Field("said_by", "Who said it")),
        legal=(6,),
    ),
    Step(
        "names",
        "Send the referral with names",
        "You had asked without names. Now the LADO needs the whole referral: send it today.",
        due=working_days(0, since="answer"),
        when=every(came("lado", "consultation"), came("answer", "meets", "more")),
        needs=(Field("reference", "The LADO's reference"), schema.SENT_AT, schema.HOW_SENT),
        legal=(6,),
        letters=("lado",),
    ),
    Step(
        "more",
        "Tell the LADO what they asked for",
        "Give what the school has already: rotas, registers, who was in the room. Do not question anybody to find "
        "out; if it cannot be had without that, say so.",
        due=working_days(1, since="answer"),
        when=came("answer", "more"),
        needs=(Field("what", "What you told them"),),
        legal=(7,),
        beside=("lado",),
    ),
    Step(
        "second_answer",
        "Write down the LADO's final answer",
        "If they ask again, answer and note it among the contacts. Come back here when they have made up their mind.",
        due=working_days(2, since="more"),
        after=("more",),
        when=came("answer", "more"),
        outcomes=one_of(meets="It reaches the threshold", below="It is below the threshold"),
        needs=(Field("words", "What they said"), Field("said_by", "Who said it")),
        legal=(6,),
    ),
    Step(
        "advice",
        "Record the LADO's advice",
        "Write down what they advise about the adult's post, after the police were asked; who may be told what, and "
        "when; and who looks into it. They advise. The decision is the school's.",
        clause="6.5",
        due=working_days(1, since="answer"),
        after=("answer", "names", "second_answer"),
        outcomes=one_of(
            suspend="They think suspension should be considered",
            other="They think other arrangements are enough",
            none="They see no need for either",
        ),
        needs=(
            Field("words", "The advice, in their words"),
            Field("given_by", "Who gave it"),
            Field("given_at", "When", FieldKind.MOMENT),
            Field("police", "What the police said, or why they were not asked"),
        ),
        blocks=schema.TOWARDS_THE_ADULT,
        legal=(7,),
    ),
    Step(
        "new_facts",
        "Tell the LADO what is new",
        "Anything new goes to the LADO the same day, also after they said that it was below the threshold. If they now "
        "say that it meets it, record that under “Does it stay below the threshold?”. If that is answered already, "
        "open a new case about the adult and link the two.",
        after=("lado",),
        needs=(Field("what", "What is new"), Field("said", "What they said")),
        optional=True,
        again=True,
    ),
)
