"""Timed work on the school's people: what is only kept for a while goes."""

from datetime import datetime

from django.core.management import call_command

from schoolgate.community.actions import intakes
from schoolgate.sealed import signed_cache


def daily(at: datetime) -> None:
    """Empties uploads that nobody imported, and sessions that have ended."""
    intakes.forget_drafts(at)
    call_command("clearsessions")


def hourly(at: datetime) -> None:
    """Forgets how often somebody tried or wrote, once it counts no more."""
    signed_cache.forget_ended()
