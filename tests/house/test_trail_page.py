"""The trail as it is looked at: for whom the table names, in words, and never a word of what they must not know of."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schoolgate import access
from schoolgate.action import ACTIONS
from schoolgate.audit import trail as chain
from schoolgate.audit.models import Entry, Length
from schoolgate.cases.actions import decisions
from schoolgate.cases.queries import reach
from schoolgate.cases.tests import story as case_story
from schoolgate.concerns.actions import drafts, scheduled, triage
from schoolgate.concerns.rules import ConcernKind, ConcernPart
from schoolgate.concerns.tests import story
from schoolgate.config import trail, ways
from schoolgate.config.trail_pages import Narrowed
from schoolgate.post.models import Message
from schoolgate.records.actions import retention
from tests.cast import MONDAY, client_of
from tests.house.scene import Scene

pytestmark = pytest.mark.django_db
THERE, FILE = reverse("trail"), reverse("trail_csv")


def words_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return " ".join(
        re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main")[1]).split()
    )  # also at spaces that hold together


def rows_of(client, asked: str = "") -> list[list[str]]:
    answer = client.get(FILE + asked)
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]


def count_of(client, asked: str = "") -> int:
    return int(re.search(r"(\d+) entr(?:y|ies)", words_of(client.get(THERE + asked)))[1])


def bare(answer) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def test_only_those_whom_the_table_names_open_it_and_have_the_way_there(cast):
    for part, person in cast.members().items():
        client, named = client_of(person), part in ("head", "chair")
        for answer in (client.get(THERE), client.get(FILE), client.post(THERE)):
            assert answer.status_code == (302 if person is None else 200 if named else 403), part
        menu = ways.navigation(person, page="trail", path=THERE, at=MONDAY)
        assert (menu is not None and THERE in {entry.url for entry in menu.pages}) == named, part


def test_a_line_says_who_did_what_and_when_with_its_clause(cast):
    concern = story.staff(cast, kind=ConcernKind.UNHAPPY, about=[cast.pupil])
    story.read(concern, cast.head)
    drafts.edit_settings(
        cast.school,
        urgent_minutes=5,
        alarm_minutes=30,
        other_minutes=60,
        answer_days=5,
        by=story.fresh(cast.dsl),
        at=MONDAY + timedelta(minutes=1),
    )
    words = words_of(client_of(cast.head).get(THERE))
    assert (
        "23 Nov 2026, 10:01 Martin Hale Sets how long a concern may lie unread or untouched, and how soon criticism"
        in words
    )
    assert "23 Nov 2026, 10:00 Ruth Adeyemi Reads a concern (1.4a)" in words
    assert "Lucy Grant Tells the school of a concern" in words
    assert words.index("Sets how long") < words.rindex("Reads a concern") < words.rindex("Tells the school")
    assert rows_of(client_of(cast.head))[1] == ["2026-11-23 10:00:00", "Ruth Adeyemi", "Reads a concern", "1.4a"]


def test_every_deed_has_plain_words():
    for deed in ACTIONS:
        words = trail.words_of(deed)
        assert 10 < len(words) < 130 and not re.search(r"[`_]|\.$", words), words
    assert trail.words_of("no.longer") == "no.longer"


def told_of_each(cast) -> dict[str, set[str]]:
    """By the target of each entry, who may know of it: the head or the chair."""
    may = {}
    for about, reader in (("head", "chair"), ("teacher", "head"), ("dsl", "head"), ("chair", "head")):
        concern = story.staff(
            cast,
            by=cast.office,
            about=[getattr(cast, about)],
            kind=ConcernKind.COLLEAGUE,
            enclosures=(story.picture(),),
        )
        story.read(concern, getattr(cast, reader))
        file = concern.evidence.get()
        triage.look_at_evidence(file, by=story.fresh(getattr(cast, reader)), at=MONDAY)
        case = case_story.adult(cast, getattr(cast, about), by=getattr(cast, reader))
        for target in (f"concerns.concern:{concern.pk}", f"concerns.evidence:{file.pk}", f"cases.case:{case.pk}"):
            may[target] = {reader}
    for concern in (story.staff(cast, about=[cast.pupil]), story.outside(cast)):
        story.read(concern, cast.dsl)
        may[f"concerns.concern:{concern.pk}"] = set()
    may[f"cases.case:{case_story.bullying(cast).pk}"] = {"head"}  # by the head's check that it raises
    drafts.save_draft(cast.school, form="worry", fields={}, by=cast.assistant, at=MONDAY)
    scheduled.tidy(cast.school, by=access.Machine(cast.school.pk), at=MONDAY)
    return may


@pytest.mark.clause("6.4")
@pytest.mark.clause("6.7")
@pytest.mark.parametrize("part", ["head", "chair"])
def test_nobody_finds_an_entry_of_what_they_must_not_know_of(cast, part):
    may = told_of_each(cast)
    person = story.fresh(getattr(cast, part))
    seen = {entry.target for entry in trail.seen_by(person, MONDAY)}
    guarded = {other for other in seen if other.startswith(("concerns.", "cases."))}
    assert guarded == {target for target, who in may.items() if part in who}
    assert guarded, "the test would notice if nothing were shown"


@pytest.mark.parametrize("part", ["head", "chair"])
def test_counts_pages_choices_and_the_file_are_those_of_somebody_without_hidden_entries(cast, part):
    """What is hidden changes not one letter of the page, whatever is asked for."""
    client = client_of(getattr(cast, part))
    other = {"head": cast.head, "chair": cast.chair}[part]
    asked = (
        "",
        "?page=2",
        "?kind=concerns",
        "?kind=concerns.tell",
        "?kind=cases.open_case",
        "?month=2026-10",
        "?month=x&kind=y",
    )
    client.get("/")
    before = {
        each_item: (bare(client.get(THERE + each_item)), client.get(FILE + each_item).content) for each_item in asked
    }
    for at in (MONDAY - timedelta(days=40), MONDAY):
        hidden = story.staff(
            cast, by=cast.office, about=[other], kind=ConcernKind.COLLEAGUE, at=at, enclosures=(story.picture(),)
        )
        reader = cast.chair if part == "head" else cast.head
        story.read(hidden, reader, at)
        case_story.adult(cast, other, by=reader, at=at)
    story.read(story.staff(cast, about=[cast.pupil]), cast.dsl)
    for item in asked:
        assert (bare(client.get(THERE + item)), client.get(FILE + item).content) == before[item], item


def test_a_concern_that_comes_to_be_about_the_reader_is_gone_from_their_trail(cast):
    concern = story.staff(cast, kind=ConcernKind.UNHAPPY)
    story.read(concern, cast.head)
    head = client_of(cast.head)
    assert count_of(head) == 2
    triage.name_person(concern, person=cast.head, part=ConcernPart.ALLEGED, by=story.fresh(cast.head), at=MONDAY)
    assert count_of(head) == 0 and not rows_of(head)
    assert "Nothing yet" in words_of(head.get(THERE))


def test_every_entry_of_concerns_and_cases_names_what_can_be_left_out_or_tells_nothing():
    """In a school in the middle of things: whom nothing reaches sees no entry of a concern, case or private mail."""
    scene = Scene()
    chair = story.fresh(scene.cast.chair)
    seen = trail.seen_by(chair, MONDAY)
    reached = {entry.target for entry in seen if entry.target.startswith(("concerns.", "cases."))}
    mine = {f"cases.case:{item.pk}" for item in reach.visible_to(chair, MONDAY)}
    assert reached <= mine and len(reached) < Entry.objects.filter(event__startswith="c").count()
    assert Entry.objects.filter(target__startswith="records.heldpage").exists(), "the scene has what is hidden"


def test_what_was_looked_at_of_a_concern_stays_hidden_when_it_is_destroyed(cast):
    """Its certificate names the concern, and none of its files: they are shown to nobody any more."""
    concern = story.read(
        story.staff(cast, about=[cast.head], kind=ConcernKind.COLLEAGUE, enclosures=(story.picture(),)), cast.chair
    )
    triage.look_at_evidence(concern.evidence.get(), by=story.fresh(cast.chair), at=MONDAY)
    before = [entry.event for entry in trail.seen_by(story.fresh(cast.head), MONDAY)]
    retention._destroy_concern(concern, MONDAY.date(), cast.dsl.pk, cast.deputy_dsl.pk, MONDAY)
    assert [entry.event for entry in trail.seen_by(story.fresh(cast.head), MONDAY)] == before
    assert Entry.objects.filter(event="concerns.look_at_evidence").exists()


def test_a_record_or_a_deed_that_nobody_thought_of_is_shown_to_nobody(cast):
    said = {"school_id": cast.school.pk, "by": str(cast.dsl.pk), "at": MONDAY}
    chain.record(event="concerns.something_new", target="concerns.somethingnew:7", **said)
    chain.record(event="cases.something_new", target="community.person:7", **said)
    chain.record(event="community.something_new", target="community.person:7", **said)
    assert [entry.event for entry in trail.seen_by(story.fresh(cast.head), MONDAY)] == ["community.something_new"]


def test_that_a_private_mail_was_tried_again_is_its_readers_alone(cast):
    story.staff(cast, about=[cast.head], kind=ConcernKind.COLLEAGUE)
    mail = Message.objects.get(person=cast.chair, kind="private.concern")
    Message.objects.update(state="failed")
    mail.refresh_from_db()
    Entry.objects.all().delete()
    Length.objects.all().delete()
    said = {"school_id": cast.school.pk, "by": str(cast.chair.pk), "at": MONDAY}
    chain.record(event="post.try_again", target=f"post.message:{mail.pk}", **said)
    assert count_of(client_of(cast.head)) == 0 and count_of(client_of(cast.chair)) == 1


def test_of_another_school_nothing_is_seen(cast, other_school):
    story.read(story.staff(other_school, kind=ConcernKind.UNHAPPY), other_school.head)
    assert count_of(client_of(cast.head)) == 0


# ---- narrowing


def test_it_is_narrowed_by_month_and_by_kind_of_deed(cast):
    october = MONDAY - timedelta(days=40)
    story.read(story.staff(cast, kind=ConcernKind.UNHAPPY, at=october), cast.head, october)
    story.read(story.staff(cast, kind=ConcernKind.UNHAPPY), cast.head)
    decisions.edit_settings(
        cast.school,
        emergency_hours=2,
        grant_days=30,
        lado_days=1,
        at_once_minutes=30,
        by=story.fresh(cast.head),
        at=MONDAY,
    )
    head = client_of(cast.head)
    assert [count_of(head, item) for item in ("", "?month=2026-10", "?month=2026-11")] == [5, 2, 3]
    assert [count_of(head, item) for item in ("?kind=concerns", "?kind=concerns.read", "?kind=cases")] == [4, 2, 1]
    assert count_of(head, "?kind=concerns.read&month=2026-10") == 1
    assert len(rows_of(head, "?kind=concerns.read&month=2026-10")) == 1
    assert [count_of(head, item) for item in ("?month=nonsense", "?kind=nonsense", "?page=x", "?page=-3")] == [5] * 4
    page = head.get(THERE + "?kind=concerns").content.decode()
    assert f"{FILE}?month=&amp;kind=concerns" in page and ">October 2026<" in page and ">September 2026<" not in page


def test_a_month_begins_and_ends_at_midnight_here(cast):
    """In summer time, when midnight here is not midnight in the database."""
    for number, at in enumerate((datetime(2026, 5, 31, 22, 59, tzinfo=UTC), datetime(2026, 5, 31, 23, 0, tzinfo=UTC))):
        chain.record(school_id=cast.school.pk, event=f"community.edit_{number}", by="clock", at=at, target="school")
    head = client_of(cast.head)
    assert (count_of(head, "?month=2026-05"), count_of(head, "?month=2026-06")) == (1, 1)
    assert "31 May 2026, 23:59" in words_of(head.get(THERE)) and "1 Jun 2026, 00:00" in words_of(head.get(THERE))


def test_a_name_is_no_formula_in_a_spreadsheet(cast):
    cast.assistant.first_name = "=1+1"
    cast.assistant.known_as = ""
    cast.assistant.save()
    story.read(story.staff(cast, kind=ConcernKind.UNHAPPY), cast.head)
    assert rows_of(client_of(cast.head))[-1][1].startswith("'=1+1")


# ---- whether the chain holds


def test_whether_the_chain_holds_is_looked_into_when_somebody_asks(cast, monkeypatch):
    hidden = story.staff(cast, about=[cast.head], kind=ConcernKind.COLLEAGUE)
    head = client_of(cast.head)
    asked = []
    real = chain.first_broken_of
    monkeypatch.setattr(chain, "first_broken_of", lambda school: asked.append(school) or real(school))
    assert "The trail is whole" not in words_of(head.get(THERE)) and not asked
    assert "The trail is whole" in words_of(head.post(THERE)) and asked == [cast.school.pk]
    Entry.objects.filter(target=f"concerns.concern:{hidden.pk}").update(clause="9.9")
    words = words_of(head.post(THERE))
    assert "The trail does not hold" in words and "Tell IT today" in words
    assert "9.9" not in words and not re.search(r"entry \d", words), "what is broken may be hidden"


def test_the_chain_of_one_school_says_nothing_of_another(cast, other_school):
    story.staff(cast, kind=ConcernKind.UNHAPPY)
    story.staff(other_school, kind=ConcernKind.UNHAPPY)
    Entry.objects.filter(school_id=other_school.school.pk).update(clause="9.9")
    assert chain.first_broken().school_id == other_school.school.pk
    assert chain.first_broken_of(cast.school.pk) is None
    assert "The trail is whole" in words_of(client_of(cast.head).post(THERE))


# ---- what it costs


def test_a_page_takes_as_many_queries_for_300_entries_as_for_30(cast):
    concern = story.read(story.staff(cast, kind=ConcernKind.UNHAPPY), cast.head)
    one = Entry.objects.order_by("-number").first()
    head = client_of(cast.head)
    head.get(THERE)

    def counted(place: str) -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as taken:
            assert head.get(place).status_code == 200
        return len(taken)

    def more(first: int, last: int) -> None:
        Entry.objects.bulk_create(
            Entry(
                school_id=one.school_id,
                number=n,
                at=MONDAY + timedelta(minutes=n),
                by=one.by,
                event=one.event,
                target=f"concerns.concern:{concern.pk}",
                previous=f"p{n}",
                seal=f"s{n}",
            )
            for n in range(first, last)
        )

    places = (THERE, THERE + "?page=2", THERE + "?kind=concerns.read&month=2026-11")
    more(100, 160)
    few = {place: counted(place) for place in places}
    more(160, 460)
    assert {place: counted(place) for place in places} == few
    assert max(few.values()) <= 26, few


def test_what_is_offered_is_only_what_is_there():
    form = Narrowed({}, months=[MONDAY], kinds=["concerns.read", "policy.sign"])
    areas = [words for words, _ in form.fields["kind"].choices[1:]]
    assert areas == ["The policy and the ages", "Concerns"]
