"""What is visited by those whom a concern reaches. Not there, not theirs and about them are one and the same 404."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.concerns.queries import queue, reach
from schoolgate.pages import Request, now, said

PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])


def asked(request: Request, id: UUID, deed: str) -> Any:
    """The concern on which something is to be done: first whether it is open to them, then whether they may."""
    concern = reach.concern_for(request.person, id)
    access.require(request.person, f"concerns.{deed}", concern)
    return concern


def sent(request: Request, form: forms.Form) -> bool:
    return request.method == "POST" and form.is_valid()


def done(form: forms.Form, deed: Any, target: Any, request: Request, **words: Any) -> Any:
    """Does a deed; what forbids it becomes an error of the form, which keeps what was typed."""
    try:
        return deed(target, **words, by=request.person, at=now())
    except Broken as broken:
        form.add_error(None, str(broken))
        return None
    except access.Refused as gone:  # since the page was opened it went to somebody else
        raise Http404 from gone


def back(request: Request, id: UUID, says: str) -> HttpResponse:
    """To the concern, or to the queue where the deed took it away from whoever did it."""
    try:
        reach.concern_for(request.person, id)
    except Http404:
        messages.success(request, f"{says} It now goes to somebody else, and is no longer open to you.")
        return redirect("concerns:queue")
    messages.success(request, says)
    return redirect("concerns:concern", id)


def ask(
    request: Request, concern: Any, form: forms.Form, title: str, submit: str, **more: Any
) -> HttpResponse:
    """The small page of one deed: what it does, of which concern, and its form."""
    template = more.pop("template", "concerns/reading/deed.html")
    line = queue.line_of(concern)
    return render(
        request, template, {"concern": concern, "line": line, "form": form, "title": title, "submit": submit, **more}
    )  # fmt: skip


def simple(
    request: Request,
    id: UUID,
    deed: str,
    do: Any,
    form_class: type[forms.Form],
    words: tuple[str, str, str],
    **more: Any,
) -> HttpResponse:
    """A deed whose form holds exactly what it needs; `words` are title, button, and what is said when it is done."""
    concern = asked(request, id, deed)
    form = said(request, form_class)
    if sent(request, form) and done(form, do, concern, request, **form.cleaned_data):
        return back(request, id, words[2])
    return ask(request, concern, form, words[0], words[1], **more)
