"""How long each class of records is kept: every clock, and what makes one wait for another."""

from datetime import date

import pytest

from schoolgate.records import masking, redacting
from schoolgate.records import rules as retention_rules
from schoolgate.records.masking import ANOTHER, Mask, Name
from schoolgate.records.rules import RULES, Person, Record, RecordClass, class_of, due, due_of_concern, with_years

CHILD = RULES[RecordClass.CHILD]
OPENED, CLOSED = date(2026, 3, 2), date(2026, 6, 1)


def when(name: RecordClass, *, children=(), adults=(), closed=CLOSED, own=None):
    rules = with_years(own or {})
    return due(rules[name], Record(OPENED, closed, tuple(children), tuple(adults)), rules[RecordClass.CHILD])


def born(year, month=5, day=20):
    return Person(born_on=date(year, month, day))


@pytest.mark.parametrize(
    ("about_adults", "low", "outcome", "children", "found"),
    [
        (False, False, "closed", True, RecordClass.CHILD),
        (False, False, "closed", False, RecordClass.OTHER),
        (True, False, "substantiated", True, RecordClass.ALLEGATION),
        (True, False, "unsubstantiated", True, RecordClass.ALLEGATION),
        (True, False, "unfounded", False, RecordClass.ALLEGATION),
        (True, False, "malicious", True, RecordClass.UNTRUE),
        (True, True, "false", False, RecordClass.UNTRUE),
        (True, True, "closed", False, RecordClass.LOW_LEVEL),
        (False, False, "false", True, RecordClass.CHILD),
    ],
)
def test_the_class_of_a_record(about_adults, low, outcome, children, found):
    assert class_of(about_adults=about_adults, low_level=low, outcome=outcome, children=children) is found


def test_a_childs_file_waits_for_the_youngest():
    assert when(RecordClass.CHILD, children=[born(2016), born(2019, 12, 1)]).on == date(2044, 12, 1)
    assert when(RecordClass.CHILD, children=[Person(born_on=date(2016, 2, 29))]).on == date(2041, 2, 28)
    unknown = when(RecordClass.CHILD, children=[born(2016), Person()])
    assert unknown.on is None and "date of birth" in unknown.why


def test_an_allegation_is_kept_to_pension_age_or_ten_years_whichever_is_longer():
    assert when(RecordClass.ALLEGATION, adults=[born(1990)]).on == date(2058, 5, 20)
    assert when(RecordClass.ALLEGATION, adults=[born(1960)]).on == date(2036, 3, 2)
    assert when(RecordClass.ALLEGATION, adults=[born(1968, 3, 2)]).on == date(2036, 3, 2)
    assert when(RecordClass.ALLEGATION, adults=[Person()]).on is None
    assert when(RecordClass.ALLEGATION).on is None


def test_what_was_malicious_or_false_leaves_the_personnel_record_and_stays_in_a_childs_file():
    assert when(RecordClass.UNTRUE).on == date(2027, 6, 1)
    assert when(RecordClass.UNTRUE, children=[born(2016)]).on == date(2041, 5, 20)
    assert not RULES[RecordClass.UNTRUE].personnel and RULES[RecordClass.ALLEGATION].personnel


def test_a_low_level_record_is_kept_while_the_adult_works_here():
    assert when(RecordClass.LOW_LEVEL, adults=[born(1990)]).on is None
    assert when(RecordClass.LOW_LEVEL, adults=[Person(left_on=date(2028, 7, 20))]).on == date(2028, 7, 20)
    assert when(RecordClass.LOW_LEVEL, adults=[Person(left_on=date(2026, 7, 20))]).on == date(2027, 6, 1)
    own = {"low_level": (3, 0)}
    assert when(RecordClass.LOW_LEVEL, adults=[Person(left_on=date(2026, 7, 20))], own=own).on == date(2029, 7, 20)


@pytest.mark.parametrize("name", list(RecordClass))
def test_nothing_is_due_before_its_end_and_some_years_more_whatever_dates_are_on_record(name):
    long_ago = Person(date(1930, 1, 1), date(1960, 1, 1))
    rule = RULES[name]
    assert rule.least >= 1
    for children, least in ((), rule.least), ((long_ago,), CHILD.least):
        if name is RecordClass.CHILD and not children:
            continue
        if name is RecordClass.CONCERN:
            found = due_of_concern(RULES, Record(date(1999, 1, 1), CLOSED, children, (long_ago,)))
        else:
            found = due(rule, Record(date(1999, 1, 1), CLOSED, children, (long_ago,)), CHILD)
        assert found.on >= date(CLOSED.year + max(least, rule.least), 6, 1), (name, children)


def test_a_school_that_keeps_a_childs_file_for_longer_moves_its_least_with_it():
    assert when(RecordClass.CHILD, children=[born(1980)]).on == date(2033, 6, 1)
    assert when(RecordClass.CHILD, children=[born(1980)], own={"child": (31, 0)}).on == date(2039, 6, 1)
    assert when(RecordClass.UNTRUE, children=[born(1980)], own={"child": (31, 0)}).on == date(2039, 6, 1)


def test_a_last_day_counts_a_year_from_when_it_was_put_in():
    left = Person(left_on=date(2020, 7, 20), noticed_on=date(2028, 3, 1))
    assert when(RecordClass.LOW_LEVEL, adults=[left]).on == date(2029, 3, 1)
    early = Person(left_on=date(2030, 7, 20), noticed_on=date(2028, 3, 1))
    assert when(RecordClass.LOW_LEVEL, adults=[early]).on == date(2030, 7, 20)


