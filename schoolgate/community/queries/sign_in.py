"""How somebody's sign-in changes: what waits, for whom, and who makes sure of whoever came back by another's help."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet
from django.utils import timezone

from schoolgate import access
from schoolgate.access.duties import EMPLOYED, GOVERNORS, PEOPLE, WORDS, Duty
from schoolgate.community import rules
from schoolgate.community.accounts import Answer, SignInChange, What
from schoolgate.community.models import Account, Person, Role, School
from schoolgate.community.record_joins import JoinVoice
from schoolgate.pages import mail_leaves, or_404
from schoolgate.sealed import field

MADE_SURE_OF = EMPLOYED | GOVERNORS
"""Duties whose holder is made sure of where somebody else put down the address with which they first came in."""


@dataclass(frozen=True)
class ChangeLine:
    """One change as the office sees it on a person's page."""

    id: int
    words: str
    asked: str
    waits_for: str


@dataclass(frozen=True)
class OwnChange:
    """What the link in the mail to the old address leads to."""

    change: SignInChange
    person: Person
    school: School


# ---- accounts


def account_of(person: Person) -> Account | None:
    return Account.objects.filter(person=person).first()


def person_with(school: School, email: str) -> Person | None:
    """The one person of a school who signs in with this address, or has it on record and can sign in."""
    mine = Person.objects.filter(school=school, account__isnull=False).prefetch_related("roles")
    found = list(mine.filter(Q(account__email__iexact=email) | Q(email__iexact=email))[:2])
    return found[0] if len(found) == 1 else None


def has_factor(person: Person) -> bool:
    """Whether this person has a second step, or spare codes of one."""
    return bool(Authenticator.objects.filter(user__person=person).exists())


def address_of(person: Person, account: Account) -> str:
    """The address that a person signs in with; where the account has none, the one on record."""
    return account.email or person.email


def is_other_address(person: Person, email: str) -> bool:
    """Whether this is another address than the one on record; capitals do not make one."""
    return email.strip().lower() != person.email.lower()


def email_is_taken(person: Person, email: str) -> bool:
    """Whether another person's account has this e-mail address."""
    others = Account.objects.exclude(person=person).filter(email__iexact=email)
    named = EmailAddress.objects.filter(email__iexact=email).exclude(user__person=person)
    return others.exists() or named.exists()


def not_ours() -> list[int]:
    """People whose account, or second steps, are not as the product left them."""
    theirs: dict[int, list[dict[str, Any]]] = {}
    for row in Authenticator.objects.order_by().values("pk", "user_id", "type", "data"):
        theirs.setdefault(row["user_id"], []).append(row)
    accounts = Account.objects.order_by("person_id").iterator()
    return [one.person_id for one in accounts if not (one.is_whole and one.has_factors(theirs.get(one.pk, ())))]


# ---- who is in line


def _holders(school_id: int, line: rules.Line, apart: Iterable[int | None], on: date) -> list[Person]:
    """The first in line who have an account of their own to do it with, without those who have a part in it."""
    free = Person.objects.filter(school=school_id, account__is_active=True, account__unconfirmed_since=None)
    free = free.exclude(pk__in=[id for id in apart if id is not None])
    groups = (list(free.holding(*duties, on=on).prefetch_related("roles")) for duties in line)
    return next((people for people in groups if people), [])


def agreeing(change: SignInChange, on: date) -> list[Person]:
    """Who may agree to this change as the second person."""
    person: Person = change.person
    apart = (person.pk, change.asked_by_id)
    return _holders(person.school_id, rules.agreeing(person.duties), apart, on)


def confirming(person: Person, on: date) -> list[Person]:
    """Who may make sure that it is really this person: nobody who had a part in how they came back."""
    parts = unsettled(person).values_list("asked_by", "answered_by")
    apart = {person.pk, *(id for part in parts for id in part)}
    apart |= set(JoinVoice.objects.filter(question__kept=person).values_list("by", flat=True))
    return _holders(person.school_id, rules.confirming(person.duties), apart, on)


def unsettled(person: Person) -> QuerySet[SignInChange]:
    """Changes that took effect and after which nobody has made sure of the person."""
    return SignInChange.objects.filter(person=person, answer=Answer.AGREED.value, settled_at=None)


def addresses_of_others() -> QuerySet[SignInChange]:
    """Addresses that somebody else put down for a person who could not sign in yet, and of which nobody made sure."""
    agreed = SignInChange.objects.filter(what=What.ADDRESS.value, answer=Answer.AGREED.value, settled_at=None)
    return agreed.filter(answered_by=None, asked_by__isnull=False)


def duties_ahead(people: Collection[int], on: date) -> dict[int, frozenset[Duty]]:
    """The duties that each of these people holds or will hold."""
    roles = Role.objects.filter(Q(until_on=None) | Q(until_on__gte=on), person__in=people)
    found: dict[int, frozenset[Duty]] = {}
    for person, duty in roles.values_list("person_id", "duty") if people else ():
        found[person] = found.get(person, frozenset()) | {Duty(duty)}
    return found


def comes_by_others(person: Person, invited_by: int | None, on: date) -> bool:
    """Whether somebody has to make sure of a person who comes in for the first time.

    Those who watch others are made sure of whenever somebody of the school invited them, and whoever works here or
    governs where somebody else changed their address before. A duty that is still to begin counts.
    """
    ahead = duties_ahead([person.pk], on).get(person.pk, frozenset())
    if invited_by is not None and ahead & rules.TOLD:
        return True
    return bool(ahead & MADE_SURE_OF) and addresses_of_others().filter(person=person).exists()


