"""Pages reach the tests as a browser shows them: white space is one space, and none at the edge of a block.

How a template is laid out then says nothing to a test that looks for words or for a tag.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

BLOCK = (
    "address|article|aside|blockquote|body|caption|dd|details|div|dl|dt|fieldset|figcaption|footer|form|h[1-6]|head"
    "|header|html|legend|li|main|nav|ol|optgroup|option|p|section|select|summary|table|tbody|td|tfoot|th|thead|title|tr|ul"
)
AS_WRITTEN = re.compile(r"(<(?:pre|textarea|script|[a-z]+ class=\"[^\"]*sg-(?:as-)?told)\b.*?</)", re.S)
EDGE = re.compile(rf" ?(</?(?:{BLOCK}|br)\b[^<>]*>) ?")
BUTTON = re.compile(r"(<button\b[^<>]*>) | (</button>)")


def as_shown(html: str) -> str:
    """Where lines count, as in a text box or in somebody's own words, everything stays as it is written."""
    parts, at = [], 0
    for kept in AS_WRITTEN.finditer(html):
        parts += [_collapsed(html[at : kept.start()]), kept.group()]
        at = kept.end()
    return "".join([*parts, _collapsed(html[at:])])


def _collapsed(html: str) -> str:
    html = EDGE.sub(r"\1", re.sub(r"[ \t\r\n]+", " ", html).replace(" >", ">"))
    return BUTTON.sub(r"\1\2", html)


def as_a_browser_shows_it(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.META["SERVER_NAME"] != "testserver":  # a real browser gets the page as it is sent
            return response
        if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            response.content = as_shown(response.content.decode()).encode()
            if "Content-Length" in response:
                response["Content-Length"] = str(len(response.content))
        return response

    return answer
