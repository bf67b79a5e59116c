"""A child tells us: one thing at a time, at one address, with nothing kept until it is sent."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.concerns import receipts, rules
from schoolgate.concerns.actions import telling
from schoolgate.concerns.forms.telling import child as forms
from schoolgate.concerns.forms.telling.fields import Unfit
from schoolgate.concerns.queries import people
from schoolgate.concerns.views.telling.common import around, door, school_of, teller
from schoolgate.pages import now, today


@door
def tell(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows the first question, or takes an answer and shows the next."""
    school = school_of(slug)
    if request.method != "POST":
        return _ask(request, school, "what", {"token": receipts.form_token(now())})
    said = {name: request.POST.get(name, "") for name in (*forms.CARRIED, "token")}
    if request.POST.get("back") in forms.STEPS:
        return _ask(request, school, request.POST["back"], said)
    return _answered(request, school, _step(request), said)


def _answered(request: HttpRequest, school: Any, step: str, said: dict[str, str]) -> HttpResponse:
    form = _form(request, school, step, request.POST)
    if not form.is_valid():
        return _ask(request, school, step, said, form)
    said |= form.cleaned_data
    if step == "what":
        return _ask(request, school, "how", said)
    if step == "how":
        return _ask(request, school, said["how"], said)
    missing = forms.first_missing(said)
    if missing or step != "who":
        return _ask(request, school, missing or "who", said)
    return _sent(request, school, said, form)


def _sent(request: HttpRequest, school: Any, said: dict[str, str], form: Any) -> HttpResponse:
    by = teller(request, school)
    try:
        if by.id is None:  # before anything is looked into
            receipts.check_form_token(said["token"], at=now())
        concern = telling.tell(
            school, telling=forms.telling_of(said), form_token=said["token"], by=by, at=now()
        )
    except (Broken, Unfit) as broken:
        form.add_error(None, str(broken))
        if isinstance(broken, rules.TooQuick):
            said["token"] = receipts.form_token(now())
        return _ask(request, school, "who", said, form)
    page = {
        **around(school),
        "reader": people.who_reads(concern, today()),
        "trusted": concern.trusted_adult,
        "someone_at_home": concern.someone_at_home,
        "receipt": concern.receipt if by.id is None else "",
        "is_pupil": _is_pupil(by),
        "unkept": concern.unkept,
    }
    return render(request, "concerns/telling/child/thanks.html", page)


# ---- parts


def _step(request: HttpRequest) -> str:
    step = request.POST.get("step", "")
    return step if step in forms.STEPS else "what"


def _form(request: HttpRequest, school: Any, step: str, *data: Any, **initial: Any) -> Any:
    if step != "who":
        return forms.STEPS[step](*data, **initial)
    by = teller(request, school)
    grown_ups = people.grown_ups_for(school.pk, by.id, today())
    return forms.Who(*data, grown_ups=grown_ups, stranger=by.id is None, **initial)


def _ask(
    request: HttpRequest, school: Any, step: str, said: dict[str, str], form: Any = None
) -> HttpResponse:
    form = form or _form(
        request, school, step, initial={name: words for name, words in said.items() if words}
    )
    carried = {name: words for name, words in said.items() if words and name not in form.fields}
    page = {
        **around(school), "form": form, "step": step, "carried": carried, "back": forms.before(step, said),
        "happened": forms.HAPPENED, "ways": forms.WAYS, "is_pupil": _is_pupil(teller(request, school)),
    }  # fmt: skip
    return render(request, f"concerns/telling/child/{step}.html", page)


def _is_pupil(by: Any) -> bool:
    return Duty.PUPIL in by.duties
