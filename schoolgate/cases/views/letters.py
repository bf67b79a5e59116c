"""The letters of a case as they are visited: the list, a preview, the words, and the document as it was sent."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schoolgate.broken import Broken
from schoolgate.cases import papers
from schoolgate.cases.actions import letters as case_letters
from schoolgate.cases.actions import readers
from schoolgate.cases.forms import letters as forms
from schoolgate.cases.queries import letters, reach
from schoolgate.concerns.views.files import NO_STORE
from schoolgate.design import paper
from schoolgate.pages import Request, now, said

R = TypeVar("R")
PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])
LOST = (
    "The file of this letter is not on the disk any more, or is not what was sent. Tell IT: a backup has it."
)


@require_safe
def index(request: Request, case_id: UUID) -> HttpResponse:
    _look(request, case_id)
    page = letters.letters_page(request.person, case_id, at=now())
    return render(request, "cases/letters/index.html", {"page": page})


@PAGE_AND_FORM
def reader(request: Request, case_id: UUID, kind: str) -> HttpResponse:
    """To whom a letter goes; where there is one person only, nobody is asked."""
    _look(request, case_id)
    case, known, choices = letters.readers_page(request.person, case_id, kind, at=now())
    if len(choices) == 1 and request.method != "POST":
        return redirect("cases:letter_write", case.pk, known.id, choices[0].key)
    form = said(request, forms.To, choices=[(one.key, one.words) for one in choices])
    if request.method == "POST" and form.is_valid():
        return redirect("cases:letter_write", case.pk, known.id, form.cleaned_data["to"])
    page = {"case": case, "kind": known, "choices": choices, "form": form}
    return render(request, "cases/letters/reader.html", page)


@PAGE_AND_FORM
def write(request: Request, case_id: UUID, kind: str, to: str) -> HttpResponse:
    """What goes into a letter; then it is shown as it would go."""
    _look(request, case_id)
    page = letters.write_page(request.person, case_id, kind, to, at=now())
    asked = {"asks": page.kind.asks, "starts": page.starts, "to_name": page.choice.to_name}
    form = said(request, forms.Written, **asked)
    if request.method == "POST" and form.is_valid():
        made = done(form, lambda: _write(request, page, form))
        if made:
            return redirect("cases:letter", page.case.pk, made)
    return render(request, "cases/letters/write.html", {"page": page, "form": form})


def _write(request: Request, page: letters.WritePage, form: Any) -> UUID:
    return case_letters.write_letter(
        page.case, kind=page.kind.id, reader=page.choice.key, written=form.said(),
        to_name=form.cleaned_data.get("to_name", ""), by=request.person, at=now(),
    )  # fmt: skip


@require_safe
def show(request: Request, case_id: UUID, id: UUID) -> HttpResponse:
    _look(request, case_id)
    page = letters.letter_page(request.person, case_id, id, at=now())
    return render(request, "cases/letters/letter.html", {"page": page, "letter": page.letter})


@PAGE_AND_FORM
def change(request: Request, case_id: UUID, id: UUID) -> HttpResponse:
    """The words of a letter that was not sent."""
    _look(request, case_id)
    page = letters.letter_page(request.person, case_id, id, at=now())
    if not page.writes:
        return redirect("cases:letter", case_id, id)
    there = {"title": page.letter.title, "words": page.letter.words, "seen": page.seen}
    form = said(request, forms.Words, **({} if request.method == "POST" else {"initial": there}))
    if request.method == "POST" and form.is_valid() and done(form, lambda: _change(request, page, form)):
        return redirect("cases:letter", case_id, id)
    return render(request, "cases/letters/change.html", {"page": page, "form": form})


def _change(request: Request, page: letters.LetterPage, form: Any) -> Any:
    letter = page.letter
    return case_letters.change_letter(
        letter.case, letter=letter, **form.cleaned_data, by=request.person, at=now()
    )


@require_POST
def send(request: Request, case_id: UUID, id: UUID) -> HttpResponse:
    if _pressed(request, case_id, id, case_letters.send_letter):
        messages.success(request, "The letter is kept as it is, and an e-mail says that it waits.")
    return redirect("cases:letter", case_id, id)


@require_POST
def printed(request: Request, case_id: UUID, id: UUID) -> HttpResponse:
    if _pressed(request, case_id, id, case_letters.mark_printed):
        messages.success(request, "The letter is kept as it is. Print it now, and hand it over or post it.")
    return redirect("cases:letter", case_id, id)


@require_POST
def drop(request: Request, case_id: UUID, id: UUID) -> HttpResponse:
    if _pressed(request, case_id, id, case_letters.drop_letter):
        messages.success(request, "The draft is gone. Nothing was sent.")
        return redirect("cases:letters", case_id)
    return redirect("cases:letter", case_id, id)


@require_safe
def draft(request: Request, case_id: UUID, id: UUID) -> HttpResponse:
    """How a letter that was not sent would look on paper; marked as a draft, and kept nowhere."""
    _look(request, case_id)
    try:
        content = letters.draft_of(request.person, case_id, id, at=now())
    except paper.Unprintable as error:
        messages.error(request, f"{error} Tell IT; the words are kept.")
        return redirect("cases:letter", case_id, id)
    answer = document(content, "draft.pdf")
    answer.headers["Cache-Control"] = NO_STORE
    return answer


@require_safe
def pdf(request: Request, case_id: UUID, id: UUID) -> HttpResponse:
    """The document as it was sent."""
    _look(request, case_id)
    try:
        content = letters.pdf_of(request.person, case_id, id, at=now())
    except papers.NotThere:
        messages.error(request, LOST)
        return redirect("cases:letter", case_id, id)
    return document(content)


# ---- the school's own words


@require_safe
def templates(request: Request) -> HttpResponse:
    return render(request, "cases/letters/templates.html", {"lines": letters.templates_page(request.person)})


@PAGE_AND_FORM
def template(request: Request, kind: str) -> HttpResponse:
    """A kind of letter in the school's own words."""
    line = letters.template_page(request.person, kind)
    initial = {} if request.method == "POST" else {"initial": {"title": line.title, "words": line.words}}
    form = said(request, forms.Template, kind=line.kind, **initial)
    if request.method == "POST" and form.is_valid() and done(form, lambda: _template(request, kind, form)):
        messages.success(
            request, "New letters are written in these words. Letters that went stay as they were."
        )
        return redirect("cases:letter_words")
    return render(request, "cases/letters/template.html", {"line": line, "form": form})


