"""Pages about signing in that allauth does not have."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from allauth.account.utils import perform_login
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from schoolgate import access, pages
from schoolgate.broken import Broken
from schoolgate.community.actions import sign_in as changes
from schoolgate.community.forms.sign_in import OwnAnswer
from schoolgate.community.queries import sign_in
from schoolgate.community.signin import actions, attempts, forms, opening, pictures, queries
from schoolgate.community.signin import cards as cards_entered
from schoolgate.community.signin.opening import Opened, Opener
from schoolgate.pages import OpenRequest, Request, act, answer, bound_form, form_page, now, or_404, sent, today

if TYPE_CHECKING:
    from schoolgate.community.models import Account, Classroom, Invitation, Person

BACKEND = "schoolgate.community.signin.backend.Backend"
PUPIL_HOUR = timedelta(hours=1)
AT_A_TIME = 100

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


@never_cache
@require_safe
def unconfirmed(request: Request) -> HttpResponse:
    """Says to whoever came back by somebody else's help what is closed to them, and who opens it."""
    who = sign_in.waits_to_confirm(request.person, today())
    return render(request, "signin/unconfirmed.html", {"who": who}) if who else redirect("home")


@login_not_required
@never_cache
@form_page
def own_change(request: OpenRequest, token: str) -> HttpResponse:
    """Where the link in the mail to the old address leads; looking changes nothing."""
    own = sign_in.own_change(token, now())
    if own is None:
        return render(request, "signin/change_over.html", status=404)
    form = bound_form(request, OwnAnswer)
    change, school = own.change, own.school
    if act(request, form, changes.answer_own_change, own.person, change=change, by=own.person):
        page = {"school": school, "change": change, "agreed": form.cleaned_data["agreed"]}
        return render(request, "signin/change_answered.html", page)
    return render(request, "signin/own_change.html", {"form": form, "school": school, "change": change})


def remove_passkey(request: Request, pk: int) -> HttpResponseBase:
    """Takes a passkey away, unless it is the last second step of somebody who must have one."""
    if queries.is_last_factor(request.user, pk, now()):
        return render(request, "signin/last_factor.html", status=403)
    response: HttpResponseBase = webauthn.remove_webauthn(request, pk=pk)
    return response


# ---- invitations


@login_not_required
@sensitive_post_parameters("password")
@never_cache
@form_page
def invitation(request: OpenRequest, token: str) -> HttpResponse:
    """Where the link in the e-mail leads; looking uses nothing up."""
    found = queries.invitation_for(token, now())
    if found is None:
        return render(request, "signin/invitation_over.html", status=404)
    form = bound_form(request, forms.NewPassword, person=found.person)
    if account := act(request, form, _accept, found, by=found.person):
        logout(request)
        return perform_login(request, account, email_verification="none")  # type: ignore[no-any-return]
    return render(request, "signin/invitation.html", {"form": form, "school": found.person.school})


def _accept(invitation: "Invitation", *, password: str, by: "Person", at: datetime) -> "Account":
    return actions.accept_invitation(invitation, password, by=by, at=at)


@never_cache
@form_page
def invite(request: Request, person_id: int) -> HttpResponse:
    """Asks, then sends one person their link."""
    person = or_404(queries.person_to_invite(request.person, person_id))
    if request.method != "POST":
        return render(request, "signin/invite.html", {"invited": person})
    try:
        invited = actions.invite(person, by=request.person, at=now(), printed=not pages.mail_leaves())
    except Broken as broken:
        page = {"invited": person, "problem": broken.explained}
        return render(request, "signin/invite.html", page, status=422)
    if invited.printed:
        return render(request, "signin/papers.html", {"papers": [queries.paper(invited)], "back": reverse("home")})
    return render(request, "signin/invited.html", {"invited": person})


