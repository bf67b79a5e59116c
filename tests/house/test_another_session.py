"""What another session writes in the midst of a deed is not the deed's: no sum takes it over."""

import psycopg
from django.db import connection, transaction

from schoolgate.audit import rows
from schoolgate.audit.models import Sum
from schoolgate.concerns.actions import triage
from schoolgate.concerns.models.concern import Access
from schoolgate.concerns.tests import story
from schoolgate.config import verifying
from tests.at_once import ON_SERVER
from tests.cast import MONDAY

pytestmark = ON_SERVER


def another_session() -> psycopg.Connection:
    """A connection of somebody who has nothing of the product, only the database."""
    given = connection.get_connection_params()
    return psycopg.connect(
        autocommit=True,
        **{name: given[name] for name in ("dbname", "user", "password", "host", "port") if name in given},
    )


def forges(concern, person) -> None:
    with another_session() as there:
        there.execute(
            "INSERT INTO concerns_access (concern_id, duty, person_id, why, reason, at)"
            " VALUES (%s, '', %s, 'shared', '', now())",
            (concern.pk, person.pk),
        )


def told() -> list[str]:
    return [finding.what for finding in verifying.findings(lambda done, of: None)]


def test_a_row_that_another_session_brings_while_a_deed_runs_stays_a_finding(cast, monkeypatch):
    concern = story.outside(cast, "marigold")
    before = set(told())
    taken = rows.differences

    def meanwhile():
        forges(concern, cast.assistant)
        return taken()

    monkeypatch.setattr(rows, "differences", meanwhile)
    triage.read(concern, by=story.fresh(cast.dsl), at=MONDAY)
    monkeypatch.setattr(rows, "differences", taken)
    assert Access.objects.filter(concern=concern, person=cast.assistant).exists(), "it was written"
    assert set(told()) - before, "and is named"
    triage.add_addendum(concern, words="More.", by=story.fresh(cast.dsl), at=MONDAY)
    assert set(told()) - before, "also after the next deed"


def test_what_is_left_in_the_table_that_all_see_is_nobodys(cast):
    concern = story.outside(cast, "marigold")
    forges(concern, cast.assistant)
    sums = dict(Sum.objects.filter(key__endswith="|concerns.access").values_list("key", "value"))
    with transaction.atomic():
        assert rows.differences() == {}
    triage.read(concern, by=story.fresh(cast.dsl), at=MONDAY)
    assert dict(Sum.objects.filter(key__endswith="|concerns.access").values_list("key", "value")) == sums
