"""The letters of a case as they are visited: the list, a preview, the words, and the document as it was sent."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from schoolgate.cases import papers
from schoolgate.cases.actions import letters as case_letters
from schoolgate.cases.actions import readers
from schoolgate.cases.forms import letters as forms
from schoolgate.cases.queries import letters, reach
from schoolgate.concerns.views.files import NO_STORE
from schoolgate.design import paper
from schoolgate.pages import Request, act, answer, bound_form, form_page, mail_leaves, now, press, sent

LOST = "The file of this letter is not on the disk any more, or is not what was sent. Tell IT: a backup has it."


@require_safe
def index(request: Request, case_id: UUID) -> HttpResponse:
    _look(request, case_id)
    page = letters.letters_page(request.person, case_id, at=now())
    return render(request, "cases/letters/index.html", {"page": page})


@form_page
def reader(request: Request, case_id: UUID, kind: str) -> HttpResponse:
    """To whom a letter goes; where there is one person only, nobody is asked."""
    _look(request, case_id)
    case, known, choices = letters.readers_page(request.person, case_id, kind, at=now())
    if len(choices) == 1 and request.method != "POST":
        return redirect("cases:letter_write", case.pk, known.id, choices[0].key)
    form = bound_form(request, forms.To, choices=[(choice.key, choice.words) for choice in choices])
    if sent(request, form):
        return redirect("cases:letter_write", case.pk, known.id, form.cleaned_data["to"])
    note = letters.why_not_the_chair(case, known, at=now())
    page = {"case": case, "kind": known, "choices": choices, "form": form, "note": note}
    return render(request, "cases/letters/reader.html", page)


@form_page
def write(request: Request, case_id: UUID, kind: str, to: str) -> HttpResponse:
    """What goes into a letter; then it is shown as it would go."""
    _look(request, case_id)
    page = letters.write_page(request.person, case_id, kind, to, at=now())
    asked = {"asks": page.kind.asks, "starts": page.starts, "to_name": page.choice.to_name}
    form = bound_form(request, forms.Written, **asked)
    which = {"kind": page.kind.id, "reader": page.choice.key}
    if made := act(request, form, case_letters.write_letter, page.case, **which):
        return redirect("cases:letter", page.case.pk, made)
    note = letters.why_not_the_chair(page.case, page.kind, at=now())
    return render(request, "cases/letters/write.html", {"page": page, "form": form, "note": note})


@require_safe
def show(request: Request, case_id: UUID, id: UUID) -> HttpResponse:
    _look(request, case_id)
    page = letters.letter_page(request.person, case_id, id, at=now())
    return render(request, "cases/letters/letter.html", {"page": page, "letter": page.letter})


@form_page
def change(request: Request, case_id: UUID, id: UUID) -> HttpResponse:
    """The words of a letter that was not sent."""
    _look(request, case_id)
    page = letters.letter_page(request.person, case_id, id, at=now())
    if not page.writes:
        return redirect("cases:letter", case_id, id)
    letter = page.letter
    known = {"title": letter.title, "words": letter.words, "seen": page.seen}
    form = bound_form(request, forms.Words, initial=known)
    if act(request, form, case_letters.change_letter, letter.case, letter=letter):
        return redirect("cases:letter", case_id, id)
    return render(request, "cases/letters/change.html", {"page": page, "form": form})


@require_POST
def send(request: Request, case_id: UUID, id: UUID) -> HttpResponse:
    told = "The letter is kept as it is, and an e-mail says that it waits."
    if not mail_leaves():
        told = "The letter is kept as it is. No e-mail says that it waits, because no mail server is set: tell them."
    return _pressed(request, case_id, id, case_letters.send_letter, told, seen=_seen(request))


@require_POST
def printed(request: Request, case_id: UUID, id: UUID) -> HttpResponse:
    told = "The letter is kept as it is. Print it now, and hand it over or post it."
    return _pressed(request, case_id, id, case_letters.mark_printed, told, seen=_seen(request))


@require_POST
def drop(request: Request, case_id: UUID, id: UUID) -> HttpResponse:
    told = "The draft is gone. Nothing was sent."
    return _pressed(request, case_id, id, case_letters.drop_letter, told, "cases:letters")


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


@form_page
def template(request: Request, kind: str) -> HttpResponse:
    """A kind of letter in the school's own words."""
    line = letters.template_page(request.person, kind)
    known = {"title": line.title, "words": line.words}
    form = bound_form(request, forms.Template, kind=line.kind, initial=known)
    if act(request, form, case_letters.edit_template, request.person.school, kind=kind):
        told = "New letters are written in these words. Letters that went stay as they were."
        return answer(request, told, "cases:letter_words")
    return render(request, "cases/letters/template.html", {"line": line, "form": form})


@require_POST
def restore(request: Request, kind: str) -> HttpResponse:
    letters.template_page(request.person, kind)
    case_letters.restore_template(request.person.school, kind=kind, by=request.person, at=now())
    told = "This letter has the words again that came with Schoolgate."
    return answer(request, told, "cases:letter_words_edit", kind)


# ---- parts


def document(content: bytes, name: str = "letter.pdf") -> HttpResponse:
    """A letter to be read or printed; its name on the disk says nothing."""
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _pressed(
    request: Request, case_id: UUID, id: UUID, action: Callable[..., Any], told: str, to: str = "", **more: object
) -> HttpResponse:
    """Does what the button of a letter says; what forbids it is said on the page of the letter."""
    case = reach.case_for(request.person, case_id, at=now())
    if press(request, action, case, letter=letters.letter_of(case, id), **more):
        return answer(request, told, to, case_id) if to else answer(request, told, "cases:letter", case_id, id)
    return redirect("cases:letter", case_id, id)


def _seen(request: Request) -> str:
    """What somebody had before them when they pressed."""
    return request.POST.get("seen", "")


def _look(request: Request, case_id: UUID) -> None:
    """Writes down that somebody looks at the letters of a case; not there and not theirs are the same 404."""
    case = reach.case_for(request.person, case_id, at=now())
    readers.look(case, what="letters", by=request.person, at=now())
