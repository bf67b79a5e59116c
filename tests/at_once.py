"""Deeds that are started at one moment, each with a connection of its own: for tests on a real server."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections

ON_SERVER = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one writer in at a time, so nobody can be at once."
    ),
]


def at_once(*deeds: Callable[[], object]) -> list:
    """Starts all of these in the same moment; what each answered or raised."""
    start, answers = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(at: int, deed) -> None:
        start.wait()
        try:
            answers[at] = deed()
        except Exception as error:
            answers[at] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    return answers


def in_rounds(times: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Tries a race so many times in one test: laying the rows anew on a server takes longer than the race."""

    def wrap(race: Callable[..., None]) -> Callable[..., None]:
        def test(cast) -> None:
            for turn in range(times):
                race(cast, turn)

        test.__name__, test.__doc__ = race.__name__, race.__doc__
        return test

    return wrap
