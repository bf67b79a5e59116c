"""Where a request comes from, as a keyed digest: enough to count by, and of no use to find out the address."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

_FORWARDED = "X-Forwarded-For"


def of(request: HttpRequest) -> str:
    """The digest of the address; nothing where it is not known, so that no one pot is held against everybody.

    A proxy that does not say for whom it asks is not the address of whoever asks.
    """
    if settings.BEHIND_PROXY and not request.headers.get(_FORWARDED):
        return ""
    try:
        return str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:
        return ""
