"""What stands around every page: the school's name, the way about by duty, who is there."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.cases.queries import act_pages as cases
from schoolgate.community.queries import school


@dataclass(frozen=True)
class Way:
    text: str
    url: str
    current: bool


WAYS = [
    ("Concerns", "concerns:queue", "look.concerns"),
    ("My policy", "policy:mine", "policy.sign"),
    ("May I?", "policy:may_i", "look.may_i"),
    ("Drafts", "policy:versions", "look.drafts"),
    ("Coverage", "policy:coverage", "look.coverage"),
    ("Age register", "policy:register", "look.register"),
    ("People", "community:people", "look.people"),
    ("My class", "community:classes", "look.classes"),
    ("Proposals", "policy:proposals", "look.proposals"),
    ("Family links", "community:family_links", "community.declare_family_link"),
    ("Outbox", "post:outbox", "look.outbox"),
    ("School", "community:school", "community.edit_school"),
    ("Trail", "trail", "look.trail"),
]
OF_SCHOOL = {"policy:may_i"}
"""Pages that are open to all, and so have the school's name in their address."""


def page(request: HttpRequest) -> dict[str, object]:
    """The context every template has."""
    person = getattr(request, "person", None)
    return {
        "person": person,
        "school": person.school if person else school.only_school(),
        "demo": settings.DEMO,
        "navigation": _ways(request, person),
        "tell_url": _tell(person),
    }


def _tell(person: Any) -> str:
    """Where the button for telling leads: staff to their form, parents to the doors; pupils have a card."""
    if person is None or Duty.PUPIL in person.duties:
        return ""
    if access.may(person, "look.people_to_name"):
        return reverse("concerns:staff")
    return reverse("concerns:doors", args=[person.school.slug])


def _ways(request: HttpRequest, person: access.Someone | None) -> list[Way]:
    ways = [(text, _address(name, person)) for text, name, look in WAYS if access.may(person, look)]
    if cases.has_cases(person, timezone.now()):
        ways.insert(1, ("Cases", reverse("cases:cases")))
    best = max((url for _, url in ways if request.path.startswith(url)), key=len, default="")
    return [Way(text, url, url == best) for text, url in ways]


def _address(name: str, person: Any) -> str:
    return reverse(name, args=[person.school.slug] if name in OF_SCHOOL else None)
