"""By which server mail leaves the outbox: one line of the settings, read into Django's words."""

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

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
