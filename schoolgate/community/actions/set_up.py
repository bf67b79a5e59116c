"""The set-up of a school that is not there yet: who has the code on the server opens it, once, and it goes with the school.

No deeds: there is no school yet whose trail could tell of them. What the set-up makes in the end is done by deeds.
"""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F

from schoolgate.broken import Broken
from schoolgate.community.models import SetUp
from schoolgate.community.queries import set_up as queries
from schoolgate.community.signin import pictures

GOOD_FOR = timedelta(hours=1)
MOST_TRIES = 10
AGAIN = "On the server, stop Schoolgate and start it again with: schoolgate run. It shows a new code."


def make_code(at: datetime) -> str:
    """A new code, to be read out by whoever sits at the server; the one before opens nothing, what was typed stays."""
    words = (
        secrets.choice(pictures.FIRST_WORDS),
        secrets.choice(pictures.SECOND_WORDS),
        secrets.choice(pictures.FIRST_WORDS),
    )
    code = f"{'-'.join(words)}-{secrets.randbelow(90) + 10}"
    with transaction.atomic():
        row = SetUp.objects.select_for_update().first() or SetUp()
        row.code_digest, row.made_at, row.expires_at, row.tries = queries.digest(code), at, at + GOOD_FOR, 0
        row.save()
    return code


def open_with(code: str, *, at: datetime) -> str:
    """Opens the set-up with its code, once, and returns what the browser holds from now on."""
    row = SetUp.objects.exclude(code_digest="").first()
    if row is None or row.expires_at <= at:
        raise Broken(f"The code is too old, or it was used already. {AGAIN}")
    # Counted before it is looked at, so that many at once have no more tries than one after the other.
    if not SetUp.objects.filter(pk=row.pk, tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        raise Broken(f"Another code was typed too often. {AGAIN}")
    if not queries.is_same(queries.digest(code), row.code_digest):
        raise Broken("That is not the code. It is three words and a number, as the server shows them.")
    token = secrets.token_urlsafe(32)
    opened = SetUp.objects.filter(pk=row.pk, code_digest=row.code_digest)
    if not opened.update(code_digest="", opened_by=queries.digest(token)):
        raise Broken(f"The code is too old, or it was used already. {AGAIN}")
    return token


def keep(answers: Mapping[str, Any]) -> None:
    """Keeps what was typed on one page of the set-up, so that it can be left and gone on with."""
    with transaction.atomic():
        row = SetUp.objects.select_for_update().get()
        row.answers = json.dumps({**queries.answers(), **answers}, cls=DjangoJSONEncoder)
        row.save(update_fields=["answers"])


def end() -> None:
    """Forgets the set-up, as there is a school now."""
    SetUp.objects.all().delete()


def locked() -> bool:
    """Holds the set-up still until the caller's transaction ends; False where somebody else has ended it."""
    return SetUp.objects.select_for_update().exists()
