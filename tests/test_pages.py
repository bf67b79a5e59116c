"""What every page shares: an action that a form asks for, what forbids it, and a button."""

from types import SimpleNamespace

import pytest
from django import forms
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import connection
from django.http import Http404
from django.test import RequestFactory

from schoolgate import access
from schoolgate.broken import Broken, Moved
from schoolgate.pages import act, answer, bound_form, press

PERSON = SimpleNamespace(id=7)


class Asked(forms.Form):
    words = forms.CharField()
    seen = forms.IntegerField(widget=forms.HiddenInput)


class Shaped(Asked):
    def kwargs(self):
        return {"text": self.cleaned_data["words"].upper()}


def request(data=None):
    made = RequestFactory().get("/") if data is None else RequestFactory().post("/", data)
    made.person, made._messages = PERSON, CookieStorage(made)
    return made


def sent(**data):
    return request({"words": "as typed", "seen": 1, **data})


def action(target, **kwargs):
    return target, kwargs


def raising(error):
    def do(target, **kwargs):
        raise error

    return do


def told(made):
    return [str(message) for message in messages.get_messages(made)]


def test_a_page_that_is_only_looked_at_does_nothing():
    made = request()
    assert act(made, bound_form(made, Asked), raising(AssertionError), "it") is None


def test_a_form_with_something_wrong_in_it_does_nothing_and_says_so():
    made = sent(words="")
    form = bound_form(made, Asked)
    assert act(made, form, raising(AssertionError), "it") is None and form.errors["words"]


def test_an_action_is_given_what_the_form_says_with_who_and_when():
    made = sent()
    target, given = act(made, bound_form(made, Asked), action, "it", child=3)
    assert target == "it" and given.pop("at").tzinfo and given.pop("by") is PERSON
    assert given == {"words": "as typed", "seen": 1, "child": 3}


def test_a_form_may_shape_what_it_says_and_a_page_may_say_something_else():
    made = sent()
    assert act(made, bound_form(made, Shaped), action, "it")[1]["text"] == "AS TYPED"
    given = act(made, bound_form(made, Shaped), action, "it", {"why": "so"}, by="a stranger")[1]
    assert given["why"] == "so" and given["by"] == "a stranger" and "text" not in given


@pytest.mark.parametrize(
    ("broken", "says"),
    [(Broken("It is closed."), "It is closed."), (Broken("Ask two.", "6.4"), "Ask two. (Clause 6.4.)")],
)
def test_what_forbids_it_stands_on_the_form_with_its_clause_and_what_was_typed_stays(broken, says):
    made = sent()
    form = bound_form(made, Asked)
    assert act(made, form, raising(broken), "it") is None
    assert form.non_field_errors() == [says] and form["words"].value() == "as typed"


def test_a_form_that_somebody_was_quicker_with_remembers_how_it_is_now():
    made = sent()
    form = bound_form(made, Asked)
    act(made, form, raising(Moved("Somebody has changed it.", seen=2)), "it")
    assert form["seen"].value() == 2 and form["words"].value() == "as typed"


def test_what_went_to_somebody_else_since_the_page_was_opened_is_not_there():
    made = sent()
    with pytest.raises(Http404):
        act(made, bound_form(made, Asked), raising(access.Refused("look.cases")), "it")


def test_a_button_says_on_the_next_page_what_forbids_it_and_refuses_as_any_page():
    made = sent()
    assert press(made, raising(Broken("Ask two.", "6.4")), "it") is None
    assert told(made) == ["Ask two. (Clause 6.4.)"]
    with pytest.raises(access.Refused):
        press(made, raising(access.Refused("policy.publish")), "it")


@pytest.mark.django_db
def test_a_target_that_is_found_by_a_function_is_found_in_the_transaction_of_the_action():
    made, outside = sent(), len(connection.savepoint_ids)
    inside = act(made, bound_form(made, Asked), action, lambda: len(connection.savepoint_ids))[0]
    assert inside == outside + 1 == press(made, action, lambda: len(connection.savepoint_ids))[0]


def test_an_answer_leads_on_and_says_what_was_done():
    made = sent()
    assert answer(made, "It is kept.", "/there/").url == "/there/" and told(made) == ["It is kept."]
