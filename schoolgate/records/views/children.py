from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.cases import papers
from schoolgate.pages import Request, act, answer, bound_form, form_page, now, sent
from schoolgate.records import forms
from schoolgate.records.actions import transfers as case_transfers
from schoolgate.records.queries import children as queries
from schoolgate.records.queries import packs

PER_PAGE = 50


@require_safe
def index(request: Request) -> HttpResponse:
    """Children with a part in a case that reaches whoever looks."""
    access.require(request.person, "look.cases")
    found = queries.children(request.person, now())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page", 1))
    may_transfer = access.may(request.person, "look.transfers")
    return render(request, "records/children.html", {"page": page, "may_transfer": may_transfer})


@require_safe
def show(request: Request, id: int) -> HttpResponse:
    """One child across cases; that somebody looked is written down first."""
    at = now()
    case_transfers.look_at_child(queries.child_for(request.person, id, at=at), by=request.person, at=at)
    return render(request, "records/child.html", {"page": queries.child_page(request.person, id, at=at)})


@form_page
@never_cache
def make(request: Request, id: int) -> HttpResponse:
    """Makes the file for a new school once it was looked through; its passphrase is on the answer and nowhere else."""
    at = now()
    child = queries.child_for(request.person, id, at=at)
    access.require(request.person, "records.make_transfer", child)
    case_transfers.look_at_child(child, by=request.person, at=at)
    page = queries.child_page(request.person, id, at=at)
    documents = list(queries.documents_of(request.person, child, at))
    form = bound_form(request, forms.NewSchool, cases=page.cases, documents=documents)
    if "change" in request.POST or not sent(request, form):
        return render(request, "records/make_transfer.html", {"form": form, "page": page})
    data, looked = form.cleaned_data, request.POST.get("looked", "")
    cases = list(queries.cases_of(request.person, child, at).filter(pk__in=data["cases"]))
    chosen = [document for document in documents if str(document.pk) in data.get("documents", ())]
    given = {"to_school": data["to_school"], "cases": cases, "documents": chosen, "also": data["also"]}
    pack = packs.pack_of(request.person, child, **given, decided={})
    theirs = forms.Included(request.POST if looked else None, left=pack.left)
    included = theirs.included
    pack = packs.pack_of(request.person, child, **given, decided={}, included=included) if included else pack
    names = forms.Names(request.POST if looked else None, flags=pack.flags)
    if looked and theirs.is_valid() and names.is_valid():
        pack = packs.pack_of(request.person, child, **given, decided=names.decided, included=included)
        data = {**given, "names": names.decided, "included": included, "looked": looked}
        if looked == pack.looked and (made := act(request, names, case_transfers.make_transfer, child, data)):
            return render(request, "records/transfer_made.html", {"transfer": made})
    shown = {"form": names, "theirs": theirs, "left": theirs.rows(pack.left), "pack": pack, "child": child}
    shown |= {"again": bool(looked), "sent": form, **given}
    return render(request, "records/transfer_preview.html", shown)


@require_safe
def transfers(request: Request) -> HttpResponse:
    """Files for other schools: those that are owed, and those that went."""
    access.require(request.person, "look.transfers")
    at = now()
    went = queries.transfers(request.person, at).select_related("child")
    context = {"owed": queries.owed(request.person, at), "page": Paginator(went, PER_PAGE).get_page(1)}
    return render(request, "records/transfers.html", context)


@form_page
def transfer(request: Request, id: object) -> HttpResponse:
    """One file for another school, and its receipt."""
    found = queries.transfer_for(request.person, id, at=now())
    form = bound_form(request, forms.Receipt)
    if act(request, form, case_transfers.note_receipt, found):
        return answer(request, "The receipt is noted.", "records:transfer", id)
    return render(request, "records/transfer.html", {"form": form, "transfer": found})


@require_safe
@never_cache
def file(request: Request, id: object) -> HttpResponse:
    """The encrypted archive itself."""
    found = queries.transfer_for(request.person, id, at=now())
    try:
        content = papers.read(found.path)
    except (papers.NotThere, OSError) as error:
        raise Http404 from error
    headers = {"Content-Disposition": f'attachment; filename="file-{str(found.pk)[:8]}.zip"'}
    return HttpResponse(content, content_type="application/zip", headers=headers)
