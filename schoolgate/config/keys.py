"""Secrets of this installation: made at first run, kept in the data folder, never in the repository."""

import json
import os
import secrets
from pathlib import Path


def read_or_make(folder: Path) -> dict[str, str]:
    """Returns the secrets of this data folder, making them (readable by the owner only) when there are none."""
    path = folder / "secrets.json"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = {"django": secrets.token_urlsafe(64), "trail": secrets.token_urlsafe(64)}
        _write_once(path, json.dumps(made))
    found: dict[str, str] = json.loads(path.read_text())
    return found


def _write_once(path: Path, text: str) -> None:
    """Two processes starting together keep the first one's secrets."""
    draft = path.with_suffix(f".{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
