"""Whether the trail, and every row of a record, is as deeds left it; what is not is named in words.

The trail says what the rows of each record come to. So a row that was changed, put in or taken away past Schoolgate is
noticed whatever else was changed with it, but for the key and the seals that are kept outside the database.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from schoolgate.audit import anchor, rows, trail
from schoolgate.audit.models import Entry, Length, Sum

Progress = Callable[[int, int], None]
RECORDS = {
    "concerns.concern": "Concern",
    "cases.case": "Case",
    "records.certificate": "Certificate",
    "records.transfer": "File for another school",
    "records.accessrequest": "Subject access request",
}
DESTROYED_BY_TWO = ("concerns.concern", "cases.case")
"""Records of which a certificate stays when they are destroyed."""
KINDS = {
    "concerns.concern": "what was told, its harm or its state",
    "concerns.access": "who may read it",
    "concerns.about": "who it is about",
    "concerns.accesslog": "who has read it",
    "concerns.addendum": "what was added",
    "concerns.message": "what was written to and fro",
    "concerns.decision": "how it ended",
    "concerns.evidence": "its files",
    "concerns.unmatchedname": "names that were typed",
    "cases.case": "what it is, who leads it or its state",
    "cases.addendum": "what was added",
    "cases.asked": "who was asked to read it",
    "cases.check": "legal points",
    "cases.consequence": "consequences",
    "cases.document": "its documents",
    "cases.done": "steps",
    "cases.emergencyaccess": "who opened it in an emergency",
    "cases.event": "the chronology",
    "cases.fromconcern": "the concern that it came from",
    "cases.grant": "who may read it",
    "cases.letter": "its letters",
    "cases.look": "who has read it",
    "cases.participant": "who is in it",
    "records.certificate": "what it says",
    "records.heldpage": "its pages",
}


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was left, in a sentence."""

    what: str
    school_id: int | None = None


@dataclass
class _Told:
    """What the entries say, one after another: the sum of each kind of row of each record, and what does not follow."""

    sums: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    broken: bool = False

    def hear(self, entry: Entry) -> None:
        for key, before, after in entry.moved:
            if self.sums.get(key, trail.NOTHING)[: trail.SHORT] != before:
                record, _, kind = key.partition("|")
                what = f"{name_of(record)}: before entry {entry.number} it was not as the entry before left it"
                self.findings.append(Finding(f"{what} ({words_of(kind)}).", entry.school_id))
            self.sums[key] = after


def findings(
    schools: Collection[int], destroyed: Collection[str], progress: Progress = lambda done, total: None
) -> Iterator[Finding]:
    """Everything that is not as deeds left it; nothing where all is well.

    `schools` are those that there are, `destroyed` the labels of records of which a certificate says so.
    """
    total = Entry.objects.count() + sum(model._base_manager.count() for model in rows.watched())
    count = _Count(progress, total)
    told = _Told()
    yield from _anchors(schools)
    known = {*schools, *Entry.objects.order_by().values_list("school_id", flat=True).distinct()}
    for school_id in sorted(known | set(Length.objects.values_list("school_id", flat=True))):
        yield from _of_school(school_id, told, count)
    yield from told.findings
    if told.broken:
        return  # what the rest of the entries said cannot be believed
    yield from _sums(told)
    yield from _rows(told, count)
    for key, value in told.sums.items():
        record, _, kind = key.partition("|")
        if kind in DESTROYED_BY_TWO and value == trail.NOTHING and record not in destroyed:
            yield Finding(f"{name_of(record)} was destroyed, and no certificate says so.")


def name_of(record: str) -> str:
    """A record in words."""
    kind, _, id = record.partition(":")
    return f"{RECORDS.get(kind, kind)} {id}"


def words_of(kind: str) -> str:
    """A kind of row in words."""
    return KINDS.get(kind) or kind.partition(".")[2]


class _Count:
    def __init__(self, progress: Progress, total: int) -> None:
        self.progress, self.total, self.done = progress, total, 0

    def __call__(self) -> None:
        self.done += 1
        if not self.done % rows.AT_ONCE or self.done == self.total:
            self.progress(self.done, self.total)


