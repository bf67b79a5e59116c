"""Measures the queries behind the pages of cases: `python -m bench cases`.

A database in a folder of its own is made, filled with a year of an invented school, and thrown away: SQLite, or
the PostgreSQL that DATABASE_URL names, in which a test database is made beside the real one.
"""

from __future__ import annotations

import itertools
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

RUNS = 30
AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def measure(cases: int = 400, events: int = 12_000, pupils: int = 420) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schoolgate.config.settings")
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("SCHOOLGATE_DATA", folder)
        django.setup()
        from django.test.utils import setup_databases, setup_test_environment, teardown_databases

        setup_test_environment()
        there = setup_databases(verbosity=0, interactive=False)
        try:
            _measured(cases, events, pupils)
        finally:
            teardown_databases(there, verbosity=0)


def _measured(cases: int, events: int, pupils: int) -> None:
    import time_machine
    from django.db import connection

    from schoolgate.cases import actions, invented, queries
    from schoolgate.cases.queries import child, keeping, pages, todo
    from schoolgate.community import demo
    from schoolgate.community.models import Person

    with time_machine.travel(AT, tick=True):
        school = demo.load(pupils=pupils, today=AT.date())
        began = time.perf_counter()
        made = invented.year(school, until=AT, cases=cases, events=events)
        seconds = time.perf_counter() - began
        print(f"Cases ({connection.vendor}, {cases} cases, {events:,} entries, made in {seconds:.1f} s)")
        dsl = _holding(school, "dsl")
        head = _holding(school, "head")
        mine = [one for one in made if not one.restricted]
        longest = sorted(mine, key=lambda one: one.events.count())[-RUNS:]
        children = list(child.children(dsl, AT)[:RUNS])
        for case in longest:
            for what in ("page", "chronology"):
                actions.look(case, what=what, by=dsl, at=AT)
        for one in children:
            actions.look_at_child(one, by=dsl, at=AT)

        def fresh(person: Person) -> Person:
            return Person.objects.prefetch_related("roles").select_related("school").get(pk=person.pk)

        _line("a case (the longest of them)", lambda one: pages.case_page(fresh(dsl), one.pk, at=AT), longest)
        _line(
            "its chronology", lambda one: list(pages.chronology_page(fresh(dsl), one.pk, at=AT).page), longest
        )
        _line("list of cases, open", lambda _: pages.cases_page(fresh(dsl), at=AT))
        _line("list of cases, all", lambda _: pages.cases_page(fresh(dsl), at=AT, view="all"))
        _line("desk of the DSL", lambda _: todo.dsl_page(fresh(dsl), at=AT))
        _line("desk of the head", lambda _: todo.head_page(fresh(head), at=AT))
        _line("first page’s tasks", lambda _: queries.tasks_for(fresh(dsl), AT))
        _line("a child across cases", lambda one: child.child_page(fresh(dsl), one.pk, at=AT), children)
        _line("records to review", lambda _: list(keeping.review_page(fresh(dsl), at=AT).page))
        _line("search through all", lambda _: pages.cases_page(fresh(dsl), at=AT, words="screenshot"))


def _holding(school, duty: str):  # type: ignore[no-untyped-def]
    from schoolgate.community.models import Person

    return Person.objects.filter(school=school).holding(duty, on=AT.date()).prefetch_related("roles").first()


def _line(words: str, work: Callable[[object], object], over: Sequence[object] = (None,)) -> None:
    """Prints the median and the slowest twentieth, and how many queries one run takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        work(over[0])
    seconds = []
    for one in itertools.islice(itertools.cycle(over), RUNS):
        began = time.perf_counter()
        work(one)
        seconds.append(time.perf_counter() - began)
    p95 = statistics.quantiles(seconds, n=20)[-1]
    print(
        f"  {words:<34} median {statistics.median(seconds) * 1000:8.1f} ms   p95 {p95 * 1000:8.1f} ms   "
        f"{len(queries):3} queries"
    )
