"""Unfinished forms of those who are signed in, and what a school sets: waiting times, and whom children may choose."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from schoolgate import access
from schoolgate.access.duties import EMPLOYED
from schoolgate.action import action, own_school
from schoolgate.broken import Broken
from schoolgate.community.models import Person, School
from schoolgate.concerns import rules
from schoolgate.concerns.actions import uploads
from schoolgate.concerns.models.settings import Draft, Settings, Trusted
from schoolgate.concerns.queries import reach
from schoolgate.concerns.queries import uploads as kept_files

LONGEST = 100_000


def save_draft(school: School, *, form: str, fields: Mapping[str, object], by: access.Someone, at: datetime) -> None:
    """Keeps an unfinished form, sealed, for the person who writes it.

    To begin one is a deed; to type on in it, every few seconds, is none: only its writer's own words change.
    """
    access.require(by, "concerns.save_draft", school)
    content = json.dumps(dict(fields), ensure_ascii=False)
    if len(content) > LONGEST:
        raise Broken("That is more than a draft can hold. Send it in parts.")
    if not Draft.objects.filter(person=by.id, form=form).update(content=content, saved_at=at):
        begin_draft(school, form=form, content=content, by=by, at=at)


@action("concerns.save_draft", reach=own_school, unnamed=True)
def begin_draft(school: School, *, form: str, content: str, by: access.Someone, at: datetime) -> Draft:
    """Begins to keep an unfinished form, sealed, for the person who writes it."""
    draft, _ = Draft.objects.update_or_create(person_id=by.id, form=form, defaults={"content": content, "saved_at": at})
    return draft


@action("concerns.drop_draft", reach=own_school, unnamed=True)
def drop_draft(school: School, *, form: str, by: access.Someone, at: datetime) -> None:
    """Forgets an unfinished form, sent or given up, and the files that were kept for it."""
    for draft in Draft.objects.filter(person=by.id, form=form):
        for reference in kept_files.references_in(draft.content):
            uploads.forget_form(school, reference)
        draft.delete()


@action("concerns.edit_settings", clause="3.c.2", reach=own_school)
def edit_settings(
    school: School,
    *,
    urgent_minutes: int,
    other_minutes: int,
    answer_days: int,
    alarm_minutes: int,
    quiet_days: int | None = None,
    by: access.Someone,
    at: datetime,
) -> Settings:
    """Sets how long a concern may lie unread or untouched, and how soon criticism is answered."""
    rules.check_minutes(urgent=urgent_minutes, other=other_minutes, answer_days=answer_days, alarm=alarm_minutes)
    said = {
        "urgent_minutes": urgent_minutes,
        "other_minutes": other_minutes,
        "answer_days": answer_days,
        "alarm_minutes": alarm_minutes,
    }
    if quiet_days is not None:
        rules.check_quiet(quiet_days)
        said["quiet_days"] = quiet_days
    settings, _ = Settings.objects.update_or_create(school=school, defaults=said)
    return settings


@action("concerns.choose_trusted", clause="3.a.6", reach=own_school)
def choose_trusted(school: School, *, people: Iterable[int], by: access.Someone, at: datetime) -> None:
    """Sets among which grown-ups children may choose whom they want to talk to."""
    ids = set(people)
    here = Person.objects.filter(school=school, pk__in=ids).on_roll(*EMPLOYED, on=reach.today(at))
    if not ids or here.count() != len(ids):
        raise Broken("Choose at least one grown-up who works here.", "3.a.6")
    Trusted.objects.filter(school=school).exclude(person__in=ids).delete()
    for person in here:
        Trusted.objects.get_or_create(school=school, person=person, defaults={"by_id": by.id, "at": at})
