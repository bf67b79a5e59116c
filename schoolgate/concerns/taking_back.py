"""Whether what is said in a child's name takes back what was told. Plain Python: nothing is ever ended by it."""

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from schoolgate import datafiles

BY_CARD = (
    "Told with the child’s card, and without the pictures of anything that was told before. Anyone who has the card may "
    "have told it."
)
TAKEN_BACK = (
    "It says that something was not true. It may not be the child who says so. It ends nothing: look into what was told "
    "as before, and speak with the child alone before you rely on these words."
)


@dataclass(frozen=True)
class _File:
    says: tuple[str, ...]


def reads_like_it(words: str) -> bool:
    """Whether a text says that something told was not so; rather once too often, as it is only said to whoever reads."""
    text = " ".join(re.sub(r"['’`]", "", words.lower()).split())
    return bool(_says().search(text))


@functools.cache
def _says() -> re.Pattern[str]:
    found = datafiles.whole(Path(__file__).with_name("taking_back.toml"), _File)
    return re.compile(rf"\b(?:{'|'.join(found.says)})\b")
