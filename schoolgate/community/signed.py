"""Rows by which people sign in, held by a key outside the database: what SQL alone changed signs nobody in.

An account says in `signed` what it was when the product last changed it, and in `factors` which second steps it has. Both
are keyed digests. What is not whole is never made whole by the next change of it, only by a deed that lets somebody in anew.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cryptography.fernet import InvalidToken
from django.db import models, transaction
from django.utils.crypto import constant_time_compare

from schoolgate.sealed import field as sealed_field

if TYPE_CHECKING:
    from schoolgate.community.models import Account

SIGNED = (
    "person_id",
    "email",
    "password",
    "is_active",
    "unconfirmed_since",
    "card_number",
    "pictures",
    "card_by_id",
    "card_at",
)
"""What decides who comes in by an account, and how far. The person names it: there is one account of each."""
SECRETS = ("secret", "seed")
Rows = Iterable[Mapping[str, Any]]


def signature(row: Mapping[str, Any]) -> str:
    """The keyed digest of what an account says."""
    return sealed_field.digest("account", json.dumps([_plain(row[name]) for name in SIGNED]))


def factors(person_id: int, rows: Rows) -> str:
    """The keyed digest of all second steps of somebody; other keys of the ring change nothing of it."""
    said = sorted([row["pk"], row["user_id"], row["type"], _opened(row["data"])] for row in rows)
    return sealed_field.digest("second steps", json.dumps([person_id, said], sort_keys=True))


def opened(text: str) -> str:
    """A secret of a second step, in words."""
    return sealed_field.ring().decrypt(text.encode()).decode()


def sealed(text: str) -> str:
    return sealed_field.ring().encrypt(text.encode()).decode()


def each_secret(data: dict[str, Any], do: Any) -> dict[str, Any]:
    """What a second step holds, with every secret of it changed by `do`."""
    found = {name: do(value) if name in SECRETS else value for name, value in data.items()}
    if found.get("migrated_codes"):
        found["migrated_codes"] = [do(code) for code in found["migrated_codes"]]
    return found


def _opened(data: Any) -> str:
    def said(text: str) -> str:
        try:
            return opened(text)
        except InvalidToken:  # not ours, and no secret of ours is the same
            return f"unreadable {text}"

    return json.dumps(each_secret(data, said) if isinstance(data, dict) else data, sort_keys=True)


def _plain(value: Any) -> object:
    return value.timestamp() if isinstance(value, datetime) else value or ""


class Signed(models.Model):
    """An account that knows whether it is as the product left it."""

    signed = models.CharField("keyed digest of what it says", max_length=64, blank=True, editable=False)
    factors = models.CharField("keyed digest of its second steps", max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True

    def save(self, **how: Any) -> None:
        account: Any = self
        if self._state.adding:
            self.signed, self.factors = signature(self._said()), factors(account.person_id, ())
        else:
            how["update_fields"] = self._to_save(how.get("update_fields"))
        super().save(**how)

    def _said(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in SIGNED}

    @property
    def is_whole(self) -> bool:
        return constant_time_compare(self.signed, signature(self._said()))

    @property
    def has_own_factors(self) -> bool:
        """Whether its second steps are those that it was given here."""
        return self.has_factors(factor_rows(self.pk))

    def has_factors(self, rows: Rows) -> bool:
        account: Any = self
        return constant_time_compare(self.factors, factors(account.person_id, rows))

    def sign(self) -> None:
        """For deeds that let somebody in anew: takes what it says as right, whatever it said before."""
        account: Any = self
        self.signed = signature(self._said())
        type(account)._base_manager.filter(pk=self.pk).update(signed=self.signed)

    def sign_factors(self) -> None:
        """The same for its second steps."""
        account: Any = self
        self.factors = factors(account.person_id, factor_rows(account.pk))
        type(account)._base_manager.filter(pk=self.pk).update(factors=self.factors)

    def _to_save(self, names: Iterable[str] | None) -> set[str]:
        """Its fields, and its signature where what was there before was whole. Second steps are never saved from here."""
        own = {field.name for field in self._meta.concrete_fields if not field.primary_key}
        saved = (own if names is None else set(names)) - {"signed", "factors"}
        columns = {self._meta.get_field(name).attname for name in saved}  # type: ignore[union-attr]
        if not columns & set(SIGNED):
            return saved
        account: Any = self
        there = type(account)._base_manager.filter(pk=self.pk).values("signed", *SIGNED).first()
        if there is None or not constant_time_compare(there["signed"], signature(there)):
            return saved
        self.signed = signature({name: getattr(self, name) if name in columns else there[name] for name in SIGNED})
        return {*saved, "signed"}


class AccountQuerySet(models.QuerySet["Account"]):
    """Changes of many accounts sign those again that were whole."""

    def update(self, **changes: Any) -> int:
        names = {self.model._meta.get_field(name).attname for name in changes}  # type: ignore[union-attr]
        if not names & set(SIGNED):
            return super().update(**changes)
        with transaction.atomic():
            whole = [account.pk for account in self.select_for_update(of=("self",)) if account.is_whole]
            changed = super().update(**changes)
            for account in self.model._base_manager.filter(pk__in=whole):
                account.sign()
        return changed

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable["Account"], *args: Any, **how: Any) -> list["Account"]:
        made = list(objs)
        for account in made:
            account.signed, account.factors = signature(account._said()), factors(account.person_id, ())
        return super().bulk_create(made, *args, **how)


# ---- second steps


def factor_rows(account_pk: int | None) -> list[dict[str, Any]]:
    from allauth.mfa.models import Authenticator

    found = Authenticator.objects.filter(user_id=account_pk).order_by()
    return list(found.values("pk", "user_id", "type", "data"))


def _account(factor: Any) -> "Account | None":
    from schoolgate.community.models import Account

    found: Account | None = Account.objects.filter(pk=factor.user_id).first()
    return found


def before(sender: Any, instance: Any, **said: Any) -> None:
    """Notes whether all second steps were whole before one of them comes, changes or goes."""
    account = None if _only_used(said) else _account(instance)
    instance._were_whole = account is not None and account.has_own_factors


def after(sender: Any, instance: Any, **said: Any) -> None:
    """Takes what changed as right, where what was there before was."""
    if _only_used(said) or not getattr(instance, "_were_whole", False):
        return
    if account := _account(instance):
        account.sign_factors()


def _only_used(said: Mapping[str, Any]) -> bool:
    return set(said.get("update_fields") or ()) == {"last_used_at"}


def connect() -> None:
    """Follows every second step that comes, changes or goes by the product."""
    from allauth.mfa.models import Authenticator

    for signal, do in (
        (models.signals.pre_save, before),
        (models.signals.pre_delete, before),
        (models.signals.post_save, after),
        (models.signals.post_delete, after),
    ):
        signal.connect(do, sender=Authenticator, dispatch_uid=f"community.signed.{id(signal)}")
