"""Need to know: every action of concerns, cases and records says what must reach whoever does it, and asks for it.

Each is tried by everybody of the school and of another one: by those whom it reaches it is done and stands in the trail;
by everybody else, above all by those whom their duty would let, it is refused, nothing is written, and no trace is left.
A reach that lets everybody pass, and a lock that is left out, are noticed by the name of the action.
"""

from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from schoolgate import access, action
from schoolgate.access.table import TABLE
from schoolgate.action import ACTIONS, by_clock, own_school
from schoolgate.audit.models import Entry
from schoolgate.broken import Broken
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.watching import Approval
from schoolgate.cases.queries import reach as case_reach
from schoolgate.community.models import School
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.evidence import Evidence
from schoolgate.concerns.queries import reach as concern_reach
from schoolgate.records.models import AccessRequest, HeldPage, Transfer
from tests.house import reached
from tests.house.reached import WAYS, Scene, Way, undone
from tests.shared_rows import shared

pytestmark = pytest.mark.django_db

action.load_all()
NAMES = sorted(name for name in ACTIONS if name.startswith(("concerns.", "cases.", "records.")))

CLOCKS = (by_clock, case_reach.by_clock, concern_reach.by_clock)
UNLOCKED = {
    "cases.look": "it changes nothing of the case, and whoever looks must not wait for whoever writes",
    "cases.link": "both cases are locked in the order of their ids",
    "concerns.link": "both concerns are locked in the order of their ids",
    "records.look_at_child": "it changes nothing of the child",
    "records.make_transfer": "it changes nothing of the child",
    "records.open_access_request": "it changes nothing of whoever is asked about",
}
"""Actions on a record that lock nothing before they begin, and why."""
LOCKED_FIRST: dict[type[Model], type[Model]] = {
    Case: Case,
    Approval: Case,
    Concern: Concern,
    Evidence: Concern,
    Transfer: Transfer,
    AccessRequest: AccessRequest,
    HeldPage: AccessRequest,
}
"""What is locked first for an action on each kind of row: what it hangs on, then the row; a case after its concerns."""
ASKED_TWICE = {
    "cases.link": "it asks again for each of the two cases that it locks",
    "cases.acknowledge_emergency_access": "it looks for the emergency among those of which this person was told",
    "cases.write_letter": "it asks who may write this kind of letter",
    "cases.change_letter": "it asks who may write this kind of letter",
    "cases.drop_letter": "it asks who may write this kind of letter",
    "cases.send_letter": "it asks who may write this kind of letter",
    "cases.mark_printed": "it asks who may write this kind of letter",
    "concerns.link": "it asks again for each of the two concerns that it locks",
}
"""Actions that refuse a second time after their reach has, and why."""


@shared
def scene():
    """Cases, concerns and records that reach some and not others, and the cast of another school."""
    return Scene()


def way_of(name: str) -> Way:
    assert name in WAYS, (
        f"{name} has no way to be tried: add one to WAYS in tests/house/reached.py, with who succeeds in it"
    )
    return WAYS[name]


# ---- what is asked of every action


def test_every_action_of_concerns_cases_and_records_declares_its_reach():
    bare = [name for name in NAMES if ACTIONS[name].reach is None]
    assert not bare, (
        f"{', '.join(bare)}: say with reach= what must reach whoever does it; reaches are in queries/reach.py of the app, "
        "and own_school and by_clock in schoolgate/action.py"
    )


def test_every_way_is_for_an_action():
    assert set(WAYS) <= set(NAMES), "take away the ways of tests/house/reached.py that are for no action"


@pytest.mark.parametrize("name", NAMES)
def test_it_is_done_by_whoever_it_reaches(scene, name):
    way, info = way_of(name), ACTIONS[name]
    assert way.allowed(name, scene), name
    for who in sorted(way.allowed(name, scene)):
        with undone():
            target, kwargs = way.call(scene)
            before = Entry.objects.filter(event=name).count()
            info.run(target, **kwargs, by=scene.here[who], at=way.at)
            assert Entry.objects.filter(event=name).count() == before + 1, f"{name} by {who} is not in the trail"
    for who in way.told.split():
        with undone():
            target, kwargs = way.call(scene)
            with pytest.raises(Broken):
                info.run(target, **kwargs, by=scene.here[who], at=way.at)


@pytest.mark.clause("6.4")
@pytest.mark.parametrize("name", NAMES)
def test_it_is_refused_to_everybody_else_and_leaves_no_trace(scene, name):
    check_refused(scene, name)
    check_reach(scene, name)


def check_refused(scene: Scene, name: str) -> None:
    """That nobody else can do it, whatever their duty, and that nothing is written when they try."""
    way, info = way_of(name), ACTIONS[name]
    with undone():
        target, kwargs = way.call(scene)
        refused = way.refused(name, scene)
        # To a whole school everybody belongs, and what the clock does nobody does: there the table alone keeps out.
        may = {who for who, person in scene.here.items() if person.id is not None and person.duties & TABLE[name]}
        assert isinstance(target, School) or not may or may & refused.keys(), (
            f"{name}: nobody whom their duty lets is kept out. Choose a record that does not reach them all."
        )
        assert any(person.duties & TABLE[name] for person in refused.values()), f"{name}: nobody else may do it at all"
        tries = [(who, one, target) for who, one in refused.items()]
        if (hers := scene.about_head(target)) is not None:
            tries += [(f"{who}, about whom it is,", scene.here[who], hers) for who in ("head", "dsl")]
        for who, one, record in tries:
            with writes() as written:
                answer = outcome(lambda r=record, p=one: info.run(r, **kwargs, by=p, at=way.at))
            assert isinstance(answer, access.Refused), f"{name}: {who} is not refused, but: {answer!r}"
            assert not written, f"{name}: refused to {who}, and yet it wrote {written}"


