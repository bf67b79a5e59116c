"""The `schoolgate` command in a process of its own, in an environment of the test's alone."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(*words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "schoolgate.cli.main", *words]
    return subprocess.run(command, capture_output=True, text=True, env=clean(env or {}), umask=0o022)


def clean(env: dict[str, str]) -> dict[str, str]:
    """This process's environment without anything of Schoolgate's, and with `env`."""
    ours = ("SCHOOLGATE_", "DJANGO_", "DATABASE_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | env


def first_lines(*words: str, until: str, env: dict[str, str]) -> str:
    """What a command that goes on serving shows on stderr, up to a line with these letters; then it is stopped."""
    command = [sys.executable, "-m", "schoolgate.cli.main", *words]
    shown = ""
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=clean(env)
    ) as asked:
        assert asked.stderr is not None
        for line in asked.stderr:
            shown += line
            if until in line:
                break
        asked.terminate()
    return shown
