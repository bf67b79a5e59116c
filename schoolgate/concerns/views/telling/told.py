"""Coming back: with a receipt, by the link in a mail, or signed in; reading answers and writing back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from schoolgate.access.duties import Duty
from schoolgate.community.signin import pictures
from schoolgate.community.signin.opening import opener_of
from schoolgate.concerns import limits, receipts
from schoolgate.concerns.actions import telling as concern_telling
from schoolgate.concerns.forms.telling import parents as forms
from schoolgate.concerns.queries import shown, telling
from schoolgate.concerns.views.telling import files
from schoolgate.concerns.views.telling.common import around, door, school_of, stranger
from schoolgate.pages import OpenRequest, Request, act, attempt, form_page, now

if TYPE_CHECKING:
    from schoolgate.community.models import School

NO_SUCH = "We cannot find anything with this number. Look at each figure and try again."
MANY_WRONG = (
    "We cannot find anything with this number either. If you have lost yours, tell us again: it reaches somebody at once. "
    "A number that is right always opens."
)
NOT_KEPT = "Your words are safe, but this file could not be kept: {name}. Please show it to us."


@never_cache
@require_safe
def told(request: Request) -> HttpResponse:
    """What I have told, and what became of it."""
    if Duty.PUPIL in request.person.duties:
        return redirect("concerns:answers")
    page = telling.told_page(request.person, request.GET.get("page", "1"))
    here = {**around(request.person.school, request.person, comes_back=True), "page": page, "base": "design/base.html"}
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
    if request.method != "POST" and page.has_unread:
        attempt(concern_telling.see_answers, school, at=now(), **who)
    return talk.show(is_own=True, base="design/base.html")


@never_cache
@form_page
def answers(request: Request) -> HttpResponse:
    """A child presses the pictures that belong to what they told, one at a time; only then are there words.

    A teacher can open a child's session, and whoever has a child's card is in it, so it shows no words, nor whether the
    child told something. Each page that leads to words works once, for the next child may go back to it.
    """
    person = request.person
    if Duty.PUPIL not in person.duties:
        return redirect("concerns:told")
    concern_id = receipts.read_page(request.POST.get("page", ""))
    if concern_id is None:
        return _press(request)
    if concern_id:
        return _childs_talk(request, concern_id)
    chosen = [*request.POST.getlist("chosen"), request.POST.get("picture", "")]
    if not set(chosen) <= set(pictures.PICTURES):
        return _press(request)
    if len(chosen) < receipts.PICTURES:
        return _press(request, chosen, request.POST["page"])
    if not limits.is_first(request.POST["page"]):
        return _press(request)
    concern = telling.by_pictures(person, chosen, now())
    if concern is None:
        return _press(request, was_wrong=True)
    if telling.page_of(concern, now()).has_unread:
        link = receipts.link_token(concern.pk)
        attempt(concern_telling.see_answers, person.school, link=link, by=person, at=now())
    return _childs_talk(request, concern.pk, is_sent=False)


@door
def receipt(request: OpenRequest, slug: str) -> HttpResponse:
    """Asks for the sixteen figures, then shows the conversation at the same address."""
    school = school_of(slug)
    caller = stranger(request, school)
    form = forms.Receipt(request.POST if request.method == "POST" else None)
    page = None
    if request.method == "POST" and form.is_valid():
        page = telling.by_receipt(school, form.cleaned_data["receipt"], now(), address=caller.address)
        if page is None:
            many = limits.too_many_wrong_receipts(school.pk, now(), address=caller.address)
            form.add_error("receipt", MANY_WRONG if many else NO_SUCH)
    if page and page.from_child and not _is_first(request):
        form, page = forms.Receipt({"receipt": ""}), None  # going back is not coming back
    if page is None:
        here = {**around(school, comes_back=True), "form": form, "token": receipts.page_token()}
        return render(request, "concerns/telling/told/receipt.html", here)
    number = form.cleaned_data["receipt"]
    who = {"receipt": number, "by": caller}
    talk = _Talk(request, school, page, who, is_sent="words" in request.POST)
    if talk.was_sent:
        again = telling.by_receipt(school, number, now(), address=caller.address) or page
        return _Talk(request, school, again, who, is_sent=False).show(receipt=number, sent=talk.was_sent)
    if not talk.is_sent and page.has_unread:
        attempt(concern_telling.see_answers, school, at=now(), **who)
    return talk.show(receipt=number)


@door
def follow(request: OpenRequest, token: str) -> HttpResponse:
    """Where the link in a mail leads. Opening it marks nothing: programs that check mails open links, too."""
    school = telling.school_of_link(token)
    page = telling.by_link(school, token, now()) if school else None
    if school is None or page is None:
        return render(request, "concerns/telling/told/link_over.html", status=404)
    talk = _Talk(request, school, page, {"link": token, "by": stranger(request, school)})
    if talk.was_sent:
        return redirect("concerns:follow", token)
    return talk.show()


# ---- parts


def _is_first(request: OpenRequest) -> bool:
    token = request.POST.get("page", "")
    return receipts.read_page(token) is not None and limits.is_first(token)


def _press(request: Request, chosen: Sequence[str] = (), page: str = "", *, was_wrong: bool = False) -> HttpResponse:
    """The pictures to press, the same to the letter for every child: who has a card may be who it was told about."""
    here = {
        **around(request.person.school, request.person, comes_back=True),
        "pictures": pictures.PICTURES,
        "chosen": chosen,
        "step": len(chosen) + 1,
        "steps": range(1, receipts.PICTURES + 1),
        "was_wrong": was_wrong,
        "token": page or receipts.page_token(),
    }
    return render(request, "concerns/telling/told/pictures.html", here)


def _childs_talk(request: Request, concern_id: object, *, is_sent: bool = True) -> HttpResponse:
    """The conversation with a child who pressed the right pictures; what the page is sent with works once."""
    person = request.person
    page = telling.childs_page(person, concern_id, now())
    if page is None or (is_sent and not limits.is_first(request.POST["page"])):
        return _press(request)
    who = {"link": receipts.link_token(concern_id), "by": person}
    talk = _Talk(request, person.school, page, who, is_sent=is_sent)
    more = {"base": "concerns/telling/child/page.html", "token": receipts.page_token(concern_id), "is_childs": True}
    if talk.was_sent:
        page = telling.childs_page(person, concern_id, now()) or page
        return _Talk(request, person.school, page, who, is_sent=False).show(sent=True, **more)
    return talk.show(**more)


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
        reading = self.page.reading
        named = shown.to_hand_to(self.request.person, reading.reader, self.page.id)
        if reading.reader and not named:
            reading = replace(reading, reader=shown.UNNAMED, on_duty="", phone="")
        here = {
            **around(self.school, reading=reading),
            "keeps_safe": named,
            "page": self.page,
            "form": self.form,
            "kept_files": self.basket.files,
            "token": receipts.page_token(),
            "base": "concerns/telling/page.html",
            **more,
        }
        return render(self.request, "concerns/telling/told/one.html", here)

    def _form(self) -> Any:
        kind = forms.ChildsReply if self.page.from_child else forms.Reply
        held: dict[str, Any] = {"kept_files": self.basket.files, "initial": {"kept": self.basket.reference}}
        if self.is_sent and not self.page.from_child:
            words = self.request.POST.get("words", "")
            held["named"] = telling.readers_named(self.page, words, self.who["by"], now())
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
        who = {**self.who, **self.basket.for_deed, "opener": opener_of(self.request.session)}
        concern = act(self.request, self.form, concern_telling.reply, self.school, **who)
        for name in concern.unkept if concern else ():
            messages.warning(self.request, NOT_KEPT.format(name=name))
        return concern is not None
