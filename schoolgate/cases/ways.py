"""What the menu leads to of cases."""

from datetime import datetime
from typing import Any

from schoolgate.cases.queries import act_pages, letters_received
from schoolgate.pages import Way


def _has_letters(person: Any, at: datetime) -> bool:
    return letters_received.received_by(person).exists()


WAYS = [
    Way("Safeguarding", "Cases", "cases:cases", "look.cases", shown_to=act_pages.has_cases),
    Way("Safeguarding", "Arrangements", "cases:in_force", "look.consequences"),
    Way("Today", "Case actions", "cases:today", "look.case_desk"),
    Way(
        "Today",
        "Decisions waiting",
        "cases:desk",
        "look.case_desk",
        covers=(
            "cases:seconds",
            "cases:second",
            "records:disposal",
            "cases:emergency",
            "cases:acknowledge_emergency_access",
        ),
    ),
    Way("Today", "Letters for you", "letters:mine", "cases.open_letter", shown_to=_has_letters),
]
