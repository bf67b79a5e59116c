"""5.p.7 and 5.s.5: somebody seeks contact with a child who should not, or may be grooming one."""

from types import MappingProxyType

from schoolgate.engines.procedures import common_steps, schema
from schoolgate.engines.procedures.clocks import AT_ONCE, SAME_DAY, weeks, working_days
from schoolgate.engines.procedures.schema import Field, Procedure, RestrictedAct, Step, came, every, one_of, some

NOBODY_TOLD = every(came("police", "no"), came("ceop", "no"), came("social_care", "no"))
NO_SANCTION = "A child whom somebody sought out is not punished for it. No consequence can be recorded in this case."

FIRST = (
    common_steps.safe_now(
        "Is a meeting arranged, is the child on the way, does the person know where they live? Then ring 999 now. "
        "See that the child is with an adult and that somebody meets them after school.",
        legal=(5,),
    ),
    Step(
        "own_words",
        "Write down what the child said, and ask no more",
        "Thank the child. Write their own words. Do not ask for details, and do not have it told twice: trained "
        "people will ask. Promise no secrecy: “I have to tell somebody who can keep you safe.”",
        who=schema.NEAR,
        due=AT_ONCE,
        needs=(Field("words", "The child's own words, or those of whoever told us"),),
        safety=True,
        legal=(8, 9),
    ),
    common_steps.secure(
        "police",
        "The police",
        "999 if it is happening now or a child is in danger, 101 otherwise. An adult who pretends to be a child, "
        "asks for pictures or wants to meet: that may be a crime, depending on the purpose. Let the police decide.",
        common_steps.rang_the_police(no="Not the police"),
        clause="5.s.5",
        due=AT_ONCE,
        legal=(5,),
    ),
    common_steps.secure(
        "ceop",
        "CEOP",
        "CEOP, at the National Crime Agency, deals with people who groom or exploit children online. Anybody may "
        "report to it, also the child or a parent. It does not replace 999.",
        one_of(yes="Reported to CEOP", no="Not to CEOP"),
    ),
    common_steps.secure(
        "social_care",
        "Children's social care",
        "If the child was harmed, or may be, social care hears of it today. Ask them what to say to the parents.",
        one_of(yes="I rang them", no="Not social care"),
    ),
    common_steps.support(
        "support",
        "Support the child",
        "The child has done nothing wrong, whatever they sent, said or hid. Agree on one adult and a safe place. "
        "Give them Childline's number, 0800 1111.",
        schema.EVERY_CHILD,
        legal=(19,),
    ),
    Step(
        "others",
        "Could other children be at risk?",
        "Brothers and sisters, friends in the same game or chat. Name them if you know them, and keep them safe as "
        "well.",
        clause="1.4a",
        who=schema.NEAR,
        due=SAME_DAY,
        outcomes=schema.YES_OR_NO,
        needs=(schema.REASON,),
        safety=True,
    ),
)

