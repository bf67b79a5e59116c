from datetime import date

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template

from schoolgate.design import forms as design
from schoolgate.design.tests.page import Page

WHERE = [("app", design.Hinted("In an app", "Such as a game")), ("group", "In a group")]


class Report(forms.Form):
    name = forms.CharField(
        label="Full name",
        help_text="As the school knows it.",
        max_length=10,
        widget=forms.TextInput({"autocomplete": "name", "placeholder": "Name"}),
    )
    seen_on = design.DateParts(label="Day you saw it", help_text="Such as 27 3 2026")
    where = forms.ChoiceField(label="Where was it?", choices=WHERE, widget=forms.RadioSelect)
    story = forms.CharField(label="Story", required=False, max_length=200, widget=forms.Textarea)
    picture = forms.FileField(label="A picture", required=False)
    secret = forms.CharField(label="Password", required=False, widget=forms.PasswordInput)
    agreed = forms.BooleanField(label="I have read it", help_text="Kept with the date.")
    token = forms.CharField(required=False, widget=forms.HiddenInput)


class Search(forms.Form):
    words = forms.CharField(label="Words", required=False)


def page(form):
    return Page(str(form))


def dates(**boxes):
    data = {f"seen_on_{part}": text for part, text in boxes.items()}
    return Report({"name": "Ada", "where": "app", "agreed": "on", **data})


def test_hint_and_error_are_spoken_with_the_box():
    shown = page(Report({"name": ""}))
    box = shown.one("input", name="name")
    assert shown.described(box) == "As the school knows it. Error: Enter full name"
    assert box["aria-invalid"] == "true"
    assert "govuk-input--error" in box.classes


def test_without_errors_only_the_hint_is_spoken():
    shown = page(Report())
    box = shown.one("input", name="name")
    assert shown.described(box) == "As the school knows it."
    assert "govuk-input--error" not in box.classes


def test_every_box_has_a_label():
    shown = page(Report())
    labelled = {label["for"] for label in shown.all("label")}
    boxes = [box for box in shown.elements if box.tag in ("input", "select", "textarea")]
    named = {box["id"] for box in boxes if box.attrs.get("type") != "hidden"}
    assert named == labelled
    assert len(named) == 10


def test_autocomplete_stays_and_a_placeholder_goes():
    box = page(Report()).one("input", name="name")
    assert box["autocomplete"] == "name"
    assert "placeholder" not in box.attrs


def test_optional_fields_say_so_but_not_in_a_search():
    assert page(Report()).one("label", for_="id_story").text == "Story (optional)"
    assert page(Search()).one("label", for_="id_words").text == "Words"


def test_choices_are_a_group_with_a_legend_and_hints_of_their_own():
    shown = page(Report({}))
    group = next(field for field in shown.all("fieldset") if "Where was it?" in field.text)
    assert shown.described(group) == "Error: Answer the question: Where was it?"
    first, second = shown.all("input", name="where")
    assert shown.described(first) == "Such as a game"
    assert "aria-describedby" not in second.attrs
    assert shown.one("label", for_=first["id"]).text == "In an app"


def test_one_box_to_tick_speaks_its_hint_and_error():
    shown = page(Report({}))
    spoken = shown.described(shown.one("input", name="agreed"))
    assert spoken == "Kept with the date. Error: Tick the box: I have read it"


def test_long_text_says_how_much_there_is_room_for():
    shown = page(Report())
    assert shown.described(shown.one("textarea")) == "You can enter up to 200 characters"
    assert [part["data-maxlength"] for part in shown.all("div", data_module="govuk-character-count")] == ["200"]


def test_words_typed_are_never_markup():
    shown = page(Report({"name": '"><script>x</script>', "seen_on_day": '"><b>'}))
    assert shown.one("input", name="name")["value"] == '"><script>x</script>'
    assert shown.one("input", name="seen_on_day")["value"] == '"><b>'
    assert not shown.all("script")


def test_a_date_is_read_from_three_boxes():
    form = dates(day=" 7 ", month="3", year="2026")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["seen_on"] == date(2026, 3, 7)


@pytest.mark.parametrize("month", ["September", "sep", "SEPT", "09"])
def test_a_month_may_be_a_name(month):
    form = dates(day="1", month=month, year="2026")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["seen_on"] == date(2026, 9, 1)


