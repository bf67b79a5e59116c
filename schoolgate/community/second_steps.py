"""Second steps are sealed: the app's secret and the seed of spare codes open with a key of the ring alone."""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.db import transaction

from schoolgate.community import signed
from schoolgate.sealed import field


class SecondSteps:
    """For a rotation of keys: these rows are a library's, and are found by no field of ours."""

    name = "mfa.Authenticator"

    def all(self) -> Iterable[int]:
        return list(Authenticator.objects.order_by("pk").values_list("pk", flat=True))

    def reseal(self, pk: int) -> None:
        """Seals one row's secrets with the newest key; what opens with none stays as it is, and is not ours."""
        with transaction.atomic():
            row = Authenticator.objects.select_for_update(of=("self",)).filter(pk=pk).first()
            if row is not None:
                data = signed.each_secret(row.data, _anew)
                Authenticator.objects.filter(pk=pk).update(data=data)

    def is_stale(self, pk: int) -> bool:
        """Whether something that one of our keys opens would open with none any more."""
        stale = []
        row = Authenticator.objects.filter(pk=pk).first()
        signed.each_secret(row.data if row else {}, lambda text: stale.append(_is_old(text)))
        return any(stale)


def _anew(text: str) -> str:
    try:
        return signed.sealed(signed.opened(text))
    except InvalidToken:
        return text


def _is_old(text: str) -> bool:
    try:
        field.newest().decrypt(text.encode())
    except InvalidToken:
        return _anew(text) != text
    return False