NEXT = (
    Step(
        "nobody_told",
        "A second person agrees that nobody outside is told",
        "You decided against the police, CEOP and social care. That can be right, for instance when a cousin turns "
        "out to be the stranger. Two people look at it before it stays so.",
        due=working_days(1),
        when=NOBODY_TOLD,
        needs=(schema.REASON, schema.SECOND),
    ),
    Step(
        "advice",
        "Ask what you may do next",
        "Whoever you rang: ask whether you may speak to the child again, to the parents, to the person. Until then "
        "the school questions nobody, answers no message and does not play the child online. If nobody was told, "
        "write what the two of you agreed.",
        due=working_days(1),
        after=("police", "ceop", "social_care", "nobody_told"),
        needs=(Field("words", "What you were told"), Field("given_by", "By whom")),
        blocks=frozenset({RestrictedAct.APPROACH, RestrictedAct.QUESTIONS, RestrictedAct.INVESTIGATION}),
        legal=(5,),
    ),
    Step(
        "evidence",
        "Keep the evidence, copy nothing indecent",
        "Leave the device as it is, switched on if it is on; block nobody yet and delete nothing. Note names, sites "
        "and times. A picture of a naked or half-naked child is not looked at again, copied, printed or sent: the "
        "police take it.",
        due=SAME_DAY,
        outcomes=common_steps.EVIDENCE,
        needs=(Field("what", "What there is, and where it is"),),
    ),
    common_steps.secure_images(),
    Step(
        "parents",
        "Tell the child's parents, unless that adds to the risk",
        "Normally today, in person. Ask them not to shout, not to take the phone away in anger and to answer no "
        "messages. If it may be somebody at home, or telling them may harm the child, ask social care first.",
        due=SAME_DAY,
        each=schema.HARMED,
        outcomes=one_of(told="Told", not_told="Not told, because it would add to the risk"),
        needs=(schema.REASON,),
        letters=("parents",),
        beside=("meeting", "closing"),
    ),
    Step(
        "works_here",
        "Does the person work here, or help here?",
        "Staff, supply, volunteers, coaches, drivers, governors. If you do not know, say so, and come back to the "
        "LADO as soon as you do.",
        clause="6.2",
        due=SAME_DAY,
        outcomes=one_of(yes="Yes", no="No", not_known="Not known"),
        needs=(schema.REASON,),
        blocks=schema.TOWARDS_THE_ADULT,
        legal=(6,),
    ),
    Step(
        "find_out",
        "Find out whether they work here, or help here",
        "Ask the police and the LADO what they know, and compare names with the school's own lists. Ask neither the "
        "child nor colleagues. Until it is known nobody is approached.",
        clause="6.2",
        due=working_days(2, since="works_here"),
        when=came("works_here", "not_known"),
        outcomes=one_of(yes="Yes", no="No", cannot="It cannot be found out, say those who were asked"),
        needs=(schema.REASON, Field("asked", "Whom you asked")),
        blocks=schema.TOWARDS_THE_ADULT,
        legal=(6,),
    ),
    common_steps.adult_case(
        "A case about an adult who works here runs beside this one, with the LADO. Nothing is done towards the adult "
        "from here any more; everything for the child goes on.",
        when=some(came("works_here", "yes"), came("find_out", "yes")),
        since="works_here",
    ),
    Step(
        "outcome",
        "Write down how it stands",
        "What is known, who has it now, and what the school still does. The police's work may go on for months; ours "
        "too.",
        due=working_days(10),
        after=("advice", "evidence", "works_here", "find_out", "adult_case"),
        outcomes=one_of(
            with_others="The police or social care have it",
            dealt_with="It is dealt with",
            no_risk="It turned out to be no risk",
        ),
        needs=(schema.REASON,),
    ),
    Step(
        "follow_2",
        "See how the child is after two weeks",
        "How do they sleep, who is writing to them now, do they blame themselves? Ask the parents too.",
        who=schema.NEAR,
        due=weeks(2, since="outcome"),
        after=("outcome",),
        each=schema.HARMED,
        needs=(Field("words", "How the child is"),),
    ),
    Step(
        "follow_6",
        "See how the child is after six weeks",
        "Once more, unhurried. If there is new contact, open a new case today.",
        who=schema.NEAR,
        due=weeks(6, since="outcome"),
        after=("follow_2",),
        each=schema.HARMED,
        needs=(Field("words", "How the child is"),),
    ),
    common_steps.teach("About people who are not who they say, without naming or hinting at this child."),
)

PROCEDURE = Procedure(
    "contact",
    name="Contact or grooming",
    clause="5.p.7",
    about="somebody who seeks contact with a child",
    lead_duty=("dsl", "deputy_dsl", "head", "chair", "deputy"),
    steps=FIRST + NEXT,
    concerns_adult=True,
    never=MappingProxyType({RestrictedAct.CONSEQUENCE: NO_SANCTION, RestrictedAct.PUPIL_SUSPENSION: NO_SANCTION}),
)
