"""What signing in may know: who is invited, which class, which card, and whether a second factor is there."""

import copy
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import segno
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from schoolgate import access, datafiles
from schoolgate.access.duties import LEADERS, NEEDS_SECOND_FACTOR, PEOPLE, WORDS, Duty
from schoolgate.community import models
from schoolgate.community.models import Account, Classroom, Person, PersonQuerySet, RecordJoin, Role, School
from schoolgate.community.queries import sign_in
from schoolgate.community.signin import pictures

INVITED = PEOPLE - {Duty.PUPIL}
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]

# ---- second factor


def has_second_factor(account: object) -> bool:
    return bool(Authenticator.objects.filter(user_id=_pk(account), type__in=FACTORS).exists())


def takes_codes(account: object) -> bool:
    """Whether the account can show its second step by numbers: those of an app, or a spare code."""
    return bool(Authenticator.objects.filter(user_id=_pk(account)).exclude(type=Authenticator.Type.WEBAUTHN).exists())


DUTY, JOIN = "duty", "join"
"""Why sessions end in the midst of somebody's work, where that is said to them."""


def why_ended(account_id: str, since: datetime) -> str:
    """Why a session that began then has ended, as far as it is said: somebody gave them a duty, or joined their records.

    Nothing is said of a suspension, and of nothing else that is told to them in another way.
    """
    person = Person.objects.filter(account__pk=account_id).first()
    if person is None:
        return ""
    theirs = (person.pk, person.same_as_id or person.pk)
    joins = RecordJoin.objects.filter(Q(kept__in=theirs) | Q(joined__in=theirs), agreed=True, answered_at__gt=since)
    if joins.exists():
        return JOIN
    given = Role.objects.filter(person__in=theirs, given_at__gt=since)
    return DUTY if given.exists() else ""


LetIn = Callable[[Person, datetime], bool]
_let_in: list[LetIn] = []


def register(let_in: LetIn) -> None:
    """Lets an app above say whether something of it reaches somebody, so that they owe a second step."""
    if let_in not in _let_in:
        _let_in.append(let_in)


Keeps = Callable[[Person], bool]
_keeps: list[Keeps] = []


def register_kept(keeps: Keeps) -> None:
    """Lets an app above say whether it keeps something for somebody that nobody else may read under their name."""
    if keeps not in _keeps:
        _keeps.append(keeps)


def has_private(person: Person, at: datetime) -> bool:
    """Whether something confidential opens to whoever signs in as this person: by duty, by name, told or written to them."""
    return owes_second_factor(person, at) or any(keeps(person) for keeps in _keeps)


def is_let_in(person: Person, at: datetime) -> bool:
    """Whether a concern or a case reaches this person now, by duty or by name, however they have signed in."""
    full = copy.copy(person)
    full.sign_in = access.SignIn.FULL
    return any(reaches(full, at) for reaches in _let_in)


def is_let_in_by_name(person: Person, at: datetime) -> bool:
    """Whether something reaches somebody of whom it could not be expected by their duty."""
    return not person.duties & NEEDS_SECOND_FACTOR and is_let_in(person, at)


def owes_second_factor(person: Person, at: datetime) -> bool:
    """Whether this person holds a duty that can come to read cases, or was let into a concern or a case."""
    return bool(person.duties & NEEDS_SECOND_FACTOR) or is_let_in(person, at)


def is_last_factor(account: object, factor_id: int, at: datetime) -> bool:
    """Whether taking away this factor would leave a person who must have one with none."""
    person = Person.objects.filter(account__pk=_pk(account)).prefetch_related("roles").first()
    if person is None or not owes_second_factor(person, at):
        return False
    others = Authenticator.objects.filter(user_id=_pk(account), type__in=FACTORS).exclude(pk=factor_id)
    return not others.exists()


def name_of(account: Account) -> str:
    """What allauth's pages and messages call whoever is signed in."""
    return str(account.person)


# ---- invitations


@dataclass(frozen=True)
class Joining:
    """How far a school's grown-ups have come with their accounts."""

    joined: int
    waiting: int
    to_invite: int
    without_email: int

    @property
    def everyone(self) -> int:
        return self.joined + self.waiting + self.to_invite


