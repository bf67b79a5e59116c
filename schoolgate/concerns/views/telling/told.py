"""Coming back: with a receipt, by the link in a mail, or signed in; reading answers and writing back."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.community.views import Request, now, said
from schoolgate.concerns import actions, queries, rules
from schoolgate.concerns.forms.telling import parents as forms
from schoolgate.concerns.views.telling import around, door, school_of, shows_or_takes

NO_SUCH = (
    "We cannot find anything with this number. Look at each figure and try again. After many wrong numbers in an "
    "hour nobody can come in with one until the next hour."
)


@require_safe
def told(request: Request) -> HttpResponse:
    """What I have told, and what became of it."""
    page = queries.told_page(request.person, request.GET.get("page", "1"))
    here = {**around(request.person.school), "page": page, "base": _base(request)}
    return render(request, "concerns/telling/told/list.html", here)


@shows_or_takes
def one(request: Request, id: UUID) -> HttpResponse:
    """One of the things I told, with the school's answers; looking at it marks them as seen."""
    page = queries.status_page(request.person, id, now())
    school = request.person.school
    form = said(request, forms.Reply)
    who = {"concern_id": id, "by": request.person}
    if request.method == "POST":
        if _replied(school, form, **who):
            return redirect("concerns:told_one", id)
    elif any(line.from_school and line.read_at is None for line in page.lines):
        actions.see_answers(school, at=now(), **who)
    return _show(request, school, page, form, is_own=True, base=_base(request))


@door
def receipt(request: HttpRequest, slug: str) -> HttpResponse:
    """Asks for the sixteen figures, then shows the conversation at the same address."""
    school = school_of(slug)
    form = forms.Receipt(request.POST if request.method == "POST" else None)
    page = None
    if request.method == "POST" and form.is_valid():
        page = queries.by_receipt(school, form.cleaned_data["receipt"], now())
        if page is None:
            form.add_error("receipt", NO_SUCH)
    if page is None:
        return render(request, "concerns/telling/told/receipt.html", {**around(school), "form": form})
    number = form.cleaned_data["receipt"]
    who = {"receipt": number, "by": access.Outsider(school.pk)}
    reply = forms.Reply(request.POST if "words" in request.POST else None)
    sent = "words" in request.POST and _replied(school, reply, **who)
    if sent:
        reply = forms.Reply()
        page = queries.by_receipt(school, number, now())
    else:
        actions.see_answers(school, at=now(), **who)
    return _show(request, school, page, reply, receipt=number, sent=sent)


@door
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link in a mail leads. Opening it marks nothing: programs that check mails open links, too."""
    school = queries.school_of_link(token)
    page = queries.by_link(school, token, now()) if school else None
    if school is None or page is None:
        return render(request, "concerns/telling/told/link_over.html", status=404)
    form = said(request, forms.Reply)
    if request.method == "POST" and _replied(school, form, link=token, by=access.Outsider(school.pk)):
        return redirect("concerns:follow", token)
    return _show(request, school, page, form)


# ---- parts


def _replied(school: Any, form: Any, **who: Any) -> bool:
    """Writes to the school; what forbids it becomes an error of the form, which keeps what was typed."""
    if not form.is_valid():
        return False
    try:
        actions.reply(school, words=form.cleaned_data["words"], at=now(), **who)
    except access.Refused as refused:
        raise Http404 from refused
    except rules.Broken as broken:
        form.add_error(None, str(broken))
        return False
    return True


def _show(request: HttpRequest, school: Any, page: Any, form: Any, **more: Any) -> HttpResponse:
    said_here = {**around(school), "page": page, "form": form, "base": "concerns/telling/page.html", **more}
    return render(request, "concerns/telling/told/one.html", said_here)


def _base(request: Request) -> str:
    return "concerns/telling/child/page.html" if Duty.PUPIL in request.person.duties else "design/base.html"
