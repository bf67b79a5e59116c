"""What stands around every page: the school's name, the way about by duty, who is there."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from schoolgate import access
from schoolgate.cases.queries import deeds as cases
from schoolgate.community import queries


@dataclass(frozen=True)
class Way:
    text: str
    url: str
    current: bool


WAYS = [
    ("My policy", "policy:mine", "policy.sign"),
    ("Drafts", "policy:versions", "look.drafts"),
    ("Coverage", "policy:coverage", "look.coverage"),
    ("Age register", "policy:register", "look.register"),
    ("People", "community:people", "look.people"),
    ("My class", "community:classes", "look.classes"),
    ("Proposals", "policy:proposals", "look.proposals"),
    ("Family links", "community:family_links", "community.declare_family_link"),
    ("Outbox", "post:outbox", "look.outbox"),
    ("School", "community:school", "community.edit_school"),
]


def around(request: HttpRequest) -> dict[str, object]:
    """The context every template has."""
    person = getattr(request, "person", None)
    return {
        "person": person,
        "school": person.school if person else queries.only_school(),
        "demo": settings.DEMO,
        "navigation": _ways(request, person),
    }


def _ways(request: HttpRequest, person: access.Someone | None) -> list[Way]:
    ways = [(text, reverse(name)) for text, name, look in WAYS if access.may(person, look)]
    if cases.has_cases(person, timezone.now()):
        ways.insert(1, ("Cases", reverse("cases:cases")))
    best = max((url for _, url in ways if request.path.startswith(url)), key=len, default="")
    return [Way(text, url, url == best) for text, url in ways]
