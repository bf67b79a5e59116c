"""Log lines as JSON, without personal data: no query strings, no bodies, no addresses of readers."""

import logging
import re
from typing import Any

from pythonjsonlogger.json import JsonFormatter

KEYS = re.compile(r"(?<=/)[\w:-]{30,}")
"""A part of an address so long is a key, such as that of an invitation: it would sign its reader in."""


class Plain(JsonFormatter):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", **kwargs)

    def format(self, record: logging.LogRecord) -> str:
        """Keeps where and what went wrong; drops what people typed, which exception words may repeat."""
        if record.exc_info and record.exc_info[0] is not None:
            record.__dict__["failed"] = record.exc_info[0].__name__
            record.__dict__["where"] = _where(record.exc_info[2])
            record.exc_info = None
            record.exc_text = None
        record.__dict__.pop("request", None)
        record.msg, record.args = KEYS.sub("…", record.getMessage()), None
        return super().format(record)


def _where(trace: Any) -> str:
    places = []
    while trace:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('schoolgate/', 1)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(places[-6:])
