"""Looking at the trail from the command line: whether it and the records hold, and whose seal somebody was sent."""

import json
import sys
from collections.abc import Callable

import click
from django.utils import timezone

from schoolgate.cli.output import Sentence
from schoolgate.community.queries import school as community_school
from schoolgate.config import upkeep, verifying

FAILED = 1


def bring_up_to_date() -> None:
    """Only where the database is of an earlier build: a start puts triggers back, and here their loss is to be named."""
    try:
        if upkeep.is_behind():
            upkeep.bring_up_to_date()
    except upkeep.OtherBuild as other:
        raise Sentence(str(other)) from other


def findings(progress: Callable[[int, int], None], *, files: bool) -> list[str]:
    """Everything that is not as it was left, each in a sentence; of files too, where they are asked for."""
    found = [finding.what for finding in verifying.findings(progress)]
    return found + [finding.what for finding in verifying.spoilt_files(progress)] if files else found


def answer(found: list[str], *, as_json: bool, seal: str) -> None:
    """Says what was found; with a seal, also whether the trail still goes on from it."""
    found = list(found)
    told = _of_seal(seal) if seal else ""
    if seal and not told:
        found.insert(0, "No entry of the trail has this seal: the trail was cut or written anew since it was sent.")
    newest = [(str(school), verifying.newest(school.pk)) for school in community_school.schools()]
    if as_json:
        click.echo(json.dumps({"whole": not found, "findings": found, "seals": dict(newest)}, ensure_ascii=False))
    else:
        _say(found, told, newest)
    if found:
        sys.exit(FAILED)


def _say(found: list[str], told: str, newest: list[tuple[str, str]]) -> None:
    for line in found:
        click.echo(line, err=True)
    if found:
        return
    click.echo("The trail is whole, and every record is as it was left.")
    if told:
        click.echo(told)
    for school, words in newest:
        click.echo(f"Newest seal of {school}: {words}")


def _of_seal(words: str) -> str:
    entry = verifying.entry_of(words)
    return f"That seal was made on {timezone.localtime(entry.at):%-d %B %Y, %H:%M}." if entry else ""
