"""Who told something, and is said to have done it since, does not learn that from the page of what they told."""

import pytest
from django.urls import reverse

from schoolgate.broken import Broken
from schoolgate.concerns import receipts
from schoolgate.concerns.actions import reaching, triage
from schoolgate.concerns.actions import telling as deeds
from schoolgate.concerns.models.concern import About, Concern
from schoolgate.concerns.queries import reach, telling
from schoolgate.concerns.rules import AccessReason, Channel, ConcernPart, Report, Whom
from schoolgate.concerns.tests import page, story
from tests.cast import MONDAY, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("6.4")]
WORDS = "Maya has bruises."
fresh = story.fresh


def named(concern, person, by):
    part = ConcernPart.ALLEGED
    return triage.name_person(concern, person=person, part=part, by=fresh(by), at=MONDAY)


def shows(concern, teller):
    """Their page as they see it, without what is drawn anew for each request."""
    there = telling.status_page(fresh(teller), concern.pk, MONDAY)
    whole = page.words(client_of(teller).get(reverse("concerns:told_one", args=[concern.pk])))
    return (
        there.reading.reader,
        there.status_words,
        there.ended,
        str(reach.readers_of(concern, MONDAY.date()).first()) in whole,
    )


@pytest.mark.parametrize("teller", ["assistant", "teacher", "office", "deputy", "governor"])
def test_the_page_stays_as_it_was_for_whoever_told(cast, teller):
    person = getattr(cast, teller)
    concern = story.staff(cast, WORDS, by=fresh(person))
    story.read(concern, cast.dsl)
    before = shows(concern, person)
    assert before[0] == "Martin Hale"
    named(concern, person, cast.dsl)
    assert (Concern.objects.get().goes_to == "head") == (teller != "governor"), "it does go to somebody else"
    assert shows(concern, person)[:3] == before[:3]
    html = page.words(client_of(person).get(reverse("concerns:told_one", args=[concern.pk])))
    assert "Ruth Adeyemi" not in html.replace("Signed in as Ruth Adeyemi", "")


def test_a_parent_who_is_said_to_have_done_it_sees_the_same(cast):
    concern = story.outside(cast, WORDS, door=Channel.PARENT, by=fresh(cast.parent), whom=Whom.CHILD)
    before = telling.status_page(fresh(cast.parent), concern.pk, MONDAY)
    named(concern, cast.parent, cast.dsl)
    assert telling.status_page(fresh(cast.parent), concern.pk, MONDAY) == before


def test_what_else_moves_it_is_seen_as_before(cast):
    """Another adult is named, and then whoever told: the page follows the first alone."""
    concern = story.staff(cast, WORDS)
    named(concern, cast.teacher, cast.dsl)
    before = shows(concern, cast.assistant)
    assert before[0] == "Ruth Adeyemi"
    named(concern, cast.assistant, cast.head)
    assert shows(concern, cast.assistant)[:3] == before[:3]


def test_whoever_told_of_themselves_sees_who_reads_it(cast):
    report = Report(
        door=Channel.STAFF,
        kind=story.ConcernKind.STAFF,
        words="I shouted at Maya.",
        people=((cast.assistant.pk, ConcernPart.ABOUT),),
    )
    token = receipts.form_token(MONDAY - story.MINUTE)
    concern = deeds.tell(cast.school, telling=report, form_token=token, by=fresh(cast.assistant), at=MONDAY)
    assert telling.status_page(fresh(cast.assistant), concern.pk, MONDAY).reading.reader == "Ruth Adeyemi"


def test_what_they_add_is_asked_about_as_if_it_were_not_about_them(cast):
    """That a reader's name is asked about is no way to find out who reads it now."""
    concern = story.staff(cast, WORDS)
    words = {name: f"{name} knows of it." for name in ("Martin Hale", "Ruth Adeyemi")}

    def asked():
        there = telling.status_page(fresh(cast.assistant), concern.pk, MONDAY)
        return {
            name: [str(reader) for reader in telling.readers_named(there, said, fresh(cast.assistant), MONDAY)]
            for name, said in words.items()
        }

    before = asked()
    assert before == {"Martin Hale": ["Martin Hale"], "Ruth Adeyemi": []}
    named(concern, cast.assistant, cast.dsl)
    assert asked() == before
    who = {"concern_id": concern.pk, "by": fresh(cast.assistant), "at": MONDAY}
    with pytest.raises(Broken, match="names somebody who reads this"):
        deeds.reply(cast.school, words=words["Martin Hale"], **who)


@pytest.mark.parametrize("is_about", [True, False])
def test_writing_to_them_takes_one_more_answer(cast, is_about):
    concern = story.staff(cast, WORDS)
    reader = cast.dsl
    if is_about:
        named(concern, cast.assistant, cast.dsl)
        reader = cast.head
    story.read(concern, reader)
    there, client = reverse("concerns:answer", args=[concern.pk]), client_of(reader)
    assert ('name="to_them"' in page.words(client.get(there))) == is_about
    first = client.post(there, {"words": "Thank you."})
    assert (first.status_code == 302) == (not is_about)
    assert concern.lines.count() == (not is_about)
    if is_about:
        assert "it can warn them" in page.words(first)
        assert client.post(there, {"words": "Thank you.", "to_them": "on"}).status_code == 302
        assert concern.lines.count() == 1


def test_a_former_reader_by_name_changes_nothing(cast):
    concern = story.staff(cast, WORDS)
    reaching.reach_person(concern, cast.teacher, AccessReason.SHARED, "She knows.", by_id=cast.dsl.pk, at=MONDAY)
    before = telling.status_page(fresh(cast.assistant), concern.pk, MONDAY).reading.reader
    About.objects.create(concern=concern, person=cast.assistant, part=ConcernPart.ALLEGED.value)
    reaching.route(concern, MONDAY)
    assert telling.status_page(fresh(cast.assistant), concern.pk, MONDAY).reading.reader == before
