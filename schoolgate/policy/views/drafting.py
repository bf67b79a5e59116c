"""The head's work on the document: bring it in, put it right clause by clause, put it away."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from schoolgate import access
from schoolgate.broken import Moved
from schoolgate.pages import Request, act, answer, bound_form, form_page, press, today
from schoolgate.policy.actions import drafting as policy_drafting
from schoolgate.policy.forms import drafting as forms
from schoolgate.policy.queries import drafting, reach
from schoolgate.policy.queries import versions as version_list

if TYPE_CHECKING:
    from schoolgate.policy.models import Clause, RemovedClause, Version


def held(request: Request, id: int) -> Callable[[], "Version"]:
    """How an action finds the version that it is about: held still until it is done."""
    return partial(reach.version_for, request.person, id, to_change=True)


# ---- versions


@require_safe
def versions(request: Request) -> HttpResponse:
    page = version_list.versions_page(request.person, today())
    return render(request, "policy/drafting/versions.html", {"page": page})


@form_page
def import_document(request: Request) -> HttpResponse:
    """Reads the school's own document into a draft."""
    access.require(request.person, "policy.import_document")
    form = bound_form(request, forms.Document)
    if version := act(request, form, policy_drafting.import_document, request.person.school):
        told = "Your document is read. Look through its clauses and say which are right."
        return answer(request, told, "policy:draft", version.pk)
    draft = reach.open_draft(request.person.school_id)
    return render(request, "policy/drafting/import.html", {"form": form, "draft": draft})


@require_POST
def start(request: Request) -> HttpResponse:
    """Starts from the model policy."""
    version = press(request, policy_drafting.start_from_model, request.person.school)
    return redirect("policy:draft", version.pk) if version else redirect("policy:versions")


@require_POST
def revise(request: Request, id: int) -> HttpResponse:
    version = press(request, policy_drafting.revise, held(request, id))
    return redirect("policy:draft", version.pk) if version else redirect("policy:versions")


@form_page
def discard(request: Request, id: int) -> HttpResponse:
    """Asks once more, then puts a draft away."""
    access.require(request.person, "policy.discard")
    version = reach.version_for(request.person, id)
    form = bound_form(request, django_forms.Form)
    if act(request, form, policy_drafting.discard, held(request, id)):
        told = f"Version {version.number} is put away. You can still read it in the list."
        return answer(request, told, "policy:versions")
    return render(request, "policy/drafting/discard.html", {"form": form, "version": version})


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
    sure = press(request, policy_drafting.confirm_clauses, held(request, id), clauses=ids)
    if sure and request.htmx and len(ids) == 1:
        return _confirmed_in_place(request, id, ids[0])
    following = drafting.next_unsure(version, ids)
    return redirect(f"{_draft_url(request, id)}#{f'clause-{following}' if following else 'progress'}")


def _confirmed_in_place(request: Request, id: int, clause_id: int) -> HttpResponse:
    page = drafting.draft_page(request.person, id, today(), **_looked_at(request), also=clause_id)
    line = next(line for line in page.lines if line.clause.pk == clause_id)
    return render(request, "policy/drafting/confirmed.html", {"page": page, "line": line})


@form_page
def edit_clause(request: Request, id: int) -> HttpResponse:
    page = drafting.clause_page(request.person, id, today())
    if page.why_closed:
        messages.error(request, page.why_closed)
        return redirect("policy:draft", page.clause.version_id)
    form = bound_form(request, forms.Words, initial=page.initial)
    clause = partial(drafting.clause_page, request.person, id, today(), to_change=True)
    if "use" in request.POST:
        form.put_placeholder(request.POST["use"])
    elif act(request, form, _edit, clause):
        url = f"{_draft_url(request, page.clause.version_id)}#clause-{id}"
        return answer(request, f"Clause {form.cleaned_data['place']} is saved.", url)
    return _clause_form(request, page.clause.version, form, page)


def _edit(page: drafting.ClausePage, *, seen: str, **kwargs: Any) -> "Clause":
    if seen != page.seen:
        now_says = f"Somebody changed this clause while you were writing. It now says: “{page.clause.text}”"
        raise Moved(f"{now_says} Save again to put your words in its place.", seen=page.seen)
    return policy_drafting.edit_clause(page.clause, **kwargs)


