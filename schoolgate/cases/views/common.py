"""What the pages of a case share: the case, where it reaches whoever is there, and the page of one form."""

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse

from schoolgate import access, pages
from schoolgate.cases.actions import readers
from schoolgate.cases.queries import act_pages, reach
from schoolgate.pages import Request, now

if TYPE_CHECKING:
    from schoolgate.cases.models.case import Case


def opened(request: Request, id: object, action: str = "look") -> "Case":
    """The case, where it reaches them and they may do this; that they looked is written down first."""
    case = reach.case_for(request.person, id, at=now())
    access.require(request.person, f"cases.{action}", case)
    readers.look(case, what="page", by=request.person, at=now())
    return case


def led(request: Request, id: object, action: str) -> "Case":
    """As `opened`, and refused to those who read the case without running it."""
    case = opened(request, id, action)
    act_pages.check_leads(request.person, case, f"cases.{action}")
    return case


def ask(request: Request, case: "Case", form: Any, heading: str, submit: str, **context: Any) -> HttpResponse:
    """The page of one form in a case."""
    page = {"case": case, "caption": case, "back_text": "Back to the case", **context}
    return pages.ask(request, form, heading, submit, "cases:case", case.pk, **page)
