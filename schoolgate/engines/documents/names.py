"""Finds people named beside their duty ("the DSL, Jane Smith,"), whom a document should not name."""

from __future__ import annotations

import re

_ROLES = (
    (
        "dsl",
        r"(?:DSL|designated safeguarding (?:lead|officer|person)|safeguarding lead|DSO|DCPO|"
        r"child protection (?:lead|officer))",
    ),
    ("chair", r"chair(?:man|woman|person)?(?: of (?:the )?(?:governors|governing (?:body|board)|trustees))?"),
    ("lado", r"(?:LADO|local authority designated officer|designated officer)"),
    ("head", r"(?:executive )?(?:head(?: ?teacher|master|mistress| of school)?|principal)"),
)
_TITLE = r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Rev|Revd|Sir|Dame)\.? )"
_WORD = r"[A-Z](?:['’][A-Z])?[a-zà-ÿ]+(?:[-'’][A-Z]?[a-zà-ÿ]+)?"
_NOT_FIRST = r"(?!(?:Ask|Tell|Contact|Call|Email|Phone|Ring|See|Inform|Please|Write|Dear|Or|And)\b)"
_NAME = (
    rf"{_NOT_FIRST}(?:{_TITLE}(?:[A-Z]\.? )*{_WORD}(?: {_WORD}){{0,2}}|"
    rf"{_WORD}(?: [A-Z]\.?)? {_WORD}(?: {_WORD})?)"
)
_LINK = (
    r"(?:\s*(?:\([A-Za-z /]{2,45}\))?\s*(?:,|:|\(|–|—|-| is| being|, who is| at our school is|"
    r" in (?:our )?school is)\s*|\s+(?=(?:Mr|Mrs|Ms|Miss|Mx|Dr)\b))"
)
_NOT_DEPUTY = r"(?<!deputy )(?<!Deputy )(?<!assistant )(?<!Assistant )"
_NOT_NAMES = re.compile(
    r"\b(School|Primary|Academy|Policy|Teacher|Head|Lead|Officer|Local|Authority|Designated|Safeguarding|Governors?|"
    r"Children|Child|Protection|The|Our|Parents?|Pupils?|Staff|Act|Council|County|Police|Social|Media|Team|Trust|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|January|February|March|April|May|June|July|August|September|October|"
    r"November|December|If|This|That|They|All|Any|No|In|At|On|For|Year|Facebook|Instagram)\b"
)


def officers(text: str) -> list[tuple[str, str, int, int]]:
    """Find people named with the duty they hold, in the order of the text.

    Each is (role, name, start, end): the role "dsl", "head", "chair" or "lado", and the name, which is
    text[start:end], so that it can be put out of the document and the duty's placeholder into it.
    """
    found: dict[tuple[int, int], tuple[str, str, int, int]] = {}
    for role, words in _ROLES:
        for pattern in (_after(words), _before(words)):
            for match in pattern.finditer(text):
                start, end = match.span("name")
                name = match.group("name")
                if not _NOT_NAMES.search(name) and (start, end) not in found:
                    found[start, end] = (role, name, start, end)
    return sorted(found.values(), key=lambda each: each[2])


def _after(words: str) -> re.Pattern[str]:
    """The duty, then the name: "the DSL, Jane Smith,", "DSL: Mrs Smith", "the head is Jane Smith"."""
    return re.compile(rf"{_NOT_DEPUTY}\b(?i:{words}){_LINK}(?P<name>{_NAME})")


def _before(words: str) -> re.Pattern[str]:
    """The name, then the duty: "Jane Smith (DSL)", "Jane Smith, our designated safeguarding lead"."""
    link = r"\s*(?:\(|,\s*(?:who is )?(?:the |our )?|\s+is (?:the|our)\s+)(?:school[’']s )?"
    return re.compile(rf"(?<![A-Za-z])(?P<name>{_NAME}){link}(?i:{words})\b")
