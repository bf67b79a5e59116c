"""Records made in the story's words, for the tests of this folder and of others."""

from typing import Any

from schoolgate.cases.tests import story
from schoolgate.community.models import Person
from schoolgate.records.queries import children, packs
from tests.cast import MONDAY


def looked_through(
    by: Person, child: Person, cases, documents=(), *, names=None, also: str = "", included=lambda row: False
) -> dict[str, Any]:
    """What a file for another school is made with, once somebody has looked through it; `included`: what goes all the same."""
    by, child = story.fresh(by), story.fresh(child)
    found = list(children.cases_of(by, child, MONDAY).filter(pk__in=[case.pk for case in cases])) or list(cases)
    given: dict[str, Any] = {"to_school": "Sedgemarsh High", "cases": found, "documents": list(documents)}
    pack = packs.pack_of(by, child, **given, decided=names or {}, also=also)
    reasons = {row.key: "They need it." for row in pack.left if included(row) or row.key.startswith("document")}
    pack = packs.pack_of(by, child, **given, decided=names or {}, also=also, included=reasons)
    return {**given, "names": names or {}, "also": also, "included": reasons, "looked": pack.looked}
