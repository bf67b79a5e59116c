"""The gallery: every part of the look on one page, for those who build pages; routed in the demo only."""

from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schoolgate.design import paper, samples

PICTURES = sorted(path.stem for path in (Path(__file__).parent / "templates/design/icons").glob("*.svg"))


@login_not_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Shows the parts; `?wrong` fills the form badly, so that its errors are seen too."""
    wrong = "wrong" in request.GET
    messages.success(request, "The letter has been sent to 14 families.")
    messages.error(request, "Two letters could not be sent.")
    context = {
        "form": samples.Everything(samples.WRONG) if wrong else samples.Everything(),
        "page": Paginator(range(240), 10).get_page(request.GET.get("page")),
        "pictures": PICTURES,
        "rows": [("Head teacher", "Ruth Adeyemi", "#people"), ("Telephone", "01632 960123")],
        "years": [("Reception", 12), ("Year 1", 28), ("Year 2", 0), ("Year 3", 7)],
        "answers": [
            ("Allowed", "green"),
            ("Ask a person", "grey"),
            ("Advised against", "yellow"),
            ("Forbidden", "red"),
        ],
        "moves": {(0, 0): 210, (1, 1): 34, (2, 2): 61, (3, 3): 140, (2, 3): 27, (1, 3): 4, (3, 0): 6},
    }
    return render(request, "design/gallery.html", context)


@login_not_required
@require_safe
def child(request: HttpRequest) -> HttpResponse:
    return render(request, "design/gallery_child.html")


@login_not_required
@require_safe
def question(request: HttpRequest) -> HttpResponse:
    form = samples.Question({}) if "wrong" in request.GET else samples.Question()
    return render(request, "design/gallery_question.html", {"form": form})


@login_not_required
@require_safe
def letter(request: HttpRequest) -> HttpResponse:
    return _paper(paper.pdf("letter", samples.LETTER, title="Letters to families"))


@login_not_required
@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    return _paper(paper.pdf("policy", samples.POLICY, title="Social media and networking policy"))


def _paper(content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type="application/pdf")
