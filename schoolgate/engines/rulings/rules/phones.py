"""What people may have on them at school."""

from schoolgate.engines.rulings.facts import Carry, Role
from schoolgate.engines.rulings.policy import Parameters
from schoolgate.engines.rulings.rules.rule import Opinion, rule


@rule(
    "5.p.3", Carry,
    prohibits=(
        "Pupils have no phone or computer of their own on them during the school day; at this school: {phones}.",
        "In school time your phone is not with you. The grown-ups will help you with it.",
    ),
    allows=(
        "At this hour, or as it has been arranged, the pupil may have a device of their own.",
        "That is all right with your own phone now.",
    ),
)  # fmt: skip
def own_devices(
    role: Role,
    school_device: bool,
    in_school_day: bool,
    handed_in: bool,
    exception: bool,
    parameters: Parameters,
) -> Opinion | None:
    """A pupil's own phone or computer in the school day, as the school has chosen; handing in counts
    only where the school takes devices in."""
    if role is not Role.PUPIL or school_device:
        return None
    settled = exception or (handed_in and parameters.phones == "hand in")
    return (
        Opinion.ALLOW if settled or not in_school_day or parameters.phones == "allowed" else Opinion.PROHIBIT
    )


@rule(
    "2.1", Carry,
    allows=(
        "The rule on phones is for pupils' own devices. This one may be carried; the rules on its use hold.",
        "That one is fine. Use it the way your teacher shows you.",
    ),
)  # fmt: skip
def other_devices(role: Role, school_device: bool) -> Opinion | None:
    """Adults and former pupils carry what they like, and pupils what the school lends them."""
    return Opinion.ALLOW if school_device or role is not Role.PUPIL else None


RULES = (own_devices, other_devices)
