"""How much work something is, in calls of functions: a busy machine changes nothing about that."""

import os
import sys
from collections.abc import Callable
from types import FrameType

WHOLE = os.environ.get("SCHOOLGATE_TESTS") == "whole"
"""Where every walk is walked whole, however long it takes: `make test-all`."""

LONG = WHOLE or os.environ.get("SCHOOLGATE_TESTS") == "long"
"""Where tests take their time: more examples, and sizes as large as they are allowed to be."""


def calls(do: Callable[[], object]) -> int:
    """How many functions are called while this is done, Python's own among them."""
    count = 0

    def seen(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        do()
    finally:
        sys.setprofile(before)
    return count


def grows_evenly(few: Callable[[], object], twice: Callable[[], object]) -> bool:
    """Whether twice as much of something is about twice the work, and not four times."""
    few()  # what is made at the first call and kept
    return calls(twice) < 2.5 * calls(few)
