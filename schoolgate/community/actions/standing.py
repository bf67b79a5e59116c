"""That somebody may not act here for a time, as a case says; never a deed of its own."""

from schoolgate.community.models import Account, Person
from schoolgate.community.standing import SUSPENDED


def set_standing(person_id: int, *, suspended: bool) -> None:
    """Says whether somebody may act here; who is suspended is signed out everywhere, at that moment."""
    word = SUSPENDED if suspended else ""
    person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person_id)
    if person.standing == word:
        return
    Person.objects.filter(pk=person_id).update(standing=word)
    if suspended:
        Account.objects.end_sessions([person_id])
