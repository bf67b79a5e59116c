"""Search in concerns, and which are alike."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from schoolgate.community.models import Person
from schoolgate.concerns import suggesting
from schoolgate.concerns.models.chronicle import Addendum, BullyingEntry, Link, Message
from schoolgate.concerns.models.concern import About, Concern, ConcernQuerySet, UnmatchedName
from schoolgate.concerns.models.evidence import Evidence
from schoolgate.concerns.queries import reach
from schoolgate.concerns.queries.lines import QueueLine, for_lists, line_of

RECENT = timedelta(days=120)
MOST_FOUND = 20
MOST_LOOKED_AT = 300
MOST_ALIKE = 6


@dataclass(frozen=True)
class Alike:
    """Another concern that may have to do with this one, and why it is thought so."""

    line: QueueLine
    why: str


def people_found(concern: Concern, words: str, on: date) -> list[Person]:
    """People of the school with these words in their names, among whom triage says who is meant."""
    people = Person.objects.filter(school=concern.school_id).current(on)
    return list(people.named(words).prefetch_related("roles")[:MOST_FOUND]) if words.strip() else []


def concern_numbered(person: Person, number: int) -> Concern | None:
    """The concern with this number, where this person may read it."""
    return reach.visible_to(person).filter(number=number).first()


def search(concerns: ConcernQuerySet, words: str) -> ConcernQuerySet:
    """Those with each of these words somewhere in what was told, added, said or read in a file.

    Sealed text cannot be searched in the database, so what this person may read is opened and looked through.
    """
    wanted = words.casefold().split()
    texts = _texts(concerns)
    return concerns.filter(pk__in=[id for id, text in texts.items() if all(word in text for word in wanted)])


SEARCHED = (
    (Concern, "pk", ("number", "words", "childs_words", "exact_words", "happened_words", "place", "written_for")),
    (About, "concern", ("person__first_name", "person__known_as", "person__last_name")),
    (UnmatchedName, "concern", ("name",)),
    (Addendum, "concern", ("words",)),
    (Message, "concern", ("words",)),
    (BullyingEntry, "concern", ("words",)),
    (Evidence, "concern", ("name", "text")),
)
"""Where words are looked for: the rows, how they name their concern, and their texts."""


def _texts(concerns: ConcernQuerySet) -> dict[object, str]:
    """Every text that hangs on each of these concerns, opened and joined: one query a table."""
    found: dict[object, list[str]] = {}
    for model, key, fields in SEARCHED:
        rows = model.objects.filter(**{f"{key}__in": concerns.values("pk")})
        for id, *texts in rows.values_list(key, *fields):
            found.setdefault(id, []).extend(map(str, texts))
    return {id: " ".join(texts).casefold() for id, texts in found.items()}


def similar(concern: Concern, person: Person) -> tuple[Alike, ...]:
    """Others of the last months that this person may read too: with the same people, names or words."""
    since = concern.entered_at - RECENT
    others = reach.visible_to(person).filter(entered_at__gte=since).exclude(pk=concern.pk)
    linked = Link.objects.filter(Q(concern=concern) | Q(other=concern)).values_list("concern", "other")
    known = {id for pair in linked for id in pair}
    looked_at = for_lists(others.exclude(pk__in=known)).order_by("-entered_at")[:MOST_LOOKED_AT]
    this = _traits(concern)
    found = ((item, _why_alike(this, item)) for item in looked_at)
    return tuple([Alike(line_of(one), why) for one, why in found if why][:MOST_ALIKE])


@dataclass(frozen=True)
class _Traits:
    people: frozenset[int]
    names: frozenset[str]
    words: str


def _traits(concern: Concern) -> _Traits:
    return _Traits(
        people=frozenset(example.person_id for example in concern.about.all()),
        names=frozenset(name.name.casefold() for name in concern.names.all()),
        words=_words(concern),
    )


def _why_alike(this: _Traits, other: Concern) -> str:
    people = [str(about.person) for about in other.about.all() if about.person_id in this.people]
    if people:
        return f"The same person: {', '.join(dict.fromkeys(people))}."
    same = [name.name for name in other.names.all() if name.name.casefold() in this.names]
    if same:
        return f"The same name: {', '.join(same)}."
    return "The words are much alike." if suggesting.alike(this.words, _words(other)) else ""


def _words(concern: Concern) -> str:
    return " ".join((concern.words, concern.childs_words, concern.exact_words))
