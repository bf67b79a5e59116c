"""The command line's contract: help with an example everywhere, exit statuses, JSON alone on standard output."""

import json
import re
import sqlite3
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from schoolgate.cli import main
from tests.clock import MONDAY
from tests.house.commands import run

DOCUMENT = """Online policy

1. Purpose
This policy helps everyone stay safe online.

2. Pupils
- Pupils must not share their address online.
- Pupils should tell a trusted adult about anything that worries them.
"""


def commands(group: click.Group, path: tuple[str, ...] = ()):
    for name, command in group.commands.items():
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


@pytest.mark.parametrize("words", list(commands(main.main)), ids=" ".join)
def test_every_command_has_help_and_an_example(words):
    answer = CliRunner().invoke(main.main, [*words, "--help"])
    assert answer.exit_code == 0
    command = main.main
    for word in words:
        command = command.commands[word]
    if not isinstance(command, click.Group):
        assert "Example:" in answer.output
        assert f"schoolgate {' '.join(words)}" in answer.output


def test_a_document_becomes_json_without_a_database(tmp_path):
    file = tmp_path / "policy.txt"
    file.write_text(DOCUMENT)
    answer = run(
        "policy", "import", str(file), "--json", env={"SCHOOLGATE_DATA": "/nowhere/at/all", "DATABASE_URL": "x://"}
    )
    assert answer.returncode == 0, answer.stderr
    document = json.loads(answer.stdout)
    assert set(document) == {"clauses", "set_aside"}
    clause = next(load for load in document["clauses"] if load["place"] == "2.1")
    assert set(clause) == {"place", "text", "section", "audience", "strength", "model", "similarity"}
    assert (clause["audience"], clause["strength"]) == (["pupil"], "must")
    assert 0 <= clause["similarity"] <= 1


BAD = [
    ("missing.txt", None, "no file"),
    ("empty.txt", b"", "empty"),
    ("policy.docx", b"PK\x03\x04 broken", "policy.docx"),
    ("policy.pdf", b"this is not a pdf", "policy.pdf"),
]


def written(folder: Path, name: str, content: bytes | None) -> str:
    if content is not None:
        (folder / name).write_bytes(content)
    return str(folder / name)


@pytest.mark.parametrize("name,content,words", BAD)
def test_bad_input_is_a_sentence_and_status_2(tmp_path, name, content, words):
    answer = CliRunner().invoke(main.main, ["policy", "import", written(tmp_path, name, content), "--json"])
    assert answer.exit_code == 2 and isinstance(answer.exception, SystemExit)
    assert answer.stdout == ""
    assert words in answer.stderr


def test_bad_input_shows_no_traceback(tmp_path):
    """The same in a process of its own, where nothing stands between an error and the terminal."""
    name, content, words = BAD[2]
    answer = run("policy", "import", written(tmp_path, name, content), "--json")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert words in answer.stderr and "Traceback" not in answer.stderr


def people_in(data: Path) -> int:
    with sqlite3.connect(data / "schoolgate.sqlite3") as database:
        return database.execute("select count(*) from community_person").fetchone()[0]


def test_people_dry_run_changes_nothing_and_import_does(data, first_steps, tmp_path):
    made, env = first_steps[1]["create"], {"SCHOOLGATE_DATA": str(data)}
    assert made.returncode == 0, made.stderr
    assert "http" in made.stdout
    assert people_in(data) == 1
    file = tmp_path / "people.csv"
    file.write_text("kind,id,first name,last name,date of birth,class,year\npupil,p1,Bo,Ash,2016-05-01,Oaks,6\n")
    tried = run("people", "import", str(file), "--dry-run", "--json", env=env)
    assert tried.returncode == 0, tried.stderr
    assert len(json.loads(tried.stdout)["joiners"]) == 1
    assert people_in(data) == 1
    assert run("people", "import", str(file), env=env).returncode == 0
    assert people_in(data) == 2
    file.write_text("kind,id,first name,last name,date of birth,class,year\npupil,p2,Cy,Ash,2036-05-01,Oaks,6\n")
    refused = run("people", "import", str(file), env=env)
    assert refused.returncode == 2
    assert "line 2" in refused.stderr
    assert "date of birth" in refused.stderr
    assert people_in(data) == 2
    verified = run("trail", "verify", env=env)
    assert verified.returncode == 0
    assert "whole" in verified.stdout