def check_reach(scene: Scene, name: str) -> None:
    """That the reach keeps them out by itself, and gives whoever may the row as it is now."""
    way, info = way_of(name), ACTIONS[name]
    with undone():
        target, _ = way.call(scene)
        # Of a whole school everybody is part: who of them may is for the table and the action to say.
        outside = scene.others if info.reach is own_school else way.refused(name, scene)
        tries = [(who, one, target) for who, one in outside.items() if one.duties & TABLE[name]]
        if (hers := scene.about_head(target)) is not None:
            tries += [(f"{who}, about whom it is,", scene.here[who], hers) for who in ("head", "dsl")]
        assert tries, name
        for who, one, record in tries:
            answer = outcome(lambda r=record, p=one: info.reach(r, p, way.at))
            assert isinstance(answer, access.Refused), f"{name}: its reach lets {who} pass"
        for who in sorted(way.allowed(name, scene)):
            found = info.reach(target, scene.here[who], way.at)
            assert found == target, name
            whole = info.reach in (own_school, by_clock)
            assert whole or found is not target, f"{name}: its reach hands on what it was given, however old that is"


# ---- that a reach which does nothing is noticed


@pytest.mark.parametrize("name", NAMES)
def test_a_reach_that_lets_everybody_pass_is_noticed_by_name(scene, name, monkeypatch):
    info = ACTIONS[name]
    monkeypatch.setitem(ACTIONS, name, info)
    action.action(name, clause=info.clause, reach=lambda target, by, at: target)(info.run.__wrapped__)
    with pytest.raises(AssertionError, match=name):
        check_reach(scene, name)
    if info.reach is own_school or info.reach in CLOCKS or name in ASKED_TWICE:
        # The table has asked for the school and the clock before, or the action asks again: else it is no longer in that list.
        check_refused(scene, name)
        return
    with pytest.raises(AssertionError, match=f"{name}: .* is not refused"):
        check_refused(scene, name)


def test_the_clock_alone_does_what_the_clock_does(scene):
    for reach, target in zip(CLOCKS, (scene.school, scene.adult, scene.concern), strict=True):
        for who, one in scene.everybody.items():
            answer = outcome(lambda r=reach, t=target, p=one: r(t, p, reached.MONDAY))
            assert (answer == target) if who == "clock" else isinstance(answer, access.Refused), who


# ---- that a lock which is left out is noticed


LOCKING = [name for name in NAMES if name not in UNLOCKED and ACTIONS[name].reach not in (None, own_school, by_clock)]
"""All others but what is done to a whole school."""


@pytest.mark.parametrize("name", LOCKING)
def test_what_it_changes_is_locked_before_it_begins(scene, name):
    check_locked(scene, name)


def check_locked(scene: Scene, name: str) -> None:
    way, info = way_of(name), ACTIONS[name]
    with undone():
        target, _ = way.call(scene)
        first = LOCKED_FIRST.get(type(target))
        assert first, f"{name}: say in LOCKED_FIRST what is locked for it, or in UNLOCKED why nothing is"
        with locks() as locked:
            info.reach(target, scene.here[min(way.allowed(name, scene))], way.at)
        if first is Case:
            locked = [model for model in locked if model is not Concern]
        assert locked and locked[0] is first, f"{name}: its reach does not lock the {first.__name__.lower()} first"


def test_a_lock_that_is_left_out_is_noticed_by_name(scene, monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows)
    for name in LOCKING:
        with pytest.raises(AssertionError, match=f"{name}: its reach does not lock"):
            check_locked(scene, name)


@pytest.mark.parametrize(
    "name, reach, locking", [("cases.link", case_reach, "leading"), ("concerns.link", concern_reach, "locked")]
)
def test_two_that_are_linked_are_locked_in_one_order_whoever_begins(scene, monkeypatch, name, reach, locking):
    order, lock = [], getattr(reach, locking)
    monkeypatch.setattr(reach, locking, lambda row, by, at: order.append(row.pk) or lock(row, by, at))
    target, kwargs = WAYS[name].call(scene)
    both = sorted((target.pk, kwargs["other"].pk), key=str)
    for one, other in ((target, kwargs["other"]), (kwargs["other"], target)):
        order.clear()
        with undone(), locks() as locked:
            ACTIONS[name].run(one, **kwargs | {"other": other}, by=scene.here["dsl"], at=reached.MONDAY)
        assert order == both and [model for model in locked if model is type(target)][:2] == [type(target)] * 2


# ---- parts


def outcome(do: Callable[[], Any]) -> object:
    """What came of it: what it returned, or the error that it raised."""
    try:
        return do()
    except Exception as error:
        return error


@contextmanager
def writes():
    """Every statement that changes a row, whether or not it is taken back; but not that a deed begins with no changes."""
    found: list[str] = []

    def note(execute, sql, params, many, context):
        # Before a deed the list from which the trail's sums are made is emptied.
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")) and "audit_change" not in sql:
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


@contextmanager
def locks():
    """The models of which rows are locked, in order; SQLite knows no such lock, so the query is asked and not its SQL."""
    found: list[type[Model]] = []
    execute = SQLCompiler.execute_sql

    def note(compiler, *args, **kwargs):
        if compiler.query.select_for_update:
            found.append(compiler.query.model)
        return execute(compiler, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLCompiler, "execute_sql", note)
        yield found
