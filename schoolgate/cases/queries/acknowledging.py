"""What stands in a case of who had acknowledged the policy: of those alone who are said to have broken it."""

from collections.abc import Sequence

from django.db.models import Q

from schoolgate.cases.models.case import Participant
from schoolgate.cases.rules import ABOUT
from schoolgate.engines.procedures.schema import CasePart
from schoolgate.policy.models import Signature, Version
from schoolgate.policy.rules import Audience

NONE_IN_FORCE = "No policy was in force then."
HAD = "Had acknowledged the policy in force then."
WITH_CLASS = "Had agreed to the policy in force then with the class, as {who} recorded. It is not their own signature."
WITH_CARD = "Had acknowledged the policy in force then, in a session opened with their card."
UNKNOWN = "Had acknowledged the policy in force then, in a session of theirs. Who opened it was not kept at that time."
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
    asked = Q(person__in={row.person_id for row in unsigned}) | Q(pk__in={row.signature_id for row in those} - {None})
    signed = list(Signature.objects.filter(asked).select_related("version", "entered_by"))
    return {row.pk: _words(row, versions.get(row.version_id or 0), signed) for row in those}


def _words(row: Participant, version: Version | None, signed: Sequence[Signature]) -> str:
    if row.version_id is None:
        return NONE_IN_FORCE
    if row.signature_id:
        return next((_had(one) for one in signed if one.pk == row.signature_id), HAD)
    if version is None or version.in_force_on is None:
        return HAD
    before = (one for one in signed if one.person_id == row.person_id and one.version.number < version.number)
    return EARLIER.format(on=version.in_force_on) if any(one.at <= row.at for one in before) else HAD_NOT


def _had(signature: Signature) -> str:
    """That somebody had signed, and how: a child's session can be opened by others, so it is never said to be theirs alone."""
    match signature.way:
        case Signature.Way.CLASS:
            return WITH_CLASS.format(who=signature.entered_by or "the school")
        case Signature.Way.CARD:
            return WITH_CARD
        case Signature.Way.SCREEN if signature.audience == Audience.PUPIL:
            return UNKNOWN
    return HAD
