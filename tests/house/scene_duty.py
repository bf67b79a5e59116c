"""Who covers for whom and who is on duty, for the addresses that name one."""

from typing import Any

from schoolgate.access.duties import Duty
from schoolgate.community.models import Role
from schoolgate.concerns.models.settings import OnDuty
from tests.cast import MONDAY

TODAY = MONDAY.date()


def cover(scene: Any) -> dict[str, int]:
    """The DSL is away and a deputy covers: of all covers the one that brings nobody anything new to read."""
    deputy, dsl = scene.cast.deputy_dsl, scene.cast.dsl
    days = {"since_on": TODAY, "until_on": TODAY}
    role, _ = Role.objects.get_or_create(person=deputy, duty=Duty.DSL_COVER.value, instead_of=dsl, **days)
    return {"role_id": role.pk}


def on_duty(scene: Any) -> dict[str, int]:
    days = {"starts_on": TODAY, "ends_on": TODAY}
    row, _ = OnDuty.objects.get_or_create(
        school=scene.cast.school, person=scene.cast.deputy, **days, defaults={"at": MONDAY}
    )
    return {"row_id": row.pk}
