"""No page says that something is on its way, or will be e-mailed, without asking whether mail leaves."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "schoolgate"
CLAIMS = re.compile(
    r"on (its|their) way|we (will )?(send|e-?mail|write to)\b|you get an e-?mail|look into your mail|by e-?mail,|"
    r"an e-?mail says|e-?mail leaves|invites? [^.]{0,60}by e-?mail|agree by e-?mail|link that we sent|"
    r"e-?mail tells|get a link",
    re.IGNORECASE,
)
ASKS = re.compile(r"mail_leaves|by_mail|settings\.DELIVERY")
HARMLESS = {
    "config/set_up/forms.py": "the page asks about the server, and sends a test mail",
    "community/templates/signin/invited.html": "shown only where mail leaves: otherwise the paper to print is",
    "config/templates/set_up/done.html": "without a server all invitations are papers",
    "policy/templates/policy/reading/people.html": "how to reach the office",
    "policy/templates/policy/asking/answer.html": "how to reach the office",
    "concerns/letters.py": "the words of the mails themselves",
    "concerns/forms/triage.py": "for how long a setting waits",
    "design/samples.py": "an invented sample",
}


def told(path: Path) -> list[str]:
    text = path.read_text()
    if path.suffix == ".py":  # what people read is in strings; docstrings and comments are for us
        text = re.sub(r'"""[\s\S]*?"""|#.*', "", text)
    return [found.group() for found in CLAIMS.finditer(" ".join(text.split()))]


PLACES = [
    path
    for kind in ("*.html", "*.py")
    for path in ROOT.rglob(kind)
    if not {"tests", "migrations", "engines", "demo", "mail", "cli", "email"} & set(path.relative_to(ROOT).parts)
    and not path.name.startswith("gallery")
]


def test_it_looks_at_something():
    assert sum(bool(told(path)) for path in PLACES) > 6


@pytest.mark.parametrize("path", [path for path in PLACES if told(path)], ids=lambda path: path.name)
def test_what_is_promised_depends_on_a_mail_server(path):
    if str(path.relative_to(ROOT)) in HARMLESS:
        return
    assert ASKS.search(path.read_text()), (
        f"{path.name} says {told(path)}: ask mail_leaves, and say what to do where no mail server is set."
    )