@pytest.mark.parametrize(
    ("day", "month", "year", "words", "wrong"),
    [
        ("", "", "", "Enter day you saw it", ["day", "month", "year"]),
        ("31", "", "2026", "Day you saw it needs a month", ["month"]),
        ("", "", "2026", "Day you saw it needs a day and a month", ["day", "month"]),
        ("1", "13", "2026", "Day you saw it: the month is a number from 1 to 12, or its name", ["month"]),
        ("1", "Octember1", "2026", "Day you saw it: the month is a number from 1 to 12, or its name", ["month"]),
        ("0", "1", "2026", "Day you saw it: the day is a number from 1 to 31", ["day"]),
        ("²", "1", "2026", "Day you saw it: the day is a number from 1 to 31", ["day"]),
        ("1", "1", "26", "Day you saw it: write the year with 4 figures, such as 2017", ["year"]),
        ("1", "1", "0000", "Day you saw it: there is no such date as 1 1 0000", ["day", "month", "year"]),
        ("31", "2", "2026", "Day you saw it: there is no such date as 31 2 2026", ["day", "month", "year"]),
    ],
)
def test_a_wrong_date_names_its_part_and_keeps_what_was_typed(day, month, year, words, wrong):
    form = dates(day=day, month=month, year=year)
    shown = page(form)
    assert form["seen_on"].words == [words]
    boxes = {part: shown.one("input", name=f"seen_on_{part}") for part in design.PARTS}
    assert {part: box.attrs.get("value", "") for part, box in boxes.items()} == {
        "day": day,
        "month": month,
        "year": year,
    }
    assert [part for part, box in boxes.items() if "govuk-input--error" in box.classes] == wrong
    assert form["seen_on"].anchor == boxes[wrong[0]]["id"]
    group = next(field for field in shown.all("fieldset") if "Day you saw it" in field.text)
    assert shown.described(group) == f"Such as 27 3 2026 Error: {words}"


def test_an_initial_date_fills_the_boxes_and_is_no_change():
    form = Report(initial={"seen_on": date(2026, 3, 7)})
    assert page(form).one("input", name="seen_on_day")["value"] == "7"
    again = Report(
        {"seen_on_day": "07", "seen_on_month": "3", "seen_on_year": "2026"}, initial={"seen_on": date(2026, 3, 7)}
    )
    assert "seen_on" not in again.changed_data


def test_errors_of_libraries_are_put_in_our_words_and_ours_are_left():
    class Age(forms.Form):
        age = forms.IntegerField(label="Age", min_value=4)
        name = forms.CharField(label="Name", max_length=5)
        year = forms.ChoiceField(label="Year", choices=[("1", "Year 1")])
        dsl = forms.CharField(label="DSL’s name")
        picture = forms.FileField(label="A picture")
        nickname = forms.CharField(label="Nickname", error_messages={"required": "What are you called?"})

    form = Age({"age": "3", "name": "Sebastian", "year": "9"})
    assert {name: form[name].words for name in form.fields} == {
        "age": ["Age must be 4 or more"],
        "name": ["Shorten “Name” to 5 characters: it has 9 now"],
        "year": ["Year: choose one of the answers offered"],
        "dsl": ["Enter DSL’s name"],
        "picture": ["Choose a file: a picture"],
        "nickname": ["What are you called?"],
    }


def test_the_summary_links_to_each_box_and_is_shown_once():
    form = Report({"where": ""})
    form.add_error(None, "This report was sent already.")
    shown = Page(Template("{% load design %}{% error_summary form %}{{ form }}").render(Context({"form": form})))
    ids = {element.attrs.get("id") for element in shown.elements}
    links = shown.all("a")
    assert [link["href"] for link in links] == ["#id_name", "#id_seen_on_0", "#id_where_0", "#id_agreed"]
    assert all(link["href"][1:] in ids for link in links)
    assert sum("sent already" in part.text for part in shown.elements if part.tag in ("li", "p")) == 1


def test_a_form_without_a_summary_still_says_what_is_wrong_as_a_whole():
    form = Report({})
    form.add_error(None, "This report was sent already.")
    assert "This report was sent already." in str(form)


def test_a_page_that_asks_one_thing_has_its_question_as_heading():
    words = "{% load design %}{% page_form form legend=True %}"
    shown = Page(Template(words).render(Context({"form": Report()})))
    assert shown.one("h1").text == "Full name"
    words = "{% load design %}{% page_form form legend='What are you called?' submit='Send' %}"
    shown = Page(Template(words).render(Context({"form": Report()})))
    assert shown.one("h1").text == "What are you called?"
    assert shown.one("button", type="submit").text == "Send"
    assert shown.one("form")["enctype"] == "multipart/form-data"


def test_a_file_has_a_label_rather_than_a_legend():
    shown = page(Report())
    assert shown.one("label", for_="id_picture").text == "A picture (optional)"
    assert all("A picture" not in legend.text for legend in shown.all("legend"))


def test_a_file_name_that_is_too_long_says_how_long_it_may_be():
    class WithFile(forms.Form):
        file = forms.FileField(label="File", max_length=10)

    form = WithFile({}, {"file": SimpleUploadedFile("a" * 26 + ".png", b"x")})
    assert form["file"].words == ["Shorten “File” to 10 characters: it has 30 now"]
