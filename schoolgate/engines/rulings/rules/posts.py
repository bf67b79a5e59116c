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


@rule("4.8", Post)
def keepers_only(role: Role, account: Account, official_holder: bool) -> Opinion | None:
    """Staff post on an official account only as its registered holders."""
    stranger = role is Role.STAFF and account is Account.OFFICIAL and not official_holder
    return Opinion.FORBID if stranger else None


@rule("1.4e", Post)
def the_schools_own_voice(role: Role, account: Account, official_holder: bool) -> Opinion | None:
    """No pupil posts on an official account, and no parent who does not hold it."""
    outsider = role is Role.PUPIL or (role is Role.PARENT and not official_holder)
    return Opinion.FORBID if outsider and account is Account.OFFICIAL else None


@rule("4.8", Post)
def staff_speak_for_themselves(role: Role, account: Account, content: Content | None) -> Opinion | None:
    """Staff do not speak for the school on a personal account."""
    own = role is Role.STAFF and account is Account.PERSONAL
    return _prohibit(own and content is C.SPEAKS_FOR_SCHOOL)


@rule("1.4e", Post)
def families_speak_for_themselves(role: Role, account: Account, content: Content | None) -> Opinion | None:
    """Parents on their own account, and pupils anywhere, do not speak for the school."""
    own = role is Role.PUPIL or (role is Role.PARENT and account is Account.PERSONAL)
    return _prohibit(own and content is C.SPEAKS_FOR_SCHOOL)


@rule("1.3", Post)
def the_schools_news(role: Role, account: Account, content: Content | None, official_holder: bool) -> Opinion | None:
    """Whoever holds an official account, of the staff or a parent, posts the school's news there."""
    keeper = role in (Role.STAFF, Role.PARENT) and account is Account.OFFICIAL and official_holder
    return _allow(keeper and content in GOOD_NEWS)


# ---- staff


@rule("3.b.4", Post)
def staff_keep_confidences(role: Role, account: Account, content: Content | None) -> Opinion | None:
    """Staff post no names or pictures of pupils and nothing confidential."""
    return _prohibit(role is Role.STAFF and _tells_on_pupils(content, account))


@rule("4.6", Post)
def staff_do_not_discuss(role: Role, account: Account, content: Content | None) -> Opinion | None:
    """Staff do not talk of pupils anywhere online, nor of school matters on their own account."""
    own = account is Account.PERSONAL and content in ABOUT_SCHOOL
    return _prohibit(role is Role.STAFF and (own or _tells_on_pupils(content, account)))


@rule("3.b.3", Post)
def staff_keep_their_name(role: Role, content: Content | None) -> Opinion | None:
    """Staff post nothing that costs them trust."""
    harmful = (C.CRITICISM, C.SEXUAL, C.ABUSE, C.HATE, C.ILLEGAL)
    return _prohibit(role is Role.STAFF and content in harmful)


@rule("4.3", Post)
def staff_insult_nobody(role: Role, content: Content | None) -> Opinion | None:
    """Staff post no abuse and no hatred."""
    return _prohibit(role is Role.STAFF and content in (C.ABUSE, C.HATE))


@rule("4.5", Post)
def staff_bully_nobody(role: Role, content: Content | None) -> Opinion | None:
    """Abuse by staff is bullying."""
    return _prohibit(role is Role.STAFF and content is C.ABUSE)


@rule("4.1", Post)
def staff_publish_within_the_law(role: Role, content: Content | None) -> Opinion | None:
    """Staff publish nothing sexual, illegal or copied."""
    return _prohibit(role is Role.STAFF and content in (C.SEXUAL, C.ILLEGAL, C.COPYRIGHT))


@rule("4.2", Post)
def staff_sell_nothing(role: Role, content: Content | None) -> Opinion | None:
    """Staff neither advertise nor campaign."""
    return _prohibit(role is Role.STAFF and content in (C.ADVERTISING, C.CAMPAIGN))


