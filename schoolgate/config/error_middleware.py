"""Answers that every page shares: a refusal is 403, and pages about people are never kept by a cache."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from schoolgate import access

LARGEST = 2**63 - 1


class ErrorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET":
            # Who comes back to an address that only takes a form, as a browser does after a wait, finds the way on.
            allowed = response["Allow"]
            response = render(request, "405.html", status=response.status_code)
            response["Allow"] = allowed
        if request.user.is_authenticated and "Cache-Control" not in response.headers:
            add_never_cache_headers(response)
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        return response

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[object, ...], kwargs: dict[str, Any]
    ) -> None:
        """A number that no database counts to names nothing."""
        if any(isinstance(number, int) and number > LARGEST for number in kwargs.values()):
            raise Http404

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, access.Refused):
            raise PermissionDenied from exception
