"""Times a piece of work a few times over."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def timed(words: str, work: Callable[[], object], runs: int = 5) -> float:
    """Prints and returns the median seconds of some runs, after one that is not counted."""
    work()
    seconds = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    middle = statistics.median(seconds)
    print(f"  {words:<58} {middle * 1000:9.1f} ms   ({min(seconds) * 1000:.1f} to {max(seconds) * 1000:.1f})")
    return middle
