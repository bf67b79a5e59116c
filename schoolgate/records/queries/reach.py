"""What must reach whoever acts on a record; each gives the row as it is now, or refuses.

A concern or case is locked before what hangs on it, everywhere in the same order.
"""

from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet

from schoolgate import access
from schoolgate.cases.queries.reach import today
from schoolgate.community.models import Person
from schoolgate.concerns.models.concern import Concern
from schoolgate.records.models import AccessRequest, HeldPage, Transfer
from schoolgate.records.queries import access_requests, children, concerns

M = TypeVar("M", bound=Model)


def without_case(concern: Concern, by: access.Someone, at: datetime) -> Concern:
    """Locks a concern that reaches this person, has come to its end and is in no case."""
    return _found(_for_update(concerns.without_case(by), concern.pk), "look.records")


def asked_disposal(concern: Concern, by: access.Someone, at: datetime) -> Concern:
    """Locks a concern and the open question whether it is destroyed, where this person was asked and may still agree."""
    # It can be destroyed, so nothing is hung on it meanwhile, not even a look.
    whole = Concern.objects.select_for_update(of=("self",)).filter(pk=concern.pk)
    concern = _found(whole, "records.agree_disposal")
    asked = concerns.asked_of(by).select_for_update(of=("self",), no_key=True).filter(concern=concern)
    _found(asked, "records.agree_disposal")
    if not concerns.in_line(concern, today(at)).filter(pk=by.id or 0).exists():
        raise access.Refused("records.agree_disposal")
    return concern


def child(child: Person, by: access.Someone, at: datetime) -> Person:
    """Returns a child with a case that reaches this person; nothing of the child is changed, so nothing is locked."""
    if not isinstance(by, Person) or by.pk == child.pk:
        raise access.Refused("look.cases")
    return _found(children.children(by, at).filter(pk=child.pk), "look.cases")


def transfer(transfer: Transfer, by: access.Someone, at: datetime) -> Transfer:
    """Locks a file for another school all of whose cases reach this person."""
    if not isinstance(by, Person):
        raise access.Refused("records.note_receipt")
    return _found(_for_update(children.transfers(by, at), transfer.pk), "records.note_receipt")


def may_ask_about(about: Person, by: access.Someone, at: datetime) -> Person:
    """Returns somebody on record here about whom this person may answer: anyone but themselves. Nothing is locked."""
    if not isinstance(by, Person):
        raise access.Refused("records.open_access_request")
    return _found(access_requests.whom(by).filter(pk=about.pk), "records.open_access_request")


def answering(request: AccessRequest, by: access.Someone, at: datetime) -> AccessRequest:
    """Locks a request that this person answers and all of whose pages still reach them."""
    return _found(_for_update(access_requests.visible_to(by, at), request.pk), "look.access_requests")


def page(page: HeldPage, by: access.Someone, at: datetime) -> HeldPage:
    """Locks the request that this person answers, and returns one page of it."""
    request = answering(page.request, by, at)
    return _found(request.pages.filter(pk=page.pk), "look.access_requests")


def _for_update(rows: QuerySet[M], pk: object) -> QuerySet[M]:
    return rows.select_for_update(of=("self",), no_key=True).filter(pk=pk)


def _found(rows: QuerySet[M], name: str) -> M:
    row = rows.first()
    if row is None:
        raise access.Refused(name)
    return row
