"""“Do not tell the school my name”: no row says afterwards that somebody was there when something was told without a name."""

import pytest
import time_machine
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from schoolgate.audit.models import Entry
from schoolgate.community.models import Account, Person
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.tests import page
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
WORRY = "/tell/larkhollow/worry/"


def rows_of(person: Person) -> set[tuple]:
    """Every row that names this person or their account, with all that stands in it."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model not in (Person, Account):
                continue
            ids = {Person: [person.pk], Account: Account.objects.filter(person=person).values("pk")}
            rows = model._base_manager.filter(**{f"{field.name}__in": ids[field.related_model]})
            found |= {(model._meta.label, tuple(map(str, row))) for row in rows.values_list()}
    found |= {("entry", row) for row in Entry.objects.filter(by=str(person.pk)).values_list("number", "event")}
    return found


def sent(client, where: str, at, **said):
    with time_machine.travel(at):
        return client.post(where, said)


@pytest.mark.parametrize("begun", [False, True])
def test_nothing_of_a_parent_stands_beside_what_they_told_without_a_name(cast, examined, begun):
    client = client_of(cast.parent)
    begun_form = client.get(WORRY)
    token = page.value(begun_form, "token")
    before = rows_of(cast.parent)
    said = {"token": token, "words": "Mrs Adeyemi drinks at school.", "whom": "head", "unnamed": "on"}
    at = MONDAY.replace(minute=1)
    if begun:
        sent(client, reverse("concerns:keep", args=["worry"]), at, **said)
        file = SimpleUploadedFile("a.png", b"\x89PNG a chat")
        form = sent(
            client, WORRY, at, **{**said, "words": "", "kept": page.value(begun_form, "kept"), "evidence": file}
        )
        said |= {"kept": page.value(form, "kept"), "kept_file": page.value(form, "kept_file")}
        sent(client, reverse("concerns:keep", args=["worry"]), at, **said)
    sent(client, WORRY, at, **said)
    concern = Concern.objects.get()
    assert concern.entered_by is None and bool(concern.evidence.count()) == begun
    assert rows_of(cast.parent) == before
    assert not Entry.objects.filter(by=str(cast.parent.pk), event__startswith="concerns.").exists()


def test_what_was_begun_and_left_says_nothing_either(cast):
    client, before = client_of(cast.parent), rows_of(cast.parent)
    sent(client, reverse("concerns:keep", args=["worry"]), MONDAY, words="Half a")
    assert rows_of(cast.parent) != before, "a draft is kept for somebody"
    client.get(reverse("concerns:leave"))
    assert {row for row in rows_of(cast.parent) if row[0] != "usersessions.UserSession"} == before
