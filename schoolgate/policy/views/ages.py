"""The age register as it is visited: by everyone to read, by a few to keep."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.engines.ages import files
from schoolgate.pages import Request, now, said, today
from schoolgate.policy import age_posters as posters
from schoolgate.policy.actions import ages as policy_ages
from schoolgate.policy.forms import ages as forms
from schoolgate.policy.queries import ages
from schoolgate.policy.views.drafting import PAGE_AND_FORM, done

# ---- for everyone


@login_not_required
@require_safe
def public(request: HttpRequest, slug: str) -> HttpResponse:
    """The limits on a day."""
    form = forms.Day(request.GET)
    asked = form.asked(today())
    page = ages.ages_page(slug, **asked)
    if "on" not in form.errors:
        form = forms.Day({**form.said(), "on": asked["on"].isoformat()})
    return render(
        request,
        "policy/ages/public.html",
        {"page": page, "school": page.school, "form": form, "asked": asked},
    )


@login_not_required
@require_safe
def platform(request: HttpRequest, slug: str, id: str) -> HttpResponse:
    """One platform and its history."""
    page = ages.platform_page(slug, id, today())
    return render(request, "policy/ages/platform.html", {"page": page, "school": page.school})


@login_not_required
@require_safe
def children(request: HttpRequest, slug: str) -> HttpResponse:
    """Big numbers for children; `?only=tiktok,roblox` shows these."""
    page = ages.children_page(slug, today(), request.GET.get("only", "").split(","))
    return render(request, "policy/ages/children.html", {"page": page, "school": page.school})


# ---- for those who keep it


@require_safe
def keeping(request: Request) -> HttpResponse:
    """What the school has changed and checked, and what can be done."""
    page = ages.keeping_page(request.person, today())
    return render(request, "policy/ages/keeping.html", {"page": page})


@PAGE_AND_FORM
def add(request: Request) -> HttpResponse:
    """A platform that the register does not have."""
    access.require(request.person, "policy.add_platform")
    form = said(request, forms.NewPlatform, **_fresh(request, {"route": "none"}))
    if request.method == "POST" and form.is_valid():
        change = done(
            form,
            lambda: policy_ages.add_platform(
                request.person.school, row=form.row(), domains=form.cleaned_data["domains"],
                reason=form.cleaned_data["reason"], by=request.person, at=now(),
            ),
        )  # fmt: skip
        if change:
            messages.success(request, f"{change.name} is in the register.")
            return redirect("policy:register")
    return render(request, "policy/ages/add.html", {"form": form})


@PAGE_AND_FORM
def correct(request: Request, id: str) -> HttpResponse:
    """What a platform's age is from a day on."""
    platform = ages.platform_for(request.person, id, "policy.correct_platform")
    form = said(request, forms.Correction, **_fresh(request, _as_it_is(platform)))
    if request.method == "POST" and form.is_valid():
        row = {**form.row(), "id": id, "owner": platform.owner}
        change = done(
            form,
            lambda: policy_ages.correct_platform(
                request.person.school,
                row=row,
                reason=form.cleaned_data["reason"],
                by=request.person,
                at=now(),
            ),
        )
        if change:
            messages.success(request, f"{change.name} is corrected. What it said before is kept as history.")
            return redirect("policy:register")
    return render(request, "policy/ages/correct.html", {"form": form, "platform": platform})


@PAGE_AND_FORM
def close(request: Request, id: str) -> HttpResponse:
    """That a platform has closed."""
    platform = ages.platform_for(request.person, id, "policy.close_platform")
    form = said(request, forms.Closure, **_fresh(request, {}))
    if request.method == "POST" and form.is_valid():
        change = done(
            form,
            lambda: policy_ages.close_platform(
                request.person.school, id=id, last_day=form.cleaned_data["last_day"], source=form.row(),
                reason=form.cleaned_data["reason"], by=request.person, at=now(),
            ),
        )  # fmt: skip
        if change:
            messages.success(request, f"{change.name} is marked as closed.")
            return redirect("policy:register")
    return render(request, "policy/ages/close.html", {"form": form, "platform": platform})


