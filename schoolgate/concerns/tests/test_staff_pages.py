"""A member of staff tells us: one page, people found by name, drafts kept and found again."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from schoolgate.access.duties import Duty
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.settings import Draft
from schoolgate.concerns.queries import reach
from schoolgate.concerns.rules import Channel, ConcernKind, ConcernPart, Harm
from schoolgate.concerns.tests import page
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db


def url(kind="staff", name="staff_form"):
    return reverse(f"concerns:{name}", args=[kind])


def tell(client, kind="staff", **said):
    token = page.value(client.get(url(kind)), "token")
    filled = {"token": token, "words": "They argued.", "when": "today", "told_in_person": "yes", "deed": "send"}
    filled["whom"] = "adult" if kind == "colleague" else "child"
    return client.post(url(kind), {**filled, **said})


def test_a_teacher_tells(cast):
    client = client_of(cast.teacher)
    told = page.words(
        tell(
            client,
            person=[cast.pupil.pk, cast.young_pupil.pk],
            exact_words="“Go away.”",
            place="In the hall",
            **{f"part_{cast.pupil.pk}": "harmed", f"part_{cast.young_pupil.pk}": "witness"},
        )
    )
    concern = Concern.objects.get()
    assert (concern.door, concern.kind, concern.entered_by) == (Channel.STAFF, ConcernKind.STAFF, cast.teacher)
    assert {(example.person, example.part) for example in concern.about.all()} == {
        (cast.pupil, ConcernPart.HARMED),
        (cast.young_pupil, ConcernPart.WITNESS),
    }
    assert (concern.exact_words, concern.place, concern.told_in_person) == ("“Go away.”", "In the hall", True)
    assert "Martin Hale will read this." in told and "Now tell" not in told
    assert abs(concern.happened_at - concern.entered_at) < timedelta(seconds=1) and not concern.late


def test_who_has_not_told_in_person_is_asked_to_do_it_now(cast):
    assert "Now tell Martin Hale in person, or by phone." in page.words(
        tell(client_of(cast.teacher), told_in_person="no")
    )


def test_days(cast):
    client = client_of(cast.teacher)
    tell(client, when="yesterday")
    assert not Concern.objects.latest("entered_at").late, "the evening before is not late"
    tell(client, when="other", on="2026-11-18")
    assert Concern.objects.latest("entered_at").late
    tell(client, when="unknown")
    assert Concern.objects.latest("entered_at").happened_at is None
    assert "choose “I do not know”" in page.words(tell(client, when="other"))
    assert "in the future" in page.words(tell(client, when="other", on="2026-11-30"))
    assert Concern.objects.count() == 3


def test_people_are_found_chosen_and_taken_out_without_losing_a_word(cast):
    client = client_of(cast.teacher)
    found = page.words(client.post(url(), {"find": "1", "q": "nair", "words": "Typed."}))
    assert "Maya Nair" in found and "Kestrels" in found and "Typed.</textarea>" in found
    chosen = page.words(client.post(url(), {"add": cast.pupil.pk, "q": "nair", "words": "Typed."}))
    assert f'name="person" value="{cast.pupil.pk}"' in chosen and "Typed.</textarea>" in chosen
    out = page.words(client.post(url(), {"person": cast.pupil.pk, "remove": cast.pupil.pk, "words": "Typed."}))
    assert f'name="person" value="{cast.pupil.pk}"' not in out and "Typed.</textarea>" in out
    assert "Nobody here has this name." in page.words(client.post(url(), {"find": "1", "q": "zz"}))
    assert not Concern.objects.exists()


def test_nobody_of_another_school_is_found_or_taken(cast, other_school):
    client = client_of(cast.teacher)
    found = page.words(client.post(url(), {"add": other_school.pupil.pk, "find": "1", "q": "nair"}))
    assert f'value="{other_school.pupil.pk}"' not in found
    assert tell(client, person=other_school.pupil.pk).status_code == 404
    assert not Concern.objects.exists()


def test_each_short_form_reaches_whom_the_policy_says(cast):
    client = client_of(cast.teacher)
    for kind, goes, harm in (
        ("join", Duty.HEAD, Harm.RULES),
        ("networking", Duty.DSL, Harm.RULES),
        ("posing", Duty.DSL, Harm.GROOMING),
    ):
        tell(client, kind)
        concern = Concern.objects.latest("entered_at")
        assert (concern.kind, concern.goes_to, concern.harm) == (kind, goes, harm)
    assert Concern.objects.get(kind="posing").urgent
    assert client.get(url("no-such-form")).status_code == 404


def test_a_concern_about_the_head_goes_to_the_chair_only(cast):
    told = page.words(tell(client_of(cast.teacher), "colleague", person=cast.head.pk, scope="personal"))
    assert "Helen Marsh will read this." in told
    concern = Concern.objects.get()
    assert concern.goes_to == Duty.CHAIR and reach.visible_to(cast.chair).exists()
    assert not reach.visible_to(cast.head).exists() and not reach.visible_to(cast.dsl).exists()


def test_a_concern_about_the_dsl_goes_to_the_head(cast):
    told = page.words(tell(client_of(cast.teacher), person=cast.dsl.pk))
    assert "Ruth Adeyemi will read this." in told
    assert reach.visible_to(cast.head).exists() and not reach.visible_to(cast.dsl).exists()


def test_a_self_report_is_about_oneself_and_about_somebody(cast):
    client = client_of(cast.teacher)
    assert "Say whom it is about" in page.words(tell(client, "colleague"))
    tell(client, "colleague", about_me="on")
    concern = Concern.objects.get()
    assert concern.entered_by == cast.teacher and concern.about_ids == {cast.teacher.pk}


def test_a_draft_is_kept_for_its_writer_and_found_again(cast):
    client = client_of(cast.teacher)
    said = {"words": "Half a sent", "when": "yesterday", "person": cast.pupil.pk, f"part_{cast.pupil.pk}": "harmed"}
    kept = client.post(reverse("concerns:keep", args=["staff"]), said)
    assert "Kept at 10:00" in page.words(kept)
    again = page.words(client_of(cast.teacher).get(url()))
    assert "Half a sent</textarea>" in again and "You began this before" in again
    assert f'name="person" value="{cast.pupil.pk}"' in again and 'value="harmed" selected' in again
    assert "Half a sent" not in page.words(client_of(cast.other_teacher).get(url()))
    tell(client)
    assert not Draft.objects.exists()


def test_it_is_kept_and_thrown_away_by_buttons_too(cast):
    client = client_of(cast.teacher)
    assert client.post(url(), {"words": "Later.", "deed": "keep"}).url == reverse("home")
    assert Draft.objects.get().person == cast.teacher
    client.post(url(), {"deed": "drop"})
    assert not Draft.objects.exists() and not Concern.objects.exists()


def test_who_was_signed_out_while_writing_hears_of_it(cast):
    words = page.words(Client().post(reverse("concerns:keep", args=["staff"]), {"words": "x"}))
    assert "You have been signed out" in words and not Draft.objects.exists()


def test_the_staff_forms_are_closed_to_parents_and_pupils(cast):
    for person in (cast.parent, cast.pupil):
        client = client_of(person)
        assert client.get(url()).status_code == 403 and client.post(url(), {"words": "x"}).status_code == 403
        assert client.post(reverse("concerns:keep", args=["staff"]), {"words": "x"}).status_code == 403
        assert client.get(reverse("concerns:poster")).status_code == 403
    assert not Draft.objects.exists()


def test_tell_is_on_every_page_for_staff_and_says_us_for_parents(cast):
    assert 'href="/tell/staff/"' in page.words(client_of(cast.teacher).get("/policy/mine/"))
    assert 'href="/tell/larkhollow/"' in page.words(client_of(cast.parent).get("/policy/mine/"))
    home = page.words(client_of(cast.pupil).get("/"))
    assert 'href="/tell/larkhollow/child/"' in home and "sg-header__tell" not in home
    assert 'href="/tell/larkhollow/"' in page.words(Client().get("/"))


def test_the_poster_leads_to_the_childrens_door(cast):
    import io

    import pypdf

    answer = client_of(cast.teacher).get(reverse("concerns:poster"))
    assert answer["Content-Type"] == "application/pdf"
    words = pypdf.PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert "/tell/larkhollow/child/" in words and "0800 1111" in words and "Martin Hale" not in words


def test_a_late_form_is_found_again_after_an_expired_session(cast):
    with time_machine.travel(MONDAY):
        answer = Client().post(url(), {"words": "x"})
    assert answer.status_code == 302 and "next=/tell/staff/staff/" in answer.url