def test_no_school_says_what_to_do(first_steps):
    shown = first_steps[1]["run"]
    assert "http://localhost:8999/set-up/" in shown
    assert re.search(r"Code +\w+[ -]\w+[ -]\w+[ -]\d+", shown), shown


def test_a_broken_trail_is_named_with_status_1(data):
    with sqlite3.connect(data / "schoolgate.sqlite3") as database:
        database.execute("update audit_entry set by = 'somebody else' where number = 1")
    answer = run("trail", "verify", env={"SCHOOLGATE_DATA": str(data)})
    assert answer.returncode == 1
    assert "entry 1" in answer.stderr


EMPTIED = ("delete from audit_entry", "delete from audit_length", "delete from audit_sum")


def test_an_emptied_trail_is_named_with_status_1_at_every_start(data):
    """A start does not let it begin again."""
    env = {"SCHOOLGATE_DATA": str(data)}
    assert json.loads((data / "seals.json").read_text())["schools"]["1"]["entry"] > 2
    with sqlite3.connect(data / "schoolgate.sqlite3") as database:
        for statement in EMPTIED:
            database.execute(statement)
    for _ in range(2):
        answer = run("trail", "verify", env=env)
        assert answer.returncode == 1 and "its beginning is missing" in answer.stderr, answer.stderr
    with sqlite3.connect(data / "schoolgate.sqlite3") as database:
        assert database.execute("select count(*) from audit_entry").fetchone()[0] == 0


def test_a_dropped_trigger_is_named_and_is_back_after_the_next_start(data):
    env = {"SCHOOLGATE_DATA": str(data)}
    with sqlite3.connect(data / "schoolgate.sqlite3") as database:
        database.execute("drop trigger concerns_concern_stays")
    assert "concerns_concern_stays" in run("trail", "verify", env=env).stderr
    file = data.parent / "people.csv"
    file.write_text("kind,id,first name,last name,date of birth,class,year\npupil,p1,Bo,Ash,2016-05-01,Oaks,6\n")
    assert run("people", "import", str(file), "--dry-run", env=env).returncode == 0
    assert run("trail", "verify", env=env).returncode == 0


def test_a_seal_that_was_sent_is_looked_for(data):
    env = {"SCHOOLGATE_DATA": str(data)}
    told = run("trail", "verify", "--json", env=env)
    assert told.returncode == 0, told.stderr
    answer = json.loads(told.stdout)
    seal = answer["seals"]["Elm Primary"]
    assert (answer["whole"], answer["findings"]) == (True, [])
    good = run("trail", "verify", "--seal", seal.upper().replace("-", " "), env=env)
    assert good.returncode == 0 and "That seal was made on" in good.stdout
    bad = run("trail", "verify", "--seal", "0000-0000-0000-0000", env=env)
    assert bad.returncode == 1 and "No entry of the trail has this seal" in bad.stderr


def test_the_model_policy_is_linted_without_a_database(tmp_path):
    done = run("policy", "lint", "--json", env={"SCHOOLGATE_DATA": str(tmp_path / "none")})
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)["findings"]
    pairs = {tuple(load["clauses"]) for load in found if load["kind"] == "contradiction"}
    assert {("7.3", "8.c.3"), ("8.c.1", "8.c.2"), ("5.s.1", "5.s.4"), ("1.3", "5.p.5")} <= pairs
    assert not (tmp_path / "none").exists()


def test_a_policy_is_linted_in_lines_of_text():
    done = CliRunner().invoke(main.main, ["policy", "lint"])
    assert done.exit_code == 0
    assert "Clause 7.3 asks the school to do this, and clause 8.c.3 tells it not to." in done.stdout


@pytest.mark.django_db
def test_the_policy_that_a_school_has_in_force_is_linted(cast, monkeypatch):
    from schoolgate.policy.actions import drafting
    from schoolgate.policy.tests import published

    monkeypatch.setattr(main, "_ready", lambda **_: None)
    draft = drafting.start_from_model(cast.school, by=cast.head, at=MONDAY)
    draft.clauses.filter(model="7.3").update(place="12.9")
    published.published(cast, draft, at=MONDAY)
    done = CliRunner().invoke(main.main, ["policy", "lint", "--school", cast.school.slug])
    assert "Clause 12.9 asks the school to do this" in done.output
    missing = CliRunner().invoke(main.main, ["policy", "lint", "--school", "no-such"])
    assert missing.exit_code == 2 and "There is no school called no-such." in missing.stderr
