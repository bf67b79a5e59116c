"""The matrix of who can know of a concern, asked of the pages themselves: what a browser gets, and what getting it costs.

For two kinds of concern, one that the DSL reads and one that the head reads, × about whom × each member of the cast.
test_matrix.py asks the same of the queries for every kind; the expected readers are those written out by hand there.
"""

import re
import uuid

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schoolgate.concerns.actions import triage
from schoolgate.concerns.models.concern import About, Access, Concern
from schoolgate.concerns.queries import queue
from schoolgate.concerns.rules import ConcernKind, ConcernPart
from schoolgate.concerns.tests import story
from schoolgate.concerns.tests.test_matrix import WORD, expected
from schoolgate.concerns.urls import triage as triage_urls
from schoolgate.post.models import Message
from tests import work
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db

KINDS = [ConcernKind.STAFF, ConcernKind.COLLEAGUE]

NAMED = [pattern.name for pattern in triage_urls.urlpatterns if "id" in pattern.pattern.converters]
LOOKED_AT = {"concern", "file_blurred", "file_page"}
"""Pages that take no form."""
MORE = {"step": ["outcome"], "not_meant": [1], "file_page": [1]}
"""What stands in an address beside the id."""
DEEDS = [name for name in NAMED if name not in LOOKED_AT | MORE.keys() and not name.startswith("file")]


def at(name: str, *args: object) -> str:
    return reverse(f"concerns:{name}", args=args)


def of(concern: Concern, deed: str = "decide") -> list[str]:
    """Addresses that name this concern or a file of it; one deed stands for all, see below."""
    (file,) = concern.evidence.all()
    files = [at("file", file.pk), at("file_blurred", file.pk), at("file_original", file.pk)]
    return [at("concern", concern.pk), at(deed, concern.pk), *files]


