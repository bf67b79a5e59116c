"""Measures engines on this machine, each beside something known: `make bench`. Never part of the tests."""

import csv
import io
import os
import platform
import sys
from datetime import date

from bench.timing import timed

TODAY = date(2026, 11, 23)


def people() -> None:
    """Reading and comparing a management-system export, beside reading the same file with the csv module alone."""
    from schoolgate.demo import invented
    from schoolgate.demo.invented import school as demo_school
    from schoolgate.engines.roster import comparing
    from schoolgate.engines.roster import parsing as mis

    print("People (CSV of our template)")
    school = demo_school(pupils=620, today=TODAY)
    content = invented.as_csv(school.roll).encode()
    rows = len(school.roll.rows)
    ours = timed(f"read and check {rows} people", lambda: mis.read([("people.csv", content)], today=TODAY))
    bare = timed(
        "csv.DictReader alone (no checks)", lambda: list(csv.DictReader(io.StringIO(content.decode())))
    )
    print(f"  ratio {ours / bare:.1f}")
    timed(
        "compare with itself",
        lambda: comparing.compare(school.roll, school.roll, kinds={"pupil", "staff", "parent", "governor"}),
    )
    timed("invent a school of 5,000 pupils", lambda: demo_school(pupils=5000, today=TODAY), runs=3)


def reading() -> None:
    """Reading the model policy as a document, beside parsing the same Markdown alone."""
    from markdown_it import MarkdownIt

    from schoolgate.engines import model_policy
    from schoolgate.engines.documents import matching, reader

    print("Reading documents")
    lines = []
    section = ""
    for clause in model_policy.clauses():
        if clause.section != section:
            section = clause.section
            lines += ["", f"## {section}", ""]
        lines.append(f"- {clause.text}")
    text = "\n".join(lines)
    ours = timed(
        f"read {len(model_policy.clauses())} clauses of Markdown",
        lambda: reader.read(text.encode(), "policy.md"),
    )
    bare = timed("markdown-it-py alone (no clauses)", lambda: MarkdownIt().parse(text))
    print(f"  ratio {ours / bare:.1f}")
    clauses = reader.read(text.encode(), "policy.md").clauses
    timed(
        "suggest the model clause of each", lambda: matching.suggest(clauses, model_policy.clauses()), runs=3
    )


def rulings() -> None:
    """Rulings, beside general policy engines in an environment of their own."""
    from bench import rulings as measured

    measured.main()


def evidence() -> None:
    """Looking into evidence: pictures, PDFs, and what a process apart costs."""
    from bench import evidence as measured

    measured.measure()


def whatif() -> None:
    """A school year of facts under two policies, beside one question at a time; and the lint of a whole policy."""
    from bench import whatif as measured

    measured.main()


def cases() -> None:
    """The pages of cases and of concerns, at a year of a school with 400 cases and 12,000 entries."""
    from bench import cases as measured

    measured.measure()


if __name__ == "__main__":
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, median of runs")
    asked = sys.argv[1:] or ["people", "reading", "rulings", "evidence", "whatif", "cases"]
    for name in asked:
        globals()[name]()
