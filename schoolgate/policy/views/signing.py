"""Reading and signing, as it is visited by people, by a class, and by the office with its slips."""

from itertools import zip_longest
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.community.signin.opening import opener_of
from schoolgate.pages import Request, act, answer, bound_form, form_page, now, refuse, sent, today
from schoolgate.policy import rules
from schoolgate.policy.actions import signing as policy_signing
from schoolgate.policy.forms import signing as forms
from schoolgate.policy.queries import classes, reply_slips, signing

CHANGED = "The words changed while you were reading. Please read what is here now, and sign again."


@form_page
def sign(request: Request, audience: str) -> HttpResponse:
    owed = signing.owed_as(request.person, audience)
    if owed is None:
        return redirect("policy:mine")
    page = signing.sign_page(owed, today())
    form = bound_form(request, forms.Terms, page=page, today=today())
    _check_same(request, form, page.digest)
    opener = opener_of(request.session)
    terms = {"audience": owed.audience, "clauses": owed.clauses, "opener": opener}
    if signature := act(request, form, policy_signing.sign, owed.version, **terms):
        return redirect("policy:receipt", signature.pk)
    template = "policy/signing/sign_child.html" if page.is_child else "policy/signing/sign.html"
    with_class = opener is not None and opener.may_be_them
    here = {"page": page, "form": form, "sections": _sections(page, form), "with_class": with_class}
    return render(request, template, here)


def _check_same(request: Request, form: Form, digest: str) -> None:
    """What is signed is what was on the screen."""
    if sent(request, form) and request.POST.get("digest") != digest:
        form.add_error(None, CHANGED)


def _sections(page: signing.SignPage, form: forms.Terms) -> list[tuple[Any, Any]]:
    """Each group of clauses with its tick, where each has one; a single tick stands at the end."""
    ticks = form.ticks() if page.owed.audience == rules.Audience.STAFF else []
    return list(zip_longest(page.groups, ticks))


@require_safe
def receipt(request: Request, id: int) -> HttpResponse:
    signature = signing.receipt_for(request.person, id)
    child = signature.audience == rules.Audience.PUPIL
    template = "policy/signing/receipt_child.html" if child else "policy/signing/receipt.html"
    return render(request, template, {"signature": signature, "words": signing.text_of(signature)})


@require_safe
def read_with_class(request: Request, classroom_id: int) -> HttpResponse:
    asked = classes.class_asked(request.person, classroom_id, today())
    return render(request, "policy/signing/class.html", {"asked": asked})


@form_page
def agree_as_class(request: Request, classroom_id: int) -> HttpResponse:
    asked = classes.class_asked(request.person, classroom_id, today())
    form = _agreed(request, asked)
    _check_same(request, form, asked.digest)
    made = act(request, form, policy_signing.agree_as_class, asked.version, clauses=asked.clauses)
    if made is not None:
        told = f"{'1 pupil' if len(made) == 1 else f'{len(made)} pupils'} of {asked.classroom} agreed to the rules."
        return answer(request, told, "policy:class_agree", classroom_id)
    return render(request, "policy/signing/class_agree.html", {"asked": asked, "form": form})


def _agreed(request: Request, asked: classes.ClassAsked) -> forms.Agreed:
    if "all" in request.POST:
        everyone = [str(pupil.pk) for pupil in asked.pupils]
        return forms.Agreed(pupils=asked.pupils, initial={"pupils": everyone})
    return bound_form(request, forms.Agreed, pupils=asked.pupils)


@form_page
def paper(request: Request) -> HttpResponse:
    access.require(request.person, "policy.enter_paper_return")
    asked = request.GET if "words" in request.GET else None
    search = forms.SlipSearch(asked, initial={"audience": request.GET.get("audience", "parent")})
    found = reply_slips.found(request.person, today(), **search.asked())
    form = _slip(request, found)
    if form.is_bound and form.is_valid() and _enter(request, form, found):
        query = {"audience": found.audience.value, "signed_on": form.cleaned_data["signed_on"].isoformat()}
        return redirect(f"{reverse('policy:paper')}?{urlencode(query)}")
    page = {"search": search, "found": found, "form": form, "signed_on": request.GET.get("signed_on", "")}
    return render(request, "policy/signing/paper.html", page)


def _slip(request: Request, found: reply_slips.Slips) -> forms.Slip:
    if request.method == "POST":
        return forms.Slip(request.POST, people=found.choices, asks_accounts=found.asks_accounts)
    only = found.choices[0][0] if len(found.choices) == 1 else None
    known = {"person": only, "signed_on": forms.day(request.GET.get("signed_on", ""))}
    return forms.Slip(initial=known, people=found.choices, asks_accounts=found.asks_accounts)


def _enter(request: Request, form: forms.Slip, found: reply_slips.Slips) -> bool:
    """Records a slip, or says on the form why it cannot be."""
    person, owed = found.slip_of(int(form.cleaned_data["person"]))
    try:
        policy_signing.enter_paper_return(
            owed.version,
            person=person,
            audience=owed.audience,
            clauses=owed.clauses,
            by=request.person,
            signed_on=form.cleaned_data["signed_on"],
            at=now(),
            accounts_private_on=form.cleaned_data.get("accounts_private_on"),
        )
    except Broken as broken:
        refuse(form, broken, "accounts_private_on" if broken.clause == "3.b.2" else "signed_on")
        return False
    messages.success(request, f"{person}’s slip is recorded.")
    return True
