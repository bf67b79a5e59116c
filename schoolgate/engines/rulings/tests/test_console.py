"""`schoolgate may`: exit statuses, JSON as promised, and sentences for bad input."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from schoolgate.cli import main

EVENING = ("--at", "2026-11-23T18:00", "--place", "elsewhere", "--device", "own-phone")


def may(*words):
    return CliRunner().invoke(main.main, ["may", *words])


@pytest.mark.parametrize(
    ("words", "status", "clauses"),
    [
        (("use", "--role", "pupil", "--born", "2012-05-01", "--platform", "whatsapp", *EVENING), 0, ["3.a.1"]),
        (("use", "--role", "pupil", "--born", "2015-05-01", "--platform", "facebook", *EVENING), 4, ["3.a.1", "5.p.1"]),
        (
            (
                "use",
                "--role",
                "pupil",
                "--born",
                "2009-05-01",
                "--platform",
                "whatsapp",
                "--at",
                "2024-04-10T18:00",
                *EVENING[2:],
            ),
            4,
            ["3.a.1"],
        ),
        (("use", "--role", "staff", "--poses-as-child", "--platform", "Facebook", *EVENING), 4, ["5.s.5"]),
        (
            ("connect", "--role", "staff", "--with", "parent", "--way", "friend", "--platform", "facebook", *EVENING),
            3,
            ["5.s.7"],
        ),
        (
            (
                "connect",
                "--role",
                "pupil",
                "--born",
                "2012-05-01",
                "--with",
                "pupil",
                "--with-born",
                "2012-05-02",
                "--way",
                "message",
                "--platform",
                "whatsapp",
                *EVENING,
            ),
            0,
            ["3.a.1"],
        ),
        (
            ("connect", "--role", "staff", "--with", "pupil", "--family-link", "--way", "message", *EVENING),
            0,
            ["5.s.4"],
        ),
        (("post", "--role", "parent", "--account", "personal", "--content", "campaign"), 5, []),
        (
            (
                "post",
                "--role",
                "pupil",
                "--born",
                "2012-05-01",
                "--account",
                "personal",
                "--content",
                "harmless, school-news",
                "--at",
                "2026-11-23T18:00",
            ),
            0,
            ["3.a.1"],
        ),
        (("carry", "--role", "pupil", "--device", "own-phone", "--at", "2026-11-23T10:00"), 4, ["5.p.3"]),
        (
            ("carry", "--role", "pupil", "--device", "own-phone", "--at", "2026-11-23T10:00", "--handed-in"),
            0,
            ["5.p.3"],
        ),
    ],
)
def test_one_ruling_as_json(words, status, clauses):
    answer = may(*words, "--json")
    assert answer.exit_code == status, answer.output
    document = json.loads(answer.stdout)
    assert set(document) == {"answer", "clauses", "missing", "says", "legal", "site_rule", "school_rule"}
    assert document["clauses"] == clauses
    assert document["answer"] == {0: "allowed", 3: "advised against", 4: "forbidden", 5: "ask a person"}[status]


def test_somebody_may_be_born_on_the_day_in_question():
    assert may("use", "--role", "pupil", "--born", "2026-11-23", "--platform", "facebook").exit_code == 5
    assert may("use", "--role", "pupil", "--born", "2026-11-23", "--platform", "facebook", *EVENING).exit_code == 4


@pytest.mark.parametrize(("day", "status"), [("2024-04-10", 4), ("2024-04-11", 0)])
def test_a_platform_is_what_it_was_on_the_day(day, status):
    asked = ("use", "--role", "pupil", "--born", "2010-05-01", "--platform", "whatsapp", "--at", f"{day}T18:00")
    assert may(*asked, *EVENING[2:]).exit_code == status


def test_what_is_left_out_is_asked_for():
    answer = may(
        "connect",
        "--role",
        "staff",
        "--with",
        "former-pupil",
        "--way",
        "friend",
        "--platform",
        "facebook",
        *EVENING,
        "--json",
    )
    assert answer.exit_code == 5
    assert json.loads(answer.stdout)["missing"] == ["other_born"]


def test_people_read_the_answer_why_and_what_to_do():
    answer = may("use", "--role", "pupil", "--born", "2015-05-01", "--platform", "whatsapp", *EVENING)
    for words in (
        "Forbidden",
        "no pupil under 13",
        "5.p.1",
        "What to do:",
        "Younger children need an account that a parent supervises",
    ):
        assert words in " ".join(answer.output.split())


@pytest.mark.parametrize(
    ("words", "wrong", "right"),
    [
        (("use", "--platform", "watsap"), "watsap", "whatsapp"),
        (("use", "--role", "teacher"), "'teacher'", "pupil, former-pupil, staff, parent"),
        (("use", "--role", "other"), "'other'", "pupil, former-pupil, staff, parent"),
        (("connect", "--role", "former-pupil"), "'former-pupil'", "staff, pupil, parent"),
        (("connect", "--with", "puppil"), "'puppil'", "Did you mean pupil?"),
        (("connect", "--way", "poke"), "'poke'", "friend, follow"),
        (("use", "--born", "2015-02-30"), "'2015-02-30'", "2015-05-31"),
        (("use", "--born", "01/05/2015"), "'01/05/2015'", "year-month-day"),
        (("use", "--born", "2027-01-01"), "after today", "on or before"),
        (("use", "--born", "2026-11-24", "--at", "2026-11-23T10:00"), "2026-11-24", "the day of --at, 2026-11-23"),
        (("connect", "--with-born", "2027-01-01"), "--with-born 2027-01-01", "on or before"),
        (("use", "--born", "0015-05-01"), "year 15", "between 1900 and 2199"),
        (("use", "--at", "noon"), "'noon'", "2026-11-23T10:30"),
        (("use", "--at", "2026-11-23"), "no time of day", "2026-11-23T10:30"),
        (("use", "--at", "0001-01-01T00:00+14:00"), "year 1", "between 1900 and 2199"),
        (("use", "--at", "2026-11-23T25:00"), "'2026-11-23T25:00'", "2026-11-23T10:30"),
        (("post", "--content", "harmless,gossip"), "'gossip'", "harmless"),
        (("post", "--content", ","), "empty", "leave it out"),
        (("carry", "--device", "watch"), "'watch'", "own-phone"),
        (("use", "--place", "bus"), "'bus'", "elsewhere"),
        (("post", "--account", "secret"), "'secret'", "official"),
    ],
)
def test_bad_input_says_what_is_wrong_and_what_would_be_right(words, wrong, right):
    answer = may(*words, "--json")
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert wrong in answer.stderr
    assert right in answer.stderr


def test_it_needs_no_database_and_does_not_load_what_it_does_not_need():
    code = (
        "import sys\nfrom schoolgate.cli import main as cli\n"
        "try: cli.main(['may', 'use', '--json'])\nexcept SystemExit as end: assert end.code == 5\n"
        "print(sorted({'django', 'sklearn', 'docx', 'scipy'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.strip() == "[]"


def test_the_command_line_does_not_wait_for_numbers_until_a_ruling_is_asked_for():
    code = "import sys\nfrom schoolgate.cli import main as cli\nprint('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr
