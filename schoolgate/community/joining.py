"""Moves what is on record about one person to another record of theirs.

What was written stays as it was written, with whoever wrote it, but for what takes two people or another one: there both
records count as one. What cannot be moved, because it was given or sealed or is there twice, stays with the record that was
joined. That record counts as the same person wherever it is asked who may read. Of a tie to a child that is there twice the
one that stays with it is in no list: it only says whose family they are, and who entered that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from schoolgate.community import changes, rules
from schoolgate.community.models import Account, Appointment, FamilyLink, Person
from schoolgate.community.spans import Span

MOVED = {
    "cases.Answered": ("person",),
    "cases.Assignment": ("owner",),
    "cases.Check": ("person",),
    "cases.Consequence": ("person", "supervisor"),
    "cases.Grant": ("person",),
    "cases.KeptOut": ("person",),
    "cases.Letter": ("about", "to"),
    "cases.Participant": ("person",),
    "community.Appointment": ("person",),
    "community.Care": ("parent", "child"),
    "community.Departure": ("person",),
    "community.FamilyLink": ("staff", "pupil"),
    "community.FormerName": ("person",),
    "community.GivenName": ("person",),
    "community.Number": ("person",),
    "community.Placement": ("pupil",),
    "community.Role": ("given_by", "agreed_by", "instead_of"),
    "community.SignInChange": ("person",),
    "community.TieQuestion": ("person",),
    "community.Teaching": ("teacher",),
    "concerns.About": ("person",),
    "concerns.Access": ("person",),
    "concerns.Cleared": ("person",),
    "concerns.OnDuty": ("person",),
    "concerns.Concern": ("entered_by", "trusted_adult"),
    "concerns.Draft": ("person",),
    "concerns.KeptOut": ("person",),
    "concerns.TakenOut": ("person",),
    "concerns.Trusted": ("person",),
    "concerns.Unlooked": ("person",),
    "policy.Author": ("person",),
    "policy.Exemption": ("person",),
    "policy.OfficialHolder": ("person",),
    "post.Message": ("person",),
    "records.AccessRequest": ("about",),
}
"""What says of a person who they are, whose they are, or what is about them."""

DONE = {
    "cases.Approval": ("asked_by",),
    "cases.KeptOut": ("by",),
    "community.Appointment": ("asked_by", "answered_by"),
    "community.Care": ("entered_by",),
    "community.FamilyLink": ("declared_by",),
    "community.RecordJoin": ("asked_by",),
    "community.SignInChange": ("asked_by", "answered_by"),
    "concerns.KeptOut": ("by",),
    "records.Disposal": ("asked_by",),
}
"""What somebody did that they cannot be the second person for, or cannot undo alone, under either record."""
VOICES = {
    "community.JoinVoice": ("by",),
    "community.NameAnswer": ("by",),
    "community.TieAnswer": ("by",),
    "concerns.TakenOut": ("by",),
}
"""What somebody said as one of two: said under both records it is one voice, and the other goes."""

After = Callable[[Person, datetime], None]
_after: list[After] = []


def register(after: After) -> None:
    """Says what an app above does once everything is one person's; such an app says so when it starts."""
    _after.append(after)


@dataclass(frozen=True)
class SignIns:
    """The way to sign in that stays when two records are joined, and the address of one that is closed."""

    stays: Account | None
    closed: str
    addresses: tuple[str, ...]
    """Every address that either record had before, on record or to sign in with."""


def join(kept: Person, joined: Person, at: datetime) -> SignIns:
    """Makes one person of two records, within the caller's transaction; says which way to sign in stays."""
    on = timezone.localdate(at)
    _one_number_a_kind(kept, joined, on)
    _move_roles(kept, joined)
    _one_teaching_a_class(kept, joined)
    _one_question_a_duty(kept, joined, at)
    stay = {("community.Care", "parent"): _one_care_a_child(kept, joined)}
    stay["community.FamilyLink", "staff"] = _one_link_a_pupil(kept, joined)
    for label, names in (*MOVED.items(), *DONE.items(), *VOICES.items()):
        model = apps.get_model(label)
        for name in names:
            rows = model._base_manager.filter(**{name: joined}).exclude(pk__in=stay.get((label, name), ()))
            for row in list(rows.order_by("pk").values_list("pk", flat=True)):
                _move(model, row, name, kept)
            if label in VOICES:
                rows.delete()
    sign_ins = _one_account(kept, joined, at)
    for name in ("title", "known_as", "born_on", "email", "phone", "address"):
        if not getattr(kept, name):
            setattr(kept, name, getattr(joined, name))
    kept.save()
    joined.also.update(same_as=kept)
    joined.invitations.filter(used_at=None).delete()
    joined.same_as = kept
    joined.save()
    changes.tell(kept.school_id, {kept.pk}, at)
    for after in _after:
        after(kept, at)
    return sign_ins


def _move(model: type, pk: object, name: str, kept: Person) -> None:
    """Moves one row; one that is there already, or that is sealed, stays where it is."""
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=pk).update(**{name: kept})  # type: ignore[attr-defined]
    except IntegrityError:
        return


