import pytest
from django.urls import reverse

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.community.models import Role
from schoolgate.policy.actions import drafting, reviewing
from schoolgate.policy.models import Version
from schoolgate.policy.tests import drafts
from tests.cast import JOINED, MONDAY, client_of


def url(name, *args):
    return reverse(f"policy:{name}", args=args)


@pytest.mark.clause("9.1")
@pytest.mark.parametrize("who", ["head", "deputy", "dsl"])
def test_those_who_write_it_take_it_back(cast, who):
    by = getattr(cast, who)
    reviewing.withdraw(drafts.sent(cast), why=" A clause is missing. ", by=by, at=MONDAY)
    version = Version.objects.get()
    assert (version.stage, version.withdrawn_why) == ("draft", "A clause is missing.")
    assert (version.withdrawn_at, version.withdrawn_by) == (MONDAY, by)
    assert drafts.events(cast)[-1] == "withdraw"


def test_a_reason_is_not_asked_for(cast):
    assert reviewing.withdraw(drafts.sent(cast), by=cast.head, at=MONDAY).withdrawn_why == ""


@pytest.mark.parametrize("who", ["chair", "governor", "teacher", "office", "it", "parent", "pupil"])
def test_others_may_not(cast, who):
    version = drafts.sent(cast)
    with pytest.raises(access.Refused):
        reviewing.withdraw(version, by=getattr(cast, who), at=MONDAY)
    assert Version.objects.get().stage == "in review"
    assert drafts.events(cast)[-1] == "send_for_review"


def test_another_schools_head_may_not(cast, other_school):
    version = drafts.sent(cast)
    with pytest.raises(access.Refused):
        reviewing.withdraw(version, by=other_school.head, at=MONDAY)


@pytest.mark.clause("9.1")
@pytest.mark.parametrize("stage", ["confirmed", "approved", "published"])
def test_only_while_it_is_in_review(cast, stage):
    version = getattr(drafts, stage)(cast)
    before = drafts.events(cast)
    with pytest.raises(Broken, match="cannot be withdrawn from review"):
        reviewing.withdraw(version, by=cast.head, at=MONDAY)
    assert Version.objects.get().stage == version.stage
    assert drafts.events(cast) == before


def test_it_is_edited_and_sent_again_and_then_nothing_is_left_of_it(cast):
    version = reviewing.withdraw(drafts.sent(cast), why="Wait.", by=cast.head, at=MONDAY)
    drafting.edit_clause(drafts.clause(version, "2.a"), text="Keep it secret.", by=cast.head, at=MONDAY)
    reviewing.send_for_review(version, by=cast.head, at=MONDAY)
    version = Version.objects.get()
    assert (version.stage, version.withdrawn_at, version.withdrawn_by, version.withdrawn_why) == (
        "in review",
        None,
        None,
        "",
    )


def test_a_withdrawn_version_is_not_approved(cast):
    version = reviewing.withdraw(drafts.sent(cast), by=cast.head, at=MONDAY)
    with pytest.raises(Broken, match="is draft"):
        reviewing.approve(version, by=cast.chair, at=MONDAY)


# ---- as it is visited


def test_the_way_is_on_every_page_of_a_version_in_review(cast):
    version = drafts.sent(cast)
    client = client_of(cast.head)
    for page in (url("versions"), url("draft", version.pk), url("review", version.pk)):
        assert url("withdraw", version.pk) in client.get(page).text
        assert url("withdraw", version.pk) not in client_of(cast.chair).get(page).text


@pytest.mark.parametrize("stage", ["confirmed", "approved", "published"])
def test_and_on_none_of_any_other(cast, stage):
    version = getattr(drafts, stage)(cast)
    client = client_of(cast.head)
    for page in (url("versions"), url("draft", version.pk), url("review", version.pk)):
        assert url("withdraw", version.pk) not in client.get(page).text


def test_the_head_withdraws_it_and_everyone_who_may_look_reads_why(cast):
    version = drafts.sent(cast)
    client = client_of(cast.head)
    assert client.get(url("withdraw", version.pk)).status_code == 200
    response = client.post(url("withdraw", version.pk), {"why": "2.a forgets photos."}, follow=True)
    assert response.redirect_chain[0][0] == url("draft", version.pk)
    for who in (cast.dsl, cast.chair):
        assert "2.a forgets photos." in client_of(who).get(url("draft", version.pk)).text
    assert "2.a forgets photos." in client.get(url("versions")).text


@pytest.mark.parametrize("who,answer", [("chair", 403), ("governor", 403), ("teacher", 403), ("parent", 403)])
def test_the_page_is_closed_to_others(cast, who, answer):
    version = drafts.sent(cast)
    client = client_of(getattr(cast, who))
    assert client.get(url("withdraw", version.pk)).status_code == answer
    assert client.post(url("withdraw", version.pk)).status_code == answer
    assert Version.objects.get().stage == "in review"


def test_who_comes_too_late_is_told_so(cast):
    version = drafts.approved(cast)
    response = client_of(cast.head).post(url("withdraw", version.pk), follow=True)
    assert "This version is approved, so it cannot be withdrawn from review." in response.text
    assert Version.objects.get().stage == "approved"


def test_a_head_who_governs_finds_one_way_back_and_it_is_theirs_as_author(cast):
    Role.objects.create(person=cast.head, duty=Duty.GOVERNOR.value, since_on=JOINED)
    version = drafts.sent(cast)
    page = client_of(cast.head).get(url("review", version.pk)).context["page"]
    assert page.may_withdraw and page.why_not
