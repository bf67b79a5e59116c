"""3.c.2: something a parent posted. A meeting is offered first; what may be unlawful goes a way of its own.

There is no step here by which a child could lose anything, and `never` refuses it wherever else it is tried.
"""

from types import MappingProxyType

from schoolgate.engines.procedures import common_steps, schema
from schoolgate.engines.procedures.clocks import AT_ONCE, SAME_DAY, school_days, working_days
from schoolgate.engines.procedures.schema import Field, FieldKind, Procedure, RestrictedAct, Step, came, every, one_of

NO_SANCTION = (
    "A child never pays for what a parent wrote. Nothing can be recorded against a child in a case about a parent's "
    "post."
)
NOT_ACCUSED = every(came("says_harm", "no"), came("what", "criticism", "others_named", "threat", "untrue"))
SERIOUS = came("what", "threat", "names_accused", "untrue")
MILD = came("what", "criticism", "others_named")

PROCEDURE = Procedure(
    "parent-post",
    name="Something a parent posted",
    clause="3.c.2",
    about="what a parent posted",
    lead_duty=("head", "chair", "deputy", "dsl"),
    steps=(
        common_steps.safe_now(
            "Does the post threaten anybody, say where somebody lives, or say that a child was hurt? Then see to that "
            "first; all the rest can wait for a calm hour."
        ),
        Step(
            "record",
            "Keep one copy of the post",
            "One picture with the date, and who showed it to you. Do not answer it online, do not ask to join the group "
            "and do not keep looking. Parents may disagree with the school in public; it is a wish of ours that they "
            "come to us first.",
            due=SAME_DAY,
            needs=(Field("words", "What was posted"), Field("seen", "Who saw it, where and when")),
            legal=(10, 13, 15),
        ),
        Step(
            "says_harm",
            "Does the post say that a child was harmed?",
            "Angry words can hold a disclosure. If it says that somebody here hurt a child, or that a child is being "
            "bullied, that is a report like any other: open a case for it and note its number.",
            clause="1.4a",
            who=schema.NEAR,
            due=AT_ONCE,
            outcomes=one_of(no="No", yes="Yes: a case is open for it"),
            needs=(schema.REASON, Field("case", "The number of that case", FieldKind.CASE, when=frozenset({"yes"}))),
            safety=True,
            legal=(6,),
        ),
        Step(
            "what",
            "Say what it is",
            "Most of it is criticism, and criticism is allowed. Choose one of the last three only if you would say so to "
            "a solicitor.",
            due=school_days(1),
            after=("record",),
            outcomes=one_of(
                criticism="Criticism, fair or unfair",
                others_named="It names or shows other families' children, or staff",
                threat="A threat, hatred or harassment",
                names_accused="It names a teacher whom a pupil has accused",
                untrue="A damaging untruth about a person",
            ),
            needs=(schema.REASON,),
            legal=(10,),
        ),
        Step(
            "meeting_offered",
            "Offer a meeting",
            "Ring, do not write. “I have seen that you are unhappy, and I would like to hear it from you.” Do not begin "
            "with the post. Have somebody with you if you expect shouting.",
            due=school_days(2),
            when=MILD,
            outcomes=one_of(met="We met, or have a day for it", declined="They do not want to"),
            needs=(
                Field("offered_at", "When it was offered", FieldKind.MOMENT, from_letter=True),
                Field("what", "What was said"),
            ),
            legal=(10,),
            letters=("meeting_adult",),
        ),
        Step(
            "complaint_route",
            "Show the way to a complaint",
            "Send the complaints form and say who answers and by when, also to somebody who does not want to meet.",
            due=school_days(2),
            after=("what",),
            needs=(Field("sent_on", "When it was sent", FieldKind.DATE),),
            legal=(10,),
        ),
        Step(
            "take_down",
            "Ask for it to be taken down",
            "After the meeting, not before: please take away other people's children and names. It is a request.",
            clause="3.c.3",
            after=("meeting_offered",),
            when=MILD,
            needs=(Field("what", "What was asked, and what happened"),),
            may_skip=True,
            legal=(10,),
        ),
        Step(
            "police",
            "Do the police have to know?",
            "A threat to somebody's safety: today. Naming a teacher whom a pupil accuses, before there is a charge, can "
            "be a crime by whoever posts it. Say to the police that it is a parent of the school.",
            due=working_days(0, since="what"),
            when=SERIOUS,
            outcomes=one_of(yes="They were told", no="Not the police"),
            needs=(schema.REASON,),
            legal=(8, 10),
        ),
        Step(
            "legal_advice",
            "Take legal advice",
            "From the local authority or the school's solicitor, before you write to the parent. Write down what they "
            "say.",
            due=working_days(2),
            when=SERIOUS,
            needs=(Field("given_by", "Who gave it"), Field("words", "What they advise")),
            legal=(10,),
        ),
        Step(
            "answer",
            "Do as advised",
            "Write, meet or leave it to others, as you were advised. Keep a door open: the parent will stand at the gate "
            "tomorrow.",
            after=("legal_advice", "police"),
            when=SERIOUS,
            needs=(Field("what", "What was done"),),
            legal=(10,),
            letters=("meeting_adult",),
        ),
        Step(
            "staff",
            "Look after whoever was named",
            "Ask how they are before they have to ask you. Nobody answers the post, however tempting. Offer help and a "
            "contact. Somebody who is accused of harming a child is not spoken to here: the case about them says who "
            "does, and when.",
            clause="3.c.3",
            due=school_days(1),
            when=NOT_ACCUSED,
            needs=(Field("who", "Who was spoken to, or that nobody was named"),),
            may_skip=True,
        ),
        Step(
            "child",
            "See that no child pays for it",
            "The parent's child is greeted, picked and praised as before. Say so to the class teacher, without the post. "
            "Look in again in two weeks.",
            due=school_days(1),
            needs=(Field("what", "What you asked of whom"),),
            legal=(10,),
        ),
        common_steps.ending(
            "What the parent was unhappy about, and what became of that. If the school was wrong, say so.",
            after=("meeting_offered", "complaint_route", "answer", "child"),
            outcomes=one_of(
                settled="It is settled",
                complaint="It goes on as a complaint",
                with_others="The police or solicitors have it",
                nothing="Nothing more to do",
            ),
            due=school_days(10),
        ),
    ),
    concerns_adult=True,
    never=MappingProxyType({RestrictedAct.CONSEQUENCE: NO_SANCTION, RestrictedAct.PUPIL_SUSPENSION: NO_SANCTION}),
)