def _template(request: Request, kind: str, form: Any) -> Any:
    return case_letters.edit_template(
        request.person.school, kind=kind, **form.cleaned_data, by=request.person, at=now()
    )


@require_POST
def restore(request: Request, kind: str) -> HttpResponse:
    letters.template_page(request.person, kind)
    case_letters.restore_template(request.person.school, kind=kind, by=request.person, at=now())
    messages.success(request, "This letter has the words again that came with Schoolgate.")
    return redirect("cases:letter_words_edit", kind)


# ---- parts


def document(content: bytes, name: str = "letter.pdf") -> HttpResponse:
    """A letter to be read or printed; its name on the disk says nothing."""
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def done(form: django_forms.Form, deed: Callable[[], R]) -> R | None:
    """Does a deed; what forbids it becomes an error of the form, which keeps what was typed."""
    try:
        with transaction.atomic():
            return deed()
    except Broken as broken:
        form.add_error(None, str(broken))
        return None


def _pressed(request: Request, case_id: UUID, id: UUID, deed: Callable[..., Any]) -> bool:
    """Does the deed of a button; what forbids it is said on the next page."""
    case = reach.case_for(request.person, case_id, at=now())
    letter = letters.letter_of(case, id)
    try:
        deed(case, letter=letter, by=request.person, at=now())
    except Broken as broken:
        messages.error(request, str(broken))
        return False
    return True


def _look(request: Request, case_id: UUID) -> None:
    """Writes down that somebody looks at the letters of a case; not there and not theirs are the same 404."""
    case = reach.case_for(request.person, case_id, at=now())
    readers.look(case, what="letters", by=request.person, at=now())