def invitation_for(token: str, at: datetime) -> models.Invitation | None:
    """The invitation this link opens; None for one that is used, too old, overtaken or unknown alike."""
    found = (
        models.Invitation.objects.select_related("person__school")
        .prefetch_related("person__roles")
        .filter(token_digest=sign_in.digest_of(token), used_at=None, expires_at__gt=at)
        .first()
    )
    return found if found and stands(found) else None


def stands(invitation: models.Invitation) -> bool:
    """Whether its person is still of the school and still has the address that the link was sent to."""
    person = invitation.person
    right = invitation.email == person.email.lower() and is_own_address(person)
    return bool(person.duties & INVITED) and right


def is_own_address(person: Person) -> bool:
    """Whether the address on record is the one they sign in with, where they have an account: no other may open it."""
    account = sign_in.account_of(person)
    return account is None or not account.email or not sign_in.is_other_address(person, account.email)


def account_to_be(invitation: models.Invitation) -> Account:
    """The account that accepting makes or opens again; not saved."""
    there = Account.objects.filter(person=invitation.person_id).first()
    return there or Account(person=invitation.person, email=invitation.email)


def account_of_address(email: str) -> Account | None:
    """The account that opens with this address and a password."""
    found = Account.objects.filter(email__iexact=email.strip(), is_active=True, person__isnull=False)
    account = found.select_related("person__school").first()
    return account if account is not None and account.has_usable_password() else None


def was_opened_before(account: Account) -> bool:
    """Whether anybody has ever come in by this account, or somebody closed it.

    One that the school only opened for them, without a password, nobody has had: who comes in first is not restored.
    """
    if account.pk is None:
        return False
    had = account.has_usable_password() or account.last_login is not None or bool(account.pictures)
    closed = not account.is_active or account.unconfirmed_since is not None
    return had or closed or Authenticator.objects.filter(user=account).exists()


def email_is_taken(person: Person) -> bool:
    """Whether another person's account has this person's e-mail address."""
    return sign_in.email_is_taken(person, person.email)


def person_to_invite(by: access.Someone | None, person_id: int) -> Person | None:
    """A grown-up of the school of whoever may invite; None for everyone else."""
    if not access.may(by, "community.invite"):
        return None
    assert by is not None
    people = Person.objects.filter(school=by.school_id).prefetch_related("roles")
    found = people.filter(pk=person_id).first()
    return found if found and found.duties & INVITED else None


def joining(by: access.Someone, at: datetime) -> Joining:
    people = _grown_ups(by, at)
    with_email = people.exclude(email="")
    apart = with_email.exclude(_JOINED)
    return Joining(
        joined=people.filter(_JOINED).count(),
        waiting=apart.filter(_open(at)).count(),
        to_invite=apart.exclude(_open(at)).count(),
        without_email=people.filter(email="").exclude(_JOINED).count(),
    )


def people_to_invite(by: access.Someone, at: datetime, most: int) -> list[Person]:
    """The next of those who have an e-mail address, no account yet, and no invitation on its way."""
    people = _grown_ups(by, at).exclude(email="").exclude(_JOINED)
    return list(people.exclude(_open(at)).prefetch_related("roles")[:most])


def _grown_ups(by: access.Someone, at: datetime) -> PersonQuerySet:
    access.require(by, "community.invite")
    people: PersonQuerySet = Person.objects.filter(school=by.school_id)
    return people.on_roll(*INVITED, on=timezone.localdate(at))


_JOINED = Exists(
    Account.objects.filter(person=OuterRef("pk")).filter(
        ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX) | Q(last_login__isnull=False)
    )
)


def _open(at: datetime) -> Exists:
    return Exists(models.Invitation.objects.filter(person=OuterRef("pk"), used_at=None, expires_at__gt=at))


@dataclass(frozen=True)
class InvitationPaper:
    """An invitation to print and hand over; shown once, when it is made."""

    name: str
    words: str
    email: str
    link: str
    code: str
    until: datetime
    made_sure_of: bool


