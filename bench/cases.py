"""Measures the pages of cases and the queue of concerns as a browser asks for them: `python -m bench cases`.

A database of its own is made, filled with a year of an invented school, asked, and thrown away: SQLite in a file,
or the PostgreSQL that DATABASE_URL names, in which a test database is made beside the real one.
"""

from __future__ import annotations

import itertools
import os
import platform
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

RUNS = 40
AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CASES, EVENTS, CONCERNS, PUPILS = 400, 12_000, 2_000, 420
WORDS = ("screenshot", "rang back", "class teacher", "sorry")
"""What is searched for: each run asks for the next."""


@dataclass(frozen=True)
class Look:
    """A page and who opens it; where there are several addresses the runs go through them."""

    words: str
    client: Any
    urls: Sequence[str]
    most: int = 150
    """Milliseconds that it may take at the slowest twentieth."""


def measure() -> None:
    from bench.database import database

    with database():
        _measured()


def _measured() -> None:
    import time_machine
    from django.db import connection

    with time_machine.travel(AT, tick=True):
        began = time.perf_counter()
        looks = _made()
        seconds = time.perf_counter() - began
        size = f"{CASES} cases, {EVENTS:,} entries, {CONCERNS:,} concerns"
        print(f"Pages of cases ({connection.vendor}, {size}, made in {seconds:.0f} s; {_machine()})")
        print(f"  {'':<34} {'first':>9} {'median':>9} {'p95':>9} {'busy':>9} {'queries':>8}")
        for look in looks:
            _line(look)


def _made() -> list[Look]:
    """A year of the school, and the pages to look at in it."""
    from bench import year
    from schoolgate.cases.models.case import Case
    from schoolgate.records.queries import children as record_children

    school = year.school(PUPILS, CASES, EVENTS, CONCERNS, at=AT, progress=_progress)
    dsl, head, teacher = (year.browser(school, duty, at=AT) for duty in ("dsl", "head", "teacher"))
    mine = Case.objects.filter(restricted=False)
    longest = [case.pk for case in sorted(mine, key=lambda other_case: -other_case.events.count())[:RUNS]]
    children = [person.pk for person in record_children.children(year.holding(school, "dsl", at=AT), AT)[:RUNS]]
    return [
        Look("a case (the longest of them)", dsl, [f"/cases/{id}/" for id in longest]),
        Look("its chronology", dsl, [f"/cases/{id}/chronology/" for id in longest]),
        Look("list of cases, open", dsl, ["/cases/"]),
        Look("list of cases, overdue", dsl, ["/cases/?view=late"]),
        Look("list of cases, closed", dsl, [f"/cases/?view=closed&page={page}" for page in (1, 2, 3, 4)]),
        Look("search through all cases", dsl, [f"/cases/?words={word}" for word in WORDS], 300),
        Look("desk of the DSL (today)", dsl, ["/cases/today/"]),
        Look("desk of the head", head, ["/cases/decisions/"]),
        Look("first page, DSL’s tasks", dsl, ["/"]),
        Look("first page, head’s tasks", head, ["/"]),
        Look("records to review", dsl, [f"/records/?page={page}" for page in (1, 2, 3)]),
        Look("a child across cases", dsl, [f"/records/children/{id}/" for id in children]),
        Look("children with a record", dsl, ["/records/children/"]),
        Look("what is in force, a teacher’s", teacher, ["/cases/in-force/"]),
        Look("queue of concerns", dsl, ["/concerns/"]),
        Look("queue of concerns, all", dsl, [f"/concerns/?view=all&page={page}" for page in (1, 2, 20)]),
        Look("search through all concerns", dsl, [f"/concerns/?words={word}" for word in WORDS], 300),
    ]


def _line(look: Look) -> None:
    """Prints the first time, the median, the slowest twentieth, the processor's share, and the queries of one run."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def once(url: str) -> tuple[float, float]:
        began, busy = time.perf_counter(), time.process_time()
        answer = look.client.get(url)
        seconds = time.perf_counter() - began, time.process_time() - busy
        assert answer.status_code == 200, f"{url}: {answer.status_code} {answer.get('Location', '')}"
        return seconds

    first, _ = once(look.urls[0])
    with CaptureQueriesContext(connection) as queries:
        once(look.urls[0])
        asked = len(queries)  # before the next request empties the log
    taken = [once(url) for url in itertools.islice(itertools.cycle(look.urls), RUNS)]
    seconds, busy = [one for one, _ in taken], [one for _, one in taken]
    p95 = statistics.quantiles(seconds, n=20)[-1]
    figures = (first, statistics.median(seconds), p95, statistics.median(busy))
    over = f"   over {look.most}" if p95 * 1000 > look.most else ""
    shown = " ".join(f"{figure * 1000:6.0f} ms" for figure in figures)
    print(f"  {look.words:<34} {shown} {asked:8}{over}", flush=True)


def _machine() -> str:
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}, {RUNS} runs"


def _progress(what: str, done: int, total: int) -> None:
    """A bar on standard error, where somebody watches."""
    if sys.stderr.isatty():
        filled = round(20 * done / total)
        end = "\n" if done >= total else ""
        print(f"\r  {what:<24} [{'#' * filled:<20}]", end=end, file=sys.stderr, flush=True)
