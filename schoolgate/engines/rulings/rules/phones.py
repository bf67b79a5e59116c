"""What people may have on them at school."""

from schoolgate.engines.rulings.facts import Carry, Role
from schoolgate.engines.rulings.policy import Parameters
from schoolgate.engines.rulings.rules.rule import Opinion, rule


@rule("5.p.3", Carry)
def own_devices(
    role: Role, school_device: bool, in_school_day: bool, handed_in: bool, exception: bool, parameters: Parameters
) -> Opinion | None:
    """A pupil's own phone or computer in the school day, as the school has chosen; handing in counts
    only where the school takes devices in."""
    if role is not Role.PUPIL or school_device:
        return None
    settled = exception or (handed_in and parameters.phones == "hand in")
    return Opinion.ALLOW if settled or not in_school_day or parameters.phones == "allowed" else Opinion.PROHIBIT


@rule("2.1", Carry)
def other_devices(role: Role, school_device: bool) -> Opinion | None:
    """Adults and former pupils carry what they like, and pupils what the school lends them."""
    return Opinion.ALLOW if school_device or role is not Role.PUPIL else None
