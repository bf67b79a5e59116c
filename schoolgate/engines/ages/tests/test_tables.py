"""The tables that ship: whole, with their licences, in our own words, and quick to load."""

import csv
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

from schoolgate.engines import ages
from schoolgate.engines.ages import files

DATA = Path(str(resources.files("schoolgate.engines.ages"))) / "data"
FACTS = Path(__file__).resolve().parents[5] / "shared/facts"
BOOK = ages.shipped()

given = pytest.mark.skipif(not FACTS.is_dir(), reason="the collected facts are not on this machine")


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_are_ninety_stretches_of_seventy_nine_platforms():
    assert len(BOOK.platforms) == 79
    assert sum(len(entry.periods) for entry in BOOK.platforms.values()) == 90


def test_every_row_says_where_it_comes_from():
    for entry in BOOK.platforms.values():
        for period in entry.periods:
            assert period.source
            assert period.source_url or period.status == "unconfirmed", entry.id


def test_periods_follow_one_another_without_overlap():
    for entry in BOOK.platforms.values():
        for before, after in zip(entry.periods, entry.periods[1:], strict=False):
            assert before.valid_to < after.valid_from, entry.id


def test_the_table_comes_back_as_it_was_written():
    again = files.read_ages(files.written(BOOK))
    assert [files.rows_of(platform) for platform in again] == [
        files.rows_of(entry) for entry in BOOK.platforms.values()
    ]


def test_the_licences_stand_beside_the_data():
    notice = (DATA / "LICENCE-domain-list-community").read_text()
    assert "Copyright (c) 2018-2019 V2Ray" in notice and "MIT License" in notice
    about = (DATA / "NOTICE.md").read_text()
    assert "Open Terms Archive contributors" in about and "ODC-By 1.0" in about
    assert {domain.licence for domain in BOOK.domains()} == {"MIT", "none"}


@given
def test_every_fact_carried_over():
    ours = {(row["id"], row["valid_from"], row["min_age_uk"]): row for row in rows(DATA / "ages.csv")}
    names = (
        "kind",
        "owner",
        "min_age_uk",
        "under_age_route",
        "from_precision",
        "valid_to",
        "status",
        "source_url",
        "source_date",
    )
    for fact in rows(FACTS / "platforms.csv"):
        if fact["id"] == "snapchat":  # two stretches here: the parents' consent ended in July 2023
            continue
        row = ours[fact["id"], fact["valid_from"], fact["min_age_uk"]]
        assert {name: row[name] for name in names} == {name: fact[name] for name in names}
        plain = row["feature_ages"].replace("a parent’s consent", "parent consent")
        assert plain == fact["feature_ages"]


@given
def test_every_address_and_every_law_carried_over():
    names = ("id", "domain", "match", "core", "shared", "licence")
    ours, facts = rows(DATA / "domains.csv"), rows(FACTS / "domains.csv")
    assert [[row[name] for name in names] for row in ours] == [[row[name] for name in names] for row in facts]
    names = ("date", "jurisdiction", "in_force", "status", "source_url", "source_date")
    ours, facts = rows(DATA / "law.csv"), rows(FACTS / "law_events.csv")
    assert [[row[name] for name in names] for row in ours] == [[row[name] for name in names] for row in facts]


@given
@pytest.mark.parametrize(
    "ours, theirs, column, their_column",
    [
        ("ages", "platforms", "notes", "notes"),
        ("law", "law_events", "event", "event"),
        ("domains", "domains", "note", "note"),
    ],
)
def test_the_sentences_are_our_own(ours, theirs, column, their_column):
    said = {row[their_column] for row in rows(FACTS / f"{theirs}.csv")}
    copied = {row[column] for row in rows(DATA / f"{ours}.csv")} & said
    assert {words for words in copied if len(words.split()) > 3} == set()


PROBE = """
import sys
from datetime import date
from schoolgate.engines import ages
ages.platform_on("whatsapp", date(2023, 4, 15))
heavy = [name for name in ("django", "pandas", "sklearn", "numpy", "typst", "rapidfuzz") if name in sys.modules]
print(heavy)
"""


def test_loading_brings_nothing_heavy():
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
