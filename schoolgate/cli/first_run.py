"""The first run on an empty folder: the code that opens the set-up in the browser."""

from datetime import datetime

from schoolgate.community.actions import set_up
from schoolgate.community.queries import set_up as queries


def code(at: datetime) -> str:
    """A new code for the set-up; nothing where there is a school."""
    return set_up.make_code(at) if queries.is_there() else ""


def words(code: str, address: str) -> str:
    """What the server shows: where the set-up is, and its code."""
    return (
        f"\n  There is no school here yet. Set yours up in the browser:\n\n"
        f"  Open    {address}/set-up/\n"
        f"  Code    {code}\n\n"
        f"  The code works once, for an hour. Only whoever has it can set up the school.\n"
        f"  To look at an invented school instead, stop this (Ctrl+C) and type: schoolgate demo\n"
    )
