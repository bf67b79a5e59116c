"""What stands around every page: the school's name, the way about by duty, who is there."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from schoolgate import access, pages
from schoolgate.access.duties import Duty
from schoolgate.community.queries import school
from schoolgate.config import ways


def page(request: HttpRequest) -> dict[str, object]:
    """The context every template has."""
    person = getattr(request, "person", None)
    return {
        "person": person,
        "school": person.school if person else school.only_school(),
        "demo": settings.DEMO,
        "mail_leaves": pages.mail_leaves(),
        # Only the pages that show a menu pay for it.
        "navigation": SimpleLazyObject(lambda: _navigation(request, person)),
        "tell_url": _tell(person),
    }


def _navigation(request: HttpRequest, person: Any) -> ways.Navigation | None:
    match = request.resolver_match
    name = match.view_name if match else ""
    return ways.navigation(person, page=name, path=request.path, at=timezone.now())


def _tell(person: Any) -> str:
    """Where the button for telling leads: staff to their form, parents to the doors; pupils have a card."""
    if person is None or Duty.PUPIL in person.duties:
        return ""
    if access.may(person, "look.staff_form"):
        return reverse("concerns:staff")
    return reverse("concerns:doors", args=[person.school.slug])
