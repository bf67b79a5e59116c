"""The first hour: children safe, the words written down, and whoever told us looked after."""

from schoolgate.engines.procedures.clocks import AT_ONCE, SAME_DAY, working_days
from schoolgate.engines.procedures.common_steps import rang_the_police, safe_now, secure
from schoolgate.engines.procedures.schema import NEAR, Fact, Field, FieldKind, Source, Step, one_of

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
        "Sign it by saving it; it cannot be changed later, only added to. Tell nobody who does not have to act.",
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
        "and then I will tell you what I can.” Ask them to talk to nobody about it and to put nothing online: naming "
        "a teacher whom a pupil accuses can be a crime. Promise no result and no day.",
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
        "name stays hidden for ever. Ask them to talk to nobody, least of all to the adult it is about, and to keep "
        "anything they saw as it is.",
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
    secure(
        "social_care",
        "Does children's social care have to know now?",
        "If a child has come to harm, or is likely to, ring children's social care today. This is about the child; "
        "the LADO is about the adult, and one call does not replace the other.",
        one_of(yes="I rang them", no="Not now"),
        clause="6.6",
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
