"""After the advice: telling, supporting, looking into it, the outcome and what follows from it."""

from schoolgate.engines.procedures.adult.lado import BELOW, MEETS
from schoolgate.engines.procedures.clocks import working_days
from schoolgate.engines.procedures.common_steps import link
from schoolgate.engines.procedures.schema import (
    AUTHORISED,
    HOW_SENT,
    REASON,
    Deed,
    Fact,
    Kind,
    Need,
    Outcome,
    Source,
    Step,
    came,
    every,
)

LOST_POST = came("post", "moved", "dismissed", "left")

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
        letters=("parents",),
        beside=("closing",),
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
        who=frozenset({AUTHORISED}),
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
        beside=("summary",),
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
        needs=(Need("given_on", "When the adult had the copy", Kind.DATE, from_letter=True), HOW_SENT),
        letters=("summary",),
    ),
    link(
        "learn",
        clause="9.2",
        title="What should change?",
        script="A rule, a lesson, a door left open, somebody who did not dare to speak. If nothing, say so.",
        after=("outcome", "low_level"),
    ),
)
