"""The head's work on the document: bring it in, put it right clause by clause, put it away."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms as django_forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.pages import Request, now, said, today
from schoolgate.policy.actions import drafting as policy_drafting
from schoolgate.policy.forms import drafting as forms
from schoolgate.policy.queries import drafting, reach
from schoolgate.policy.queries import versions as version_list

R = TypeVar("R")
PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])


def done(form: django_forms.Form, deed: Callable[[], R]) -> R | None:
    """Does a deed with what it rests on held still; what forbids it becomes an error of the form."""
    try:
        with transaction.atomic():
            return deed()
    except Broken as broken:
        form.add_error(None, str(broken))
        return None


def pressed(request: Request, deed: Callable[[], R]) -> R | None:
    """Does the deed of a button; what forbids it is said on the next page."""
    try:
        with transaction.atomic():
            return deed()
    except Broken as broken:
        messages.error(request, str(broken))
        return None


# ---- versions


@require_safe
def versions(request: Request) -> HttpResponse:
    page = version_list.versions_page(request.person, today())
    return render(request, "policy/drafting/versions.html", {"page": page})


@PAGE_AND_FORM
def import_document(request: Request) -> HttpResponse:
    """Reads the school's own document into a draft."""
    access.require(request.person, "policy.import_document")
    form = said(request, forms.Document)
    if (
        request.method == "POST"
        and form.is_valid()
        and (version := done(form, lambda: _import(request, form)))
    ):
        messages.success(request, "Your document is read. Look through its clauses and say which are right.")
        return redirect("policy:draft", version.pk)
    draft = reach.open_draft(request.person.school_id)
    return render(request, "policy/drafting/import.html", {"form": form, "draft": draft})


def _import(request: Request, form: Any) -> Any:
    name = form.cleaned_data["file"].name
    return policy_drafting.import_document(
        request.person.school, reading=form.reading, source_name=name, source_digest=form.digest,
        by=request.person, at=now(),
    )  # fmt: skip


@require_POST
def start(request: Request) -> HttpResponse:
    """Starts from the model policy."""
    school = request.person.school
    version = pressed(request, lambda: policy_drafting.start_from_model(school, by=request.person, at=now()))
    return redirect("policy:draft", version.pk) if version else redirect("policy:versions")


@require_POST
def revise(request: Request, id: int) -> HttpResponse:
    def deed() -> Any:
        version = reach.version_for(request.person, id, to_change=True)
        return policy_drafting.revise(version, by=request.person, at=now())

    version = pressed(request, deed)
    return redirect("policy:draft", version.pk) if version else redirect("policy:versions")


@PAGE_AND_FORM
def discard(request: Request, id: int) -> HttpResponse:
    """Asks once more, then puts a draft away."""
    access.require(request.person, "policy.discard")
    version = reach.version_for(request.person, id)
    form = said(request, django_forms.Form)
    if request.method == "POST" and form.is_valid() and done(form, lambda: _discard(request, id)):
        messages.success(request, f"Version {version.number} is put away. You can still read it in the list.")
        return redirect("policy:versions")
    return render(request, "policy/drafting/discard.html", {"form": form, "version": version})


def _discard(request: Request, id: int) -> Any:
    version = reach.version_for(request.person, id, to_change=True)
    return policy_drafting.discard(version, by=request.person, at=now())


# ---- the draft and its clauses


@require_safe
def draft(request: Request, id: int) -> HttpResponse:
    """One version, clause by clause, with everything that was set aside."""
    page = drafting.draft_page(request.person, id, today(), **_looked_at(request))
    look = forms.Looking(page=page)
    return render(request, "policy/drafting/draft.html", {"page": page, "look": look})


@require_POST
def confirm(request: Request, id: int) -> HttpResponse:
    """Some clauses, or all of them, are right as they were read."""
    form = forms.Confirmed(request.POST)
    version = reach.version_for(request.person, id)
    ids = form.cleaned_data["ids"] if form.is_valid() else []
    sure = pressed(request, lambda: _confirm(request, id, ids))
    if sure and request.htmx and len(ids) == 1:  # type: ignore[attr-defined]
        return _confirmed_in_place(request, id, ids[0])
    following = drafting.next_unsure(version, ids)
    return redirect(f"{_draft_url(request, id)}#{f'clause-{following}' if following else 'progress'}")


def _confirm(request: Request, id: int, ids: list[int]) -> Any:
    version = reach.version_for(request.person, id, to_change=True)
    return policy_drafting.confirm_clauses(version, clauses=ids, by=request.person, at=now())


def _confirmed_in_place(request: Request, id: int, clause_id: int) -> HttpResponse:
    page = drafting.draft_page(request.person, id, today(), **_looked_at(request), also=clause_id)
    line = next(line for line in page.lines if line.clause.pk == clause_id)
    return render(request, "policy/drafting/confirmed.html", {"page": page, "line": line})


@PAGE_AND_FORM
def edit_clause(request: Request, id: int) -> HttpResponse:
    page = drafting.clause_page(request.person, id, today())
    if page.why_closed:
        messages.error(request, page.why_closed)
        return redirect("policy:draft", page.clause.version_id)
    form = said(request, forms.Words, **({} if request.method == "POST" else {"initial": page.initial}))
    if request.method == "POST" and "use" in request.POST:
        form.put_placeholder(request.POST["use"])
    elif request.method == "POST" and form.is_valid() and done(form, lambda: _edit(request, id, form)):
        messages.success(request, f"Clause {form.cleaned_data['place']} is saved.")
        return redirect(f"{_draft_url(request, page.clause.version_id)}#clause-{id}")
    return _clause_form(request, page.clause.version, form, page)


