"""What a rule forbids, said to whoever tried."""


class Broken(Exception):
    """Something that may not be done: its words are for the person who tried, its clause says why."""

    def __init__(self, words: str, clause: str = "") -> None:
        super().__init__(words)
        self.words = words
        self.clause = clause
