from datetime import date, datetime

from django.db.models import F

from schoolgate import access
from schoolgate.access.duties import EMPLOYED, Duty
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.community import changes, rules
from schoolgate.community.actions import ties
from schoolgate.community.models import FamilyLink, Person


@action("community.declare_family_link", clause="5.s.4")
def declare_family_link(staff: Person, *, pupil: Person, relation: str, by: access.Someone, at: datetime) -> FamilyLink:
    """A member of staff declares that a pupil is family; the head decides."""
    if by.id != staff.pk:
        access.require(by, "community.decide_family_link", staff)
    if not staff.duties & EMPLOYED:
        raise Broken(f"{staff} is not on the staff now.")
    if pupil.school_id != staff.school_id or Duty.PUPIL not in {Duty(role.duty) for role in pupil.roles.all()}:
        raise Broken(f"{pupil} is not a pupil of this school.")
    if FamilyLink.objects.filter(staff=staff, pupil=pupil, ended_on=None).exclude(approved=False).exists():
        raise Broken(f"A family link between {staff} and {pupil} has been declared already.")
    mine = FamilyLink.objects.filter(staff=staff, pupil=pupil, declared_by=by.id)
    if by.id != staff.pk and mine.filter(ended_on__lt=F("declared_at__date")).exists():
        raise Broken(ties.AGAIN)
    link = FamilyLink.objects.create(
        school_id=staff.school_id, staff=staff, pupil=pupil, relation=relation, declared_at=at, declared_by_id=by.id
    )
    changes.tell(staff.school_id, {pupil.pk}, at)
    return link


@action("community.decide_family_link", clause="5.s.4")
def decide_family_link(
    link: FamilyLink, *, approved: bool, reason: str, by: access.Someone, at: datetime
) -> FamilyLink:
    """The head approves or refuses a declared family link; the chair decides about the head's own."""
    if Duty.HEAD not in by.duties and Duty.HEAD not in link.staff.duties:
        raise access.Refused("the chair decides only about the head's own links")
    rules.check_decision(waiting=link.approved is None, ended=link.ended_on is not None, reason=reason)
    link.approved, link.reason, link.decided_at, link.decided_by_id = approved, reason, at, by.id
    link.save()
    return link


@action("community.end_family_link", clause="5.s.4")
def end_family_link(staff: Person, *, link: FamilyLink, on: date, by: access.Someone, at: datetime) -> FamilyLink:
    """The member of staff, or the head, withdraws a link or says that it no longer holds."""
    if link.staff_id != staff.pk:
        raise Broken("This link is somebody else's.")
    if by.id != staff.pk:
        access.require(by, "community.decide_family_link", link)
    if link.ended_on is not None:
        raise Broken("This family link has ended already.")
    link.ended_on = on
    link.save()
    return link
