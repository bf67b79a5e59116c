"""Measures people: an export read and compared, a school of thousands brought in, and the pages about its people."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bench.timing import timed

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TODAY = AT.date()
SIZES = (210, 5000)
PAGES = ("/people/", "/people/?page=3", "/people/?name=name1", "/people/?kind=pupil", "/people/classes/")


def measure() -> None:
    from bench.database import database

    _engines()
    with database():
        _brought_in()


def _engines() -> None:
    from schoolgate.demo import invented
    from schoolgate.demo.invented import school as demo_school
    from schoolgate.engines.roster import comparing
    from schoolgate.engines.roster import parsing as mis

    print("People (CSV of our template)")
    school = demo_school(pupils=620, today=TODAY)
    content = invented.as_csv(school.roll).encode()
    rows = len(school.roll.rows)
    ours = timed(f"read and check {rows} people", lambda: mis.read([("people.csv", content)], today=TODAY))
    bare = timed("csv.DictReader alone (no checks)", lambda: list(csv.DictReader(io.StringIO(content.decode()))))
    print(f"  ratio {ours / bare:.1f}")
    timed(
        "compare with itself",
        lambda: comparing.compare(school.roll, school.roll, kinds={"pupil", "staff", "parent", "governor"}),
    )
    timed("invent a school of 5,000 pupils", lambda: demo_school(pupils=5000, today=TODAY), runs=3)


def _brought_in() -> None:
    """Schools of both sizes loaded through the same deeds as a real one, and the pages about their people."""
    import time_machine
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from bench import year
    from schoolgate.community.models import School
    from schoolgate.demo import community

    print(f"People in the database ({connection.vendor})")
    with time_machine.travel(AT, tick=True):
        for pupils in SIZES:
            made = _once(
                f"bring in a school of {pupils:,} pupils", lambda n=pupils: community.load(pupils=n, today=TODAY)
            )
            office = year.browser(made, "office", at=AT)
            for page in PAGES:
                office.get(page)
                with CaptureQueriesContext(connection) as queries:
                    answer = _once(f"  {page} at {pupils:,} pupils", lambda p=page, client=office: client.get(p))
                assert answer.status_code == 200, page
                print(f"    {len(queries)} queries")
            School.objects.filter(pk=made.pk).update(slug=f"measured-{made.pk}")


def _once(words: str, work: Callable[[], Any]) -> Any:
    began = time.perf_counter()
    made = work()
    print(f"  {words:<58} {(time.perf_counter() - began) * 1000:9.1f} ms", flush=True)
    return made