def bare(answer) -> str:
    """A page without the token of its forms, which differs each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def numbers_on(client, place: str, told) -> set:
    """The concerns whose number, words or address stand on a page."""
    words = client.get(place, follow=True).content.decode()
    found = set(re.findall(r"marigold [a-z_ ]+", words))
    return {item.pk for item in told if str(item.number) in words or item.words in found or str(item.pk) in words}


@pytest.mark.clause("6.4")
@pytest.mark.clause("6.7")
@pytest.mark.parametrize("kind", KINDS)
def test_who_can_know_of_a_concern_from_the_pages(cast, kind, told):
    told = {about: Concern.objects.get(pk=one.pk) for about, one in told.items()}
    for part, person in cast.members().items():
        client, right = client_of(person), expected(kind, part, told)
        for place in ("/concerns/", "/concerns/?view=all", f"/concerns/?words={WORD}", f"/concerns/?kind={kind.value}"):
            assert numbers_on(client, place, told.values()) == right, f"{part} at {place}"
        for about, concern in told.items():
            # Who may not see the page is refused its deeds and files by the same look-up (asked below for every address).
            places = of(concern)[:3] if work.LONG or concern.pk in right else of(concern)[:1]
            opened = {client.get(place).status_code for place in places}
            if person is None:
                assert opened == {302}, f"{part}: {about}"
            else:
                assert opened == ({200} if concern.pk in right else {404}), f"{part}: {about}"


@pytest.mark.parametrize("kind", KINDS)
def test_counts_and_the_first_page_tell_only_those_whom_it_reaches(cast, kind, told):
    for part, person in cast.members().items():
        if person is None:
            continue
        client, mine = client_of(person), expected(kind, part, told)
        home = client.get("/").content.decode()
        task = {0: None, 1: "Read a concern"}.get(len(mine), f"Read {len(mine)} concerns")
        assert (task in home) if task else ("Read a concern" not in home and "Read 1" not in home), part
        answer = client.get("/concerns/")
        if answer.status_code == 200:
            assert re.findall(r"\((\d+)\)", answer.content.decode()) == [str(len(mine)), "0", str(len(mine))]
        else:
            assert not mine and answer.status_code == 403


@pytest.mark.parametrize("kind", KINDS)
def test_mails_about_concerns_are_on_no_page_of_the_outbox_but_ones_own(cast, kind, told):
    Message.objects.filter(kind="private.concern").update(state="failed")
    for person in (cast.office, cast.head, cast.deputy):
        client = client_of(person)
        page = client.get("/post/").content.decode()
        others = Message.objects.filter(kind="private.concern").exclude(person=person)
        for message in others:
            assert reverse("post:message", args=[message.pk]) not in page
            assert client.get(reverse("post:message", args=[message.pk])).status_code == 404


# ---- not there, not yours, about you: the same answer


def places(id: object, file: object) -> list[tuple[str, str]]:
    """Every address that names a concern or a file, with each method that it knows: read from the addresses themselves."""
    found = [(name, at(name, file if name.startswith("file") else id, *MORE.get(name, ()))) for name in NAMED]
    asked = [("get", place) for _, place in found]
    return [*asked, *(("post", place) for name, place in found if name not in LOOKED_AT)]


def answered(client, method: str, place: str) -> tuple[int, str, list]:
    with CaptureQueriesContext(connection) as taken:
        answer = getattr(client, method)(place, {"reason": "x", "words": "x"})
    kinds = [re.sub(r"'[^']*'|\b\d+\b", "?", item["sql"]) for item in taken]
    return answer.status_code, bare(answer), [re.sub(r"\b[0-9a-f]{32}\b", "?", kind) for kind in kinds]


PARTS = ["head", "dsl", "teacher", "office"]
"""Those who read concerns, by two duties, one who may be passed them, and one who never reads any."""
MORE_PARTS = ["deputy", "assistant", "it", "governor"] if work.LONG else []


@pytest.mark.parametrize("part", [*PARTS, *MORE_PARTS])
def test_nobody_can_tell_not_there_from_not_yours(cast, other_school, part):
    """The same status, the same body and the same work in the database, so that time tells nothing either."""
    teller = cast.assistant if part == "office" else cast.office
    hers = story.staff(
        cast,
        by=teller,
        kind=ConcernKind.COLLEAGUE,
        about=[cast.head, getattr(cast, part)],
        enclosures=(story.picture(),),
    )
    elsewhere = story.staff(other_school, by=other_school.office, enclosures=(story.picture(),))
    client = client_of(getattr(cast, part))
    client.get("/")
    nowhere = [answered(client, method, place) for method, place in places(uuid.uuid4(), uuid.uuid4())]
    for concern in (hers, elsewhere):
        file = concern.evidence.get().pk
        for (method, place), not_there in zip(places(concern.pk, file), nowhere, strict=True):
            there = answered(client, method, place)
            assert there[0] == 404, f"{method} {place}"
            assert there == not_there, f"{method} {place}"


@pytest.mark.parametrize("part", ["parent", "pupil", "stranger"])
def test_families_and_strangers_get_one_answer_for_everything(cast, part):
    """Also for what they told themselves: that is read where they told it."""
    person = getattr(cast, part)
    concern = story.outside(cast, by=person, enclosures=(story.picture(),)) if person else None
    concern = concern or story.outside(cast, enclosures=(story.picture(),))
    client = client_of(person)
    client.get("/")
    file = concern.evidence.get().pk
    for (method, place), (_, missing) in zip(places(concern.pk, file), places(uuid.uuid4(), uuid.uuid4()), strict=True):
        status, body, work = answered(client, method, place)
        if person is None:
            assert status == 302
        else:
            assert (status, body, work) == answered(client, method, missing) and status == 404


def test_a_search_for_what_is_hidden_is_a_search_for_nothing(cast):
    story.staff(cast, "marigold", by=cast.office, about=[cast.head], kind=ConcernKind.COLLEAGUE)
    client = client_of(cast.head)
    hidden, nothing = (bare(client.get(f"/concerns/?words={word}")) for word in ("marigold", "zzzzzzzz"))
    assert hidden.replace("marigold", "zzzzzzzz") == nothing


def test_a_number_that_is_hidden_cannot_be_linked_any_more_than_one_that_is_not_there(cast):
    mine = story.staff(cast, about=[cast.pupil], kind=ConcernKind.UNHAPPY)
    hidden = story.staff(cast, "hidden", by=cast.office, about=[cast.head], kind=ConcernKind.COLLEAGUE)
    client = client_of(cast.head)
    free = next(n for n in range(100_000, 999_999) if not Concern.objects.filter(number=n).exists())
    said = [bare(client.post(at("link", mine.pk), {"number": n})) for n in (hidden.number, free)]
    assert said[0].replace(str(hidden.number), "?") == said[1].replace(str(free), "?")


def test_who_is_named_in_the_meantime_gets_the_same_404_for_what_they_had_open(cast):
    concern = story.outside(cast, "Someone at school is unkind.", enclosures=(story.picture(),))
    client = client_of(cast.dsl)
    assert client.get(at("concern", concern.pk)).status_code == 200
    story.read(concern, cast.deputy_dsl)
    client.post(at("file", concern.evidence.get().pk))
    named = client_of(cast.deputy_dsl).post(
        at("people", concern.pk) + "?name=Hale", {"person": cast.dsl.pk, "part": "alleged"}, follow=True
    )
    assert "It now goes to somebody else" in named.content.decode()
    for method, place in places(concern.pk, concern.evidence.get().pk):
        assert getattr(client, method)(place).status_code == 404


@pytest.mark.parametrize("deed", ["add", "file"])
def test_what_goes_to_somebody_else_while_it_is_sent_is_not_there_either(cast, monkeypatch, deed):
    """Between the look at the concern and the deed it is said to be about whoever does it."""
    concern = story.read(story.outside(cast, enclosures=(story.picture(),)), cast.deputy_dsl)
    name = {"add": "add_addendum", "file": "look_at_evidence"}[deed]
    real = getattr(triage, name)

    def too_late(target, **said):
        triage.name_person(
            concern, person=cast.dsl, part=ConcernPart.ALLEGED, by=story.fresh(cast.deputy_dsl), at=MONDAY
        )
        return real(Concern.objects.get() if deed == "add" else concern.evidence.get(), **said)

    monkeypatch.setattr(triage, name, too_late)
    place = at("add", concern.pk) if deed == "add" else at("file", concern.evidence.get().pk)
    answer, nowhere = (client_of(cast.dsl).post(item, {"words": "x"}) for item in (place, at("add", uuid.uuid4())))
    assert (answer.status_code, bare(answer)) == (404, bare(nowhere))


# ---- lists cost the same, however long


def copies(concern: Concern, number: int) -> None:
    """So many more like this one, straight into the tables."""
    some = [
        Concern(
            **{f.attname: getattr(concern, f.attname) for f in Concern._meta.concrete_fields}
            | {"id": uuid.uuid4(), "number": n + 1, "receipt_digest": f"r{n}", "form_digest": f"f{n}"}
        )
        for n in range(number)
    ]
    Concern.objects.bulk_create(some)
    About.objects.bulk_create(About(concern=item, person=concern.about.get().person, part="about") for item in some)
    Access.objects.bulk_create(Access(concern=item, duty="dsl", why="routed", at=MONDAY) for item in some)


def test_the_queue_takes_as_many_queries_for_500_concerns_as_for_5(cast):
    concern = Concern.objects.get(pk=story.staff(cast, about=[cast.pupil]).pk)
    copies(concern, 4)
    client = client_of(cast.dsl)
    asked = ("/concerns/", "/concerns/?view=all", "/concerns/?words=tablet", "/concerns/?kind=staff&mine=on", "/")
    client.get("/concerns/")

    def counted(place: str) -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as taken:
            assert client.get(place).status_code == 200
        return len(taken)

    few = {place: counted(place) for place in asked}
    Concern.objects.exclude(pk=concern.pk).delete()
    copies(concern, 499)
    assert {place: counted(place) for place in asked} == few
    assert queue.queue_page(story.fresh(cast.dsl)).all == 500
    assert max(few[place] for place in asked[:-1]) <= 24 and few["/"] <= 29


def test_passed_on_only_that_teacher_opens_it_and_may_do_little(cast):
    concern = story.staff(cast, about=[cast.pupil])
    story.read(concern, cast.dsl)
    triage.pass_to_teacher(concern, teacher=cast.teacher, reason="Class.", by=cast.dsl, at=MONDAY)
    teacher = client_of(cast.teacher)
    assert teacher.get(at("concern", concern.pk)).status_code == 200
    may = {deed for deed in DEEDS if teacher.get(at(deed, concern.pk)).status_code == 200}
    assert may == {"add", "attach"}
    assert client_of(cast.other_teacher).get(at("concern", concern.pk)).status_code == 404
