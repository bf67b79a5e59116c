"""A deed: permitted, whole, recorded.

`@action("policy.publish", clause="9.1")` over a function `publish(version, *, by, at, ...)` asks who is there,
runs the function in one transaction, and writes the trail in that same transaction. It has no options: an action
that wants one is two actions.
"""

import functools
import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.apps import apps
from django.db import models, transaction

from schoolgate import access
from schoolgate.audit import trail

P = ParamSpec("P")
T = TypeVar("T", bound=models.Model | None)
R = TypeVar("R")


@dataclass(frozen=True)
class ActionInfo:
    """What the reference page and the tests of the house know of an action, and how it is run."""

    name: str
    clause: str
    says: str
    where: str
    run: Callable[..., Any]


ACTIONS: dict[str, ActionInfo] = {}


def action(
    name: str, *, clause: str = ""
) -> Callable[[Callable[Concatenate[T, P], R]], Callable[Concatenate[T, P], R]]:
    """Makes a function of (target, *, by, at, ...) a deed."""

    def wrap(do: Callable[Concatenate[T, P], R]) -> Callable[Concatenate[T, P], R]:
        @functools.wraps(do)
        def deed(target: T, /, *args: P.args, **said: P.kwargs) -> R:
            by, at = said["by"], said["at"]
            assert isinstance(at, datetime)
            access.require(by, name, target)  # type: ignore[arg-type]
            with transaction.atomic():
                result = do(target, *args, **said)
                _record(name, clause, target, result, said)
            return result

        says, where = (do.__doc__ or "").strip(), f"{do.__module__}.{do.__name__}"
        ACTIONS[name] = ActionInfo(name, clause, says, where, deed)
        return deed

    return wrap


def load_all() -> None:
    """Imports every module of actions, so that ACTIONS holds all of them."""
    for app in apps.get_app_configs():
        if app.name.startswith("schoolgate."):
            for found in pkgutil.walk_packages(app.module.__path__, f"{app.name}."):
                if ".actions" in found.name and ".tests" not in found.name:
                    importlib.import_module(found.name)


def _record(name: str, clause: str, target: object, result: object, said: dict[str, object]) -> None:
    by = said["by"]
    schools = (getattr(record, "school_id", None) for record in (target, result, by))
    trail.record(
        school_id=next(school for school in schools if school is not None),
        event=name,
        by=str(by.id or by),  # type: ignore[attr-defined]
        at=said["at"],  # type: ignore[arg-type]
        target=_label(result if isinstance(result, models.Model) else target),
        clause=clause,
        said={field: value for field, value in said.items() if field not in ("by", "at")},
    )


def _label(record: object) -> str:
    return f"{record._meta.label_lower}:{record.pk}" if isinstance(record, models.Model) else "school"
