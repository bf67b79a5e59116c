"""The invented school: who is always there, how large it is, and that it holds together."""

from collections import Counter
from datetime import date, timedelta

import pytest

from schoolgate.demo.invented import school as demo_school
from schoolgate.demo.invented import year
from schoolgate.engines.calendar import days as engine_days
from schoolgate.engines.roster.roll import DUTIES
from tests import work

MONDAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def school():
    return demo_school(today=MONDAY)


def present(school, kind):
    return [row for row in school.roll.of(kind) if row.left_on is None]


def test_its_size(school):
    counts = {kind: len(present(school, kind)) for kind in ("pupil", "staff", "parent", "governor")}
    assert counts == {"pupil": 210, "staff": 35, "parent": 330, "governor": 9}
    assert Counter(row.classroom for row in present(school, "pupil")) == dict.fromkeys(
        ("Robins", "Finches", "Wrens", "Swallows", "Herons", "Owls", "Kestrels"), 30
    )


def test_the_cast_is_always_there(school):
    for pupils, seed in ((20, 1), (210, 2), (500, 3)):
        other = demo_school(pupils=pupils, seed=seed, today=MONDAY)
        assert {part: row.name for part, row in other.cast.items()} == {
            "head": "Ruth Adeyemi",
            "deputy": "Owen Pryce",
            "dsl": "Martin Hale",
            "deputy_dsl": "Fiona Reid",
            "teacher": "Asha Kapoor",
            "other_teacher": "Tom Whitby",
            "office": "Jean Barlow",
            "it": "Sam Okoro",
            "assistant": "Lucy Grant",
            "chair": "Helen Marsh",
            "governor": "David Lin",
            "parent": "Priya Nair",
            "paper_parent": "Kath Doyle",
            "pupil": "Maya Nair",
            "young_pupil": "Arun Nair",
            "paper_pupil": "Liam Doyle",
        }
        assert set(other.cast.values()) <= set(other.roll.rows)
        cast = other.cast
        assert (cast["teacher"].classroom, cast["other_teacher"].classroom) == ("Kestrels", "Wrens")
        assert (cast["pupil"].year_group, cast["pupil"].classroom) == (6, "Kestrels")
        assert (cast["young_pupil"].year_group, cast["paper_pupil"].year_group) == (2, 6)
        assert cast["parent"].children == (cast["pupil"].mis_id, cast["young_pupil"].mis_id)
        assert cast["paper_parent"].children == (cast["paper_pupil"].mis_id,)
        assert cast["paper_parent"].email == "" != cast["parent"].email


def test_nobody_else_has_a_name_of_the_cast(school):
    names = Counter((row.first_name, row.last_name) for row in school.roll.rows)
    assert max(names.values()) == 1


def test_the_same_seed_gives_the_same_people_all_year_and_another_seed_others(school):
    assert demo_school(today=date(2027, 6, 1)).roll == school.roll
    assert demo_school(today=MONDAY).links == school.links
    assert demo_school(seed=7, today=MONDAY).roll != school.roll


@pytest.mark.parametrize("today", [date(2026, 9, 1), date(2027, 8, 31), date(2024, 2, 29), date(2030, 1, 1)])
def test_birthdays_fit_the_year_group(today):
    september = today.year if today.month >= 9 else today.year - 1
    for row in present(demo_school(today=today), "pupil"):
        first = date(september - 5 - row.year_group, 9, 1)
        assert first <= row.born_on <= date(first.year + 1, 8, 31)
        assert row.joined_on <= today


def test_former_pupils_are_under_18_and_left_in_the_past(school):
    former = [row for row in school.roll.of("pupil") if row.left_on]
    assert len(former) >= 6
    for row in former:
        assert row.joined_on < row.left_on < MONDAY < row.born_on.replace(year=row.born_on.year + 18)
        assert row.classroom == "" and row.year_group is None
    assert [row for row in school.roll.of("staff") if row.left_on]


def test_brothers_and_sisters_share_their_parents(school):
    pupils = {row.mis_id: row for row in school.roll.of("pupil")}
    parents = list(school.roll.of("parent"))
    families = Counter(row.children for row in parents)
    assert sum(len(children) > 1 for children in families) > 20
    for row in parents:
        assert row.children and set(row.children) <= set(pupils)
        born = sorted(pupils[child].born_on for child in row.children)
        gaps = [later - earlier for earlier, later in zip(born, born[1:], strict=False)]
        assert all(gap == timedelta(0) or gap > timedelta(days=280) for gap in gaps), "twins, or a time apart"
    with_parents = {child for row in parents for child in row.children}
    assert {row.mis_id for row in present(school, "pupil")} <= with_parents
    assert 0.04 < sum(not row.email for row in parents) / len(parents) < 0.08


