"""Seals every sealed text, keyed word and file of the installation with a new key, whichever app they belong to.

Texts are found by their field, so an app that seals something is included without a word. Reading stays
possible throughout: old keys open until they are taken away, and a running server follows the ring.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import F

from schoolgate.sealed import field as sealed_field
from schoolgate.sealed import keyed, scrubbing, store
from schoolgate.sealed.field import Sealed
from schoolgate.sealed.keyed import CLOSED, Keyed

Progress = Callable[[int, int], None]


class Others(Protocol):
    """Sealed texts of a library's own rows, which know nothing of our fields."""

    name: str

    def all(self) -> Iterable[int]: ...
    def reseal(self, pk: int) -> None: ...
    def is_stale(self, pk: int) -> bool: ...


_others: list[Others] = []


def register(others: Others) -> None:
    """Takes in what an app above has to seal anew by itself."""
    if others.name not in {known.name for known in _others}:
        _others.append(others)


def rotate(*, forget_old: bool = False, progress: Progress = lambda done, total: None) -> int:
    """Puts a new key first and seals everything with it; returns how many texts and files were sealed anew."""
    sealed_field.add_key()
    apart = [(others, pk) for others in _others for pk in others.all()]
    total, done = sum(1 for _ in _rows()) + sum(1 for _ in store.all_paths()) + len(apart), 0
    for others, number in apart:
        others.reseal(number)
        done += 1
        progress(done, total)
    for model, pk in _rows():
        _reseal(model, pk)
        done += 1
        progress(done, total)
    for path in store.all_paths():
        store.reseal(path)
        done += 1
        progress(done, total)
    if forget_old:
        _forget_old()
    scrubbing.scrub()
    return done


class Left(Exception):
    """Something is still sealed with an old key."""


def _forget_old() -> None:
    """Takes the old keys away, unless anything still needs one."""
    newest = sealed_field.newest()
    for model, pk in _rows():
        for name, token in _tokens(model, pk).items():
            try:
                newest.decrypt(token.encode())
            except InvalidToken as error:
                raise Left(f"{model._meta.label} {pk}: {name}") from error
    for others in _others:
        if any(map(others.is_stale, others.all())):
            raise Left(others.name)
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, Keyed) and not all(map(field.has_newest_key, keyed.tokens_in(field))):
                raise Left(f"{model._meta.label}: {field.name}")
    stale = next((path for path in store.all_paths() if not store.has_newest_key(path)), None)
    if stale:
        raise Left(stale)
    sealed_field.forget_old()


def sealed_fields(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if isinstance(field, Sealed)]


def _closed_fields(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if isinstance(field, CLOSED)]


def _rows() -> Iterator[tuple[type[models.Model], object]]:
    for model in apps.get_models():
        if _closed_fields(model):
            for pk in list(model._default_manager.order_by("pk").values_list("pk", flat=True)):
                yield model, pk


def _tokens(model: type[models.Model], pk: object) -> dict[str, str]:
    """The sealed texts of one row as they lie in the database, the empty ones left out."""
    names, quote = sealed_fields(model), connection.ops.quote_name
    if not names:
        return {}
    columns = ", ".join(quote(field.column) for field in model._meta.concrete_fields if isinstance(field, Sealed))
    table, key = quote(model._meta.db_table), model._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM {table} WHERE {quote(key.column)} = %s",  # noqa: S608  (names of our own models)
            [key.get_db_prep_value(pk, connection)],
        )
        row = cursor.fetchone()
    return {name: token for name, token in zip(names, row or (), strict=bool(row)) if token}


def _reseal(model: type[models.Model], pk: object) -> None:
    """Opens and seals one row's texts and words, held meanwhile so that nobody's change is lost."""
    with transaction.atomic():
        row = model._default_manager.select_for_update(no_key=True).filter(pk=pk).first()
        if row is None:
            return
        changes: dict[str, object] = {name: getattr(row, name) for name in _closed_fields(model)}
        if any(field.name == "sealed_round" for field in model._meta.concrete_fields):
            changes["sealed_round"] = F("sealed_round") + 1
        model._default_manager.filter(pk=pk).update(**changes)
