"""What a form asks for where a box is empty is a sentence: a label that is one already makes none after “Enter”.

The page makes “Enter reason” of the label “Reason”. Of “Tell us what happened” or “School day ends” it cannot.
"""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from types import SimpleNamespace

from django import forms
from django.forms.utils import pretty_name
from django.utils.functional import Promise

import schoolgate
from schoolgate.design.forms import _ask

NO_SENTENCE = re.compile(
    r"^(Enter|Choose) (a file: )?("
    r"(tell|write|draw|say|add|show|describe|give|send|it|they|we|you|i) .*|"  # the label is a sentence of its own
    r".* (starts?|ends?|is|are|was|were|told)|"
    r"(.* )?(from|since|until|by|under|to|with)"  # it ends before what it asks for
    r")$",
    re.IGNORECASE,
)


def asked() -> Iterator[tuple[str, str]]:
    """Where each box stands that must be filled, and what is said where it is not and the form says nothing itself."""
    for module in pkgutil.walk_packages(schoolgate.__path__, "schoolgate."):
        if not re.search(r"forms?\b", module.name) or ".tests" in module.name:
            continue
        for name, form in vars(importlib.import_module(module.name)).items():
            if not (inspect.isclass(form) and issubclass(form, forms.BaseForm) and form.__module__ == module.name):
                continue
            for box, field in form.base_fields.items():
                hidden = isinstance(field.widget, forms.HiddenInput)
                if field.required and not hidden and isinstance(field.error_messages.get("required"), Promise):
                    said = _ask(SimpleNamespace(label=field.label or pretty_name(box), field=field))
                    yield f"{module.name}.{name}.{box}", said


def test_it_looks_at_the_forms_of_every_app():
    apps = {place.split(".")[1] for place, _ in asked()}
    assert apps >= {"cases", "community", "concerns", "policy", "records"} and len(list(asked())) > 100


def test_what_is_asked_for_is_a_sentence():
    wrong = [f"{place} says “{said}”" for place, said in asked() if NO_SENTENCE.match(said)]
    assert not wrong, f"Give the field error_messages with “required”, in words of its own: {wrong}"


def test_what_reads_badly_is_noticed():
    bad = ("Enter tell us what happened", "Enter school day ends", "Choose the LADO is told", "Enter from")
    good = (
        "Enter reason",
        "Enter your name, and who you are to the child",
        "Enter what the child says",
        "Choose clause",
    )
    assert all(map(NO_SENTENCE.match, bad)) and not any(map(NO_SENTENCE.match, good))
