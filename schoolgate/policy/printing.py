"""The policy and its letters on paper."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from schoolgate import __version__, pages
from schoolgate.community.models import Person, School
from schoolgate.design import paper
from schoolgate.policy.queries import public, reach, reminding, reply_slips, signing

CHOICES = {
    "parent": "I have read these parts of the policy and will keep to them.",
    "staff": "I have read these parts of the policy and will keep to them. "
    "I last checked that my own accounts are private on: ____ / ____ / ________",
    "governor": "I have read these parts of the policy and will keep to them.",
}


def policy(document: public.Document) -> bytes:
    """The PDF of a version as this reader may see it, made once and kept until a word or a name changes."""
    data = _policy(document)
    words = json.dumps([__version__, document.version.digest, data], sort_keys=True)
    digest = hashlib.sha256(words.encode()).hexdigest()[:40]
    name = f"policy/{document.school.pk}/{digest}.pdf"
    if default_storage.exists(name):
        with default_storage.open(name) as file:
            return bytes(file.read())
    made = paper.pdf("policy", data, title=document.version.title)
    default_storage.save(name, ContentFile(made))
    return made


def letters(chosen: reminding.ToWrite, on: date) -> bytes:
    """One letter a person, with the clauses they have still to sign and a reply slip."""
    version, school = chosen.version, chosen.version.school
    children = reply_slips.children_of([person.pk for person in chosen.people], on)
    officers = reach.officers_of(version, on)
    data = {
        "school": school.name,
        "address": school.address.splitlines(),
        "phone": school.phone,
        "email": school.email,
        "date": f"{on:%-d %B %Y}",
        "letters": [
            _letter(school, owed, person, children.get(person.pk, ""), officers)
            for person in chosen.people
            for owed in signing.owed_by(person)
        ],
    }
    return paper.pdf("letter", data, title=f"Letters: {version.title}")


def _policy(document: public.Document) -> dict[str, object]:
    version = document.version
    review = f"To be looked at again by {version.review_on:%-d %B %Y}" if version.review_on else ""
    return {
        "school": document.school.name,
        "version": str(version.number),
        "state": document.state,
        "review": review,
        "people": [_duty(document, duty, name) for duty, name in document.people],
        "sections": [
            {**_heading(section.name), "clauses": [_clause(line) for line in section.lines]}
            for section in document.sections
        ],
    }


def _heading(name: str) -> Mapping[str, str]:
    """A section's number and its name, apart."""
    number, _, title = name.partition(" ")
    return {"place": number, "title": title} if title and number[0].isdigit() else {"place": "", "title": name}


def _duty(document: public.Document, duty: str, name: str) -> Mapping[str, str]:
    school = document.school
    reached = next((way for way in (school.phone, school.email) if way), "")
    return {
        "duty": duty,
        "name": name if document.named else "Ask at the school",
        "contact": reached or "The school office",
    }


def _clause(line: public.Line) -> Mapping[str, object]:
    return {
        "place": line.clause.place,
        "text": line.words,
        "depth": 0,
        "audience": line.audience,
        "strength": line.clause.strength,
        "gloss": line.gloss,
    }


def _letter(
    school: School, owed: signing.Owed, person: Person, children: str, officers: Mapping[str, str]
) -> Mapping[str, object]:
    version, head = owed.version, officers.get("head", "")
    again = "has changed. These are the parts that are new since you signed" if owed.again else "is below"
    return {
        "to": [person.name, *person.address.splitlines()],
        "salutation": f"Dear {person}",
        "subject": f"Please read and sign: {version.title}",
        "paragraphs": [
            f"Our policy for social media and networking {again}. Please read it, sign the slip at "
            "the end and send it back to the school office. If you would like to talk about any of it, tick "
            "the second box and we will be in touch.",
            f"The whole policy is at {pages.address()}/policy/{school.slug}/. The office prints it for you if you ask.",
            *(_seen(shown) for shown in signing.words_of(owed, officers)),
        ],
        "closing": "With thanks",
        "signed": [head, "Head teacher"] if head else [school.name],
        "slip": {
            "title": f"Reply slip: {version.title}, version {version.number}",
            "about": f"{person}{f' ({children})' if children else ''}",
            "code": reply_slips.code(person, owed),
            "choices": [CHOICES[owed.audience], "I would like to talk to somebody about it first."],
        },
    }


def _seen(shown: signing.Shown) -> str:
    plain = f" In plain words: {shown.gloss}" if shown.gloss else ""
    return f"{shown.clause.place}  {shown.words}{plain}"
