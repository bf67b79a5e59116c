"""What a file may weigh, asked before anything else."""

from __future__ import annotations

from schoolgate.engines.evidence.shapes import Limits, Refused

_MEGABYTE = 1024 * 1024
TOO_MUCH = (
    "This file takes far more time or memory to open than evidence needs, so it was not kept. "
    "Take a screenshot of what you can see, and upload that."
)
#: How the process apart ends when Python itself cannot go on for want of memory.
NO_MEMORY = 70


def check_size(size: int, limits: Limits = Limits()) -> None:  # noqa: B008 (a frozen value)
    """Raise `Refused` for a file of nothing or of too much; to be asked before the file is taken in."""
    if not size:
        raise Refused("This file is empty. Choose the file again, or take a screenshot and upload that.")
    if size > limits.size:
        raise Refused(
            f"This file is {size / _MEGABYTE:.1f} MB; at most {limits.size // _MEGABYTE} MB can be kept. Take a "
            "screenshot of the part that matters, or upload a smaller file."
        )
