"""Every action is in the table, and every deed of the table is an action; nothing is allowed by omission."""

import inspect
from pathlib import Path

import pytest

import schoolgate
from schoolgate import access
from schoolgate.access.duties import COVERS, MACHINES, OUTSIDERS, PEOPLE, WORDS, Duty
from schoolgate.access.table import TABLE
from schoolgate.action import ACTIONS
from schoolgate.config import urls, worker  # noqa: F401  importing the pages imports every action


def test_every_action_is_in_the_table():
    assert set(ACTIONS) <= set(TABLE), "add a row to schoolgate/access/table.py"


def test_every_deed_of_the_table_is_an_action():
    deeds = {name for name in TABLE if not name.startswith("look.")}
    lost = sorted(deeds ^ set(ACTIONS))
    assert not lost, f"a row of schoolgate/access/table.py without an action, or an action without a row: {lost}"


def test_every_look_of_the_table_is_asked_for_somewhere():
    root = Path(schoolgate.__file__).parent
    text = "\n".join(path.read_text() for path in root.rglob("*.py") if "/tests/" not in path.as_posix())
    text += "\n".join(path.read_text() for path in root.rglob("*.html"))
    unused = [name for name in TABLE if name.startswith("look.") and text.count(f'"{name}"') < 2]
    assert not unused, f"nothing asks for {unused}: take the row out of schoolgate/access/table.py"


def test_every_action_says_what_it_does_in_a_sentence():
    assert not [name for name, deed in ACTIONS.items() if not deed.says.endswith(".")]


def test_every_action_names_the_actor_and_the_moment():
    import importlib

    for deed in ACTIONS.values():
        module, _, name = deed.where.rpartition(".")
        parameters = inspect.signature(getattr(importlib.import_module(module), name)).parameters
        for word in ("by", "at"):
            assert parameters[word].kind is inspect.Parameter.KEYWORD_ONLY, f"{deed.where} lacks keyword-only {word}"


def test_every_duty_has_words_and_a_place():
    assert set(WORDS) == set(Duty) == PEOPLE | MACHINES | OUTSIDERS | set(COVERS)
    assert {duty for held in TABLE.values() for duty in held} <= set(Duty)


def test_what_is_not_in_the_table_is_refused(cast):
    assert not access.may(cast.head, "policy.no_such_deed")
    assert not access.may(None, "policy.sign")
    with pytest.raises(access.Refused):
        access.require(cast.head, "policy.no_such_deed")


def test_a_former_person_may_nothing(cast):
    from schoolgate.community.models import Person, Role

    Role.objects.filter(person=cast.head).update(until_on="2025-07-20")
    head = Person.objects.get(pk=cast.head.pk)
    assert head.duties == frozenset()
    assert not any(access.may(head, name) for name in TABLE)
