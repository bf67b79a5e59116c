"""What every template keeps to: the Content-Security-Policy, and pages that stand without a request."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

import schoolgate
from schoolgate.design.tests.page import Page

# Pages of refusal stand on their own, whatever else has an address.
pytestmark = pytest.mark.urls("schoolgate.design.urls")

PACKAGE = Path(schoolgate.__file__).parent
TEMPLATES = sorted(PACKAGE.glob("**/templates/**/*.html"))
COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.DOTALL)
FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a handler in an attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an address of script": re.compile(r"javascript:", re.IGNORECASE),
    "htmx that evaluates": re.compile(r"\bhx-on\b|['\"]js:", re.IGNORECASE),
}
SCRIPT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)


def problems(text):
    text = COMMENT.sub("", text)
    found = [name for name, pattern in FORBIDDEN.items() if pattern.search(text)]
    inline = [attrs for attrs in SCRIPT.findall(text) if "src=" not in attrs and "application/json" not in attrs]
    return found + ["a script in the page" for _ in inline]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_template_has_inline_style_or_script(path):
    found = problems(path.read_text("utf-8"))
    assert not found, (
        f"{path.name} has {found}: use a class of the design, or a script file in schoolgate/design/static"
    )


@pytest.mark.parametrize(
    "text",
    [
        '<p class="x" style="color: red">',
        "<style>p {}</style>",
        '<button\n onclick="go()">',
        "<script>go()</script>",
        '<a href="javascript:go()">',
        "<div hx-on:click='go()'>",
    ],
)
def test_the_check_bites(text):
    assert problems(text) != []


def test_templates_are_found():
    assert any(path.name == "shell.html" for path in TEMPLATES)


@pytest.mark.parametrize("name", ["400", "500"])
def test_pages_of_failure_need_no_request_and_no_list_of_files(name, settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    settings.DEBUG = False
    page = Page(render_to_string(f"{name}.html"))
    assert page.one("link", rel="stylesheet")["href"].endswith("built/schoolgate.css")
    assert len(page.all("h1")) == 1


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500"])
def test_pages_of_refusal_say_what_to_do(name):
    page = Page(render_to_string(f"{name}.html"))
    assert page.one("html")["lang"] == "en-GB"
    assert page.one("h1").text
    assert page.all("a", href="/") or page.all("ol")
