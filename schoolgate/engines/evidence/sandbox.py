"""Examines a file in a process of its own, so that a hostile one can take nothing down with it.

The other process gets the file on its standard input and answers on its standard output; it has none of the
server's environment, so none of its secrets. What it answers is plain data, never objects that could run.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import threading
from typing import IO, Any

from schoolgate.engines.evidence.shapes import Examined, FileKind, Limits, Refused
from schoolgate.engines.evidence.sizing import NO_MEMORY, TOO_MUCH, check_size

ROOT = pathlib.Path(__file__).resolve().parents[3]
WORKER = "schoolgate.engines.evidence.worker"
#: Each may use as much memory as its limits say, so only so many are at work at the same time.
AT_ONCE = 2
_PLACES = threading.BoundedSemaphore(AT_ONCE)
#: One of them is kept for people who work at the school: strangers cannot hold both.
_STRANGERS = threading.BoundedSemaphore(AT_ONCE - 1)
#: So many more may wait for a place; whoever comes then is sent away at once, so that pages are still served.
MAY_WAIT = 2
_WAITING = threading.BoundedSemaphore(MAY_WAIT)
PATIENCE = 10.0
MOST_ANSWER = 300 * 1024 * 1024


class Unavailable(Exception):
    """The file could not be examined through no fault of its own: the process apart did not start."""


def examine_apart(
    name: str,
    content: bytes,
    *,
    limits: Limits = Limits(),  # noqa: B008 (a frozen value)
    stranger: bool = False,
) -> Examined:
    """As `examine`, within `limits.seconds` and `limits.memory`; raises `Unavailable` where it cannot start.

    What comes from a `stranger` has fewer places.
    """
    check_size(len(content), limits)
    order = json.dumps({"ending": pathlib.PurePath(name).suffix[:8], "limits": dataclasses.asdict(limits)})
    with contextlib.ExitStack() as places:
        for pot in (_STRANGERS, _PLACES) if stranger else (_PLACES,):
            if not _have_a_place(pot):
                raise Unavailable("too many files are being examined at the same time")
            places.callback(pot.release)
        answer, ended, late = _run(order.encode() + b"\n" + content, limits.seconds)
    if not answer:
        if late or ended < 0 or ended == NO_MEMORY:
            raise Refused(TOO_MUCH)
        raise Unavailable(f"the process that examines evidence ended with {ended}")
    return _unpacked(answer, content)


def _have_a_place(pot: threading.BoundedSemaphore) -> bool:
    if pot.acquire(blocking=False):
        return True
    if not _WAITING.acquire(blocking=False):
        return False
    try:
        return pot.acquire(timeout=PATIENCE)
    finally:
        _WAITING.release()


def answered(target: IO[bytes], found: Examined | Refused) -> None:
    """Write what was found for the process that asked: one line of JSON, then the copies one after another."""
    if isinstance(found, Refused):
        target.write(json.dumps({"refused": found.sentence}).encode() + b"\n")
        return
    copies = (found.shown, found.blurred, *found.further)
    plain = {
        name: getattr(found, name)
        for name in ("media_type", "kind", "shown_type", "metadata", "further_types", "text", "pages", "notes")
    }
    target.write(json.dumps({**plain, "lengths": [len(copy) for copy in copies]}).encode() + b"\n")
    for copy in copies:
        target.write(copy)


def _environment() -> dict[str, str]:
    """Nothing but what Python and the reader of words need to start."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "OMP_THREAD_LIMIT": "1", "PYTHONUTF8": "1"}


def _run(order: bytes, seconds: float) -> tuple[bytes, int, bool]:
    """What the process answered, how it ended, and whether it had to be stopped."""
    process = subprocess.Popen(
        [sys.executable, "-B", "-m", WORKER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        cwd="/" if os.name == "posix" else None,
        close_fds=True,
    )
    late = threading.Event()

    def stop() -> None:
        late.set()
        process.kill()

    clock = threading.Timer(seconds, stop)
    clock.start()
    try:
        with process:
            answer = _exchange(process, order)
    finally:
        clock.cancel()
    return answer if process.returncode == 0 else b"", process.returncode, late.is_set()


def _exchange(process: subprocess.Popen[bytes], order: bytes) -> bytes:
    """Say everything, hear everything; half an answer is none, which the caller sees by how it ended."""
    assert process.stdin is not None and process.stdout is not None
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(order)
        process.stdin.close()
    answer = process.stdout.read(MOST_ANSWER + 1)
    if len(answer) > MOST_ANSWER:
        process.kill()
    return answer


def _unpacked(answer: bytes, content: bytes) -> Examined:
    line, _, rest = answer.partition(b"\n")
    said: dict[str, Any] = json.loads(line)
    if "refused" in said:
        raise Refused(str(said["refused"]))
    copies, at = [], 0
    for length in said["lengths"]:
        copies.append(rest[at : at + length])
        at += length
    # What the original is, is reckoned on this side: the other may have been taken over by what it read.
    return Examined(
        str(said["media_type"]),
        FileKind(said["kind"]),
        hashlib.sha256(content).hexdigest(),
        len(content),
        copies[0],
        str(said["shown_type"]),
        metadata={str(name): str(what) for name, what in said["metadata"].items()},
        further=tuple(copies[2:]),
        further_types=tuple(map(str, said["further_types"])),
        blurred=copies[1],
        text=str(said["text"]),
        pages=int(said["pages"]),
        notes=tuple(map(str, said["notes"])),
    )
