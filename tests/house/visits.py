"""Many requests of one scene: every one is taken back."""

from collections.abc import Iterator

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests import cast as people
from tests.cast import client_of
from tests.house.scene import Scene


def names(patterns=None, prefix: str = "") -> Iterator[str]:
    """The name of every address of the project, as `reverse` takes it."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from names(
                pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            )
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"


NAMES = sorted(set(names()))


class Visits:
    """The scene, where asked for another school beside it, and a browser for each of their members: built once for many requests."""

    def __init__(self, *others: people.Cast) -> None:
        self.scene = Scene()
        self.others = others
        here = [person for cast in (self.scene.cast, *others) for person in cast.members().values() if person]
        self.cookies = {person.pk: client_of(person).cookies for person in here}

    def attempt(self, person, method: str, url: str):
        """One request, everything it did taken back."""
        with transaction.atomic():
            client = Client(raise_request_exception=False)
            if person:
                client.cookies.load(self.cookies[person.pk].output(header="", sep=";"))
            response = getattr(client, method)(url)
            response.content if not response.streaming else b"".join(response)
            transaction.set_rollback(True)
        return response
