"""A child tells, and others come into the child's session: for the tests of both."""

import re
from datetime import timedelta

from django.test import Client
from django.urls import reverse

from schoolgate.community.signin import actions as signin
from schoolgate.concerns.models.chronicle import Message
from schoolgate.concerns.models.concern import About, Concern
from schoolgate.concerns.rules import ConcernPart
from schoolgate.concerns.tests import page, story
from tests.cast import MONDAY, client_of

SECRET, ANSWER, LIE = "Ms Kapoor hit me, bluebell", "We believe you, campion", "It was not true"
ANSWERS = "concerns:answers"
DAY = timedelta(days=1)
fresh = story.fresh


# ---- ways in


def as_self(cast) -> Client:
    """The child alone, with a card made long ago."""
    return by_card(cast, made_by=cast.deputy, at=MONDAY - 100 * DAY)


def by_card(cast, *, made_by, at=MONDAY) -> Client:
    """Somebody at a tablet with the child's card, which this teacher made then."""
    (card,) = signin.make_cards(cast.kestrels, [fresh(cast.pupil)], by=fresh(made_by), at=at)
    client = Client()
    for data in ({"again": "yes"}, {"code": card.code}, {"number": card.number}):
        client.post(reverse("signin:pupil"), data)
    for picture in card.pictures:
        client.post(reverse("signin:pupil"), {"picture": picture})
    assert client.session["_auth_user_id"] == str(cast.pupil.account.pk)
    return client


def opened_by(cast, person) -> Client:
    """The child's session on a device on which this person opened it."""
    client = client_of(person)
    client.post(reverse("signin:open_session", args=[cast.kestrels.pk]), {"pupil": cast.pupil.pk})
    assert client.session["_auth_user_id"] == str(cast.pupil.account.pk)
    return client


ATTACKS = {
    "the teacher opens the session": lambda cast: opened_by(cast, cast.teacher),
    "the head opens the session": lambda cast: opened_by(cast, cast.head),
    "the teacher prints a card": lambda cast: by_card(cast, made_by=cast.teacher),
    "the head prints a card": lambda cast: by_card(cast, made_by=cast.head),
    "the teacher kept a card": lambda cast: by_card(cast, made_by=cast.teacher, at=MONDAY - 60 * DAY),
}


# ---- telling


def tell(client: Client, words: str = SECRET, **said):
    """The child goes the whole way; returns the page of thanks."""
    there = reverse("concerns:child", args=["larkhollow"])
    token = page.value(client.get(there), "token")
    data = {
        "token": token,
        "what": "mean",
        "whom": "child",
        "how": "write",
        "words": words,
        "step": "who",
        "adult": "any",
        **said,
    }
    return client.post(there, data)


def told(cast, client: Client | None = None) -> tuple[Concern, tuple[str, ...]]:
    """Something a child told of their teacher, answered by the DSL, with the pictures that the child saw."""
    thanks = tell(client or as_self(cast))
    concern = Concern.objects.get()
    About.objects.get_or_create(concern=concern, person=cast.teacher, part=ConcernPart.ABOUT.value)
    Message.objects.create(concern=concern, words=ANSWER, at=MONDAY, by=cast.dsl, from_school=True)
    return concern, pictures_on(thanks)


def pictures_on(response) -> tuple[str, ...]:
    found = re.search(r"data-childs-pictures>(.*?)</ol>", response.content.decode(), re.DOTALL)
    return tuple(re.findall(r"\d\. (\w+)", found[1])) if found else ()


def press(client: Client, pictures) -> object:
    """Presses these pictures one at a time, as the page asks."""
    response = client.get(reverse(ANSWERS))
    chosen: list[str] = []
    for picture in pictures:
        response = client.post(
            reverse(ANSWERS), {"page": page.value(response, "page"), "chosen": [*chosen], "picture": picture}
        )
        chosen.append(picture)
    return response


def wrong(pictures) -> tuple[str, ...]:
    return tuple(reversed(pictures))


def everything(client: Client, concern: Concern) -> str:
    """Every page that a pupil's session opens and that could show something of it."""
    addresses = [
        reverse("home"),
        reverse("concerns:told"),
        reverse("concerns:told_one", args=[concern.pk]),
        reverse(ANSWERS),
        reverse("concerns:start"),
        reverse("concerns:child", args=["larkhollow"]),
        reverse("concerns:receipt", args=["larkhollow"]),
        reverse("policy:mine"),
    ]
    return " ".join(client.get(address, follow=True).content.decode() for address in addresses)
