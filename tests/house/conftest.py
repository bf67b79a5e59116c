"""The scene, made once a worker for the tests that walk through it, and a data folder made once a run."""

import fcntl
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.house.commands import ROOT, first_lines, run
from tests.house.visits import Visits
from tests.shared_rows import shared


@shared
def visits():
    """The scene, and a browser for each member of its cast."""
    return Visits()


@shared
def visits_from_beside(other_school):
    """The same with another school on the installation, and browsers for its members too."""
    return Visits(other_school)


@pytest.fixture(scope="session")
def first_steps(tmp_path_factory) -> tuple[Path, dict[str, Any]]:
    """A data folder with a school, and what was answered while it was made: once a run, for a database takes its time."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    data, answers = base / "first-steps", base / "first-steps.answers"
    with (base / "first-steps.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not answers.exists():
            env = {"SCHOOLGATE_DATA": str(data)}
            words = ["--name", "Elm Primary", "--head-first", "Ann", "--head-last", "Lea"]
            told = {
                "run": first_lines("run", "--port", "8999", until="Code", env=env),
                "create": run("school", "create", *words, "--head-email", "ann@elm.example", env=env),
            }
            answers.write_bytes(pickle.dumps(told))
    return data, pickle.loads(answers.read_bytes())


@pytest.fixture
def data(first_steps, tmp_path) -> Path:
    """A data folder of the test's own, with an empty school."""
    shutil.copytree(first_steps[0], tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture(scope="session")
def taken(tmp_path_factory) -> Path:
    """A school in the middle of things, as a thief takes it: while it runs, after a rotation, without the old keys."""
    folder = tmp_path_factory.mktemp("stolen")
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "SCHOOLGATE_DATA": str(folder / "data"),
        "SCHOOLGATE_KEYS": str(folder / "keys"),
    }
    command = [sys.executable, "-m", "tests.house.stolen", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, umask=0o022)
    assert done.returncode == 0, done.stderr[-3000:]
    return folder
