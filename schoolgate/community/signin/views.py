"""Pages about signing in that allauth does not have."""

from datetime import timedelta
from typing import Any

from allauth.account.utils import perform_login
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schoolgate.broken import Broken
from schoolgate.community.person_middleware import Request
from schoolgate.community.signin import actions, attempts, forms, pictures, queries

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PUPIL_HOUR = timedelta(hours=1)
AT_A_TIME = 100

show_or_send = require_http_methods(["GET", "HEAD", "POST"])

# ---- being sent away, and the second step


@login_not_required
@never_cache
@require_safe
def no_longer(request: HttpRequest) -> HttpResponse:
    return render(request, "signin/no_longer.html")


@never_cache
@require_safe
def second_factor(request: Request) -> HttpResponse:
    """Why a second step is needed, and the two ways to have one."""
    if queries.has_second_factor(request.user):
        return redirect("mfa_index")
    return render(request, "signin/second_factor.html")


def remove_passkey(request: Request, pk: int) -> HttpResponseBase:
    """Takes a passkey away, unless it is the last second step of somebody who must have one."""
    if queries.is_last_factor(request.user, pk, timezone.localdate()):
        return render(request, "signin/last_factor.html", status=403)
    response: HttpResponseBase = webauthn.remove_webauthn(request, pk=pk)
    return response


# ---- invitations


@login_not_required
@sensitive_post_parameters("password")
@never_cache
@show_or_send
def invitation(request: Request, token: str) -> HttpResponse:
    """Where the link in the e-mail leads; looking uses nothing up."""
    now = timezone.now()
    found = queries.invitation_for(token, now)
    if found is None:
        return render(request, "signin/invitation_over.html", status=404)
    form = forms.NewPassword(request.POST if request.method == "POST" else None, person=found.person)
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            account = actions.accept_invitation(found, form.cleaned_data["password"], by=found.person, at=now)
        except Broken as broken:
            problem = str(broken)
        else:
            logout(request)
            return perform_login(request, account, email_verification="none")  # type: ignore[no-any-return]
    return render(
        request, "signin/invitation.html", {"form": form, "school": found.person.school, "problem": problem}
    )


@never_cache
@show_or_send
def invite(request: Request, person_id: int) -> HttpResponse:
    """Asks, then sends one person their link."""
    person = queries.person_to_invite(request.person, person_id)
    if person is None or request.person is None:
        raise Http404
    if request.method != "POST":
        return render(request, "signin/invite.html", {"invited": person})
    try:
        actions.invite(person, by=request.person, at=timezone.now())
    except Broken as broken:
        return render(request, "signin/invite.html", {"invited": person, "problem": str(broken)}, status=422)
    return render(request, "signin/invited.html", {"invited": person})


@never_cache
@show_or_send
def invite_all(request: Request) -> HttpResponse:
    """How far invitations have come; each press sends the next few, so that no page waits long."""
    assert request.person is not None
    now = timezone.now()
    if request.method == "POST":
        _invite_next(request, queries.people_to_invite(request.person, now, AT_A_TIME))
        return redirect("signin:invite_all")
    joining = queries.joining(request.person, now)
    return render(request, "signin/invite_all.html", {"joining": joining, "at_a_time": AT_A_TIME})


def _invite_next(request: Request, people: list[Any]) -> None:
    assert request.person is not None
    results = list(actions.invite_all(people, by=request.person, at=timezone.now()))
    left_out = [str(person) for person in results if person in people]
    if sent := len(results) - len(left_out):
        messages.success(request, f"{sent} invitation{'s' if sent != 1 else ''} put into the outbox.")
    if left_out:
        names = ", ".join(left_out)
        messages.warning(
            request, f"Not invited, for their e-mail address belongs to another account already: {names}."
        )


# ---- pupils, by the teacher


@never_cache
@require_safe
def classes(request: Request) -> HttpResponse:
    found = queries.classes_page(request.person, timezone.localdate())
    if len(found) == 1:
        return redirect("signin:class", found[0].pk)
    return render(request, "signin/classes.html", {"classes": found})


@never_cache
@require_safe
def class_list(request: Request, class_id: int) -> HttpResponse:
    """The children's names as buttons, on a device that the teacher hands over."""
    classroom = _class(request, class_id)
    pupils = queries.pupils_of(classroom, timezone.localdate())
    return render(request, "signin/class.html", {"classroom": classroom, "pupils": pupils})


@require_POST
def open_session(request: Request, class_id: int) -> HttpResponse:
    """Ends the teacher's session on this device and opens the child's."""
    classroom = _class(request, class_id)
    pupil = _chosen(queries.pupils_of(classroom, timezone.localdate()), request.POST.get("pupil", ""))
    assert request.person is not None
    account = actions.open_pupil_session(pupil, by=request.person, at=timezone.now())
    return _enter_as_pupil(request, account)


