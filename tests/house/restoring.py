"""Ways in which one person gets another back in, as the tests of sign-ins try them."""

import re
from datetime import timedelta

from django.core import mail
from django.test import Client
from django.urls import reverse

from schoolgate.community.accounts import SignInChange
from schoolgate.community.actions import people as community_people
from schoolgate.community.actions import sign_in
from schoolgate.community.models import Account, Person
from schoolgate.community.signin import actions as signin
from schoolgate.community.tests.files import imported
from tests.cast import MONDAY
from tests.house.test_session_factor import PASSWORD, SECRET, code_now
from tests.house.test_session_factor import sign_in as enter

OFFICES_OWN = "office.box@larkhollow.example"
LINK = re.compile(r"https?://[^/\s]+(/sign-in/\S+)")
TODAY = MONDAY.date()


def fresh(person: Person) -> Person:
    return Person.objects.prefetch_related("roles").select_related("account").get(pk=person.pk)


def link_to(address: str) -> str:
    """The newest link that was mailed to an address."""
    bodies = [sent.body for sent in mail.outbox if sent.to == [address]]
    return next(found.group(1) for body in reversed(bodies) if (found := LINK.search(body)))


def by_hand(cast, person, email=OFFICES_OWN, by=None):
    community_people.edit_person(fresh(person), email=email, by=by or cast.office, at=MONDAY)


ROW = "kind,id,first name,last name,email,duties\nstaff,S1,{person.first_name},{person.last_name},{email},{duty}\n"


def by_import(cast, person, email=OFFICES_OWN, by=None):
    told = {"person": person, "duty": next(role.duty for role in person.roles.all())}
    imported(cast.school, ROW.format(email=person.email, **told), by=by or cast.office)
    return imported(cast.school, ROW.format(email=email, **told), by=by or cast.office, at=MONDAY + timedelta(hours=1))


def by_return(cast, person, email=OFFICES_OWN, by=None):
    """They leave by a file, and come back by another with a new address."""
    told = {"person": person, "duty": next(role.duty for role in person.roles.all())}
    others = ROW.format(email=person.email, **told) + "staff,S2,Ned,Oak,ned@larkhollow.example,staff\n"
    imported(cast.school, others, by=by or cast.office)
    without = "kind,id,first name,last name,email,duties\nstaff,S2,Ned,Oak,ned@larkhollow.example,staff\n"
    imported(cast.school, without, by=by or cast.office)
    imported(cast.school, others.replace(person.email, email), by=by or cast.office)


WAYS = [by_hand, by_import, by_return]


def waiting(person) -> SignInChange:
    return SignInChange.objects.get(person=person, answer="")


def agree(change, by, agreed=True):
    return sign_in.answer_change(change, agreed=agreed, by=fresh(by), at=MONDAY)


def been_here(*people) -> None:
    """They have come in before, by an account of their own."""
    Account.objects.filter(person__in=people, last_login=None).update(last_login=MONDAY - timedelta(days=30))


def invited(cast, person, by=None) -> Client:
    """A browser that has come in by a new invitation, to an account that its owner has used where there is one."""
    been_here(person)
    return first_invited(cast, person, by)


def first_invited(cast, person, by=None) -> Client:
    """The same, whether or not anybody has ever come in by the account."""
    made = signin.invite(fresh(person), by=by or cast.office, at=MONDAY)
    client = Client()
    client.post(link_to(made.email), {"password": PASSWORD})
    return client


def set_up_factor(client):
    client.get(reverse("mfa_activate_totp"))
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    client.post(reverse("mfa_activate_totp"), {"code": code_now()})


def second_hand(cast, person) -> Client:
    """The office's new address, agreed by an unwary second person, and a new password by mail."""
    change_by = cast.head if person != cast.head else cast.chair
    by_hand(cast, person)
    agree(waiting(person), change_by)
    mail.outbox.clear()
    Client().post(reverse("account_reset_password"), {"email": OFFICES_OWN})
    (sent,) = mail.outbox
    path = re.search(r"https?://[^/\s]+(/account/\S+)", sent.body).group(1)
    client = Client()
    answer = client.get(path)
    client.post(answer.url, {"password1": PASSWORD, "password2": PASSWORD})
    client, _ = enter(OFFICES_OWN)
    return client
