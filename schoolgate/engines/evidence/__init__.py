"""Looks into what someone uploads as evidence, and makes a clean copy to show; knows nothing of Django."""

from __future__ import annotations

from schoolgate.engines.evidence.shapes import Examined, Limits


def examine(name: str, content: bytes, *, limits: Limits = Limits()) -> Examined:  # noqa: B008 (a frozen value)
    """Look into a file and make a clean copy to show; raises `Refused`, with a sentence, where it cannot be kept.

    Nothing is written to disk. `name` only lends its ending to a sentence. A hostile file may use much time
    and memory here: a server calls `examine_apart`, which does the same in a process of its own.
    """
    # Only here, so that a server that examines apart never loads what opens strangers' files.
    from schoolgate.engines.evidence import examining

    return examining.examine(name, content, limits=limits)
