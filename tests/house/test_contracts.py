"""The layers hold, and a planted breach is noticed: a view that imports models, an engine that imports Django."""

import ast
import copy
import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest
from importlinter.api import read_configuration
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract

ROOT = Path(__file__).resolve().parents[2]
KINDS = {"forbidden": ForbiddenContract, "layers": LayersContract}


@pytest.fixture(scope="module")
def house():
    """Every import of the package, read once; a breach is planted in a copy."""
    return grimp.build_graph(
        "schoolgate", include_external_packages=True, exclude_type_checking_imports=True, cache_dir=None
    )


def broken(graph: grimp.ImportGraph) -> dict[str, str]:
    """The contracts that these imports break, each with what the check found, as import-linter works them out."""
    options = read_configuration(str(ROOT / "pyproject.toml"))
    found = {}
    for said in options["contracts_options"]:
        contract = KINDS[said["type"]](said["name"], options["session_options"], said)
        check = contract.check(copy.deepcopy(graph), verbose=False)
        if not check.kept:
            found[said["name"]] = str(check.metadata)
    return found


def first(*places: str) -> Path:
    return next(path for place in places for path in [ROOT / "schoolgate" / place] if path.exists())


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(line: str, graph: grimp.ImportGraph) -> str:
    """The module that this line imports; of another package, the package."""
    (statement,) = ast.parse(line).body
    if isinstance(statement, ast.Import):
        name = statement.names[0].name
    else:
        inside = f"{statement.module}.{statement.names[0].name}"
        name = inside if inside in graph.modules else statement.module
    return name if name.startswith("schoolgate.") else name.split(".")[0]


@pytest.fixture
def copied(tmp_path):
    shutil.copytree(
        ROOT / "schoolgate",
        tmp_path / "schoolgate",
        ignore=shutil.ignore_patterns("tests", "static", "templates", "source", "__pycache__", "papers"),
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(folder: Path) -> subprocess.CompletedProcess:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def test_the_house_as_it_stands_keeps_its_contracts(house):
    assert broken(house) == {}


def test_the_command_reads_the_lines_of_a_file_and_names_the_contract(copied):
    """What `make check` runs: here with a line in a file, below with the import that such a line is."""
    assert lint(copied).returncode == 0
    path = copied / first("policy/rules.py").relative_to(ROOT)
    path.write_text(f"import django.db\n{path.read_text()}")
    result = lint(copied)
    assert result.returncode == 1
    said = " ".join(result.stdout.split("Broken contracts")[-1].split())
    assert "plain Python" in said and "schoolgate.policy.rules -> django" in said, result.stdout


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
        (("engines/procedures/consequences.py",), "from schoolgate.access import duties", "Engines are plain Python"),
        (("concerns/rules.py",), "from schoolgate.cases import rules as cases", "Layers"),
        (("concerns/tasks.py",), "import schoolgate.concerns.models", "keystone"),
        (("policy/rules.py",), "from schoolgate.concerns import rules", "Layers"),
        (("concerns/actions/triage.py",), "from schoolgate.audit import trail", "writes the trail"),
        (("community/queries.py", "community/queries/__init__.py"), "from schoolgate.policy import rules", "Layers"),
        (("policy/actions.py", "policy/actions/drafting.py"), "from schoolgate.audit import trail", "writes the trail"),
    ],
)
def test_a_planted_breach_is_named(house, places, line, contract):
    planted, importer = copy.deepcopy(house), module(first(*places))
    assert importer in planted.modules
    planted.add_import(importer=importer, imported=imported(line, house))
    found = broken(planted)
    (said,) = [what for name, what in found.items() if contract in name]
    assert importer in said
