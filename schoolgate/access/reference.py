"""Writes the who-may page of the reference from the table."""

from schoolgate.access.duties import WORDS, Duty
from schoolgate.access.table import TABLE


def page() -> str:
    """Renders the whole table as Markdown: one row a deed or look, one column a duty."""
    duties = list(Duty)
    lines = [
        "# Who may do what",
        "",
        "Made from `schoolgate/access/table.py`; anything not in the table is refused. One rule stands above",
        "it: nobody acts on, or sees, a confidential record about themselves, and nobody reaches another school.",
        "",
        "| | " + " | ".join(duties) + " |",
        "|---" * (len(duties) + 1) + "|",
    ]
    lines += [
        f"| `{name}` | " + " | ".join("yes" if duty in held else "" for duty in duties) + " |"
        for name, held in sorted(TABLE.items())
    ]
    lines += ["", "| duty | in words |", "|---|---|"] + [f"| {duty} | {WORDS[duty]} |" for duty in duties]
    return "\n".join(lines) + "\n"
