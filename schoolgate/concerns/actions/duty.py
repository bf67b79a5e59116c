"""Who is on duty while the school is closed, and what those who tell us read then."""

from datetime import date, datetime

from schoolgate import access
from schoolgate.action import action, own_school
from schoolgate.broken import Broken
from schoolgate.community.models import Person, School
from schoolgate.concerns import rules
from schoolgate.concerns.models.settings import OnDuty, Settings
from schoolgate.concerns.queries import duty, reach


@action("concerns.put_on_duty", clause="1.4a", reach=own_school)
def put_on_duty(
    school: School, *, person: Person, starts_on: date, ends_on: date, phone: str = "", by: access.Someone, at: datetime
) -> OnDuty:
    """Says who is alarmed while the school is closed, from a day until a day, with a number to show where they want that."""
    rules.check_on_duty(starts_on, ends_on, today=reach.today(at))
    if person.pk not in {item.pk for item in duty.candidates(school.pk, reach.today(at))}:
        raise Broken("Select somebody who reads what is reported.", "1.4a")
    if not duty.can_open(school.pk).filter(pk=person.pk).exists():
        raise Broken(f"{person} cannot sign in yet, or has no e-mail address: no alarm would reach them.", "1.4a")
    School.objects.select_for_update(no_key=True).get(pk=school.pk)  # two at once are not both on duty
    there = OnDuty.objects.filter(school=school, starts_on__lte=ends_on, ends_on__gte=starts_on)
    same = there.filter(person=person, starts_on=starts_on, ends_on=ends_on, phone=phone.strip()).first()
    if same:  # pressed twice
        return same
    if there.exists():
        raise Broken("Somebody is on duty on these days already. Take that away first.")
    return OnDuty.objects.create(
        school=school, person=person, starts_on=starts_on, ends_on=ends_on, phone=phone.strip(), at=at, by_id=by.id
    )


@action("concerns.take_off_duty", clause="1.4a", reach=own_school)
def take_off_duty(school: School, *, row: int, by: access.Someone, at: datetime) -> None:
    """Takes away who would be on duty; for days that are past it stays on record."""
    today = reach.today(at)
    rows = OnDuty.objects.filter(school=school, pk=row, ends_on__gte=today)
    rows.filter(starts_on__gte=today).delete()
    rows.filter(starts_on__lt=today).update(ends_on=duty.day_before(today))


@action("concerns.edit_closed_notice", clause="8.b.2", reach=own_school)
def edit_closed_notice(
    school: School, *, closed_notice: str, social_care_phone: str, by: access.Someone, at: datetime
) -> Settings:
    """Sets what those who tell us read while the school is closed, and the number of children's social care."""
    if len(closed_notice) > rules.LONGEST_NOTICE:
        raise Broken(f"The notice must be {rules.LONGEST_NOTICE} characters or fewer.")
    said = {"closed_notice": closed_notice.strip(), "social_care_phone": social_care_phone.strip()}
    settings, _ = Settings.objects.update_or_create(school=school, defaults=said)
    return settings
