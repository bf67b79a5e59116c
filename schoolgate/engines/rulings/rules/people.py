"""Who may be in touch with whom."""

from schoolgate.engines.rulings.facts import Connect, Role, Way
from schoolgate.engines.rulings.policy import Parameters
from schoolgate.engines.rulings.rules.rule import Opinion, rule
from schoolgate.engines.rulings.situations import is_family

FRIEND_LIKE = (Way.FRIEND, Way.FOLLOW, Way.REQUEST, Way.ACCEPT)
ASKING = (Way.REQUEST, Way.ACCEPT)

BAN_ON_CONTACT = ("5.s.1", "5.s.2", "5.s.3", "3.b.1", "4.7", "5.p.4")


def _staff_with_pupil(role: Role, other: Role) -> bool:
    return role is Role.STAFF and other is Role.PUPIL


def _pupil_with_staff(role: Role, other: Role) -> bool:
    return role is Role.PUPIL and other is Role.STAFF


def _staff_with_former(role: Role, other: Role) -> bool:
    return role is Role.STAFF and other is Role.FORMER_PUPIL


@rule("5.s.1", Connect)
def no_contact_with_pupils(role: Role, other: Role) -> Opinion | None:
    """No contact between staff and pupils, whoever begins."""
    between = _staff_with_pupil(role, other) or _pupil_with_staff(role, other)
    return Opinion.PROHIBIT if between else None


@rule("3.b.1", Connect)
def professional_only(role: Role, other: Role) -> Opinion | None:
    """Staff keep their distance from pupils."""
    return Opinion.PROHIBIT if _staff_with_pupil(role, other) else None


@rule("4.7", Connect)
def friends_of_staff(role: Role, other: Role, way: Way, other_under_former_age: bool) -> Opinion | None:
    """Staff befriend no pupil and no former pupil who is too young; those who are old enough they may."""
    former = _staff_with_former(role, other)
    if former and not other_under_former_age:
        return Opinion.ALLOW
    return Opinion.PROHIBIT if way in FRIEND_LIKE and (former or _staff_with_pupil(role, other)) else None


@rule("5.s.2", Connect)
def no_contact_with_former_pupils(role: Role, other: Role, other_under_former_age: bool) -> Opinion | None:
    """No contact between staff and a former pupil who is too young."""
    return Opinion.PROHIBIT if _staff_with_former(role, other) and other_under_former_age else None


@rule("5.s.3", Connect)
def no_requests(role: Role, other: Role, way: Way) -> Opinion | None:
    """No request between staff and pupils is made or accepted, in either direction."""
    between = _staff_with_pupil(role, other) or _pupil_with_staff(role, other)
    return Opinion.PROHIBIT if between and way in ASKING else None


@rule("5.p.4", Connect)
def pupils_add_no_staff(role: Role, other: Role, way: Way) -> Opinion | None:
    """No pupil tries to join a member of staff."""
    return Opinion.PROHIBIT if _pupil_with_staff(role, other) and way in FRIEND_LIKE else None


@rule("5.s.4", Connect, exempts=BAN_ON_CONTACT)
def family(
    role: Role, other: Role, family_link: bool, staff_time: bool, school_device: bool, other_under_former_age: bool
) -> Opinion | None:
    """A registered family link lifts the ban on contact, but not in the working day on school equipment.

    A former pupil who is old enough is under no ban, and no tie makes that worse.
    """
    grown = _staff_with_former(role, other) and not other_under_former_age
    if grown or not (family_link and is_family(role, other)):
        return None
    return Opinion.FORBID if staff_time and school_device else Opinion.ALLOW


@rule("5.s.7", Connect)
def parents_as_friends(role: Role, other: Role, parameters: Parameters) -> Opinion | None:
    """Staff and parents are friends online as the school has chosen: by advice not, never, or freely."""
    if {role, other} != {Role.STAFF, Role.PARENT}:
        return None
    chosen = {"advice": Opinion.PROHIBIT, "forbidden": Opinion.FORBID, "allowed": Opinion.ALLOW}
    return chosen[parameters.parents_as_friends]


@rule("2.1", Connect)
def adults_among_themselves(role: Role, other: Role) -> Opinion | None:
    """Staff with colleagues and outsiders, parents with former pupils and outsiders."""
    staff = role is Role.STAFF and other in (Role.STAFF, Role.OTHER)
    parent = role is Role.PARENT and other in (Role.FORMER_PUPIL, Role.OTHER)
    return Opinion.ALLOW if staff or parent else None


@rule("3.c.1", Connect)
def parents_among_themselves(role: Role, other: Role) -> Opinion | None:
    """Parents with parents."""
    return Opinion.ALLOW if role is Role.PARENT and other is Role.PARENT else None
