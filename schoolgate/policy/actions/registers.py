"""Who runs accounts of the school, and whom the head makes an exception for."""

from datetime import date, datetime

from django.utils import timezone

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.community.models import Classroom, Person, School
from schoolgate.policy import rules
from schoolgate.policy.models import Exemption, OfficialHolder


@action("policy.name_holder", clause="1.3")
def name_holder(
    person: Person,
    *,
    account: str,
    platform: str,
    platform_name: str,
    since_on: date,
    by: access.SignedIn,
    at: datetime,
) -> OfficialHolder:
    """The head names somebody who runs an account of the school, and so may post on it."""
    today = timezone.localdate(at)
    same = OfficialHolder.objects.filter(
        person=person, platform=platform, account__iexact=account.strip(), until_on__isnull=True
    )
    rules.check_holder(
        is_grown=bool(person.duties - {Duty.PUPIL}), since_on=since_on, today=today, held=same.exists(), account=account
    )
    return OfficialHolder.objects.create(
        school_id=person.school_id,
        person=person,
        account=account.strip(),
        platform=platform,
        platform_name=platform_name,
        since_on=since_on,
        named_at=at,
        named_by_id=by.id,
    )


@action("policy.end_holder", clause="1.3")
def end_holder(holder: OfficialHolder, *, by: access.Someone, at: datetime) -> OfficialHolder:
    """Takes somebody off the list of those who run an account, at once."""
    if holder.until_on is not None:
        raise Broken("They have been taken off the list already.", "1.3")
    holder.until_on, holder.ended_by_id = timezone.localdate(at), by.id
    holder.save(update_fields=["until_on", "ended_by"])
    return holder


@action("policy.grant_exemption", clause="5.p.5")
def grant_exemption(
    school: School,
    *,
    person: Person | None = None,
    classroom: Classroom | None = None,
    covers: str,
    reason: str,
    from_on: date,
    until_on: date,
    by: access.SignedIn,
    at: datetime,
) -> Exemption:
    """The head lets a person, a class, or (where neither is named) all staff do what a device rule forbids."""
    for item in (person, classroom):
        if item is not None and item.school_id != school.pk:
            raise Broken("That is not somebody of this school.")
    rules.check_exemption(from_on=from_on, until_on=until_on, reason=reason, today=timezone.localdate(at))
    return Exemption.objects.create(
        school=school,
        person=person,
        classroom=classroom,
        all_staff=person is None and classroom is None,
        covers=covers,
        reason=reason.strip(),
        from_on=from_on,
        until_on=until_on,
        decided_at=at,
        decided_by_id=by.id,
    )


@action("policy.end_exemption", clause="5.p.5")
def end_exemption(exemption: Exemption, *, by: access.Someone, at: datetime) -> Exemption:
    """Ends an exception before its time; it no longer holds from this moment on."""
    today = timezone.localdate(at)
    if exemption.ended_on is not None or exemption.until_on < today:
        raise Broken("This exception has ended already.")
    exemption.ended_on, exemption.ended_by_id = today, by.id
    exemption.save(update_fields=["ended_on", "ended_by"])
    return exemption
