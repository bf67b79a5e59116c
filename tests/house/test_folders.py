"""Folders, files and keys of an installation: who else on the machine can read them, and where the keys lie."""

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest
from django.conf import settings as settled

from schoolgate.cli import checking
from schoolgate.config import folders, keys
from schoolgate.sealed import field as sealed_field
from tests.house.commands import run

HTTPS = {"SCHOOLGATE_ADDRESS": "https://policy.larkhollow.example"}


def others(*places: Path) -> list[str]:
    """Everything in these folders that others may read, write or enter, and the folders themselves."""
    return [str(path) for place in places for path in (place, *place.rglob("*")) if path.stat().st_mode & 0o077]


def seal(data: Path, token: str = "gAAAAABk_something") -> None:
    """Puts something sealed into the database."""
    with sqlite3.connect(data / "schoolgate.sqlite3") as database:
        person = database.execute("SELECT id FROM community_person").fetchone()[0]
        database.execute(
            "INSERT INTO concerns_draft (person_id, form, content, saved_at) VALUES (?, 'worry', ?, '2026-11-23')",
            (person, token),
        )


# ---- who else can read them


def test_nothing_that_a_running_school_writes_is_for_others(taken):
    """The database with its log, evidence, uploads, keys: while the server runs, whatever the umask was."""
    modes = dict(reversed(line.split(" ", 1)) for line in (taken / "modes").read_text().splitlines())
    names = {Path(path).name for path in modes}
    assert {"schoolgate.sqlite3", "schoolgate.sqlite3-wal", "schoolgate.sqlite3-shm"} <= names
    assert {"keys.json", "secrets.json", "concerns", "kept", "cases"} <= names and len(modes) > 20
    assert not [path for path, mode in modes.items() if mode not in ("700", "600")]


@pytest.mark.skipif("sqlite" not in settled.DATABASES["default"]["ENGINE"], reason="PostgreSQL has no such file.")
def test_what_is_deleted_is_written_over():
    """Whatever the SQLite of this machine does by itself."""
    assert "PRAGMA secure_delete=ON;" in settled.DATABASES["default"]["OPTIONS"]["init_command"]


def test_a_school_is_made_for_its_owner_alone(first_steps):
    data = first_steps[0]
    assert others(data) == [] and (data / "schoolgate.sqlite3").exists()


def test_what_was_open_is_closed_at_the_next_start(data):
    for path in (data, *data.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    deep = data / "files" / "concerns"
    deep.mkdir(parents=True, mode=0o755)
    (deep / "abc").write_bytes(b"x")
    (deep / "abc").chmod(0o664)
    backup = data / "schoolgate.sqlite3.bak"
    backup.write_bytes(b"x")
    backup.chmod(0o640)
    assert len(others(data)) > 5
    assert run("trail", "verify", env={"SCHOOLGATE_DATA": str(data)}).returncode == 0
    static = str(data / "static")
    assert [path for path in others(data) if not path.startswith(f"{static}/")] == []


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o710, 0o701, 0o702, 0o770])
@pytest.mark.parametrize("ours", [False, True])
def test_what_cannot_be_closed_is_refused(tmp_path, monkeypatch, mode, ours):
    """It is another user's, or lies on a disk that knows no owners: there a change is taken and nothing changes."""
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(mode)

    def chmod(self, mode):
        if not ours:
            raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", chmod)
    for refuse in (folders.keep_private, folders.make_private, folders.keep_all_private):
        with pytest.raises(folders.Unsafe, match=f"chmod 700 {folder}"):
            refuse(folder)


@pytest.mark.parametrize("tail", ["", "-wal", "-shm", "-journal"])
def test_a_database_file_that_others_read_is_refused_wherever_it_lies(tmp_path, monkeypatch, tail):
    file = tmp_path / f"other.sqlite3{tail}"
    file.touch(0o600)
    file.chmod(0o640)
    monkeypatch.setattr(Path, "chmod", lambda self, mode: None)
    with pytest.raises(folders.Unsafe, match=f"The file {file} can be read"):
        folders.keep_database_private(tmp_path / "other.sqlite3")


