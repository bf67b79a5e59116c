"""Coming back: with a receipt, by the link in a mail, or signed in; reading answers and writing back."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.concerns.actions import telling as concern_telling
from schoolgate.concerns.forms.telling import parents as forms
from schoolgate.concerns.queries import telling
from schoolgate.concerns.views.telling import files
from schoolgate.concerns.views.telling.common import around, door, school_of
from schoolgate.pages import OpenRequest, Request, act, form_page, now

if TYPE_CHECKING:
    from schoolgate.community.models import School

NO_SUCH = (
    "We cannot find anything with this number. Look at each figure and try again. After many wrong numbers in an "
    "hour nobody can come in with one until the next hour."
)
NOT_KEPT = "Your words are safe, but this file could not be kept: {name}. Please show it to us."


@require_safe
def told(request: Request) -> HttpResponse:
    """What I have told, and what became of it."""
    page = telling.told_page(request.person, request.GET.get("page", "1"))
    here = {**around(request.person.school, request.person), "page": page, "base": _base(request)}
    return render(request, "concerns/telling/told/list.html", here)


@never_cache
@form_page
def one(request: Request, id: UUID) -> HttpResponse:
    """One of the things I told, with the school's answers; looking at it marks them as seen."""
    page = telling.status_page(request.person, id, now())
    school = request.person.school
    who: dict[str, Any] = {"concern_id": id, "by": request.person}
    talk = _Talk(request, school, page, who)
    if talk.was_sent:
        return redirect("concerns:told_one", id)
    if request.method != "POST" and any(line.from_school and line.read_at is None for line in page.lines):
        concern_telling.see_answers(school, at=now(), **who)
    return talk.show(is_own=True, base=_base(request))


@door
def receipt(request: OpenRequest, slug: str) -> HttpResponse:
    """Asks for the sixteen figures, then shows the conversation at the same address."""
    school = school_of(slug)
    form = forms.Receipt(request.POST if request.method == "POST" else None)
    page = None
    if request.method == "POST" and form.is_valid():
        page = telling.by_receipt(school, form.cleaned_data["receipt"], now())
        if page is None:
            form.add_error("receipt", NO_SUCH)
    if page is None:
        return render(request, "concerns/telling/told/receipt.html", {**around(school), "form": form})
    number = form.cleaned_data["receipt"]
    who = {"receipt": number, "by": access.Outsider(school.pk)}
    talk = _Talk(request, school, page, who, is_sent="words" in request.POST)
    if talk.was_sent:
        again = telling.by_receipt(school, number, now()) or page
        return _Talk(request, school, again, who, is_sent=False).show(receipt=number, sent=talk.was_sent)
    if not talk.is_sent:
        concern_telling.see_answers(school, at=now(), **who)
    return talk.show(receipt=number)


@door
def follow(request: OpenRequest, token: str) -> HttpResponse:
    """Where the link in a mail leads. Opening it marks nothing: programs that check mails open links, too."""
    school = telling.school_of_link(token)
    page = telling.by_link(school, token, now()) if school else None
    if school is None or page is None:
        return render(request, "concerns/telling/told/link_over.html", status=404)
    talk = _Talk(request, school, page, {"link": token, "by": access.Outsider(school.pk)})
    if talk.was_sent:
        return redirect("concerns:follow", token)
    return talk.show()


# ---- parts


class _Talk:
    """The conversation about one thing that was told, and what whoever told it adds; `who` says how they came."""

    def __init__(
        self,
        request: OpenRequest,
        school: "School",
        page: telling.StatusPage,
        who: dict[str, Any],
        *,
        is_sent: bool | None = None,
    ) -> None:
        self.request, self.school, self.page, self.who = request, school, page, who
        self.is_sent = request.method == "POST" if is_sent is None else is_sent
        self.basket = files.Basket(request, school, who["by"])
        self.form = self._form()
        self.was_sent = self.is_sent and self.form.is_bound and self._replied()
        if self.is_sent and not self.was_sent:
            self.basket.keep(self.form)

    def show(self, **more: Any) -> HttpResponse:
        here = {
            **around(self.school, self.who["by"]),
            "page": self.page,
            "form": self.form,
            "kept_files": self.basket.files,
            "base": "concerns/telling/page.html",
            **more,
        }
        return render(self.request, "concerns/telling/told/one.html", here)

    def _form(self) -> Any:
        kind = forms.ChildsReply if self.page.from_child else forms.Reply
        held: dict[str, Any] = {"kept_files": self.basket.files, "initial": {"kept": self.basket.reference}}
        if not self.is_sent:
            return kind(**held)
        if "take_out" not in self.request.POST:
            data = self.request.POST.copy()
            data["kept"] = self.basket.reference
            return kind(data, self.request.FILES, **held)
        held["initial"] |= {"words": self.request.POST.get("words", "")}
        form = kind(**held)
        if "evidence" in form.fields:
            form.look_into(self.request.FILES.getlist("evidence"))
        return form

    def _replied(self) -> bool:
        """Writes to the school; what forbids it becomes an error of the form, which keeps what was typed."""
        who = {**self.who, **self.basket.for_deed}
        concern = act(self.request, self.form, concern_telling.reply, self.school, **who)
        for name in concern.unkept if concern else ():
            messages.warning(self.request, NOT_KEPT.format(name=name))
        return concern is not None


def _base(request: Request) -> str:
    return "concerns/telling/child/page.html" if Duty.PUPIL in request.person.duties else "design/base.html"
