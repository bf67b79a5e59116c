import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from schoolgate import access, datafiles
from schoolgate.access.duties import Duty
from schoolgate.community import rules
from schoolgate.community.intake import packing, preparing
from schoolgate.community.intake import sheets as community_sheets
from schoolgate.community.models import Appointment, DraftIntake, Intake, Person
from schoolgate.engines.roster.comparing import AT_SCHOOL, Doubt
from schoolgate.engines.roster.roll import UNNUMBERED, Refused, Row
from schoolgate.pages import or_404

DRAFT_LASTS = timedelta(days=1)


@dataclass(frozen=True)
class IntakesPage:
    """Imports so far, and the one that can be taken back."""

    intakes: list[Intake]
    undoable: Intake | None
    kinds: list[str]


def intakes_page(person: Person) -> IntakesPage:
    """The imports of this person's school, newest first."""
    access.require(person, "community.import_people")
    return IntakesPage(
        intakes=list(Intake.objects.filter(school=person.school_id).select_related("by")[:20]),
        undoable=_undoable(person),
        kinds=["pupil", "staff", "parent", "governor"],
    )


def _undoable(person: Person) -> Intake | None:
    """The very last import, unless it was taken back: what was before an older one is not kept."""
    last = Intake.objects.filter(school=person.school_id).first()
    may = last and last.undone_at is None and access.may(person, "community.undo_import", last)
    return last if may else None


def intake_for(person: Person, id: int) -> tuple[Intake, bool]:
    """One import of this person's school, and whether they may take it back."""
    access.require(person, "community.import_people")
    found = or_404(Intake.objects.filter(school=person.school_id, pk=id).select_related("by", "undone_by").first())
    return found, _undoable(person) == found


def outlasting(intake: Intake) -> list[str]:
    """Duties that went on although their holders left by this import, and who was asked to end them."""
    asked = Appointment.objects.filter(school=intake.school_id, asked_at=intake.at, asked_by=intake.by_id, ends=True)
    return [
        f"{item.person} leaves, and “{item.duty_words}” goes on until {rules.who_ends(Duty(item.duty))}."
        for item in asked.select_related("person").order_by("pk")
        if item.answered_at != intake.at
    ]


def draft_for(person: Person, id: int, now: datetime) -> DraftIntake:
    """A file waiting for its import; only its uploader sees it, for a day."""
    access.require(person, "community.import_people")
    return or_404(
        DraftIntake.objects.filter(school=person.school_id, by=person, pk=id, at__gt=now - DRAFT_LASTS).first()
    )


# ---- what an upload would do


@dataclass(frozen=True)
class PreviewList:
    """One list of a preview: its rows, of which a page shows only the first, and how many there are."""

    title: str
    rows: Sequence[tuple[str, ...]]
    total: int


@dataclass(frozen=True)
class Pair:
    """A leaver and a joiner who may be one person, and whether somebody says that they are."""

    value: str
    words: str
    ticked: bool
    must: bool = False
    """Whether nothing is done before somebody has said if they are one person."""
    apart: bool = False


@dataclass(frozen=True)
class Preview:
    """What an uploaded file would change; or the faults because of which it changes nothing."""

    draft: DraftIntake
    prepared: preparing.Prepared | None = None
    refused: Refused | None = None
    parts: tuple[PreviewList, ...] = ()
    pairs: tuple[Pair, ...] = ()
    sheets: tuple[tuple[int, str], ...] = ()

    @property
    def ready(self) -> preparing.Prepared:
        """What would be done, where nothing is wrong with the files."""
        assert self.prepared, "refused files prepare nothing"
        return self.prepared

    @property
    def asked(self) -> tuple[Pair, ...]:
        """Pairs of whom somebody has to say whether they are one person."""
        return tuple(pair for pair in self.pairs if pair.must)

    @property
    def offered(self) -> tuple[Pair, ...]:
        return tuple(pair for pair in self.pairs if not pair.must)

    @property
    def counts(self) -> list[tuple[int, str]]:
        plan = self.ready.plan
        return [
            (len(plan.joiners), "join"),
            (len(plan.leavers), "leave"),
            (len(self.ready.changed), "change"),
            (len(plan.returners), "come back"),
            (plan.unchanged, "stay as they are"),
        ]


