"""Importing people on the command line: what it prints, what it does, and its exit status."""

import json

import pytest
from django.core import mail

from schoolgate.cli import people
from schoolgate.cli.output import Sentence
from schoolgate.community.models import Intake, Person
from schoolgate.community.tests.files import EVERYONE
from tests.cast import MONDAY


class Terminal:
    """Keeps what would be printed."""

    def __init__(self):
        self.out, self.err = [], []

    def __call__(self, message, *, err=False):
        (self.err if err else self.out).append(message)


def run(cast, path, terminal, **flags):
    flags = {"dry_run": False, "as_json": False} | flags
    return people.import_people(cast.school, [path], echo=terminal, **flags)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(EVERYONE)
    return path


def test_a_dry_run_says_and_changes_nothing(cast, file):
    terminal = Terminal()
    assert run(cast, file, terminal, dry_run=True) == 0
    assert "5 join" in terminal.out and "  + Rosa Bell (pupil P1)" in terminal.out
    assert terminal.out[-1] == "A dry run: nothing was changed."
    assert not Person.objects.filter(first_name="Rosa").exists()


def test_an_import_is_done_with_progress(cast, file):
    terminal, told = Terminal(), []
    assert run(cast, file, terminal, progress=lambda done, total: told.append((done, total))) == 0
    assert terminal.out[-1] == "Imported." and told[-1] == (5, 5)
    assert Intake.objects.get().by is None
    again = Terminal()
    assert run(cast, file, again) == 0
    assert again.out[-1] == "Nothing to do." and Intake.objects.count() == 1


def test_json_is_one_document_and_nothing_else(cast, file):
    terminal = Terminal()
    assert run(cast, file, terminal, as_json=True, dry_run=True) == 0
    (document,) = terminal.out
    told = json.loads(document)
    assert told["done"] is False and len(told["joiners"]) == 5
    assert told["joiners"][0] == {"kind": "pupil", "id": "P1", "name": "Rosa Bell"}
    assert not terminal.err


def test_changes_are_told_field_by_field(cast, file):
    run(cast, file, Terminal())
    file.write_text(EVERYONE.replace("Ivo", "Ivor"))
    terminal = Terminal()
    run(cast, file, terminal, as_json=True)
    assert json.loads(terminal.out[0])["changes"] == [
        {"kind": "pupil", "id": "P2", "name": "Ivor Bell", "field": "first_name", "was": "Ivo", "becomes": "Ivor"}
    ]


@pytest.mark.parametrize("as_json", [False, True])
def test_bad_input_is_status_two_with_a_sentence(cast, file, as_json):
    file.write_text(EVERYONE.replace("2016-05-01", "2016-13-45"))
    terminal = Terminal()
    assert run(cast, file, terminal, as_json=as_json) == 2
    assert "line 2" in terminal.err[0] and "date of birth" in terminal.err[0]
    if as_json:
        assert json.loads(terminal.out[0])["faults"][0]["line"] == 2
    assert not Intake.objects.exists()


def test_files_that_are_not_there_or_too_large_are_said(cast, tmp_path):
    terminal = Terminal()
    assert run(cast, tmp_path / "none.csv", terminal) == 2
    assert "cannot be opened: No such file" in terminal.err[0]
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(40 * 1024 * 1024)
    terminal = Terminal()
    assert run(cast, large, terminal) == 2
    assert "40 MB" in terminal.err[0]


# ---- duties


def test_a_chair_is_given_and_ended_on_the_console_and_the_governors_are_told(cast):
    said = cli(cast, "give_duty", "chair", cast.governor.email)
    assert said == "David Lin holds the duty “Chair of governors” from 26 November 2026."
    assert any("IT, on the school’s server entered" in written.body for written in mail.outbox)
    assert cli(cast, "end_chair", cast.chair.email) == "Helen Marsh chairs the governors until 25 November 2026."


@pytest.mark.parametrize(
    "command, words, says",
    [
        ("give_duty", ["dsl", "lucy.grant@larkhollow.example"], "takes two people"),
        ("give_duty", ["chair", "lucy.grant@larkhollow.example"], "Only a governor"),
        ("give_duty", ["chair", "helen.marsh@larkhollow.example"], "already"),
        ("give_duty", ["chair", "nobody@larkhollow.example"], "Nobody here"),
        ("end_chair", ["lucy.grant@larkhollow.example"], "does not chair"),
    ],
)
def test_what_is_refused_on_the_console_is_a_sentence(cast, command, words, says):
    with pytest.raises(Sentence, match=says):
        cli(cast, command, *words)


def cli(cast, command, *words):
    return getattr(people, command)(cast.school, *words, "A reason.", at=MONDAY)
