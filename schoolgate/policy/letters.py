"""The words of the mails and letters about the policy: a link and a date, nothing confidential."""

from datetime import date

from django.template.loader import render_to_string
from django.urls import reverse

from schoolgate import pages
from schoolgate.community.models import Person
from schoolgate.policy.models import Version
from schoolgate.policy.queries import coverage, reminding
from schoolgate.post.rules import Letter


def ask(person: Person, version: Version) -> Letter:
    """Asks someone to read and sign."""
    subject = f"Please read and sign: {version.title}"
    return _letter(person, version, coverage.ASK, subject, "policy/coverage/ask.txt")


def remind(person: Person, version: Version) -> Letter:
    """Reminds someone who has not signed yet."""
    subject = f"Reminder: please read and sign {version.title}"
    return _letter(person, version, coverage.REMIND, subject, "policy/coverage/remind.txt")


def remind_of_review(person: Person, version: Version) -> Letter:
    """Reminds the head of the day on which the policy is looked at again."""
    subject = f"Review of {version.title}: {version.review_on:%-d %B %Y}"
    return _letter(person, version, reminding.REVIEW, subject, "policy/coverage/review.txt")


def check_register(person: Person, due_on: date) -> Letter:
    """Reminds someone who keeps the age register to go through it."""
    words = {"person": person, "school": person.school, "due_on": due_on, "register": _address("policy:register")}
    subject = f"The age register: please check it by {due_on:%-d %B %Y}"
    body = render_to_string("policy/ages/check.txt", words)
    return Letter(person.pk, person.email, reminding.REGISTER, subject, body)


def on_paper(person: Person, version: Version) -> Letter:
    """What the outbox keeps of a printed letter."""
    words = f"A letter with the policy and a reply slip: {version}."
    return Letter(person.pk, "", coverage.LETTER, f"Please read and sign: {version.title}", words)


def _letter(person: Person, version: Version, kind: str, subject: str, template: str) -> Letter:
    school = version.school
    words = {
        "person": person,
        "version": version,
        "school": school,
        "mine": _address("policy:mine"),
        "public": _address("policy:public", school.slug),
        "coverage": _address("policy:coverage"),
    }
    return Letter(person.pk, person.email, kind, subject, render_to_string(template, words))


def _address(name: str, *parts: str) -> str:
    return f"{pages.address()}{reverse(name, args=parts)}"