def _anchors(schools: Collection[int]) -> Iterator[Finding]:
    try:
        kept = anchor.schools()
    except anchor.Spoilt as spoilt:
        yield Finding(f"The seals in {spoilt} cannot be read.")
        return
    for school_id in sorted(kept - set(schools)):
        yield Finding(f"School {school_id} is missing: a seal of its trail is kept beside the keys.", school_id)
    for school_id in sorted(set(schools) - kept):
        yield Finding(f"No seal of school {school_id} is kept beside the keys, so a cut end would not show.", school_id)
    for school_id in sorted(kept & set(schools)):
        yield from cut(school_id)


def cut(school_id: int) -> Iterator[Finding]:
    """What the seal that is kept outside the database says of a school's trail; nothing where none is kept."""
    try:
        held = anchor.of(school_id)
    except anchor.Spoilt as spoilt:
        yield Finding(f"The seals in {spoilt} cannot be read.")
        return
    if held is None:
        return
    seal = Entry.objects.filter(school_id=school_id, number=held.number).values_list("seal", flat=True).first()
    if seal is None:
        what = f"Entry {held.number} of school {school_id} is missing, and its seal is kept beside the keys"
        yield Finding(f"{what}: the end was cut off, or the database is that of an earlier day.", school_id)
    elif seal != held.seal:
        what = f"Entry {held.number} of school {school_id} is not the one whose seal is kept beside the keys"
        yield Finding(f"{what}: the trail was written anew.", school_id)


def _of_school(school_id: int, told: _Told, count: _Count) -> Iterator[Finding]:
    if not Entry.objects.filter(school_id=school_id).exists():
        told.broken = True
        yield Finding(f"The trail of school {school_id} is empty: its beginning is missing.", school_id)
        return

    def visit(entry: Entry) -> None:
        told.hear(entry)
        count()

    if broken := trail.first_broken_of(school_id, visit):
        told.broken = True
        yield Finding(f"The trail of school {school_id} is broken at entry {broken.number}: {broken.why}.", school_id)


def _sums(told: _Told) -> Iterator[Finding]:
    """The sums beside the trail are those that it tells."""
    there = set()
    for key, value in Sum.objects.values_list("key", "value").iterator():
        there.add(key)
        if told.sums.get(key, trail.NOTHING) != value:
            yield _changed_sum(key)
    for key, value in told.sums.items():
        if key not in there and value != trail.NOTHING:
            yield _changed_sum(key)


def _changed_sum(key: str) -> Finding:
    record, _, kind = key.partition("|")
    return Finding(f"{name_of(record)}: the sum of its rows ({words_of(kind)}) is not the one in the trail.")


def _rows(told: _Told, count: _Count) -> Iterator[Finding]:
    """The rows come to what the trail says, record by record."""
    wrong: dict[str, list[str]] = defaultdict(list)
    gone: set[str] = set()
    known = {key.partition("|")[0] for key in told.sums}
    for model in rows.watched():
        label = model._meta.label_lower
        come_to: Counter[str] = Counter()
        for key, value in rows.sums(model):
            come_to[key] += value
            count()
        expected = {key for key in told.sums if key.endswith(f"|{label}")}
        for key in sorted(expected | set(come_to)):
            if f"{come_to[key] % rows.SIZE:064x}" != told.sums.get(key, trail.NOTHING):
                record = key.partition("|")[0]
                wrong[record].append(label)
                if record.startswith(f"{label}:") and not come_to[key]:
                    gone.add(record)
    for record, kinds in sorted(wrong.items()):
        if record in gone:
            yield Finding(f"{name_of(record)} is missing: it was taken away past Schoolgate.")
        elif record not in known:
            yield Finding(f"{name_of(record)} was put into the database past Schoolgate: no deed made it.")
        else:
            what = "; ".join(words_of(kind) for kind in kinds)
            yield Finding(f"{name_of(record)} was changed past Schoolgate: {what}.")
