from django import forms

from schoolgate.design.forms import DateParts


class Declaration(forms.Form):
    """A member of staff names the pupil who is family; there is no list of pupils to choose from."""

    pupil = forms.CharField(label="Pupil’s full name", max_length=160, help_text="First name and last name.")
    born_on = DateParts(label="Pupil’s date of birth", help_text="For example, 27 3 2016")
    relation = forms.CharField(
        label="What is the pupil to you?", max_length=60, help_text="Such as my daughter, my nephew, my grandson."
    )


class Decision(forms.Form):
    approved = forms.TypedChoiceField(
        label="Is this a family link?",
        choices=[("yes", "Yes, approve it"), ("no", "No, refuse it")],
        coerce=lambda answer: answer == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=forms.Textarea({"rows": 4, "maxlength": 1000}),
        help_text="What you know and how. The member of staff can read this.",
    )


class Sure(forms.Form):
    """Nothing but a yes, where a page asks before something is done."""