@never_cache
@form_page
def invite_all(request: Request) -> HttpResponse:
    """How far invitations have come; each press sends the next few, so that no page waits long."""
    if request.method == "POST":
        people = queries.people_to_invite(request.person, now(), AT_A_TIME)
        if pages.mail_leaves():  # without a server each is printed by itself and handed over
            _invite_next(request, people)
        return redirect("signin:invite_all")
    joining = queries.joining(request.person, now())
    opens_people = access.may(request.person, "look.people")
    page = {"joining": joining, "at_a_time": AT_A_TIME, "opens_people": opens_people}
    return render(request, "signin/invite_all.html", page)


def _invite_next(request: Request, people: "list[Person]") -> None:
    results = list(actions.invite_all(people, by=request.person, at=now()))
    left_out = [str(person) for person in results if person in people]
    if sent := len(results) - len(left_out):
        messages.success(request, f"{sent} invitation{'s' if sent != 1 else ''} put into the outbox.")
    if left_out:
        told = "Not invited, for their e-mail address belongs to another account already"
        messages.warning(request, f"{told}: {', '.join(left_out)}.")


# ---- pupils, by the teacher


@never_cache
@require_safe
def classes(request: Request) -> HttpResponse:
    found = queries.classes_page(request.person, today())
    if len(found) == 1:
        return redirect("signin:class", found[0].pk)
    return render(request, "signin/classes.html", {"classes": found})


@never_cache
@require_safe
def class_list(request: Request, class_id: int) -> HttpResponse:
    """The children's names as buttons, on a device that the teacher hands over."""
    classroom = _class(request, class_id)
    pupils = queries.pupils_of(classroom, today())
    return render(request, "signin/class.html", {"classroom": classroom, "pupils": pupils})


@require_POST
def open_session(request: Request, class_id: int) -> HttpResponse:
    """Ends the teacher's session on this device and opens the child's."""
    classroom = _class(request, class_id)
    pupil = _chosen(queries.pupils_of(classroom, today()), request.POST.get("pupil", ""))
    account = actions.open_pupil_session(pupil, by=request.person, at=now())
    return _enter_as_pupil(request, account, Opener(request.person.pk, Opened.SESSION))


@never_cache
@form_page
def cards(request: Request, class_id: int) -> HttpResponse:
    """New cards: shown once, to be printed and cut out."""
    classroom = _class(request, class_id)
    pupils = queries.pupils_of(classroom, today())
    without = [pupil for pupil in pupils if not queries.has_open_card(pupil)]
    closed = [pupil for pupil in pupils if queries.has_card(pupil) and not queries.has_open_card(pupil)]
    form = bound_form(request, forms.NewCards, pupils=pupils, without=len(without))
    if sent(request, form):
        whom = form.cleaned_data["whom"]
        chosen = {"all": pupils, "missing": without}.get(whom) or [_chosen(pupils, whom)]
        made = actions.make_cards(classroom, chosen, by=request.person, at=now())
        page = {"classroom": classroom, "cards": made, "address": pages.address().partition("://")[2]}
        return render(request, "signin/cards.html", page)
    return render(
        request, "signin/new_cards.html", {"classroom": classroom, "form": form, "pupils": pupils, "closed": closed}
    )


@never_cache
@form_page
def class_code(request: Request, class_id: int) -> HttpResponse:
    classroom = _class(request, class_id)
    if request.method == "POST":
        actions.change_class_code(classroom, by=request.person, at=now())
        told = f"The code of {classroom} is now {classroom.code}. Write it on the cards."
        return answer(request, told, "signin:class", classroom.pk)
    return render(request, "signin/class_code.html", {"classroom": classroom})


def _class(request: Request, class_id: int) -> "Classroom":
    return or_404(queries.class_for(request.person, class_id, today()))


def _chosen(pupils: "list[Person]", id: str) -> "Person":
    for pupil in pupils:
        if str(pupil.pk) == id:
            return pupil
    raise Http404


def _enter_as_pupil(request: HttpRequest, account: "Account", opener: Opener | None) -> HttpResponse:
    logout(request)
    login(request, account, backend=BACKEND)
    request.session["ends_at"] = (now() + PUPIL_HOUR).timestamp()
    if opener:
        request.session["opened"] = [opener.person_id, opener.how.value]
    return redirect("home")


