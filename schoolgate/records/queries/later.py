"""What belongs in an answer and could be read only after the request was opened."""

from datetime import datetime

from schoolgate.cases.models.case import Participant
from schoolgate.cases.queries import reach
from schoolgate.community.models import Person
from schoolgate.concerns.models.concern import About
from schoolgate.concerns.queries import reach as concern_reach
from schoolgate.records.models import AccessRequest
from schoolgate.records.queries import access_requests


def found_since(request: AccessRequest, person: Person, at: datetime) -> list[access_requests.Gathered]:
    """Pages of what was held when a request was opened and reached whoever opened it only afterwards: it waited to be looked through.

    Where somebody else answers it nothing is added: it may be what whoever opened it is not to know of.
    """
    if person.pk != request.by_id:
        return []
    records, pages = frozenset({request.about_id, *request.about.also.values_list("pk", flat=True)}), request.pages
    concerns = set(pages.filter(concern__isnull=False).values_list("concern", flat=True))
    cases = set(pages.filter(case__isnull=False).values_list("case", flat=True))
    told = About.objects.filter(person__in=records, by_name=False).order_by().values("concern")
    later = concern_reach.visible_to(person).filter(pk__in=told, entered_at__lte=request.at).exclude(pk__in=concerns)
    in_case = Participant.objects.filter(person__in=records, by_name=False).order_by().values("case")
    opened = reach.visible_to(person, at).filter(pk__in=in_case, opened_at__lte=request.at).exclude(pk__in=cases)
    new = {*later.values_list("pk", flat=True), *opened.values_list("pk", flat=True)}
    if not new:
        return []
    found = access_requests.gathered(person, request.about, at)
    return [one for one in found if {getattr(one.concern, "pk", None), getattr(one.case, "pk", None)} & new]
