from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.cases import papers
from schoolgate.pages import Request, act, answer, ask, bound_form, form_page, now, sent
from schoolgate.records import forms
from schoolgate.records.actions import access_requests
from schoolgate.records.queries import access_requests as queries
from schoolgate.records.queries import whose as whose_rows


@require_safe
def index(request: Request) -> HttpResponse:
    """Requests that this person answers."""
    return render(request, "records/requests.html", {"requests": queries.requests_of(request.person, now())})


@form_page
def new(request: Request) -> HttpResponse:
    """Somebody asks what is held about a person; it is gathered at once."""
    access.require(request.person, "records.open_access_request")
    form = bound_form(request, forms.Asked)
    if sent(request, form):
        data = form.cleaned_data
        found = queries.person_named(request.person, data["name"])
        if data["born_on"]:
            found = [person for person in found if person.born_on == data["born_on"]]
        if len(found) != 1:
            none = (
                "Nobody on record has this name. Check it, and the date of birth. For you and your family somebody else "
                "answers."
            )
            form.add_error("name", "Two people have this name. Give the date of birth." if found else none)
        elif made := act(request, form, access_requests.open_access_request, found[0]):
            return redirect("records:access_request", made.pk)
    return render(request, "records/request_new.html", {"form": form})


@form_page
def show(request: Request, id: object) -> HttpResponse:
    """One request with its pages; sealing it is the form at the end."""
    page = queries.request_page(request.person, id, at=now())
    form = bound_form(request, forms.Sure)
    if act(request, form, access_requests.seal_answer, page.request):
        told = "The answer is sealed. Print it, or give it by hand."
        return answer(request, told, "records:access_request", id)
    return render(request, "records/request.html", {"page": page, "form": form})


@form_page
def page(request: Request, id: object, order: int) -> HttpResponse:
    """One page of what is held: it is given, taken out, or given without some words."""
    held = queries.held_page_for(request.person, id, order, at=now())
    look, whose = queries.look_at(held), queries.whose_now(held.request, [held])[held.order]
    initial = {"decision": held.decision or None, "boxes": held.boxes, "also": held.request.also}
    initial["reason"] = held.reason or look.simply_for(whose)
    said = {
        "choices": queries.decisions_for(held, whose),
        "plain": queries.plain_for(whose),
        "picture": bool(held.picture),
        "initial": initial,
    }
    form = bound_form(request, forms.PageDecision, **said)
    if act(request, form, access_requests.decide_page, held):
        if form.cleaned_data["decision"] in (queries.PASSAGES, queries.BOXES):
            return redirect("records:held_page", id, order)
        following = queries.request_page(request.person, id, at=now()).next
        if following is None:
            return redirect("records:access_request", id)
        return redirect("records:held_page", id, following.order)
    context = {"form": form, "held": held, "look": look, "why": whose_rows.WHY.get(whose, "")}
    return render(request, "records/held_page.html", context)


@form_page
def names(request: Request, id: object) -> HttpResponse:
    """Names that may have to be covered: whoever answers decides about each."""
    page = queries.request_page(request.person, id, at=now())
    form = bound_form(request, forms.Names, flags=page.flags)
    if not page.flags:
        none = "There are no names to decide about. Names are looked for once every page is decided."
        return ask(request, None, "Names to decide about", "", "records:access_request", id, hint=none)
    if act(request, form, access_requests.decide_names, page.request):
        return answer(request, "Your decisions about names are saved.", "records:access_request", id)
    hint = "Names of other children and of those who care for them are covered already. Decide about these."
    return ask(request, form, "Names to decide about", "Save decisions", "records:access_request", id, hint=hint)


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
