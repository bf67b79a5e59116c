"""Unfinished forms of those who are signed in, and the school's waiting times."""

import json
from collections.abc import Mapping
from datetime import datetime

from schoolgate import access
from schoolgate.action import action
from schoolgate.community.models import School
from schoolgate.concerns import rules
from schoolgate.concerns.models import Draft, Settings

LONGEST = 100_000


@action("concerns.save_draft")
def save_draft(
    school: School, *, form: str, fields: Mapping[str, object], by: access.Someone, at: datetime
) -> Draft:
    """Keeps an unfinished form, sealed, for the person who writes it."""
    content = json.dumps(dict(fields), ensure_ascii=False)
    if len(content) > LONGEST:
        raise rules.Broken("That is more than a draft can hold. Send it in parts.")
    draft, _ = Draft.objects.update_or_create(
        person_id=by.id, form=form, defaults={"content": content, "saved_at": at}
    )
    return draft


@action("concerns.drop_draft")
def drop_draft(school: School, *, form: str, by: access.Someone, at: datetime) -> None:
    """Forgets an unfinished form, sent or given up."""
    Draft.objects.filter(person=by.id, form=form).delete()


@action("concerns.edit_settings", clause="3.c.2")
def edit_settings(
    school: School,
    *,
    urgent_minutes: int,
    other_minutes: int,
    answer_days: int,
    by: access.Someone,
    at: datetime,
) -> Settings:
    """Sets how long a concern may lie unread and how soon criticism is answered."""
    rules.check_minutes(urgent=urgent_minutes, other=other_minutes, answer_days=answer_days)
    said = {"urgent_minutes": urgent_minutes, "other_minutes": other_minutes, "answer_days": answer_days}
    settings, _ = Settings.objects.update_or_create(school=school, defaults=said)
    return settings
