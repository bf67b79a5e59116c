"""The words of clauses: as one reader sees them, their digest, and what changed between two versions."""

import difflib
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from schoolgate.engines.model_policy import placeholders
from schoolgate.engines.model_policy.placeholders import filled
from schoolgate.policy import rules


class Worded(Protocol):
    """A clause, as far as its words go."""

    key: UUID
    place: str
    section: str
    text: str
    audience: list[str]
    strength: str
    child: str
    gloss: str
    wording_only: bool
    asked_since: int | None
    pupils_asked_since: int | None

    @property
    def here(self) -> str: ...
    @property
    def here_child(self) -> str: ...


def with_placeholder(text: str, role: str, start: int, end: int) -> str:
    """The text with `{role}` in place of the person named at text[start:end] and the duty beside them."""
    before, after = text[:start], text[end:]
    duty = _DUTY_WORDS[role]
    beside = re.search(rf"(?i:\b(?:(?:the|our)\s+)?{duty})(?:\s*\([A-Z/ ]{{2,12}}\))?\s*[,:(–-]?\s*$", before)
    if beside:
        opened = "(" in before[beside.start() :].rpartition(")")[2]
        return f"{before[: beside.start()]}{{{role}}}{after.removeprefix(')') if opened else after}"
    beside = re.match(rf"(?i:\s*(?P<bracket>\()?,?\s*(?:(?:who is\s+)?(?:the|our)\s+)?{duty})", after)
    if beside:
        rest = after[beside.end() :]
        return f"{before}{{{role}}}{rest.removeprefix(')') if beside['bracket'] else rest}"
    return f"{before}{{{role}}}{after}"


def unknown_placeholders(text: str) -> list[str]:
    """Words in braces that no officer's name will replace, such as `{dls}`."""
    return [word for word in re.findall(r"\{[^{}]*\}", text) if word[1:-1] not in placeholders.OFFICERS]


def for_reader(clause: Worded, audience: str) -> str:
    """The clause in words for this audience: a child's sentence for pupils, its own text for the rest."""
    if audience == rules.Audience.PUPIL and clause.child:
        return f"{clause.child} {clause.here_child}".strip()
    return whole(clause)


def whole(clause: Worded) -> str:
    """The clause's own text, and what the school counts with where it has chosen otherwise than the model."""
    return f"{clause.text} {clause.here}".strip()


def as_seen(clauses: Iterable[Worded], audience: str, officers: Mapping[str, str]) -> str:
    """The exact text one reader is shown to sign; parents are shown the plain words beside each clause."""
    return "\n".join(line for clause in clauses for line in _seen(clause, audience, officers))


def _seen(clause: Worded, audience: str, officers: Mapping[str, str]) -> Iterator[str]:
    yield f"{clause.place} {filled(for_reader(clause, audience), officers)}"
    if audience == rules.Audience.PARENT and clause.gloss:
        yield f"In plain words: {filled(clause.gloss, officers)}"


def digest(clauses: Iterable[Worded]) -> str:
    """The digest of a whole version, officers' names apart."""
    lines = (f"{c.place}|{c.strength}|{','.join(sorted(c.audience))}|{whole(c)}|{c.child}" for c in clauses)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def asks(was: Worded | None, becomes: Worded, *, wording_only: bool) -> frozenset[str]:
    """Whom a change asks again: everyone the clause is for, or pupils alone where only their sentence changed."""
    if _is_material(was, becomes, wording_only=wording_only):
        return frozenset(becomes.audience)
    pupil = rules.Audience.PUPIL
    if was is None or pupil not in becomes.audience:
        return frozenset()
    words = for_reader(was, pupil), for_reader(becomes, pupil)
    return frozenset({pupil.value} if rules.is_material_to_pupils(*words, wording_only=wording_only) else ())


def rests_on_wording(was: Worded, becomes: Worded) -> bool:
    """Whether it is for the head to say that a change only rewords, and so asks nobody again."""
    return bool(asks(was, becomes, wording_only=False)) and not asks(was, becomes, wording_only=True)


def asked_since(was: Worded | None, clause: Worded, number: int) -> tuple[int, int]:
    """The numbers of the versions since which people have to have signed this clause: everyone, and pupils."""
    if was is None or was.asked_since is None or _is_material(was, clause, wording_only=clause.wording_only):
        return number, number
    if rules.Audience.PUPIL in asks(was, clause, wording_only=clause.wording_only):
        return was.asked_since, number
    return was.asked_since, was.pupils_asked_since or was.asked_since


def _is_material(was: Worded | None, becomes: Worded, *, wording_only: bool) -> bool:
    if was and was.here != becomes.here:
        return True
    before = (was.text, was.strength, frozenset(was.audience)) if was else None
    now = (becomes.text, becomes.strength, frozenset(becomes.audience))
    return rules.is_material(before, now, wording_only=wording_only)


