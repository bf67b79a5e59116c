"""A test mail: whether a mail server takes it, before anything is set, and if not, why in words."""

import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.core.mail import EmailMessage, get_connection

from schoolgate.post import rules

log = logging.getLogger("schoolgate.post")
PATIENCE = 15
"""Seconds: somebody waits for the page."""


def problem_with(delivery: Mapping[str, Any], *, sender: str, to: str, school: str) -> str:
    """Sends a test mail by this server; nothing where the server took it, or one sentence that says why not."""
    connection = get_connection(**{**delivery, "timeout": PATIENCE})
    body = f"This is the test mail of {school}. It arrived, so Schoolgate can send mail.\n"
    try:
        connection.open()
        EmailMessage("Schoolgate: test mail", body, sender, [to], connection=connection).send()
    except Exception as problem:  # whatever it is, somebody reads about it on the page
        log.warning("a test mail was not sent: %s", type(problem).__name__)
        return rules.in_words(problem)
    finally:
        with suppress(Exception):
            connection.close()
    return ""
