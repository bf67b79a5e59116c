"""The named cast: one school, its people, and what each of them is. Plain functions, the story's words."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.test import Client
from django.utils import timezone

from schoolgate.access.duties import Duty
from schoolgate.community.models import Account, Care, Classroom, Person, Placement, Role, School, SchoolDate, Teaching
from tests.clock import MONDAY

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator

__all__ = [
    "JOINED",
    "MONDAY",
    "Cast",
    "cast",
    "client_of",
    "person",
    "pupil",
    "school",
    "through_second_factor",
    "with_second_factor",
]

JOINED = date(2024, 9, 2)


@dataclass
class Cast:
    school: School
    head: Person
    deputy: Person
    dsl: Person
    deputy_dsl: Person
    teacher: Person
    other_teacher: Person
    assistant: Person
    office: Person
    it: Person
    chair: Person
    governor: Person
    parent: Person
    paper_parent: Person
    pupil: Person
    young_pupil: Person
    kestrels: Classroom
    wrens: Classroom
    stranger: None = None

    def members(self) -> dict[str, Person | None]:
        """Everyone who can come to a page, by the name of their part, the stranger included."""
        parts = {name: part for name, part in vars(self).items() if part is None or isinstance(part, Person)}
        return {name: part for name, part in parts.items() if part is None or hasattr(part, "account")}


def school(name: str = "Larkhollow Primary School", slug: str = "larkhollow") -> School:
    made = School.objects.create(
        name=name, slug=slug, address="1 Lark Lane\nLarkhollow", lado_name="Grace Obi", lado_phone="01632 960111"
    )
    SchoolDate.objects.create(
        school=made, kind="term", name="Autumn term", starts_on=date(2026, 9, 2), ends_on=date(2026, 12, 18)
    )
    return made


def person(
    school: School, first: str, last: str, *duties: Duty, email: bool = True, account: bool = True, **fields: object
) -> Person:
    address = f"{first}.{last}@{school.slug}.example".lower() if email else ""
    made = Person.objects.create(school=school, first_name=first, last_name=last, email=address, **fields)
    Role.objects.bulk_create(Role(person=made, duty=duty.value, since_on=JOINED) for duty in duties)
    if account and (email or Duty.PUPIL in duties):
        Account.objects.create_for(made, email=address or None)
    return made


def pupil(school: School, first: str, last: str, born_on: date, classroom: Classroom) -> Person:
    made = person(school, first, last, Duty.PUPIL, email=False, born_on=born_on)
    Placement.objects.create(pupil=made, classroom=classroom, since_on=JOINED)
    return made


def cast(at: School | None = None) -> Cast:
    """The whole cast at a school of their own."""
    here = at or school()
    kestrels = Classroom.objects.create(school=here, name="Kestrels", year_group=6, code=f"kestrels-{here.pk}")
    wrens = Classroom.objects.create(school=here, name="Wrens", year_group=2, code=f"wrens-{here.pk}")
    made = Cast(
        school=here,
        head=person(here, "Ruth", "Adeyemi", Duty.HEAD),
        deputy=person(here, "Owen", "Pryce", Duty.DEPUTY, Duty.TEACHER),
        dsl=person(here, "Martin", "Hale", Duty.DSL, Duty.STAFF),
        deputy_dsl=person(here, "Fiona", "Reid", Duty.DEPUTY_DSL, Duty.TEACHER),
        teacher=person(here, "Asha", "Kapoor", Duty.TEACHER),
        other_teacher=person(here, "Tom", "Whitby", Duty.TEACHER),
        assistant=person(here, "Lucy", "Grant", Duty.STAFF),
        office=person(here, "Jean", "Barlow", Duty.OFFICE),
        it=person(here, "Sam", "Okoro", Duty.IT),
        chair=person(here, "Helen", "Marsh", Duty.CHAIR, Duty.GOVERNOR),
        governor=person(here, "David", "Lin", Duty.GOVERNOR),
        parent=person(here, "Priya", "Nair", Duty.PARENT),
        paper_parent=person(here, "Kath", "Doyle", Duty.PARENT, email=False, address="3 Mill Row\nLarkhollow"),
        pupil=pupil(here, "Maya", "Nair", date(2016, 3, 4), kestrels),
        young_pupil=pupil(here, "Arun", "Nair", date(2019, 12, 1), wrens),
        kestrels=kestrels,
        wrens=wrens,
    )
    Teaching.objects.create(teacher=made.teacher, classroom=kestrels, since_on=JOINED)
    Teaching.objects.create(teacher=made.other_teacher, classroom=wrens, since_on=JOINED)
    for child in (made.pupil, made.young_pupil):
        Care.objects.create(parent=made.parent, child=child, relation="mother", since_on=JOINED)
    liam = pupil(here, "Liam", "Doyle", date(2016, 6, 9), kestrels)
    Care.objects.create(parent=made.paper_parent, child=liam, relation="mother", since_on=JOINED)
    return made


def client_of(person: Person | None, *, second_factor: bool = True, client: Client | None = None) -> Client:
    """A browser in which this person is signed in (a stranger's is empty), by default with the second step in that session."""
    client = client or Client()
    if person is None:
        return client
    account = person.account
    client.force_login(account, backend="schoolgate.community.signin.backend.Backend")
    if second_factor:
        through_second_factor(client, account)
    return client


def through_second_factor(client: Client, account: Account, factor: "Authenticator | None" = None) -> None:
    """Writes into the session what allauth writes there when a code was right; the product asks it of each session."""
    from allauth.account.internal.flows import login

    factor = factor or with_second_factor(account)
    session = client.session
    record = {"method": "mfa", "at": timezone.now().timestamp(), "id": factor.pk, "type": factor.type}
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [record]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(account.pk)
    session.save()


def with_second_factor(account: Account) -> "Authenticator":
    """Gives the account an authenticator app, as those who may come to read cases must have."""
    from allauth.mfa.models import Authenticator

    made, _ = Authenticator.objects.get_or_create(user=account, type=Authenticator.Type.TOTP, defaults={"data": {}})
    return made
