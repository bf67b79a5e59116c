"""Every field of every model is classified: personal, with what it is, or plain."""

import pytest
from django.db import models

from schoolgate.cli import reference


def unclassified(model: type[models.Model]) -> set[str]:
    fields = {field.name for field in model._meta.get_fields() if field.concrete and not field.primary_key}
    assert hasattr(model, "Privacy"), f"{model._meta.label}: say in a class Privacy what is personal, and what is plain"
    known = set(model.Privacy.personal) | set(model.Privacy.plain)
    return fields ^ known | set(model.Privacy.personal) & set(model.Privacy.plain)


def test_every_field_is_classified_once():
    found = {model._meta.label: unclassified(model) for model in reference.own_models()}
    left = {label: sorted(fields) for label, fields in found.items() if fields}
    assert not left, (
        f"{left}: put each into Privacy.personal of its model, with what it is, or into Privacy.plain, once"
    )


def test_there_are_models_to_classify():
    assert len(list(reference.own_models())) > 10


def test_every_personal_field_says_what_it_is():
    for model in reference.own_models():
        assert all(model.Privacy.personal.values()), model


def test_a_new_field_is_noticed(monkeypatch):
    model = next(model for model in reference.own_models() if model.__name__ == "Person")
    monkeypatch.setattr(model, "Privacy", type("Privacy", (), {"personal": {}, "plain": {"school"}}))
    assert "born_on" in unclassified(model)


@pytest.mark.django_db
def test_every_row_belongs_to_a_school():
    """A model has a school, or hangs on one that has; shared texts, the trail's numbers and the set-up are the exceptions."""
    exceptions = {"School", "SignedText", "Entry", "Length", "Sum", "Change", "SetUp"}
    for model in reference.own_models():
        if model.__name__ not in exceptions:
            assert reaches_school(model), f"{model.__name__} belongs to no school"


def reaches_school(model: type[models.Model], seen: frozenset = frozenset()) -> bool:
    targets = [f.related_model for f in model._meta.get_fields() if f.concrete and f.is_relation and f.related_model]
    if any(target.__name__ == "School" for target in targets):
        return True
    return any(reaches_school(target, seen | {model}) for target in targets if target not in seen | {model})
