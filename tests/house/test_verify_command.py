"""`schoolgate trail verify` in a process of its own, on the invented school after a year of its life."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.house.test_cli import run


@pytest.fixture(scope="module")
def year(tmp_path_factory) -> Path:
    """The demo school with its year, made once."""
    folder = tmp_path_factory.mktemp("year")
    made = run("demo", "--pupils", "30", "--year", "--no-serve", env={"SCHOOLGATE_DATA": str(folder)})
    assert made.returncode == 0, made.stderr
    return folder / "demo"


@pytest.fixture
def data(year, tmp_path) -> Path:
    shutil.copytree(year, tmp_path / "data")
    return tmp_path / "data"


def verified(data: Path) -> tuple[int, list[str]]:
    answer = run("trail", "verify", "--json", env={"SCHOOLGATE_DATA": str(data)})
    assert "Traceback" not in answer.stderr, answer.stderr
    return answer.returncode, json.loads(answer.stdout)["findings"]


def test_a_year_of_deeds_is_whole_and_stays_so_with_other_keys(data):
    assert verified(data) == (0, [])
    rotated = run("keys", "rotate", "--forget-old", env={"SCHOOLGATE_DATA": str(data)})
    assert rotated.returncode == 0 and "The old keys are gone" in rotated.stdout, rotated.stderr
    assert verified(data) == (0, [])
    with sqlite3.connect(data / "schoolgate.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM audit_change").fetchone() == (0,)


HAND = {
    "a concern deleted row by row": (
        [
            "PRAGMA foreign_keys = OFF",
            *(
                f"DELETE FROM concerns_{table} WHERE concern_id = :id"
                for table in (
                    "access",
                    "about",
                    "accesslog",
                    "addendum",
                    "alert",
                    "decision",
                    "evidence",
                    "message",
                    "notice",
                )
            ),
            "DELETE FROM concerns_concern WHERE id = :id",
        ],
        "is missing",
    ),
    "its routing": (["DELETE FROM concerns_access WHERE concern_id = :id"], "who may read it"),
    "a reader more": (
        [
            "INSERT INTO concerns_access (concern_id, duty, why, reason, at) "
            "SELECT concern_id, 'office', why, reason, at FROM concerns_access WHERE concern_id = :id LIMIT 1"
        ],
        "who may read it",
    ),
    "its harm": (["UPDATE concerns_concern SET harm = 'rules' WHERE id = :id"], "its harm"),
    "its words": (
        [
            "DROP TRIGGER concerns_concern_stays",
            "UPDATE concerns_concern SET words = (SELECT words FROM concerns_concern WHERE id <> :id LIMIT 1), "
            "told_digest = (SELECT told_digest FROM concerns_concern WHERE id <> :id LIMIT 1) WHERE id = :id",
        ],
        "what was told",
    ),
    "a whole table": (["DELETE FROM cases_event"], "the chronology"),
    "both tables of the trail": (["DELETE FROM audit_entry", "DELETE FROM audit_length"], "its beginning is missing"),
    "the end of the trail": (
        ["DELETE FROM audit_entry WHERE number > 20", "UPDATE audit_length SET entries = 20"],
        "kept beside the keys",
    ),
}


@pytest.mark.parametrize("deed", HAND)
def test_what_is_done_by_hand_is_named_with_status_1(data, deed):
    statements, words = HAND[deed]
    with sqlite3.connect(data / "schoolgate.sqlite3") as database:
        (id,) = database.execute(
            "SELECT concern_id FROM concerns_access WHERE ended_at IS NULL GROUP BY concern_id LIMIT 1"
        ).fetchone()
        for statement in statements:
            database.execute(statement, {"id": id})
    status, found = verified(data)
    assert status == 1 and any(words in line for line in found), found


def test_a_database_of_an_earlier_day_is_named(data, year):
    """The seal beside the keys is that of today."""
    held = json.loads((data / "seals.json").read_text())
    ((school, newest),) = held["schools"].items()
    held["schools"][school] = {"entry": newest["entry"] + 1, "seal": "0" * 64}
    (data / "seals.json").write_text(json.dumps(held))
    status, found = verified(data)
    assert status == 1 and any("that of an earlier day" in line for line in found), found