@form_page
def add_clause(request: Request, id: int) -> HttpResponse:
    """A new clause, after the one it was asked for or at the beginning."""
    access.require(request.person, "policy.add_clause")
    version = reach.version_for(request.person, id)
    after = request.GET.get("after", "")
    form = bound_form(request, forms.NewWords, places=drafting.places_of(version))
    if request.method != "POST":
        form.initial = drafting.new_clause(version, int(after) if after.isdigit() else None)
    elif "use" in request.POST:
        form.put_placeholder(request.POST["use"])
    elif clause := act(request, form, _add, held(request, id)):
        url = f"{_draft_url(request, id)}#clause-{clause.pk}"
        return answer(request, f"Clause {clause.place} is in the draft.", url)
    return _clause_form(request, version, form, None)


def _add(version: "Version", *, after: int | None, seen: str, **kwargs: Any) -> "Clause":
    return policy_drafting.add_clause(version, after=drafting.clause_of(version, after), **kwargs)


def _clause_form(request: Request, version: "Version", form: Any, page: drafting.ClausePage | None) -> HttpResponse:
    context = {"form": form, "page": page, "version": version, "offered": drafting.offered(version)}
    context["back"] = _draft_url(request, version.pk)
    return render(request, "policy/drafting/clause.html", context)


@form_page
def move_clause(request: Request, id: int) -> HttpResponse:
    """Moves a clause one up, one down, or after any other; what it is called is changed elsewhere."""
    page = drafting.move_page(request.person, id, today())
    if page.why_closed:
        messages.error(request, page.why_closed)
        return redirect("policy:draft", page.clause.version_id)
    way = request.POST.get("step", "")
    form = forms.Moved(request.POST if request.method == "POST" and not way else None, places=page.places)
    held_page = partial(drafting.move_page, request.person, id, today(), to_change=True)
    if way in ("up", "down") and press(request, _step, held_page, way=way) is not None:
        return redirect(f"{reverse('policy:clause_move', args=[id])}#{way}")
    if act(request, form, _move, partial(drafting.clause_for, request.person, id, to_change=True)):
        moved = drafting.move_page(request.person, id, today())
        told = f"Clause {moved.clause.place} now comes {moved.stands}."
        return answer(request, told, "policy:clause_move", id)
    return render(request, "policy/drafting/move.html", {"page": page, "form": form})


def _step(page: drafting.MovePage, *, way: str, **kwargs: Any) -> "Clause":
    return _move(page.clause, after=drafting.step(page, way), **kwargs)


def _move(clause: "Clause", *, after: int | None, **kwargs: Any) -> "Clause":
    return policy_drafting.move_clause(clause, after=drafting.clause_of(clause.version, after), **kwargs)


@form_page
def remove_clause(request: Request, id: int) -> HttpResponse:
    """Asks once more, then takes a clause out; its words stay in view."""
    page = drafting.clause_page(request.person, id, today())
    form = bound_form(request, django_forms.Form)
    clause = partial(drafting.clause_for, request.person, id, to_change=True)
    if act(request, form, policy_drafting.remove_clause, clause):
        told = f"Clause {page.clause.place} is taken out. Its words are among those set aside."
        return answer(request, told, f"{_draft_url(request, page.clause.version_id)}#set-aside")
    return render(request, "policy/drafting/remove.html", {"form": form, "page": page})


@form_page
def restore(request: Request, id: int) -> HttpResponse:
    """Makes a clause of words that were set aside."""
    aside = drafting.aside_for(request.person, id)
    form = bound_form(request, forms.Restored, places=drafting.places_of(aside.version))
    held_aside = partial(drafting.aside_for, request.person, id, to_change=True)
    if clause := act(request, form, _restore, held_aside):
        url = f"{reverse('policy:draft', args=[clause.version_id])}#clause-{clause.pk}"
        return answer(request, f"The words are clause {clause.place} now. Say whether it is right.", url)
    return render(request, "policy/drafting/restore.html", {"form": form, "aside": aside})


def _restore(aside: "RemovedClause", *, after: int | None, **kwargs: Any) -> "Clause":
    return policy_drafting.restore_text(aside, after=drafting.clause_of(aside.version, after), **kwargs)


def _looked_at(request: Request) -> dict[str, Any]:
    """The filter through which the draft is looked at."""
    return {"show": request.GET.get("show") or "all", "section": request.GET.get("section", "")}


def _draft_url(request: Request, id: int) -> str:
    """Back to the draft as it was looked at: the same filter."""
    kept = request.GET.copy()
    kept.pop("after", None)
    return f"{reverse('policy:draft', args=[id])}{f'?{kept.urlencode()}' if kept else ''}"