def _one_number_a_kind(kept: Person, joined: Person, on: date) -> None:
    """Of two numbers of a kind that of whoever is here now stays, or else the newer one."""
    for number in joined.numbers.all():
        other = kept.numbers.filter(kind=number.kind).first()
        if other is None:
            continue
        duties = rules.KINDS.get(number.kind, frozenset())
        here, there = (person.roles.held(on).filter(duty__in=duties).exists() for person in (kept, joined))
        gone = number if (here and not there) or (here == there and other.pk > number.pk) else other
        gone.delete()


def _move_roles(kept: Person, joined: Person) -> None:
    """Every duty goes over; one that both hold is held once, since the earlier of the two days.

    The other never held: it ended on no day, so no page may say that it did.
    """
    held = {role.duty: role for role in kept.roles.filter(until_on=None)}
    for role in joined.roles.all():
        there = held.get(role.duty) if role.until_on is None else None
        if there is not None:
            if role.since_on < there.since_on:
                there.since_on, role.since_on = role.since_on, there.since_on
                there.save(update_fields=["since_on"])
            role.until_on = role.since_on - timedelta(days=1)
        role.person = kept
        role.save()


def _one_care_a_child(kept: Person, joined: Person) -> list[int]:
    """A child whom both care for has one carer: since the earlier day, until the later. Returns what is not moved.

    The other tie is not deleted: two people may say of one that it was never so, and the other makes them family still.
    """
    stay = []
    for care in _ever_so(joined.cares_for).order_by("since_on", "pk"):
        ours = list(_ever_so(kept.cares_for).filter(child=care.child_id).order_by("since_on", "pk"))
        if not ours:
            continue
        wide = next((other for other in ours if other.until_on is None), ours[-1])
        _widen(wide, care)
        wide.relation = wide.relation or care.relation
        wide.save(update_fields=["since_on", "until_on", "relation"])
        stay.append(care.pk)
    return stay


def _ever_so(cares: Any) -> Any:
    """Those of which two people have not said that they were never so."""
    return cares.exclude(until_on__lt=F("since_on"))


def _widen(span: Span, other: Span) -> None:
    span.since_on = min(span.since_on, other.since_on)
    span.until_on = max(span.until_on, other.until_on) if span.until_on and other.until_on else None


def _one_teaching_a_class(kept: Person, joined: Person) -> None:
    """A class that both have on the same days is one class."""
    for other in list(joined.teaching.all()):
        for teaching in kept.teaching.filter(classroom=other.classroom_id):
            if _meet(teaching, other):
                _widen(teaching, other)
                teaching.save(update_fields=["since_on", "until_on"])
                other.delete()
                break


def _meet(span: Span, other: Span) -> bool:
    return all(one.until_on is None or one.until_on >= two.since_on for one, two in ((span, other), (other, span)))


def _one_link_a_pupil(kept: Person, joined: Person) -> list[int]:
    """Of two links to a pupil that were not refused the one that was approved stays. Returns what is not moved."""
    stay = []
    for link in _standing(joined):
        ours = next((one for one in _standing(kept) if one.pupil_id == link.pupil_id), None)
        if ours is None:
            continue
        if link.approved and not ours.approved:
            # Only one of the two can stand with each record, so this one stands aside while they change places.
            FamilyLink.objects.filter(pk=ours.pk).update(ended_on=timezone.localdate(ours.declared_at))
            FamilyLink.objects.filter(pk=link.pk).update(staff=kept)
            FamilyLink.objects.filter(pk=ours.pk).update(staff=joined, ended_on=None)
            stay.append(ours.pk)
        else:
            stay.append(link.pk)
    return stay


def _standing(staff: Person) -> list[FamilyLink]:
    return [link for link in staff.links_to_pupils.filter(ended_on=None) if link.approved is not False]


def _one_question_a_duty(kept: Person, joined: Person, at: datetime) -> None:
    """What is asked of both about a duty is asked once."""
    asked = {(item.duty, item.ends) for item in _asked(kept)}
    for item in _asked(joined):
        if (item.duty, item.ends) in asked:
            item.withdrawn_at = at
            item.save(update_fields=["withdrawn_at"])


def _asked(person: Person) -> list[Appointment]:
    return list(person.appointments.filter(answered_at=None, withdrawn_at=None))


def _one_account(kept: Person, joined: Person, at: datetime) -> SignIns:
    """One way to sign in stays: that of the record which is kept, or else the other. Nobody was made sure of by that."""
    account, other = (Account.objects.filter(person=person).first() for person in (kept, joined))
    addresses = [kept.email, joined.email, *(one.email for one in (account, other) if one and one.email)]
    known, closed = tuple(dict.fromkeys(email.lower() for email in addresses if email)), ""
    if other is not None and account is not None:
        closed = other.email or ""
        EmailAddress.objects.filter(user=other).delete()
        other.set_unusable_password()
        other.is_active, other.email = False, None
        other.save()
    elif other is not None:
        other.person = kept
        other.save()
    stays = account or other
    if stays is not None:
        stays.unconfirmed_since = stays.unconfirmed_since or at
        stays.save(update_fields=["unconfirmed_since"])
        Account.objects.end_sessions([kept.pk, joined.pk])
    return SignIns(stays, closed, known)
