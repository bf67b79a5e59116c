"""The head's checks: where the policy, carried out as written, meets the law.

Nothing here blocks or softens a step. A check is raised, the head decides, gives the reason, and both are kept with
name and time. `sure` says how each reference is known: *confirmed* was seen in the law or the official text itself,
*secondary* in a page about it, *unconfirmed* has no page behind it yet. None of it is legal advice.
"""

from dataclasses import dataclass
from enum import StrEnum


class Sure(StrEnum):
    CONFIRMED = "confirmed"
    SECONDARY = "secondary"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True)
class Reference:
    """Where it is written, and how sure that is."""

    text: str
    sure: Sure


@dataclass(frozen=True)
class Check:
    """One of the twenty; `raised` says when it comes up, `asks` what the head decides."""

    id: int
    clauses: tuple[str, ...]
    title: str
    text: str
    asks: str
    references: tuple[Reference, ...]
    raised: str


def _confirmed(text: str) -> Reference:
    return Reference(text, Sure.CONFIRMED)


def _secondary(text: str) -> Reference:
    return Reference(text, Sure.SECONDARY)


def _unconfirmed(text: str) -> Reference:
    return Reference(text, Sure.UNCONFIRMED)


KCSIE = "Keeping children safe in education"
CHECKS: tuple[Check, ...] = (
    Check(
        1,
        ("8.c.2",),
        "Suspending everybody who was involved",
        "Only the head can suspend a pupil, for that pupil's own behaviour, on what probably happened and after hearing the "
        "pupil. A rule for a whole group is no decision about any of them, and a child who was hurt has done nothing to be "
        "suspended for. Special needs and disability count. Sending somebody home without recording it is unlawful.",
        "Decide about this pupil alone. Are your reasons about what this pupil did, and would they hold without the others?",
        (
            _secondary("Suspension and permanent exclusion guidance for England, 2023 edition"),
            _confirmed("Education and Inspections Act 2006 s.89(5): as far as is reasonable"),
            _secondary("Equality Act 2010"),
            _unconfirmed("The same guidance, on hearing the pupil and on contributing factors"),
        ),
        "for each pupil, when a suspension is drafted or decided",
    ),
    Check(
        2,
        ("8.c.3", "7.3"),
        "Leaving it to parents, and the duty to act on bullying",
        "One clause leaves illegal use of networks to parents; another makes the school look into bullying wherever it began. "
        "The law on bullying and on children hurting children knows no school gate.",
        "The letter on parents' responsibility goes out as written. Is the welfare or bullying check open all the same?",
        (
            _confirmed("Education and Inspections Act 2006 s.89"),
            _unconfirmed(f"{KCSIE}, on children who harm other children"),
        ),
        "when misuse at home spills into school, and when a bullying case is decided",
    ),
    Check(
        3,
        ("8.c.2", "8.c.3"),
        "The word “illegal” for children under an app's age",
        "A child who is too young for an app breaks the app's terms. Neither child nor parent commits a crime by it.",
        "Letters say “against the site's rules”. Do you want a stronger word, and why?",
        (_secondary("Parent Zone's advice to families"),),
        "with each letter to parents about an age limit",
    ),
    Check(
        4,
        ("5.p.1",),
        "No network under 13, and sites that allow it",
        "Some services have no minimum age, a version for children, or accounts that a parent may run. The school's own rule "
        "can be stricter, but it is the school's.",
        "Does what you write keep the site's rule and the school's rule apart?",
        (_unconfirmed("The services' own terms, as the age register has them"),),
        "when a letter or a ruling speaks of a minimum age",
    ),
    Check(
        5,
        ("5.s.5",),
        "An adult who passes for a child",
        "Pretending to be a child is not always a crime in itself. What it is for can make it one: meeting, sexual messages, "
        "arranging abuse, or fraud.",
        "Treat it as urgent, write “may be an offence”, and leave the choice to the police. Who has been told?",
        (
            _secondary("Sexual Offences Act 2003 ss.14, 15 and 15A"),
            _unconfirmed("Fraud Act 2006"),
        ),
        "when somebody may be seeking contact with a child",
    ),
    Check(
        6,
        ("6.2",),
        "Every disclosure to the LADO",
        "National guidance knows two levels: what may reach the harm threshold goes to the LADO, smaller worries are recorded by "
        "the head. The policy refers all of them, and referring too much is safe. Local procedures say within one working day.",
        "Refer, answer the four questions with reasons, and accept “below the threshold” as an answer. Is anything held back?",
        (
            _secondary(f"{KCSIE}, Part four, on the harm threshold and low-level concerns"),
            _secondary("Procedures of several local authorities: one working day"),
            _secondary("Working Together to Safeguard Children 2023, chapter 4"),
        ),
        "with each concern about an adult who works here",
    ),
    Check(
        7,
        ("6.5",),
        "Waiting for the LADO before anything is done",
        "The LADO and the police advise; the employer decides. Suspending is never automatic and no punishment, and the written "
        "reasons and a named contact follow within one working day. What keeps a child safe waits for nobody.",
        "Is every child safe today, and is everything about the adult's post held until the advice is here?",
        (
            _unconfirmed(f"{KCSIE}, Part four, on suspension"),
            _secondary(f"{KCSIE}, Part four: only basic enquiries before the LADO is asked"),
        ),
        "before and after the LADO's advice, and with each suspension of an adult",
    ),
    Check(
        8,
        ("6.4", "5.p.7"),
        "Confidentiality, and what cannot be promised",
        "Nobody may promise a child that nothing will be passed on; it is shared with those who must act. A teacher accused by a "
        "pupil of the same school may not be named in public before a charge, and a parent's open post counts as public.",
        "Does everybody who knows have to know, and has the warning about names been given?",
        (
            _secondary(f"{KCSIE}, 2026 edition, Part one"),
            _confirmed("Education Act 2002 ss.141F and 141G"),
        ),
        "with each disclosure, and when parents or an adult are told",
    ),
    Check(
        9,
        ("6.6",),
        "A child's disclosure and the police",
        "Not everything goes to the police, and what does can take months. The safeguarding lead acts at once in either case.",
        "Is there any step for this child that somebody keeps back until the police have finished?",
        (_secondary(f"{KCSIE}, 2026 edition, Part one: act immediately"),),
        "when a child has told us",
    ),
    Check(
        10,
        ("3.c.2",),
        "Parents and criticism",
        "Parents are not bound by the policy, and fair criticism is lawful. No child may be worse off for it. Threats, harassment, "
        "defamation and naming an accused teacher are another matter.",
        "Treat the clause as a request: was a meeting offered and the complaints form sent? Is anything that a child loses?",
        (
            _unconfirmed("European Convention on Human Rights, Article 10"),
            _unconfirmed("Education Act 2002 s.29, on complaints procedures"),
            _confirmed("Education Act 2002 ss.141F and 141G"),
            _secondary("Kent County Council, dealing with complaints on social networking sites, 2018"),
        ),
        "with each post by a parent",
    ),
    Check(
        11,
        ("4.10",),
        "Gross misconduct",
        "Whether it is gross misconduct, the contract and a fair hearing decide each time. A former pupil may be family.",
        "“May be treated as” and no more. Has personnel advised, and has the member of staff been heard?",
        (
            _unconfirmed("ACAS Code of Practice on disciplinary procedures"),
            _unconfirmed("Employment Rights Act 1996 s.98"),
        ),
        "before any outcome for a member of staff",
    ),
    Check(
        12,
        ("4.6", "4.8"),
        "Not talking about school, not speaking for it",
        "Whistleblowing, union work and lawful opinion are protected, and some people run the school's own accounts.",
        "Was it in the register of exemptions, or should it have been?",
        (
            _unconfirmed("Employment Rights Act 1996 ss.43A to 43L"),
            _unconfirmed("Trade Union and Labour Relations (Consolidation) Act 1992"),
            _unconfirmed("European Convention on Human Rights, Article 10"),
        ),
        "when a member of staff's post is looked at",
    ),
    Check(
        13,
        ("8.b.1",),
        "Looking at what people post",
        "An open post leaves its writer some privacy. One look is fine; coming back again and again, or under another name, can be "
        "surveillance. Regular monitoring needs a written assessment first.",
        "Was it reported or public, looked at once, and written down who looked and why? Which assessment covers it?",
        (
            _confirmed("Home Office Covert Surveillance code of practice 2018, paras 3.10 to 3.17"),
            _unconfirmed(
                "UK General Data Protection Regulation; Information Commissioner on monitoring workers, 2023"
            ),
        ),
        "when a post of an adult becomes part of a case",
    ),
    Check(
        14,
        ("5.p.5",),
        "No network on any school computer at any time",
        "Filtering must not get in the way of teaching without reason, and the safeguarding lead, lessons and the school's own "
        "page may need a site.",
        "Blocked unless there is an exception with a reason and an end. Is there one, and should there be?",
        (_secondary("Department for Education, filtering and monitoring standards"),),
        "when an exception to the filter is asked for, and at the yearly review",
    ),
    Check(
        15,
        ("2.2",),
        "Private spaces and freedom of information",
        "The law reaches what the school holds, or somebody holds for it. A private post is not a school record because it is about "
        "the school.",
        "Keep what the case needs, and nothing of what else stands there.",
        (_secondary("Freedom of Information Act 2000 s.3"),),
        "when something from a private space is kept",
    ),
    Check(
        16,
        ("5.p.3",),
        "Phones are handed in",
        "Handing in at the office fits the national guidance. There are exceptions: disability, medical devices, young carers. A phone "
        "that was not handed in is a matter of behaviour and no ground for a search by itself.",
        "Was an exception looked for, and did nobody search because of this alone?",
        (
            _confirmed("Education Act 1996 s.550C"),
            _secondary("National guidance on mobile phones in schools, January 2026"),
            _secondary("Education Act 1996 ss.550ZA to 550ZD, on searching"),
        ),
        "when a phone was not handed in",
    ),
    Check(
        17,
        ("5.p.6",),
        "A ban after trying the filter",
        "A ban must be in proportion and leave the pupil able to follow lessons. Hardly anything that a child does is computer misuse.",
        "Is supervised use possible from the first day, and are there a review and an end?",
        (_unconfirmed("Computer Misuse Act 1990"),),
        "when a pupil tried to get round the filter",
    ),
    Check(
        18,
        ("5.s.6", "1.5"),
        "Names and tables with a date",
        "People change office and apps change their limits, so a name or a table in the text is soon wrong.",
        "Do names come from the record of duties, and limits from the register on the day?",
        (_confirmed("The document itself"),),
        "when the document is published or reviewed",
    ),
    Check(
        19,
        ("3.a.2",),
        "A child who gave details away",
        "A fair rule for a school. A child who was talked into it by somebody is a victim and no culprit.",
        "Has the safeguarding lead looked at it before any consequence?",
        (_unconfirmed(f"{KCSIE}, on exploitation"),),
        "before any consequence for a pupil",
    ),
    Check(
        20,
        ("5.s.7", "4.7"),
        "Advice for staff is not a ban",
        "Not befriending parents is good practice; not befriending pupils is a must. Family ties limit only when and on what device.",
        "Is what you hold against somebody a must, and is there a declared family tie?",
        (_confirmed("The document itself"),),
        "when a contact between staff and a family is looked at",
    ),
)
BY_ID = {check.id: check for check in CHECKS}


def check(id: int) -> Check:
    """The check of that number; `KeyError` when there is none."""
    return BY_ID[id]


def for_clause(clause: str) -> tuple[Check, ...]:
    """The checks that a clause raises."""
    return tuple(one for one in CHECKS if clause in one.clauses)
