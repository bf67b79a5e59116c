"""Whether a word that is also a surname stands where only a name stands: "Marsh hits us", "we hate bell", "it was reid"."""

from schoolgate.engines.mentions.lists import FILE
from schoolgate.engines.mentions.shapes import Word

SAYS_WHO = frozenset(
    {"it", "its", "was", "is", "were", "name", "hes", "shes", "called", "by", "definitely", "probably"}
)
"""With nothing but these a surname is an answer to who it was."""
MOST = 4
"""So many words an answer has, at most."""
THEIR = frozenset({"his", "her", "their"})
OWN = frozenset({"my", "mr", "mrs", "miss", "ms", "the"})


def is_somebody(words: list[Word], at: int) -> bool:
    """Whether the word at this place, without a title or a first name, can only be somebody."""
    word, before, after = words[at], _at(words, at - 1), _at(words, at + 1)
    if word.plain in FILE.acts:
        return False
    if _answers(words, at) or (_says_who(words, at) and after is not None and after.plain == "who"):
        return True
    can_be_bare = word.plain in FILE.bare
    if after and _begins(word, before) and not word.apart(after) and (can_be_bare or (word.capital and word.opens)):
        acts = after.plain in FILE.deeds or (can_be_bare and _does(words, at, after))
        if acts:
            return True
    if not can_be_bare or not _ends(words, at):
        return False
    is_aim = before is not None and not before.apart(word) and before.plain in FILE.aims
    return is_aim or _says_who(words, at)


def _begins(word: Word, before: Word | None) -> bool:
    return before is None or word.opens or before.apart(word) or before.plain in FILE.starts


def _answers(words: list[Word], at: int) -> bool:
    """Whether it is all that was said, or all but that somebody was it."""
    return len(words) <= MOST and all(
        other.plain in SAYS_WHO or (place > at and other.plain in FILE.deeds)
        for place, other in enumerate(words)
        if place != at
    )


def _says_who(words: list[Word], at: int) -> bool:
    before = [word.plain for word in words[max(0, at - 2) : at]]
    return before[-1:] == ["its"] or before == ["it", "was"] or before == ["it", "is"]


def _ends(words: list[Word], at: int) -> bool:
    """Whether nothing follows that the word could belong to."""
    after = _at(words, at + 1)
    return after is None or after.opens or words[at].apart(after) or after.plain in FILE.goes_on


def _does(words: list[Word], at: int, after: Word) -> bool:
    if after.plain != "and":
        return words[at].capital and after.plain in FILE.weak_deeds
    other = _at(words, at + 2)
    return other is not None and (other.plain in THEIR or (words[at].capital and (other.plain in OWN or other.capital)))


def _at(words: list[Word], at: int) -> Word | None:
    return words[at] if 0 <= at < len(words) else None
