"""Where and when a social network may be used at all: school devices, the school's site, the hours."""

from schoolgate.engines.rulings.facts import Account, Connect, Post, Role, Use
from schoolgate.engines.rulings.rules.rule import Opinion, rule

WORKING_HOURS = (
    "Staff who are seen on social networks in the working day are reported to the safeguarding lead, so"
    " keep it for your own time.",
    "Grown-ups at school keep off those apps while they are working.",
)


@rule(
    "5.p.5", Use, Connect,
    prohibits=(
        "Computers and tablets of the school open no social network, for anybody and at any hour, unless the"
        " head has granted an exception.",
        "School computers and tablets are for learning, so we don't open those apps on them.",
    ),
)  # fmt: skip
def school_devices(social: bool, school_device: bool, exception: bool) -> Opinion | None:
    """No social network on a school device without an exception; this binds everyone, account holders too."""
    return Opinion.PROHIBIT if social and school_device and not exception else None


@rule(
    "5.p.2", Use, Connect, Post,
    prohibits=(
        "Pupils leave social networks alone for the whole of the school day, wherever they are.",
        "School time is for learning and for your friends here. The app can wait until home time.",
    ),
)  # fmt: skip
def school_hours(role: Role, pupil_time: bool, social: bool = True) -> Opinion | None:
    """No social network for a pupil in school hours; an exception lifts the device's ban, not this one."""
    return Opinion.PROHIBIT if role is Role.PUPIL and social and pupil_time else None


@rule(
    "5.s.6", Use, Connect,
    advises=WORKING_HOURS,
    fixed="the clause asks that it be told, not that it be punished",
)  # fmt: skip
def working_hours(
    role: Role,
    staff_time: bool,
    social: bool = True,
    official_holder: bool = False,
    school_device: bool = False,
    exception: bool = False,
) -> Opinion | None:
    """Advice against a social network for staff in working hours, unless it is their work: an official
    account, or a school device for which the head has granted an exception."""
    work = official_holder or (school_device and exception)
    return Opinion.ADVISE if role is Role.STAFF and social and staff_time and not work else None


@rule(
    "5.s.6", Post,
    advises=WORKING_HOURS,
    fixed="the clause asks that it be told, not that it be punished",
)  # fmt: skip
def posts_in_working_hours(role: Role, staff_time: bool, account: Account) -> Opinion | None:
    """Advice against staff posting on their own account in working hours."""
    own = role is Role.STAFF and account is Account.PERSONAL
    return Opinion.ADVISE if own and staff_time else None


@rule(
    "7.1", Use, Connect,
    advises=(
        "The school offers no way to social networks on its site, so please wait until you have left it.",
        "We don't use those apps anywhere in school. That helps keep everybody safe.",
    ),
    fixed="it recommends how the premises are kept, and binds the school before it binds anybody there",
)  # fmt: skip
def on_the_site(
    social: bool, on_site: bool, school_device: bool, official_holder: bool = False
) -> Opinion | None:
    """Advice against a social network on the school's site; on its devices clause 5.p.5 decides."""
    return Opinion.ADVISE if social and on_site and not school_device and not official_holder else None


RULES = (school_devices, school_hours, working_hours, posts_in_working_hours, on_the_site)
