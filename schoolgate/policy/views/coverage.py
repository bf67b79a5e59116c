"""Coverage as it is visited: the picture, the list of those to chase, reminders, letters, and the file."""

import csv

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from schoolgate import access
from schoolgate.pages import Request, answer, mail_leaves, now, today
from schoolgate.policy import letters, printing
from schoolgate.policy.forms import signing as forms
from schoolgate.policy.queries import coverage, reminding
from schoolgate.post import actions as post


@require_safe
def show(request: Request) -> HttpResponse:
    page = coverage.coverage_page(request.person, today())
    return render(request, "policy/coverage/coverage.html", {"page": page})


@require_safe
def chase(request: Request) -> HttpResponse:
    access.require(request.person, "look.chase_list")
    search = forms.ChaseSearch(request.GET, classrooms=coverage.classrooms(request.person))
    asked = search.asked()
    number = request.GET.get("page", 1)
    found = coverage.chase(request.person, today(), **asked, page=number)
    page = {"search": search, "found": found, "asked": asked.items(), "query": urlencode(asked)}
    return render(request, "policy/coverage/chase.html", page)


@require_POST
def remind(request: Request) -> HttpResponse:
    access.require(request.person, "post.remind")
    at, asked = now(), _asked(request)
    if not mail_leaves():
        messages.warning(request, "No mail server is set, so no reminder can leave. Print letters instead.")
        return redirect(_list_url(asked))
    chosen = reminding.to_remind_now(request.person, at, **asked)
    mails = [letters.remind(person, chosen.version) for person in chosen.people] if chosen else []
    if mails:
        sent = post.remind(request.person.school, letters=mails, by=request.person, at=at)
        told = f"{len(sent)} reminders are on their way. The outbox shows whether they arrive."
        return answer(request, told, _list_url(asked))
    told = "Nobody on this list can be reminded by e-mail now: nobody gets two mails on a day."
    messages.info(request, told)
    return redirect(_list_url(asked))


@require_POST
def print_letters(request: Request) -> HttpResponse:
    access.require(request.person, "post.print_letters")
    at, asked = now(), _asked(request)
    chosen = reminding.to_print(request.person, timezone.localdate(at), **asked)
    if chosen is None:
        messages.info(request, "Nobody on this list needs a letter: they all have an e-mail address.")
        return redirect(_list_url(asked))
    made = printing.letters(chosen, timezone.localdate(at))
    told = [letters.on_paper(person, chosen.version) for person in chosen.people]
    post.print_letters(request.person.school, letters=told, by=request.person, at=at)
    headers = {"Content-Disposition": 'attachment; filename="letters.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


@require_safe
def export(request: Request) -> HttpResponse:
    access.require(request.person, "look.chase_list")
    search = forms.ChaseSearch(request.GET, classrooms=coverage.classrooms(request.person))
    people = coverage.everyone_to_chase(request.person, today(), **search.asked())
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="not-signed-yet.csv"'
    response.write("\ufeff")  # so that spreadsheets read it as UTF-8
    rows = csv.writer(response)
    rows.writerow(["Last name", "First name", "Asked as", "Class", "How to reach them", "Last written to"])
    rows.writerows([plain(cell) for cell in _row(chased)] for chased in people)
    return response


def plain(cell: str) -> str:
    """A spreadsheet takes what begins like this for a formula: a mark before it keeps it a word."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _row(chased: coverage.Chased) -> list[str]:
    asked = f"{timezone.localtime(chased.asked_at):%Y-%m-%d}" if chased.asked_at else ""
    person = chased.person
    return [person.last_name, person.first_name, chased.asked_as, ", ".join(chased.classes), chased.way, asked]


def _asked(request: Request) -> dict[str, str]:
    """Which part of the list a button was pressed on."""
    asked = forms.ChaseSearch(request.POST, classrooms=coverage.classrooms(request.person)).asked()
    return {"audience": asked["audience"], "classroom": asked["classroom"]}


def _list_url(asked: dict[str, str]) -> str:
    return f"{reverse('policy:chase')}?{urlencode(asked)}"
