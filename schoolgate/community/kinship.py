"""Who is family of whom, as far as the school has it on record.

A tie is a carer's to a child, or a relative's at school to a pupil, as they declared it. It does not end: who stopped being a
carer, or withdrew what they declared, is still of the family, and so is whom the head allows no contact online (5.s.4): that
answers another question. Only what two people say was never so counts nowhere. A record that was joined to another is the
same person, and is asked for as if it were family. Of other ties nothing is known.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

from schoolgate.community.models import PersonQuerySet

STEPS = 3
"""How many ties lie between relatives: one to a parent, two to a brother or the other parent, three to a step-parent."""

_known: ContextVar[dict[tuple[int, ...], frozenset[int]] | None] = ContextVar("family", default=None)

_FAMILY = """
WITH RECURSIVE tie (person, relative) AS (
    SELECT parent_id, child_id FROM community_care WHERE {care}
    UNION ALL SELECT child_id, parent_id FROM community_care WHERE {care}
    UNION ALL SELECT staff_id, pupil_id FROM community_familylink WHERE {link}
    UNION ALL SELECT pupil_id, staff_id FROM community_familylink WHERE {link}
    UNION ALL SELECT id, same_as_id FROM community_person WHERE same_as_id IS NOT NULL
    UNION ALL SELECT same_as_id, id FROM community_person WHERE same_as_id IS NOT NULL
), family (whose, person, steps) AS (
    SELECT id, id, 0 FROM community_person WHERE id IN ({ids})
    UNION
    SELECT whose, relative, steps + 1 FROM family JOIN tie ON tie.person = family.person WHERE steps < {steps}
)
SELECT whose, person FROM family WHERE person <> whose
"""
_NEVER = "NOT EXISTS (SELECT 1 FROM community_tiequestion asked WHERE asked.{tie} AND asked.never_at IS NOT NULL)"
_CARE = _NEVER.format(tie="care_id = community_care.id")
_LINK = _NEVER.format(tie="link_id = community_familylink.id")


def family_of(ids: Iterable[int]) -> frozenset[int]:
    """Everyone who is family of any of these people: a query of its own, as SQLite parses none so deep inside others."""
    known, found = tuple(sorted(set(ids))), _known.get()
    if not known:
        return frozenset()
    if found is None or known not in found:
        family = _asked(known)
        if found is None:
            return family
        found[known] = family
    return found[known]


@contextmanager
def of_one_moment() -> Iterator[None]:
    """While a page is only looked at, whose family somebody is is asked once: it is the same for all that it shows."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def _asked(known: tuple[int, ...]) -> frozenset[int]:
    return frozenset(person for _, person in _pairs(known))


def _pairs(known: tuple[int, ...], *, without: int | None = None) -> list[tuple[int, int]]:
    """Whose family is who; `without` is somebody whose ties to others, as they entered them, do not count."""
    care, link = _CARE, _LINK
    if without is not None:
        care += f" AND COALESCE(entered_by_id, 0) <> {int(without)}"
        link += f" AND COALESCE(declared_by_id, 0) <> {int(without)}"
    sql = _FAMILY.format(ids=", ".join(["%s"] * len(known)), steps=STEPS, care=care, link=link)
    with connection.cursor() as cursor:
        cursor.execute(sql, known)
        return [(whose, person) for whose, person in cursor.fetchall()]


def families(ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """The family of each of these people who has any."""
    found: dict[int, set[int]] = {}
    for whose, person in _pairs(known) if (known := tuple(sorted(set(ids)))) else ():
        found.setdefault(whose, set()).add(person)
    return {whose: frozenset(people) for whose, people in found.items()}


def family_without(people: PersonQuerySet, entered_by: int) -> frozenset[int]:
    """Everyone who is family of any of these people also without the ties that this one entered."""
    known = tuple(sorted(set(people.order_by().values_list("pk", flat=True))))
    return frozenset(person for _, person in _pairs(known, without=entered_by)) if known else frozenset()


def ids_of_family(people: PersonQuerySet) -> frozenset[int]:
    """Everyone who is family of any of these people."""
    return family_of(people.order_by().values_list("pk", flat=True))