@PAGE_AND_FORM
def import_list(request: Request) -> HttpResponse:
    """Shows what an updated list would change, and takes it in when that is agreed."""
    access.require(request.person, "policy.import_register")
    if request.method == "POST" and "text" in request.POST:
        return _agreed(request)
    form = said(request, forms.Listed)
    if request.method == "POST" and form.is_valid():
        return _preview(request, form.text)
    status = 422 if form.faults else 200
    return render(request, "policy/ages/import.html", {"form": form}, status=status)


def _preview(request: Request, text: str, form: Any = None) -> HttpResponse:
    page = ages.import_page(request.person, text)
    form = form or forms.Agreed(initial={"text": text, "digest": page.digest})
    return render(request, "policy/ages/preview.html", {"page": page, "form": form})


def _agreed(request: Request) -> HttpResponse:
    form = forms.Agreed(request.POST)
    try:
        if form.is_valid():
            kept = done(
                form,
                lambda: policy_ages.import_register(
                    request.person.school, **form.cleaned_data, by=request.person, at=now()
                ),
            )
            if kept:
                count = "One platform is" if len(kept) == 1 else f"{len(kept)} platforms are"
                messages.success(request, f"{count} changed as the list says.")
                return redirect("policy:register")
        text = form.data.get("text", "").replace("\r\n", "\n")
        fresh = ages.import_page(request.person, text).digest
        form.data = {**request.POST.dict(), "digest": fresh}  # so that agreeing again means what is shown now
        return _preview(request, text, form)
    except files.Unreadable:
        messages.error(request, "The list came back in pieces. Choose the file again.")
        return redirect("policy:register_import")


@PAGE_AND_FORM
def check(request: Request) -> HttpResponse:
    """That the register has been gone through."""
    access.require(request.person, "policy.check_register")
    form = said(request, forms.Checked)
    if request.method == "POST" and form.is_valid():
        policy_ages.check_register(
            request.person.school, note=form.cleaned_data["note"], by=request.person, at=now()
        )
        messages.success(request, "Thank you. You are reminded again in a year.")
        return redirect("policy:register")
    page = ages.keeping_page(request.person, today())
    return render(request, "policy/ages/check.html", {"form": form, "page": page})


@require_safe
def table(request: Request) -> HttpResponse:
    """The register as a file, to be worked on and imported again."""
    headers = {"Content-Disposition": 'attachment; filename="age-register.csv"'}
    content = "\ufeff" + ages.as_file(request.person)  # so that spreadsheets read it as UTF-8
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
def poster(request: Request) -> HttpResponse:
    """Asks what a poster shows, and makes it."""
    platforms = ages.platforms_of(request.person)
    if "style" not in request.GET:
        form = forms.Poster(platforms=platforms, initial={"on": today(), "style": "corridor", "size": "A4"})
        return render(request, "policy/ages/poster.html", {"form": form})
    form = forms.Poster(request.GET, platforms=platforms)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            made = ages.poster_of(
                request.person, asked["on"], ids=asked["only"], style=asked["style"], size=asked["size"]
            )
        except posters.Refused as refused:
            form.add_error("only", str(refused))
        else:
            name = f"ages-{asked['on']}-{asked['style']}-{asked['size']}.pdf"
            headers = {"Content-Disposition": f'inline; filename="{name}"'}
            return HttpResponse(made, content_type="application/pdf", headers=headers)
    return render(request, "policy/ages/poster.html", {"form": form})


# ---- parts


def _fresh(request: Request, initial: dict[str, Any]) -> dict[str, Any]:
    """What a form begins with where nothing was sent yet."""
    days = {"source_date": today(), "valid_from": today()}
    return {} if request.method == "POST" else {"initial": {**days, **initial}}


def _as_it_is(platform: Any) -> dict[str, Any]:
    """A platform's rule as the register has it last, for its correction to begin with."""
    last = platform.periods[-1]
    return {
        "minimum_age": last.minimum_age,
        "route": last.route,
        "feature_ages": ";".join(f"{name}={years}" for name, years in last.feature_ages),
        "note": last.note,
    }
