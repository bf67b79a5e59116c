"""The pages of the set-up in their order, what was kept of each, and how a school is made of it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.community.actions import set_up
from schoolgate.community.queries import set_up as queries
from schoolgate.config import founding, mail
from schoolgate.config.set_up import forms
from schoolgate.design.forms import DateParts

if TYPE_CHECKING:
    from schoolgate.community.models import Invitation

STAGES: dict[str, tuple[str, str, type[forms.Stage]]] = {
    "school": ("Your school", "", forms.School),
    "head": (
        "The head teacher",
        "The head gives duties, publishes the policy and sees what needs deciding.",
        forms.Head,
    ),
    "chair": (
        "The chair of governors",
        "The chair approves the policy, and deals with concerns about the head. It cannot be someone who works at the school.",
        forms.Chair,
    ),
    "dsl": (
        "The designated safeguarding lead (DSL)",
        "The DSL is the first to read concerns. Later, head and chair together choose the DSL.",
        forms.Dsl,
    ),
    "lado": (
        "The LADO",
        "The local authority designated officer deals with allegations against adults. Your local authority’s website "
        "has the contact. You can leave this empty and add it later.",
        forms.Lado,
    ),
    "terms": (
        "Term dates",
        "These are usual dates in England. Compare them with your own calendar, and change them. Leave both days empty "
        "to leave a term out.",
        forms.Terms,
    ),
    "half-terms": (
        "Half-terms",
        "These are usual dates as well. Compare them with your own calendar.",
        forms.HalfTerms,
    ),
    "mail": (
        "Invitations and email",
        "The first people need a link to sign in. We can email it, or you can print it.",
        forms.Mail,
    ),
}
NAMES = tuple(STAGES)


def initial(kind: type[forms.Stage], said: Mapping[str, Any], **about: Any) -> dict[str, Any]:
    """What was kept of a page, as its form begins with it."""
    fields = kind(answers={}, **about).fields
    return {
        name: date.fromisoformat(value) if value and isinstance(fields[name], DateParts) else value
        for name, value in said.items()
        if name in fields and name != "password"
    }


def next_after(name: str, answers: Mapping[str, Any]) -> str:
    """The page to go on with: the first after this one that nothing was said on; "" where everything was."""
    later = NAMES[NAMES.index(name) + 1 :] if name else NAMES
    return next((other for other in (*later, *NAMES) if other not in answers), "")


def summary(answers: Mapping[str, Any], on: date) -> list[tuple[str, str, list[str]]]:
    """What was said on each page, in lines, to be looked through once more."""
    found = []
    for name, (title, _, kind) in STAGES.items():
        said = answers.get(name, {})
        if name in ("terms", "half-terms"):
            lines = [f"{d.name}: {_days(d.starts_on, d.ends_on)}" for d in _dates(answers, on, name)]
        elif name == "mail":
            lines = ["By email" if said.get("way") == "server" else "Printed, to be handed over"]
        elif name == "dsl" and said.get("who") == "head":
            lines = ["The head teacher"]
        elif name in forms.PEOPLE:
            lines = [f"{said.get('first_name', '')} {said.get('last_name', '')}", said.get("email", "")]
        else:
            fields = kind(answers={}, on=on).fields
            shown = [_shown(fields[field], value) for field, value in said.items() if field in fields and value]
            lines = [line for lines_of_one in shown for line in lines_of_one.splitlines()]
        found.append((name, title, [line for line in lines if line.strip()] or ["Nothing entered"]))
    return found


def make(answers: Mapping[str, Any], *, on: date, at: datetime) -> "list[Invitation]":
    """Makes the school of what was said, and ends the set-up; `Refused` where there is a school by now."""
    said, by_mail = dict(answers["school"]), answers["mail"]["way"] == "server"
    with transaction.atomic():
        if not set_up.locked() or not queries.is_there():
            raise access.Refused("there is a school here already")
        invitations = founding.found_school(
            {**said, **answers["lado"]},
            _people(answers),
            dates=[*_dates(answers, on, "terms"), *_dates(answers, on, "half-terms")],
            printed=not by_mail,
            at=at,
        )
        set_up.end()
        if by_mail and answers["mail"].get("host"):
            server = forms.server_of(answers["mail"])
            mail.keep(settings.KEYS, server)
            settings.DELIVERY, settings.DEFAULT_FROM_EMAIL = server.delivery, server.sender
    return invitations


def _people(answers: Mapping[str, Any]) -> list[founding.FirstPerson]:
    is_dsl = answers["dsl"]["who"] == "head"
    people = [
        _person(answers["head"], [Duty.HEAD, Duty.DSL] if is_dsl else [Duty.HEAD]),
        _person(answers["chair"], [Duty.CHAIR], starts_as=Duty.GOVERNOR),
    ]
    return people if is_dsl else [*people, _person(answers["dsl"], [Duty.DSL])]


def _person(said: Mapping[str, Any], duties: list[Duty], **more: Any) -> founding.FirstPerson:
    return founding.FirstPerson(said["first_name"], said["last_name"], said["email"], duties, **more)


def _dates(answers: Mapping[str, Any], on: date, name: str) -> list[Any]:
    kind = STAGES[name][2]
    form = kind(answers={}, on=on)
    assert isinstance(form, forms.Terms | forms.HalfTerms)
    return form.dates(initial(kind, answers.get(name, {}), on=on))


def _shown(field: Any, value: Any) -> str:
    return str(dict(getattr(field, "choices", ())).get(value, value))


def _days(starts_on: date, ends_on: date) -> str:
    return f"{starts_on:%-d %B %Y} to {ends_on:%-d %B %Y}"
