"""The list of cases, one case, its chronology, the desks, and what is in force."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.cases.actions import decisions, readers
from schoolgate.cases.forms import acts as forms
from schoolgate.cases.queries import (
    act_pages,
    ladder,
    letter_lines,
    letters,
    opening,
    pages,
    prepared,
    reach,
    register,
    todo,
)
from schoolgate.cases.queries import checks as case_checks
from schoolgate.pages import Request, act, bound_form, form_page, now, today


@require_safe
def index(request: Request) -> HttpResponse:
    """The cases of whoever is there: open, late, closed, or found by words."""
    view, words = str(request.GET.get("view", "open")), str(request.GET.get("words", ""))
    page = pages.cases_page(request.person, at=now(), view=view, words=words, page=request.GET.get("page", 1))
    context = {"page": page, "search": forms.Search({"words": words}), **_ways(request)}
    return render(request, "cases/cases.html", context)


def _ways(request: Request) -> dict[str, Any]:
    """What else of cases this person may come to."""
    may = {
        name for name in ("open_case", "edit_settings", "edit_template") if access.may(request.person, f"cases.{name}")
    }
    return {
        "may": may,
        "desks": access.may(request.person, "look.case_desk"),
        "keeps_records": access.may(request.person, "look.records"),
        "answers_requests": access.may(request.person, "look.access_requests"),
        "may_open_in_emergency": act_pages.may_open_in_emergency(request.person),
    }


@require_safe
def show(request: Request, id: UUID) -> HttpResponse:
    """One case: what to do now first, then what waits, then who and what there is."""
    case = reach.case_for(request.person, id, at=now())
    readers.look(case, what="page", by=request.person, at=now())
    page = pages.case_page(request.person, id, at=now())
    context = {
        "page": page,
        "case": page.case,
        "held": act_pages.held_back(page.case),
        "letters": letter_lines.lines_of(page.letters),
        "writes": letters.may_write(request.person, case),
        "keeps": act_pages.keeps(request.person, page),
        "prepared": prepared.prepared_in(page.case, now()) if page.leads else None,
        "asked": [approval for approval in page.approvals if not approval.answered_at],
    }
    context |= {**_steps(page), **act_pages.in_words(page, today())}
    return render(request, "cases/case.html", context)


def _steps(page: pages.CasePage) -> dict[str, Any]:
    """Open steps as they are looked for: to be done by whoever is there, by others, and if they are needed."""
    before = {line.key for line in page.done if not line.struck}
    needed = [do for do in page.to_do if not do.line.step.optional and do.line.key not in before]
    later = [item for item in page.waiting if not item.due_at]
    return {
        "mine": _by_step(do for do in needed if do.mine),
        "others": _by_step(do for do in needed if not do.mine),
        "soon": _together(item for item in page.waiting if item.due_at),
        "later": _together(later),
        "later_words": f"Later steps ({len(later)})",
        "spare": [do for do in page.to_do if do.mine and do not in needed],
    }


def _together(lines: Iterable[Any]) -> list[tuple[Any, str]]:
    """A step that waits for the same with several children stands there once, with their names."""
    found: dict[Any, list[Any]] = {}
    for line in lines:
        found.setdefault((line.key.step, line.why, line.due_at), []).append(line)
    return [(those[0], ", ".join(str(item.child) for item in those if item.child)) for those in found.values()]


def _by_step(steps: Iterable[Any]) -> list[list[Any]]:
    """A step that several children have stands there once, with each of them."""
    found: dict[str, list[Any]] = {}
    for step in steps:
        found.setdefault(step.line.key.step, []).append(step)
    return list(found.values())


@require_safe
def chronology(request: Request, id: UUID) -> HttpResponse:
    """What happened, in the order in which it happened."""
    case = reach.case_for(request.person, id, at=now())
    readers.look(case, what="chronology", by=request.person, at=now())
    page = pages.chronology_page(request.person, id, at=now(), page=request.GET.get("page", 1))
    context = {"page": page, "case": page.case, "removable": ("note", "contact")}
    return render(request, "cases/chronology.html", context)


@require_safe
def today_page(request: Request) -> HttpResponse:
    """The desk of those who run cases: what is late, what is due, what nobody has read, what waits on others."""
    page = todo.dsl_page(request.person, at=now())
    waiting = opening.concerns_to_open(request.person)
    kinds = [(trend.words, trend.total) for trend in page.trends]
    context = {"page": page, "concerns": waiting, "months": _months(page.trends), "kinds": kinds}
    return render(request, "cases/today.html", context)


def _months(trends: Iterable[todo.Trend]) -> list[tuple[str, int]]:
    """Cases opened in each month, whatever they are about."""
    counted: dict[Any, int] = {}
    for trend in trends:
        for month, number in trend.months:
            counted[month] = counted.get(month, 0) + number
    return [(f"{month:%B %Y}", number) for month, number in sorted(counted.items())]


@require_safe
def desk(request: Request) -> HttpResponse:
    """What waits for a decision of whoever is there."""
    page = todo.head_page(request.person, at=now())
    waiting = opening.concerns_to_open(request.person)
    drafts = [(draft, ladder.rung_words(draft.rung), ladder.deciding_step(draft)) for draft in page.drafts]
    checks = [(check, case_checks.check_title(check.check_id)) for check in page.checks]
    context = {"page": page, "drafts": drafts, "checks": checks, "concerns": waiting}
    return render(request, "cases/desk.html", context)


@require_safe
def in_force(request: Request) -> HttpResponse:
    """Consequences that whoever is there must act on: for whom, what, until when. Never why."""
    access.require(request.person, "look.consequences")
    lines = register.consequences_in_force(request.person, today())
    return render(request, "cases/in_force.html", {"lines": lines, "on": today()})


@form_page
def settings(request: Request) -> HttpResponse:
    """The school's own times."""
    held = reach.settings_for(request.person)
    names = ("emergency_hours", "grant_days", "lado_days", "at_once_minutes")
    form = bound_form(request, forms.Times, initial={name: getattr(held, name) for name in names})
    kept = act(request, form, decisions.edit_settings, request.person.school)
    return render(request, "cases/settings.html", {"form": form, "kept": kept})
