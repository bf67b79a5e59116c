"""What every command shares: a sentence for bad input, and how examples look in help."""

from typing import Any

import click

BAD_INPUT = 2


class Sentence(click.ClickException):
    """Bad input: a sentence on standard error that names what is wrong and what would be right."""

    exit_code = BAD_INPUT

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True)


def example(*lines: str) -> str:
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)