def paper(invitation: models.Invitation) -> InvitationPaper:
    """What is on the paper of an invitation that has just been made, with its link as a code for phones."""
    person = invitation.person
    return InvitationPaper(
        name=str(person),
        words=", ".join(WORDS[duty] for duty in Duty if duty in person.duties),
        email=invitation.email,
        link=invitation.link,
        code=segno.make(invitation.link, error="m").svg_data_uri(scale=3, border=2),
        until=invitation.expires_at,
        made_sure_of=invitation.by_id is not None,
    )


# ---- pupils


@dataclass(frozen=True)
class Card:
    """What a child needs to sign in; shown once, when it is made."""

    name: str
    code: str
    number: int
    pictures: tuple[str, ...]


def classes_for(person: access.Someone | None, on: date) -> list[Classroom]:
    """The classes whose pupils this person may sign in: those they teach; every class for those who lead."""
    if not access.may(person, "community.open_pupil_session"):
        return []
    assert person is not None
    classes = Classroom.objects.filter(school=person.school_id)
    if not person.duties & LEADERS:
        classes = classes.filter(pk__in=_taught_by(person, on))
    return list(classes)


def classes_page(person: access.Someone | None, on: date) -> list[Classroom]:
    """The classes to choose from; refused to whoever teaches none and leads nothing."""
    access.require(person, "community.open_pupil_session")
    found = classes_for(person, on)
    if not found and person is not None and not person.duties & LEADERS:
        raise access.Refused("community.open_pupil_session")
    return found


def class_for(person: access.Someone | None, class_id: int, on: date) -> Classroom | None:
    return next((classroom for classroom in classes_for(person, on) if classroom.pk == class_id), None)


def has_in_class(person: access.Someone, pupil: Person, on: date) -> bool:
    """Whether this person teaches the pupil's class, or leads the school."""
    if person.duties & LEADERS:
        return True
    places = models.Placement.objects.held(on).filter(pupil=pupil, classroom__in=_taught_by(person, on))
    return bool(places.exists())


def _taught_by(person: access.Someone, on: date) -> Iterable[int]:
    taught = models.Teaching.objects.held(on).filter(teacher=person.id)
    return taught.values_list("classroom", flat=True)


def pupils_of(classroom: Classroom, on: date) -> list[Person]:
    """The pupils of a class, by first name, each with their account where there is one."""
    people: PersonQuerySet = Person.objects.filter(school=classroom.school_id)
    here = people.holding(Duty.PUPIL, on=on).in_class(classroom.pk, on)
    return sorted(
        here.select_related("account").prefetch_related("roles"),
        key=lambda child: ((child.known_as or child.first_name).lower(), child.last_name.lower()),
    )


def has_card(pupil: Person) -> bool:
    return bool(getattr(pupil, "account", None) and pupil.account.pictures)


def has_open_card(pupil: Person) -> bool:
    """Whether a child has a card that still opens: not one with which there were too many wrong tries."""
    return has_card(pupil) and not is_closed(pupil.account)


def is_closed(account: Account) -> bool:
    return account.wrong_tries >= pictures.CLOSED_AFTER or account.wrong_in_all >= pictures.CLOSED_AFTER_IN_ALL


def account_of_card(code: str, number: int, on: date) -> Account | None:
    """The account whose card has this number in the class of this code."""
    classroom = Classroom.objects.filter(code=code).first() if code else None
    if classroom is None:
        return None
    found = Account.objects.filter(card_number=number, is_active=True, person__in=_in_class(classroom, on))
    return found.exclude(pictures="").select_related("person__school").first()


def teachers_to_tell(pupil: Person, on: date) -> list[Person]:
    """The class teachers of a child who have an e-mail address; where there are none, the head."""
    rooms = models.Placement.objects.held(on).filter(pupil=pupil).values("classroom")
    taught = models.Teaching.objects.held(on).filter(classroom__in=rooms).values("teacher")
    people: PersonQuerySet = Person.objects.filter(school=pupil.school_id).exclude(email="")
    return list(people.filter(pk__in=taught)) or list(people.holding(Duty.HEAD, on=on))


