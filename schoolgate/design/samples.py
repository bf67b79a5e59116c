"""What the gallery shows: every kind of field, and invented papers."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from schoolgate.design import forms as fields

YEARS = [("", "Choose a year")] + [(f"year-{n}", f"Year {n}") for n in range(1, 7)]
WHERE = [
    ("app", fields.Hinted("In an app", "For example a game with a chat")),
    ("group", fields.Hinted("In a group of parents", "For example a class group")),
    ("elsewhere", "Somewhere else"),
]


class Everything(forms.Form):
    name = forms.CharField(label="Full name", max_length=80, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label="E-mail address",
        help_text="We write to it only about the policy.",
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    password = forms.CharField(
        label="Password", widget=forms.PasswordInput({"autocomplete": "current-password"})
    )
    age = forms.IntegerField(label="Age", validators=[MinValueValidator(4), MaxValueValidator(11)])
    year = forms.ChoiceField(label="Year group", choices=YEARS)
    where = forms.ChoiceField(label="Where did you see it?", choices=WHERE, widget=forms.RadioSelect)
    told = forms.MultipleChoiceField(
        label="Who knows already?",
        help_text="Tick all that apply.",
        choices=[("teacher", "The class teacher"), ("parents", "The parents"), ("nobody", "Nobody yet")],
        widget=forms.CheckboxSelectMultiple,
    )
    seen_on = fields.DateParts(label="Day you saw it", help_text="For example 27 3 2026")
    picture = forms.FileField(label="A picture of the screen", help_text="PNG, JPEG or PDF, up to 10 MB.")
    story = forms.CharField(
        label="What happened?", max_length=400, required=False, widget=forms.Textarea({"rows": 4})
    )
    agreed = forms.BooleanField(
        label="I have read the policy", help_text="Your name and today’s date are kept with it."
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False)


class Question(forms.Form):
    where = forms.ChoiceField(label="Where did you see it?", choices=WHERE, widget=forms.RadioSelect)


WRONG = {
    "name": "Ada " * 30,
    "email": "not an address",
    "age": "3",
    "year": "year-9",
    "seen_on_day": "31",
    "seen_on_month": "",
    "seen_on_year": "2026",
    "story": "It was in the class group.",
}

LETTER: dict[str, object] = {
    "school": "Alder Lane Primary School",
    "address": ["Alder Lane", "Little Wexham", "LW1 4PQ"],
    "phone": "01632 960123",
    "email": "office@alderlane.example",
    "date": "24 November 2026",
    "letters": [
        {
            "to": ["Ms Priya Raman", "4 Orchard Row", "Little Wexham", "LW1 4PR"],
            "salutation": "Dear Ms Raman",
            "subject": "Our social media policy",
            "paragraphs": [
                "The school has a new policy for social media and networking. It says what we ask of staff, "
                "of children and of families, and how we look into it when something goes wrong.",
                "You can read the whole of it at alderlane.example/policy. The office will print it for you.",
                "Please fill in the slip below and return it to the office by Friday 4 December.",
            ],
            "closing": "Yours sincerely",
            "signed": ["Ruth Adeyemi", "Head teacher"],
            "slip": {
                "title": "Reply slip: social media policy",
                "about": "Arun Raman, Year 4",
                "code": "7KQ2-MX41",
                "choices": [
                    "I have read the policy and will keep to it.",
                    "I would like to talk to somebody about it first.",
                ],
            },
        },
        {
            "to": ["Mr Tom Bell", "The Old Forge", "Little Wexham", "LW1 4PT"],
            "salutation": "Dear Mr Bell",
            "subject": "Our social media policy",
            "paragraphs": ["A second letter, on a page of its own."],
            "closing": "Yours sincerely",
            "signed": ["Ruth Adeyemi", "Head teacher"],
            "slip": None,
        },
    ],
}

POLICY: dict[str, object] = {
    "school": "Alder Lane Primary School",
    "version": "3",
    "state": "In force from 1 September 2026",
    "review": "To be reviewed by 1 September 2027",
    "people": [
        {"duty": "Head teacher", "name": "Ruth Adeyemi", "contact": ""},
        {"duty": "Designated safeguarding lead", "name": "Owen Pryce", "contact": "01632 960124"},
    ],
    "sections": [
        {
            "place": "1",
            "title": "What this is for",
            "clauses": [
                {
                    "place": "1.1",
                    "text": "This policy covers what staff, children and families write and share.",
                    "depth": 0,
                    "audience": "Everyone",
                    "strength": "must",
                    "gloss": "",
                },
                {
                    "place": "1.1.a",
                    "text": "It covers private accounts when they touch the school.",
                    "depth": 1,
                    "audience": "Staff",
                    "strength": "should",
                    "gloss": "What you post at home can reach the school gate.",
                },
            ],
        },
        {
            "place": "2",
            "title": "Staff",
            "clauses": [
                {
                    "place": "2.1",
                    "text": "Staff keep their private accounts closed to children and their families.",
                    "depth": 0,
                    "audience": "Staff",
                    "strength": "must",
                    "gloss": "",
                },
            ],
        },
    ],
}
