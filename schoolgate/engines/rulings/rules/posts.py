"""What may be posted, one kind of content at a time."""

from schoolgate.engines.rulings.facts import Account, Content, Post, Role
from schoolgate.engines.rulings.rules.rule import Opinion, rule

C = Content
ABOUT_PUPILS = (C.PUPIL_NAME, C.PUPIL_PHOTO, C.CONFIDENTIAL)
GOOD_NEWS = (C.SCHOOL_NEWS, C.PUPIL_PHOTO_WITH_CONSENT, C.SCHOOL_MATTERS, C.SPEAKS_FOR_SCHOOL, C.HARMLESS)
ABOUT_SCHOOL = (C.SCHOOL_MATTERS, C.SCHOOL_NEWS, C.CRITICISM)


def _prohibit(when: bool) -> Opinion | None:
    return Opinion.PROHIBIT if when else None


def _allow(when: bool) -> Opinion | None:
    return Opinion.ALLOW if when else None


def _tells_on_pupils(content: Content | None, account: Account) -> bool:
    """Names, pictures and confidences; on somebody's own account pictures with consent too."""
    own = account is Account.PERSONAL
    return content in ABOUT_PUPILS or (own and content is C.PUPIL_PHOTO_WITH_CONSENT)


# ---- accounts


@rule(
    "4.8", Post,
    forbids=(
        "Only those whom the school has entered as keepers of an official account may post there.",
        "Only the grown-ups who look after our school's page may write on it.",
    ),
    fixed="an account of the school speaks for it, so who may write there is no matter of advice",
)  # fmt: skip
def keepers_only(role: Role, account: Account, official_holder: bool) -> Opinion | None:
    """Staff post on an official account only as its registered holders."""
    stranger = role is Role.STAFF and account is Account.OFFICIAL and not official_holder
    return Opinion.FORBID if stranger else None


@rule(
    "1.4e", Post,
    forbids=(
        "People have to be able to tell what really comes from the school, so nobody else posts as the school.",
        "Only our school itself writes as our school.",
    ),
    fixed="people must be able to tell what is the school's",
)  # fmt: skip
def the_schools_own_voice(role: Role, account: Account, official_holder: bool) -> Opinion | None:
    """No pupil posts on an official account, and no parent who does not hold it."""
    outsider = role is Role.PUPIL or (role is Role.PARENT and not official_holder)
    return Opinion.FORBID if outsider and account is Account.OFFICIAL else None


@rule(
    "4.8", Post,
    prohibits=(
        "On their own accounts staff speak for themselves, and do not look as if they spoke for the school.",
        "Teachers do not speak for our school on their own pages.",
    ),
)  # fmt: skip
def staff_speak_for_themselves(role: Role, account: Account, content: Content | None) -> Opinion | None:
    """Staff do not speak for the school on a personal account."""
    own = role is Role.STAFF and account is Account.PERSONAL
    return _prohibit(own and content is C.SPEAKS_FOR_SCHOOL)


@rule(
    "1.4e", Post,
    prohibits=(
        "A post that looks as if it came from the school misleads people who rely on the school's word.",
        "Don't write as if you were the school. People could get mixed up.",
    ),
)  # fmt: skip
def families_speak_for_themselves(role: Role, account: Account, content: Content | None) -> Opinion | None:
    """Parents on their own account, and pupils anywhere, do not speak for the school."""
    own = role is Role.PUPIL or (role is Role.PARENT and account is Account.PERSONAL)
    return _prohibit(own and content is C.SPEAKS_FOR_SCHOOL)


@rule(
    "1.3", Post,
    allows=(
        "The school's own account is there for news like this, once it has been checked.",
        "Our school's page may share this good news.",
    ),
)  # fmt: skip
def the_schools_news(
    role: Role, account: Account, content: Content | None, official_holder: bool
) -> Opinion | None:
    """Whoever holds an official account, of the staff or a parent, posts the school's news there."""
    keeper = role in (Role.STAFF, Role.PARENT) and account is Account.OFFICIAL and official_holder
    return _allow(keeper and content in GOOD_NEWS)


# ---- staff


@rule(
    "3.b.4", Post,
    prohibits=(
        "What staff know of children and families through their work is confidential and stays offline.",
        "Teachers keep things about you and your family off the internet.",
    ),
)  # fmt: skip
def staff_keep_confidences(role: Role, account: Account, content: Content | None) -> Opinion | None:
    """Staff post no names or pictures of pupils and nothing confidential."""
    return _prohibit(role is Role.STAFF and _tells_on_pupils(content, account))


@rule(
    "4.6", Post,
    prohibits=(
        "Staff do not discuss the school, its children, its families or each other on social media.",
        "Teachers don't talk about school or about you online.",
    ),
)  # fmt: skip
def staff_do_not_discuss(role: Role, account: Account, content: Content | None) -> Opinion | None:
    """Staff do not talk of pupils anywhere online, nor of school matters on their own account."""
    own = account is Account.PERSONAL and content in ABOUT_SCHOOL
    return _prohibit(role is Role.STAFF and (own or _tells_on_pupils(content, account)))