@never_cache
@show_or_send
def cards(request: Request, class_id: int) -> HttpResponse:
    """New cards: shown once, to be printed and cut out."""
    classroom = _class(request, class_id)
    pupils = queries.pupils_of(classroom, timezone.localdate())
    without = [pupil for pupil in pupils if not queries.has_card(pupil)]
    asked = request.POST if request.method == "POST" else None
    form = forms.NewCards(asked, pupils=pupils, without=len(without))
    if request.method == "POST" and form.is_valid():
        whom = form.cleaned_data["whom"]
        chosen = {"all": pupils, "missing": without}.get(whom) or [_chosen(pupils, whom)]
        assert request.person is not None
        made = actions.make_cards(classroom, chosen, by=request.person, at=timezone.now())
        return render(
            request,
            "signin/cards.html",
            {"classroom": classroom, "cards": made, "address": settings.ADDRESS.partition("://")[2]},
        )
    return render(request, "signin/new_cards.html", {"classroom": classroom, "form": form, "pupils": pupils})


@never_cache
@show_or_send
def class_code(request: Request, class_id: int) -> HttpResponse:
    classroom = _class(request, class_id)
    if request.method == "POST":
        assert request.person is not None
        actions.change_class_code(classroom, by=request.person, at=timezone.now())
        messages.success(request, f"The code of {classroom} is now {classroom.code}. Write it on the cards.")
        return redirect("signin:class", classroom.pk)
    return render(request, "signin/class_code.html", {"classroom": classroom})


def _class(request: Request, class_id: int) -> Any:
    classroom = queries.class_for(request.person, class_id, timezone.localdate())
    if classroom is None:
        raise Http404
    return classroom


def _chosen(pupils: list[Any], id: str) -> Any:
    for pupil in pupils:
        if str(pupil.pk) == id:
            return pupil
    raise Http404


def _enter_as_pupil(request: HttpRequest, account: Any) -> HttpResponse:
    logout(request)
    login(request, account, backend=BACKEND)
    request.session["ends_at"] = (timezone.now() + PUPIL_HOUR).timestamp()
    return redirect("home")


# ---- pupils, with their card


@login_not_required
@never_cache
@show_or_send
def pupil(request: Request) -> HttpResponse:
    """The class code, the number on the card, then three pictures: one at a time, and no name anywhere."""
    if request.user.is_authenticated:
        return redirect("home")
    if request.method == "POST":
        return _card_step(request)
    card = request.session.get("card", {})
    if "code" not in card:
        return _ask(request, forms.ClassCode())
    if "number" not in card:
        return _ask(request, forms.CardNumber(), card)
    chosen = card.get("pictures", [])
    return render(
        request,
        "signin/pupil_pictures.html",
        {
            "card": card,
            "pictures": pictures.PICTURES,
            "chosen": chosen,
            "step": len(chosen) + 1,
            "steps": range(1, pictures.ON_A_CARD + 1),
            "was_wrong": card.get("wrong", False) and not chosen,
        },
    )


@login_not_required
@require_safe
def pupil_of_class(request: Request, code: str) -> HttpResponse:
    """An address a class can keep on its tablets: the code is filled in."""
    if not request.user.is_authenticated:
        request.session["card"] = {"code": pictures.tidy(code)}
    return redirect("signin:pupil")


def _card_step(request: Request) -> HttpResponse:
    """Takes what was typed or pressed, and asks for the next thing."""
    card = request.session.get("card", {})
    if "again" in request.POST:
        request.session.pop("card", None)
        return redirect("signin:pupil")
    form: Any = forms.ClassCode(request.POST)
    if "code" in card:
        form = forms.Picture(request.POST) if "number" in card else forms.CardNumber(request.POST)
    if not form.is_valid():
        return redirect("signin:pupil") if isinstance(form, forms.Picture) else _ask(request, form, card)
    if not isinstance(form, forms.Picture):
        request.session["card"] = {**card, **form.cleaned_data}
        return redirect("signin:pupil")
    chosen = [*card.get("pictures", []), form.cleaned_data["picture"]]
    if len(chosen) < pictures.ON_A_CARD:
        request.session["card"] = {**card, "pictures": chosen}
        return redirect("signin:pupil")
    return _try_card(request, card, chosen)


def _try_card(request: Request, card: dict[str, Any], chosen: list[str]) -> HttpResponse:
    usage = attempts.count(request, card["code"])
    if usage is None:
        request.session.pop("card", None)
        return render(request, "signin/ask_teacher.html", status=429)
    account = queries.pupil_with_card(card["code"], card["number"], chosen, timezone.localdate())
    if account is None:
        request.session["card"] = {"code": card["code"], "number": card["number"], "wrong": True}
        return redirect("signin:pupil")
    attempts.forget(usage)
    return _enter_as_pupil(request, account)


def _ask(request: Request, form: Any, card: dict[str, Any] | None = None) -> HttpResponse:
    return render(request, "signin/pupil_question.html", {"form": form, "card": card or {}})


# ---- the demonstration


@login_not_required
@never_cache
@require_safe
def demo(request: Request) -> HttpResponse:
    """The cast of the invented schools, each a button."""
    if not settings.DEMO:
        raise Http404
    on = timezone.localdate()
    schools = [(school, queries.demo_cast(school, on)) for school in queries.demo_schools()]
    return render(request, "signin/demo.html", {"schools": schools})


@login_not_required
@require_POST
def sign_in_as(request: Request, person_id: int) -> HttpResponse:
    person = queries.demo_person(person_id) if settings.DEMO else None
    if person is None:
        raise Http404
    logout(request)
    login(request, actions.account_of(person), backend=BACKEND)
    request.session["demo"] = True
    return redirect("home")
