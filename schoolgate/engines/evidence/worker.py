"""The process apart: takes one file in, answers, ends. Started by `apart`, never imported by the server."""

from __future__ import annotations

import json
import sys

from schoolgate.engines.evidence import sandbox
from schoolgate.engines.evidence.shapes import Examined, Limits, Refused
from schoolgate.engines.evidence.sizing import NO_MEMORY


def bound(seconds: int, memory: int) -> None:
    """Hold this process to time and memory, and forbid it to write any file; where the system can."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time on the clock still holds
        return
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main() -> int:
    """Read an order and a file from standard input, examine it, and answer on standard output."""
    order = json.loads(sys.stdin.buffer.readline())
    bound(order["limits"]["seconds"], order["limits"]["memory"])
    # Only now, so that the libraries too are held to the limits.
    from schoolgate.engines.evidence.examining import examine

    found: Examined | Refused
    try:
        found = examine("file" + order["ending"], sys.stdin.buffer.read(), limits=Limits(**order["limits"]))
    except Refused as refused:
        found = refused
    sandbox.answered(sys.stdout.buffer, found)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except MemoryError:
        sys.exit(NO_MEMORY)
