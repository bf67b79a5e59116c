"""8.c.2 and 8.c.3: pupils on networks that they are too young for, and it spills into school.

The policy says "immediate suspension for all involved". Each pupil gets a draft of their own, and nothing comes of it
until the head decides about that one pupil, with reasons. The bullying or welfare check is opened whatever is decided.
"""

from schoolgate.engines.procedures import common_steps, schema
from schoolgate.engines.procedures.clocks import SAME_DAY, Clock, Unit, on_date, school_days
from schoolgate.engines.procedures.schema import Field, FieldKind, Procedure, RestrictedAct, Step, came, one_of

HEAD = frozenset({"head"})
NOT_ALLEGED = frozenset({schema.CasePart.HARMED, schema.CasePart.WITNESS, schema.CasePart.OTHER})
SUSPENDED = came("decision", "suspend")
SUSPEND = frozenset({"suspend"})

FIRST = (
    common_steps.safe_now(
        "A quarrel in a group chat can hide a child who is being hurt. Is anybody at risk today, at school or at home?"
    ),
    common_steps.parts(
        "Who was hurt, who is said to have done something, who only read along? Being in the group is not a part by "
        "itself."
    ),
    Step(
        "welfare",
        "Open the welfare or bullying check with the safeguarding lead",
        "The policy leaves illegal use to parents. It does not leave children to themselves: the same policy makes "
        "the school look into bullying wherever it began. So this is always opened, before anything is decided about "
        "anybody.",
        clause="7.3",
        who=schema.NEAR,
        due=SAME_DAY,
        needs=(Field("case", "The number of the case that was opened", FieldKind.CASE),),
        safety=True,
        legal=(2,),
    ),
    common_steps.support(
        "support",
        "Support the child",
        "Every child in the group needs somebody to go to, most of all the one it was about.",
        schema.EVERY_CHILD,
        clause="7.3",
        legal=(19,),
    ),
    Step(
        "heard",
        "Hear the pupil",
        "Before you decide anything about this pupil, hear them alone: what they did, what others did, why. Ask "
        "whether a special need played a part, and whether they were pushed into it.",
        due=SAME_DAY,
        after=("parts",),
        each=schema.EVERY_CHILD,
        needs=(Field("words", "What the pupil said, in their own words"),),
        blocks=schema.TOWARDS_A_CHILD,
        legal=(1,),
    ),
)

