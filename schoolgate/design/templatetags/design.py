"""Parts of pages: `{% load design %}` gives each as a tag; the gallery shows them all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django import forms, template
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.paginator import Page
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from schoolgate.design import charts

register = template.Library()

TAG_COLOURS = {"grey", "green", "teal", "blue", "purple", "magenta", "red", "orange", "yellow"}
FLOW_COLOURS = {"green", "grey", "yellow", "red"}
BUTTON_KINDS = {"", "secondary", "warning"}


@register.simple_tag
def built(name: str) -> str:
    """The address of a static file, also on pages shown when the list of static files is missing."""
    try:
        return static(name)
    except (ValueError, ImproperlyConfigured):
        return f"{settings.STATIC_URL or '/static/'}{name}"


# Forms


@register.filter
def is_wrong(attrs: dict[str, Any]) -> bool:
    return attrs.get("aria-invalid") == "true"


@register.inclusion_tag("design/error_summary.html")
def error_summary(form: object) -> dict[str, object]:
    """Everything wrong with a form or formset, each with a link to its field; once on a page."""
    forms_here = [each_form for each_form in _forms(form) if not getattr(each_form, "summarised", False)]
    items = [item for each_form in forms_here for item in (*_whole(each_form), *_fields(each_form))]
    if isinstance(form, forms.BaseFormSet) and form.is_bound:
        items = [(str(words), "") for words in form.non_form_errors()] + items
    for other in forms_here:
        other.summarised = True  # type: ignore[attr-defined]
    return {"items": items}


@register.inclusion_tag("design/form_errors.html")
def form_errors(form: forms.BaseForm) -> dict[str, object]:
    """What is wrong with the form as a whole, where no summary has said so."""
    return {"items": [] if getattr(form, "summarised", False) else list(_whole(form))}


@register.inclusion_tag("design/page_form.html", takes_context=True)
def page_form(
    context: template.Context,
    form: forms.BaseForm,
    submit: str = "Continue",
    *,
    legend: str | bool = "",
    action: str = "",
    method: str = "post",
    kind: str = "",
    cancel_url: str = "",
    cancel: str = "Cancel",
) -> dict[str, object]:
    """A whole form; with a legend (or legend=True) the first field's label is the page's heading."""
    if legend:
        first = form.visible_fields()[0]
        first.heading = True  # type: ignore[attr-defined]
        first.label = first.label if legend is True else str(legend)
    return {
        "form": form,
        "submit": submit,
        "action": action,
        "method": method,
        "kind": kind,
        "cancel_url": cancel_url,
        "cancel": cancel,
        "csrf_token": context.get("csrf_token"),
    }


def _forms(form: object) -> list[forms.BaseForm]:
    if isinstance(form, forms.BaseForm):
        return [form]
    return list(form.forms) if isinstance(form, forms.BaseFormSet) else []


def _whole(form: forms.BaseForm) -> Iterator[tuple[str, str]]:
    yield from ((str(words), "") for words in form.non_field_errors())
    for field in form.hidden_fields():
        yield from ((str(words), "") for words in field.errors)


def _fields(form: forms.BaseForm) -> Iterator[tuple[str, str]]:
    for field in form.visible_fields():
        words = field.words if hasattr(field, "words") else [str(word) for word in field.errors]
        yield from ((word, getattr(field, "anchor", field.id_for_label)) for word in words)


# Ways on


@register.simple_tag
def button(text: str, *, kind: str = "", name: str = "", value: str = "", form: str = "") -> SafeString:
    """A button that sends the form it stands in (or names), once however often it is pressed."""
    return render_to_string(
        "design/button.html",
        {"text": text, "kind": _known(kind, BUTTON_KINDS), "name": name, "value": value, "form": form},
    )


@register.simple_tag
def link_button(text: str, url: str, *, kind: str = "") -> SafeString:
    return render_to_string("design/link_button.html", {"text": text, "url": url, "kind": _known(kind, BUTTON_KINDS)})


@register.simple_tag
def back_link(url: str, text: str = "Back") -> SafeString:
    return format_html('<nav aria-label="Back"><a class="govuk-back-link" href="{}">{}</a></nav>', url, text)


@register.inclusion_tag("design/breadcrumbs.html")
def breadcrumbs(*words_and_urls: str) -> dict[str, object]:
    """Pairs of words and addresses; a last word alone is the page itself."""
    pairs = [words_and_urls[i : i + 2] for i in range(0, len(words_and_urls), 2)]
    return {"crumbs": [(pair[0], pair[1] if len(pair) == 2 else "") for pair in pairs]}


@register.inclusion_tag("design/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any], name: str = "page") -> dict[str, object]:
    """The ways to other pages of a list, keeping everything else that the address asks."""
    request: HttpRequest = context["request"]

    def url(number: int) -> str:
        asked = request.GET.copy()
        asked[name] = str(number)
        return f"?{asked.urlencode()}"

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    items = [(n, url(n)) if isinstance(n, int) else ("", "") for n in numbers]
    return {
        "page": page,
        "items": items,
        "previous": url(page.previous_page_number()) if page.has_previous() else "",
        "next": url(page.next_page_number()) if page.has_next() else "",
    }


# Words and boxes


@register.simple_tag
def tag(text: str, colour: str = "teal") -> SafeString:
    return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', _known(colour, TAG_COLOURS), text)


@register.simple_block_tag
def panel(content: SafeString, title: str) -> SafeString:
    """The large panel that says a thing is done; its title is the page's heading."""
    return render_to_string("design/panel.html", {"title": title, "content": content})


