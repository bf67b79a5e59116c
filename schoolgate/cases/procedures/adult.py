"""Section 6: an adult who works here is said to have used a network improperly. Allegation, or low-level concern.

Nothing is done towards the adult before the LADO's advice: that is what the step `advice` blocks. What keeps a child
safe never waits. About the head, the chair runs all of it.
"""

from schoolgate.cases.procedures.clocks import AT_ONCE, SAME_DAY, working_days
from schoolgate.cases.procedures.shared import link, safe_now, secure
from schoolgate.cases.procedures.terms import (
    NEAR,
    REASON,
    SECOND,
    TOWARDS_THE_ADULT,
    YES_OR_NO,
    Deed,
    Fact,
    Kind,
    Need,
    Outcome,
    Procedure,
    Source,
    Step,
    came,
    every,
    some,
)

LIMBS = ("limb_harm", "limb_offence", "limb_risk", "limb_suitability")
NO_LIMB = every(*(came(limb, "no") for limb in LIMBS))
MEETS = some(came("answer", "meets"), came("second_answer", "meets"))
BELOW = some(came("answer", "below"), came("second_answer", "below"))
SUSPENDED = came("suspension", "suspend")
LOST_POST = came("post", "moved", "dismissed", "left")


def _limb(id: str, title: str, script: str) -> Step:
    return Step(
        id,
        clause="6.2",
        title=title,
        script=f"{script} If you cannot tell, answer yes. Say why, whichever it is. You are not deciding whether it is true.",
        after=("record",),
        due=working_days(1),
        outcomes=YES_OR_NO,
        needs=(REASON,),
        legal=(6,),
    )


