"""Who may come in: nobody by an account that was changed past the product, whatever its password."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend


class Backend(AuthenticationBackend):  # type: ignore[misc]
    def user_can_authenticate(self, user: Any) -> bool:
        """Asked at each sign-in, and of each request of a session that is open; second steps are asked at sign-in alone."""
        return bool(super().user_can_authenticate(user)) and user.is_whole
