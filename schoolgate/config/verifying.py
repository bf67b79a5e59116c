"""Whether the trail and the records hold, looked at from above every app: with the schools, certificates and triggers."""

import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from django.db import connection

from schoolgate.audit import rows, trail, verify
from schoolgate.audit.models import Entry
from schoolgate.cases.models.papers import Document, Letter
from schoolgate.community.models import School
from schoolgate.community.queries import sign_in
from schoolgate.concerns.models.evidence import Evidence
from schoolgate.records import noticing
from schoolgate.records.models import AccessRequest, Certificate, Transfer
from schoolgate.records.rules import RecordClass
from schoolgate.sealed import store, unchangeable

GROUP = 4
READABLE = 16
"""Characters of a seal that are read out: no other entry begins with the same."""
THERE = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal",
}


def findings(progress: Callable[[int, int], None]) -> Iterator[verify.Finding]:
    """Everything in the database that is not as deeds left it."""
    for name in sorted(spoilt_triggers()):
        yield verify.Finding(f"The trigger {name} of the database is missing, or is not ours.")
    for person in sign_in.not_ours():
        yield verify.Finding(f"How person {person} signs in was changed past Schoolgate: nobody is let in by it.")
    yield from verify.findings(list(School.objects.values_list("pk", flat=True)), _destroyed(), progress)


def spoilt_files(progress: Callable[[int, int], None]) -> Iterator[verify.Finding]:
    """Files that rows of records name, and that are not on the disk as they were kept."""
    kept = [
        model._base_manager.exclude(path="").only("path", "digest", rows.record_of(model)[1].name)
        for model in (Evidence, Document, Letter, Transfer, AccessRequest)
    ]
    total = sum(found.count() for found in kept)
    for done, row in enumerate(chain.from_iterable(found.iterator() for found in kept), 1):
        of, field = rows.record_of(type(row))
        record = verify.name_of(f"{of._meta.label_lower}:{getattr(row, field.attname)}")
        if wrong := _wrong_with(row):
            yield verify.Finding(f"{record}: a file ({verify.words_of(row._meta.label_lower)}) {wrong}.")
        progress(done, total)


def _wrong_with(row: Any) -> str:
    try:
        same = store.digest_of_content(store.read(row.path)) == row.digest
    except store.NotThere:
        return "is not on the disk, or opens with none of the keys"
    return "" if same else "is another than the one that was kept"


def spoilt_triggers() -> set[str]:
    """Triggers that are missing, changed or switched off, and those that nobody here made."""
    vendor = connection.vendor
    if vendor not in THERE:
        return set()
    tables = set(connection.introspection.table_names())
    made: dict[str, str] = {}
    for each, models in ((unchangeable, unchangeable.fixed_models()), (rows, rows.watched())):
        for model in models:
            made |= each.triggers(vendor, model) if model._meta.db_table in tables else {}
    made |= noticing.triggers(vendor) if tables >= noticing.TABLES else {}
    with connection.cursor() as cursor:
        cursor.execute(THERE[vendor])
        there = dict(cursor.fetchall())
    wanted = made if vendor == "sqlite" else dict.fromkeys(made, "O")
    return {name for name in made.keys() | there.keys() if there.get(name) != wanted.get(name)}


def _destroyed() -> frozenset[str]:
    """Records of which a certificate says that they were destroyed."""
    return frozenset(
        f"{'concerns.concern' if record_class == RecordClass.CONCERN.value else 'cases.case'}:{record}"
        for record, record_class in Certificate.objects.values_list("record", "record_class")
    )


# ---- the newest seal, for people


def newest(school_id: int) -> str:
    """The newest seal of a school as people read it out, or nothing where there is no entry."""
    seal = Entry.objects.filter(school_id=school_id).order_by("-number").values_list("seal", flat=True).first() or ""
    return "-".join(seal[start : start + GROUP] for start in range(0, min(len(seal), READABLE), GROUP))


def entry_of(words: str) -> Entry | None:
    """The entry that a seal belongs to, as somebody typed it from the mail."""
    typed = re.sub(r"[\s-]", "", words).lower()
    if not re.fullmatch(f"[0-9a-f]{{{READABLE},64}}", typed):
        return None
    return Entry.objects.filter(seal__startswith=typed).first()


def chain_holds(school_id: int) -> bool:
    """Whether the trail of one school begins, follows and ends as it should; its records are not looked into."""
    begun = Entry.objects.filter(school_id=school_id).exists()
    return begun and not any(verify.cut(school_id)) and trail.first_broken_of(school_id) is None
