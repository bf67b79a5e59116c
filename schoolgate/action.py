"""A deed: permitted, reached, whole, recorded.

`@action("cases.close", clause="5.p.8", reach=reach.leading)` over a function `close(case, *, by, at, ...)` asks who is
there, opens a transaction, fetches and locks through `reach` what the deed is done to, runs the function with the row
as it is now, and last of all writes the trail in that same transaction. For concerns, cases and records a reach is required.
"""

import functools
import importlib
import pkgutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar, overload

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.audit import rows, trail
from schoolgate.sealed import room

P = ParamSpec("P")
T = TypeVar("T", bound=models.Model | None)
M = TypeVar("M", bound=models.Model)
R = TypeVar("R")
Reach = Callable[[T, access.Someone, datetime], T]
"""Takes the target, who acts and when; returns the target as it is now, or raises Refused where it is not theirs."""
Ahead = Callable[[Any, Mapping[str, Any], Any, datetime], AbstractContextManager[Any]]
"""Takes the target, what was said, who acts and when, before anything is locked; lasts until the deed is done."""


@dataclass(frozen=True)
class Asks:
    """A question that some deeds ask of whoever does them before they are done: `Asking` until it is answered.

    `settle` takes the target, what was said, the answer (None where there is none), who acts and when; it returns what
    is to be done once the deed is done. A deed within another asks nothing. Without `settle` the deed asks by itself,
    and takes the answer as an argument.
    """

    field: str
    read: Callable[[str], Any]
    settle: Callable[[Any, Mapping[str, Any], Any, Any, datetime], Callable[[], object]] | None = None


@dataclass(frozen=True)
class ActionInfo:
    """What the reference page and the tests of the house know of an action, and how it is run."""

    name: str
    clause: str
    says: str
    where: str
    run: Callable[..., Any]
    reach: Callable[..., Any] | None = None
    asks: Asks | None = None


ACTIONS: dict[str, ActionInfo] = {}


SOMEBODY = "somebody"
"""By whom the trail says that an unnamed deed was done."""


@overload
def action(
    name: str, *, clause: str = "", unnamed: bool = False
) -> Callable[[Callable[Concatenate[T, P], R]], Callable[Concatenate[T, P], R]]: ...


@overload
def action(
    name: str,
    *,
    clause: str = "",
    reach: Reach[M],
    unnamed: bool = False,
    asks: Asks | None = None,
    ahead: Ahead | None = None,
) -> Callable[[Callable[Concatenate[M, P], R]], Callable[Concatenate[M, P], R]]: ...


def action(
    name: str,
    *,
    clause: str = "",
    reach: Reach[Any] | None = None,
    unnamed: bool = False,
    asks: Asks | None = None,
    ahead: Ahead | None = None,
) -> Any:
    """Makes a function of (target, *, by, at, ...) a deed; `reach` says what must reach whoever does it.

    `asks` is a question that it may put to whoever does it; pages take the answer from the field of that name.

    What takes long and changes nothing is done `ahead`, before the transaction begins: nobody waits for it.

    The trail does not say who did it where it is `unnamed`: what stands beside it would show who told something unnamed.
    """

    def wrap(do: Callable[Concatenate[Any, P], R]) -> Callable[Concatenate[Any, P], R]:
        @functools.wraps(do)
        def deed(target: Any, /, *args: P.args, **said: P.kwargs) -> R:
            by, at = said["by"], said["at"]
            assert isinstance(at, datetime)
            access.require(by, name, target)  # type: ignore[arg-type]
            settles = asks is not None and asks.settle is not None
            answer = said.pop(asks.field, None) if asks is not None and settles else None
            outermost = getattr(_open, "entries", None) is None
            before = ahead(target, said, by, at) if ahead is not None and outermost else nullcontext()
            with before, _reserve_let_go(), transaction.atomic(), _trail_last() as entries:
                if reach is not None:
                    target = reach(target, by, at)  # type: ignore[arg-type]
                then = asks.settle(target, said, answer, by, at) if asks and asks.settle and outermost else None
                result = do(target, *args, **said)
                if then is not None:
                    then()
                entries.append(_entry(name, clause, target, result, said, unnamed))
            return result

        says, where = (do.__doc__ or "").strip(), f"{do.__module__}.{do.__name__}"
        ACTIONS[name] = ActionInfo(name, clause, says, where, deed, reach, asks)
        deed.asks = asks  # type: ignore[attr-defined]
        return deed

    return wrap


