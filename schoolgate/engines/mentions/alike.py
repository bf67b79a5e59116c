"""Whether a word may be a name: the same letters, a slip of the hand, or the same sound."""

import functools
import re

from rapidfuzz.distance import OSA

from schoolgate.engines.mentions.normal import sound

EXACT, SLIP, HEARD, NO = 3, 2, 1, 0
"""How well a word fits a name: the name itself, written with a slip or two, or only heard like it."""
CLEAR = 5
"""From so many letters on a slip is seen as one wherever it stands; two from LONG on."""
LONG = 8
SPELT = (
    (r"tsch|tch|sch|cz|ch|sh|sz|zh|ss|c(?=[eiy])|[sz]", "s"),
    (r"qu", "kw"),
    (r"gn|kn", "n"),
    (r"ph|ff|gh(?=t)", "f"),
    (r"^wr", "r"),
    (r"nge?$", "n"),
    (r"(?<=[bdgkprtw])h", ""),
    (r"ck|[cqx]", "k"),
    (r"[wv]", "w"),
    (r"[jy]", "i"),
    (r"r(?![aeiou])", ""),
)
HEARD_AS = tuple((re.compile(pattern), sign) for pattern, sign in SPELT)
MAC, OFTEN = re.compile(r"^ma?c(?=[^aeiou])"), re.compile(r"(.)\1+")
UNHEARD = dict.fromkeys(map(ord, "aeiouh"))


@functools.lru_cache(maxsize=200_000)
def alike(word: str, name: str) -> int:
    """EXACT, SLIP, HEARD or NO for two plain words."""
    if word == name:
        return EXACT
    if not word or not name or abs(len(word) - len(name)) > 3:
        return NO
    if word in (name + "s", name + "es") or word + "s" == name or once(word) == once(name):
        return SLIP
    short = min(len(word), len(name))
    if short >= 4 and OSA.distance(word, name, score_cutoff=1) <= 1:
        return SLIP if short >= CLEAR or sorted(word) == sorted(name) or word[0] == name[0] else HEARD
    if short >= LONG and OSA.distance(word, name, score_cutoff=2) <= 2:
        return SLIP
    return HEARD if _heard_alike(word, name) else NO


def once(word: str) -> str:
    """A word with letters that are written more than once written once."""
    return OFTEN.sub(r"\1", word)


def _heard_alike(word: str, name: str) -> bool:
    """By the sound of either of two ways to write sounds down; names of one sound need nearly the same length."""
    bones, of_name = skeleton(word), skeleton(name)
    if bones == of_name:
        return len(bones) > 2 or (OSA.distance(word, name) <= 3 and abs(len(word) - len(name)) <= 1 + len(bones))
    if min(len(bones), len(of_name)) >= 4 and bones[0] == of_name[0] and OSA.distance(bones, of_name) <= 1:
        return True
    heard = sound(word)
    return len(heard) >= 3 and heard == sound(name)


@functools.lru_cache(maxsize=50_000)
def skeleton(word: str) -> str:
    """The consonants of a word as they are heard in England: Woychik and Wójcik, Karn and Khan, Moola and Müller are one."""
    word = MAC.sub("mk", word)
    for pattern, sign in HEARD_AS:
        word = pattern.sub(sign, word)
    bones = word.translate(UNHEARD)
    bones = "h" + bones if word[:1] == "h" else bones
    return once(bones) or word[:1]
