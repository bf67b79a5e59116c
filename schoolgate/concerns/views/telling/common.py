"""What is being visited by those who tell us something."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.community.queries import school as community_school
from schoolgate.community.signin import addresses
from schoolgate.concerns.queries import duty, shown
from schoolgate.pages import OpenRequest, form_page, or_404, today

if TYPE_CHECKING:
    from schoolgate.community.models import Person, School


def door(view: Callable[..., Any]) -> Any:
    """A page that anyone may open, signed in or not, and that no browser keeps."""
    return login_not_required(never_cache(form_page(view)))


def open_page(view: Callable[..., Any]) -> Any:
    """As a door, to look at only."""
    return login_not_required(never_cache(require_safe(view)))


def school_of(slug: str) -> "School":
    return or_404(community_school.school_named(slug))


def teller(request: OpenRequest, school: "School") -> "Person | access.Outsider":
    """Who is telling: the person signed in, where it is their school; else somebody at the door."""
    person = request.person
    if person is not None and person.school_id == school.pk:
        return person
    return stranger(request, school)


def stranger(request: OpenRequest, school: "School") -> access.Outsider:
    """Somebody at the door, of whom nothing is taken along but a digest to count by."""
    return access.Outsider(school.pk, addresses.of(request))


def around(
    school: "School",
    by: "access.Someone | None" = None,
    *,
    whom: str = "",
    comes_back: bool = False,
    reading: "duty.Reading | None" = None,
) -> dict[str, Any]:
    """What every page of telling shows: the school, and who there keeps children safe, where that is for whoever is there.

    Once something was told it is who reads it.
    """
    officers = community_school.officers(school, today())
    safe = shown.to_go_to(school, by, today(), whom=whom, comes_back=comes_back) if reading is None else reading.reader
    page = {"school": school, "officers": officers, "keeps_safe": safe, "is_told": reading is not None}
    return page if reading is None else page | {"reader": reading.reader, "reading": reading}