def test_a_database_named_by_its_address_is_closed_too(data, tmp_path):
    elsewhere = tmp_path / "elsewhere.sqlite3"
    shutil.copy(data / "schoolgate.sqlite3", elsewhere)
    elsewhere.chmod(0o644)
    answer = run("trail", "verify", env={"SCHOOLGATE_DATA": str(data), "DATABASE_URL": f"sqlite:///{elsewhere}"})
    assert answer.returncode == 0 and stat.S_IMODE(elsewhere.stat().st_mode) == 0o600


# ---- where the keys lie


@pytest.fixture
def apart(data, tmp_path) -> dict[str, str]:
    """A school with its keys in a folder of their own."""
    kept = tmp_path / "keys"
    kept.mkdir(mode=0o700)
    for name in ("keys.json", "secrets.json", "seals.json"):
        (data / name).rename(kept / name)
    return {"SCHOOLGATE_DATA": str(data), "SCHOOLGATE_KEYS": str(kept), **HTTPS}


def test_with_keys_of_their_own_folder_nothing_of_them_is_in_the_data(apart, data, tmp_path):
    answer = run("keys", "rotate", env=apart)
    assert answer.returncode == 0, answer.stderr
    assert len(json.loads((tmp_path / "keys" / "keys.json").read_text())) == 2
    assert not [path.name for path in data.rglob("*.json") if "static" not in path.parts]
    assert run("trail", "verify", env=apart).returncode == 0


def test_no_new_keys_are_made_while_the_old_ones_lie_in_the_data(data, tmp_path):
    before = {name: (data / name).read_bytes() for name in ("keys.json", "secrets.json")}
    answer = run("trail", "verify", env={"SCHOOLGATE_DATA": str(data), "SCHOOLGATE_KEYS": str(tmp_path / "keys")})
    assert answer.returncode == 2 and "the keys are still in" in answer.stderr and "Traceback" not in answer.stderr
    assert not (tmp_path / "keys").exists()
    subprocess.run(answer.stderr.strip().splitlines()[-1], shell=True, check=True)
    again = run("trail", "verify", env={"SCHOOLGATE_DATA": str(data), "SCHOOLGATE_KEYS": str(tmp_path / "keys")})
    assert again.returncode == 0, "what it says to do is what helps"
    assert {name: (tmp_path / "keys" / name).read_bytes() for name in before} == before


@pytest.mark.parametrize("words", [("keys", "rotate"), ("check",)])
def test_while_the_disk_with_the_keys_is_not_there_nothing_starts_and_no_keys_are_made(apart, data, tmp_path, words):
    (tmp_path / "keys").rename(tmp_path / "safe")
    (tmp_path / "keys").mkdir()
    before = (data / "schoolgate.sqlite3").read_bytes()
    answer = run(*words, env=apart)
    assert answer.returncode == 2 and "no keys in" in answer.stderr and "Traceback" not in answer.stderr
    assert list((tmp_path / "keys").iterdir()) == [] and (data / "schoolgate.sqlite3").read_bytes() == before


def test_a_missing_ring_beside_what_is_sealed_is_refused(data):
    seal(data)
    (data / "keys.json").unlink()
    answer = run("trail", "verify", env={"SCHOOLGATE_DATA": str(data)})
    assert answer.returncode == 2 and "keys.json is missing" in answer.stderr and "Traceback" not in answer.stderr
    assert not (data / "keys.json").exists()


