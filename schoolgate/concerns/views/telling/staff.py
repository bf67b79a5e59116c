"""A member of staff tells us: one page, kept as it is typed, found again when it was interrupted."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from schoolgate import access
from schoolgate.community.views import Request, now, today
from schoolgate.concerns import actions, queries, receipts, rules
from schoolgate.concerns.forms.telling import staff as forms
from schoolgate.concerns.views.telling import around, drafts, shows_or_takes

KEEPING = ("keep", "drop")


@never_cache
@shows_or_takes
def tell(request: Request, kind: str = "staff") -> HttpResponse:
    """The form of one kind: its people are found and added on the page, then it is sent, or kept for later."""
    access.require(request.person, "look.people_to_name")
    sheet = _sheet(kind)
    if request.method != "POST":
        draft = drafts.of(request.person, kind)
        return _show(request, sheet, _form(request, sheet, draft), draft, has_draft=bool(draft))
    if request.POST.get("deed") in KEEPING:
        return _kept(request, kind)
    if {"find", "add", "remove"} & set(request.POST):
        return _show(request, sheet, _form(request, sheet, request.POST), request.POST, looks=True)
    form = _form(request, sheet, request.POST, sent=True)
    concern = _sent(request, form) if form.is_valid() else None
    if concern is None:
        return _show(request, sheet, form, request.POST)
    drafts.drop(request.person, kind)
    page = {
        **around(request.person.school), "sheet": sheet, "concern": concern,
        "reader": queries.who_reads(concern, today()),
    }  # fmt: skip
    return render(request, "concerns/telling/staff/thanks.html", page)


# ---- parts


def _sheet(kind: str) -> forms.Sheet:
    if kind not in forms.SHEETS:
        raise Http404
    return forms.SHEETS[kind]


def _form(request: Request, sheet: forms.Sheet, data: Any, *, sent: bool = False) -> Any:
    said = {"sheet": sheet, "people": forms.people_in(data, sheet.part), "me": request.person.pk}
    if sent:
        return forms.Told(data, request.FILES, **said)
    token = request.POST.get("token") or receipts.form_token(now())
    return forms.Told(initial={**forms.as_initial(data), "token": token}, **said)


def _sent(request: Request, form: Any) -> Any:
    """Tells the school; what forbids it becomes an error of the form, which keeps what was typed."""
    at = now()
    try:
        return actions.tell(
            request.person.school, telling=form.telling(at), form_token=form.cleaned_data["token"],
            by=request.person, at=at,
        )  # fmt: skip
    except rules.Broken as broken:
        form.add_error(None, str(broken))
        return None


def _kept(request: Request, kind: str) -> HttpResponse:
    if request.POST["deed"] == "drop":
        drafts.drop(request.person, kind)
        return redirect("concerns:staff_form", kind)
    page = drafts.save(request.person, kind, request.POST)
    if page.get("problem"):
        messages.error(request, page["problem"])
    else:
        messages.success(
            request, "It is kept for two weeks. Press “Tell” to go on with it. Nobody else can see it."
        )
    return redirect("home")


def _show(
    request: Request,
    sheet: forms.Sheet,
    form: Any,
    data: Any,
    *,
    has_draft: bool = False,
    looks: bool = False,
) -> HttpResponse:
    parts = dict(form.people)
    chosen = queries.people_chosen(request.person, list(parts), today())
    words = data.get("q", "") if "add" not in data else ""
    page = {
        **around(request.person.school), "form": form, "sheet": sheet, "sheets": forms.SHEETS, "has_draft": has_draft,
        "chosen": [(one, parts[one.id]) for one in chosen], "parts": rules.PARTS, "q": words, "looks": looks,
        "may_poster": access.may(request.person, "look.poster"),
        "may_trust": access.may(request.person, "concerns.choose_trusted"),
        "found": [one for one in queries.people_to_name(request.person, words, today()) if one.id not in parts],
    }  # fmt: skip
    return render(request, "concerns/telling/staff/form.html", page)
