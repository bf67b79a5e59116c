"""Those whom a text means by what they do: an office, or a class that they teach."""

import functools
import re
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import OSA

from schoolgate.engines.mentions import lists
from schoolgate.engines.mentions.lists import FILE
from schoolgate.engines.mentions.normal import plain, sound
from schoolgate.engines.mentions.shapes import Child, Known, Mention, Word

SECOND = ("deputy", "dep", "assistant", "second", "2nd", "other", "vice", "backup", "stand-in", "trainee")
"""Before the lead of safeguarding: then it is, or may be, their deputy."""
ALONE = {"head": "head", "chair": "chair"}
"""Words that mean an office only where they stand by themselves, as in brackets or in a line for a name."""
NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}
TEACHERS = ("tutor", "teacher", "teachers")
DONE = frozenset({"hit", "hurt", "hurts", "kicked", "banged", "bumped", "broke", "fight", "massage", "wound", "scan"})
TO_SOMEBODY = frozenset(
    {"my", "me", "him", "her", "us", "them", "our", "his", "their", "someone", "somebody", "everyone"}
)
"""Who does that to somebody is no part of a body: "the head hit my son", and not "hit on the head"."""
THROWN = frozenset({"kicked", "threw", "throw", "broke", "on", "under", "pulled", "pushed"})


def held(words: list[Word], people: Sequence[Known], to: frozenset[int]) -> Iterator[Mention]:
    """Those whose office stands in the text."""
    present = frozenset(duty for person in people for duty in person.duties)
    taken: set[int] = set(to)
    for at, width, duties in _said(words, taken):
        if duties & present:
            shown = " ".join(word.text for word in words[at : at + width])
            yield from (Mention(person.id, shown, "office") for person in people if duties & set(person.duties))


def _said(words: list[Word], taken: set[int]) -> Iterator[tuple[int, int, frozenset[str]]]:
    starts: dict[str, dict[str, list[int]]] = {}
    for at, word in enumerate(words):
        starts.setdefault(word.plain[:1], {}).setdefault(word.plain, []).append(at)

    @functools.cache
    def beginning(part: str) -> list[int]:  # each different word once, and not for each office anew
        there = starts.get(part[:1], {})
        return sorted(at for word, places in there.items() if _is(word, part) for at in places)

    for phrase, duties in lists.OFFICES:
        width = len(phrase)
        for at in beginning(phrase[0]):
            if at + width > len(words) or not _reads(words[at : at + width], phrase):
                continue
            if taken & set(range(at, at + width)):
                continue
            taken.update(range(at, at + width))
            if _is_something_else(words, at, width):
                continue
            if "dsl" in duties and _second(words, at):
                taken.update((at - 1, at - 2))
                duties_here = duties | {"deputy_dsl"}
            else:
                duties_here = duties
            yield at, width, duties_here
    for at, word in enumerate(words):
        if at not in taken and word.alone and word.plain in ALONE:
            yield at, 1, frozenset({ALONE[word.plain]})


def _reads(words: list[Word], phrase: tuple[str, ...]) -> bool:
    return all(_is(word.plain, part) for word, part in zip(words, phrase, strict=True))


@functools.lru_cache(maxsize=100_000)
def _is(word: str, part: str) -> bool:
    """Whether a word is this word of an office, written well or badly; one lead is not several."""
    if word == part:
        return True
    if part in (word + "s", word + "es") or len(part) < 5 or abs(len(word) - len(part)) > 2 or word in FILE.plain_words:
        return False
    slips = 2 if len(part) >= 8 else 1
    return OSA.distance(word, part, score_cutoff=slips) <= slips or (len(part) >= 6 and sound(word) == sound(part))


def _second(words: list[Word], at: int) -> bool:
    before = [word.plain for word in words[max(0, at - 2) : at]]
    return any(_is(word, second) for word in before for second in SECOND)


def _is_something_else(words: list[Word], at: int, width: int) -> bool:
    """A part of the body, furniture, a game, or the head of somewhere else."""
    after = [word.plain for word in words[at + width : at + width + 9]]
    before = [word.plain for word in words[max(0, at - 6) : at + 1]]
    last = words[at + width - 1].plain
    if (
        after[:1]
        and after[0] in {"at", "of", "from", "in", "on"}
        and FILE.elsewhere & set(after[1:6])
        and not {"our", "this"} & set(after[1:3])
    ):
        return True
    if last in {"head", "chair", "deputy", "dep", "principal", "charge", "boss", "director"}:
        if (
            after[:1]
            and after[0] in FILE.things | {"of"}
            and after[:3] not in (["of", "the", "school"], ["of", "our", "school"])
            and not (after[0] in DONE and TO_SOMEBODY & set(after[1:2]) and "on" not in before[-3:])
        ):
            return after[0] != "of" or not {"school", "us", "everything", "everyone", "teachers"} & set(after[1:4])
        if last == "chair" and ({"sat", "sit", "sits", "sitting", "on"} & set(after[:3]) or THROWN & set(before)):
            return True
    return bool(set(before) & {"game", "film", "book", "cartoon", "roblox", "minecraft", "youtuber"})


def taught(
    words: list[Word], people: Sequence[Known], children: Sequence[Child], chosen: Sequence[Child]
) -> Iterator[Mention]:
    """Those who teach the class of a child that the text is about, or the class that it names, where it says "teacher"."""
    if not any(person.classes for person in people):
        return
    known = {_room(name) for person in people for name in person.classes} | {_room(c.classroom) for c in children}
    rooms: set[str] = set()
    for at, word in enumerate(words):
        if word.plain not in FILE.teachers and not any(_is(word.plain, said) for said in TEACHERS):
            continue
        before = [_year(item.plain) for item in words[max(0, at - 3) : at]]
        if before and before[-1] in FILE.other_teachers:
            continue
        said = " ".join(_year(item.plain) for item in words[max(0, at - 4) : at + 7])
        here = {room for room in known if room and f" {room} " in f" {said} "}
        rooms |= here
        mine = bool(set(before[-1:]) & FILE.own or {"teacher", "class"} & set(before) or _owned(words, at))
        if not here and mine:
            rooms |= {_room(child.classroom) for child in (*chosen, *_named(words, children)) if child.classroom}
    for person in people:
        if rooms & {_room(name) for name in person.classes}:
            yield Mention(person.id, "teacher", "class")


def _owned(words: list[Word], at: int) -> bool:
    """Somebody's teacher: the word before ends as what is theirs."""
    return at > 0 and words[at - 1].end - words[at - 1].start > len(words[at - 1].text)


def _year(word: str) -> str:
    return NUMBERS.get(word) or re.sub(r"^y(\d)$", r"year \1", word)


def _room(name: str) -> str:
    return " ".join(_year(plain(part)) for part in name.split())


def _named(words: list[Word], children: Sequence[Child]) -> Iterator[Child]:
    there = {word.plain for word in words}
    for child in children:
        if any(plain(name) in there for name in (child.first_name, child.known_as) if name):
            yield child
