"""Letters for whoever is there: only their own, and nothing else of what they are about."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from schoolgate.cases import papers
from schoolgate.cases.actions import letters as case_letters
from schoolgate.cases.queries import letter_lines, letters_received
from schoolgate.cases.views.letters import document
from schoolgate.pages import Request, now

LOST = "This letter cannot be shown just now. Please ring the school: it is printed for you."


@require_safe
def mine(request: Request) -> HttpResponse:
    return render(request, "cases/letters/mine.html", {"lines": letters_received.received_page(request.person)})


@require_safe
def read(request: Request, id: UUID) -> HttpResponse:
    """One letter; that it was opened is kept with it."""
    letter = letters_received.received_letter(request.person, id)
    case_letters.open_letter(request.person.school, letter=letter, by=request.person, at=now())
    page = {"letter": letter, "blocks": letter_lines.shape(letter)}
    return render(request, "cases/letters/read.html", page)


@require_safe
def pdf(request: Request, id: UUID) -> HttpResponse:
    """One letter as it was sent."""
    letter = letters_received.received_letter(request.person, id)
    try:
        content = letter_lines.content_of(letter)
    except papers.NotThere:
        messages.error(request, LOST)
        return redirect("letters:read", id)
    case_letters.open_letter(request.person.school, letter=letter, by=request.person, at=now())
    return document(content)
