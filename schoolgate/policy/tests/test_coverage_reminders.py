from datetime import date, timedelta

import pytest
from django.conf import settings

from schoolgate.access import Refused
from schoolgate.access.duties import Duty
from schoolgate.audit.models import Entry
from schoolgate.community.models import Person, Role
from schoolgate.policy import letters, reminders, tasks
from schoolgate.policy.models import Signature, Version
from schoolgate.policy.queries import reminding
from schoolgate.policy.tests import published
from schoolgate.policy.tests.published import fresh
from schoolgate.post import actions as post
from schoolgate.post.models import Message
from tests import work
from tests.cast import MONDAY, person

D = timedelta(days=1)


def days(first, end, *when):
    """The days of this stretch, or its ends and those on which something may be sent, each with its neighbours.

    That is enough beside the rules, which are asked of every day above.
    """
    near = {day + by for day in (first, *when, end - 1) for by in (-1, 0, 1)}
    return range(first, end) if work.LONG else sorted(near & set(range(first, end)))


class TestRules:
    """No database: dates in, yes or no out."""

    def test_a_reminder_is_due_a_week_after_the_last_mail_and_four_times_at_most(self):
        day, mails, sent = date(2026, 11, 23), [date(2026, 11, 23)], []
        for _ in range(60):
            day += D
            if reminders.is_due(mails, today=day):
                mails.append(day)
                sent.append((day - mails[0]).days)
        assert sent == [7, 14, 21, 28]

    def test_nobody_is_reminded_who_was_not_asked(self):
        assert not reminders.is_due([], today=date(2026, 11, 23))

    def test_the_review_is_reminded_of_30_days_before_on_the_day_and_weekly_after(self):
        review_on, last, sent = date(2026, 12, 30), None, []
        for n in range(-60, 30):
            today = review_on + n * D
            if reminders.review_is_due(review_on, reminded_on=last, today=today):
                last = today
                sent.append(n)
        assert sent == [-30, 0, 7, 14, 21, 28]

    def test_a_review_reminder_missed_is_made_up_for_the_next_day(self):
        review_on = date(2026, 12, 30)
        ahead = review_on - 30 * D
        assert reminders.review_is_due(review_on, reminded_on=None, today=ahead + D)
        assert not reminders.review_is_due(review_on, reminded_on=ahead + D, today=ahead + 2 * D)


def to(kind=None):
    mails = Message.objects.filter(kind=kind) if kind else Message.objects.all()
    return sorted(str(mail.person) for mail in mails.select_related("person"))


ASKED = [
    "Asha Kapoor",
    "David Lin",
    "Fiona Reid",
    "Helen Marsh",
    "Jean Barlow",
    "Lucy Grant",
    "Martin Hale",
    "Owen Pryce",
    "Priya Nair",
    "Ruth Adeyemi",
    "Sam Okoro",
    "Tom Whitby",
]


@pytest.mark.django_db
class TestAsking:
    @pytest.mark.clause("7.2")
    def test_publishing_asks_everyone_who_has_an_e_mail_address_and_no_pupil(self, cast):
        published.first(cast)
        tasks.ask(MONDAY)
        assert to("policy.ask") == ASKED

    def test_asking_is_a_deed_of_the_clock(self, cast):
        published.first(cast)
        tasks.ask(MONDAY)
        assert Entry.objects.get(event="post.send").by == "clock"

    def test_nothing_is_sent_twice(self, cast):
        published.first(cast)
        for _ in range(2):
            tasks.daily(MONDAY)
        tasks.daily(MONDAY + 3 * D)
        assert to() == ASKED
        assert Entry.objects.filter(event__startswith="post.").count() == 1

    def test_the_mail_holds_a_link_and_nothing_about_anybody_else(self, cast):
        published.first(cast)
        tasks.ask(MONDAY)
        mail = Message.objects.get(person=cast.parent)
        assert f"{settings.ADDRESS}/policy/mine/" in mail.body
        assert mail.to == "priya.nair@larkhollow.example"
        assert "Maya" not in mail.body and "Arun" not in mail.body
        assert (mail.school, mail.state) == (cast.school, "waiting")

    def test_who_has_signed_or_left_is_not_asked(self, cast):
        version = published.first(cast)
        Signature.objects.create(
            school=cast.school,
            person=cast.parent,
            version=version,
            audience="parent",
            way="screen",
            at=MONDAY,
            signed_on=MONDAY.date(),
            digest="",
        )
        Role.objects.filter(person=cast.teacher).update(until_on=MONDAY.date() - D)
        tasks.ask(MONDAY)
        assert to() == [name for name in ASKED if name not in ("Priya Nair", "Asha Kapoor")]

    def test_a_joiner_is_asked_on_joining(self, cast):
        published.first(cast)
        tasks.daily(MONDAY)
        person(cast.school, "Nia", "Bell", Duty.STAFF)
        tasks.daily(MONDAY + D)
        assert [str(m.person) for m in Message.objects.filter(made_at__gt=MONDAY)] == ["Nia Bell"]

    def test_a_new_duty_asks_again(self, cast):
        version = published.first(cast)
        tasks.ask(MONDAY)
        Signature.objects.create(
            school=cast.school,
            person=cast.parent,
            version=version,
            audience="parent",
            way="screen",
            at=MONDAY,
            signed_on=MONDAY.date(),
            digest="",
        )
        Role.objects.create(person=cast.parent, duty=Duty.GOVERNOR.value, since_on=MONDAY.date() + 2 * D)
        tasks.ask(MONDAY + 2 * D)
        assert Message.objects.filter(person=cast.parent, kind="policy.ask").count() == 2

    @pytest.mark.clause("9.2")
    def test_a_material_change_asks_only_whom_it_concerns(self, cast):
        one = published.first(cast)
        for audience, who in (("staff", cast.teacher), ("parent", cast.parent)):
            Signature.objects.create(
                school=cast.school,
                person=who,
                version=one,
                audience=audience,
                way="screen",
                at=MONDAY,
                signed_on=MONDAY.date(),
                digest="",
            )
        at = MONDAY + 40 * D
        published.revised(cast, one, {"4.6": "Staff say nothing about families."}, at=at)
        tasks.ask(at)
        assert "Asha Kapoor" in to("policy.ask") and "Priya Nair" not in to("policy.ask")


