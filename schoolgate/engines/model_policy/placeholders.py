"""Officers and the school as placeholders in a clause, such as `{dsl}`, and the names from the records in their place."""

import re
from collections.abc import Mapping

OFFICERS = {"head": "head teacher", "dsl": "DSL", "chair": "chair of governors", "lado": "LADO", "school": "school"}
_PLACEHOLDER = re.compile(r"(?:\b[Tt]he )?\{(?P<role>" + "|".join(OFFICERS) + r")\}")
_OPENS_SENTENCE = re.compile(r"(?:^|[.!?:][\"”’)]*\s+|\n)[\"“‘(]*$")


def filled(text: str, officers: Mapping[str, str]) -> str:
    """Puts the names from the records in place of `{dsl}`, `{head}`, `{chair}`, `{lado}` and `{school}`."""

    def name(match: re.Match[str]) -> str:
        role = match["role"]
        title = OFFICERS[role]
        held_by = officers.get(role, "")
        if role == "school":
            words = held_by or "the school"
        else:
            words = f"the {title}, {held_by}" if held_by else f"the {title}"
        opens = _OPENS_SENTENCE.search(text[: match.start()]) is not None
        return words[0].upper() + words[1:] if opens else words

    return _PLACEHOLDER.sub(name, text)
