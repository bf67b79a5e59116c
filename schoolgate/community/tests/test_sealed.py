"""Names that people left behind and reasons of the head lie sealed, and read as they were written."""

import pytest
from django.db import connection

from schoolgate.community.actions import families
from schoolgate.community.models import FamilyLink, Intake
from schoolgate.community.tests import files
from schoolgate.community.tests.test_former_names import row
from schoolgate.concerns.tests import story
from schoolgate.policy.models import Exemption
from tests.cast import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def lie(table: str, column: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM {table}')  # noqa: S608
        return [value for (value,) in cursor.fetchall()]


def test_what_an_import_changed_is_sealed_and_goes_with_the_next(cast):
    first = row(cast.pupil, "pupil", "Theo", "Okafor", ",,2016-03-04,Kestrels,6,,,,")
    done = files.imported(cast.school, first, by=story.fresh(cast.office))
    (cell,) = lie("community_intake", "before")
    assert cell.startswith("gAAAA") and "Nair" not in cell
    assert "Nair" in str(Intake.objects.get(pk=done.pk).before), "it can be taken back"
    again = row(cast.pupil, "pupil", "Maya", "Nair", ",,2016-03-04,Kestrels,6,,,,")
    files.imported(cast.school, again, by=story.fresh(cast.office))
    assert lie("community_intake", "before")[0] == "" and Intake.objects.get(pk=done.pk).before == {}


def test_reasons_are_sealed(cast):
    link = families.declare_family_link(
        cast.assistant, pupil=cast.pupil, relation="niece", by=cast.assistant, at=MONDAY
    )
    families.decide_family_link(link, approved=True, reason="Her aunt, I know.", by=story.fresh(cast.head), at=MONDAY)
    Exemption.objects.create(
        school=cast.school,
        person=cast.pupil,
        covers="phone",
        reason="Diabetes: her phone shows her sugar.",
        from_on=MONDAY.date(),
        until_on=MONDAY.date(),
        decided_at=MONDAY,
        decided_by=cast.head,
    )
    for cell in (*lie("community_familylink", "reason"), *lie("policy_exemption", "reason")):
        assert cell.startswith("gAAAA")
    assert FamilyLink.objects.get().reason == "Her aunt, I know."
    assert Exemption.objects.get().reason == "Diabetes: her phone shows her sugar."
