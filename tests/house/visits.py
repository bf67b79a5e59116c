"""Many requests of one scene: every one is taken back."""

import functools
import pickle
from collections.abc import Iterator
from contextlib import ExitStack
from http.cookies import SimpleCookie
from unittest.mock import patch

from django.conf import urls as pages_of_refusal
from django.contrib import auth
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from schoolgate.community.queries import people as community_people
from tests import cast as people
from tests import work
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
PERSON_OF, GET_USER, LOAD = community_people.person_of, auth.get_user, SessionStore.load


@functools.cache
def browser() -> Client:
    """One browser for all requests: what it was told by one is forgotten before the next."""
    return Client(raise_request_exception=False)


def in_a_line(status: int):
    """A refusal without the page around it, which `test_every_refusal_has_a_page` shows to everyone: only what it would say."""

    def answer(request: HttpRequest, exception: Exception) -> HttpResponse:
        return HttpResponse(str(exception), status=status)

    return answer


class Visits:
    """The scene, another school beside it where asked for, and cookies of each of their members: made once for many requests.

    Who is behind a cookie is looked up once: every request begins with the same rows.
    """

    def __init__(self, *others: people.Cast, scene: bool = True) -> None:
        """The scene and casts of other schools; without the scene only these."""
        if scene:
            self.scene = Scene()
        self.others = others
        casts = (self.scene.cast, *others) if scene else others
        here = [person for cast in casts for person in cast.members().values() if person]
        self.cookies, self.sessions, self.accounts, self.people = {}, {}, {}, {}
        for person in here:
            client = client_of(person)
            self.cookies[person.pk] = client.cookies
            self.sessions[client.session.session_key] = pickle.dumps(client.session.load())
            self.accounts[str(person.account.pk)] = pickle.dumps(type(person.account).objects.get(pk=person.account.pk))
            self.people[person.account.pk] = pickle.dumps(community_people.person_of(person.account))

    def attempt(self, person, method: str, url: str, *, whole: bool = work.LONG):
        """One request, everything it did taken back; a refusal has its page only where the whole of it is asked for."""
        client = browser()
        client.cookies = SimpleCookie(
            {name: one.value for name, one in self.cookies[person.pk].items()} if person else {}
        )
        with transaction.atomic(), ExitStack() as patched:
            patched.enter_context(patch.object(community_people, "person_of", self._person_of))
            patched.enter_context(patch.object(auth, "get_user", self._user_of))
            patched.enter_context(patch.object(SessionStore, "load", lambda store: self._loaded(store)))
            for status in () if whole else (400, 403, 404):
                patched.enter_context(patch.object(pages_of_refusal, f"handler{status}", in_a_line(status)))
            response = getattr(client, method)(url)
            response.content if not response.streaming else b"".join(response)
            transaction.set_rollback(True)
        cache.clear()  # how often one address may try: whoever comes tenth is not refused for the nine before
        return response

    def _loaded(self, store: SessionStore):
        known = self.sessions.get(store.session_key)
        return pickle.loads(known) if known else LOAD(store)

    def _user_of(self, request: HttpRequest):
        known = self.accounts.get(request.session.get(auth.SESSION_KEY))
        return pickle.loads(known) if known else GET_USER(request)

    def _person_of(self, account):
        known = self.people.get(account.pk) if account.is_authenticated else None
        return pickle.loads(known) if known else PERSON_OF(account)
