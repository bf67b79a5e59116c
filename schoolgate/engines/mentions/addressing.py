"""Words that only say to whom a text is written: "Dear Mrs Adeyemi,", "FAO the head:"."""

import re

from schoolgate.engines.mentions.lists import FILE
from schoolgate.engines.mentions.shapes import Word

OPENS = frozenset({"dear", "hi", "hiya", "hello", "hey", "morning", "afternoon", "evening"})
"""Greetings, only as the first words of a text, with nothing between them and the name."""
HEADS = frozenset({"fao", "attn", "attention", "cc", "to"})
"""The same, with a colon where somebody likes one."""
LINKS = frozenset(
    {"and", "the", "of", "all", "team", "head", "teacher", "headteacher", "headmaster", "headmistress", "deputy", "dsl"}
    | {"safeguarding", "lead", "designated", "chair", "governors", "governor", "office", "staff", "school"}
)
"""Words of offices, and what stands between two who are written to."""
MOST = 8
"""So many words of names and offices may follow."""
ENDS = re.compile(r"[,.:;!?\n–—-]")
POLITE = re.compile(
    r"\b(?:thank|tell|telling|ask|asking|write to|writing to|told|let|lets|letting|see|seeing|meet|meeting|ring|ringing|call|calling"
    r"|contact|email|inform|informing|show|send|sending|give|bother|bothering|trouble|troubling|disturb|wish|wishing|hope|hoping|trust"
    r"|assure|warn|warning|remind|thanking|appreciate|grateful if|to|for|with|from|of|by|about|as|before|when|whether|if|unless|until|once"
    r"|could|can|would|will|may|might|do|are|have|had|should|must|think|know|sure|suggest|advise) (?:all |both )?(?:you|u|ya)\b"
    r"|\b(?:you|u) (?:know|said|asked|told us|told me|told parents|told the|rang|phoned|wrote|called|sent|mentioned|suggested|advised)\b"
    r"|\byour? (?:time|help|support|reply|response|answer|advice|email|e mail|mail|letter|message|call|phone|number|earliest|attention"
    r"|office|school|pupils?|website|newsletter|policy|staff|consideration|understanding|kind|convenience|work|assembly|job|view|views"
    r"|information|records?|system|place|opinion|thoughts|team|colleagues?|safeguarding|desk|side|end|hands full|faithfully|sincerely)\b"
)
"""How a reader is spoken to who has done nothing; every other "you" may be the one whom it is about."""
YOU = re.compile(r"\b(?:you|u|ya|youre|youve|youll|youd|your|yours|yourself|ur)\b")
HAVE_DONE = re.compile(
    r"\b(?:did|have|had|if|when|as|that|because|what|how|why|since|after|are|were|do|know|think|sure) (?:you|u|ya) (?:\w+ ){0,2}"
    r"(?:hit|hits|hurt|hurts|push|slap|punch|kick|grab|touch|shout|scream|drag|pull|shove|smack|pinch|shake|shook|bully|kiss|hug|film"
    r"|photograph|threaten|swear|swore|threw|throw|lock|left|follow|message|text|dm)(?:ed|d|ing|ped|ting|ging|bing|ping)?\b"
)
"""What makes a polite "you" none."""
FEARS = re.compile(
    r"\b(?:afraid|scared|frightened|terrified|fear|wary|complain\w*|because|bullied|hurt|hit|touched|alone|report|reporting|sick|blame|blames)"
    r" (?:(?:only|here|in \w+|at all) )?(?:of |with |by |about |on |at )?(?:you|u|ya)\b(?! about| to| that| if| when| as soon)"
)
"""What is said of somebody who is feared."""
STOPS = re.compile(
    r"(?:^|[.!?;:,\n]|\b(?:please|plz|pls|must|should|now|just|and|never|do not|dont|you to|can you|could you|will you|would you|u to))\s*"
    r"(?:(?:please|now|just|immediately)\s+)*(?:stop|quit|cease|leave|keep away|stay away|get off|let go|give back|apologi[sz]e"
    r"|(?:do not|dont|never)(?: ever)?(?: (?:dare|you))* (?:touch|hit|hurt|shout|message|text|follow|grab"
    r"|speak to|talk to|come near|go near))\b"
    r"(?!\s+(?:him|her|them|it|this|the|that)?\s*(?:from|over to)\b)"
)
"""Somebody is asked to stop what they do: of the one to whom it is written, where nobody else is named before."""
NAMES_END = frozenset({"i", "my", "we", "could", "please", "can", "sorry", "there", "this", "about", "who", "that"})


def addressed(words: list[Word]) -> frozenset[int]:
    """The places of words that say to whom it is written. What is said of the same person elsewhere still counts.

    Nobody is hidden by a greeting: the name has to follow it at once, and what is written has to begin after the name.
    "Hi. Mr Hale hits me" and "hi mr hale hits me" are about him.
    """
    for at, word in enumerate(words[:3]):
        if word.plain in OPENS | HEADS and _opens(words, at):
            last = at + 1 < len(words) and words[at + 1].plain in OPENS
            if not last:
                places = _names_after(words, at + 1, with_colon=word.plain in HEADS)
                return frozenset() if accuses(words[at + 1 + len(places) :]) else frozenset(places)
    return frozenset()


def accuses(words: list[Word]) -> bool:
    """Whether what is written may be about the very one to whom it is written: "please stop hitting my son"."""
    text = "".join(f"{_end(word)} {word.plain}" for word in words).strip()
    if STOPS.search(text) or HAVE_DONE.search(text) or FEARS.search(text):
        return True
    return bool(YOU.search(POLITE.sub(" ", text)))


def _end(word: Word) -> str:
    """What ends a sentence before a word, or nothing."""
    found = ENDS.search(word.gap)
    return found.group().replace("\n", ".") if found else ""


def _opens(words: list[Word], at: int) -> bool:
    """Whether nothing but a greeting stands before."""
    before = [word.plain for word in words[:at]]
    return all(word in OPENS | {"good", "for", "the", "please"} for word in before) and (
        words[at].plain != "to" or at == 0
    )


def _names_after(words: list[Word], start: int, *, with_colon: bool) -> set[int]:
    """Where names and offices stand that end where the text begins; none where it goes on with something else."""
    places: set[int] = set()
    for at in range(start, min(start + MOST, len(words))):
        word, before = words[at], words[at - 1]
        parted = ENDS.search(word.gap) and before.plain not in FILE.titles
        if at == start and parted and not (with_colon and ":" in word.gap and "\n" not in word.gap):
            return set()
        if places and (parted or "(" in word.gap or word.plain in NAMES_END):
            return places
        if not (word.capital or word.plain in FILE.titles | LINKS or before.plain in FILE.titles):
            return set()
        places.add(at)
    return places if start + len(places) >= len(words) else set()
