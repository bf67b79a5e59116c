"""What is being visited by those who tell us something."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from schoolgate import access
from schoolgate.community.queries import school as community_school
from schoolgate.pages import today

shows_or_takes = require_http_methods(["GET", "HEAD", "POST"])


def door(view: Callable[..., Any]) -> Any:
    """A page that anyone may open, signed in or not, and that no browser keeps."""
    return login_not_required(never_cache(shows_or_takes(view)))


def open_page(view: Callable[..., Any]) -> Any:
    """As a door, to look at only."""
    return login_not_required(never_cache(require_safe(view)))


def school_of(slug: str) -> Any:
    school = community_school.school_named(slug)
    if school is None:
        raise Http404
    return school


def teller(request: HttpRequest, school: Any) -> Any:
    """Who is telling: the person signed in, where it is their school; else somebody at the door."""
    person = request.person  # type: ignore[attr-defined]
    if person is not None and person.school_id == school.pk:
        return person
    return access.Outsider(school.pk)


def around(school: Any) -> dict[str, Any]:
    """What every page of telling shows: the school, and who there keeps children safe."""
    return {"school": school, "keeps_safe": community_school.officers(school, today())["dsl"]}
