"""Who asks "May I?": their role, and what the school's registers say of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from schoolgate.access.duties import EMPLOYED, Duty
from schoolgate.community.models import Person, School
from schoolgate.policy.asking import facts
from schoolgate.policy.models import Exemption
from schoolgate.policy.queries import registers


@dataclass(frozen=True)
class Reader:
    """Who asks, as far as the school knows: their role and what its registers say of them."""

    person: Person | None
    is_child: bool
    is_staff: bool
    is_named: bool
    roles: tuple[str, ...]
    facts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def audience(self) -> str:
        return self.roles[0] if len(self.roles) == 1 else ""

    def filled(self, kind: str, given: Mapping[str, str]) -> dict[str, str]:
        """The facts given, with what is known of whoever asks where the question is about themselves."""
        own = {"role": self.audience} if self.audience in _roles(kind) else {}
        role = given.get("role", own.get("role", ""))
        if role and role in self.roles:
            own |= self.facts.get(kind, {})
        return {**{name: value for name, value in own.items() if value}, **given}


def _roles(kind: str) -> set[str]:
    return {choice.value for choice in facts.choices(kind, facts.ROLE)}


def reader_of(school: School, person: Person | None, on: date, *, is_child: bool = False) -> Reader:
    """Who asks; people of another school count as strangers."""
    if person is None or person.school_id != school.pk:
        return Reader(None, is_child, False, False, ())
    duties = person.duties
    held = {"pupil": {Duty.PUPIL}, "staff": EMPLOYED, "parent": {Duty.PARENT}}
    roles = tuple(role for role, those in held.items() if duties & those)
    return Reader(
        person=person,
        is_child=is_child or Duty.PUPIL in duties,
        is_staff=bool(duties & EMPLOYED),
        is_named=True,
        roles=roles,
        facts=_facts_of(school, person, on),
    )


def _facts_of(school: School, person: Person, on: date) -> dict[str, dict[str, str]]:
    """What the registers say of somebody, by the kind of question it can decide."""
    holder = facts.YES if registers.is_holder(person, school, on) else facts.NO
    exempt = registers.exempted(person, school, on)
    equipment = facts.YES if Exemption.Covers.EQUIPMENT in exempt else facts.NO
    phone = facts.YES if Exemption.Covers.PHONE in exempt else facts.NO
    # Whoever has none has none with this person; whoever has one is asked whether it is with this person.
    family = {} if registers.has_family_link(person) else {"family": facts.NO}
    age = {"age": str(_age(person.born_on, on))} if Duty.PUPIL in person.duties and person.born_on else {}
    return {
        "use": {**age, "holder": holder, "exception": equipment},
        "connect": {**age, **family, "exception": equipment},
        "post": {**age, "holder": holder},
        "carry": {"exception": phone},
    }


def _age(born_on: date, on: date) -> int:
    return max(0, on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day)))
