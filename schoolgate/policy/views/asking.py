"""The page "May I?": a question found or put together, and its answer; everything it knows is in its address."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.community.signin import addresses
from schoolgate.pages import OpenRequest, now, today
from schoolgate.policy import limits
from schoolgate.policy.actions import asking as policy_asking
from schoolgate.policy.asking import saying
from schoolgate.policy.forms import asking as forms
from schoolgate.policy.queries import ask_search, asking

COUNTED, REMEMBERED = "answers_counted", 40
"""Where a session keeps which answers it has been given, and how many of them."""


@login_not_required
@require_safe
def first(request: OpenRequest, slug: str) -> HttpResponse:
    """What can be asked, and what a search finds."""
    form = forms.Question(request.GET)
    asked: dict[str, Any] = form.asked()
    is_child = request.GET.get("for") == "child"
    audience = asked.pop("audience")
    audience = audience if "audience" in request.GET else None
    page = ask_search.first_page(slug, request.person, today(), **asked, audience=audience, is_child=is_child)
    form = forms.Question({"q": asked["words"], "audience": page.audience, "topic": ""})
    template = "policy/asking/first_child.html" if page.reader.is_child else "policy/asking/first.html"
    known = {"page": page, "school": page.school, "search": form, "words": asked["words"].strip()}
    return render(request, template, {**known, "own": saying.OWN})


@login_not_required
@require_safe
def ask(request: OpenRequest, slug: str, kind: str) -> HttpResponse:
    """The next fact, or the answer."""
    given = {name: ",".join(values) for name, values in request.GET.lists()}
    asked = given.get("asked", "")
    change = given.get("change", "")
    page = asking.question_page(slug, request.person, now(), kind, given, change=change)
    if asked and asked in page.given:
        return redirect(f"{reverse('policy:may_i_ask', args=[slug, kind])}?{page.query}")
    if asked and (page.ask is None or page.ask.fact.name != asked):
        page = asking.question_page(slug, request.person, now(), kind, given, change=asked)
    return _page(request, page, is_sent=bool(asked))


def _page(request: OpenRequest, page: asking.QuestionPage, *, is_sent: bool) -> HttpResponse:
    """A fact is asked for in a form; children choose a card."""
    name = "fact" if page.ask else "answer"
    form = None
    if page.ask and not page.reader.is_child:
        fact = page.ask.fact.name
        known = {**page.given, **page.kept}
        form = forms.OneFact(request.GET if is_sent else None, ask=page.ask, known=known, now=page.filled.get(fact, ""))
    elif page.answer:
        count(request, page)
    template = f"policy/asking/{name}{'_child' if page.reader.is_child else ''}.html"
    return render(request, template, {"page": page, "school": page.school, "form": form})


def count(request: OpenRequest, page: asking.QuestionPage) -> None:
    """Counts an answer that was given; for somebody signed in, the same one only once in a session.

    Of strangers so many an hour are counted, and none is a deed: the trail is not anybody's to fill.
    """
    at = now()
    if request.person is None:
        if limits.may_count(page.school.pk, at, address=addresses.of(request)):
            policy_asking.note_answer(page.school, question=page.asked, ruling=page.ruling, at=at)
        return
    key, counted = f"{page.kind}?{page.query}", request.session.get(COUNTED, [])
    if key in counted:
        return
    request.session[COUNTED] = [*counted, key][-REMEMBERED:]
    by = access.Machine(page.school.pk, Duty.PAGE)
    policy_asking.count_answer(page.school, question=page.asked, ruling=page.ruling, by=by, at=at)