def named(people: Iterable[Person], on: date) -> str:
    """People in words, each with the duty for which they are asked."""
    asked = Duty.HEAD, Duty.DSL, Duty.DEPUTY_DSL, Duty.CHAIR, Duty.GOVERNOR
    return " or ".join(
        f"{person} ({next((WORDS[duty] for duty in asked if duty in person.duties), '')})" for person in people
    )


# ---- what waits


def waiting(school_id: int) -> QuerySet[SignInChange]:
    open_ones = SignInChange.objects.filter(school=school_id, answer="")
    return open_ones.select_related("person__school", "asked_by").prefetch_related("person__roles")


def asked_of(person: Person, on: date) -> list[SignInChange]:
    """Changes to which this person is asked to agree, as the second of two."""
    if not access.may(person, "community.answer_change"):
        return []
    return [change for change in waiting(person.school_id) if person in agreeing(change, on)]


def to_confirm(person: Person, on: date) -> list[Person]:
    """People who came back by somebody else's help and of whom this person is to make sure."""
    if not access.may(person, "community.confirm_sign_in"):
        return []
    back = Person.objects.filter(school=person.school_id, account__unconfirmed_since__isnull=False)
    back = back.filter(account__is_active=True).current(on).prefetch_related("roles")
    return [found for found in back if person in confirming(found, on)]


def change_to_answer(person: Person, id: int, on: date) -> SignInChange:
    """A change that waits for this person; anything else is the same 404."""
    return or_404(next((change for change in asked_of(person, on) if change.pk == id), None))


def person_to_confirm(person: Person, id: int, on: date) -> Person:
    """Somebody of whom this person is to make sure; anybody else is the same 404."""
    return or_404(next((found for found in to_confirm(person, on) if found.pk == id), None))


def what_happened(person: Person) -> list[str]:
    """How somebody came back, one sentence a change, for whoever makes sure of them."""
    changes = unsettled(person).select_related("asked_by", "answered_by")
    return [_happened(change) for change in changes]


def _happened(change: SignInChange) -> str:
    day = f"{timezone.localtime(change.answered_at):%-d %B %Y}"
    if change.what == What.PASSWORD.value:
        return f"They have a new password, set by a link to {change.new_email}, and had no second step then ({day})."
    by = change.asked_by or "The command line on the server"
    agreed = f", and {change.answered_by} agreed" if change.answered_by_id not in (None, change.person_id) else ""
    agreed = agreed or (", and the link that we sent them was used" if change.answered_by_id else "")
    match change.what:
        case What.ADDRESS.value if change.asked_at == change.answered_at:
            done = f"changed their e-mail address from {change.old_email or 'none'} to {change.new_email or 'none'}"
        case What.ADDRESS.value:
            done = f"asked to change their e-mail address from {change.old_email} to {change.new_email}"
        case What.JOIN.value:
            closed = f"; the sign-in with {change.old_email} was closed" if change.old_email else ""
            done = f"asked to join two records of them to one, which signs in with {change.new_email}{closed}"
        case What.FACTOR.value:
            done = "asked to take their second step away"
        case _:
            done = f"invited them to sign in, at {change.new_email}"
    return f"{by} {done}{agreed} ({day})."


def change_lines(person: Person, on: date) -> list[ChangeLine]:
    """What waits for one person's sign-in, as those see it who look after people."""
    lines = []
    for change in waiting(person.school_id).filter(person=person):
        words = "Take the second step away"
        if change.what == What.ADDRESS.value:
            words = f"New e-mail address: {change.new_email or 'none'}"
        asked = f"{change.asked_by or 'The command line'}, {timezone.localtime(change.asked_at):%-d %B %Y}"
        seconds = named(agreeing(change, on), on) or "the command line on the server"
        own = (
            f"{person} (by the link that we sent to {change.old_email}) or "
            if change.token_digest and mail_leaves()
            else ""
        )
        lines.append(ChangeLine(change.pk, words, asked, f"{own}{seconds}"))
    return lines


def change_for(looker: Person, person_id: int, id: int) -> SignInChange:
    """A change that waits, for those who look after people and may withdraw it."""
    access.require(looker, "community.withdraw_change")
    return or_404(waiting(looker.school_id).filter(person=person_id, pk=id).first())


def waits_to_confirm(person: Person, on: date) -> str:
    """Who makes sure of this person, in words, where they came back by somebody else's help; else nothing."""
    account = account_of(person)
    if account is None or account.unconfirmed_since is None or not account.is_active:
        return ""
    return named(confirming(person, on), on) or "IT, on the school’s server"


def standing_of(person: Person, on: date) -> str:
    """What is to be known of somebody's sign-in on their page, in a sentence; nothing where all is well."""
    account = account_of(person)
    if account is not None and not account.is_active:
        return f"The sign-in of {person} was closed, because it was not them. Invite them again when it is."
    who = waits_to_confirm(person, on)
    confirmed = f"They see no concern or case until {who} has confirmed that it is them."
    return f"Somebody else had, or may have had, a part in how {person} signs in. {confirmed}" if who else ""


# ---- the link in the mail to the old address


def digest_of(token: str) -> str:
    """Keyed, so that whoever can write the database makes no link of their own."""
    return field.digest("link", hashlib.sha256(token.encode()).hexdigest())


def own_change(token: str, at: datetime) -> OwnChange | None:
    """The change that this link is about; None for one that is answered, too old or unknown alike."""
    found = SignInChange.objects.filter(token_digest=digest_of(token), answer="", asked_at__gt=at - rules.LINK_LASTS)
    change = found.select_related("person__school").prefetch_related("person__roles").first()
    if change is None or not change.person.duties & (PEOPLE - {Duty.PUPIL}):
        return None
    return OwnChange(change, change.person, change.person.school)
