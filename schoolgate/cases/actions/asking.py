"""Whatever somebody writes into a case: is it about one of those who read it? Parts of deeds, never deeds of their own."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from schoolgate import access
from schoolgate.action import Asks
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.watching import Approval
from schoolgate.cases.queries.meant import named_in
from schoolgate.concerns.actions import meaning
from schoolgate.concerns.queries.meant import NamedReaders, of_file, words_in
from schoolgate.concerns.rules import AboutReader

KeepFrom = Callable[[Case, NamedReaders, access.SignedIn, datetime], None]
_keep_from: list[KeepFrom] = []


def register(keep_from: KeepFrom) -> None:
    """Says how a case is kept from people; who has a part in it is a matter of its opening, which stands on this."""
    _keep_from[:] = [keep_from]


def asked_of_readers(
    target: Case | Approval,
    said: Mapping[str, Any],
    about_reader: AboutReader | None,
    by: access.SignedIn,
    at: datetime,
) -> Callable[[], None]:
    """Words or a file that may mean a reader, or their child: `Asking` until it is said whether they do; then it goes past them."""
    case = target.case if isinstance(target, Approval) else target
    examined = said.get("examined")
    words = words_in(said)
    if examined is not None:
        words = f"{said.get('title', '')}\n{of_file(str(said.get('name', '')), examined.text)}"
    named = named_in(case, words, by, at)
    if named and about_reader is None:
        raise meaning.asking(named, with_file=examined is not None)

    def then() -> None:
        if named and about_reader is AboutReader.YES:
            for keep in _keep_from:
                keep(Case.objects.get(pk=case.pk), named, by, at)

    return then


ASKS = Asks("about_reader", AboutReader, asked_of_readers)
BY_ITSELF = Asks("about_reader", AboutReader)
"""Where nobody reads it before the deed is done: the deed asks."""
