"""The policy as it is visited to be read."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schoolgate.pages import OpenRequest, Request, today
from schoolgate.policy import printing
from schoolgate.policy.forms import signing as forms
from schoolgate.policy.queries import public as policy_public


@login_not_required
@require_safe
def public(request: OpenRequest, slug: str, number: int | None = None) -> HttpResponse:
    search = forms.Search(request.GET)
    words = search.cleaned_data["q"] if search.is_valid() else ""
    document = policy_public.document(slug, request.person, today(), number=number, words=words)
    page = {"document": document, "search": search, "words": words, "number": number}
    page["school"] = policy_public.school_named(slug)
    return render(request, "policy/reading/public.html", page)


@login_not_required
@require_safe
def clause(request: OpenRequest, slug: str, place: str) -> HttpResponse:
    page = policy_public.clause_page(slug, place, request.person, today())
    return render(request, "policy/reading/clause.html", {"page": page, "school": page.school})


@login_not_required
@require_safe
def pdf(request: OpenRequest, slug: str, number: int | None = None) -> HttpResponse:
    document = policy_public.document(slug, request.person, today(), number=number)
    if document is None:
        return public(request, slug)
    name = f"{slug}-policy-version-{document.version.number}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(printing.policy(document), content_type="application/pdf", headers=headers)


@login_not_required
@require_safe
def archive(request: HttpRequest, slug: str) -> HttpResponse:
    school, versions = policy_public.archive(slug, today())
    return render(request, "policy/reading/archive.html", {"school": school, "versions": versions})


@require_safe
def mine(request: Request) -> HttpResponse:
    page = policy_public.mine(request.person, today())
    is_pupil = [part.audience for part in page.parts] == ["pupil"]
    template = "policy/reading/mine_child.html" if is_pupil else "policy/reading/mine.html"
    return render(request, template, {"page": page})
