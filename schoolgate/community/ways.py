"""What the menu leads to of the school, its people and their accounts."""

from datetime import datetime
from typing import Any

from schoolgate import access
from schoolgate.pages import Way


def _only_governs(person: Any, at: datetime) -> bool:
    """For the head the page of duties belongs to the school's details, which lead to it."""
    return not access.may(person, "community.edit_school", person.school)


OF_DUTIES = (
    "community:appointment_days",
    "community:give_guarded_duty",
    "community:end_guarded_duty",
    "community:answer_appointment",
    "community:withdraw_appointment",
)
TIES = ("community:ties", "community:say_never_so")
LADO = ("community:edit_lado",)
NAMES = ("community:former_names", "community:say_never_theirs")
WAYS = [
    Way("School", "People", "community:people", "look.people", covers=("community:person",)),
    Way(
        "School",
        "Classes",
        "community:classes",
        "look.classes",
        covers=(
            "community:person",
            "signin:classes",
            "signin:class",
            "signin:open_session",
            "signin:cards",
            "signin:class_code",
        ),
    ),
    Way("School", "Invitations", "signin:invite_all", "community.invite"),
    Way("School", "Term dates", "community:dates", "community.edit_dates"),
    Way(
        "School",
        "Relatives at school",
        "community:family_links",
        ("community.declare_family_link", "look.family_links"),
        covers=TIES,
    ),
    Way(
        "School",
        "School details",
        "community:school",
        "community.edit_school",
        covers=("community:duties", *LADO, *OF_DUTIES, *NAMES),
    ),
    Way(
        "School",
        "Duties",
        "community:duties",
        "look.duties",
        covers=(*OF_DUTIES, *TIES, *NAMES),
        shown_to=_only_governs,
    ),
    Way("School", "The LADO’s contact", "community:edit_lado", "community.edit_lado", shown_to=_only_governs),
    Way(
        "Today",
        "Your sign-in",
        "mfa_index",
        "community.accept_invitation",
        covers=("account_change_password", "account_set_password"),
    ),
]