def card_numbers(classroom: Classroom, on: date) -> dict[int, int]:
    """The number on each pupil's card, by the pupil's id: kept where there is one, else the lowest free."""
    pupils = pupils_of(classroom, on)
    numbers: dict[int, int] = {}
    for pupil in pupils:
        number = pupil.account.card_number if has_card(pupil) else None
        if number and number not in numbers.values():
            numbers[pupil.pk] = number
    free = (number for number in range(1, 1000) if number not in numbers.values())
    for pupil in pupils:
        if pupil.pk not in numbers:
            numbers[pupil.pk] = next(free)
    return numbers


def seal_of(account: Account, chosen: Sequence[str]) -> str:
    """Pictures as they are stored: sealed with the installation's key, as a digest is soon guessed."""
    words = f"{account.pk}:{'-'.join(chosen)}"
    return salted_hmac("schoolgate.signin.pictures", words, algorithm="sha256").hexdigest()


def pupil_with_card(code: str, number: int, chosen: Sequence[str], on: date) -> Account | None:
    """The one pupil of the class of this code with this number and these pictures; None whatever is wrong."""
    classroom = Classroom.objects.filter(code=code).first() if code else None
    accounts = Account.objects.filter(card_number=number, is_active=True).exclude(pictures="")
    here = accounts.filter(person__in=_in_class(classroom, on)) if classroom else accounts.none()
    fitting = [account for account in here if constant_time_compare(account.pictures, seal_of(account, chosen))]
    return fitting[0] if len(fitting) == 1 and not is_closed(fitting[0]) else None


def _in_class(classroom: Classroom, on: date) -> PersonQuerySet:
    people: PersonQuerySet = Person.objects.filter(school=classroom.school_id)
    return people.holding(Duty.PUPIL, on=on).in_class(classroom.pk, on)


# ---- the demonstration


@dataclass(frozen=True)
class CastMember:
    """One of the cast: who, what they are, and what they would do here."""

    person: Person
    words: str
    would: str


@dataclass(frozen=True)
class Group:
    name: str
    parts: list[CastMember]


@dataclass(frozen=True)
class _Group:
    """Duties that are shown together, each with what somebody who holds it would see."""

    name: str
    duties: dict[Duty, str]


_GROUPS = datafiles.entries(Path(__file__).with_name("demo.toml"), "group", _Group)


def demo_schools() -> list[School]:
    return list(School.objects.filter(invented=True).order_by("pk"))


def demo_cast(school: School, on: date) -> list[Group]:
    """Somebody for every duty of an invented school; of the pupils, one of the oldest and of the youngest."""
    if not school.invented:
        return []
    taken: set[int] = set()
    groups = []
    for group in _GROUPS:
        parts = [part for duty, would in group.duties.items() for part in _parts(school, duty, would, on, taken)]
        if parts:
            groups.append(Group(group.name, parts))
    return groups


def _parts(school: School, duty: Duty, would: str, on: date, taken: set[int]) -> list[CastMember]:
    people: PersonQuerySet = Person.objects.filter(school=school)
    holders = people.holding(duty, on=on).order_by("pk")
    if duty == Duty.PUPIL:
        placed = holders.filter(placements__in=models.Placement.objects.held(on)).select_related()
        by_age = placed.order_by("-placements__classroom__year_group", "pk")
        children = [child for child in (by_age.first(), by_age.last()) if child]
        return [CastMember(child, _class_of(child, on), would) for child in dict.fromkeys(children)]
    chosen = holders.exclude(pk__in=taken).first() or holders.first()
    if chosen is None:
        return []
    taken.add(chosen.pk)
    return [CastMember(chosen, WORDS[duty], would)]


def _class_of(child: Person, on: date) -> str:
    place = child.placements.held(on).select_related("classroom").first()
    year = place.classroom.year if place else ""
    return f"Pupil, {year}" if year else WORDS[Duty.PUPIL]


def demo_person(person_id: int) -> Person | None:
    """Somebody of an invented school; nobody else may ever be signed in as."""
    return Person.objects.select_related("school").filter(pk=person_id, school__invented=True).first()


def _pk(account: object) -> int:
    """The account's number; no account's for a stranger."""
    pk: int | None = getattr(account, "pk", None)
    return pk or 0
