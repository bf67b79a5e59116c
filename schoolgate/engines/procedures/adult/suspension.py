"""Suspending the adult: before the advice only for a named reason and with a second person, after it with reasons.

From the suspension until it ends the adult reads nothing of pupils here: `suspends` and `returns` say by which answers.
"""

from schoolgate.engines.procedures import schema
from schoolgate.engines.procedures.adult.lado import MEETS
from schoolgate.engines.procedures.clocks import at_once, working_days
from schoolgate.engines.procedures.schema import Field, FieldKind, RestrictedAct, Step, came, one_of, some

SUSPENDED = came("suspension", "suspend")
CLOSED_TO_THEM = (
    "School accounts and passwords, and every device that is signed in",
    "School email, with any forwarding",
    "The pupil information system (MIS) and safeguarding records",
    "Cloud folders and shared files",
    "Class apps, learning platforms and messages to parents",
    "The school’s social media pages: their rights and shared passwords",
    "Groups and chats of the school or a class",
    "Keys, passes, door codes and the alarm code",
    "Laptops, tablets, phones and memory sticks of the school",
)
"""What an adult who is suspended may still hold."""
PERSONNEL = Field("personnel", "What HR advised, or why there was no time to ask")
EMPLOYER_TOLD = Field(
    "employer", "When the governing body and the local authority were told, or why that does not apply here"
)


def _accounts(id: str, title: str, script: str, *, when: schema.Condition, since: str) -> Step:
    return Step(
        id,
        title,
        f"{script} Ask IT to lock accounts and change shared passwords, and to delete nothing: what is in them may be "
        "evidence. Say which accounts, and not why. Collect devices switched as they are and let nobody look into "
        "them. Schoolgate itself closed to the adult when you recorded the suspension.",
        clause="6.5",
        due=at_once(since),
        when=when,
        needs=(
            Field("closed", "What is closed or handed in?", FieldKind.TICKS, options=CLOSED_TO_THEM),
            Field("left", "What is still open, and who closes it by when? Or “nothing”"),
        ),
        again=True,
        legal=(7,),
        while_suspended=True,
    )


SUSPENSION = (
    Step(
        "suspend_now",
        "Suspend before the advice",
        "Only if a child cannot be kept safe in any other way until the LADO answers. Think first of other duties, a "
        "second adult in the room, or a day at home on other work. It takes a second person. Ask HR first if there is "
        "time. In a maintained school, tell the governing body and the local authority at once. Suspending says nothing "
        "about guilt: tell the adult just that, and nothing about what was said.",
        clause="6.5",
        outcomes=one_of(
            risk="A child would be at risk",
            police="The police asked for it",
            evidence="What the police need would be lost",
        ),
        needs=(
            schema.REASON,
            Field("tried", "What else was thought of, and why it is not enough"),
            PERSONNEL,
            EMPLOYER_TOLD,
            schema.SECOND,
        ),
        does=frozenset({RestrictedAct.SUSPENSION}),
        despite=("advice",),
        until=("advice",),
        optional=True,
        legal=(7,),
        suspends=frozenset({"risk", "police", "evidence"}),
    ),
    _accounts(
        "accounts_now",
        "Close accounts and devices",
        "Somebody who is suspended must not be able to reach pupils, their data or the evidence.",
        when=came("suspend_now"),
        since="suspend_now",
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
        "is for, and whether other duties or a second adult would do. Ask HR. In a maintained school, tell the "
        "governing body and the local authority at once. Give your reasons for whichever you choose. If you suspended "
        "earlier, decide now whether it goes on.",
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
            PERSONNEL,
            EMPLOYER_TOLD,
        ),
        does=frozenset({RestrictedAct.SUSPENSION}),
        legal=(7,),
        suspends=frozenset({"suspend"}),
        returns=frozenset({"other", "no"}),
    ),
    _accounts(
        "accounts",
        "Close accounts and devices, or check that they are closed",
        "Go through the list again, also if you closed them before the advice.",
        when=SUSPENDED,
        since="suspension",
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
    Step(
        "suspend_later",
        "Suspend later, or again",
        "If something new makes it necessary after the decision. Hear the LADO, the police and social care again, and "
        "ask HR. Then close accounts and devices again, and give the reasons in writing within one working day.",
        clause="6.5",
        when=came("suspension"),
        outcomes=one_of(suspend="The adult is suspended from now on"),
        needs=(
            schema.REASON,
            Field("views", "What the LADO, the police and social care think"),
            Field("tried", "Other ways that were thought of"),
            PERSONNEL,
            EMPLOYER_TOLD,
        ),
        does=frozenset({RestrictedAct.SUSPENSION}),
        optional=True,
        again=True,
        legal=(7,),
        beside=("staff_suspension",),
        suspends=frozenset({"suspend"}),
    ),
    Step(
        "lift",
        "End the suspension",
        "Ask the LADO first, and the police if they have the case. In a maintained school the governing body alone ends "
        "a suspension: check with HR. Plan the first day back: who meets the adult, who speaks to the child’s family. "
        "What the adult may do in Schoolgate is open again when you record this; other accounts are opened by IT.",
        clause="6.5",
        when=some(came("suspend_now"), SUSPENDED, came("suspend_later")),
        outcomes=one_of(ended="The suspension has ended"),
        needs=(
            schema.REASON,
            Field("ended_by", "Who ended it, and when"),
            Field("plan", "What keeps children safe, and how the adult comes back"),
        ),
        optional=True,
        again=True,
        legal=(7,),
        returns=frozenset({"ended"}),
    ),
)
