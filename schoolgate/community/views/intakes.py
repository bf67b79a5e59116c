from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.community.actions import intakes as community_intakes
from schoolgate.community.forms import intakes as forms
from schoolgate.community.forms.families import Sure
from schoolgate.community.queries import intakes
from schoolgate.engines.roster import columns as usual
from schoolgate.engines.roster.roll import Fault, Refused
from schoolgate.pages import Request, act, answer, bound_form, do, form_page, now

if TYPE_CHECKING:
    from schoolgate.community.intake.preparing import Prepared

EXAMPLE = """kind,id,first name,last name,known as,date of birth,class,year,email,phone,duties,joined,left,children,relation,address
pupil,P1001,Rosa,Bell,,2016-05-01,Kestrels,6,,,,2020-09-02,,,,
staff,S01,Nina,Frost,,,Kestrels,,nina.frost@school.example,,teacher,2019-09-01,,,,
parent,C2001,Ada,Bell,,,,,ada.bell@home.example,07700 900123,,,,P1001,mother,"4 Mill Row, Larkhollow"
governor,G1,Otto,Webb,,,,,otto.webb@home.example,,,2023-10-01,,,,
"""


@form_page
def upload(request: Request) -> HttpResponse:
    """Takes files in, to be looked at before anything changes."""
    page = intakes.intakes_page(request.person)
    form = bound_form(request, forms.Upload)
    if draft := act(request, form, community_intakes.upload_people, request.person.school):
        return redirect("community:import_preview", draft.pk)
    return render(request, "community/import.html", {"form": form, "page": page, "needed": _needed()})


def _needed() -> list[tuple[str, str]]:
    words = dict(forms.WHO)
    return [
        (words[kind], ", ".join(usual.TEMPLATE[field] for field in fields)) for kind, fields in usual.NEEDED.items()
    ]


@require_safe
def example(request: Request) -> HttpResponse:
    """A file with our own columns, to be filled in or compared with."""
    access.require(request.person, "community.import_people")
    headers = {"Content-Disposition": 'attachment; filename="people-example.csv"'}
    return HttpResponse(EXAMPLE, content_type="text/csv; charset=utf-8", headers=headers)


@form_page
def columns(request: Request, id: int) -> HttpResponse:
    """Asks what the columns of one file hold, and remembers it for every file with this header line."""
    number = request.GET.get("file", "0")
    sheet = intakes.sheet_page(request.person, id, int(number) if number.isdecimal() else 0, now())
    form = bound_form(request, forms.Columns, sheet=sheet)
    if act(request, form, community_intakes.name_columns, request.person.school):
        return redirect("community:import_preview", id)
    return render(request, "community/import_columns.html", {"form": form, "sheet": sheet, "draft_id": id})


@form_page
def preview(request: Request, id: int) -> HttpResponse:
    """Shows what an upload would change, and changes it when that is agreed."""
    unclear = intakes.unclear_file(request.person, id, now())
    if unclear is not None:
        return redirect(f"{reverse('community:import_columns', args=[id])}?file={unclear}")
    said = request.POST if request.method == "POST" else request.GET
    same, apart = forms.pairs(said, forms.SAME), forms.pairs(said, forms.APART)
    page = intakes.preview(request.person, id, now(), same=same, apart=apart)
    if page.refused:
        return _faults(request, page, page.refused)
    unanswered = request.method == "POST" and bool(page.ready.unanswered)
    seen = request.method == "POST" and not unanswered and request.POST.get("digest") == page.ready.digest
    number = _number(request, page.ready) if page.ready.stops else None
    if seen and (number is None or number.is_valid()):
        leaving = number.cleaned_data["leaving"] if number else None
        done = {"prepared": page.ready, "files": page.draft.names, "leaving": leaving}
        try:
            intake = do(request, community_intakes.import_people, request.person.school, done)
        except Broken as broken:
            return _faults(request, page, Refused([Fault(", ".join(page.draft.names), 0, "", "", broken.explained)]))
        return redirect("community:intake", intake.pk)
    if request.method == "POST" and not unanswered and not seen:
        messages.warning(request, "The lists below are worked out anew. Look at them again, then agree.")
    context = {"page": page, "plan": page.ready.plan, "unanswered": unanswered, "says": community_intakes.UNANSWERED}
    return render(request, "community/import_preview.html", {**context, "number": number})


def _faults(request: Request, page: intakes.Preview, refused: Refused) -> HttpResponse:
    return render(request, "community/import_faults.html", {"page": page, "refused": refused}, status=422)


def _number(request: Request, ready: "Prepared") -> forms.Leaving:
    """The box for the number of those who leave; on a list that is worked out anew it is asked for again."""
    if request.method == "POST" and request.POST.get("digest") == ready.digest and not ready.unanswered:
        return forms.Leaving(request.POST, expected=ready.leaving)
    return forms.Leaving(expected=ready.leaving)


@require_POST
def put_away(request: Request, id: int) -> HttpResponse:
    draft = intakes.draft_for(request.person, id, now())
    community_intakes.discard_upload(draft, by=request.person, at=now())
    return answer(request, "The uploaded files are deleted. Nothing was changed.", "community:import")


@require_safe
def show(request: Request, id: int) -> HttpResponse:
    """One import: what it did, and the way back."""
    intake, undoable = intakes.intake_for(request.person, id)
    page = {"intake": intake, "undoable": undoable, "outlasting": intakes.outlasting(intake)}
    return render(request, "community/intake.html", page)


@form_page
def undo(request: Request, id: int) -> HttpResponse:
    intake, _ = intakes.intake_for(request.person, id)
    access.require(request.person, "community.undo_import", intake)
    form = bound_form(request, Sure)
    if act(request, form, community_intakes.undo_import, intake):
        return answer(request, "The import is taken back.", "community:intake", id)
    return render(request, "community/intake_undo.html", {"form": form, "intake": intake})