def test_a_running_server_makes_no_new_ring_when_its_disk_goes(settings, tmp_path):
    settings.RING = tmp_path / "keys" / "keys.json"
    token = sealed_field.newest().encrypt(b"x")
    settings.RING.rename(tmp_path / "away.json")
    for ask in (sealed_field.keys, sealed_field.ring, sealed_field.newest):
        with pytest.raises(sealed_field.Unreadable, match="is missing"):
            ask()
    assert not settings.RING.exists()
    (tmp_path / "away.json").rename(settings.RING)
    assert sealed_field.ring().decrypt(token) == b"x"


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '["x"]', "[1]", "null", "\x00"])
def test_a_ring_that_is_none_is_said(settings, tmp_path, content):
    settings.RING = tmp_path / "broken.json"
    settings.RING.write_text(content)
    with pytest.raises(sealed_field.Unreadable, match="is not what Schoolgate wrote"):
        sealed_field.keys()
    assert settings.RING.read_text() == content


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", "null", '{"django": "x"}'])
def test_secrets_that_are_none_are_said_and_left(tmp_path, content):
    (tmp_path / "secrets.json").write_text(content)
    with pytest.raises(folders.Unsafe, match="is not what Schoolgate wrote"):
        keys.read_or_make(tmp_path)
    assert (tmp_path / "secrets.json").read_text() == content


def test_the_demo_school_has_keys_of_its_own(monkeypatch, tmp_path):
    """A rotation of the invented school must not touch the keys of the real one."""
    from click.testing import CliRunner

    from schoolgate.cli import main

    class Enough(Exception):
        pass

    def stop():
        raise Enough

    monkeypatch.setenv("SCHOOLGATE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SCHOOLGATE_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("SCHOOLGATE_DEMO", "")
    monkeypatch.setenv("SCHOOLGATE_ADDRESS", "http://localhost")
    monkeypatch.setattr(main, "_ready", stop)
    assert isinstance(CliRunner().invoke(main.main, ["demo", "--no-serve"]).exception, Enough)
    assert "SCHOOLGATE_KEYS" not in os.environ and os.environ["SCHOOLGATE_DATA"] == str(tmp_path / "data" / "demo")


# ---- what `schoolgate check` says


def check(*words: str, env: dict[str, str]) -> str:
    answer = run("check", *words, env=env)
    assert "Traceback" not in answer.stderr + answer.stdout, answer.stderr[-2000:]
    assert answer.returncode in (0, 1, 2) and (answer.returncode == 0) == ("Nothing is missing." in answer.stdout)
    return answer.stdout + answer.stderr


def test_it_is_content_with_keys_apart_and_names_one_disk(apart):
    said = check(env=apart)
    assert "Nothing is missing." in said and "are on the same disk as the database" in said


@pytest.fixture
def places(settings, tmp_path):
    """The settings of an installation with these two folders."""

    def set_to(data: str, kept: str) -> str:
        settings.DATA, settings.KEYS = tmp_path / data, tmp_path / kept
        for folder in (settings.DATA, settings.KEYS):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return " ".join(checking._of_keys())

    return set_to


def test_it_says_that_the_keys_lie_beside_the_database(places):
    said = places("data", "data")
    assert "The keys lie beside the database" in said and "SCHOOLGATE_KEYS" in said and "backup" in said


@pytest.mark.parametrize("data,kept", [("data", "data/keys"), ("keys/data", "keys"), ("a", "a/b/c")])
def test_it_says_that_one_folder_lies_in_the_other(places, data, kept):
    assert "so a backup of it holds the database and its keys" in places(data, kept)


@pytest.mark.parametrize("kept", ["keys", "data-keys", "dat"])
def test_folders_apart_are_right(places, kept):
    assert places("data", kept) == ""


def test_it_says_what_others_can_read_and_it_cannot_close(places, tmp_path, monkeypatch):
    places("data", "keys")
    (tmp_path / "data/files").mkdir()
    (tmp_path / "data/files").chmod(0o750)
    monkeypatch.setattr(Path, "chmod", lambda self, mode: None)
    assert f"chmod 700 {tmp_path}/data/files" in places("data", "keys")


def test_it_names_an_address_without_https_once(settings):
    settings.TLS, settings.ADDRESS = False, "http://policy.larkhollow.example"
    said = " ".join(checking._of_settings())
    assert said.count("https://") == 1 and "can be read on its way" in said


@pytest.mark.parametrize(
    "change,says",
    [
        (lambda data, keys: (data / "schoolgate.sqlite3").unlink(), "There is no database in"),
        (lambda data, keys: (data / "schoolgate.sqlite3").write_bytes(b"no database" * 999), "cannot be opened"),
        (lambda data, keys: (keys / "keys.json").write_text("{"), "is not what Schoolgate wrote"),
        (lambda data, keys: (keys / "secrets.json").write_text("{"), "is not what Schoolgate wrote"),
        (lambda data, keys: (seal(data), (keys / "keys.json").unlink()), "keys.json is missing"),
        (lambda data, keys: seal(data), "does not open what is sealed"),
        (lambda data, keys: shutil.rmtree(keys), "but no keys in"),
        (lambda data, keys: (shutil.rmtree(data), data.write_text("")), "cannot be made"),
    ],
    ids=[
        "no database",
        "another file",
        "broken ring",
        "broken secrets",
        "no ring",
        "another ring",
        "no keys",
        "a file",
    ],
)
def test_whatever_is_missing_it_says_so_in_a_sentence(apart, data, tmp_path, change, says):
    change(data, tmp_path / "keys")
    assert says in check(env=apart)


@pytest.mark.parametrize(
    "setting,value,says",
    [
        ("DATABASE_URL", "postgres://u:p@127.0.0.1:1/none", "The database cannot be opened"),
        ("DATABASE_URL", "nonsense", "DATABASE_URL is not a database's line"),
        ("SCHOOLGATE_MAIL", "nonsense", "SCHOOLGATE_MAIL is not a mail server's line"),
    ],
)
def test_a_setting_that_is_wrong_is_said_in_a_sentence(apart, setting, value, says):
    assert says in check(env={**apart, setting: value})


def test_a_database_of_another_build_is_said(apart, data):
    with sqlite3.connect(data / "schoolgate.sqlite3") as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '0099_later', '2026-11-20')"
        )
    assert "made by another build" in check(env=apart)


