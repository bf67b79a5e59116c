"""The trail as it is visited, and as a file for a spreadsheet."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from schoolgate.config import trail
from schoolgate.pages import Request, now
from schoolgate.policy.views.coverage import plain

NO_STORE = "private, no-store, max-age=0"


class Narrowed(forms.Form):
    """Which month and which kind of deed somebody wants to see, of those in which there is something for them."""

    month = forms.ChoiceField(label="Month", required=False)
    kind = forms.ChoiceField(label="What was done", required=False)

    def __init__(self, *args: Any, months: Iterable[datetime], kinds: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.months = {f"{other:%Y-%m}": other for other in months}
        named = [(key, f"{one:%B %Y}") for key, one in self.months.items()]
        self.fields["month"].choices = [("", "Every month"), *named]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", "Everything"), *self._areas(kinds)]  # type: ignore[attr-defined]

    @staticmethod
    def _areas(kinds: Sequence[str]) -> list[tuple[str, list[tuple[str, str]]]]:
        found = []
        for area, words in trail.AREAS.items():
            there = [(kind, trail.words_of(kind)) for kind in kinds if kind.startswith(f"{area}.")]
            if there:
                found.append((words, [(area, f"All of: {words.lower()}"), *sorted(there, key=lambda item: item[1])]))
        return found

    def asked(self) -> dict[str, Any]:
        """What is asked for; an answer that is not one of those offered counts as none."""
        self.is_valid()
        return {"month": self.months.get(self.cleaned_data.get("month", "")), "kind": self.cleaned_data.get("kind", "")}


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Request) -> HttpResponse:
    """The trail, newest first; whether the whole of it holds is looked into only when somebody asks."""
    seen = trail.seen_by(request.person, now())
    form = Narrowed(request.GET, **trail.choices(seen))
    asked, check = form.asked(), request.method == "POST"
    context = {
        "page": trail.page_of(trail.narrowed(seen, **asked), request.GET.get("page", 1)),
        "form": form,
        "narrowed": any(asked.values()),
        "query": urlencode({name: form.cleaned_data.get(name, "") for name in form.fields}),
        "check": check,
        "whole": check and trail.is_whole(request.person),
    }
    return render(request, "config/trail.html", context)


@require_safe
def export(request: Request) -> HttpResponse:
    """The same, all of it, under the same choice."""
    seen = trail.seen_by(request.person, now())
    form = Narrowed(request.GET, **trail.choices(seen))
    headers = {"Content-Disposition": 'attachment; filename="trail.csv"', "Cache-Control": NO_STORE}
    response = HttpResponse(content_type="text/csv; charset=utf-8", headers=headers)
    response.write("\ufeff")  # so that spreadsheets read it as UTF-8
    rows = csv.writer(response)
    rows.writerow(["When", "Who", "What was done", "Clause"])
    for line in trail.lines_of(trail.narrowed(seen, **form.asked()).iterator()):
        when = f"{timezone.localtime(line.at):%Y-%m-%d %H:%M:%S}"
        rows.writerow([when, *(plain(cell) for cell in (line.who, line.what, line.clause))])
    return response
