"""A member of staff tells us: one page, kept as it is typed, found again when it was interrupted."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from schoolgate import access
from schoolgate.concerns import receipts, rules
from schoolgate.concerns.actions import telling
from schoolgate.concerns.forms.telling import staff as forms
from schoolgate.concerns.queries import duty, people, todo
from schoolgate.concerns.views.telling import drafts, files
from schoolgate.concerns.views.telling.common import around
from schoolgate.pages import Request, act, answer, form_page, now, today

LOOKS = ("find", "add", "remove", "take_out")
"""Buttons that change the form and send nothing."""


@never_cache
@form_page
def tell(request: Request, kind: str = "staff") -> HttpResponse:
    """The form of one kind: its people are found and added on the page, then it is sent, or kept for later.

    Nobody is kept from telling: who is unconfirmed sends it too, and only writes names instead of looking for them.
    """
    access.require(request.person, "look.staff_form")
    sheet, school = _sheet(kind), request.person.school
    draft = drafts.of(request.person, kind) if request.method != "POST" else None
    basket = files.Basket(request, school, request.person, data=draft)
    if request.method != "POST":
        form = _form(request, sheet, draft, basket)
        return _show(request, sheet, form, draft, basket, has_draft=bool(draft))
    if request.POST.get("deed") == "drop":
        drafts.drop(request.person, kind)
        basket.empty()
        return redirect("concerns:staff_form", kind)
    if {*LOOKS, "keep"} & {*request.POST, request.POST.get("deed", "")}:
        form = _form(request, sheet, request.POST, basket)
        form.look_into(request.FILES.getlist("evidence"))
        basket.keep(form)
        if request.POST.get("deed") == "keep" and access.may(request.person, "concerns.save_draft"):
            return _kept(request, kind, form, basket)
        return _show(request, sheet, form, request.POST, basket, looks="take_out" not in request.POST)
    form = _form(request, sheet, request.POST, basket, sent=True)
    concern = act(request, form, telling.tell, request.person.school, **basket.for_deed)
    if concern is None:
        basket.keep(form)
        return _show(request, sheet, form, request.POST, basket)
    drafts.drop(request.person, kind)
    reading = duty.reading_of(concern, now())
    page = {"sheet": sheet, "concern": concern}
    return render(request, "concerns/telling/staff/thanks.html", {**around(school, reading=reading), **page})


# ---- parts


def _sheet(kind: str) -> forms.Sheet:
    if kind not in forms.SHEETS:
        raise Http404
    return forms.SHEETS[kind]


def _form(request: Request, sheet: forms.Sheet, data: Any, basket: files.Basket, *, sent: bool = False) -> forms.Told:
    kwargs: dict[str, Any] = {"sheet": sheet, "me": request.person.pk, "kept_files": basket.files, "at": now()}
    may_name = access.may(request.person, "look.people_to_name")
    kwargs["people"] = forms.people_in(data, sheet.part) if may_name else []
    kwargs["officers"] = around(request.person.school)["officers"]
    kwargs["has_list"] = may_name
    if sent:
        data = data.copy()
        data["kept"] = basket.reference
        return forms.Told(data, request.FILES, **kwargs)
    token = request.POST.get("token") or receipts.form_token(now())
    initial = {**forms.as_initial(data), "token": token, "kept": basket.reference}
    return forms.Told(initial=initial, **kwargs)


def _kept(request: Request, kind: str, form: forms.Told, basket: files.Basket) -> HttpResponse:
    """Keeps the form with its files for later."""
    data = request.POST.copy()
    data["kept"] = basket.reference
    page = drafts.save(request.person, kind, data)
    for words in form.errors.get("evidence", ()):
        messages.warning(request, str(words))
    if page.get("problem"):
        messages.error(request, page["problem"])
        return redirect("home")
    told = f"It is kept for two weeks, and only you can see it. To go on, open “{todo.GO_ON}” under “Your tasks”."
    return answer(request, told, "home")


def _show(
    request: Request,
    sheet: forms.Sheet,
    form: forms.Told,
    data: Any,
    basket: files.Basket,
    *,
    has_draft: bool = False,
    looks: bool = False,
) -> HttpResponse:
    parts = dict(form.people)
    may_name = access.may(request.person, "look.people_to_name")
    chosen = people.people_chosen(request.person, list(parts), today()) if may_name else []
    words = data.get("q", "") if "add" not in data else ""
    found = people.people_to_name(request.person, words, today()) if may_name else []
    page = {
        **around(request.person.school, request.person, whom=data.get("whom", "") if data else ""),
        "form": form,
        "sheet": sheet,
        "sheets": forms.SHEETS,
        "has_draft": has_draft,
        "chosen": [(named, parts[named.id]) for named in chosen],
        "parts": rules.PARTS,
        "q": words,
        "looks": looks,
        "kept_files": basket.files,
        "may_poster": access.may(request.person, "look.poster"),
        "may_trust": access.may(request.person, "concerns.choose_trusted"),
        "may_name": may_name,
        "may_keep": access.may(request.person, "concerns.save_draft"),
        "found": [named for named in found if named.id not in parts],
    }
    return render(request, "concerns/telling/staff/form.html", page)
