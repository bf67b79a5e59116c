"""What another name leaves behind, and who is told of it; parts of deeds, never deeds of their own."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from schoolgate import access
from schoolgate.access.duties import WORDS, Duty
from schoolgate.broken import Broken
from schoolgate.community import former_names, rules
from schoolgate.community.actions import appointing
from schoolgate.community.models import Person

AGAIN = (
    "You entered the name {name} before, and two people said that it was never theirs. "
    "If it is, somebody else enters it."
)


def keep(before: Mapping[int, Sequence[str]], *, by: access.Someone, at: datetime) -> None:
    """Keeps the names that these people had before a deed, and tells of those who read what is told."""
    people = Person.objects.select_related("school").prefetch_related("roles").in_bulk(list(before))
    now = {id: former_names.names_of(person) for id, person in people.items()}
    for id, person in people.items():
        if tuple(before[id]) != now[id] and former_names.entered_again(id, now[id], by.id):
            raise Broken(AGAIN.format(name=person))
    renamed = former_names.keep({id: before[id] for id in people}, now, by.id, at)
    on = timezone.localdate(at)
    for person in (people[id] for id in sorted(renamed)):
        held = {Duty(role.duty) for role in person.roles.all() if role.holds_on(on) or role.since_on > on}
        if held & rules.RENAMED:
            appointing.tell(
                person.school,
                [_line(person, held, before[person.pk])],
                by=[by],
                at=at,
                also=[person],
                words="renamed",
                page="community:former_names",
            )


def _line(person: Person, held: set[Duty], before: Sequence[str]) -> str:
    first, last, known_as = before
    duties = ", ".join(WORDS[duty] for duty in Duty if duty in held & rules.RENAMED)
    return f"{known_as or first} {last} ({duties}) is called {person} from now on"
