"""5.p.6: a pupil tried to get round the school's filter. School ICT only under close supervision, for a time."""

from schoolgate.engines.procedures import common_steps, schema
from schoolgate.engines.procedures.clocks import on_date, school_days
from schoolgate.engines.procedures.schema import Field, FieldKind, Procedure, RestrictedAct, Step, came, one_of

DELIBERATE = came("what", "deliberate")

PROCEDURE = Procedure(
    "firewall",
    name="The filter was tried",
    clause="5.p.6",
    about="a pupil who tried to get round the school's filter",
    lead_duty=("head", "deputy", "dsl"),
    steps=(
        common_steps.safe_now(
            "What was the child looking for? Self-harm, a stranger, violence at home: then this is first of all a child "
            "who needs help, and the safeguarding lead knows today."
        ),
        common_steps.parts("Who sat there? A name on a log is an account, and accounts are lent and borrowed."),
        Step(
            "why",
            "The safeguarding lead looks at what was sought",
            "The log says where to, the child says why. If either worries you, open a case for that and note its number.",
            who=schema.NEAR,
            due=school_days(1),
            outcomes=one_of(no_worry="Nothing that worries", worry="A worry: a case is open"),
            needs=(schema.REASON, Field("case", "The number of that case", FieldKind.CASE, when=frozenset({"worry"}))),
            safety=True,
            legal=(19,),
        ),
        common_steps.heard(
            "Let the pupil show what they did. Curiosity is not malice, and a page that a lesson needed is the filter's "
            "fault.",
            each=schema.ALLEGED,
        ),
        Step(
            "what",
            "Say what it was",
            "A mistyped address is no attempt. A proxy, a borrowed password or a changed setting usually is.",
            due=school_days(2),
            after=("parts", "heard"),
            outcomes=one_of(
                deliberate="An attempt to get round the filter",
                mistake="A mistake, or it was for a lesson",
                not_known="Nobody can say who it was",
            ),
            needs=(schema.REASON, Field("log", "What the log says")),
            blocks=schema.TOWARDS_A_CHILD,
        ),
        Step(
            "serious",
            "Is it more than that?",
            "Somebody else's data read, a system damaged, an adult behind it: ask the IT lead and, if so, the police. "
            "For a nine-year-old with a proxy the answer is no.",
            due=school_days(2, since="what"),
            when=DELIBERATE,
            outcomes=one_of(police="The police were asked", no="No"),
            needs=(schema.REASON,),
            legal=(17,),
        ),
        Step(
            "ban",
            "ICT only under close supervision",
            "The pupil uses school computers only with an adult beside them, so that no lesson is lost. Name that adult "
            "for each part of the day. Set the day on which you look again, and the day on which it ends.",
            who=schema.LEADERS,
            due=school_days(1, since="what"),
            when=DELIBERATE,
            each=schema.ALLEGED,
            needs=(
                schema.REASON,
                Field("supervisor", "Who supervises"),
                Field("starts_on", "From which day", FieldKind.DATE),
                Field("review_on", "When you look again", FieldKind.DATE),
                Field("ends_on", "Until which day", FieldKind.DATE),
            ),
            does=frozenset({RestrictedAct.CONSEQUENCE}),
            legal=(17,),
        ),
        Step(
            "it_told",
            "Tell IT",
            "Which account, and until when. IT needs no reason and gets none. Ask them to close the gap in the filter.",
            due=school_days(1, since="what"),
            after=("what",),
            needs=(
                Field("told_at", "When they were told", FieldKind.MOMENT),
                Field("gap", "What IT does about the gap"),
            ),
        ),
        Step(
            "teacher_told",
            "Tell the class teacher",
            "“ICT under supervision until this day”, and who supervises. Not why.",
            due=school_days(1, since="ban"),
            when=DELIBERATE,
            after=("ban",),
            each=schema.ALLEGED,
            needs=(Field("told_at", "When the teacher was told", FieldKind.MOMENT),),
        ),
        Step(
            "parents",
            "Tell the parents",
            "What was tried, what follows, until when, and that the child loses no lesson by it.",
            due=school_days(1, since="ban"),
            when=DELIBERATE,
            after=("ban",),
            each=schema.ALLEGED,
            needs=(Field("told_at", "When the parents were told", FieldKind.MOMENT, from_letter=True),),
            letters=("parents",),
            beside=("meeting", "closing"),
        ),
        Step(
            "review",
            "Look again on the day that was set",
            "Has it done what it was for? The shorter the better.",
            due=on_date("review_on", "ban"),
            after=("ban",),
            when=DELIBERATE,
            each=schema.ALLEGED,
            outcomes=one_of(ends_now="It ends now", goes_on="It goes on to its last day"),
            needs=(schema.REASON,),
            legal=(17,),
        ),
        Step(
            "ended",
            "End it, and tell IT, the teacher and the pupil",
            "A ban that nobody ends lasts for ever. Say to the pupil that it is over and that you trust them.",
            due=on_date("ends_on", "ban"),
            after=("review",),
            when=DELIBERATE,
            each=schema.ALLEGED,
            needs=(Field("ended_on", "When it ended", FieldKind.DATE),),
        ),
        common_steps.ending(
            "What it was, what was done, and what the filter learnt from it.",
            after=("what", "why", "it_told", "ended"),
            outcomes=one_of(supervised="The pupil was supervised for a time", nothing="Nothing had to follow"),
        ),
    ),
)
