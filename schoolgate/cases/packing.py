"""What was given for a step as one text, with dates and moments as such, so that it can be sealed whole."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

DATE, MOMENT = "$date", "$moment"


def packed(given: Mapping[str, Any]) -> str:
    """One text that `unpacked` reads back."""
    return json.dumps(dict(given), default=_plain, ensure_ascii=False, sort_keys=True)


def unpacked(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text, object_hook=_back) if text else {}
    return found


def _plain(value: object) -> dict[str, str]:
    if isinstance(value, datetime):
        return {MOMENT: value.isoformat()}
    if isinstance(value, date):
        return {DATE: value.isoformat()}
    raise TypeError(f"{type(value).__name__} cannot be kept with a step.")


def _back(found: dict[str, Any]) -> Any:
    if set(found) == {MOMENT}:
        return datetime.fromisoformat(found[MOMENT])
    if set(found) == {DATE}:
        return date.fromisoformat(found[DATE])
    return found