def _edit(request: Request, id: int, form: Any) -> Any:
    page = drafting.clause_page(request.person, id, today(), to_change=True)
    if form.cleaned_data["seen"] != page.seen:
        form.change("seen", page.seen)
        raise Broken(
            f"Somebody changed this clause while you were writing. It now says: “{page.clause.text}” "
            "Save again to put your words in its place."
        )
    return policy_drafting.edit_clause(page.clause, **form.said(), by=request.person, at=now())


@PAGE_AND_FORM
def add_clause(request: Request, id: int) -> HttpResponse:
    """A new clause, after the one it was asked for or at the beginning."""
    access.require(request.person, "policy.add_clause")
    version = reach.version_for(request.person, id)
    after = request.GET.get("after", "")
    form = said(request, forms.NewWords, places=drafting.places_of(version))
    if request.method != "POST":
        form.initial = drafting.new_clause(version, int(after) if after.isdigit() else None)
    elif "use" in request.POST:
        form.put_placeholder(request.POST["use"])
    elif form.is_valid() and (clause := done(form, lambda: _add(request, id, form))):
        messages.success(request, f"Clause {clause.place} is in the draft.")
        return redirect(f"{_draft_url(request, id)}#clause-{clause.pk}")
    return _clause_form(request, version, form, None)


def _add(request: Request, id: int, form: Any) -> Any:
    version = reach.version_for(request.person, id, to_change=True)
    after = drafting.clause_of(version, form.cleaned_data["after"])
    return policy_drafting.add_clause(version, after=after, **form.said(), by=request.person, at=now())


def _clause_form(request: Request, version: Any, form: Any, page: drafting.ClausePage | None) -> HttpResponse:
    offered = drafting.offered(version)
    context = {"form": form, "page": page, "version": version, "offered": offered}
    return render(
        request, "policy/drafting/clause.html", {**context, "back": _draft_url(request, version.pk)}
    )


@PAGE_AND_FORM
def move_clause(request: Request, id: int) -> HttpResponse:
    """Moves a clause one up, one down, or after any other; what it is called is changed elsewhere."""
    page = drafting.move_page(request.person, id, today())
    if page.why_closed:
        messages.error(request, page.why_closed)
        return redirect("policy:draft", page.clause.version_id)
    way = request.POST.get("step", "")
    form = forms.Moved(request.POST if request.method == "POST" and not way else None, places=page.places)
    if way in ("up", "down") and pressed(request, lambda: _step(request, id, way)):
        return redirect(f"{reverse('policy:clause_move', args=[id])}#{way}")
    if form.is_valid() and done(form, lambda: _move(request, id, form)):
        moved = drafting.move_page(request.person, id, today())
        messages.success(request, f"Clause {moved.clause.place} now comes {moved.stands}.")
        return redirect("policy:clause_move", id)
    return render(request, "policy/drafting/move.html", {"page": page, "form": form})


def _step(request: Request, id: int, way: str) -> Any:
    page = drafting.move_page(request.person, id, today(), to_change=True)
    after = drafting.clause_of(page.clause.version, drafting.step(page, way))
    return policy_drafting.move_clause(page.clause, after=after, by=request.person, at=now())


def _move(request: Request, id: int, form: Any) -> Any:
    clause = drafting.clause_for(request.person, id, to_change=True)
    after = drafting.clause_of(clause.version, form.cleaned_data["after"])
    return policy_drafting.move_clause(clause, after=after, by=request.person, at=now())


@PAGE_AND_FORM
def remove_clause(request: Request, id: int) -> HttpResponse:
    """Asks once more, then takes a clause out; its words stay in view."""
    page = drafting.clause_page(request.person, id, today())
    form = said(request, django_forms.Form)
    if request.method == "POST" and form.is_valid() and done(form, lambda: _remove(request, id)):
        messages.success(
            request, f"Clause {page.clause.place} is taken out. Its words are among those set aside."
        )
        return redirect(f"{_draft_url(request, page.clause.version_id)}#set-aside")
    return render(request, "policy/drafting/remove.html", {"form": form, "page": page})


def _remove(request: Request, id: int) -> Any:
    clause = drafting.clause_for(request.person, id, to_change=True)
    return policy_drafting.remove_clause(clause, by=request.person, at=now())


@PAGE_AND_FORM
def restore(request: Request, id: int) -> HttpResponse:
    """Makes a clause of words that were set aside."""
    aside = drafting.aside_for(request.person, id)
    form = said(request, forms.Restored, places=drafting.places_of(aside.version))
    if (
        request.method == "POST"
        and form.is_valid()
        and (clause := done(form, lambda: _restore(request, id, form)))
    ):
        messages.success(request, f"The words are clause {clause.place} now. Say whether it is right.")
        return redirect(f"{reverse('policy:draft', args=[clause.version_id])}#clause-{clause.pk}")
    return render(request, "policy/drafting/restore.html", {"form": form, "aside": aside})


def _restore(request: Request, id: int, form: Any) -> Any:
    aside = drafting.aside_for(request.person, id, to_change=True)
    after = drafting.clause_of(aside.version, form.cleaned_data["after"])
    place = form.cleaned_data["place"]
    return policy_drafting.restore_text(aside, place=place, after=after, by=request.person, at=now())


def _looked_at(request: Request) -> dict[str, Any]:
    """The filter through which the draft is looked at."""
    return {"show": request.GET.get("show") or "all", "section": request.GET.get("section", "")}


def _draft_url(request: Request, id: int) -> str:
    """Back to the draft as it was looked at: the same filter."""
    kept = request.GET.copy()
    kept.pop("after", None)
    return f"{reverse('policy:draft', args=[id])}{f'?{kept.urlencode()}' if kept else ''}"
