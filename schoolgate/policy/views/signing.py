"""Reading and signing, as it is visited by people, by a class, and by the office with its slips."""

from itertools import zip_longest
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.pages import Request
from schoolgate.policy import rules
from schoolgate.policy.actions import signing as policy_signing
from schoolgate.policy.forms import signing as forms
from schoolgate.policy.queries import classes, reply_slips, signing

visit_and_post = require_http_methods(["GET", "HEAD", "POST"])
CHANGED = "The words changed while you were reading. Please read what is here now, and sign again."


@visit_and_post
def sign(request: Request, audience: str) -> HttpResponse:
    owed = signing.owed_as(request.person, audience)
    if owed is None:
        return redirect("policy:mine")
    today = timezone.localdate()
    page = signing.sign_page(owed, today)
    form = forms.Terms(*_posted(request), page=page, today=today)
    if request.method == "POST" and form.is_valid() and _is_same(request, form, page.digest):
        signature = policy_signing.sign(
            owed.version, audience=owed.audience, clauses=owed.clauses, by=request.person, at=timezone.now(),
            accounts_private_on=form.cleaned_data.get("accounts_private_on"),
        )  # fmt: skip
        return redirect("policy:receipt", signature.pk)
    template = "policy/signing/sign_child.html" if page.is_child else "policy/signing/sign.html"
    return render(request, template, {"page": page, "form": form, "sections": _sections(page, form)})


def _posted(request: Request) -> list[Any]:
    return [request.POST] if request.method == "POST" else []


def _is_same(request: Request, form: Form, digest: str) -> bool:
    """What is signed is what was on the screen."""
    if request.POST.get("digest") == digest:
        return True
    form.add_error(None, CHANGED)
    return False


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
    asked = classes.class_asked(request.person, classroom_id, timezone.localdate())
    return render(request, "policy/signing/class.html", {"asked": asked})


@visit_and_post
def agree_as_class(request: Request, classroom_id: int) -> HttpResponse:
    asked = classes.class_asked(request.person, classroom_id, timezone.localdate())
    form = _agreed(request, asked)
    if form.is_bound and form.is_valid() and _is_same(request, form, asked.digest):
        chosen = [pupil for pupil in asked.pupils if str(pupil.pk) in form.cleaned_data["pupils"]]
        assert asked.version is not None
        policy_signing.agree_as_class(
            asked.version, pupils=chosen, clauses=asked.clauses, by=request.person, at=timezone.now()
        )
        messages.success(request, _agreed_words(len(chosen), asked))
        return redirect("policy:class_agree", classroom_id)
    return render(request, "policy/signing/class_agree.html", {"asked": asked, "form": form})


def _agreed_words(count: int, asked: classes.ClassAsked) -> str:
    return f"{'1 pupil' if count == 1 else f'{count} pupils'} of {asked.classroom} agreed to the rules."


def _agreed(request: Request, asked: classes.ClassAsked) -> forms.Agreed:
    pupils = [(pupil.pk, str(pupil)) for pupil in asked.pupils]
    if request.method != "POST":
        return forms.Agreed(pupils=pupils)
    if "all" in request.POST:
        return forms.Agreed(pupils=pupils, initial={"pupils": [str(id) for id, _ in pupils]})
    return forms.Agreed(request.POST, pupils=pupils)


@visit_and_post
def paper(request: Request) -> HttpResponse:
    access.require(request.person, "policy.enter_paper_return")
    asked = request.GET if "words" in request.GET else None
    search = forms.SlipSearch(asked, initial={"audience": request.GET.get("audience", "parent")})
    found = reply_slips.found(request.person, timezone.localdate(), **search.asked())
    form = _slip(request, found)
    if form.is_bound and form.is_valid() and _enter(request, form, found):
        said = {"audience": found.audience.value, "signed_on": form.cleaned_data["signed_on"].isoformat()}
        return redirect(f"{reverse('policy:paper')}?{urlencode(said)}")
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
            owed.version, person=person, audience=owed.audience, clauses=owed.clauses, by=request.person,
            signed_on=form.cleaned_data["signed_on"], at=timezone.now(),
            accounts_private_on=form.cleaned_data.get("accounts_private_on"),
        )  # fmt: skip
    except Broken as broken:
        form.add_error("accounts_private_on" if broken.clause == "3.b.2" else "signed_on", str(broken))
        return False
    messages.success(request, f"{person}’s slip is recorded.")
    return True