TELLING = (
    safe_now(
        "6.5",
        "Before anything else: is a child at risk this morning? If so, act, whatever the rest of this page says. "
        "See that the adult is not alone with children, without giving away why. In danger, ring 999.",
        legal=(7,),
    ),
    Step(
        "head_out",
        clause="6.7",
        title="Keep the head out of it",
        script=(
            "You are the chair, and this is yours now. Tell neither the head nor the other governors: some of them may have to "
            "judge it later. Use no mailbox that the head's office opens. If you have ties to the head yourself, tell the LADO."
        ),
        due=SAME_DAY,
        when=Fact("about_head", True, "it is about the head"),
        needs=(Need("what", "Who knows, and how you reach the people you need"),),
    ),
    Step(
        "record",
        clause="6.1",
        title="Write down what was said",
        script=(
            "Put down the words as they were said, not your summary. Add when, where, who was there and who told you. "
            "Sign it by saving it; it cannot be changed later, only added to. Tell nobody who does not have to act."
        ),
        due=SAME_DAY,
        needs=(
            Need("words", "What was said, in the teller's own words"),
            Need("told_at", "When you were told", Kind.MOMENT),
            Need("place", "Where, and who was there"),
        ),
        legal=(8,),
    ),
    Step(
        "from_parent",
        clause="6.3",
        title="Calm the parent and explain what happens",
        script=(
            "Thank them for coming. Say: “I am taking this seriously. I will ask an officer outside the school today, and "
            "then I will tell you what I can.” Ask them to talk to nobody about it and to put nothing online: naming a "
            "teacher whom a pupil accuses can be a crime. Promise no result and no day."
        ),
        due=SAME_DAY,
        when=Fact("source", Source.PARENT, "a parent told us"),
        needs=(Need("what", "What you told the parent, and how they took it"),),
        legal=(8,),
    ),
    Step(
        "from_colleague",
        clause="6.4",
        title="Keep the colleague's report among few",
        script=(
            "Thank your colleague: speaking up was right. Say who has to know, and that you cannot promise that their name "
            "stays hidden for ever. Ask them to talk to nobody, least of all to the adult it is about, and to keep "
            "anything they saw as it is."
        ),
        due=SAME_DAY,
        when=Fact("source", Source.COLLEAGUE, "a colleague told us"),
        needs=(Need("what", "Who knows now, and what you told your colleague"),),
        legal=(8,),
    ),
    Step(
        "from_child",
        clause="6.6",
        title="Look after the child who told us",
        script=(
            "The child protection steps start now and wait for no police. Let the child talk; ask nothing that puts words in "
            "their mouth. Say: “You did right to tell. I cannot keep it to myself, because I have to keep you safe.” Write "
            "their own words. Tell the safeguarding lead, unless it is about them."
        ),
        who=NEAR,
        due=AT_ONCE,
        when=Fact("source", Source.CHILD, "a child told us"),
        needs=(Need("words", "The child's own words"), Need("told", "Who looks after the child now")),
        safety=True,
        legal=(8, 9),
    ),
    secure(
        "police",
        clause="6.5",
        title="Do the police have to know now?",
        script=(
            "Ring 999 if a child is in danger, 101 if there may have been a crime. You need nobody's leave for that. "
            "If not, say why; the LADO speaks to the police as well."
        ),
        outcomes=(
            Outcome("999", "I rang 999"),
            Outcome("101", "I rang 101"),
            Outcome("no", "Not now"),
        ),
    ),
    secure(
        "social_care",
        clause="6.6",
        title="Does children's social care have to know now?",
        script=(
            "If a child has come to harm, or is likely to, ring children's social care today. This is about the child; the "
            "LADO is about the adult, and one call does not replace the other."
        ),
        outcomes=(Outcome("yes", "I rang them"), Outcome("no", "Not now")),
    ),
    Step(
        "child_support",
        clause="6.6",
        title="Support the child",
        script=(
            "Name one adult whom the child trusts and who looks in on them every day, at school and after. The child has "
            "caused no trouble, and must not feel that they have."
        ),
        who=NEAR,
        due=working_days(1),
        outcomes=(Outcome("named", "An adult is named"), Outcome("no_child", "No child is known")),
        needs=(Need("who", "Who it is, or why no child can be named"),),
        safety=True,
        again=True,
    ),
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
        clause="6.2",
        title="Tell the LADO",
        script=(
            "Ring at once; the clock is the latest moment, not the target. Have the record in front of you. Say what was "
            "said, by whom and when, and what you have done to keep children safe. Ask: may I speak to the adult, to the "
            "parents, to staff? Until you have an answer you ask no questions of anybody and tell the adult nothing. "
            "If all four answers were no, you may first ask without giving names."
        ),
        due=working_days(1),
        after=("record",),
        outcomes=(
            Outcome("referral", "I referred it, with names"),
            Outcome(
                "consultation",
                "I asked without giving names",
                when=NO_LIMB,
                otherwise=(
                    "Asking without names is for when all four questions were answered no. Answer them first, or refer it."
                ),
            ),
        ),
        needs=(
            Need("spoke_to", "Whom you spoke to"),
            Need("told_at", "When", Kind.MOMENT),
            Need("reference", "The LADO's reference, or “none yet”"),
        ),
        legal=(6,),
    ),
    Step(
        "answer",
        clause="6.2",
        title="Write down the LADO's answer",
        script=(
            "There are three. It reaches the threshold: they lead, you follow. It is below: you keep a low-level record. Or "
            "they want to know more. If two days go by in silence, ring again."
        ),
        due=working_days(2, since="lado"),
        after=("lado",),
        outcomes=(
            Outcome("meets", "It reaches the threshold"),
            Outcome("below", "It is below the threshold"),
            Outcome("more", "They want to know more"),
        ),
        needs=(Need("words", "What they said"), Need("said_by", "Who said it")),
        legal=(6,),
    ),
    Step(
        "names",
        clause="6.2",
        title="Send the referral with names",
        script="You had asked without names. Now the LADO needs the whole referral: send it today.",
        due=working_days(0, since="answer"),
        when=every(came("lado", "consultation"), came("answer", "meets", "more")),
        needs=(Need("reference", "The LADO's reference"), Need("sent_at", "When it was sent", Kind.MOMENT)),
        legal=(6,),
    ),
    Step(
        "more",
        clause="6.2",
        title="Tell the LADO what they asked for",
        script=(
            "Give what the school has already: rotas, registers, who was in the room. Do not question anybody to find out; "
            "if it cannot be had without that, say so."
        ),
        due=working_days(1, since="answer"),
        when=came("answer", "more"),
        needs=(Need("what", "What you told them"),),
        legal=(7,),
    ),
    Step(
        "second_answer",
        clause="6.2",
        title="Write down the LADO's final answer",
        script="If they ask again, answer and note it among the contacts. Come back here when they have made up their mind.",
        due=working_days(2, since="more"),
        after=("more",),
        when=came("answer", "more"),
        outcomes=(
            Outcome("meets", "It reaches the threshold"),
            Outcome("below", "It is below the threshold"),
        ),
        needs=(Need("words", "What they said"), Need("said_by", "Who said it")),
        legal=(6,),
    ),
    Step(
        "advice",
        clause="6.5",
        title="Record the LADO's advice",
        script=(
            "Write down what they advise about the adult's post, after the police were asked; who may be told what, and "
            "when; and who looks into it. They advise. The decision is the school's."
        ),
        due=working_days(1, since="answer"),
        after=("answer", "names", "second_answer"),
        outcomes=(
            Outcome("suspend", "They think suspension should be considered"),
            Outcome("other", "They think other arrangements are enough"),
            Outcome("none", "They see no need for either"),
        ),
        needs=(
            Need("words", "The advice, in their words"),
            Need("given_by", "Who gave it"),
            Need("given_at", "When", Kind.MOMENT),
            Need("police", "What the police said, or why they were not asked"),
        ),
        blocks=TOWARDS_THE_ADULT,
        legal=(7,),
    ),
    Step(
        "new_facts",
        clause="6.2",
        title="Tell the LADO what is new",
        script="Anything new goes to the LADO the same day, also after they said that it was below the threshold.",
        after=("lado",),
        needs=(Need("what", "What is new"), Need("said", "What they said")),
        optional=True,
        again=True,
    ),
)

