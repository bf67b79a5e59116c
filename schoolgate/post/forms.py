"""How someone looks for a message."""

from django import forms

ANY = [("", "Any")]
STATES = [
    ("waiting", "Waiting"),
    ("sent", "Sent"),
    ("failed", "Could not be sent"),
    ("kept", "Kept: no mail server"),
    ("printed", "Printed"),
]
WAYS = [("email", "E-mail"), ("paper", "Paper")]


class Search(forms.Form):
    words = forms.CharField(label="Name or address", required=False, max_length=100)
    state = forms.ChoiceField(label="State", required=False, choices=ANY + STATES)
    way = forms.ChoiceField(label="Way", required=False, choices=ANY + WAYS)

    def asked(self) -> dict[str, str]:
        """What is searched for; an answer that is not one of those offered counts as none."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}
