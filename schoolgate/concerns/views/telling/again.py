"""A form of telling that came without its proof, as after a browser was closed: its words are given back, and nothing is done.

Whether it was sent from a page of ours is seen from what browsers say of where it came from. Where they do not say so, the
words are there to be copied, without a button: somebody else's page may have sent them.
"""

from collections.abc import Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.cache import add_never_cache_headers

from schoolgate.access.duties import Duty
from schoolgate.community.queries import school as community_school
from schoolgate.concerns.queries import telling

if TYPE_CHECKING:
    from schoolgate.community.models import School

PAGES = frozenset(
    f"concerns:{name}"
    for name in ("child", "worry", "unhappy", "staff", "staff_form", "told_one", "answers", "receipt", "follow")
)
CHILDS = frozenset({"concerns:child", "concerns:answers"})
SHOWN = ("words", "childs_words", "exact_words", "names", "own_names", "place", "name", "written_for", "contact")
"""Fields with words that somebody typed, in the order in which they are shown."""
LEFT_OUT = frozenset({"csrfmiddlewaretoken"})
OURS = frozenset({"same-origin", "none"})
"""Of `Sec-Fetch-Site`: sent by a page of ours, or by the browser itself, as when a page is loaded again."""


def page_of_telling(request: HttpRequest) -> ResolverMatch | None:
    """The page of telling that a form was sent to; None where it was another."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return None
    return match if request.method == "POST" and match.view_name in PAGES else None


def give_back(request: HttpRequest, match: ResolverMatch) -> HttpResponseBase:
    """The words, with whom to ring and a button that sends them once more.

    Who keeps no cookies can never have a proof, and nobody's name can be used: what they tell is taken as a stranger's.
    """
    is_ours = _is_from_a_page_of_ours(request)
    if is_ours and not request.COOKIES and not getattr(match.func, "login_required", True):
        response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        return response
    return _page(request, match, is_ours=is_ours)


def too_big(request: HttpRequest) -> HttpResponse:
    """What is said where so much was sent that it was not read: what to do, and whom to ring meanwhile."""
    match = resolve(request.path_info)
    page = {"school": _school(request, match), "is_childs": match.view_name in CHILDS}
    response = render(request, "concerns/telling/too_big.html", page, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    add_never_cache_headers(response)
    return response


# ---- parts


def _page(request: HttpRequest, match: ResolverMatch, *, is_ours: bool) -> HttpResponse:
    page: dict[str, Any] = {
        "school": _school(request, match),
        "is_childs": match.view_name in CHILDS or _is_pupil(request),
        "may_send": is_ours,
        "words": [request.POST[name] for name in SHOWN if request.POST.get(name, "").strip()],
        "carried": list(_carried(request)),
        "had_files": bool(request.FILES),
    }
    response = render(request, "concerns/telling/again.html", page, status=_status(request))
    add_never_cache_headers(response)
    return response


def _carried(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.POST.lists():
        if name not in LEFT_OUT:
            yield from ((name, str(value)) for value in values)


def _status(request: HttpRequest) -> int:
    """What asks for a part of a page shows only what went well."""
    return HTTPStatus.OK if request.headers.get("HX-Request") else HTTPStatus.FORBIDDEN


def _is_from_a_page_of_ours(request: HttpRequest) -> bool:
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None and site not in OURS:
        return False
    if origin is not None:
        return _is_own(request, origin)
    return site is not None or _is_own(request, request.headers.get("Referer", ""))


def _is_own(request: HttpRequest, address: str) -> bool:
    parts = urlsplit(address)
    origin = f"{parts.scheme}://{parts.netloc}"
    return origin in (*settings.CSRF_TRUSTED_ORIGINS, f"{request.scheme}://{request.get_host()}")


def _school(request: HttpRequest, match: ResolverMatch) -> "School | None":
    person = getattr(request, "person", None)
    if slug := match.kwargs.get("slug"):
        return community_school.school_named(slug)
    if token := match.kwargs.get("token"):
        return telling.school_of_link(token)
    return person.school if person else community_school.only_school()


def _is_pupil(request: HttpRequest) -> bool:
    person = getattr(request, "person", None)
    return person is not None and Duty.PUPIL in person.duties
