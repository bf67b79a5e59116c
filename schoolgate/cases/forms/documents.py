"""What is said with a document of a case: what it is, and the file, examined before anything is kept."""

from typing import Any

from django import forms

from schoolgate.cases.forms.fields import AboutChildren
from schoolgate.concerns.forms.triage import Attached

LONGEST_TITLE = 120


class Document(AboutChildren, Attached):
    """A file and what it is; valid when the file may be kept."""

    title = forms.CharField(
        label="What is it?",
        max_length=LONGEST_TITLE,
        help_text="A few words by which others find it, such as: minutes of the meeting on 3 March.",
    )
    field_order = ["title", "file", "about"]

    def kwargs(self) -> dict[str, Any]:
        file = self.cleaned_data["file"]
        parts = {"name": file.name, "content": file.content, "examined": file.examined}
        return {"title": self.cleaned_data["title"], "about": self.cleaned_data.get("about", ()), **parts}
