"""The `schoolgate` command in a process of its own, in an environment of the test's alone."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(*words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess:
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SCHOOLGATE_", "DJANGO_", "DATABASE_"))
    }
    command = [sys.executable, "-m", "schoolgate.cli.main", *words]
    return subprocess.run(command, capture_output=True, text=True, env={**clean, **(env or {})}, umask=0o022)
