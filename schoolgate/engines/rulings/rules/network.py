"""Where and when a social network may be used at all: school devices, the school's site, the hours."""

from schoolgate.engines.rulings.facts import Account, Connect, Post, Role, Use
from schoolgate.engines.rulings.rules.rule import Opinion, rule


@rule("5.p.5", Use, Connect)
def school_devices(social: bool, school_device: bool, exception: bool) -> Opinion | None:
    """No social network on a school device without an exception; this binds everyone, account holders too."""
    return Opinion.PROHIBIT if social and school_device and not exception else None


@rule("5.p.2", Use, Connect, Post)
def school_hours(role: Role, pupil_time: bool, social: bool = True) -> Opinion | None:
    """No social network for a pupil in school hours; an exception lifts the device's ban, not this one."""
    return Opinion.PROHIBIT if role is Role.PUPIL and social and pupil_time else None


@rule("5.s.6", Use, Connect)
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


@rule("5.s.6", Post)
def posts_in_working_hours(role: Role, staff_time: bool, account: Account) -> Opinion | None:
    """Advice against staff posting on their own account in working hours."""
    own = role is Role.STAFF and account is Account.PERSONAL
    return Opinion.ADVISE if own and staff_time else None


@rule("7.1", Use, Connect)
def on_the_site(social: bool, on_site: bool, school_device: bool, official_holder: bool = False) -> Opinion | None:
    """Advice against a social network on the school's site; on its devices clause 5.p.5 decides."""
    return Opinion.ADVISE if social and on_site and not school_device and not official_holder else None