@rule(
    "3.b.3", Post,
    prohibits=(
        "Such a post would make people doubt the member of staff, or the school, as somebody to trust.",
        "Teachers think before they write, so that people can trust them.",
    ),
)  # fmt: skip
def staff_keep_their_name(role: Role, content: Content | None) -> Opinion | None:
    """Staff post nothing that costs them trust."""
    harmful = (C.CRITICISM, C.SEXUAL, C.ABUSE, C.HATE, C.ILLEGAL)
    return _prohibit(role is Role.STAFF and content in harmful)


@rule(
    "4.3", Post,
    prohibits=(
        "Staff insult and threaten nobody online, and stir up no hatred.",
        "Teachers are never nasty to anyone online.",
    ),
)  # fmt: skip
def staff_insult_nobody(role: Role, content: Content | None) -> Opinion | None:
    """Staff post no abuse and no hatred."""
    return _prohibit(role is Role.STAFF and content in (C.ABUSE, C.HATE))


@rule(
    "4.5", Post,
    prohibits=(
        "The school's rules against bullying and harassment hold online just as they do at work.",
        "Grown-ups at school must be kind to each other online too.",
    ),
)  # fmt: skip
def staff_bully_nobody(role: Role, content: Content | None) -> Opinion | None:
    """Abuse by staff is bullying."""
    return _prohibit(role is Role.STAFF and content is C.ABUSE)


@rule(
    "4.1", Post,
    prohibits=(
        "Staff publish nothing sexual, nothing against the law, and nothing copied without leave.",
        "Teachers never put up rude things, or things that belong to somebody else.",
    ),
)  # fmt: skip
def staff_publish_within_the_law(role: Role, content: Content | None) -> Opinion | None:
    """Staff publish nothing sexual, illegal or copied."""
    return _prohibit(role is Role.STAFF and content in (C.SEXUAL, C.ILLEGAL, C.COPYRIGHT))


@rule(
    "4.2", Post,
    prohibits=(
        "Staff do not use social media connected with their work to sell, advertise or campaign.",
        "Teachers don't use school to sell things.",
    ),
)  # fmt: skip
def staff_sell_nothing(role: Role, content: Content | None) -> Opinion | None:
    """Staff neither advertise nor campaign."""
    return _prohibit(role is Role.STAFF and content in (C.ADVERTISING, C.CAMPAIGN))


@rule(
    "4.4", Post,
    prohibits=(
        "Such a post would break the code of conduct that staff agreed to with their job.",
        "Teachers promised to behave well, and that counts online too.",
    ),
)  # fmt: skip
def staff_keep_their_code(role: Role, content: Content | None) -> Opinion | None:
    """Illegal or abusive posts break the staff's code of conduct."""
    return _prohibit(role is Role.STAFF and content in (C.ILLEGAL, C.ABUSE))


@rule(
    "2.1", Post,
    allows=(
        "What people post for themselves is their own affair where it harms nobody at the school.",
        "That is fine, it hurts nobody.",
    ),
)  # fmt: skip
def own_posts(role: Role, account: Account, content: Content | None) -> Opinion | None:
    """Harmless posts of staff and of former pupils on their own account."""
    theirs = role in (Role.STAFF, Role.FORMER_PUPIL) and account is Account.PERSONAL
    return _allow(theirs and content is C.HARMLESS)


# ---- everyone


@rule(
    "2.3", Post,
    prohibits=(
        "Nobody is to be attacked for who they are: the school's equality policy holds online as well.",
        "We are all different and we all belong. Never be mean about that.",
    ),
)  # fmt: skip
def no_hatred(role: Role, content: Content | None) -> Opinion | None:
    """No hatred against people for who they are, by staff, parents or pupils."""
    return _prohibit(role in (Role.STAFF, Role.PARENT, Role.PUPIL) and content is C.HATE)


# ---- parents


@rule(
    "3.c.2", Post,
    advises=(
        "Please bring what troubles you to the school first, which will listen and answer; this is a request,"
        " not a ban.",
        "When families are cross about something, it is best to come and talk to us.",
    ),
    fixed="it asks, it does not bind parents",
)  # fmt: skip
def criticism_comes_to_us(role: Role, content: Content | None) -> Opinion | None:
    """Parents are asked to bring criticism to the school."""
    return Opinion.ADVISE if role is Role.PARENT and content is C.CRITICISM else None


@rule(
    "3.c.3", Post,
    prohibits=(
        "Other people's children, families and staff stay out of posts and pictures unless they have agreed.",
        "Grown-ups ask first before they show you or your name online.",
    ),
)  # fmt: skip
def parents_ask_others(role: Role, content: Content | None) -> Opinion | None:
    """Parents leave out other people's names, pictures and confidences."""
    return _prohibit(role is Role.PARENT and content in ABOUT_PUPILS)


