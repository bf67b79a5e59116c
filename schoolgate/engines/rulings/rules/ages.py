"""Who is old enough, and whose own affair it is."""

from schoolgate.engines.rulings.facts import Connect, Post, Role, Use
from schoolgate.engines.rulings.rules.rule import Opinion, rule
from schoolgate.engines.rulings.situations import SiteAge


@rule("5.p.1", Use, Connect, Post)
def old_enough(role: Role, under_minimum: bool, social: bool = True) -> Opinion | None:
    """No social network for a pupil below the school's minimum age."""
    return Opinion.PROHIBIT if role is Role.PUPIL and social and under_minimum else None


@rule("5.p.1", Connect)
def the_other_old_enough(role: Role, other: Role, other_under_minimum: bool, social: bool) -> Opinion | None:
    """No contact on a network with a pupil who is too young to be there; for staff the rules on staff decide."""
    young = other is Role.PUPIL and other_under_minimum
    return Opinion.PROHIBIT if young and social and role is not Role.STAFF else None


@rule("3.a.1", Use)
def sites_own_limit(role: Role, site_age: SiteAge) -> Opinion | None:
    """A pupil may use what the site's own age rule lets them use."""
    if role is not Role.PUPIL:
        return None
    return Opinion.PROHIBIT if site_age is SiteAge.BELOW else Opinion.ALLOW


@rule("3.a.1", Connect)
def friends_of_pupils(role: Role, other: Role, under_minimum: bool) -> Opinion | None:
    """A pupil who is old enough may be in touch with anybody but staff."""
    own = role is Role.PUPIL and other is not Role.STAFF
    return Opinion.ALLOW if own and not under_minimum else None


@rule("1.4c", Use)
def limits_after_school(role: Role, site_age: SiteAge) -> Opinion | None:
    """Advice against a site that a former pupil is still too young for."""
    return Opinion.ADVISE if role is Role.FORMER_PUPIL and site_age is SiteAge.BELOW else None


@rule("2.1", Use)
def own_affair(role: Role, site_age: SiteAge) -> Opinion | None:
    """Staff use sites for themselves; so do former pupils whom the site takes."""
    former = role is Role.FORMER_PUPIL and site_age is not SiteAge.BELOW
    return Opinion.ALLOW if former or role is Role.STAFF else None


@rule("3.c.1", Use)
def parents_own_use(role: Role) -> Opinion | None:
    """Parents use sites for themselves."""
    return Opinion.ALLOW if role is Role.PARENT else None


@rule("1.3", Use)
def keeper_of_an_account(official_holder: bool) -> Opinion | None:
    """Someone who holds one of the school's accounts may use it."""
    return Opinion.ALLOW if official_holder else None


@rule("5.s.5", Use)
def posing_as_a_child(role: Role, poses_as_child: bool) -> Opinion | None:
    """No adult of the school poses as a child."""
    return Opinion.FORBID if role in (Role.STAFF, Role.PARENT) and poses_as_child else None
