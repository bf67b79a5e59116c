import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.engines import model_policy
from schoolgate.policy.actions import drafting
from schoolgate.policy.models import Clause, Version
from schoolgate.policy.tests import drafts
from tests.cast import MONDAY


def read_in(cast, by):
    return drafting.import_document(
        cast.school, reading=drafts.reading_of(), source_name="policy.txt", source_digest="d", by=by, at=MONDAY
    )


@pytest.mark.clause("9.2")
@pytest.mark.parametrize("who", ["head", "deputy", "dsl"])
def test_those_who_write_bring_in_the_document(cast, who):
    version = read_in(cast, getattr(cast, who))
    assert (version.number, version.stage, version.title) == (1, "draft", "Online Policy")
    assert version.made_by == getattr(cast, who)
    assert drafts.events(cast) == ["import_document"]


@pytest.mark.parametrize("who", ["teacher", "office", "it", "chair", "governor", "parent", "pupil", "deputy_dsl"])
def test_others_may_not(cast, who):
    with pytest.raises(access.Refused):
        read_in(cast, getattr(cast, who))
    assert not Version.objects.exists()
    assert drafts.events(cast) == []


def test_another_schools_head_may_not(cast, other_school):
    with pytest.raises(access.Refused):
        read_in(cast, other_school.head)


def test_the_command_line_may(cast):
    from schoolgate.access import Machine
    from schoolgate.access.duties import Duty

    version = read_in(cast, Machine(cast.school.pk, Duty.CONSOLE))
    assert version.made_by is None
    assert not version.authors.exists()


def test_every_clause_is_suggested_and_none_is_confirmed(cast):
    version = drafts.imported(cast)
    clause = drafts.clause(version, "2.a")
    assert (clause.section, clause.audience, clause.strength) == ("Pupils", ["pupil"], "must")
    assert clause.model == "3.a.2"
    assert 0 < clause.similarity < 1
    assert not version.clauses.filter(confirmed=True).exists()


@pytest.mark.clause("1.1")
def test_our_plain_words_come_only_with_a_clause_that_says_the_same(cast):
    ours = model_policy.clause("3.a.2")
    other = "Pupils must never share their address or telephone number online."
    version = drafts.imported(cast, f"2. Pupils\n\na. {ours.text}\nb. {other}\n")
    same, own = drafts.clause(version, "2.a"), drafts.clause(version, "2.b")
    assert same.model == "3.a.2" and (same.child, same.gloss, same.group) == (ours.child, ours.gloss, ours.group)
    assert (own.child, own.gloss, own.group, own.picture) == ("", "", "", "")


def test_nothing_of_the_document_is_lost(cast):
    version = drafts.imported(cast)
    texts = [*version.clauses.values_list("text", flat=True), *version.set_aside.values_list("text", flat=True)]
    kept = " ".join(texts).split()
    assert not [word for word in drafts.DOCUMENT.split() if word not in kept and word not in {"a.", "b."}]
    assert all(version.set_aside.values_list("why", flat=True))


def test_there_is_one_draft_at_a_time(cast):
    drafts.imported(cast)
    with pytest.raises(Broken, match="already a draft"):
        drafts.imported(cast)
    assert Version.objects.count() == 1
    assert drafts.events(cast) == ["import_document"]


@pytest.mark.clause("9.2")
def test_a_new_document_goes_on_with_the_clauses_of_the_old_one(cast):
    before = drafts.published(cast)
    text = drafts.DOCUMENT.replace("address or telephone number", "address, photo or telephone number")
    after = drafts.imported(cast, text)
    assert after.based_on == before
    assert after.number == 2
    old = dict(before.clauses.values_list("place", "key"))
    assert dict(after.clauses.values_list("place", "key")) == old


def test_clauses_that_moved_keep_their_key_by_their_words(cast):
    before = drafts.published(cast)
    moved = drafts.DOCUMENT.replace("a. Pupils must", "c. Pupils must").replace("b. Pupils should", "a. Pupils should")
    after = drafts.imported(cast, moved)
    key = drafts.clause(before, "2.b").key
    assert Clause.objects.get(version=after, key=key).text == drafts.clause(before, "2.b").text