SUSPENSION = (
    Step(
        "suspend_now",
        clause="6.5",
        title="Suspend before the advice",
        script=(
            "Only if a child cannot be kept safe in any other way until the LADO answers. Think first of other duties, a "
            "second adult in the room, or a day at home on other work. It takes a second person. Suspending says nothing about "
            "guilt: tell the adult just that, and nothing about what was said."
        ),
        outcomes=(
            Outcome("risk", "A child would be at risk"),
            Outcome("police", "The police asked for it"),
            Outcome("evidence", "What the police need would be lost"),
        ),
        needs=(REASON, Need("tried", "What else was thought of, and why it is not enough"), SECOND),
        does=frozenset({Deed.SUSPENSION}),
        despite=("advice",),
        until=("advice",),
        optional=True,
        legal=(7,),
    ),
    Step(
        "letter_now",
        clause="6.5",
        title="Give the suspension in writing",
        script=(
            "One letter, one working day: that it is no punishment, the reason as far as the police and the LADO let you say "
            "it, and the name of somebody at school whom the adult can ring."
        ),
        due=working_days(1, since="suspend_now"),
        when=came("suspend_now"),
        needs=(Need("contact", "The named contact"), Need("sent_at", "When it was sent", Kind.MOMENT)),
        does=frozenset({Deed.APPROACH}),
        despite=("advice",),
        legal=(7,),
    ),
    Step(
        "suspension",
        clause="6.5",
        title="Decide about suspension",
        script=(
            "You decide, not the LADO and not the police; but hear all of them first. It is never automatic. Ask what "
            "it is for, and whether other duties or a second adult would do. Give your reasons for whichever you choose. "
            "If you suspended earlier, decide now whether it goes on."
        ),
        due=working_days(1, since="advice"),
        when=some(MEETS, came("suspend_now")),
        outcomes=(
            Outcome("suspend", "Suspend, or go on with it"),
            Outcome("other", "Other arrangements"),
            Outcome("no", "Neither, or the suspension ends"),
        ),
        needs=(
            REASON,
            Need("views", "What the LADO, the police and social care think"),
            Need("tried", "Other ways that were thought of"),
        ),
        does=frozenset({Deed.SUSPENSION}),
        legal=(7,),
    ),
    Step(
        "letter",
        clause="6.5",
        title="Write to the adult about the suspension",
        script=(
            "Within one working day: that it is no punishment, the reasons, how long before it is looked at again, and who at "
            "school they can ring. Read the preview aloud before you send it."
        ),
        due=working_days(1, since="suspension"),
        when=SUSPENDED,
        needs=(
            Need("contact", "The named contact"),
            Need("review_on", "When it is looked at again", Kind.DATE),
            Need("sent_at", "When it was sent", Kind.MOMENT),
        ),
        does=frozenset({Deed.APPROACH}),
        legal=(7,),
    ),
)

