"""`schoolgate may`: one ruling on the command line, without a database."""

import json
import sys
from collections.abc import Callable
from typing import Any

import click

from schoolgate.cli.output import Sentence, example

Command = Callable[..., None]


def _flag(name: str, words: str) -> Callable[[Command], Command]:
    return click.option(name, is_flag=True, help=words)


_BORN = click.option("--born", metavar="DATE", help="Date of birth of whoever asks, such as 2015-05-01.")
_AT = click.option(
    "--at", metavar="DATETIME", help="Such as 2026-11-23T10:30, on the school's clock where it has no offset."
)
_PLATFORM = click.option("--platform", metavar="ID", help="A site, app or game of the register.")
_PLACE = click.option("--place", metavar="school|elsewhere", help="Where it happens.")
_DEVICE = click.option("--device", metavar="DEVICE", help="own-phone, own-computer, school-computer or school-tablet.")
_HOLDER = _flag("--official-holder", "They are registered as holding an official account.")
_EXCEPTION = _flag("--exception", "An exception is registered.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@click.group()
def may() -> None:
    """Says what the model policy makes of one thing: allowed, advised against, forbidden, or ask a person.

    Any fact may be left out: it is then unknown. Exit status 0 allowed, 3 advised against, 4 forbidden, 5 ask
    a person, 2 bad input.
    """


@may.command(
    epilog=example(
        "schoolgate may use --role pupil --born 2015-05-01 --platform whatsapp \\",
        "    --at 2026-11-23T18:00 --place elsewhere --device own-phone",
    )
)
@click.option("--role", metavar="ROLE", help="pupil, former-pupil, staff or parent.")
@_BORN
@_PLATFORM
@_AT
@_PLACE
@_DEVICE
@_HOLDER
@_EXCEPTION
@_flag("--poses-as-child", "An adult passes for a child there.")
@_JSON
def use(as_json: bool, **facts: Any) -> None:
    """May somebody use a site, app or game?"""
    _answer("use", facts, as_json=as_json)


@may.command(
    epilog=example(
        "schoolgate may connect --role staff --with former-pupil --with-born 2010-06-30 \\",
        "    --way friend --platform facebook --at 2026-11-23T18:00 \\",
        "    --place elsewhere --device own-phone",
    )
)
@click.option("--role", metavar="ROLE", help="staff, pupil or parent.")
@click.option("--with", "other", metavar="ROLE", help="pupil, former-pupil, parent, staff or other.")
@click.option("--way", metavar="WAY", help="friend, follow, message, request or accept.")
@_BORN
@click.option("--with-born", "other_born", metavar="DATE", help="Date of birth of the other person.")
@_flag("--family-link", "A family link between the two is registered.")
@_PLATFORM
@_AT
@_PLACE
@_DEVICE
@_EXCEPTION
@_JSON
def connect(as_json: bool, **facts: Any) -> None:
    """May somebody be in touch with somebody else?"""
    _answer("connect", facts, as_json=as_json)


@may.command(
    epilog=example(
        "schoolgate may post --role staff --account official --official-holder \\",
        "    --content school-news,pupil-photo-with-consent --at 2026-11-23T10:30",
    )
)
@click.option("--role", metavar="ROLE", help="staff, parent, pupil or former-pupil.")
@click.option("--account", metavar="personal|official", help="Their own account, or one of the school.")
@click.option(
    "--content",
    metavar="KIND[,KIND]",
    help="What the post holds: school-news, pupil-name, pupil-photo, "
    "pupil-photo-with-consent, confidential, criticism, abuse, hate, sexual, illegal, copyright, "
    "advertising, campaign, school-matters, speaks-for-school, harmless.",
)
@_BORN
@_AT
@_HOLDER
@_JSON
def post(as_json: bool, **facts: Any) -> None:
    """May somebody post this?"""
    _answer("post", facts, as_json=as_json)


@may.command(epilog=example("schoolgate may carry --role pupil --device own-phone --at 2026-11-23T10:30"))
@click.option("--role", metavar="ROLE", help="pupil, former-pupil, staff or parent.")
@_DEVICE
@_AT
@_flag("--handed-in", "The device has been handed in.")
@_EXCEPTION
@_JSON
def carry(as_json: bool, **facts: Any) -> None:
    """May somebody have a device with them?"""
    _answer("carry", facts, as_json=as_json)


def _answer(kind: str, facts: dict[str, Any], *, as_json: bool) -> None:
    # Only now, so that other commands do not wait for the engine.
    from schoolgate.cli import ruling_questions

    try:
        ruling = ruling_questions.ask(kind, facts)
    except ValueError as error:
        raise Sentence(str(error)) from error
    if as_json:
        click.echo(json.dumps(ruling_questions.as_json(ruling), indent=2, ensure_ascii=False))
    else:
        click.echo(ruling_questions.as_text(ruling))
    sys.exit(ruling_questions.STATUS[ruling.answer])
