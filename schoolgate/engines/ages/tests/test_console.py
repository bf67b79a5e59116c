"""`schoolgate platforms`: what scripts get, without a database."""

import json
import os
import subprocess
import sys

import pytest


def run(*words, cwd=None):
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SCHOOLGATE_", "DJANGO_", "DATABASE_"))
    }
    command = [sys.executable, "-m", "schoolgate.cli.main", "platforms", *words]
    return subprocess.run(command, capture_output=True, text=True, env={**clean, "HOME": "/nonexistent"}, cwd=cwd)


def test_on_a_day_as_json():
    done = run("on", "2023-04-15", "--json")
    assert done.returncode == 0 and done.stderr == ""
    found = {load["id"]: load for load in json.loads(done.stdout)}
    assert len(found) == 79
    assert found["x"]["name"] == "Twitter"
    whatsapp = {name: found["whatsapp"][name] for name in ("id", "name", "minimum_age", "route", "status", "state")}
    assert whatsapp == {
        "id": "whatsapp",
        "name": "WhatsApp",
        "minimum_age": 16,
        "route": "none",
        "status": "confirmed",
        "state": "in force",
    }
    assert found["whatsapp"]["source"].startswith("Open Terms Archive")
    assert found["threads"]["state"] == "not started" and found["threads"]["minimum_age"] is None
    assert found["tiktok"]["feature_ages"] == {"direct messages": 16, "live": 18, "gifts": 18}


def test_on_a_day_to_read():
    done = run("on", "2023-04-15")
    assert done.returncode == 0
    lines = {line.split("  ")[0]: line for line in done.stdout.splitlines()}
    assert lines["WhatsApp"].split() == ["WhatsApp", "16", "confirmed"]
    assert "Threads" not in lines and "had not begun or had closed by 15 April 2023" in done.stdout


@pytest.mark.parametrize("day", ["yesterday", "2023-02-30", "15/04/2023", "20230415", "2023-W15-6", ""])
def test_a_day_that_is_none_is_refused_in_a_sentence(day):
    done = run("on", day, "--json")
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr == f"“{day}” is no date. Write year-month-day, such as 2023-04-15.\n"


def test_a_poster_is_written(tmp_path):
    target = tmp_path / "ages.pdf"
    done = run(
        "poster", "2023-04-15", "-o", str(target), "--size", "A3", "--style", "pupils", "--only", "tiktok, roblox"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert target.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    "more, says",
    [
        (["--only", "tictok"], "Did you mean tiktok?"),
        (["--style", "wall"], "Choose one of: corridor"),
        (["--size", "A5"], "Choose one of: A4, A3"),
    ],
)
def test_a_poster_that_cannot_be_is_refused(tmp_path, more, says):
    target = tmp_path / "ages.pdf"
    done = run("poster", "2023-04-15", "-o", str(target), *more)
    assert done.returncode == 2 and says in done.stderr and not target.exists()


def test_a_poster_into_a_folder_that_is_not_there_is_refused(tmp_path):
    done = run("poster", "2023-04-15", "-o", str(tmp_path / "no" / "ages.pdf"))
    assert done.returncode == 2 and "cannot be written" in done.stderr
