"""Who answers a request for what is held about somebody."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from schoolgate import access
from schoolgate.cases.queries import reach
from schoolgate.community import kinship
from schoolgate.community.models import Person
from schoolgate.concerns.queries import reach as concern_reach
from schoolgate.records.models import AccessRequest, HeldPage


def visible_to(person: access.Someone, at: datetime) -> QuerySet[AccessRequest]:
    """Requests that this person wrote down, while every case and concern that they were gathered from reaches them.

    And open ones of somebody who may answer them no more: the day by which an answer is due does not go with them.
    """
    found = _reaching(person, at)
    theirs = Q(by=person.id)
    asked = AccessRequest.objects.filter(school=person.school_id, sealed_at=None).exclude(by=person.id)
    for writer in Person.objects.filter(pk__in=asked.order_by().values("by")).prefetch_related("roles"):
        still = list(_reaching(writer, at).filter(by=writer).values_list("pk", flat=True))
        theirs |= Q(by=writer, sealed_at=None) & ~Q(pk__in=still)
    return found.filter(theirs)


def waiting_for(person: access.Someone, at: datetime) -> list[AccessRequest]:
    """Open requests that this person may answer; where the school has none, nothing else is asked."""
    if not AccessRequest.objects.filter(school=person.school_id, sealed_at=None).exists():
        return []
    return list(visible_to(person, at).filter(sealed_at=None))


def _reaching(person: access.Someone, at: datetime) -> QuerySet[AccessRequest]:
    """Requests of the school all of whose cases and concerns reach this person, and that are not about them or their family."""
    if person.id is None or not access.may(person, "look.access_requests"):
        return AccessRequest.objects.none()
    hidden = HeldPage.objects.filter(request=OuterRef("pk"), case__isnull=False).exclude(
        case__in=reach.visible_to(person, at).values("pk")
    )
    untold = HeldPage.objects.filter(request=OuterRef("pk"), concern__isnull=False).exclude(
        concern__in=concern_reach.visible_to(person).values("pk")
    )
    found = AccessRequest.objects.filter(school=person.school_id).exclude(about=person.id)
    found = found.exclude(about__in=kinship.family_of([person.id]))
    return found.exclude(Exists(hidden)).exclude(Exists(untold)).select_related("about", "school")
