"""The age register as it is visited: by everyone to read, by a few to keep."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.engines.ages import files, shapes
from schoolgate.pages import Request, act, answer, ask, bound_form, change, form_page, sent, today
from schoolgate.policy import age_posters as posters
from schoolgate.policy.actions import ages as policy_ages
from schoolgate.policy.forms import ages as forms
from schoolgate.policy.queries import ages

# ---- for everyone


@login_not_required
@require_safe
def public(request: HttpRequest, slug: str) -> HttpResponse:
    """The limits on a day."""
    form = forms.Day(request.GET)
    asked = form.asked(today())
    page = ages.ages_page(slug, **asked)
    if "on" not in form.errors:
        form = forms.Day({**form.filled(), "on": asked["on"].isoformat()})
    context = {"page": page, "school": page.school, "form": form, "asked": asked}
    return render(request, "policy/ages/public.html", context)


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


@form_page
def add(request: Request) -> HttpResponse:
    """A platform that the register does not have."""
    access.require(request.person, "policy.add_platform")
    form = bound_form(request, forms.NewPlatform, initial=_begun({"route": "none"}))
    if change := act(request, form, policy_ages.add_platform, request.person.school):
        return answer(request, f"{change.name} is in the register.", "policy:register")
    hint = "Everyone can read it at once, with your source and its date."
    return ask(request, form, "Add a platform", "Add it", "policy:register", hint=hint)


@form_page
def correct(request: Request, id: str) -> HttpResponse:
    """What a platform's age is from a day on."""
    platform = ages.platform_for(request.person, id, "policy.correct_platform")
    known = {"id": id, "owner": platform.owner}
    form = bound_form(request, forms.Correction, known=known, initial=_begun(_as_it_is(platform)))
    if change := act(request, form, policy_ages.correct_platform, request.person.school):
        told = f"{change.name} is corrected. What it said before is kept as history."
        return answer(request, told, "policy:register")
    return render(request, "policy/ages/correct.html", {"form": form, "platform": platform})


@form_page
def close(request: Request, id: str) -> HttpResponse:
    """That a platform has closed."""
    platform = ages.platform_for(request.person, id, "policy.close_platform")
    form = bound_form(request, forms.Closure, initial=_begun({}))
    if change := act(request, form, policy_ages.close_platform, request.person.school, id=id):
        return answer(request, f"{change.name} is marked as closed.", "policy:register")
    hint = "It stays in the register with its history, marked as closed."
    return ask(request, form, f"Has {platform.name} closed?", "It has closed", "policy:register", hint=hint)


@form_page
def import_list(request: Request) -> HttpResponse:
    """Shows what an updated list would change, and takes it in when that is agreed."""
    access.require(request.person, "policy.import_register")
    if request.method == "POST" and "text" in request.POST:
        return _agreed(request)
    form = bound_form(request, forms.Listed)
    if sent(request, form):
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
        kept = act(request, form, policy_ages.import_register, request.person.school)
        if kept is not None:
            count = "One platform is" if len(kept) == 1 else f"{len(kept)} platforms are"
            return answer(request, f"{count} changed as the list says.", "policy:register")
        text = form.data.get("text", "").replace("\r\n", "\n")
        # so that agreeing again means what is shown now
        change(form, "digest", ages.import_page(request.person, text).digest)
        return _preview(request, text, form)
    except files.Unreadable:
        messages.error(request, "The list came back in pieces. Choose the file again.")
        return redirect("policy:register_import")


@form_page
def check(request: Request) -> HttpResponse:
    """That the register has been gone through."""
    access.require(request.person, "policy.check_register")
    form = bound_form(request, forms.Checked)
    if act(request, form, policy_ages.check_register, request.person.school):
        return answer(request, "Thank you. You are reminded again in a year.", "policy:register")
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
            look = {"style": asked["style"], "size": asked["size"]}
            made = ages.poster_of(request.person, asked["on"], ids=asked["only"], **look)
        except posters.Refused as refused:
            form.add_error("only", str(refused))
        else:
            name = f"ages-{asked['on']}-{asked['style']}-{asked['size']}.pdf"
            headers = {"Content-Disposition": f'inline; filename="{name}"'}
            return HttpResponse(made, content_type="application/pdf", headers=headers)
    return render(request, "policy/ages/poster.html", {"form": form})


# ---- parts


def _begun(initial: dict[str, Any]) -> dict[str, Any]:
    """What a form begins with: today, and what is known."""
    return {"source_date": today(), "valid_from": today(), **initial}


def _as_it_is(platform: shapes.Platform) -> dict[str, Any]:
    """A platform's rule as the register has it last, for its correction to begin with."""
    last = platform.periods[-1]
    return {
        "minimum_age": last.minimum_age,
        "route": last.route,
        "feature_ages": ";".join(f"{name}={years}" for name, years in last.feature_ages),
        "note": last.note,
    }
