"""What stands in a case of who had acknowledged the policy: of those alone who are said to have broken it."""

from collections.abc import Sequence

from schoolgate.cases.models.case import Participant
from schoolgate.cases.rules import ABOUT
from schoolgate.engines.procedures.schema import CasePart
from schoolgate.policy.models import Signature, Version

NONE_IN_FORCE = "No policy was in force then."
HAD = "Had acknowledged the policy in force then."
HAD_NOT = "Had not acknowledged the policy in force then."
EARLIER = "Had acknowledged an earlier version. The one in force then began on {on:%-d %B %Y}."


def signed_in_words(rows: Sequence[Participant]) -> dict[int, str]:
    """By part: nothing for whoever was harmed or only saw it, and no reproach to somebody who had signed the one before."""
    harmed = {row.person_id for row in rows if row.part == CasePart.HARMED}
    those = [
        row for row in rows if row.person_id and not row.by_name and row.part in ABOUT and row.person_id not in harmed
    ]
    unsigned = [row for row in those if row.version_id and not row.signature_id]
    versions = Version.objects.in_bulk({row.version_id for row in unsigned}) if unsigned else {}
    signed = list(Signature.objects.filter(person__in={row.person_id for row in unsigned}).select_related("version"))
    return {row.pk: _words(row, versions.get(row.version_id or 0), signed) for row in those}


def _words(row: Participant, version: Version | None, signed: Sequence[Signature]) -> str:
    if row.version_id is None:
        return NONE_IN_FORCE
    if version is None or version.in_force_on is None:
        return HAD
    before = (one for one in signed if one.person_id == row.person_id and one.version.number < version.number)
    return EARLIER.format(on=version.in_force_on) if any(one.at <= row.at for one in before) else HAD_NOT