def test_every_class_has_its_teacher(school):
    staff = {row.mis_id: row for row in present(school, "staff")}
    assert [room.year_group for room in school.classes] == [0, 1, 2, 3, 4, 5, 6]
    for room in school.classes:
        teacher = staff[room.teacher]
        assert "teacher" in teacher.duties
        assert (teacher.classroom, teacher.year_group) == (room.name, room.year_group)


def test_officers_and_duties(school):
    officers = school.officers
    assert (officers.head.name, officers.dsl.name, officers.chair.name) == (
        "Ruth Adeyemi",
        "Martin Hale",
        "Helen Marsh",
    )
    assert len(officers.deputies) == 1 and len(officers.deputy_dsls) == 2
    duties = Counter(duty for row in school.roll.rows for duty in row.duties)
    assert [duties[duty] for duty in ("head", "deputy", "dsl", "deputy_dsl", "it", "chair")] == [1, 1, 1, 2, 1, 1]
    assert duties["office"] == 2
    for row in school.roll.rows:
        assert set(row.duties) <= set(DUTIES[row.kind])
    jobs = Counter(school.jobs[row.mis_id] for row in present(school, "staff"))
    assert jobs["Caretaker"] == 1 and jobs["Midday supervisor"] > 4 and jobs["Teaching assistant"] > 8


def test_family_ties_are_dated_and_one_waits(school):
    staff = {row.mis_id for row in present(school, "staff")}
    pupils = {row.mis_id for row in present(school, "pupil")}
    assert len({link.pupil for link in school.links}) == len({link.staff for link in school.links}) == 5
    for link in school.links:
        assert link.staff in staff and link.pupil in pupils
        assert link.declared_on <= (link.approved_on or MONDAY) <= MONDAY
    assert [link.approved_on is None for link in school.links].count(True) == 1


def test_no_address_or_number_reaches_anybody(school):
    emails = [row.email for row in school.roll.rows if row.email]
    assert len(emails) == len(set(emails))
    assert {email.split("@")[1] for email in (*emails, school.email, school.officers.lado.email)} == {
        "example.org",
        "larkhollow.example",
    }
    phones = {row.phone for row in school.roll.rows if row.phone} | {school.phone, school.officers.lado.phone}
    assert all(phone.startswith(("01632 960", "07700 900")) and len(phone) in (12, 11) for phone in phones)
    assert "invented" in school.notice


def test_two_school_years_of_dates_that_the_calendar_takes(school):
    assert [name for name, _, _ in school.terms] == [
        "Autumn term 2025",
        "Spring term 2026",
        "Summer term 2026",
        "Autumn term 2026",
        "Spring term 2027",
        "Summer term 2027",
    ]
    days = engine_days.SchoolCalendar(
        terms=tuple(term[1:] for term in school.terms), closures=tuple(closed[1:] for closed in school.closures)
    )
    assert days.is_school_day(MONDAY) and not days.is_school_day(date(2026, 10, 28))


@pytest.mark.parametrize("september", range(2020, 2036))
def test_a_school_year_has_about_190_days(september):
    dates = year.dates(september)
    terms = [dated for dated in dates if dated.kind == "term"]
    assert all(dated.starts_on <= dated.ends_on for dated in dates)
    assert all(one.ends_on < other.starts_on for one, other in zip(terms, terms[1:], strict=False))
    days = engine_days.SchoolCalendar(
        terms=tuple((dated.starts_on, dated.ends_on) for dated in terms),
        closures=tuple((dated.starts_on, dated.ends_on) for dated in dates if dated.kind != "term"),
    )
    first = date(september, 9, 1)
    count = sum(days.is_school_day(first + timedelta(days=day)) for day in range(365))
    assert 183 <= count <= 198


def test_twice_as_many_pupils_are_twice_the_inventing():
    few, twice = (lambda n=n: demo_school(pupils=n, today=MONDAY) for n in (100, 200))
    assert work.grows_evenly(few, twice)


def test_a_large_school_has_classes_staff_and_parents_for_its_pupils():
    pupils = 5000 if work.LONG else 1000
    large = demo_school(pupils=pupils, today=MONDAY)
    sizes = Counter(row.classroom for row in present(large, "pupil"))
    assert sum(sizes.values()) == pupils and max(sizes.values()) <= 31 and min(sizes.values()) >= 28
    assert set(sizes) == {room.name for room in large.classes} and len(sizes) == len(large.classes)
    assert len(present(large, "staff")) == round(pupils / 6)
    assert 1.5 * pupils < len(present(large, "parent")) < 1.62 * pupils
    emails = [row.email for row in large.roll.rows if row.email]
    assert len(emails) == len(set(emails))
    born = Counter((row.first_name, row.last_name, row.born_on) for row in large.roll.of("pupil"))
    assert max(born.values()) == 1


@pytest.mark.parametrize("pupils", [0, 19, 5001])
def test_a_size_that_no_school_has(pupils):
    with pytest.raises(ValueError, match="20 to 5,000"):
        demo_school(pupils=pupils, today=MONDAY)
