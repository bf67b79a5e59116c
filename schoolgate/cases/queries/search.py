"""Finding cases by words, among those that reach somebody.

What is written in a case lies sealed, so the database cannot look through it. Each case has one sealed list of its
words; a search opens these. Whether a list still says what its case says is asked of the rows each time, without
opening them: rows that are written once are counted, of the others the sealed bytes themselves are compared.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import CharField, Count, Max
from django.db.models.functions import Right

from schoolgate.cases.models.case import Case, CaseQuerySet, Participant
from schoolgate.cases.models.chronicle import Addendum, Contact, Event
from schoolgate.cases.models.papers import Document, Letter
from schoolgate.cases.models.search import WordList
from schoolgate.community.models import School

WRITTEN_ONCE: tuple[tuple[type[models.Model], tuple[str, ...]], ...] = (
    (Event, ("words",)),
    (Addendum, ("words",)),
    (Contact, ("whom",)),
)
"""Sealed texts of rows that never change: new ones have a higher key, and one that is deleted is missing."""
CHANGED: tuple[tuple[type[models.Model], tuple[str, ...]], ...] = (
    (Participant, ("name",)),
    (Document, ("name", "title", "text")),
    (Letter, ("to_name", "title", "words")),
)
"""Sealed texts of rows that may change: no two sealings of a text are alike, so their last bytes tell."""
NAMES = ("person__first_name", "person__known_as", "person__last_name")
TAIL = 24
"""Characters at the end of a sealed text that tell it from every other."""


def found(cases: CaseQuerySet, words: str) -> frozenset[UUID]:
    """Those with each of these words somewhere: in what was written, in a name, or in their number."""
    wanted = words.casefold().split()
    numbers = dict(cases.order_by().values_list("pk", "number"))
    if not numbers:
        return frozenset()
    texts: dict[UUID, list[str]] = {id: [str(number)] for id, number in numbers.items()}
    mine = cases.order_by().values("pk")
    for id, *names in Participant.objects.filter(case__in=mine, person__isnull=False).values_list("case", *NAMES):
        texts[id].extend(name.casefold() for name in names)
    for id, text in _lists(mine, texts):
        texts[id].append(text)
    return frozenset(id for id, said in texts.items() if _has(" ".join(said), wanted))


def _has(text: str, wanted: Iterable[str]) -> bool:
    return all(word in text for word in wanted)


def _lists(mine: "models.QuerySet[Case, Any]", ids: Collection[UUID]) -> Iterable[tuple[UUID, str]]:
    """The list of words of each case, made anew where its rows are not those of which it was made."""
    marks = _marks(mine, ids)
    kept = WordList.objects.filter(case__in=mine).values_list("case", "mark", "words")
    known = {id: words for id, mark, words in kept if marks.get(id) == mark}
    anew = _made({id: mark for id, mark in marks.items() if id not in known})
    return (known | anew).items()


def _marks(mine: "models.QuerySet[Case, Any]", ids: Collection[UUID]) -> dict[UUID, str]:
    """What shows of the rows of each case, unopened, whether any was added, changed or deleted."""
    seen: dict[UUID, list[str]] = {id: [] for id in ids}
    for model, _ in WRITTEN_ONCE:
        rows = model._default_manager.filter(case__in=mine).order_by().values("case")
        for row in rows.annotate(rows=Count("pk"), last=Max("pk")):
            seen[UUID(str(row["case"]))].append(f"{model.__name__} {row['rows']} {row['last']}")
    for model, fields in CHANGED:
        tails = [Right(field, TAIL, output_field=CharField()) for field in fields]
        there = model._default_manager.filter(case__in=mine).order_by("pk")
        for id, *row in there.values_list("case", "pk", *tails):
            seen[id].append(f"{model.__name__} {row}")
    return {id: hashlib.sha256("\n".join(one).encode()).hexdigest() for id, one in seen.items()}


def _made(marks: dict[UUID, str]) -> dict[UUID, str]:
    """The lists of these cases from what is written in them, kept for the next search.

    The marks were taken before anything is opened here, so that what is written meanwhile shows the next time.
    """
    if not marks:
        return {}
    words: dict[UUID, set[str]] = defaultdict(set)
    for model, fields in (*WRITTEN_ONCE, *CHANGED):
        rows = model._default_manager.filter(case__in=list(marks)).order_by()
        for id, *texts in rows.values_list("case", *fields):
            words[id].update(word for text in texts for word in text.casefold().split())
    lists = {id: " ".join(sorted(words[id])) for id in marks}
    try:
        with transaction.atomic():
            WordList.objects.bulk_create(
                [WordList(case_id=id, words=lists[id], mark=marks[id]) for id in marks],
                update_conflicts=True,
                unique_fields=["case"],
                update_fields=["words", "mark"],
            )
    except IntegrityError:  # a case was destroyed meanwhile; the next search keeps those of the others
        pass
    return lists


def forget_old(school: School) -> None:
    """Takes away every list that is not made of what its case has now."""
    mine = Case.objects.filter(school=school).order_by().values("pk")
    kept = dict(WordList.objects.filter(case__in=mine).values_list("case", "mark"))
    marks = _marks(mine, list(Case.objects.filter(school=school).values_list("pk", flat=True)))
    WordList.objects.filter(case__in=[id for id, mark in kept.items() if marks.get(id) != mark]).delete()


def forget(case: Case) -> None:
    """Takes the list of a case away, because something was deleted from it: none of its words stays behind."""
    WordList.objects.filter(case=case).delete()