@rule(
    "3.c.1", Post,
    prohibits=(
        "Think how this would land with children, staff and other families; it would hurt or shock them.",
        "That could hurt or scare someone, so it should not go online.",
    ),
    allows=(
        "Parents may post this; thinking of how it lands with others is all that is asked.",
        "That is a nice thing to share.",
    ),
)  # fmt: skip
def parents_think_first(role: Role, content: Content | None) -> Opinion | None:
    """Parents think before they post: nothing abusive or sexual, and what is friendly is welcome."""
    if role is not Role.PARENT:
        return None
    friendly = (C.HARMLESS, C.SCHOOL_MATTERS, C.SCHOOL_NEWS, C.PUPIL_PHOTO_WITH_CONSENT)
    return Opinion.PROHIBIT if content in (C.ABUSE, C.SEXUAL) else _allow(content in friendly)


@rule(
    "2.2", Post,
    prohibits=(
        "The law holds in closed groups as well, on other people's work as on everything else.",
        "Even in a private chat, the law counts.",
    ),
)  # fmt: skip
def parents_within_the_law(role: Role, content: Content | None) -> Opinion | None:
    """Parents post nothing illegal and nothing copied without leave."""
    return _prohibit(role is Role.PARENT and content in (C.ILLEGAL, C.COPYRIGHT))


@rule(
    "1.4b", Post,
    prohibits=(
        "Nobody posts about the school what is against the law; it can bring a claim, or the police.",
        "Grown-ups follow the law online too.",
    ),
)  # fmt: skip
def parents_break_no_law(role: Role, content: Content | None) -> Opinion | None:
    """Parents post nothing illegal."""
    return _prohibit(role is Role.PARENT and content is C.ILLEGAL)


# ---- pupils


@rule(
    "3.a.2", Post,
    prohibits=(
        "Pupils give away no full names, pictures or details by which a stranger could find somebody.",
        "Keep names, photos and secrets off the internet, yours and your friends'.",
    ),
)  # fmt: skip
def pupils_keep_details(role: Role, content: Content | None) -> Opinion | None:
    """Pupils post no names, pictures or private things."""
    return _prohibit(role is Role.PUPIL and content in ABOUT_PUPILS)


@rule(
    "3.a.3", Post,
    prohibits=(
        "Pupils treat others online as they would face to face, and bully nobody.",
        "That would make somebody sad. Write something kind instead.",
    ),
)  # fmt: skip
def pupils_are_kind(role: Role, content: Content | None) -> Opinion | None:
    """Pupils post nothing abusive or hateful."""
    return _prohibit(role is Role.PUPIL and content in (C.ABUSE, C.HATE))


@rule(
    "3.a.4", Post,
    prohibits=(
        "Pupils ask before they pass on what somebody else has made, and say who made it.",
        "Somebody else made that. Ask them first.",
    ),
)  # fmt: skip
def pupils_ask_first(role: Role, content: Content | None) -> Opinion | None:
    """Pupils copy nothing without leave."""
    return _prohibit(role is Role.PUPIL and content is C.COPYRIGHT)


@rule(
    "3.a.5", Post,
    prohibits=(
        "Pupils put up and pass on nothing rude, hurtful, frightening or against the law.",
        "Don't send rude or scary things. Show a grown-up; you won't be in trouble.",
    ),
)  # fmt: skip
def pupils_post_nothing_nasty(role: Role, content: Content | None) -> Opinion | None:
    """Pupils post nothing sexual, illegal, hateful or abusive."""
    nasty = (C.SEXUAL, C.ILLEGAL, C.HATE, C.ABUSE)
    return _prohibit(role is Role.PUPIL and content in nasty)


@rule(
    "3.a.1", Post,
    allows=(
        "A pupil who is old enough for social networks may post this, kindly.",
        "That is fine to post. Be kind, as you are in class.",
    ),
)  # fmt: skip
def pupils_post_kindly(role: Role, content: Content | None, under_minimum: bool) -> Opinion | None:
    """Pupils who are old enough post harmless things and the school's news."""
    fine = content in (C.HARMLESS, C.SCHOOL_NEWS)
    return _allow(role is Role.PUPIL and fine and not under_minimum)


RULES = (
    keepers_only,
    the_schools_own_voice,
    staff_speak_for_themselves,
    families_speak_for_themselves,
    the_schools_news,
    staff_keep_confidences,
    staff_do_not_discuss,
    staff_keep_their_name,
    staff_insult_nobody,
    staff_bully_nobody,
    staff_publish_within_the_law,
    staff_sell_nothing,
    staff_keep_their_code,
    own_posts,
    no_hatred,
    criticism_comes_to_us,
    parents_ask_others,
    parents_think_first,
    parents_within_the_law,
    parents_break_no_law,
    pupils_keep_details,
    pupils_are_kind,
    pupils_ask_first,
    pupils_post_nothing_nasty,
    pupils_post_kindly,
)
