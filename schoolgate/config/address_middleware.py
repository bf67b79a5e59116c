"""Lets links carry the address at which somebody asked, within those that the installation has."""

from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponseBase

from schoolgate import pages


class AddressMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            used = pages.address_used(request)
        except DisallowedHost:
            used = ""  # answered with 400 further in
        with pages.at_address(used):
            return self.get_response(request)
