"""What a platform was on a day: the way from rulings to the age register.

The few entries here stand in for the register; its dated rows replace them without any change to callers.
"""

import difflib
from datetime import date

from schoolgate.policy.rulings.facts import Platform


class Unknown(ValueError):
    """There is no such platform; the words name the nearest ones."""


_SINCE_13 = date(2024, 4, 11)

_ENTRIES: dict[str, tuple[tuple[date, Platform], ...]] = {
    "whatsapp": (
        (date.min, Platform("whatsapp", "WhatsApp", True, 16, site_rule="WhatsApp asks for an age of 16.")),
        (_SINCE_13, Platform("whatsapp", "WhatsApp", True, 13, site_rule="WhatsApp asks for an age of 13.")),
    ),
    "facebook": (
        (date.min, Platform("facebook", "Facebook", True, 13, site_rule="Facebook asks for an age of 13.")),
    ),
    "xbox": (
        (date.min, Platform("xbox", "Xbox network", True, None, route="supervised_account",
                            site_rule="Xbox states no minimum age; a child's account is a parent's to set up.")),
    ),
    "youtube_kids": (
        (date.min, Platform("youtube_kids", "YouTube Kids", True, None, route="kids_version",
                            site_rule="YouTube Kids is made for children; a parent sets it up.")),
    ),
    "chatgpt": (
        (date.min, Platform("chatgpt", "ChatGPT", False, 13, route="parent_consent",
                            site_rule="ChatGPT asks for an age of 13, and below 18 for a parent's consent.")),
    ),
}  # fmt: skip


def platform(id: str, on: date) -> Platform:
    """What is known of a platform for a day; `Unknown`, with the nearest names, where there is none."""
    entries = _ENTRIES.get(_bare(id))
    if entries is None:
        raise Unknown(f"There is no platform {id!r} in the register. {_nearest(id)}")
    return next(entry for since, entry in reversed(entries) if since <= on)


def _nearest(id: str) -> str:
    near = difflib.get_close_matches(_bare(id), _ENTRIES, n=3, cutoff=0.5)
    return f"Did you mean {' or '.join(near)}?" if near else f"It has: {', '.join(sorted(_ENTRIES))}."


def _bare(id: str) -> str:
    return id.strip().casefold().replace(" ", "_").replace("-", "_")
