"""The first hour: children safe, the words written down, the evidence kept, and whoever told us looked after."""

from schoolgate.engines.procedures.clocks import AT_ONCE, SAME_DAY, at_once, working_days
from schoolgate.engines.procedures.common_steps import ask_outside_again, rang_the_police, safe_now, secure
from schoolgate.engines.procedures.schema import (
    NEAR,
    NO,
    REASON,
    Fact,
    Field,
    FieldKind,
    Source,
    Step,
    came,
    every,
    one_of,
)

ALWAYS_OPEN = "the police, children’s social care, the LADO, the NSPCC"
"""Whom anybody may speak to, whatever a school asks of them."""
RANG = one_of(**{"999": "I called 999", "101": "I called 101"})

TELLING = (
    safe_now(
        "Before anything else: is a child at risk this morning? If so, act, whatever the rest of this page says. See "
        "that the adult is not alone with children, without giving away why. In danger, ring 999.",
        clause="6.5",
        legal=(7,),
    ),
    Step(
        "head_out",
        "Keep the head out of it",
        "This is yours now and not the head's. Tell neither the head nor the other governors: some of them may have "
        "to judge it later. Use no mailbox that the head or the school office opens. If you have ties to the head "
        "yourself, tell the LADO.",
        clause="6.7",
        due=SAME_DAY,
        when=Fact("about_head", True, "it is about the head"),
        needs=(Field("what", "Who knows, and how you reach the people you need"),),
    ),
    Step(
        "record",
        "Write down what was said",
        "Put down the words as they were said, not your summary. Add when, where, who was there and who told you. "
        "Sign it by saving it; it cannot be changed later, only added to. Tell nobody who does not have to act. Before the "
        "LADO answers, make basic enquiries only: was the adult there, did they meet the child, who else was there, is "
        "there CCTV? Look these up and interview no one.",
        clause="6.1",
        due=SAME_DAY,
        needs=(
            Field("words", "What was said, in the teller's own words"),
            Field("told_at", "When you were told", FieldKind.MOMENT),
            Field("place", "Where, and who was there"),
        ),
        legal=(8,),
    ),
    Step(
        "from_parent",
        "Calm the parent and explain what happens",
        "Thank them for coming. Say: “I am taking this seriously. I will ask an officer outside the school today, "
        "and then I will tell you what I can.” Tell them that they can always speak to "
        + ALWAYS_OPEN
        + ", a doctor or a "
        "solicitor, and support their child. Ask them not to question the child, and to keep the phone and messages "
        "as they are. Ask them to put nothing online: naming a teacher whom a pupil accuses can be a crime. Promise "
        "no result and no day.",
        clause="6.3",
        due=SAME_DAY,
        when=Fact("source", Source.PARENT, "a parent told us"),
        needs=(Field("what", "What you told the parent, and how they took it"),),
        legal=(8,),
    ),
    Step(
        "from_colleague",
        "Keep the colleague's report among few",
        "Thank your colleague: speaking up was right. Say who has to know, and that you cannot promise that their "
        "name stays hidden for ever. Tell them that they can always speak to "
        + ALWAYS_OPEN
        + ", their union, a doctor "
        "or a solicitor. Ask them not to tell the adult or other colleagues, to ask no child about it, and to delete "
        "nothing.",
        clause="6.4",
        due=SAME_DAY,
        when=Fact("source", Source.COLLEAGUE, "a colleague told us"),
        needs=(Field("what", "Who knows now, and what you told your colleague"),),
        legal=(8,),
    ),
    Step(
        "from_child",
        "Look after the child who told us",
        "The child protection steps start now and wait for no police. Let the child talk; ask nothing that puts "
        "words in their mouth. Say: “You did right to tell. I cannot keep it to myself, because I have to keep you "
        "safe.” Write their own words. Tell the safeguarding lead, unless it is about them.",
        clause="6.6",
        who=NEAR,
        due=AT_ONCE,
        when=Fact("source", Source.CHILD, "a child told us"),
        needs=(Field("words", "The child's own words"), Field("told", "Who looks after the child now")),
        safety=True,
        legal=(8, 9),
    ),
    secure(
        "police",
        "Do the police have to know now?",
        "Ring 999 if a child is in danger, 101 if there may have been a crime. You need nobody's leave for that. If "
        "not, say why; the LADO speaks to the police as well.",
        rang_the_police(no="Not now"),
        clause="6.5",
    ),
    Step(
        "police_again",
        "It may be a crime: do the police have to know now?",
        "You said that it may be a crime against a child, and before that or since that the police need not know now. "
        "Decide that again, with what you know today. In doubt call 101 and ask. You need no one’s permission.",
        clause="6.5",
        who=NEAR,
        due=at_once("limb_offence"),
        when=every(came("limb_offence", "yes"), came("police", NO)),
        outcomes=rang_the_police(no="Still not now"),
        needs=(REASON, Field("spoke_to", "Whom you spoke to, and any reference", when=frozenset({"999", "101"}))),
        again=True,
    ),
    secure(
        "social_care",
        "Does children's social care have to know now?",
        "If a child has come to harm, or is likely to, ring children's social care today. This is about the child; "
        "the LADO is about the adult, and one call does not replace the other.",
        one_of(yes="I rang them", no="Not now"),
        clause="6.6",
    ),
    ask_outside_again(clause="6.5"),
    Step(
        "evidence",
        "Keep the evidence",
        "Leave everything as it is and delete nothing. Ask IT to keep what the school holds itself: accounts, email, "
        "logs, backups and devices of the school. Save CCTV before it is overwritten. Say what to keep and not why. "
        "Note what there is, where it is, and when. Never look at, copy, print or send a picture of a child, and never "
        "ask a child or a parent to send or download one. If an adult has a picture of a child that may be indecent, "
        "call the police now and leave the device alone.",
        clause="6.5",
        who=NEAR,
        due=SAME_DAY,
        outcomes=one_of(
            kept="It is kept",
            images="An adult may have such a picture of a child: nobody has looked at it or copied it",
            none="There is nothing to keep",
        ),
        needs=(Field("what", "What there is, where it is, and who keeps it"),),
        legal=(7,),
    ),
    Step(
        "images_police",
        "Call the police now about the picture",
        "Do not wait for the LADO or for proof, and call again if the police have the case already. Leave the device as "
        "it is. Tell the police where it is, who has it and who has seen what. Then tell the LADO that you called.",
        clause="6.5",
        who=NEAR,
        due=at_once("evidence"),
        when=came("evidence", "images"),
        outcomes=RANG,
        needs=(Field("spoke_to", "Whom you spoke to, and the reference"), Field("said", "What they asked you to do")),
    ),
    Step(
        "child_support",
        "Support the child",
        "Name one adult whom the child trusts and who looks in on them every day, at school and after. The child has "
        "caused no trouble, and must not feel that they have.",
        clause="6.6",
        who=NEAR,
        due=working_days(1),
        outcomes=one_of(named="An adult is named", no_child="No child is known"),
        needs=(Field("who", "Who it is, or why no child can be named"),),
        safety=True,
        again=True,
    ),
)