DECIDING = (
    Step(
        "draft",
        "Prepare a draft for this pupil alone",
        "One draft a pupil, with their part at the top and what this pupil did below it. A draft is no decision: "
        "nobody is sent home because of it.",
        due=SAME_DAY,
        after=("parts", "heard"),
        each=schema.EVERY_CHILD,
        needs=(Field("did", "What this pupil did themselves"),),
        legal=(1,),
    ),
    Step(
        "decision",
        "The head decides about this pupil",
        "You alone can suspend, and only for what this pupil did. Decide on what probably happened. Was the pupil "
        "hurt by it, or did they only see it? Then a suspension punishes a child for being a victim: think again. "
        "Any choice here meets the policy as long as your reasons stand beside it.",
        who=HEAD,
        due=SAME_DAY,
        after=("draft", "welfare"),
        each=schema.EVERY_CHILD,
        outcomes=one_of(
            suspend="Suspend this pupil", other="Another consequence from the ladder", none="No consequence"
        ),
        needs=(
            Field("reason", "Your reasons, for this pupil"),
            Field("needs", "Special needs and anything that explains it were considered", FieldKind.YES),
            Field("days", "For how many school days", FieldKind.NUMBER, when=SUSPEND),
            Field("starts_on", "From which day", FieldKind.DATE, when=SUSPEND),
            Field("back_on", "Back at school on", FieldKind.DATE, when=SUSPEND),
            Field(
                "in_spite",
                "Why a child who was hurt, who only saw it, or whose part is not clear, is suspended all the same",
                when=SUSPEND,
                parts=NOT_ALLEGED,
            ),
        ),
        does=frozenset({RestrictedAct.PUPIL_SUSPENSION}),
        blocks=schema.TOWARDS_A_CHILD,
        legal=(1,),
    ),
    Step(
        "parents_told",
        "Ring the parents about the suspension",
        "Now, and by voice: why, for how long, from when, and that they may put their view to the governors.",
        due=Clock(0, Unit.MINUTES, since="decision"),
        when=SUSPENDED,
        each=schema.EVERY_CHILD,
        needs=(Field("told_at", "When you spoke to them", FieldKind.MOMENT),),
        legal=(1,),
    ),
    Step(
        "notice",
        "Send the suspension notice",
        "The same in writing: reasons, days, how to put their view, what the child works on meanwhile, and who "
        "teaches them from the sixth day.",
        due=school_days(0, since="decision"),
        when=SUSPENDED,
        each=schema.EVERY_CHILD,
        needs=(schema.SENT_AT, schema.HOW_SENT),
        legal=(1,),
        letters=("suspension",),
    ),
    Step(
        "authority",
        "Tell the local authority, and a social worker if there is one",
        "Also for half a day. Where the child has a social worker or is looked after, those people hear of it too.",
        due=school_days(0, since="decision"),
        when=SUSPENDED,
        each=schema.EVERY_CHILD,
        needs=(
            Field("told_at", "When they were told", FieldKind.MOMENT, from_letter=True),
            Field("whom", "Whom you told"),
        ),
        legal=(1,),
        letters=("authority",),
    ),
    Step(
        "governors",
        "Tell the governors where the days ask for it",
        "The page counts this pupil's days in the term and in the year. It says when governors must be told or must "
        "meet.",
        due=school_days(0, since="decision"),
        when=SUSPENDED,
        each=schema.EVERY_CHILD,
        outcomes=one_of(told="Told", not_due="The days do not ask for it"),
        needs=(Field("count", "The days in the term and in the year"),),
        legal=(1,),
        letters=("governors",),
    ),
    Step(
        "back",
        "Welcome the pupil back",
        "Meet pupil and parents on the first day back. What was done is done; agree how it goes on. Nobody waits at "
        "the door.",
        due=on_date("back_on", "decision"),
        when=SUSPENDED,
        each=schema.EVERY_CHILD,
        needs=(Field("agreed", "What was agreed"),),
        may_skip=True,
        beside=("meeting",),
    ),
)

FAMILIES = (
    Step(
        "letter_site",
        "Tell the parents what happened",
        "What happened, what it did at school, and what age the site itself asks for. Write “against the site's "
        "rules”: a child who is too young for an app commits no crime, and neither do the parents.",
        due=school_days(2),
        after=("parts",),
        each=schema.EVERY_CHILD,
        needs=(schema.SENT_ON, schema.HOW_SENT),
        legal=(3, 4),
        letters=("underage", "parents"),
        beside=("closing",),
    ),
    Step(
        "letter_parents",
        "Send the letter on parents' responsibility",
        "What children use at home is for parents to decide and to watch over, and the school does not follow up "
        "such use. Say in the same letter that the school goes on looking after every child in this.",
        clause="8.c.3",
        due=school_days(2),
        after=("parts", "welfare"),
        each=schema.EVERY_CHILD,
        needs=(schema.SENT_ON, schema.HOW_SENT),
        legal=(2, 3),
        letters=("responsibility",),
        beside=("meeting",),
    ),
    common_steps.consequence(
        "A lesson in a small group does more against the next chat than an empty chair.",
        each=schema.EVERY_CHILD,
        when=came("decision", "other"),
        title="Choose another consequence",
        needed=True,
    ),
    common_steps.ending(
        "Every pupil has a decision of their own, every family was told, and the welfare check goes its own way.",
        after=("decision", "consequence", "letter_site", "letter_parents"),
        outcomes=one_of(decided="Each pupil has a decision", nobody_known="No pupil could be named"),
        due=school_days(10),
    ),
    common_steps.teach("About group chats and age limits, for everybody and about nobody."),
)

PROCEDURE = Procedure(
    "underage",
    name="Too young for the network, and it spills into school",
    clause="8.c.2",
    about="pupils on a network that they are too young for",
    lead_duty=("head",),
    steps=FIRST + DECIDING + FAMILIES,
)
