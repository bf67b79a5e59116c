"""Passwords are hashed with a key outside the database: whoever has a copy of it cannot even try them."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from schoolgate.sealed import field


class Keyed(PBKDF2PasswordHasher):
    """PBKDF2 of a keyed digest of the password. The key is not one of the ring, which may change without the password."""

    algorithm = "keyed_pbkdf2_sha256"

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        return super().encode(field.digest("password", password), salt, iterations)
