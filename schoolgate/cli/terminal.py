"""What commands show and ask at a terminal."""

import sys
from collections.abc import Callable

import click


def number_typed(why: str) -> int | None:
    """Asks at the terminal how many people leave; nothing where no number is typed."""
    click.echo(why, err=True)
    typed = click.prompt("Type how many people leave, or nothing to stop", default="", show_default=False, err=True)
    return int(typed) if str(typed).strip().isdecimal() else None


class progress_bar:
    """A progress bar on standard error, quiet where nobody watches; calling it with (done, total) moves it."""

    def __init__(self, words: str) -> None:
        self.words = words

    def __enter__(self) -> Callable[[int, int], None]:
        from tqdm import tqdm

        self.bar = tqdm(desc=self.words, file=sys.stderr, disable=not sys.stderr.isatty(), leave=False, total=1)

        def step(done: int, total: int) -> None:
            self.bar.total = total
            self.bar.n = done
            self.bar.refresh()

        return step

    def __exit__(self, *_: object) -> None:
        self.bar.close()
