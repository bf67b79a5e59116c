"""The `schoolgate` command. Nothing here imports Django before a command needs the database."""

import json
import os
import socket
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from schoolgate import __version__
from schoolgate.cli.concerns import concerns
from schoolgate.cli.may import may
from schoolgate.cli.output import Sentence
from schoolgate.cli.output import example as _example
from schoolgate.cli.platform_commands import platforms
from schoolgate.cli.terminal import number_typed, progress_bar

FAILED = 1
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104
"""Not an address where anybody finds it, but to listen on all that this machine has."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__)
def main() -> None:
    """Schoolgate puts a primary school's social media and networking policy into force.

    Settings come from the environment; SCHOOLGATE_DATA names the folder for the database and files, SCHOOLGATE_KEYS one for the keys.
    """


# ---- serving


@main.command(epilog=_example("schoolgate run --port 8000"))
@click.option("--port", default=8000, show_default=True, help="Where the web server listens.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address it listens on.")
def run(port: int, host: str) -> None:
    """Serves the school: web server and background worker under one command.

    Where there is no school yet, it shows a code, and the set-up in the browser asks for it.
    """
    _found_at(host, port)
    _ready()
    from schoolgate.cli import first_run

    if code := first_run.code(_now()):
        click.echo(first_run.words(code, _address(host, port)), err=True)
    _serve(host, port)


@main.command(epilog=_example("schoolgate demo --pupils 210"))
@click.option("--pupils", default=210, show_default=True, type=click.IntRange(30, 5000), help="How many pupils.")
@click.option("--year", is_flag=True, help="With a published policy and most of the signatures of a school year.")
@click.option("--seed", default=20260901, show_default=True, help="Another seed makes other people.")
@click.option("--port", default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--no-serve", is_flag=True, help="Make the school and stop.")
def demo(pupils: int, year: bool, seed: int, port: int, host: str, no_serve: bool) -> None:
    """Makes an invented school in a data folder of its own, and serves it.

    A second call keeps what is there.
    """
    os.environ["SCHOOLGATE_DEMO"] = "1"
    os.environ["SCHOOLGATE_DATA"] = str(_data_folder() / "demo")
    os.environ.pop("SCHOOLGATE_KEYS", None)  # an invented school has keys of its own
    _found_at(host, port)
    _ready()
    from schoolgate.demo import school_year

    with progress_bar("Making the demo school") as step:
        school = school_year.make(pupils=pupils, seed=seed, year=year, progress=step)
    click.echo(f"{school} is ready: an invented school with invented people.", err=True)
    if no_serve:
        return
    click.echo(
        f"\n  Open    {_address(host, port)}\n"
        f"  Sign in as any member of the cast, with one click:  {_address(host, port)}/demo/\n"
        "          (head, safeguarding lead, teachers, office, IT, chair, governor, parents, pupils)\n"
        "  Stop    Ctrl+C\n",
        err=True,
    )
    _serve(host, port)


def _serve(host: str, port: int) -> None:
    import waitress
    from django.conf import settings

    from schoolgate.config import worker
    from schoolgate.config.wsgi import application

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Sentence(f"Port {port} is in use. Choose another one, for example --port {port + 1}.") from error
    with worker.running():
        click.echo(f"Schoolgate listens on {_address(host, port)}", err=True)
        # What a proxy in front says of whoever asks counts only where there is one.
        no_proxy = not settings.BEHIND_PROXY
        waitress.serve(application, host=host, port=port, threads=8, ident=None, clear_untrusted_proxy_headers=no_proxy)


# ---- the school


@main.group()
def school() -> None:
    """The school itself."""


@school.command(
    "create",
    epilog=_example(
        'schoolgate school create --name "Larkhollow Primary School" \\',
        "    --head-first Ruth --head-last Adeyemi --head-email head@larkhollow.example",
    ),
)
@click.option("--name", required=True)
@click.option("--head-first", required=True, help="The head teacher's first name.")
@click.option("--head-last", required=True, help="The head teacher's last name.")
@click.option("--head-email", required=True, help="Where the invitation goes.")
def create_school(name: str, head_first: str, head_last: str, head_email: str) -> None:
    """Makes an empty school with its head teacher, and prints the link to the head's first sign-in."""
    _ready()
    from schoolgate.broken import Broken
    from schoolgate.config import founding

    try:
        link = founding.found(name=name, first=head_first, last=head_last, email=head_email)
    except (ValueError, Broken) as error:
        raise Sentence(str(error)) from error
    click.echo(f"{name} is made. The head's link, good for 14 days:\n{link}")


