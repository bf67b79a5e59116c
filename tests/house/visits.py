"""Many requests of one scene: every one is taken back."""

import functools
import pickle
from collections.abc import Iterator
from http.cookies import SimpleCookie
from unittest.mock import patch

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from schoolgate.community.queries import people as community_people
from tests import cast as people
from tests.cast import client_of
from tests.house.scene import Scene


def names(patterns=None, prefix: str = "") -> Iterator[str]:
    """The name of every address of the project, as `reverse` takes it."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"


NAMES = sorted(set(names()))
PERSON_OF = community_people.person_of


@functools.cache
def browser() -> Client:
    """One browser for all requests: what it was told by one is forgotten before the next."""
    return Client(raise_request_exception=False)


class Visits:
    """The scene, another school beside it where asked for, and cookies of each of their members: made once for many requests.

    Who is behind an account is looked up once: every request begins with the same rows.
    """

    def __init__(self, *others: people.Cast) -> None:
        self.scene = Scene()
        self.others = others
        here = [person for cast in (self.scene.cast, *others) for person in cast.members().values() if person]
        self.cookies = {person.pk: client_of(person).cookies for person in here}
        self.people = {person.account.pk: pickle.dumps(community_people.person_of(person.account)) for person in here}

    def attempt(self, person, method: str, url: str):
        """One request, everything it did taken back."""
        client = browser()
        client.cookies = SimpleCookie(
            {name: one.value for name, one in self.cookies[person.pk].items()} if person else {}
        )
        with transaction.atomic(), patch.object(community_people, "person_of", self._person_of):
            response = getattr(client, method)(url)
            response.content if not response.streaming else b"".join(response)
            transaction.set_rollback(True)
        return response

    def _person_of(self, account):
        known = self.people.get(account.pk) if account.is_authenticated else None
        return pickle.loads(known) if known else PERSON_OF(account)
