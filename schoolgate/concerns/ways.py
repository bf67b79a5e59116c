"""What the menu leads to of concerns; the button for telling stands in the header."""

from datetime import datetime
from typing import Any

from schoolgate.access.duties import Duty
from schoolgate.pages import Way


def _has_a_list(person: Any, at: datetime) -> bool:
    """Pupils come to theirs from the pages where they tell."""
    return Duty.PUPIL not in person.duties


WAYS = [
    Way("Safeguarding", "Concerns", "concerns:queue", "look.concerns", covers=("concerns:trusted",)),
    Way(
        "Safeguarding",
        "Absence and duty",
        "concerns:absence",
        "look.absences",
        covers=(
            "concerns:away",
            "concerns:back",
            "concerns:put_on_duty",
            "concerns:take_off_duty",
            "concerns:closed_notice",
        ),
    ),
    Way(
        "Today",
        "What you told us",
        "concerns:told",
        "concerns.see_answers",
        covers=("concerns:told_one", "concerns:follow", "concerns:answers"),
        shown_to=_has_a_list,
    ),
]
