"""The question whether words are about somebody who reads them, asked only where they may be."""

from collections.abc import Iterable
from typing import Any

from django import forms

from schoolgate.concerns.rules import ABOUT_READER, ASK_OF_READERS, AboutReader


class AboutReaderForm(forms.Form):
    """Words that may mean one of its readers; `named` are these."""

    about_reader = forms.ChoiceField(
        choices=[*ABOUT_READER.items()], widget=forms.RadioSelect, error_messages={"required": ASK_OF_READERS}
    )

    def __init__(self, *args: Any, named: Iterable[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = " or ".join(map(str, named))
        if names:
            self.fields["about_reader"].label = f"Does it say something of what {names} did or did not do?"
            before = list(self.fields)[: list(self.fields).index("words") + 1]
            self.order_fields([*(name for name in before if name != "about_reader"), "about_reader"])
        else:
            del self.fields["about_reader"]

    def kwargs(self) -> dict[str, Any]:
        """What the deed is given."""
        others = getattr(super(), "kwargs", None)
        said = dict(others() if others else self.cleaned_data)
        said.pop("about_reader", "")
        answer = self.cleaned_data.get("about_reader", "")
        return said | {"about_reader": AboutReader(answer) if answer else None}
