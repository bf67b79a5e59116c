"""What a second person is asked outside cases: an app above says so when it starts."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from schoolgate.community.models import Person


@dataclass(frozen=True)
class Question:
    """Something that a second person is asked: what, where it is answered, by whom and when."""

    words: str
    url: str
    asked_by: Person
    asked_at: datetime


Questions = Callable[[Person], Iterable[Question]]
_known: list[Questions] = []


def register(questions: Questions) -> None:
    """Says that an app above asks second persons too."""
    if questions not in _known:
        _known.append(questions)


def asked_elsewhere(person: Person) -> Iterator[Question]:
    """Every question to this person that an app above has."""
    return (question for questions in _known for question in questions(person))