def test_the_last_of_several_clocks_counts_and_an_unknown_one_stops_all():
    adult, child = born(1990), born(2040)
    assert when(RecordClass.ALLEGATION, adults=[adult], children=[child]).on == date(2065, 5, 20)
    assert when(RecordClass.ALLEGATION, adults=[adult], children=[Person()]).on is None
    assert when(RecordClass.OTHER).on == date(2033, 6, 1)


def test_nothing_is_due_while_a_case_is_open():
    for name in RecordClass:
        assert when(name, closed=None, children=[born(1990)], adults=[born(1940)]).on is None


def test_a_school_sets_its_years_and_never_below_the_guidance():
    retention_rules.check_years(RecordClass.CHILD, 30, 0)
    for name, years, pension in (
        (RecordClass.CHILD, 24, 0),
        (RecordClass.ALLEGATION, 9, 68),
        (RecordClass.ALLEGATION, 10, 50),
        (RecordClass.OTHER, 101, 0),
    ):
        with pytest.raises(retention_rules.NotSo):
            retention_rules.check_years(name, years, pension)
    assert when(RecordClass.CHILD, children=[born(2016)], own={"child": (31, 0)}).on == date(2047, 5, 20)


def test_every_rule_says_whence_it_is_and_how_sure():
    assert set(RULES) == set(RecordClass)
    assert all(rule.source and rule.sure and rule.says for rule in RULES.values())
    assert CHILD.years == 25


# ---- names


MAYA = Name("Maya", "Nair")


def mask(near=(), far=(), child=MAYA):
    return Mask(child, near=near, far=far)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Maya said that Arun Nair hit Arun.", f"Maya said that {ANOTHER} hit {ANOTHER}."),
        ("ARUN’S phone, arun's bag", f"Another child’S phone, {ANOTHER}'s bag"),
        ("Maya Nair and her mother Mrs Nair", "Maya Nair and her mother Mrs Nair"),
        ("Liam Doyle wrote to Liam", "Another child wrote to Liam"),
        ("The Arundel road", "The Arundel road"),
        ("Jo-Ann\nO’Neil left; Jo-Ann stayed.", f"Another child left; {ANOTHER} stayed."),
        ("Bo said it", "Another child said it"),
        ("", ""),
    ],
)
def test_names_of_other_children_are_taken_out(text, shown):
    near = [Name("Arun", "Nair"), Name("Jo-Ann", "O’Neil"), Name("Robert", "Ash", "Bo")]
    assert mask(near, [Name("Liam", "Doyle")]).over(text) == shown


def test_a_child_of_the_same_first_name_goes_only_with_the_whole_name():
    found = mask([Name("Maya", "Stone")]).over("Maya met Maya Stone. Stone laughed.")
    assert found == f"Maya met {ANOTHER}. Another child laughed."


def test_a_name_of_two_words_is_found_whole():
    assert mask([Name("Mary Ann", "de Souza")]).over("mary ann de souza came") == "Another child came"
    assert masking.ANOTHER == "another child"


# ---- words taken out


def test_words_are_gone_wherever_they_stand_and_however_they_break():
    text = "Liam Doyle was there. LIAM\nDOYLE ran. Maya stayed."
    found = redacting.without(text, ["liam doyle"])
    assert found == "[taken out 1] was there. [taken out 1] ran. Maya stayed."


def test_passages_that_overlap_go_together():
    found = redacting.without("abc def ghi jkl", ["abc def", "def ghi"])
    assert found == "[taken out 1] jkl"
    assert redacting.without("taken out 1 is here", ["is here", "1"]) == "taken out [taken out 2] [taken out 1]"


def test_how_long_the_words_were_does_not_show():
    assert redacting.without("A x B", ["x"]) == redacting.without("A xxxxxxx B", ["xxxxxxx"])


def test_words_that_are_not_there_are_refused():
    redacting.check_there("He said  no.", "said no")
    for words in ("yes", "", "  "):
        with pytest.raises(redacting.NotFound):
            redacting.check_there("He said no.", words)


@pytest.mark.parametrize(
    ("name", "record", "missing"),
    [
        (RecordClass.ALLEGATION, {"adults": [Person()]}, retention_rules.ADULTS_BIRTH),
        (RecordClass.ALLEGATION, {"adults": [born(1990)], "children": [Person()]}, retention_rules.CHILDS_BIRTH),
        (RecordClass.ALLEGATION, {}, retention_rules.WHOM),
        (RecordClass.LOW_LEVEL, {"adults": [born(1990)]}, ""),
        (RecordClass.CHILD, {"children": [born(2016)]}, ""),
    ],
)
def test_what_is_missing_is_said_with_what_to_do(name, record, missing):
    found = when(name, **record)
    assert found.missing == missing
    assert (found.on is None) == bool(missing or name is RecordClass.LOW_LEVEL)
    assert not missing or "kept" in found.why


@pytest.mark.parametrize(
    ("ends", "left"),
    [
        ([], None),
        ([None], None),
        ([date(2026, 7, 20), None], None),
        ([CLOSED], None),
        ([date(2026, 5, 31)], date(2026, 5, 31)),
        ([date(2026, 5, 31), date(2025, 7, 20)], date(2026, 5, 31)),
        ([date(2026, 5, 31), CLOSED], None),
    ],
)
def test_somebody_has_left_the_day_after_the_last_of_their_duties(ends, left):
    assert retention_rules.last_day(ends, CLOSED) == left
