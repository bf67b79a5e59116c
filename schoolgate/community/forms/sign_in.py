from typing import Any

from django import forms

YES, NO = "yes", "no"


class OwnAnswer(forms.Form):
    """What somebody says to a change of how they sign in."""

    answer = forms.ChoiceField(
        label="Is this right?",
        choices=[(YES, "Yes, change it"), (NO, "No, leave it as it is")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether this is right."},
    )

    def kwargs(self) -> dict[str, Any]:
        return {"agreed": self.cleaned_data["agreed"]}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        return {**data, "agreed": data.get("answer") == YES}


class SecondAnswer(OwnAnswer):
    """What the second person says to it."""

    answer = forms.ChoiceField(
        label="Do you agree?",
        choices=[(YES, "Yes, I have spoken to them and it is right"), (NO, "No, leave it as it is")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether you agree."},
    )


class MakingSure(forms.Form):
    """Whether it is really them who came back, and how somebody knows."""

    answer = forms.ChoiceField(
        label="Is it really them?",
        choices=[(YES, "Yes, it is them"), (NO, "No, it is somebody else: close this sign-in")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether it is them."},
    )
    how = forms.CharField(
        label="How did you make sure?",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text="For example, you spoke to them in person, or called the number that you have always had.",
        error_messages={"required": "Enter how you made sure."},
    )

    def kwargs(self) -> dict[str, Any]:
        return {"how": self.cleaned_data["how"]}

    @property
    def is_them(self) -> bool:
        return bool(self.cleaned_data["answer"] == YES)
