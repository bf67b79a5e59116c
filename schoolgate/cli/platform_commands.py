"""`schoolgate platforms`: minimum ages on the command line, without a database."""

import json
from pathlib import Path

import click

from schoolgate.cli.output import Sentence, example


@click.group()
def platforms() -> None:
    """From which age platforms may be used, on any day; needs no database."""


@platforms.command("on", epilog=example("schoolgate platforms on 2023-04-15 --json"))
@click.argument("date")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def platforms_on(date: str, as_json: bool) -> None:
    """Prints the minimum age of every platform on DATE (year-month-day)."""
    from schoolgate.cli import platforms as cli_platforms

    try:
        on = cli_platforms.day(date)
    except cli_platforms.Refused as refused:
        raise Sentence(str(refused)) from refused
    click.echo(
        json.dumps(cli_platforms.as_json(on), indent=2, ensure_ascii=False) if as_json else cli_platforms.as_table(on)
    )


@platforms.command(
    "poster",
    epilog=example(
        "schoolgate platforms poster 2026-11-23 -o ages.pdf --size A3",
        "schoolgate platforms poster 2026-11-23 -o ages.pdf --style pupils --only tiktok,roblox",
    ),
)
@click.argument("date")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The PDF file to write.")
@click.option("--size", default="A4", show_default=True, help="A4 or A3.")
@click.option("--style", default="corridor", show_default=True, help="corridor, newsletter or pupils.")
@click.option("--only", default="", help="Ids of platforms, with commas between them; else the familiar ones.")
@click.option("--name", default="", help="The school's name, for the head of the poster.")
def platforms_poster(date: str, output: Path, size: str, style: str, only: str, name: str) -> None:
    """Makes a poster of the minimum ages on DATE (year-month-day) as PDF."""
    from schoolgate.cli import platforms as cli_platforms
    from schoolgate.policy import rules

    try:
        made = cli_platforms.make_poster(
            cli_platforms.day(date), only=only, style=style, size=size, school=name, minimum_age=rules.MINIMUM_AGE
        )
        output.write_bytes(made)
    except cli_platforms.Refused as refused:
        raise Sentence(str(refused)) from refused
    except OSError as error:
        raise Sentence(f"{output} cannot be written: {error.strerror}. Name a file in a folder of yours.") from error
