"""Section 7 and 5.p.8: bullying, wherever it began. It is looked into and has an outcome; there is no other way out."""

from schoolgate.engines.procedures import common_steps, schema
from schoolgate.engines.procedures.clocks import SAME_DAY, Clock, Unit, school_days, weeks
from schoolgate.engines.procedures.schema import Field, FieldKind, Procedure, Step, came, one_of

ANSWERS = one_of(stopped="It has stopped", goes_on="It goes on")


def _new_plan(id: str, since: str) -> Step:
    return Step(
        id,
        f"It goes on after {since[-1]} weeks: look into it again and change the plan",
        "What was tried was not enough. Say what is new, who now does something else, and tell both families.",
        due=Clock(0, Unit.WORKING_DAYS, since),
        after=(since,),
        when=came(since, "goes_on"),
        each=schema.HARMED,
        needs=(Field("found", "What was found this time"), Field("plan", "What changes")),
    )


FIRST = (
    common_steps.safe_now(
        "Is this child safe at home, on the way and in class today? Think of threats, of pictures going round, and "
        "of whether the child may hurt themselves. Act first, write afterwards.",
        clause="5.p.8",
    ),
    common_steps.parts(
        "Who was hurt, who is said to have done it, who saw it? One child can be on both sides. Where it began makes "
        "no difference: a group chat on a Sunday is ours as soon as we hear of it."
    ),
    common_steps.support(
        "support_harmed",
        "Support the child who was hurt",
        "Tell the child that it is not their fault and that telling was right. Agree on one adult to go to and a way "
        "to show that it is a bad day. Do not take the child's phone or friends away in order to protect them.",
        schema.HARMED,
        legal=(19,),
    ),
    common_steps.support(
        "support_alleged",
        "Support the child who is said to have done it",
        "It is only said so far. Agree on an adult for this child too. Children who bully are often in trouble "
        "themselves: ask, before you judge.",
        schema.ALLEGED,
    ),
    common_steps.secure(
        "police",
        "Do the police or social care have to know?",
        "Threats, blackmail, hatred, stalking, sexual pictures of a child: these go to the police or to social care. "
        "Leave the choice of offence to them.",
        one_of(police="The police", social_care="Children's social care", both="Both", no="Neither"),
        clause="5.p.8",
    ),
)

LOOKING = (
    Step(
        "evidence",
        "Keep the evidence",
        "Screenshots with names, dates and the address of the page. Ask the family to delete nothing yet. If there "
        "is a naked or half-naked child in a picture, stop: do not look again, copy, print or send it on. Tell the "
        "safeguarding lead.",
        due=SAME_DAY,
        outcomes=common_steps.EVIDENCE,
        needs=(Field("what", "What there is, and where it is kept"),),
    ),
    common_steps.secure_images(clause="5.p.8"),
    common_steps.heard(
        "Each child alone and in a quiet place, the one who was hurt first. Let them tell it; ask what, when, who "
        "else was there. Do not make them face each other."
    ),
    Step(
        "parents",
        "Meet the child's parents",
        "Each family by itself, and yours is not the side of either. Tell them what is known about their own child, "
        "what you will do and by when. Name no other family's child. If telling them would put the child at risk, do "
        "not, and say why here.",
        due=school_days(2),
        after=("parts",),
        each=schema.BOTH_SIDES,
        needs=(Field("met_on", "When you met", FieldKind.DATE), Field("what", "What was said")),
        may_skip=True,
        letters=("meeting", "parents"),
    ),
    Step(
        "take_down",
        "Have the post taken down",
        "Keep the evidence first. Then ask whoever posted it to take it away; if they will not, report it to the site.",
        clause="5.p.8",
        after=("evidence",),
        due=school_days(2),
        needs=(Field("what", "What was asked of whom, and what happened"),),
        may_skip=True,
    ),
    Step(
        "looked_into",
        "Write down what was found",
        "What happened, how often, who took part, what speaks against it. “It was only banter” and “it was at home” "
        "are no findings. If the accounts differ, say which you believe more and why.",
        due=school_days(5),
        after=("parts", "evidence", "heard"),
        needs=(Field("found", "What was found"),),
        blocks=schema.TOWARDS_A_CHILD,
    ),
    Step(
        "outcome",
        "Decide the outcome",
        "Say what it was. It is enough that it probably happened. Not bullying can still be something that must stop.",
        clause="5.p.8",
        due=school_days(6),
        after=("looked_into",),
        outcomes=one_of(
            bullying="It was bullying",
            other="It was not bullying, and it must stop all the same",
            not_shown="It could not be shown",
        ),
        needs=(schema.REASON,),
        blocks=schema.TOWARDS_A_CHILD,
        legal=(2,),
    ),
)

AFTER = (
    common_steps.consequence(
        "Not every outcome needs one. Start at the bottom of the ladder and ask what will make it stop. A child who "
        "gave things away because somebody talked them into it is no culprit: ask the safeguarding lead first.",
        each=schema.ALLEGED,
        when=came("outcome", "bullying", "other"),
    ),
    Step(
        "told",
        "Tell the child and the family how it ended",
        "The child who was hurt hears that it was believed and what will happen next. The other hears what was "
        "decided about them. Neither hears what another child was given.",
        clause="5.p.8",
        due=school_days(1, since="outcome"),
        after=("outcome",),
        each=schema.BOTH_SIDES,
        needs=(Field("what", "What was said, to whom"),),
        letters=("parents", "closing"),
        beside=("meeting",),
    ),
    Step(
        "follow_2",
        "Look again after two weeks",
        "Ask the child alone: has it stopped, everywhere, also at home and on the phone? Do not ask in passing.",
        clause="5.p.8",
        who=schema.NEAR,
        due=weeks(2, since="outcome"),
        after=("outcome",),
        each=schema.HARMED,
        outcomes=ANSWERS,
        needs=(Field("words", "What the child says"),),
    ),
    _new_plan("new_plan_2", since="follow_2"),
    Step(
        "follow_6",
        "Look again after six weeks",
        "Ask once more, and ask a parent as well. Bullying that comes back often does so when nobody asks any longer.",
        clause="5.p.8",
        who=schema.NEAR,
        due=weeks(6, since="outcome"),
        after=("follow_2", "new_plan_2"),
        each=schema.HARMED,
        outcomes=ANSWERS,
        needs=(Field("words", "What the child says"),),
        beside=("closing",),
    ),
    _new_plan("new_plan_6", since="follow_6"),
    Step(
        "follow_last",
        "Look again after the last plan",
        "If it still has not stopped, open a new case today and link it to this one: the school does not let go.",
        clause="5.p.8",
        due=weeks(2, since="new_plan_6"),
        after=("new_plan_6",),
        when=came("follow_6", "goes_on"),
        each=schema.HARMED,
        outcomes=one_of(stopped="It has stopped", new_case="It goes on in a new case"),
        needs=(
            Field("words", "What the child says"),
            Field("case", "The number of the new case", FieldKind.CASE, when=frozenset({"new_case"})),
        ),
        beside=("closing",),
    ),
)

PROCEDURE = Procedure(
    "cyberbullying",
    name="Cyberbullying",
    clause="7.3",
    about="children who may have been bullied or may have bullied",
    lead_duty=("dsl", "deputy_dsl", "head"),
    steps=FIRST + LOOKING + AFTER,
)