AFTERWARDS = (
    Step(
        "tell_adult",
        clause="6.5",
        title="Tell the adult, as advised",
        script=(
            "Say what you were told you may say and no more. Have somebody with you. Tell them that they may bring their "
            "union or a friend, and that they must not get in touch with the child or with whoever told us."
        ),
        due=working_days(1, since="advice"),
        needs=(Need("what", "What was said, and who was there"), Need("told_at", "When", Kind.MOMENT)),
        does=frozenset({Deed.APPROACH}),
        may_skip=True,
        legal=(8,),
    ),
    Step(
        "support",
        clause="6.5",
        title="Support the adult",
        script=(
            "Whatever they did or did not do, this is a hard day. Name a contact who is not part of the case, and tell them "
            "about their union, their doctor and any helpline that the employer pays for. Ask how often they want news."
        ),
        due=working_days(1, since="advice"),
        needs=(Need("contact", "The named contact"), Need("offered", "What was offered")),
        does=frozenset({Deed.APPROACH}),
        may_skip=True,
    ),
    Step(
        "families",
        clause="6.2",
        title="Tell the child's parents, as advised",
        script=(
            "Parents should hear it from you, as soon as the LADO, the police and social care agree. Ask them to keep it "
            "offline: until there is a charge a teacher accused by a pupil must not be named in public."
        ),
        due=working_days(1, since="advice"),
        after=("advice",),
        needs=(Need("what", "Whom you told, and what"),),
        may_skip=True,
        legal=(8,),
    ),
    Step(
        "investigation",
        clause="6.5",
        title="Look into it, as advised",
        script=(
            "If the police or social care look into it, you wait and keep in touch. If it is left to the school, name somebody "
            "with no ties to either side. Write down what was found, what speaks for the adult too."
        ),
        when=MEETS,
        outcomes=(
            Outcome("police", "The police did"),
            Outcome("social_care", "Social care did"),
            Outcome("school", "The school did"),
            Outcome("nobody", "There was nothing further to look into"),
        ),
        needs=(Need("found", "What was found"),),
        does=frozenset({Deed.INVESTIGATION}),
        legal=(7, 9),
    ),
    Step(
        "outcome",
        clause="6.2",
        title="Decide the outcome",
        script=(
            "Choose the one word that fits, with the LADO. Unsubstantiated is not a polite guilty: it means that nobody can "
            "tell. Malicious needs proof that somebody meant to deceive."
        ),
        after=("investigation",),
        when=MEETS,
        outcomes=(
            Outcome("substantiated", "Substantiated: there is enough to prove it"),
            Outcome("malicious", "Malicious: disproved, and meant to deceive"),
            Outcome("false", "False: there is enough to disprove it"),
            Outcome("unsubstantiated", "Unsubstantiated: not enough either way"),
            Outcome("unfounded", "Unfounded: nothing speaks for it"),
        ),
        needs=(REASON, Need("agreed", "What the LADO says to it")),
        does=frozenset({Deed.DISCIPLINE}),
    ),
    Step(
        "low_level",
        clause="6.2",
        title="Keep the low-level record",
        script=(
            "Small is not the same as nothing. Write what happened, what you decided and why. Look at earlier records about "
            "the same person: three small things can be one big one, and that goes back to the LADO."
        ),
        due=working_days(2, since="advice"),
        after=("advice",),
        when=BELOW,
        needs=(REASON, Need("pattern", "What earlier records show")),
        legal=(6,),
    ),
    Step(
        "post",
        clause="4.10",
        title="Record what became of the adult's post",
        script=(
            "Only somebody whom the employer has authorised decides this, after advice from personnel. Someone who leaves "
            "before the end is not the end: the case is finished all the same, and no agreement may stop a referral."
        ),
        due=working_days(5, since="outcome"),
        after=("outcome",),
        when=MEETS,
        outcomes=(
            Outcome("stays", "They stay, or come back"),
            Outcome("moved", "They no longer work with children"),
            Outcome("dismissed", "They were dismissed"),
            Outcome("left", "They left before the end"),
        ),
        needs=(REASON, Need("advised", "Personnel has advised", Kind.YES)),
        does=frozenset({Deed.DISCIPLINE}),
        legal=(11,),
    ),
    Step(
        "dbs",
        clause="6.2",
        title="Refer to the DBS, or say why not",
        script=(
            "If the adult was taken off work with children because of harm or risk, or would have been had they stayed, the "
            "school must by law tell the Disclosure and Barring Service. If you do not refer, the reason stands here."
        ),
        due=working_days(5, since="post"),
        when=LOST_POST,
        outcomes=(Outcome("referred", "Referred"), Outcome("not_due", "No duty to refer")),
        needs=(REASON,),
    ),
    Step(
        "tra",
        clause="4.10",
        title="Think of the Teaching Regulation Agency",
        script=(
            "For a teacher who was dismissed for serious misconduct, or would have been: decide whether the agency that "
            "can take away the right to teach has to know."
        ),
        due=working_days(5, since="post"),
        when=every(Fact("teacher", True, "the adult is a teacher"), came("post", "dismissed", "left")),
        outcomes=(Outcome("referred", "Referred"), Outcome("not_due", "Not referred")),
        needs=(REASON,),
    ),
    Step(
        "child_told",
        clause="6.6",
        title="Tell the child and the parents how it ended",
        script="As much as may be said, in words for the child's age. Ask what the child still needs.",
        due=working_days(2, since="outcome"),
        after=("outcome", "low_level"),
        needs=(Need("what", "What was said, and what the child needs"),),
        may_skip=True,
    ),
    Step(
        "child_after_false",
        clause="6.6",
        title="Ask what the child needs who said it",
        script=(
            "A child who says something untrue about an adult may be calling for help. Ask that first; social care may want "
            "to know. Behaviour rules come after, if at all."
        ),
        due=working_days(5, since="outcome"),
        when=every(Fact("source", Source.CHILD, "a child told us"), came("outcome", "malicious", "false")),
        needs=(Need("what", "What the child needs, and who sees to it"),),
    ),
    Step(
        "clear_file",
        clause="6.1",
        title="Take it out of the personnel file",
        script=(
            "What was malicious or false does not stay in the adult's personnel file, unless they ask for it to. It never "
            "goes into a reference. The child's file keeps what it needs."
        ),
        due=working_days(5, since="outcome"),
        when=came("outcome", "malicious", "false"),
        outcomes=(Outcome("removed", "Taken out"), Outcome("kept", "Kept, because they asked for it")),
        needs=(REASON,),
    ),
    Step(
        "keep_summary",
        clause="6.1",
        title="File the summary and give the adult a copy",
        script=(
            "One clear page: what was said, what was done, what was decided. It is kept to pension age, or ten years if "
            "that is longer. Only what was substantiated may go into a reference."
        ),
        due=working_days(5, since="outcome"),
        when=came("outcome", "substantiated", "unsubstantiated", "unfounded"),
        needs=(Need("given_on", "When the adult had the copy", Kind.DATE),),
    ),
    link(
        "learn",
        clause="9.2",
        title="What should change?",
        script="A rule, a lesson, a door left open, somebody who did not dare to speak. If nothing, say so.",
        after=("outcome", "low_level"),
    ),
)

PROCEDURE = Procedure(
    "adult",
    name="An adult who works here",
    clause="6.2",
    about="an adult who works or volunteers here",
    runs=("head", "chair", "dsl", "deputy_dsl", "deputy"),
    steps=TELLING + HARM_TEST + LADO + SUSPENSION + AFTERWARDS,
    concerns_adult=True,
)
