"""What the clock does with mail."""

from datetime import datetime

from schoolgate.post import outbox


def send_waiting(at: datetime) -> int:
    """Sends the mails that are due; called every few seconds by the background worker."""
    return outbox.deliver(at)
