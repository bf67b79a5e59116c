"""The layers hold, and a planted breach is noticed: a view that imports models, an engine that imports Django."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(
        ROOT / "schoolgate", tmp_path / "schoolgate",
        ignore=shutil.ignore_patterns("tests", "static", "templates", "source", "__pycache__", "papers"),
    )  # fmt: skip
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(folder: Path) -> subprocess.CompletedProcess:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def first(folder: Path, *places: str) -> Path:
    return next(path for place in places for path in [folder / "schoolgate" / place] if path.exists())


def test_the_house_as_it_stands_keeps_its_contracts(copy):
    result = lint(copy)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    "places,line,contract",
    [
        (
            ("community/views.py", "community/views/people.py"),
            "from schoolgate.community.models import Person",
            "keystone",
        ),
        (("post/views.py",), "from schoolgate.community import models", "keystone"),
        (("policy/forms/drafting.py",), "import schoolgate.policy.models", "keystone"),
        (("policy/rules.py",), "import django.db", "plain Python"),
        (("engines/documents/gate.py",), "from django.conf import settings", "Engines are plain Python"),
        (("engines/rulings/engine.py",), "from django.utils import timezone", "Engines are plain Python"),
        (("policy/rules.py",), "from schoolgate import access", "plain Python"),
        (("concerns/rules.py",), "import django.db", "plain Python"),
        (("engines/procedures/engine.py",), "from django.utils import timezone", "Engines are plain Python"),
        (
            ("engines/procedures/consequences.py",),
            "from schoolgate.access import duties",
            "Engines are plain Python",
        ),
        (("concerns/rules.py",), "from schoolgate.cases import rules as cases", "Layers"),
        (("concerns/tasks.py",), "import schoolgate.concerns.models", "keystone"),
        (("policy/rules.py",), "from schoolgate.concerns import rules", "Layers"),
        (("concerns/actions/triage.py",), "from schoolgate.audit import trail", "writes the trail"),
        (
            ("community/queries.py", "community/queries/__init__.py"),
            "from schoolgate.policy import rules",
            "Layers",
        ),
        (
            ("policy/actions.py", "policy/actions/drafting.py"),
            "from schoolgate.audit import trail",
            "writes the trail",
        ),
    ],
)
def test_a_planted_breach_is_named(copy, places, line, contract):
    path = first(copy, *places)
    path.write_text(f"{line}\n{path.read_text()}")
    result = lint(copy)
    assert result.returncode == 1
    broken = " ".join(result.stdout.split("Broken contracts")[-1].split())
    assert contract in broken, result.stdout