def own_school(school: M, by: access.Someone, at: datetime) -> M:
    """A reach for what is done to a whole school, and to nothing in it: the school of whoever does it."""
    if by.school_id is None or school.pk != by.school_id:
        raise access.Refused("own school")
    return school


def by_clock(school: M, by: access.Someone, at: datetime) -> M:
    """A reach for what no person does: the clock, going through the school that it works for."""
    if not is_clock(by):
        raise access.Refused("by clock")
    return own_school(school, by, at)


def is_clock(by: access.Someone) -> bool:
    """Whether this is the clock itself and nobody who came by its duty."""
    return isinstance(by, access.Machine) and by.duty is Duty.CLOCK


def load_all() -> None:
    """Imports every module of actions, so that ACTIONS holds all of them."""
    for app in apps.get_app_configs():
        if app.name.startswith("schoolgate.") and app.module is not None:
            for found in pkgutil.walk_packages(app.module.__path__, f"{app.name}."):
                if ".actions" in found.name and ".tests" not in found.name:
                    importlib.import_module(found.name)


_open = threading.local()
"""The entries of the deeds that are being done in this thread."""


@contextmanager
def _reserve_let_go() -> Iterator[None]:
    """On a full disk lets the reserve go, for whoever tries the outermost deed again."""
    try:
        yield
    except room.ERRORS as error:
        if getattr(_open, "entries", None) is None and room.is_full(error):
            room.let_go()
        raise


@contextmanager
def _trail_last() -> Iterator[list[Callable[[], object]]]:
    """Writes the trail when the outermost deed is done: every row that a deed needs is locked before the trail is.

    The trail is one for all, so whoever locked it first and a row then would wait for somebody who did the reverse.
    PostgreSQL checks that a row is still there only in the end, and locks it for that: it is asked before the trail.
    The outermost deed begins with nothing changed: what changed before it was no deed's, and it does not answer for it.
    """
    within: list[Callable[[], object]] | None = getattr(_open, "entries", None)
    if within is None:
        rows.clear()
    entries = within if within is not None else []
    before, _open.entries = len(entries), entries
    try:
        yield entries
        if within is None:
            _check_rows()
            for write in entries:
                write()
    except BaseException:
        del entries[before:]
        raise
    finally:
        _open.entries = within


def _check_rows() -> None:
    """Refused where something that the deed hangs on was destroyed meanwhile: it is not there any more."""
    if connection.vendor == "postgresql":
        try:
            connection.check_constraints()
        except IntegrityError as gone:
            raise access.Refused("it is not there any more") from gone


@dataclass(frozen=True, repr=False)
class _Said:
    """A value as it was when it was said; the deed may have changed it since."""

    words: str

    def __repr__(self) -> str:
        return self.words


def _entry(
    name: str, clause: str, target: object, result: object, said: dict[str, object], unnamed: bool
) -> Callable[[], object]:
    by = said["by"]
    schools = (getattr(record, "school_id", None) for record in (target, result, by))
    return functools.partial(
        trail.record,
        school_id=next(school for school in schools if school is not None),
        event=name,
        by=SOMEBODY if unnamed else str(by.id or by),  # type: ignore[attr-defined]
        at=said["at"],  # type: ignore[arg-type]
        target=_label(result if isinstance(result, models.Model) else target),
        clause=clause,
        said={field: _Said(repr(value)) for field, value in said.items() if field not in ("by", "at")},
        differences=rows.differences(),
    )


def _label(record: object) -> str:
    return f"{record._meta.label_lower}:{record.pk}" if isinstance(record, models.Model) else "school"
