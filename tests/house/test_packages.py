"""A package's `__init__` in a room is no façade: who wants a function names the module that holds it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = (
    "access",
    "audit",
    "cases",
    "community",
    "concerns",
    "config",
    "demo",
    "design",
    "policy",
    "post",
    "records",
    "sealed",
)
PARTS = ("actions", "forms", "models", "queries", "rules", "tasks", "views")


def facades(source: str, package: str) -> list[str]:
    """What a package hands on of others: names of a module elsewhere, and lists of them. Its own modules may be loaded."""
    handed_on = []
    for node in ast.parse(source).body:
        match node:
            case ast.ImportFrom(module=module, names=names) if module != package:
                handed_on += [f"{module}.{name.name}" for name in names]
            case ast.Import(names=names):
                handed_on += [name.name for name in names]
            case ast.Assign(targets=[ast.Name(id="__all__")]):
                handed_on.append("__all__")
    return handed_on


def test_no_part_of_a_room_is_a_facade():
    found = {}
    for room in ROOMS:
        for init in sorted((ROOT / "schoolgate" / room).rglob("__init__.py")):
            if init.parent.name in PARTS:
                package = ".".join(init.parent.relative_to(ROOT).parts)
                found |= {package: handed_on} if (handed_on := facades(init.read_text(), package)) else {}
    assert not found, f"import from the module itself, and leave a sentence in __init__: {found}"


@pytest.mark.parametrize(
    "planted",
    [
        "from schoolgate.cases.queries.reach import case_for",
        "from schoolgate.cases.queries.reach import case_for as case_for",
        "import schoolgate.cases.queries.reach",
        "__all__ = ['case_for']",
    ],
)
def test_a_facade_is_found(planted):
    assert facades(f'"""Words."""\n\n{planted}\n', "schoolgate.cases.queries")


def test_models_may_load_their_own_modules():
    assert not facades("from schoolgate.cases.models import case, papers  # noqa: F401\n", "schoolgate.cases.models")
