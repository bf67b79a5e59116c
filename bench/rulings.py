"""Rulings beside general policy engines: the same thousand requests, as far as those engines can express them.

The subset: staff befriend no pupil and no former pupil under 18, but for registered family; no pupil under 13 on
a network, nor in the school day; no network on school computers. Ours gets dates of birth and moments, applies
the whole policy and says why; the others get ages and hours worked out beforehand, apply the subset, and say yes
or no.
"""

import json
import random
import subprocess
import sys
import tempfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from schoolgate.engines.rulings.batch import rule_columns
from schoolgate.engines.rulings.engine import rule
from schoolgate.engines.rulings.facts import Answer, Connect, Device, Place, Platform, Role, Use, Way
from schoolgate.engines.rulings.policy import Policy

HERE = Path(__file__).resolve().parent
REQUESTS, ROWS, RUNS = 1_000, 1_000_000, 5
NETWORK = Platform("chatter", "Chatter", social=True, minimum_age=13)
OTHER = Platform("maths", "Maths garden", social=False, minimum_age=None)


def main() -> None:
    print(f"Rulings ({REQUESTS:,} varied requests, one core)")
    questions = _questions(random.Random(20261123))
    policy = Policy.model()
    answers = [rule(question, policy).answer is Answer.FORBIDDEN for question in questions]
    ours = _median(lambda: [rule(question, policy) for question in questions])
    _line("schoolgate, rulings remembered", ours / len(questions))
    cold = _median(lambda: _afresh(questions))
    _line("schoolgate, by a policy that remembers none", cold / len(questions))
    peers = _peers([_facts(question, policy) for question in questions])
    agree = True
    for name, found in peers.items():
        different = sum(a is not b for a, b in zip(answers, found["forbidden"], strict=True))
        agree = agree and not different
        note = f"   {different} ANSWERS DIFFER" if different else ""
        _line(name, found["seconds"] / len(questions), ours / len(questions), note)
    if peers and agree:
        print(f"  all give the same answers: {sum(answers)} of {len(answers)} requests are forbidden")
    _columns(policy)


def _columns(policy: Policy) -> None:
    """A million rows of use as arrays, all varied."""
    numbers = np.random.default_rng(1)
    columns = {
        "role": numbers.integers(-1, 4, ROWS).astype(np.int8),
        "born": np.datetime64("1960-01-01", "D") + numbers.integers(0, 20_000, ROWS),
        "platform": numbers.integers(-1, 2, ROWS).astype(np.int8),
        "at": np.datetime64("2026-09-01T00:00", "s") + numbers.integers(0, 300 * 86_400, ROWS),
        "place": numbers.integers(-1, 2, ROWS).astype(np.int8),
        "device": numbers.integers(-1, 4, ROWS).astype(np.int8),
        "exception": numbers.integers(0, 2, ROWS).astype(np.int8),
    }
    seconds = _median(lambda: rule_columns(Use, columns, policy, platforms=(NETWORK, OTHER)))
    _line(f"schoolgate, {ROWS:,} rows as columns", seconds / ROWS)


def _afresh(questions: list[Any]) -> list[Any]:
    policy = Policy(*Policy.model().__reduce__()[1])
    return [rule(question, policy) for question in questions]


def _line(name: str, each: float, ours: float | None = None, note: str = "") -> None:
    ratio = f"{each / ours:9.1f} times ours" if ours else ""
    print(f"  {name:<48} {1 / each:12,.0f} a second {each * 1e6:9.2f} µs each {ratio}{note}")


def _median(work: Any) -> float:
    work()
    seconds = []
    for _ in range(RUNS):
        began = perf_counter()
        work()
        seconds.append(perf_counter() - began)
    return sorted(seconds)[RUNS // 2]


def _peers(facts: list[dict[str, Any]]) -> dict[str, Any]:
    """What the other engines make of it, each in an environment that is thrown away afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        python = Path(folder) / "bin" / "python"
        pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        try:
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
            subprocess.run([*pip, "-r", HERE / "requirements.txt"], check=True, capture_output=True, text=True)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"  (the other engines could not be installed: {error})")
            return {}
        given = json.dumps({"requests": facts, "runs": RUNS})
        done = subprocess.run([python, HERE / "peers.py"], input=given, check=True, stdout=subprocess.PIPE, text=True)
        found: dict[str, Any] = json.loads(done.stdout)
        return found


def _questions(chance: random.Random) -> list[Any]:
    return [_use(chance) if chance.random() < 0.5 else _connect(chance) for _ in range(REQUESTS)]


def _moment(chance: random.Random) -> datetime:
    return datetime.combine(date(2026, 11, 2), time.min) + timedelta(minutes=chance.randrange(40 * 24 * 60))


def _born(chance: random.Random, oldest: int, youngest: int) -> date:
    return date(2026, 11, 1) - timedelta(days=chance.randrange(youngest * 365, oldest * 365))


def _use(chance: random.Random) -> Use:
    role = chance.choice([Role.PUPIL, Role.STAFF, Role.PARENT])
    born = _born(chance, 15, 5) if role is Role.PUPIL else _born(chance, 60, 25)
    return Use(
        role,
        born,
        chance.choice([NETWORK, NETWORK, OTHER]),
        _moment(chance),
        chance.choice(list(Place)),
        chance.choice(list(Device)),
    )


def _connect(chance: random.Random) -> Connect:
    other = chance.choice([Role.PUPIL, Role.FORMER_PUPIL, Role.STAFF])
    born = _born(chance, 11, 5) if other is Role.PUPIL else _born(chance, 25, 11)
    return Connect(
        Role.STAFF,
        other,
        chance.choice(list(Way)),
        chance.choice([NETWORK, NETWORK, OTHER]),
        _moment(chance),
        chance.choice(list(Place)),
        chance.choice(list(Device)),
        _born(chance, 60, 25),
        born,
        chance.random() < 0.3,
    )


def _facts(question: Any, policy: Policy) -> dict[str, Any]:
    """The same request with ages and hours worked out, for engines that cannot."""
    at, calendar = question.at, policy.calendar
    school = calendar.is_school_day(at.date())
    return {
        "kind": "use" if isinstance(question, Use) else "connect",
        "role": str(question.role),
        "other": str(getattr(question, "other", "")),
        "age": _age(question.born, at),
        "other_age": _age(getattr(question, "other_born", question.born), at),
        "social": bool(question.platform.social),
        "school_device": question.device in (Device.SCHOOL_COMPUTER, Device.SCHOOL_TABLET),
        "in_school_day": school and calendar.day_starts <= at.time() < calendar.day_ends,
        "staff_time": school and calendar.work_starts <= at.time() < calendar.work_ends,
        "family_link": bool(getattr(question, "family_link", False)),
    }


def _age(born: date, at: datetime) -> int:
    return at.year - born.year - ((at.month, at.day) < (born.month, born.day))
