from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.cases import papers
from schoolgate.pages import Request, now, said
from schoolgate.records import forms
from schoolgate.records.actions import access_requests
from schoolgate.records.queries import access_requests as queries
from schoolgate.records.views.retention import PAGE_AND_FORM, done


@require_safe
def index(request: Request) -> HttpResponse:
    """Requests that this person answers."""
    return render(request, "records/requests.html", {"requests": queries.requests_of(request.person, now())})


@PAGE_AND_FORM
def new(request: Request) -> HttpResponse:
    """Somebody asks what is held about a person; it is gathered at once."""
    access.require(request.person, "records.open_access_request")
    form = said(request, forms.Asked)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        found = queries.person_named(request.person, words["name"])
        if words["born_on"]:
            found = [one for one in found if one.born_on == words["born_on"]]
        if len(found) != 1:
            none = "Nobody on record has this name. Check it, and the date of birth."
            form.add_error("name", "Two people have this name. Give the date of birth." if found else none)
        else:
            said_by = {"asked_by": words["asked_by"], "asked_on": words["asked_on"]}
            made = done(form, access_requests.open_access_request, found[0], request, **said_by)
            if made:
                return redirect("records:access_request", made.pk)  # type: ignore[attr-defined]
    return render(request, "records/request_new.html", {"form": form})


@PAGE_AND_FORM
def show(request: Request, id: object) -> HttpResponse:
    """One request with its pages; sealing it is the form at the end."""
    page = queries.request_page(request.person, id, at=now())
    form = said(request, forms.Sure)
    if request.method == "POST" and done(form, access_requests.seal_answer, page.request, request):
        messages.success(request, "The answer is sealed. Print it, or give it by hand.")
        return redirect("records:access_request", id)
    return render(request, "records/request.html", {"page": page, "form": form})


@PAGE_AND_FORM
def page(request: Request, id: object, order: int) -> HttpResponse:
    """One page of what is held: it is given, taken out, or given without some words."""
    held = queries.held_page_for(request.person, id, order, at=now())
    initial = {
        "decision": held.decision or None, "reason": held.reason, "boxes": held.boxes,
        "also": held.request.also,
    }  # fmt: skip
    choices = queries.decisions_for(held)
    form = said(request, forms.PageDecision, choices=choices, picture=bool(held.picture), initial=initial)
    sent = request.method == "POST" and form.is_valid()
    if sent and done(form, access_requests.decide_page, held, request, **form.cleaned_data):
        following = queries.request_page(request.person, id, at=now()).next
        if form.cleaned_data["decision"] in (queries.PASSAGES, queries.BOXES):
            return redirect("records:held_page", id, order)
        return (
            redirect("records:held_page", id, following.order)
            if following
            else redirect("records:access_request", id)
        )
    given = queries.given_page(held, queries.mask_for(held.request))
    context = {"form": form, "held": held, "given": given}
    return render(request, "records/held_page.html", context)


@require_safe
@never_cache
def picture(request: Request, id: object, order: int) -> HttpResponse:
    """The picture of a page as it would be given; with lines over it where the address asks for them."""
    held = queries.held_page_for(request.person, id, order, at=now())
    if not held.picture:
        raise Http404
    access_requests.look_at_held(held, by=request.person, at=now())
    try:
        content = queries.preview_of(held, grid="grid" in request.GET)
    except Broken as error:
        raise Http404 from error
    return HttpResponse(content, content_type="image/png", headers={"Content-Disposition": "inline"})


@require_safe
def preview(request: Request, id: object) -> HttpResponse:
    """What whoever asked would be given now."""
    found = queries.request_for(request.person, id, at=now())
    return render(request, "records/preview.html", {"request_": found, "pages": queries.given(found)})


@require_safe
@never_cache
def pdf(request: Request, id: object) -> HttpResponse:
    """The sealed answer, exactly as it was made."""
    found = queries.request_for(request.person, id, at=now())
    if not found.path:
        raise Http404
    try:
        content = papers.read(found.path)
    except papers.NotThere as error:
        raise Http404 from error
    headers = {"Content-Disposition": 'attachment; filename="answer.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
