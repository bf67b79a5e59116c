"""Measures engines on this machine, each beside something known: `make bench`. Never part of the tests."""

import os
import platform
import sys

from bench.timing import timed


def people() -> None:
    """Reading and comparing a management-system export, a large school brought in, and pages about its people."""
    from bench import people as measured

    measured.measure()


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
        f"read {len(model_policy.clauses())} clauses of Markdown", lambda: reader.read(text.encode(), "policy.md")
    )
    bare = timed("markdown-it-py alone (no clauses)", lambda: MarkdownIt().parse(text))
    print(f"  ratio {ours / bare:.1f}")
    clauses = reader.read(text.encode(), "policy.md").clauses
    timed("suggest the model clause of each", lambda: matching.suggest(clauses, model_policy.clauses()), runs=3)


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


def mentions() -> None:
    """Whom a long text of made-up words may mean, among 60 grown-ups."""
    from bench import mentions as measured

    measured.measure()


def cases() -> None:
    """The pages of cases and of concerns, at a year of a school with 400 cases and 12,000 entries."""
    from bench import cases as measured

    measured.measure()


if __name__ == "__main__":
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, median of runs")
    asked = sys.argv[1:] or ["people", "reading", "rulings", "evidence", "whatif", "mentions", "cases"]
    for name in asked:
        globals()[name]()
