"""A child tells us: one thing at a time, at one address, with nothing kept until it is sent."""

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.community.signin.opening import opener_of
from schoolgate.concerns import limits, receipts
from schoolgate.concerns.actions import telling
from schoolgate.concerns.forms.telling import child as forms
from schoolgate.concerns.forms.telling.fields import Unfit
from schoolgate.concerns.queries import duty, people, trusted
from schoolgate.concerns.queries import telling as told
from schoolgate.concerns.views.telling.common import around, door, school_of, teller
from schoolgate.pages import OpenRequest, Unsaved, do, now, today

if TYPE_CHECKING:
    from schoolgate.community.models import School

UNSAVED = (
    "We could not keep this just now. Your words are still here. Tell a grown-up near you what you wanted to tell us, "
    "or ring Childline: 0800 1111. You can press the button again in a little while."
)


@door
def tell(request: OpenRequest, slug: str) -> HttpResponse:
    """Shows the first question, or takes an answer and shows the next."""
    school = school_of(slug)
    if request.method != "POST":
        return _ask(request, school, "what", {"token": receipts.form_token(now())})
    data = {name: request.POST.get(name, "") for name in (*forms.CARRIED, "token")}
    at_the_end = request.POST.get("step") == "who" and "back" not in request.POST
    if told.was_sent(school, data["token"], by=teller(request, school), at_the_end=at_the_end):
        return redirect("concerns:child", slug)  # the next child at this tablet went back
    if request.POST.get("back") in forms.STEPS:
        return _ask(request, school, request.POST["back"], data)
    return _answered(request, school, _step(request), data)


def _answered(request: OpenRequest, school: "School", step: str, data: dict[str, str]) -> HttpResponse:
    form = _form(request, school, step, request.POST)
    if not form.is_valid():
        return _ask(request, school, step, data, form)
    data |= form.cleaned_data
    if step in ("what", "about"):
        return _ask(request, school, {"what": "about", "about": "how"}[step], data)
    if step == "how":
        return _ask(request, school, data["how"], data)
    missing = forms.first_missing(data)
    if missing or step != "who":
        return _ask(request, school, missing or "who", data)
    return _sent(request, school, data, form)


def _sent(request: OpenRequest, school: "School", data: dict[str, str], form: Any) -> HttpResponse:
    by = teller(request, school)
    try:
        if by.id is None:  # before anything is looked into
            receipts.check_form_token(data["token"], at=now())
        stranger = by.id is None
        look = not stranger or limits.may_look(now(), address=access.address_of(by))
        said = forms.telling_of(data, stranger=stranger, look=look)
        told = {"telling": said, "form_token": data["token"], "opener": opener_of(request.session)}
        concern = do(request, telling.tell, school, {**told, "by": by})
    except Unsaved:
        form.add_error(None, UNSAVED)
        return _ask(request, school, "who", data, form)
    except (Broken, Unfit) as broken:
        form.add_error(None, str(broken))
        data |= getattr(broken, "fresh", {})
        return _ask(request, school, "who", data, form)
    reading = duty.reading_of(concern, now())
    adult = concern.trusted_adult
    goes_to = adult if concern.receipt and adult and trusted.may_go_to(adult, today()) else None
    page = {
        **around(school, reading=reading),
        "trusted": goes_to,
        "trusted_at": people.at_school(school, now()),
        "someone_at_home": concern.someone_at_home and concern.receipt,
        "receipt": concern.receipt,
        "pictures": concern.pictures,
        "is_pupil": _is_pupil(by),
        "unkept": concern.unkept,
    }
    return render(request, "concerns/telling/child/thanks.html", page)


# ---- parts


def _step(request: OpenRequest) -> str:
    step = request.POST.get("step", "")
    return step if step in forms.STEPS else "what"


def _form(request: OpenRequest, school: "School", step: str, *data: Any, **initial: Any) -> Any:
    if step != "who":
        return forms.STEPS[step](*data, **initial)
    by = teller(request, school)
    grown_ups = trusted.grown_ups_for(school.pk, by.id, now(), whom=request.POST.get("whom", ""))
    return forms.Who(*data, grown_ups=grown_ups, stranger=by.id is None, **initial)


def _ask(request: OpenRequest, school: "School", step: str, data: dict[str, str], form: Any = None) -> HttpResponse:
    form = form or _form(request, school, step, initial={name: words for name, words in data.items() if words})
    page = around(school, teller(request, school), whom=data.get("whom", ""))
    carried = {name: words for name, words in data.items() if words and name not in form.fields}
    page |= {
        "form": form,
        "step": step,
        "carried": carried,
        "back": forms.before(step, data),
        "happened": forms.HAPPENED,
        "whom": forms.whom_cards(page["officers"]),
        "ways": forms.WAYS,
        "is_pupil": _is_pupil(teller(request, school)),
    }
    return render(request, f"concerns/telling/child/{step}.html", page)


def _is_pupil(by: access.Someone) -> bool:
    return Duty.PUPIL in by.duties
