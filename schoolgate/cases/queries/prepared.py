"""The letter with which a case begins: what is in it already, who has none, and whether it waits to be checked."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from schoolgate.cases import letters
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.papers import Letter
from schoolgate.cases.queries import letter_readers, reach
from schoolgate.community.models import Person
from schoolgate.concerns.models.concern import Concern
from schoolgate.engines import ages

NO_FAMILY = "No parent or carer of {child} is on record here, so no letter was prepared."
WHAT = "A member of staff told us of it on {day}, as everybody who works here does."
SHORTEST = 4
"""Letters that a site's name needs, so that a word is not taken for one."""


@dataclass(frozen=True)
class Prepared:
    """The drafts that wait in a case, and the children to whose family none could be written."""

    drafts: tuple[Letter, ...]
    without: tuple[Person, ...]
    nobody: bool

    @property
    def is_due(self) -> bool:
        return bool(self.drafts or self.without or self.nobody)


def prepared_in(case: Case, at: datetime) -> Prepared | None:
    """What became of the letter with which this case begins, while the case is open and it has not gone."""
    name = letters.PREPARED.get(case.procedure)
    if name is None or case.closed_at is not None or not case.from_concerns.exists():
        return None
    those = list(case.letters.filter(kind=name).select_related("to", "about"))
    drafts = tuple(letter for letter in those if letter.sent_at is None)
    without = tuple(without_family(case, reach.today(at)))
    return Prepared(drafts, without, nobody=not letter_readers.children_in(case))


def without_family(case: Case, on: date) -> list[Person]:
    """Children in a case for whom nobody on record can have a letter."""
    families = letter_readers.choices(case, letters.kind(letters.PREPARED[case.procedure]), on)
    reached = {choice.about.pk for choice in families if choice.about}
    return [child for child in letter_readers.children_in(case) if child.pk not in reached]


def what(concern: Concern) -> str:
    """What happened, in words for parents: from the record, never the words in which a colleague told it."""
    told = WHAT.format(day=f"{reach.today(concern.entered_at):%A %-d %B %Y}")
    site = _site(concern.words)
    return f"{told} It was on {site}." if site else told


def _site(words: str) -> str:
    """The first app or site of the age register that is named in these words."""
    names = (entry.name for entry in ages.shipped().platforms.values() if len(entry.name) >= SHORTEST)
    found = ((at.start(), name) for name in names if (at := re.search(rf"\b{re.escape(name)}\b", words)))
    return min(found, default=(0, ""))[1]
