"""Secrets of this installation: made at first run, kept in the folder for keys, never in the repository."""

import json
import os
import secrets
from pathlib import Path

from schoolgate.config.folders import SECRETS, Unsafe

NAMES = ("django", "trail")
OTHER = "{} is not what Schoolgate wrote. Put back the copy that you keep safe."


def read_or_make(folder: Path) -> dict[str, str]:
    """Returns the secrets of this folder, making them (readable by the owner only) when there are none."""
    path = folder / SECRETS
    try:
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_once(path, json.dumps({name: secrets.token_urlsafe(64) for name in NAMES}))
        found: dict[str, str] = json.loads(path.read_text())
        missing = set(NAMES) - found.keys()
    except OSError as error:
        raise Unsafe(f"{path} cannot be read or made: {error.strerror}. Is the folder yours, and mounted?") from error
    except (ValueError, AttributeError) as error:
        raise Unsafe(OTHER.format(path)) from error
    if missing:
        raise Unsafe(OTHER.format(path))
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