SHOWN = 200
FIELDS = datafiles.whole(Path(__file__).with_name("intakes.toml"), dict[str, str])


def unclear_file(person: Person, id: int, now: datetime) -> int | None:
    """The number of the first uploaded file whose columns a person must name."""
    draft = draft_for(person, id, now)
    return community_sheets.first_unclear(person.school, _files(draft))


def sheet_page(person: Person, id: int, number: int, now: datetime) -> community_sheets.Asked:
    """One uploaded CSV file with its columns."""
    return or_404(community_sheets.asked(person.school, _files(draft_for(person, id, now)), number))


def preview(
    person: Person, id: int, now: datetime, *, same: Sequence[preparing.Same] = (), apart: Sequence[preparing.Same] = ()
) -> Preview:
    """What importing an upload would do to the records as they are at this moment."""
    draft, on = draft_for(person, id, now), timezone.localdate(now)
    files = _files(draft)
    sheets = tuple(community_sheets.sheets_of(person.school, files))
    try:
        roll = community_sheets.read(person.school, files, on=on)
    except Refused as refused:
        return Preview(draft, refused=refused, sheets=sheets)
    may_give = access.may(person, "community.give_duty", person.school)
    prepared = preparing.prepare(
        person.school,
        roll,
        on=on,
        may_give_duties=may_give,
        same=same,
        apart=apart,
        by_id=person.pk,
        everyone=draft.everyone,
    )
    return Preview(
        draft, prepared=prepared, parts=tuple(_parts(prepared)), pairs=tuple(_pairs(prepared)), sheets=sheets
    )


def _pairs(prepared: preparing.Prepared) -> Iterator[Pair]:
    for kind, old, new in prepared.same:
        must = kind in AT_SCHOOL or old.startswith(UNNUMBERED)
        words = "Somebody on record" if old.startswith(UNNUMBERED) else f"{kind} {old}"
        yield Pair(f"{kind}|{old}|{new}", f"{words} has the number {new} now", ticked=True, must=must)
    for doubt in prepared.plan.doubts:
        value = "|".join(doubt.key)
        yield Pair(
            value, _asks(doubt, prepared.everyone), False, must=doubt.needs_answer, apart=doubt.key in prepared.apart
        )


def _asks(doubt: Doubt, everyone: bool) -> str:
    leaver, joiner = doubt.leaver, doubt.joiner
    if doubt.needs_answer:
        here = f"{leaver.name} is on record" if leaver.unnumbered else f"{leaver.name} ({leaver.mis_id}) is on record"
        return f"{here}, and {joiner.name} ({joiner.mis_id}) is new in the file: {' and '.join(doubt.why)}"
    born = f", both born on {_said(joiner.born_on)}" if joiner.born_on else ""
    if not everyone:
        return f"{leaver.name} ({leaver.mis_id}) is on record and {joiner.name} ({joiner.mis_id}) joins{born}"
    return f"{leaver.name} ({leaver.mis_id}) leaves and {joiner.name} ({joiner.mis_id}) joins{born}"


def _files(draft: DraftIntake) -> list[tuple[str, bytes]]:
    return packing.unpacked(draft.names, bytes(draft.content))


def _parts(prepared: preparing.Prepared) -> Iterator[PreviewList]:
    plan = prepared.plan
    for title, rows in (("Join", plan.joiners), ("Leave", plan.leavers), ("Come back", plan.returners)):
        if rows:
            yield PreviewList(title, [(row.name, _what(row), row.classroom) for row in rows[:SHOWN]], len(rows))
    changed = prepared.changed
    told = [
        (row.name, _what(row), FIELDS.get(change.field, change.field), _said(change.was), _said(change.becomes))
        for row, changes in itertools.islice(changed.items(), SHOWN)
        for change in changes
    ]
    if told:
        yield PreviewList("Change", told, len(changed))


def _what(row: Row) -> str:
    kind = {"parent": "parent or carer", "staff": "member of staff"}.get(row.kind, row.kind)
    left = f", left {_said(row.left_on)}" if row.left_on else ""
    return f"{kind} {row.mis_id}{left}"


def _said(value: object) -> str:
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