@register.simple_block_tag
def box(content: SafeString, title: str = "", *, accent: bool = False, level: int = 2) -> SafeString:
    """A white box around things that belong together."""
    return render_to_string(
        "design/box.html", {"title": title, "content": content, "accent": accent, "level": f"h{int(level)}"}
    )


@register.simple_block_tag
def details(content: SafeString, summary: str) -> SafeString:
    return render_to_string("design/details.html", {"summary": summary, "content": content})


@register.simple_block_tag
def column_heading(content: SafeString, otherwise: str) -> SafeString:
    """The heading of a column; one without words gets some that only a screen reader speaks."""
    hidden = format_html('<span class="govuk-visually-hidden">{}</span>', otherwise)
    words = content if content.strip() else hidden
    return format_html('<th scope="col" class="govuk-table__header">{}</th>', words)


@register.simple_block_tag
def warning(content: SafeString) -> SafeString:
    return render_to_string("design/warning.html", {"content": content})


@register.simple_block_tag
def nothing(content: SafeString, title: str, url: str = "", label: str = "") -> SafeString:
    """Where there is nothing yet: says so, what to do next (the words inside), and the way there."""
    what_next = content if content.strip() else ""
    return render_to_string("design/nothing.html", {"title": title, "what_next": what_next, "url": url, "label": label})


@register.inclusion_tag("design/summary_list.html")
def summary_list(rows: Iterable[Sequence[object]], title: str = "") -> dict[str, object]:
    """Rows of (key, value), (key, value, url) or (key, value, url, word for the link)."""
    full = [(*row, *("", "", "", "Change")[len(row) :]) for row in rows]
    return {"rows": full, "title": title, "has_links": any(row[2] for row in full)}


@register.inclusion_tag("design/stat.html")
def stat(value: object, label: str, *, hint: str = "", url: str = "", attention: bool = False) -> dict[str, object]:
    """One figure with what it counts; put several in a list of class `sg-tiles`."""
    return {"value": value, "label": label, "hint": hint, "url": url, "attention": attention}


@register.inclusion_tag("design/copyable.html")
def copyable(text: str, label: str, id: str = "copyable") -> dict[str, str]:
    """Words to be copied, with a button where the browser can do it; ids differ on one page."""
    return {"text": text, "label": label, "id": id}


@register.simple_tag
def print_button(text: str = "Print this page") -> SafeString:
    return format_html(
        '<button type="button" class="govuk-button govuk-button--secondary" data-prints hidden>{}</button>', text
    )


# Charts


@register.inclusion_tag("design/coverage_bar.html")
def coverage_bar(done: int, total: int, label: str, *, late: int = 0, verb: str = "done") -> dict[str, object]:
    """How many of how many, in words and as a bar; `late` counts those of the rest who are overdue."""
    return {
        "label": label,
        "done": done,
        "total": total,
        "late": late,
        "verb": verb,
        "percent": _percent(done, total),
        "done_width": _width(done, total),
        "late_width": _width(late, total),
    }


@register.inclusion_tag("design/bars.html")
def bars(
    rows: Iterable[Sequence[object]], caption: str, *, what: str = "", figure: str = "Number"
) -> dict[str, object]:
    """Rows of (label, number) or (label, number, url): a table whose every row draws its number as a bar."""
    full = [(row[0], row[1], row[2] if len(row) > 2 else "") for row in rows]
    largest = max((float(str(number)) for _, number, _ in full), default=0)
    drawn = [(label, number, url, _width(float(str(number)), largest)) for label, number, url in full]
    return {"rows": drawn, "caption": caption, "what": what or "Name", "figure": figure}


@register.inclusion_tag("design/flow.html")
def flow(
    groups: Iterable[Sequence[str]],
    moves: Mapping[tuple[int, int], int],
    caption: str,
    *,
    before: str = "Before",
    after: str = "After",
    what: str = "Group",
) -> dict[str, object]:
    """How many of each group (words, colour) move to which: two bars with bands between them, and a table.

    `moves` gives for (number of the group before, number of the group after) how many went that way.
    """
    named = [(words, _known(colour, FLOW_COLOURS)) for words, colour in groups]
    return {**charts.flow(named, moves), "caption": caption, "before": before, "after": after, "what": what}


def _percent(done: float, total: float) -> int:
    # Rounded down: it says 100 only when everybody has.
    return int(done * 100 // total) if total else 0


def _width(part: float, whole: float) -> str:
    return f"{max(0.0, min(100.0, part * 100 / whole)) if whole else 0:.2f}%"


# Pictures, and pages for children


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A picture beside words; only a picture that stands alone has a label."""
    return render_to_string("design/icon.html", {"shape": f"design/icons/{name}.svg", "label": label})


@register.inclusion_tag("design/card.html")
def card(text: str, picture: str = "", url: str = "", more: str = "") -> dict[str, str]:
    """A big thing to press (with an address) or to look at, for children; in a list of class `sg-cards`."""
    return {"text": text, "picture": picture, "url": url, "more": more}


@register.inclusion_tag("design/read_aloud.html")
def read_aloud(reads: str = "#main-content", text: str = "Read it to me") -> dict[str, str]:
    """A button that speaks part of the page; unseen where the device has no voice."""
    return {"reads": reads, "text": text}


def _known(word: str, words: set[str]) -> str:
    if word not in words:
        raise template.TemplateSyntaxError(f"“{word}” is none of: {', '.join(sorted(words))}.")
    return word
