"""An action by its name, for tests that walk over many."""

from collections.abc import Callable
from typing import Any

from schoolgate import action


def act(name: str) -> Callable[..., Any]:
    """The action as pages call it: `act("cases.close")(case, reason=..., by=..., at=...)`."""
    action.load_all()
    return action.ACTIONS[name].run