@pytest.fixture
def backed_up(tmp_path) -> Path:
    """What is in a data folder."""
    (tmp_path / "data/files").mkdir(parents=True)
    (tmp_path / "data/schoolgate.sqlite3").touch()
    return tmp_path / "data"


def packed(kind: str, folder: Path, to: Path) -> Path:
    """A backup of a folder."""
    if kind == "folder":
        return Path(shutil.copytree(folder, to / "copy"))
    if kind == "zip":
        with zipfile.ZipFile(to / "copy.zip", "w") as archive:
            for path in folder.iterdir():
                if path.is_file():
                    archive.write(path, f"backup/{path.name}")
        return to / "copy.zip"
    with tarfile.open(to / "copy.tar.gz", "w:gz") as archive:
        archive.add(folder, "backup")
    return to / "copy.tar.gz"


@pytest.mark.parametrize("kind", ["folder", "zip", "tar"])
def test_a_backup_that_holds_both_is_said(backed_up, tmp_path, kind):
    alone = packed(kind, backed_up, tmp_path)
    alone.chmod(0o700 if alone.is_dir() else 0o600)
    assert list(checking.faults_of_backup(alone)) == []
    (backed_up / "keys.json").write_text("[]")
    (tmp_path / "both").mkdir()
    both = packed(kind, backed_up, tmp_path / "both")
    both.chmod(0o755 if both.is_dir() else 0o644)
    said = " ".join(checking.faults_of_backup(both))
    assert f"{both} holds the database and its keys" in said and f"{both} can be read by other users" in said


@pytest.mark.parametrize("content", [None, b"", b"no archive"])
def test_a_backup_that_is_none_is_said(tmp_path, content):
    path = tmp_path / "backup.tar.gz"
    if content is not None:
        path.write_bytes(content)
    assert "cannot be looked through" in " ".join(checking.faults_of_backup(path))


def test_a_backup_under_another_name_with_the_keys_is_said(tmp_path):
    for database, key in (
        ("schoolgate.dump", "secrets.json"),
        ("school.sql.gz", "old/keys.json.2026"),
        ("a.sqlite3-wal", "keys.json"),
    ):
        with zipfile.ZipFile(tmp_path / "dump.zip", "w") as archive:
            archive.writestr(database, b"x")
            archive.writestr(key, "{}")
        assert "holds the database and its keys" in " ".join(checking.faults_of_backup(tmp_path / "dump.zip"))
