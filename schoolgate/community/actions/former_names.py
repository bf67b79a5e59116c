"""Former names that were entered by mistake: they count until two people say that they were never theirs."""

from datetime import datetime

from schoolgate import access
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.community import changes, rules
from schoolgate.community.actions import appointing
from schoolgate.community.models import FormerName, NameAnswer
from schoolgate.community.queries import former_names, ties


@action("community.say_never_theirs", reach=former_names.answerable)
def say_never_theirs(name: FormerName, *, reason: str, by: access.SignedIn, at: datetime) -> FormerName:
    """Says of a former name that it was never theirs; when two have said it, nobody is meant by it any more.

    What it has moved is not moved back: whoever reads that now is asked again.
    """
    rules.check_reason(reason)
    if NameAnswer.objects.filter(name=name, by=by.id).exists():
        raise Broken("You have said so already.")
    NameAnswer.objects.create(name=name, by_id=by.id, at=at, reason=reason)
    voices = former_names.voices_of(name, set(NameAnswer.objects.filter(name=name).values_list("by_id", flat=True)))
    if ties.are_enough(voices, ties.head_and_chair(name.person.school_id, at)):
        name.never_at = at
        name.save(update_fields=["never_at"])
        _tell(name, at)
        changes.tell_struck(name.person.school_id, name.person.same_as_id or name.person_id, at)
    return name


def _tell(name: FormerName, at: datetime) -> None:
    line = f"two people have said that {name.person} was never called {name}: nobody is meant by that name any more"
    also = [name.person] if name.person.email else []
    page = "community:former_names"
    appointing.tell(name.person.school, [line], by=[], at=at, also=also, words="struck", page=page)
