from django import forms


class NeverSo(forms.Form):
    """How somebody knows that a tie was never so."""

    reason = forms.CharField(
        label="How do you know?", max_length=1000, widget=forms.Textarea({"rows": 4, "maxlength": 1000})
    )
