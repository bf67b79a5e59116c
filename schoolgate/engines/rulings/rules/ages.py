"""Who is old enough, and whose own affair it is."""

from schoolgate.engines.rulings.facts import Connect, Post, Role, Use
from schoolgate.engines.rulings.rules.rule import Opinion, rule
from schoolgate.engines.rulings.situations import SiteAge


@rule(
    "5.p.1", Use, Connect, Post,
    prohibits=(
        "At this school no pupil under {minimum_age} is on a social network, even where the site would take them.",
        "You can join apps like this when you are {minimum_age}. For now there is plenty else to do.",
    ),
)  # fmt: skip
def old_enough(role: Role, under_minimum: bool, social: bool = True) -> Opinion | None:
    """No social network for a pupil below the school's minimum age."""
    return Opinion.PROHIBIT if role is Role.PUPIL and social and under_minimum else None


@rule(
    "5.p.1", Connect,
    prohibits=(
        "The other child is a pupil under {minimum_age} and is not meant to be on a social network at all.",
        "Your friend is not old enough for this app yet, so meet them for real.",
    ),
)  # fmt: skip
def the_other_old_enough(role: Role, other: Role, other_under_minimum: bool, social: bool) -> Opinion | None:
    """No contact on a network with a pupil who is too young to be there; for staff the rules on staff decide."""
    young = other is Role.PUPIL and other_under_minimum
    return Opinion.PROHIBIT if young and social and role is not Role.STAFF else None


@rule(
    "3.a.1", Use,
    prohibits=(
        "The site itself does not take people of this age, and pupils keep to such limits.",
        "The people who made this app say you have to be older. Let's find one for your age.",
    ),
    allows=(
        "The site takes people of this age, if need be with a parent's help, and the pupil uses it kindly.",
        "This one is fine for your age. Be as kind there as you are in class.",
    ),
)  # fmt: skip
def sites_own_limit(role: Role, site_age: SiteAge) -> Opinion | None:
    """A pupil may use what the site's own age rule lets them use."""
    if role is not Role.PUPIL:
        return None
    return Opinion.PROHIBIT if site_age is SiteAge.BELOW else Opinion.ALLOW


@rule(
    "3.a.1", Connect,
    allows=(
        "A pupil who is old enough for social networks may be in touch with friends and family, kindly.",
        "You are old enough for this. Be kind, and tell a grown-up if anything feels wrong.",
    ),
)  # fmt: skip
def friends_of_pupils(role: Role, other: Role, under_minimum: bool) -> Opinion | None:
    """A pupil who is old enough may be in touch with anybody but staff."""
    own = role is Role.PUPIL and other is not Role.STAFF
    return Opinion.ALLOW if own and not under_minimum else None


@rule(
    "1.4c", Use,
    advises=(
        "The site's own minimum age has not been reached yet, and the school stands behind such limits.",
        "This app is for older people. It is better to wait.",
    ),
    fixed="the school stands behind age limits, but a former pupil is not its pupil",
)  # fmt: skip
def limits_after_school(role: Role, site_age: SiteAge) -> Opinion | None:
    """Advice against a site that a former pupil is still too young for."""
    return Opinion.ADVISE if role is Role.FORMER_PUPIL and site_age is SiteAge.BELOW else None


@rule(
    "2.1", Use,
    allows=(
        "What somebody does on their own account, in their own time and on their own device is their own"
        " affair, as long as nobody at the school is harmed by it.",
        "That is up to them, as long as it hurts nobody.",
    ),
)  # fmt: skip
def own_affair(role: Role, site_age: SiteAge) -> Opinion | None:
    """Staff use sites for themselves; so do former pupils whom the site takes."""
    former = role is Role.FORMER_PUPIL and site_age is not SiteAge.BELOW
    return Opinion.ALLOW if former or role is Role.STAFF else None


@rule(
    "3.c.1", Use,
    allows=(
        "Parents use social networks as they like; please think of children and other families before posting.",
        "Mums, dads and carers may use it. They think before they post.",
    ),
)  # fmt: skip
def parents_own_use(role: Role) -> Opinion | None:
    """Parents use sites for themselves."""
    return Opinion.ALLOW if role is Role.PARENT else None


@rule(
    "1.3", Use,
    allows=(
        "Whoever keeps an official account of the school may use the site for that.",
        "This grown-up looks after our school's own page.",
    ),
)  # fmt: skip
def keeper_of_an_account(official_holder: bool) -> Opinion | None:
    """Someone who holds one of the school's accounts may use it."""
    return Opinion.ALLOW if official_holder else None


@rule(
    "5.s.5", Use,
    forbids=(
        "An adult must never pass for a child online. It may be a crime: tell the safeguarding lead at once.",
        "A grown-up must never pretend to be a child. If you notice it, tell someone you trust straight away.",
    ),
    fixed="it may be a crime, so no school can make it a matter of advice",
)  # fmt: skip
def posing_as_a_child(role: Role, poses_as_child: bool) -> Opinion | None:
    """No adult of the school poses as a child."""
    return Opinion.FORBID if role in (Role.STAFF, Role.PARENT) and poses_as_child else None


RULES = (
    old_enough,
    the_other_old_enough,
    sites_own_limit,
    friends_of_pupils,
    limits_after_school,
    own_affair,
    parents_own_use,
    keeper_of_an_account,
    posing_as_a_child,
)
