"""After the advice: telling, supporting, looking into it, the outcome and what follows from it."""

from schoolgate.engines.procedures import schema
from schoolgate.engines.procedures.adult.lado import BELOW, MEETS
from schoolgate.engines.procedures.clocks import working_days
from schoolgate.engines.procedures.common_steps import link, teaching_agency
from schoolgate.engines.procedures.schema import Field, FieldKind, RestrictedAct, Step, came, every, one_of

LOST_POST = came("post", "moved", "dismissed", "left")

AFTERWARDS = (
    Step(
        "tell_adult",
        "Tell the adult, as advised",
        "Say what you were told you may say and no more. Have somebody with you. Tell them that they may bring their "
        "union or a friend, and that they must not get in touch with the child or with whoever told us.",
        clause="6.5",
        due=working_days(1, since="advice"),
        needs=(Field("what", "What was said, and who was there"), Field("told_at", "When", FieldKind.MOMENT)),
        does=frozenset({RestrictedAct.APPROACH}),
        may_skip=True,
        legal=(8,),
    ),
    Step(
        "support",
        "Support the adult",
        "Whatever they did or did not do, this is a hard day. Name a contact who is not part of the case, and tell "
        "them about their union, their doctor and any helpline that the employer pays for. Ask how often they want "
        "news.",
        clause="6.5",
        due=working_days(1, since="advice"),
        needs=(Field("contact", "The named contact"), Field("offered", "What was offered")),
        does=frozenset({RestrictedAct.APPROACH}),
        may_skip=True,
    ),
    Step(
        "families",
        "Tell the child's parents, as advised",
        "Parents should hear it from you, as soon as the LADO, the police and social care agree. Ask them to keep it "
        "offline: until there is a charge a teacher accused by a pupil must not be named in public.",
        due=working_days(1, since="advice"),
        after=("advice",),
        needs=(Field("what", "Whom you told, and what"),),
        may_skip=True,
        legal=(8,),
        letters=("parents",),
        beside=("closing",),
    ),
    Step(
        "investigation",
        "Look into it, as advised",
        "If the police or social care look into it, you wait and keep in touch. If it is left to the school, name "
        "somebody with no ties to either side. Write down what was found, what speaks for the adult too.",
        clause="6.5",
        when=MEETS,
        outcomes=one_of(
            police="The police did",
            social_care="Social care did",
            school="The school did",
            nobody="There was nothing further to look into",
        ),
        needs=(Field("found", "What was found"),),
        does=frozenset({RestrictedAct.INVESTIGATION}),
        legal=(7, 9),
    ),
    Step(
        "outcome",
        "Decide the outcome",
        "Choose the one word that fits, with the LADO. Unsubstantiated is not a polite guilty: it means that nobody "
        "can tell. Malicious needs proof that somebody meant to deceive.",
        after=("investigation",),
        when=MEETS,
        outcomes=one_of(
            substantiated="Substantiated: there is enough to prove it",
            malicious="Malicious: disproved, and meant to deceive",
            false="False: there is enough to disprove it",
            unsubstantiated="Unsubstantiated: not enough either way",
            unfounded="Unfounded: nothing speaks for it",
        ),
        needs=(schema.REASON, Field("agreed", "What the LADO says to it")),
    ),
    Step(
        "low_level",
        "Keep the low-level record",
        "Small is not the same as nothing. Write what happened, what you decided and why. Look at earlier records "
        "about the same person: three small things can be one big one, and that goes back to the LADO.",
        due=working_days(2, since="advice"),
        after=("advice",),
        when=BELOW,
        needs=(schema.REASON, Field("pattern", "What earlier records show")),
        legal=(6,),
    ),
    Step(
        "stays_below",
        "Does it stay below the threshold?",
        "Look at the earlier records again and at what you have learnt since. Several small things, or something new, "
        "go to the LADO before you answer. If the LADO now says that it meets the threshold, the steps for an "
        "allegation open here.",
        clause="6.2",
        due=working_days(5, since="low_level"),
        after=("low_level",),
        when=BELOW,
        outcomes=one_of(below="It stays below", meets="The LADO now says that it meets the threshold"),
        needs=(schema.REASON, Field("asked", "Whether you asked the LADO again, and what they said")),
        legal=(6,),
    ),
    Step(
        "post",
        "Record what became of the adult's post",
        "Only somebody whom the employer has authorised decides this, after advice from personnel. Someone who "
        "leaves before the end is not the end: the case is finished all the same, and no agreement may stop a "
        "referral. A suspension here ends with “They stay, or come back”, and with no other answer.",
        clause="4.10",
        due=working_days(5, since="outcome"),
        after=("outcome",),
        when=MEETS,
        outcomes=one_of(
            stays="They stay, or come back",
            moved="They no longer work with children",
            dismissed="They were dismissed",
            left="They left before the end",
        ),
        who=schema.EMPLOYER,
        needs=(schema.REASON, Field("advised", "Personnel has advised", FieldKind.YES)),
        does=frozenset({RestrictedAct.DISCIPLINE}),
        legal=(11,),
        returns=frozenset({"stays"}),
    ),
    Step(
        "dbs",
        "Refer to the DBS, or say why not",
        "If the adult was taken off work with children because of harm or risk, or would have been had they stayed, "
        "the school must by law tell the Disclosure and Barring Service. If you do not refer, the reason stands "
        "here.",
        due=working_days(5, since="post"),
        when=LOST_POST,
        outcomes=one_of(referred="Referred", not_due="No duty to refer"),
        needs=(schema.REASON,),
    ),
    teaching_agency(
        "For a teacher who was dismissed for serious misconduct, or would have been: decide whether the agency that "
        "can take away the right to teach has to know.",
        since="post",
        came=came("post", "dismissed", "left"),
    ),
    Step(
        "child_told",
        "Tell the child and the parents how it ended",
        "As much as may be said, in words for the child's age. Ask what the child still needs.",
        clause="6.6",
        due=working_days(2, since="outcome"),
        after=("outcome", "stays_below"),
        needs=(Field("what", "What was said, and what the child needs"),),
        may_skip=True,
    ),
    Step(
        "child_after_false",
        "Ask what the child needs who said it",
        "A child who says something untrue about an adult may be calling for help. Ask that first; social care may "
        "want to know. Behaviour rules come after, if at all.",
        clause="6.6",
        due=working_days(5, since="outcome"),
        when=every(
            schema.Fact("source", schema.Source.CHILD, "a child told us"), came("outcome", "malicious", "false")
        ),
        needs=(Field("what", "What the child needs, and who sees to it"),),
    ),
    Step(
        "clear_file",
        "Take it out of the personnel file",
        "What was malicious or false does not stay in the adult's personnel file, unless they ask for it to. It "
        "never goes into a reference. The child's file keeps what it needs.",
        clause="6.1",
        due=working_days(5, since="outcome"),
        when=came("outcome", "malicious", "false"),
        outcomes=one_of(removed="Taken out", kept="Kept, because they asked for it"),
        needs=(schema.REASON,),
        beside=("summary",),
    ),
    Step(
        "keep_summary",
        "File the summary and give the adult a copy",
        "One clear page: what was said, what was done, what was decided. It is kept to pension age, or ten years if "
        "that is longer. Only what was substantiated may go into a reference.",
        clause="6.1",
        due=working_days(5, since="outcome"),
        when=came("outcome", "substantiated", "unsubstantiated", "unfounded"),
        needs=(Field("given_on", "When the adult had the copy", FieldKind.DATE, from_letter=True), schema.HOW_SENT),
        letters=("summary",),
    ),
    link(
        "learn",
        "What should change?",
        "A rule, a lesson, a door left open, somebody who did not dare to speak. If nothing, say so.",
        clause="9.2",
        after=("outcome", "stays_below"),
    ),
)