# ---- pupils, with their card


@login_not_required
@never_cache
@form_page
def pupil(request: OpenRequest) -> HttpResponse:
    """The class code, the number on the card, then three pictures: one at a time, and no name anywhere."""
    if request.user.is_authenticated:
        return redirect("home")
    if request.method == "POST":
        return _card_step(request)
    card = cards_entered.entered(request)
    if "code" not in card:
        return _ask(request, forms.ClassCode())
    if "number" not in card:
        return _ask(request, forms.CardNumber(), card)
    chosen = card.get("pictures", [])
    page = {
        "card": card,
        "pictures": pictures.PICTURES,
        "chosen": chosen,
        "step": len(chosen) + 1,
        "steps": range(1, pictures.ON_A_CARD + 1),
        "was_wrong": card.get("wrong", False) and not chosen,
    }
    return render(request, "signin/pupil_pictures.html", page)


@login_not_required
@require_safe
def pupil_of_class(request: OpenRequest, code: str) -> HttpResponse:
    """An address a class can keep on its tablets: the code is filled in."""
    response = redirect("signin:pupil")
    return response if request.user.is_authenticated else cards_entered.keep(response, {"code": pictures.tidy(code)})


def _card_step(request: OpenRequest) -> HttpResponse:
    """Takes what was typed or pressed, and asks for the next thing."""
    card = cards_entered.entered(request)
    if "again" in request.POST:
        return cards_entered.forget(redirect("signin:pupil"))
    form: Any = forms.ClassCode(request.POST)
    if "code" in card:
        form = forms.Picture(request.POST) if "number" in card else forms.CardNumber(request.POST)
    if not form.is_valid():
        return redirect("signin:pupil") if isinstance(form, forms.Picture) else _ask(request, form, card)
    if not isinstance(form, forms.Picture):
        return cards_entered.keep(redirect("signin:pupil"), {**card, **form.cleaned_data})
    chosen = [*card.get("pictures", []), form.cleaned_data["picture"]]
    if len(chosen) < pictures.ON_A_CARD:
        return cards_entered.keep(redirect("signin:pupil"), {**card, "pictures": chosen})
    return _try_card(request, card, chosen)


def _try_card(request: OpenRequest, card: dict[str, Any], chosen: list[str]) -> HttpResponse:
    usage = attempts.count_card(request, card["code"], card["number"])
    if usage is None:
        return cards_entered.forget(render(request, "signin/ask_teacher.html", status=429))
    account = queries.pupil_with_card(card["code"], card["number"], chosen, today())
    if account is None:
        actions.note_wrong_pictures(card["code"], card["number"], at=now())
        again = {"code": card["code"], "number": card["number"], "wrong": True}
        return cards_entered.keep(redirect("signin:pupil"), again)
    attempts.forget(usage)
    actions.forget_wrong_pictures(account)
    opener = opening.by_card(account.card_by_id, account.card_at, now())
    return cards_entered.forget(_enter_as_pupil(request, account, opener))


def _ask(request: OpenRequest, form: Any, card: dict[str, Any] | None = None) -> HttpResponse:
    return render(request, "signin/pupil_question.html", {"form": form, "card": card or {}})


# ---- the demonstration


@login_not_required
@never_cache
@require_safe
def demo(request: OpenRequest) -> HttpResponse:
    """The cast of the invented schools, each a button."""
    if not settings.DEMO:
        raise Http404
    schools = [(school, queries.demo_cast(school, today())) for school in queries.demo_schools()]
    return render(request, "signin/demo.html", {"schools": schools})


@login_not_required
@require_POST
def sign_in_as(request: OpenRequest, person_id: int) -> HttpResponse:
    person = or_404(queries.demo_person(person_id) if settings.DEMO else None)
    logout(request)
    login(request, actions.account_of(person), backend=BACKEND)
    request.session["demo"] = True
    return redirect("home")
