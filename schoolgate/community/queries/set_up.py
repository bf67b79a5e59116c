"""Whether the set-up of a school is open, and to whom, and what was typed so far."""

import json
from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac

from schoolgate.community.models import School, SetUp


def digest(secret: str) -> str:
    """A code or a token as it is kept; capitals, spaces and dashes of a code make no other one."""
    tidy = secret if len(secret) > 40 else "-".join(secret.lower().replace("-", " ").split())
    return salted_hmac("schoolgate.set_up", tidy, algorithm="sha256").hexdigest()


def is_same(digest: str, other: str) -> bool:
    return constant_time_compare(digest, other)


def is_there() -> bool:
    """Whether there is a set-up: as long as there is no school."""
    return not School.objects.exists()


def is_open_to(token: str) -> bool:
    """Whether the browser that holds this has typed the code."""
    row = SetUp.objects.exclude(opened_by="").first() if token else None
    return row is not None and is_same(digest(token), row.opened_by)


def answers() -> dict[str, Any]:
    """What was typed so far, by page."""
    row = SetUp.objects.first()
    found: dict[str, Any] = json.loads(row.answers) if row and row.answers else {}
    return found
