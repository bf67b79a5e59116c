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


@rule(
    "5.s.1", Connect,
    prohibits=(
        "Staff and pupils of this school are not in touch through social networks; school has other ways to talk.",
        "You and your teachers talk at school, not on apps.",
    ),
)  # fmt: skip
def no_contact_with_pupils(role: Role, other: Role) -> Opinion | None:
    """No contact between staff and pupils, whoever begins."""
    between = _staff_with_pupil(role, other) or _pupil_with_staff(role, other)
    return Opinion.PROHIBIT if between else None


@rule(
    "3.b.1", Connect,
    prohibits=(
        "Staff meet pupils online only as professionals, never as private friends.",
        "Teachers are kind to you, but they are not your friends online.",
    ),
)  # fmt: skip
def professional_only(role: Role, other: Role) -> Opinion | None:
    """Staff keep their distance from pupils."""
    return Opinion.PROHIBIT if _staff_with_pupil(role, other) else None


@rule(
    "4.7", Connect,
    prohibits=(
        "Staff are no online friends or followers of pupils, nor of former pupils until the day they turn"
        " {former_pupil_age}.",
        "Teachers can't be your friend online until you are {former_pupil_age} and have left our school.",
    ),
    allows=(
        "A former pupil who has turned {former_pupil_age} may be in touch with staff like any other adult.",
        "They have grown up now, so they may be friends online.",
    ),
)  # fmt: skip
def friends_of_staff(role: Role, other: Role, way: Way, other_under_former_age: bool) -> Opinion | None:
    """Staff befriend no pupil and no former pupil who is too young; those who are old enough they may."""
    former = _staff_with_former(role, other)
    if former and not other_under_former_age:
        return Opinion.ALLOW
    return Opinion.PROHIBIT if way in FRIEND_LIKE and (former or _staff_with_pupil(role, other)) else None


@rule(
    "5.s.2", Connect,
    prohibits=(
        "Staff stay out of touch online with a former pupil until the day they turn {former_pupil_age}.",
        "Even at big school you wait until you are {former_pupil_age} to talk with our teachers on apps.",
    ),
)  # fmt: skip
def no_contact_with_former_pupils(role: Role, other: Role, other_under_former_age: bool) -> Opinion | None:
    """No contact between staff and a former pupil who is too young."""
    return Opinion.PROHIBIT if _staff_with_former(role, other) and other_under_former_age else None


@rule(
    "5.s.3", Connect,
    prohibits=(
        "Staff ask no pupil for a way into their page and open their own to none: such a request goes unsent or"
        " is turned down.",
        "If you ask to join your teacher's page, they will kindly say no.",
    ),
)  # fmt: skip
def no_requests(role: Role, other: Role, way: Way) -> Opinion | None:
    """No request between staff and pupils is made or accepted, in either direction."""
    between = _staff_with_pupil(role, other) or _pupil_with_staff(role, other)
    return Opinion.PROHIBIT if between and way in ASKING else None


@rule(
    "5.p.4", Connect,
    prohibits=(
        "Pupils do not try to add or follow somebody who works here; if it happens, the head is told and the"
        " parents hear of it.",
        "Please don't add your teacher on an app. They would have to tell the head.",
    ),
)  # fmt: skip
def pupils_add_no_staff(role: Role, other: Role, way: Way) -> Opinion | None:
    """No pupil tries to join a member of staff."""
    return Opinion.PROHIBIT if _pupil_with_staff(role, other) and way in FRIEND_LIKE else None


@rule(
    "5.s.4", Connect,
    allows=(
        "The school has this family tie on its register, and families may keep in touch online.",
        "You are family, so you may be in touch.",
    ),
    forbids=(
        "A family tie gives no leave to be in touch in the working day on the school's equipment.",
        "You are family, but school computers in school time are not for family chats.",
    ),
    fixed="where the tie gives no leave, the ban on contact stands",
    exempts=BAN_ON_CONTACT,
)  # fmt: skip
def family(
    role: Role,
    other: Role,
    family_link: bool,
    staff_time: bool,
    school_device: bool,
    other_under_former_age: bool,
) -> Opinion | None:
    """A registered family link lifts the ban on contact, but not in the working day on school equipment.

    A former pupil who is old enough is under no ban, and no tie makes that worse.
    """
    grown = _staff_with_former(role, other) and not other_under_former_age
    if grown or not (family_link and is_family(role, other)):
        return None
    return Opinion.FORBID if staff_time and school_device else Opinion.ALLOW


@rule(
    "5.s.7", Connect,
    prohibits=(
        "It is wise for staff and parents not to link up on social networks, so that confidences stay safe;"
        " nobody need take it amiss.",
        "Teachers and parents talk at school, not on apps.",
    ),
    forbids=(
        "This school has decided that staff and parents of its pupils do not link up on social networks.",
        "Teachers and parents talk at school, not on apps.",
    ),
    allows=(
        "This school leaves it to staff and parents whether they link up on social networks.",
        "Teachers and parents may be friends online if they like.",
    ),
    fixed="the school has chosen to forbid it, whatever the clause's own strength",
)  # fmt: skip
def parents_as_friends(role: Role, other: Role, parameters: Parameters) -> Opinion | None:
    """Staff and parents are friends online as the school has chosen: by advice not, never, or freely."""
    if {role, other} != {Role.STAFF, Role.PARENT}:
        return None
    chosen = {"advice": Opinion.PROHIBIT, "forbidden": Opinion.FORBID, "allowed": Opinion.ALLOW}
    return chosen[parameters.parents_as_friends]


@rule(
    "2.1", Connect,
    allows=(
        "Whom adults are in touch with in private life is their own affair.",
        "Grown-ups choose their own friends.",
    ),
)  # fmt: skip
def adults_among_themselves(role: Role, other: Role) -> Opinion | None:
    """Staff with colleagues and outsiders, parents with former pupils and outsiders."""
    staff = role is Role.STAFF and other in (Role.STAFF, Role.OTHER)
    parent = role is Role.PARENT and other in (Role.FORMER_PUPIL, Role.OTHER)
    return Opinion.ALLOW if staff or parent else None


@rule(
    "3.c.1", Connect,
    allows=(
        "Parents may be in touch with one another; please be considerate in class chats.",
        "Mums, dads and carers may chat with each other.",
    ),
)  # fmt: skip
def parents_among_themselves(role: Role, other: Role) -> Opinion | None:
    """Parents with parents."""
    return Opinion.ALLOW if role is Role.PARENT and other is Role.PARENT else None


RULES = (
    no_contact_with_pupils,
    professional_only,
    friends_of_staff,
    no_contact_with_former_pupils,
    no_requests,
    pupils_add_no_staff,
    family,
    parents_as_friends,
    adults_among_themselves,
    parents_among_themselves,
)
