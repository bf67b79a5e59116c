"""Where models stand, so that the contracts of `pyproject.toml` find them."""

import tomllib
from pathlib import Path

from django.apps import apps

PYPROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


def test_every_model_is_kept_from_views_and_forms():
    contracts = tomllib.loads(PYPROJECT.read_text())["tool"]["importlinter"]["contracts"]
    (keystone,) = (contract for contract in contracts if contract["id"] == "keystone")
    named = set(keystone["forbidden_modules"])
    found = {model.__module__ for model in apps.get_models() if model.__module__.startswith("schoolgate.")}
    outside = {module for module in found if ".models" not in module and ".tests" not in module}
    assert outside <= named, f"name in the contract `keystone` of pyproject.toml: {sorted(outside - named)}"
