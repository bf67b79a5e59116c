"""The list of versions: what has become of each, and what to do next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from schoolgate import access
from schoolgate.community.models import Person
from schoolgate.policy.models import Version
from schoolgate.policy.queries import reach
from schoolgate.policy.rules import Stage


@dataclass(frozen=True)
class State:
    """What has become of a version, in words, with the colour of its tag."""

    words: str
    colour: str
    more: str = ""


@dataclass(frozen=True)
class VersionLine:
    version: Version
    state: State
    signed: int
    clauses: int
    before: Version | None
    is_current: bool


@dataclass(frozen=True)
class VersionsPage:
    """The versions, and which deeds are open to whoever looks."""

    lines: tuple[VersionLine, ...]
    draft: Version | None
    published: Version | None
    unsure: int
    deeds: frozenset[str]
    is_author: bool

    @property
    def revise_words(self) -> str:
        return f"Revise version {self.published.number}" if self.published else ""


def versions_page(person: Person, on: date) -> VersionsPage:
    """Every version of the school's policy, newest first, with what to do next."""
    access.require(person, "look.drafts")
    counted = reach.visible_to(person).select_related("approved_by", "published_by", "made_by", "withdrawn_by")
    versions = list(
        counted.annotate(
            signed=Count("signatures__person", distinct=True), size=Count("clauses", distinct=True)
        ).order_by("-number")
    )
    draft = next((version for version in versions if version.stage in reach.OPEN), None)
    return VersionsPage(
        lines=_lines(versions, on),
        draft=draft,
        published=next((version for version in versions if version.stage == Stage.PUBLISHED), None),
        unsure=draft.clauses.filter(confirmed=False).count() if draft else 0,
        deeds=deeds_of(person),
        is_author=draft is not None and person.pk in reach.authors_of(draft),
    )


def _lines(versions: Sequence[Any], on: date) -> tuple[VersionLine, ...]:
    states = states_of(versions, on)
    published = [version for version in versions if version.stage == Stage.PUBLISHED]
    newest = published[0] if published else None
    return tuple(
        VersionLine(
            version=version,
            state=states[version.pk],
            signed=version.signed,
            clauses=version.size,
            before=next((earlier for earlier in published if earlier.number < version.number), None),
            is_current=version is newest,
        )
        for version in versions
    )


def states_of(versions: Iterable[Version], on: date) -> dict[int, State]:
    """Version → what has become of it: which one is in force, which come, which were replaced."""
    newer: Version | None = None
    states: dict[int, State] = {}
    for version in sorted(versions, key=lambda other: -other.number):
        states[version.pk] = _state(version, newer, on)
        newer = version if version.stage == Stage.PUBLISHED else newer
    return states


def _state(version: Version, newer: Version | None, on: date) -> State:
    if version.stage != Stage.PUBLISHED:
        return {
            Stage.DRAFT: State("Draft", "grey"),
            Stage.IN_REVIEW: State("In review", "orange"),
            Stage.APPROVED: State("Approved", "green"),
            Stage.DISCARDED: State("Put away", "grey"),
        }[Stage(version.stage)]
    assert version.in_force_on is not None
    if newer and newer.in_force_on and newer.in_force_on <= on:
        more = f"Version {newer.number} replaced it on {newer.in_force_on:%-d %B %Y}."
        return State("Replaced", "grey", more)
    if version.in_force_on > on:
        return State("In force soon", "blue", f"It comes into force on {version.in_force_on:%-d %B %Y}.")
    return State("In force", "teal")


DEEDS = (
    "import_document",
    "start_from_model",
    "revise",
    "edit_clause",
    "confirm_clauses",
    "send_for_review",
    "withdraw",
    "discard",
    "approve",
    "publish",
    "set_review",
    "answer_proposal",
)


def deeds_of(person: Person) -> frozenset[str]:
    """Which deeds of drafting and publishing are open to this person at all."""
    return frozenset(deed for deed in DEEDS if access.may(person, f"policy.{deed}"))


def state_of(version: Version, on: date) -> State:
    published = Version.objects.filter(school=version.school_id, stage=Stage.PUBLISHED.value, number__gt=version.number)
    return states_of([version, *published], on)[version.pk]


def base_of(version: Version) -> Version | None:
    """The version that this one changes: the one published before it."""
    published = Version.objects.filter(school=version.school_id, stage=Stage.PUBLISHED.value, number__lt=version.number)
    return published.order_by("-number").first()
