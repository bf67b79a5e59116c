"""Files that were examined, on their way to somebody who may see them: never cached, and never guessed at."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.utils.text import get_valid_filename

from schoolgate.sealed import store

NO_STORE = "private, no-store, max-age=0"


def read(read: Callable[[], bytes]) -> bytes:
    """The bytes; where the disk has lost them it is as if they were not there."""
    try:
        return bytes(read())
    except store.NotThere as lost:
        raise Http404 from lost


def saved(content: bytes, name: str) -> HttpResponse:
    """A file to be kept on somebody's own device."""
    answer = sent(content, "application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{get_valid_filename(name)}"'
    return answer


def sent(content: bytes, media_type: str) -> HttpResponse:
    """A file to be looked at on a page."""
    answer = HttpResponse(content, content_type=media_type)
    answer.headers["Cache-Control"] = NO_STORE
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Disposition"] = "inline"
    return answer
