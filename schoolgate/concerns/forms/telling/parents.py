"""What a parent, or anybody without signing in, tells the school at one of its two doors."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms

from schoolgate.broken import Broken
from schoolgate.concerns import receipts
from schoolgate.concerns.forms.readers import AboutReaderForm
from schoolgate.concerns.forms.telling.fields import (
    FEW_LETTERS,
    WORKS_HERE,
    Files,
    WithFiles,
    about_whom,
    line,
    name_officers,
    own_words,
    works_here,
)
from schoolgate.concerns.rules import WHOM, Channel, ConcernKind, ConcernPart, Report, Scope, Whom
from schoolgate.pages import mail_leaves

FILES_HINT = "Screenshots, photographs, PDF files or sound, up to ten, each of at most 15 MB."
MORE = "What you add is kept as it is: it cannot be changed afterwards, and what you told us first stays as it was."
WHOM_HINT = "An adult whom you choose or name is not the one who reads it."
LINK = (
    "We send a link that opens our answer. Leave this empty and nobody knows who you are: you then get a number "
    "with which you can come back."
)
NO_LINK = "We cannot send e-mail at present. You get a number with which you can come back and read our answer."


class _Parent(WithFiles):
    kind: ConcernKind
    scope: Scope
    whom_words: Mapping[Whom, str] = WHOM

    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        children: Sequence[tuple[int, str]],
        signed_in: bool,
        officers: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        name_officers(self.fields["whom"], officers, words=self.whom_words)
        self.signed_in = signed_in
        self.own_children = dict(children)
        if "children" in self.fields and children:
            self.fields["children"].choices = [(str(id), name) for id, name in children]  # type: ignore[attr-defined]
        else:
            self.fields.pop("children", None)
        del self.fields["contact" if signed_in else "unnamed"]
        if not signed_in and not mail_leaves():
            self.fields["contact"].help_text = NO_LINK

    @classmethod
    def as_initial(cls, draft: Any) -> dict[str, Any]:
        """What the form begins with, from what was kept of it."""
        fields = cls.base_fields
        return {name: draft.getlist(name) if name == "children" else draft[name] for name in fields if name in draft}

    @property
    def is_unnamed(self) -> bool:
        """Whether the school is not to know who tells."""
        return not self.signed_in or bool(self.cleaned_data.get("unnamed"))

    def kwargs(self) -> dict[str, Any]:
        return {"telling": self.telling(), "form_token": self.cleaned_data["token"]}

    def telling(self) -> Report:
        said = self.cleaned_data
        chosen = [int(id) for id in said.get("children", ())]
        typed = [name.strip() for name in said.get("names", "").split("\n") if name.strip()]
        own = [self.own_children[id] for id in chosen] if self.is_unnamed else []
        contact = said.get("contact", "")
        return Report(
            door=Channel.ANONYMOUS if self.is_unnamed and not contact else Channel.PARENT,
            kind=self.kind,
            scope=self.scope,
            words=said["words"],
            happened_words=said.get("happened_words", ""),
            contact=contact,
            urgent=bool(said.get("urgent")),
            hurt=bool(said.get("hurt")),
            people=() if self.is_unnamed else tuple((id, ConcernPart.HARMED) for id in chosen),
            whom=Whom(said["whom"]),
            names=tuple(typed),
            own_names=tuple(own),
            enclosures=said.get("evidence", ()),
        )


class Worry(_Parent):
    kind, scope = ConcernKind.WORRY, Scope.PERSONAL

    words = own_words("What are you worried about?", rows=7)
    urgent = forms.BooleanField(
        label="A child may be in danger now", required=False, help_text="Ring 999 first. Then tell us here."
    )
    whom = about_whom("Who is it about?", WHOM_HINT)
    children = forms.MultipleChoiceField(
        label="Is it about your own child?", required=False, widget=forms.CheckboxSelectMultiple
    )
    names = own_words(
        "What are their names?", rows=2, required=False, most=1500, hint="If you know them: one on each line."
    )
    happened_words = line("When and where was it?", hint="In your own words, such as: on Sunday evening, in a game.")
    evidence = Files(label="Do you have a picture or a file of it?", help_text=FILES_HINT)
    contact = forms.EmailField(label="Your e-mail address", required=False, max_length=FEW_LETTERS, help_text=LINK)
    unnamed = forms.BooleanField(
        label="Do not tell the school my name",
        required=False,
        help_text="You then get a number with which you can come back. Keep it: nobody can find it for you.",
    )


class Unhappy(_Parent):
    kind, scope = ConcernKind.UNHAPPY, Scope.SCHOOL
    whom_words = WORKS_HERE

    whom = works_here(
        "Is it about somebody who works here?",
        "They will not read it. If it is about the head teacher, the chair of governors will read it.",
    )
    words = own_words("What are you not happy with?", rows=7)
    wish = own_words("What would put it right?", rows=3, required=False)
    hurt = forms.BooleanField(
        label="A child was hurt or frightened, or may not be safe",
        required=False,
        help_text="Then we will treat it as a safeguarding concern. If a child is in danger now, call 999 first.",
    )
    names = own_words(
        "What are their names?",
        rows=2,
        required=False,
        most=1500,
        hint="If you know them: one on each line. This includes governors.",
    )
    evidence = Files(label="Do you have a picture or a file that shows it?", help_text=FILES_HINT)
    contact = forms.EmailField(label="Your e-mail address", required=False, max_length=FEW_LETTERS, help_text=LINK)
    unnamed = Worry.base_fields["unnamed"]

    def telling(self) -> Report:
        told, wish = super().telling(), self.cleaned_data["wish"].strip()
        return replace(told, words=f"{told.words}\n\nWhat would put it right: {wish}") if wish else told


class Receipt(forms.Form):
    receipt = forms.CharField(
        label="Your receipt: sixteen figures",
        max_length=60,
        help_text="Such as 1234 5678 9012 3456, with or without spaces and dashes.",
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-20"}),
    )

    def clean_receipt(self) -> str:
        """The sixteen figures in groups of four; what cannot be a receipt says so, and counts as no guess."""
        try:
            return receipts.typed(self.cleaned_data["receipt"])
        except Broken as broken:
            raise forms.ValidationError(str(broken)) from broken


class Reply(AboutReaderForm, WithFiles):
    """More words, or files, from whoever told us."""

    words = own_words("Add to it, or write to the school", rows=4, required=False, hint=MORE)
    evidence = Files(label="Add pictures or files", help_text=FILES_HINT)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        nothing = not said.get("words", "").strip() and not said.get("evidence") and not self.files_field.kept
        if nothing and not self.errors:
            self.add_error("words", "Write something first, or choose a file")
        return said


class ChildsReply(WithFiles):
    """More words from a child; a child's picture was drawn, and no files are chosen on its pages."""

    words = own_words("Do you want to tell us more?", rows=4, hint="A few words are enough.")
    words.error_messages["required"] = "Write something first. One word is enough."
