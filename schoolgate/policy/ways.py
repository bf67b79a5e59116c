"""What the menu leads to of the policy."""

from datetime import datetime
from typing import Any

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.pages import Way


def _reads_public_ages(person: Any, at: datetime) -> bool:
    """Parents read the age limits where everybody does; pupils have a page of their own among their cards."""
    return Duty.PUPIL not in person.duties and not access.may(person, "look.register")


WAYS = [
    Way(
        "Policy",
        "Your policy",
        "policy:mine",
        "policy.sign",
        covers=(
            "policy:sign",
            "policy:receipt",
            "policy:class",
            "policy:class_agree",
            "policy:public",
            "policy:public_version",
            "policy:clause",
            "policy:archive",
        ),
    ),
    Way("Policy", "May I?", "policy:may_i", "look.may_i", of_school=True),
    Way(
        "Policy",
        "App age limits",
        "policy:register",
        "look.register",
        covers=("policy:ages", "policy:ages_platform", "policy:ages_children"),
    ),
    Way("Policy", "App age limits", "policy:ages", "policy.sign", of_school=True, shown_to=_reads_public_ages),
    Way(
        "Policy",
        "Drafts and versions",
        "policy:versions",
        "look.drafts",
        covers=(
            "policy:import",
            "policy:start",
            "policy:clause_edit",
            "policy:clause_move",
            "policy:clause_remove",
            "policy:restore",
            "policy:findings_now",
        ),
    ),
    Way("Policy", "Suggested changes", "policy:proposals", "look.proposals", covers=("policy:propose",)),
    Way("Policy", "Who has signed", "policy:coverage", "look.coverage", covers=("policy:chase", "policy:paper")),
    Way("Policy", "School accounts", "policy:holders", "look.holders"),
    Way("Policy", "Exceptions", "policy:exemptions", "look.exemptions"),
]