_DUTY_WORDS = {
    "head": r"(?:executive )?(?:head(?: ?teacher|master|mistress)?|principal)",
    "dsl": r"(?:DSL|designated safeguarding (?:lead|officer)|safeguarding lead)",
    "chair": r"chair(?:man|woman|person)?(?: of (?:the )?(?:governors|governing (?:body|board)))?",
    "lado": r"(?:LADO|(?:local authority )?designated officer)",
    "school": r"school",
}


@dataclass(frozen=True)
class Piece:
    """A run of words: kept, inserted or deleted."""

    how: str
    text: str


@dataclass(frozen=True)
class ClauseChange:
    """What happened to one clause between two versions."""

    kind: str
    place: str
    section: str
    was: Worded | None
    becomes: Worded | None
    pieces: tuple[Piece, ...]
    asks: frozenset[str]
    notes: tuple[str, ...]
    child_pieces: tuple[Piece, ...] = ()

    @property
    def material(self) -> bool:
        """Whether anybody is asked again."""
        return bool(self.asks)

    @property
    def asks_pupils_only(self) -> bool:
        """Whether pupils are asked again and others whom the clause is for are not."""
        return self.becomes is not None and self.asks == {"pupil"} != set(self.becomes.audience)


def compare(before: Sequence[Worded], after: Sequence[Worded]) -> list[ClauseChange]:
    """Lists, clause by clause in reading order, what was added, removed, changed and moved."""
    was_by_key = {clause.key: clause for clause in before}
    gone_after = _removed_after(before, {clause.key for clause in after})
    kept = rules.kept_in_order([clause.key for clause in before], [clause.key for clause in after])
    follows = dict(zip((clause.key for clause in after), [None, *after], strict=False))
    changes = gone_after.get(None, [])
    for clause in after:
        moved = () if clause.key in kept else (_stands(follows[clause.key]),)
        change = _change(was_by_key.get(clause.key), clause, moved)
        changes = [*changes, change, *gone_after.get(clause.key, [])]
    return [change for change in changes if change.kind != "same"]


def _removed_after(before: Sequence[Worded], kept: set[UUID]) -> dict[UUID | None, list[ClauseChange]]:
    """Removed clauses under the key of the kept clause that they followed."""
    found: dict[UUID | None, list[ClauseChange]] = {}
    last: UUID | None = None
    for clause in before:
        if clause.key in kept:
            last = clause.key
        else:
            found.setdefault(last, []).append(_removed(clause))
    return found


def pieces(was: str, becomes: str) -> tuple[Piece, ...]:
    """Words inserted and deleted, word by word."""
    old, new = re.findall(r"\S+\s*", was), re.findall(r"\S+\s*", becomes)
    found: list[Piece] = []
    for how, a, b, c, d in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if how == "equal":
            found.append(Piece("kept", "".join(old[a:b])))
            continue
        if b > a:
            found.append(Piece("deleted", "".join(old[a:b])))
        if d > c:
            found.append(Piece("inserted", "".join(new[c:d])))
    return tuple(found)


def _stands(previous: Worded | None) -> str:
    return f"put after {previous.place}" if previous else "put first"


def _change(was: Worded | None, becomes: Worded, moved: tuple[str, ...] = ()) -> ClauseChange:
    if was is None:
        new = (Piece("inserted", whole(becomes)),)
        asked = asks(None, becomes, wording_only=False)
        return ClauseChange("added", becomes.place, becomes.section, None, becomes, new, asked, ())
    notes = (*moved, *_notes(was, becomes))
    same = whole(was) == whole(becomes) and not notes
    return ClauseChange(
        "same" if same else "changed",
        becomes.place,
        becomes.section,
        was,
        becomes,
        pieces(whole(was), whole(becomes)),
        asks(was, becomes, wording_only=becomes.wording_only),
        notes,
        pieces(was.child, becomes.child) if was.child != becomes.child else (),
    )


def _notes(was: Worded, becomes: Worded) -> tuple[str, ...]:
    notes = []
    if was.place != becomes.place:
        notes.append(f"called {was.place} before")
    if was.strength != becomes.strength:
        notes.append(f"strength: {was.strength} becomes {becomes.strength}")
    if set(was.audience) != set(becomes.audience):
        notes.append(f"for: {', '.join(was.audience) or 'nobody'} becomes {', '.join(becomes.audience) or 'nobody'}")
    if was.child != becomes.child:
        notes.append("the child's sentence changed")
    if was.gloss != becomes.gloss:
        notes.append("the plain words for parents changed")
    if was.here != becomes.here:
        notes.append("what it counts with changed")
    return tuple(notes)


def _removed(was: Worded) -> ClauseChange:
    gone = (Piece("deleted", whole(was)),)
    return ClauseChange("removed", was.place, was.section, was, None, gone, frozenset(), ())
