"""What a rule forbids, said to whoever tried."""


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


class Moved(Broken):
    """Somebody else changed it since this person looked; `fresh["seen"]` is how it is now."""
