"""What the clock does with records: files that no record names any more are removed, and last days are noticed."""

from datetime import datetime

from schoolgate import access
from schoolgate.action import action, by_clock
from schoolgate.cases import papers
from schoolgate.cases.queries.reach import today
from schoolgate.community.models import School
from schoolgate.records.models import AccessRequest, Leaving, Transfer
from schoolgate.records.rules import FOLDER


@action("records.tidy", clause="6.1", reach=by_clock)
def tidy(school: School, *, by: access.Someone, at: datetime) -> None:
    """Removes files for other schools and answers that no record names any more, and notices last days that are new."""
    Leaving.objects.filter(person__school=school, noticed_on=None).update(noticed_on=today(at))
    named = {
        digest
        for rows in (Transfer, AccessRequest)
        for digest in rows.objects.exclude(path="").values_list("digest", flat=True)
    }
    papers.remove_stray(named, at, folder=FOLDER)
