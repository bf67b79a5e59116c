"""What the rules count with, in words: each choice of a school with the clauses it belongs to."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from schoolgate.engines.rulings.policy import Parameters

MODEL = Parameters()


@dataclass(frozen=True)
class Choice:
    """One thing a school can choose: its name, the clauses of the model it belongs to, and how it is asked for.

    `here` gives a sentence for adults and one for children that stand behind the clause's own words, where the
    school has not chosen what the model has. `values` is empty where a whole number is asked for.
    """

    name: str
    clauses: tuple[str, ...]
    asks: str
    hint: str
    values: tuple[tuple[str, str, str], ...]
    here: Callable[[Any], tuple[str, str]]

    def word(self, value: Any) -> str:
        """A value in a few words."""
        return next((words for known, words, _ in self.values if known == value), str(value))


def _phones(value: str) -> tuple[str, str]:
    return {
        "allowed": ("Here pupils may keep their phones with them.", "At our school you may keep your phone."),
        "not in school": ("Here phones stay at home.", "At our school phones stay at home."),
    }.get(value, ("", ""))


def _parents(value: str) -> tuple[str, str]:
    return {
        "forbidden": (
            "Here this is a rule: staff and parents do not link up on social networks.",
            "Teachers and parents are not friends on apps.",
        ),
        "allowed": (
            "Here staff and parents may link up on social networks.",
            "Teachers and parents may be friends on apps.",
        ),
    }.get(value, ("", ""))


CHOICES = (
    Choice(
        "minimum_age",
        ("5.p.1",),
        "From which age may a pupil use social networks?",
        "In years. The model policy says 13. The law on each site stays as it is.",
        (),
        lambda age: (f"Here the age is {age}.", f"At our school, wait until you are {age}."),
    ),
    Choice(
        "former_pupil_age",
        ("4.7", "5.s.2"),
        "Until which age do staff keep away from former pupils on social networks?",
        "In years. The model policy says 18.",
        (),
        lambda age: (
            f"Here a former pupil counts as a pupil until the age of {age}.",
            f"Teachers wait until you are {age} before they are your friend on an app.",
        ),
    ),
    Choice(
        "phones",
        ("5.p.3",),
        "What happens to pupils’ phones?",
        "",
        (
            ("hand in", "They are handed in at the office", "The model policy."),
            ("not in school", "They stay at home", "A phone in the school day is against the rules, handed in or not."),
            ("allowed", "Pupils may keep them", "The clauses on social networks hold all the same."),
        ),
        _phones,
    ),
    Choice(
        "parents_as_friends",
        ("5.s.7",),
        "May staff and parents be friends on social networks?",
        "",
        (
            ("advice", "Better not, as advice", "The model policy. As strong as the clause itself is."),
            ("forbidden", "No, that is forbidden", "Even where the clause is only advice."),
            ("allowed", "Yes", "The school leaves it to them."),
        ),
        _parents,
    ),
    Choice(
        "pupil_hours",
        ("5.p.2",),
        "When do pupils stay off social networks?",
        "",
        (
            ("school day", "In the school day", "The model policy."),
            ("working day", "In the whole working day of the staff", "Before and after lessons too, on school days."),
        ),
        lambda value: (
            "Here this holds for the whole working day, before and after lessons too.",
            "This counts before and after lessons too.",
        ),
    ),
)


def named(name: str) -> Choice:
    return next(choice for choice in CHOICES if choice.name == name)


def read(chosen: Mapping[str, Any]) -> Parameters:
    """A school's choices, the model's where it has made none; `ValueError` for a choice there is not."""
    return Parameters(**chosen)


def own(chosen: Parameters) -> dict[str, Any]:
    """Only what differs from the model."""
    return {
        field.name: getattr(chosen, field.name)
        for field in fields(chosen)
        if getattr(chosen, field.name) != getattr(MODEL, field.name)
    }


def here(clause: str, chosen: Mapping[str, Any]) -> tuple[str, str]:
    """What stands behind a clause's words, for adults and for children, because of what the school has chosen."""
    said = list(_said(clause, chosen))
    return " ".join(adult for adult, _ in said), " ".join(child for _, child in said)


def _said(clause: str, chosen: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for choice in CHOICES:
        if clause in choice.clauses and chosen.get(choice.name, getattr(MODEL, choice.name)) != getattr(
            MODEL, choice.name
        ):
            yield choice.here(chosen[choice.name])
