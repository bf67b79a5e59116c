"""What is missing for real use, each in a sentence: for `schoolgate check`."""

import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from schoolgate.config import folders

KEYS = frozenset({folders.KEYRING, folders.SECRETS})
OF_TLS = frozenset({"security.W004", "security.W008", "security.W012", "security.W016"})
"""What Django says, in its words, of an address without https."""
DATABASES = (".sqlite", ".sql", ".dump", ".db")


def faults() -> Iterator[str]:
    """What must be mended. The settings have been read; everything else may be missing."""
    yield from _of_settings()
    yield from _of_keys()
    yield from _of_database()
    yield from _of_room()


def advice() -> Iterator[str]:
    """What is right only where somebody has thought of it."""
    from django.conf import settings

    if _is_sqlite() and settings.KEYS != settings.DATA and _same_disk(settings.KEYS, settings.DATA):
        yield (
            f"The keys in {settings.KEYS} are on the same disk as the database: whoever takes that disk has both. "
            "Encrypt the disk, or keep the keys on another one."
        )


def faults_of_backup(path: Path) -> Iterator[str]:
    """What is wrong with a backup: it holds the database and its keys, or others can read it."""
    try:
        names = set(_names(path))
    except (OSError, tarfile.TarError, zipfile.BadZipFile) as error:
        yield f"{path} cannot be looked through: {error}. Name a folder, a .zip or a .tar file."
        return
    keys = {key for key in KEYS if any(key in name for name in names)}
    if keys and any(mark in name for name in names for mark in DATABASES):
        yield (
            f"{path} holds the database and its keys: whoever finds this backup reads everything. "
            f"Keep {' and '.join(sorted(keys))} in another place."
        )
    if path.stat().st_mode & folders.OTHERS:
        yield f"{path} can be read by other users of this machine: chmod {700 if path.is_dir() else 600} {path}"


def _names(path: Path) -> Iterable[str]:
    if path.is_dir():
        return (file.name for file in path.rglob("*"))
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return [Path(name).name for name in archive.namelist()]
    with tarfile.open(path) as archive:
        return [Path(name).name for name in archive.getnames()]


def _of_settings() -> Iterator[str]:
    from django.conf import settings
    from django.core import checks

    if not settings.TLS:
        yield (
            f"SCHOOLGATE_ADDRESS is {settings.ADDRESS}, so what people write can be read on its way. "
            "Give it an address that begins with https://, served by a proxy that speaks it."
        )
    for found in checks.run_checks(include_deployment_checks=True):
        if found.level >= checks.WARNING and not found.is_silenced() and (settings.TLS or found.id not in OF_TLS):
            yield " ".join(f"{found.msg} {found.hint or ''} ({found.id})".split())


def _of_room() -> Iterator[str]:
    from django.conf import settings

    from schoolgate.sealed import room

    if room.is_short():
        yield (
            f"The disk of {settings.MEDIA_ROOT} is nearly full: files that people send are refused, so that there is room "
            "for words. Make room, or move the data folder to a larger disk."
        )


def _of_keys() -> Iterator[str]:
    from django.conf import settings

    keys, data = settings.KEYS, settings.DATA
    if keys == data:
        yield (
            f"The keys lie beside the database, in {data}: whoever copies that folder, or finds a backup of it, reads "
            f"everything. Name a folder somewhere else with SCHOOLGATE_KEYS, and move {' and '.join(sorted(KEYS))} there."
        )
    elif data in keys.parents or keys in data.parents:
        inner, outer = (keys, data) if data in keys.parents else (data, keys)
        yield f"{inner} lies in {outer}, so a backup of it holds the database and its keys. Name folders apart from each other."
    for folder in {data, keys}:
        try:
            folders.keep_all_private(folder, but=settings.STATIC_ROOT)
        except folders.Unsafe as unsafe:
            yield str(unsafe)


def _of_database() -> Iterator[str]:
    from cryptography.fernet import InvalidToken
    from django.conf import settings
    from django.db import Error, connection

    from schoolgate.config import upkeep
    from schoolgate.sealed import field, samples

    if _is_sqlite() and not Path(settings.DATABASES["default"]["NAME"]).exists():
        yield (
            f"There is no database in {settings.DATA} yet. Make a school with schoolgate school create, "
            "or name the folder that has one with SCHOOLGATE_DATA."
        )
        return
    try:
        upkeep.check_known()
        upkeep.check_ring()
        if settings.RING.exists():
            field.keys()
        for token in samples.sealed():
            field.ring().decrypt(token.encode())
    except Error as error:
        why = str(error).split("\n")[0]
        yield f"The database cannot be opened ({why}). Is it there, is it yours, and does DATABASE_URL name it?"
    except (upkeep.OtherBuild, folders.Unsafe, field.Unreadable) as error:
        yield str(error)
    except InvalidToken:
        yield f"{settings.RING} does not open what is sealed in the database. Put back the keys that belong to it."
    finally:
        connection.close()


def _is_sqlite() -> bool:
    from django.db import connection

    return connection.vendor == "sqlite"


def _same_disk(*paths: Path) -> bool:
    return len({path.stat().st_dev for path in paths if path.exists()}) == 1