@main.group()
def people() -> None:
    """The people of the school."""


@people.command(
    "import",
    epilog=_example(
        "schoolgate people import pupils.csv staff.csv --dry-run",
        "schoolgate people import oneroster.zip --everyone --json",
    ),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--everyone", is_flag=True, help="Everybody is in the files: people who are not have left.")
@click.option("--leaving", type=click.IntRange(0), help="How many people leave, where the import stops and asks.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--school", "slug", help="Which school, where the installation has several.")
def import_people(
    files: tuple[Path, ...], dry_run: bool, everyone: bool, leaving: int | None, as_json: bool, slug: str | None
) -> None:
    """Reads people from the school's management system: CSV files, or a OneRoster zip.

    The files add people and change them. With --everyone, people of the same kind who are not in the files leave.
    The import stops and asks for their number where more than 10 % of one kind leave, or somebody with a duty.
    """
    for path in files:
        _content(path, read=False)
    _ready()
    from schoolgate.cli import people as cli_people

    with progress_bar("Importing people") as step:
        status = cli_people.import_people(
            _school(slug),
            files,
            dry_run=dry_run,
            as_json=as_json,
            echo=click.echo,
            progress=step,
            everyone=everyone,
            leaving=leaving,
            ask=number_typed if sys.stdin.isatty() else None,
        )
    sys.exit(status)


@people.command("invite", epilog=_example("schoolgate people invite ruth@larkhollow.example"))
@click.argument("email")
@click.option("--school", "slug", help="Which school, where the installation has several.")
def invite_person(email: str, slug: str | None) -> None:
    """Prints a new link with which somebody on record chooses a password; older links of theirs stop working.

    Hand it only to the person it is for: whoever opens it comes in under their name.
    """
    _ready()
    from schoolgate.cli import people as cli_people

    click.echo(cli_people.invite(_school(slug), email, at=_now()))


@people.command(
    "give-duty", epilog=_example("schoolgate people give-duty chair --email helen.marsh@larkhollow.example")
)
@click.argument("duty", type=click.Choice(["head", "chair", "dsl", "deputy_dsl"]))
@click.option("--email", required=True, help="Whose duty it becomes: their e-mail address on record.")
@click.option("--reason", default="Given on the school's server.", show_default=True, help="The governors can read it.")
@click.option("--school", "slug", help="Which school, where the installation has several.")
def give_duty(duty: str, email: str, reason: str, slug: str | None) -> None:
    """Gives the duty of head or chair, or that of the first DSL. All governors and the head are told.

    A chair starts after the school's waiting time. A later DSL takes head and chair together, in the browser.
    """
    _ready()
    from schoolgate.cli import people as cli_people

    click.echo(cli_people.give_duty(_school(slug), duty, email, reason, at=_now()))


@people.command("end-chair", epilog=_example("schoolgate people end-chair --email helen.marsh@larkhollow.example"))
@click.option("--email", required=True, help="Whose duty as chair ends: their e-mail address on record.")
@click.option("--reason", default="Ended on the school's server.", show_default=True, help="The governors can read it.")
@click.option("--school", "slug", help="Which school, where the installation has several.")
def end_chair(email: str, reason: str, slug: str | None) -> None:
    """Ends somebody's duty as chair of governors after the school's waiting time. All governors and the head are told."""
    _ready()
    from schoolgate.cli import people as cli_people

    click.echo(cli_people.end_chair(_school(slug), email, reason, at=_now()))


@people.command(
    "confirm", epilog=_example('schoolgate people confirm ruth@larkhollow.example --how "She is beside me"')
)
@click.argument("email")
@click.option("--how", required=True, help="How you made sure that it is them.")
@click.option("--school", "slug", help="Which school, where the installation has several.")
def confirm_person(email: str, how: str, slug: str | None) -> None:
    """Agrees to what waits for somebody's sign-in and confirms that it is them, where nobody at the school can."""
    _ready()
    from schoolgate.broken import Broken
    from schoolgate.cli import people as cli_people

    try:
        click.echo(cli_people.confirm(_school(slug), email, how, at=_now()))
    except Broken as broken:
        raise Sentence(str(broken)) from broken


# ---- the document


@main.group()
def policy() -> None:
    """The document."""


@policy.command("import", epilog=_example("schoolgate policy import policy.docx --json"))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the clauses as one JSON document; needs no database.")
@click.option("--school", "slug", help="Which school, where the installation has several.")
def import_policy(file: Path, as_json: bool, slug: str | None) -> None:
    """Reads a policy document (.docx, .odt, .pdf, .txt, .md) into clauses; without --json, starts a draft of it."""
    from schoolgate.cli import policy as cli_policy
    from schoolgate.engines.documents import shapes

    content = _content(file)
    try:
        if as_json:
            click.echo(json.dumps(cli_policy.as_json(content, file.name), indent=2, ensure_ascii=False))
            return
        _ready()
        from schoolgate.broken import Broken

        try:
            click.echo(cli_policy.import_draft(_school(slug), content, file.name, at=_now()))
        except Broken as broken:
            raise Sentence(str(broken)) from broken
    except shapes.Unreadable as unreadable:
        raise Sentence(f"{file}: {unreadable}") from unreadable


@policy.command("lint", epilog=_example("schoolgate policy lint --json"))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--school", "slug", help="The policy that this school has in force; without it, the model policy.")
def lint_policy(as_json: bool, slug: str | None) -> None:
    """Says what is to be looked at in a policy: contradictions, gaps, clauses without effect, notes of the law.

    Without --school it needs no database.
    """
    from schoolgate.engines.rulings import lint

    found = _findings(slug) if slug else lint.lint_model()
    if as_json:
        click.echo(json.dumps(lint.as_json(found), indent=2, ensure_ascii=False))
    else:
        click.echo(lint.as_text(found))


def _findings(slug: str) -> Any:
    _ready()
    from django.utils import timezone

    from schoolgate.cli import policy as cli_policy

    return cli_policy.findings(_school(slug), timezone.localdate())


# ---- the age register


main.add_command(platforms)


# ---- rulings

main.add_command(may)
main.add_command(concerns)


# ---- the trail


@main.group()
def trail() -> None:
    """The sealed trail of what was done."""


@trail.command(
    "verify", epilog=_example("schoolgate trail verify --json", "schoolgate trail verify --seal 3f2a-77bc-9d01-4e5f")
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--seal", default="", help="A seal that the chair was sent: the trail must still go on from it.")
@click.option("--files", is_flag=True, help="Also open every file that a record names: this takes a while.")
def verify(as_json: bool, seal: str, files: bool) -> None:
    """Checks the trail, and every record against it, and names what is not as it was left (exit status 1)."""
    _ready(migrate=False)
    from schoolgate.cli import trail as cli_trail

    cli_trail.bring_up_to_date()
    with progress_bar("Checking the trail") as step:
        found = cli_trail.findings(step, files=files)
    cli_trail.answer(found, as_json=as_json, seal=seal)


# ---- the keys


@main.group()
def keys() -> None:
    """The keys that seal what people told the school."""


@keys.command("rotate", epilog=_example("schoolgate keys rotate", "schoolgate keys rotate --forget-old"))
@click.option(
    "--forget-old",
    is_flag=True,
    help="Also take the old keys away, once nothing is sealed with them. Stop the server first.",
)
def rotate(forget_old: bool) -> None:
    """Makes a new key and seals every text and file with it; the server may run meanwhile.

    Keep a copy of keys.json in a safe place, apart from the database and its backups: without it nothing can be read.
    """
    _ready()
    from schoolgate.cli import rotation

    with progress_bar("Sealing anew") as step:
        said = rotation.rotate(forget_old=forget_old, progress=step)
    click.echo(said)


# ---- the installation


@main.command(epilog=_example("schoolgate worker"))
def worker() -> None:
    """Runs the background worker alone, beside a web server of your own."""
    _ready()
    from schoolgate.config import worker

    worker.run_for_ever()


@main.command(epilog=_example("schoolgate check", "schoolgate check --backup /mnt/backup/schoolgate.tar.gz"))
@click.option(
    "--backup",
    "backups",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Also look at a backup (a folder, .zip or .tar file): whether it holds the keys beside the database.",
)
def check(backups: tuple[Path, ...]) -> None:
    """Says what is missing for real use: settings, keys, the database, who can read them (exit status 1)."""
    _start()
    from schoolgate.cli import checking

    found = [*checking.faults(), *(fault for path in backups for fault in checking.faults_of_backup(path))]
    for sentence in (*found, *checking.advice()):
        click.echo(sentence)
    if found:
        sys.exit(FAILED)
    click.echo("Nothing is missing.")


# ---- parts


def _address(host: str, port: int) -> str:
    """Where people find it: by name, because browsers take no passkeys on a number, and nobody gets to “everywhere”."""
    if host in EVERYWHERE:
        host = socket.gethostname()
    return f"http://{'localhost' if host == '127.0.0.1' else f'[{host}]' if ':' in host else host}:{port}"


def _found_at(host: str, port: int) -> None:
    """Says to the settings where people find it, unless IT has said so; on every address, by this machine's too."""
    os.environ.setdefault("SCHOOLGATE_ADDRESS", _address(host, port))
    if host in EVERYWHERE:
        with suppress(OSError):
            os.environ.setdefault("SCHOOLGATE_HOSTS", socket.gethostbyname(socket.gethostname()))


def _data_folder() -> Path:
    return Path(os.environ.get("SCHOOLGATE_DATA", Path.home() / ".local/share/schoolgate"))


def _ready(*, migrate: bool = True) -> None:
    """Starts Django, and brings the database and the static files up to date."""
    _start()
    from schoolgate.config import folders, upkeep
    from schoolgate.sealed import field

    try:
        upkeep.bring_up_to_date() if migrate else upkeep.look_around()
    except (upkeep.OtherBuild, folders.Unsafe, field.Unreadable) as refused:
        raise Sentence(str(refused)) from refused


def _start() -> None:
    """Starts Django with the settings of this environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schoolgate.config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    from schoolgate.config import folders

    try:
        django.setup()
    except folders.Unsafe as unsafe:
        raise Sentence(str(unsafe)) from unsafe
    except (ImproperlyConfigured, ValueError) as wrong:
        raise Sentence(f"A setting cannot be read: {wrong}") from wrong


def _school(slug: str | None) -> Any:
    from schoolgate.community.queries import school as community_school

    found = community_school.school_named(slug) if slug else community_school.only_school()
    if found is None:
        raise Sentence(
            f"There is no school called {slug}." if slug else "Say which school with --school NAME, or make one first."
        )
    return found


def _content(path: Path, *, read: bool = True) -> bytes:
    """The file's bytes; a sentence where there is no such file or it is far too large to be right."""
    limit = 50 * 1024 * 1024
    try:
        if path.is_dir():
            raise Sentence(f"{path} is a folder. Name a file in it.")
        if path.stat().st_size > limit:
            raise Sentence(f"{path} is larger than 50 MB. Is it the right file?")
        return path.read_bytes() if read else b""
    except FileNotFoundError as error:
        raise Sentence(f"There is no file {path}. Check the name and the folder.") from error
    except PermissionError as error:
        raise Sentence(f"{path} may not be read by you. Ask whoever owns it.") from error


def _now() -> datetime:
    from django.utils import timezone

    return timezone.now()


if __name__ == "__main__":
    main()
