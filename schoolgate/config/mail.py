"""By which server mail leaves the outbox: one line of the settings, or what the set-up kept, in Django's words."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import environ
from django.core.exceptions import ImproperlyConfigured

KEPT = "mail.json"
PORTS = {"use_ssl": 465, "use_tls": 587, "": 25}
TIMEOUT = 20  # seconds; the background worker waits, never a page


def delivery(line: str) -> dict[str, Any]:
    """The keywords of `django.core.mail.get_connection`; nothing where no server is set."""
    if not line:
        return {}
    try:
        read = environ.Env.email_url_config(line)
    except (ImproperlyConfigured, ValueError) as error:
        raise ImproperlyConfigured(
            "SCHOOLGATE_MAIL is not a mail server's line. Write it as smtp+tls://user:password@mail.school.example:587"
            " (smtp+ssl:// where the server wants that; a : / @ or % in the password as %3A %2F %40 %25)."
        ) from error
    secured = next((name for name in ("use_ssl", "use_tls") if read.get(f"EMAIL_{name.upper()}")), "")
    asked = {
        "backend": read["EMAIL_BACKEND"],
        "host": read["EMAIL_HOST"],
        "port": read["EMAIL_PORT"] or PORTS[secured],
        "username": read["EMAIL_HOST_USER"],
        "password": read["EMAIL_HOST_PASSWORD"],
        "file_path": read["EMAIL_FILE_PATH"],
        "timeout": TIMEOUT,
        **({secured: True} if secured else {}),
    }
    return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True)
class Server:
    """A mail server that somebody typed in the set-up; `security` is tls, ssl or none."""

    host: str
    port: int | None
    security: str
    user: str = ""
    password: str = ""
    sender: str = ""

    @property
    def line(self) -> str:
        """As the setting SCHOOLGATE_MAIL has it."""
        who = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}@" if self.user else ""
        port = f":{self.port}" if self.port else ""
        return f"{'smtp' if self.security == 'none' else f'smtp+{self.security}'}://{who}{self.host}{port}"

    @property
    def delivery(self) -> dict[str, Any]:
        return delivery(self.line)


def keep(folder: Path, server: Server) -> None:
    """Keeps a mail server beside the keys, readable by the owner only, as its password is a secret too."""
    path, draft = folder / KEPT, folder / f"{KEPT}.{os.getpid()}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump({"line": server.line, "sender": server.sender}, file)
    draft.replace(path)


def kept(folder: Path) -> tuple[str, str]:
    """The line and the sender's address of the set-up; nothing where none was typed there."""
    try:
        found = json.loads((folder / KEPT).read_text())
        return str(found["line"]), str(found["sender"])
    except FileNotFoundError:
        return "", ""
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ImproperlyConfigured(
            f"{folder / KEPT} cannot be read. Delete it, and set SCHOOLGATE_MAIL and SCHOOLGATE_MAIL_FROM instead."
        ) from error
