"""The pages of the set-up: the code, one question a page, a look through all of it, and the links."""

from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from schoolgate import access, pages
from schoolgate.broken import Broken
from schoolgate.community.actions import set_up
from schoolgate.community.queries import set_up as queries
from schoolgate.community.signin.queries import paper
from schoolgate.config.set_up import forms, stages
from schoolgate.pages import OpenRequest, bound_form, form_page, now, refuse, sent, today
from schoolgate.post import trying

TOKEN = "set_up"  # noqa: S105 (what the session calls it)


def _view(view: Any) -> Any:
    """A page of the set-up: not there once there is a school, and never kept by a browser."""

    @login_not_required
    @sensitive_post_parameters("code", "password")
    @never_cache
    @form_page
    @wraps(view)
    def page(request: OpenRequest, **said: Any) -> HttpResponse:
        if not queries.is_there():
            raise Http404
        response: HttpResponse = view(request, **said)
        return response

    return page


def _opened(view: Any) -> Any:
    """A page for whoever has typed the code, and for nobody else."""

    @wraps(view)
    def page(request: OpenRequest, **said: Any) -> HttpResponse:
        if not queries.is_open_to(request.session.get(TOKEN, "")):
            return redirect("set_up:start")
        response: HttpResponse = view(request, **said)
        return response

    return _view(page)


@_view
def start(request: OpenRequest) -> HttpResponse:
    """Asks for the code that the server shows; whoever has typed it goes on where they were."""
    if queries.is_open_to(request.session.get(TOKEN, "")):
        return _on(queries.answers())
    form = bound_form(request, forms.Code)
    if sent(request, form):
        try:
            token = set_up.open_with(form.cleaned_data["code"], at=now())
        except Broken as broken:
            refuse(form, broken, "code")
        else:
            request.session.cycle_key()
            request.session[TOKEN] = token
            return _on(queries.answers())
    return render(request, "set_up/start.html", {"form": form})


@_opened
def stage(request: OpenRequest, name: str) -> HttpResponse:
    """One page: what was typed is kept, and the next page follows."""
    if name not in stages.STAGES:
        raise Http404
    title, hint, kind = stages.STAGES[name]
    answers = queries.answers()
    about: dict[str, Any] = {"answers": answers, "on": today()}
    known = stages.initial(kind, answers.get(name, {}), on=today())
    form = bound_form(request, kind, initial=known, **about)
    problem = ""
    if sent(request, form):
        problem = _try(form, answers) if name == "mail" else ""
        if not problem:
            set_up.keep({name: form.cleaned_data})
            if form.cleaned_data.get("test_to"):
                told = "The mail server took the test mail to {}. Look whether it is there before you go on."
                messages.success(request, told.format(form.cleaned_data["test_to"]))
            return _on(queries.answers(), after=name)
    number = stages.NAMES.index(name)
    page = {
        "form": form,
        "title": title,
        "hint": hint,
        "problem": problem,
        "name": name,
        "number": number + 1,
        "of": len(stages.NAMES),
        "before": stages.NAMES[number - 1] if number else "",
        "server_set": bool(settings.DELIVERY),
    }
    return render(request, "set_up/stage.html", page)


@_opened
def check(request: OpenRequest) -> HttpResponse:
    """Shows all that was said; the button makes the school, and the links are shown once."""
    answers = queries.answers()
    if stages.next_after("", answers):
        return _on(answers)
    if request.method != "POST":
        rows = stages.summary(answers, today())
        return render(request, "set_up/check.html", {"rows": rows, "by_mail": answers["mail"]["way"] == "server"})
    try:
        invitations = stages.make(answers, on=today(), at=now())
    except access.Refused as gone:
        raise Http404 from gone
    except Broken as broken:
        page = {"rows": stages.summary(answers, today()), "problem": broken.explained}
        return render(request, "set_up/check.html", page, status=422)
    request.session.pop(TOKEN, None)
    printed = [paper(invitation) for invitation in invitations if invitation.printed]
    here = pages.address()
    done = {
        "papers": printed,
        "people": [invitation.person for invitation in invitations],
        "school": invitations[0].person.school,
        "local": here if any(name in here for name in ("//localhost", "//127.0.0.1", "//[::1]")) else "",
    }
    return render(request, "set_up/done.html", done)


def _try(form: Any, answers: dict[str, Any]) -> str:
    """Sends the test mail, where invitations go by mail; what is wrong becomes an error of the form."""
    said = form.cleaned_data
    if said["way"] != "server":
        return ""
    own = settings.DELIVERY
    delivery = own or forms.server_of(said).delivery
    sender = settings.DEFAULT_FROM_EMAIL if own else said["sender"]
    school = answers.get("school", {}).get("name", "your school")
    problem = trying.problem_with(delivery, sender=sender, to=said["test_to"], school=school)
    if problem:
        form.add_error(None, f"The test mail was not sent. {problem}")
    return problem


def _on(answers: dict[str, Any], after: str = "") -> HttpResponse:
    name = stages.next_after(after, answers)
    return redirect("set_up:stage", name=name) if name else redirect("set_up:check")