@pytest.mark.django_db
class TestReminding:
    def run(self, each):
        for day in each:
            tasks.daily(MONDAY + day * D)

    @pytest.mark.clause("1.1")
    def test_who_does_not_sign_is_reminded_four_times(self, cast):
        published.first(cast)
        self.run(days(0, 60, 7, 14, 21, 28, 35))
        mails = Message.objects.filter(person=cast.parent).order_by("made_at")
        assert [(m.kind, (m.made_at - MONDAY).days) for m in mails] == [
            ("policy.ask", 0),
            ("policy.remind", 7),
            ("policy.remind", 14),
            ("policy.remind", 21),
            ("policy.remind", 28),
        ]

    def test_signing_ends_the_reminders(self, cast):
        version = published.first(cast)
        self.run(days(0, 8))
        Signature.objects.create(
            school=cast.school,
            person=cast.parent,
            version=version,
            audience="parent",
            way="paper",
            at=MONDAY,
            signed_on=MONDAY.date(),
            digest="",
        )
        self.run(days(8, 40, 14, 21, 28))
        assert Message.objects.filter(person=cast.parent, kind="policy.remind").count() == 1

    def test_leaving_ends_the_reminders(self, cast):
        published.first(cast)
        self.run(range(3))
        Role.objects.filter(person=cast.parent).update(until_on=MONDAY.date() + 3 * D)
        self.run(days(4, 40, 7, 14, 21, 28))
        assert Message.objects.filter(person=cast.parent).count() == 1

    def test_a_reminder_by_hand_counts_and_nobody_gets_two_on_a_day(self, cast):
        published.first(cast)
        self.run(range(4))
        at = MONDAY + 4 * D
        for _ in range(2):
            chosen = reminding.to_remind_now(fresh(cast.office), at, audience="parent")
            mails = [letters.remind(row, chosen.version) for row in chosen.people] if chosen else []
            post.remind(cast.school, letters=mails, by=fresh(cast.office), at=at)
        assert Message.objects.filter(person=cast.parent).count() == 2
        self.run(range(4, 11))
        assert Message.objects.filter(person=cast.parent).count() == 2
        self.run([11])
        assert Message.objects.filter(person=cast.parent).count() == 3

    def test_the_deed_itself_drops_a_second_mail_of_the_day(self, cast):
        version = published.first(cast)
        mail = letters.remind(fresh(cast.parent), version)
        assert len(post.remind(cast.school, letters=[mail], by=fresh(cast.office), at=MONDAY)) == 1
        assert post.remind(cast.school, letters=[mail], by=fresh(cast.dsl), at=MONDAY) == []

    @pytest.mark.parametrize("who", ["teacher", "governor", "parent"])
    def test_nobody_else_reminds(self, cast, who):
        published.first(cast)
        with pytest.raises(Refused):
            post.remind(cast.school, letters=[], by=fresh(getattr(cast, who)), at=MONDAY)
        with pytest.raises(Refused):
            reminding.to_remind_now(fresh(getattr(cast, who)), MONDAY)

    def test_who_has_no_e_mail_gets_a_letter_instead(self, cast):
        published.first(cast)
        Person.objects.filter(pk=cast.pupil.pk).update(email="")
        chosen = reminding.to_print(fresh(cast.office), MONDAY.date())
        assert [str(row) for row in chosen.people] == ["Kath Doyle"]


@pytest.mark.django_db
class TestReview:
    @pytest.mark.clause("9.1")
    def test_the_head_is_reminded_of_the_review(self, cast):
        version = published.first(cast)
        Version.objects.filter(pk=version.pk).update(review_on=MONDAY.date() + 40 * D)
        for day in days(0, 50, 10, 17, 40, 47):
            tasks.remind_of_review(MONDAY + day * D)
            tasks.remind_of_review(MONDAY + day * D)
        mails = Message.objects.filter(kind="review.remind").order_by("made_at")
        assert [(str(m.person), (m.made_at - MONDAY).days) for m in mails] == [
            ("Ruth Adeyemi", 10),
            ("Ruth Adeyemi", 40),
            ("Ruth Adeyemi", 47),
        ]

    @pytest.mark.clause("9.1")
    def test_a_new_review_date_starts_again(self, cast):
        version = published.first(cast)
        Version.objects.filter(pk=version.pk).update(review_on=MONDAY.date())
        tasks.remind_of_review(MONDAY)
        Version.objects.filter(pk=version.pk).update(review_on=MONDAY.date() + 100 * D)
        tasks.remind_of_review(MONDAY + 60 * D)
        assert Message.objects.count() == 1
        tasks.remind_of_review(MONDAY + 70 * D)
        assert Message.objects.count() == 2


@pytest.mark.django_db
def test_each_school_is_written_to_about_its_own_policy(cast, other_school):
    published.first(cast)
    tasks.daily(MONDAY)
    assert not Message.objects.filter(person__school=other_school.school).exists()
