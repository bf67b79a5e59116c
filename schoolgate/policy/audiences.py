"""Which duties make an audience of the document."""

from schoolgate.access.duties import EMPLOYED, GOVERNORS, Duty
from schoolgate.policy.rules import Audience

DUTIES: dict[Audience, frozenset[Duty]] = {
    Audience.PUPIL: frozenset({Duty.PUPIL}),
    Audience.PARENT: frozenset({Duty.PARENT}),
    Audience.STAFF: EMPLOYED,
    Audience.GOVERNOR: GOVERNORS,
}
