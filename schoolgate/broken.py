"""What a rule forbids, said to whoever tried."""

from collections.abc import Mapping


class Broken(Exception):
    """Something that may not be done: its words are for the person who tried, its clause says why.

    `fresh` holds hidden fields that their form has to send anew before it is sent again.
    """

    def __init__(self, words: str, clause: str = "", **fresh: object) -> None:
        super().__init__(words)
        self.words = words
        self.clause = clause
        self.fresh = fresh

    @property
    def explained(self) -> str:
        """The words, with the clause that says why where there is one."""
        return f"{self.words} (Clause {self.clause}.)" if self.clause else self.words


class Asking(Broken):
    """A question that whoever tried has to answer first: the page asks it in `field`, by these `answers` (value: words)."""

    def __init__(self, words: str, clause: str, *, field: str, question: str, answers: Mapping[str, str]) -> None:
        super().__init__(words, clause)
        self.field, self.question, self.answers = field, question, answers


class Moved(Broken):
    """Somebody else changed it since this person looked; `fresh["seen"]` is how it is now."""