@rule("4.4", Post)
def staff_keep_their_code(role: Role, content: Content | None) -> Opinion | None:
    """Illegal or abusive posts break the staff's code of conduct."""
    return _prohibit(role is Role.STAFF and content in (C.ILLEGAL, C.ABUSE))


@rule("2.1", Post)
def own_posts(role: Role, account: Account, content: Content | None) -> Opinion | None:
    """Harmless posts of staff and of former pupils on their own account."""
    theirs = role in (Role.STAFF, Role.FORMER_PUPIL) and account is Account.PERSONAL
    return _allow(theirs and content is C.HARMLESS)


# ---- everyone


@rule("2.3", Post)
def no_hatred(role: Role, content: Content | None) -> Opinion | None:
    """No hatred against people for who they are, by staff, parents or pupils."""
    return _prohibit(role in (Role.STAFF, Role.PARENT, Role.PUPIL) and content is C.HATE)


# ---- parents


@rule("3.c.2", Post)
def criticism_comes_to_us(role: Role, content: Content | None) -> Opinion | None:
    """Parents are asked to bring criticism to the school."""
    return Opinion.ADVISE if role is Role.PARENT and content is C.CRITICISM else None


@rule("3.c.3", Post)
def parents_ask_others(role: Role, content: Content | None) -> Opinion | None:
    """Parents leave out other people's names, pictures and confidences."""
    return _prohibit(role is Role.PARENT and content in ABOUT_PUPILS)


@rule("3.c.1", Post)
def parents_think_first(role: Role, content: Content | None) -> Opinion | None:
    """Parents think before they post: nothing abusive or sexual, and what is friendly is welcome."""
    if role is not Role.PARENT:
        return None
    friendly = (C.HARMLESS, C.SCHOOL_MATTERS, C.SCHOOL_NEWS, C.PUPIL_PHOTO_WITH_CONSENT)
    return Opinion.PROHIBIT if content in (C.ABUSE, C.SEXUAL) else _allow(content in friendly)


@rule("2.2", Post)
def parents_within_the_law(role: Role, content: Content | None) -> Opinion | None:
    """Parents post nothing illegal and nothing copied without leave."""
    return _prohibit(role is Role.PARENT and content in (C.ILLEGAL, C.COPYRIGHT))


@rule("1.4b", Post)
def parents_break_no_law(role: Role, content: Content | None) -> Opinion | None:
    """Parents post nothing illegal."""
    return _prohibit(role is Role.PARENT and content is C.ILLEGAL)


# ---- pupils


@rule("3.a.2", Post)
def pupils_keep_details(role: Role, content: Content | None) -> Opinion | None:
    """Pupils post no names, pictures or private things."""
    return _prohibit(role is Role.PUPIL and content in ABOUT_PUPILS)


@rule("3.a.3", Post)
def pupils_are_kind(role: Role, content: Content | None) -> Opinion | None:
    """Pupils post nothing abusive or hateful."""
    return _prohibit(role is Role.PUPIL and content in (C.ABUSE, C.HATE))


@rule("3.a.4", Post)
def pupils_ask_first(role: Role, content: Content | None) -> Opinion | None:
    """Pupils copy nothing without leave."""
    return _prohibit(role is Role.PUPIL and content is C.COPYRIGHT)


@rule("3.a.5", Post)
def pupils_post_nothing_nasty(role: Role, content: Content | None) -> Opinion | None:
    """Pupils post nothing sexual, illegal, hateful or abusive."""
    nasty = (C.SEXUAL, C.ILLEGAL, C.HATE, C.ABUSE)
    return _prohibit(role is Role.PUPIL and content in nasty)


@rule("3.a.1", Post)
def pupils_post_kindly(role: Role, content: Content | None, under_minimum: bool) -> Opinion | None:
    """Pupils who are old enough post harmless things and the school's news."""
    fine = content in (C.HARMLESS, C.SCHOOL_NEWS)
    return _allow(role is Role.PUPIL and fine and not under_minimum)
