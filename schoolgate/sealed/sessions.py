"""Sessions in the database of which the database alone opens none: a row has a digest of its key, never the key.

What a session holds is signed for its own key and for a time, so that a row that is put under another key, or
prolonged, holds nothing.
"""

from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.core import signing
from django.core.exceptions import SuspiciousOperation
from django.utils import timezone

from schoolgate.sealed import field

LENGTH = 40
"""As many characters as Django's table has room for."""


class SessionStore(DatabaseStore):
    """Django's own, but for the key under which a row lies."""

    @property
    def key_salt(self) -> str:
        return f"schoolgate.session:{self.session_key}"

    def decode(self, session_data: str) -> dict[str, Any]:  # type: ignore[override]
        try:
            age = settings.SESSION_COOKIE_AGE
            held: dict[str, Any] = signing.loads(
                session_data, salt=self.key_salt, serializer=self.serializer, max_age=age
            )
            return held
        except (signing.BadSignature, ValueError):
            return {}

    def exists(self, session_key: str) -> bool:
        return super().exists(_kept_as(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        key = self._get_or_create_session_key()  # type: ignore[attr-defined]
        return self.model(session_key=_kept_as(key), session_data=self.encode(data), expire_date=self.get_expiry_date())

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            super().delete(_kept_as(key))

    def _get_session_from_db(self) -> Any:
        try:
            kept = _kept_as(self.session_key or "")
            return self.model.objects.get(session_key=kept, expire_date__gt=timezone.now())
        except (self.model.DoesNotExist, SuspiciousOperation):
            self._session_key = None
            return None


def _kept_as(key: str) -> str:
    return field.digest("session", key)[:LENGTH]
