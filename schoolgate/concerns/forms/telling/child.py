"""What a child says, one thing at a time. Until it is sent it is kept in the page alone."""

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from schoolgate.concerns import rules
from schoolgate.concerns.forms.telling.fields import Unfit, line, own_words
from schoolgate.concerns.rules import Channel, ConcernKind, Report, Scope, Whom
from schoolgate.engines.evidence import sandbox, shapes, sizing

HAPPENED = {
    "online": ("Something happened online", "screen"),
    "mean": ("Someone is being mean", "sad"),
    "stranger": ("Someone I don’t know is talking to me", "stranger"),
    "scared": ("I saw something that scared me", "scared"),
    "other": ("Something else", "more"),
}
WHOM = {
    Whom.CHILD: ("Children", "people"),
    Whom.ADULT: ("A grown-up at school", "school"),
    Whom.DSL: ("{dsl}, who keeps us safe", "shield"),
    Whom.HEAD: ("{head}, the head teacher", "star"),
    Whom.OTHER: ("Someone else. Or I don’t know", "more"),
}
WAYS = {
    "write": ("I write it", "pencil"),
    "draw": ("I draw it", "paint"),
    "grown_up": ("A grown-up writes it for me", "together"),
}
UNKNOWN = {"dsl": "The grown-up", "head": "The grown-up"}
"""Said where the school has nobody in this office now."""
AT_HOME, ANYONE = "home", "any"
PNG = "data:image/png;base64,"
SIGNATURE = b"\x89PNG\r\n"
WIDTH, HEIGHT = 900, 675
"""Points of every drawing, as `drawing.js` makes them."""
SIDES = WIDTH.to_bytes(4) + HEIGHT.to_bytes(4)
"""How a PNG says so, before anything of it is opened."""
MOST_BYTES = 3 * 1024**2
NAME = "drawing.png"
LIMITS = shapes.Limits(size=MOST_BYTES, pixels=WIDTH * HEIGHT, seconds=10, reading=False)
NO_DRAWING = "Draw something first. Or go back and write it."


class What(forms.Form):
    what = forms.ChoiceField(
        label="What is it about?", choices=[(name, label) for name, (label, _) in HAPPENED.items()]
    )


class About(forms.Form):
    whom = forms.ChoiceField(
        label="Who is it about?", choices=[(whom.value, words) for whom, (words, _) in WHOM.items()]
    )


class How(forms.Form):
    how = forms.ChoiceField(
        label="How do you want to tell us?", choices=[(name, label) for name, (label, _) in WAYS.items()]
    )


class Write(forms.Form):
    words = own_words("Tell us what happened", rows=7, hint="A few words are enough. Spelling does not matter.")
    words.error_messages["required"] = "Tell us what happened. Or go back and draw it."


class Draw(forms.Form):
    drawing = forms.CharField(widget=forms.HiddenInput, required=False)
    words = own_words("Do you want to write something too?", rows=2, required=False)

    def clean_drawing(self) -> str:
        """It is a PNG by its first bytes; it is looked into when it is sent."""
        drawing: str = self.cleaned_data["drawing"]
        try:
            drawn(drawing)
        except Unfit as unfit:
            raise forms.ValidationError(str(unfit)) from unfit
        return drawing


class GrownUp(forms.Form):
    written_for = line(
        "Your name, and who you are to the child", required=True, hint="For the grown-up who is writing."
    )
    childs_words = own_words(
        "What the child says", rows=5, hint="Just as the child says it. Please do not ask more than you need to."
    )
    adds = own_words("What you want to add yourself", rows=3, required=False)


class Who(forms.Form):
    """Whom the child trusts, from the school's list; somebody who is not signed in may give their name."""

    def __init__(self, *args: Any, grown_ups: Sequence[Any], stranger: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grown_ups = grown_ups
        self.fields["adult"] = forms.CharField(
            label="Which grown-up do you want to talk to?", required=False, max_length=20, initial=ANYONE
        )
        if stranger:
            self.fields["name"] = line("What is your name?", hint="You can leave this empty.", most=150)

    others = ((AT_HOME, "Someone at home", "home"), (ANYONE, "You choose for me", "heart"))

    @property
    def chosen(self) -> str:
        """What is pressed now: "you choose for me" for who was on the list a moment ago, and where nothing was pressed."""
        said = str(self["adult"].value() or ANYONE)
        return said if said in {AT_HOME, *(str(one.id) for one in self.grown_ups)} else ANYONE

    def clean_adult(self) -> str:
        """Who is not on the list any more is no reason to ask a child again: somebody is chosen for them."""
        return self.chosen


STEPS = {"what": What, "about": About, "how": How, "write": Write, "draw": Draw, "grown_up": GrownUp, "who": Who}
CARRIED = ("what", "whom", "how", "words", "drawing", "written_for", "childs_words", "adds", "adult", "name")


def before(step: str, said: Mapping[str, str]) -> str:
    """The step to which “Go back” leads."""
    if step == "who":
        return said.get("how") or "how"
    return {"how": "about", "about": "what", "what": ""}.get(step, "how")


def first_missing(said: Mapping[str, str]) -> str:
    """The first step that has no answer, so that nothing can be sent without one; empty where all is said."""
    if said.get("what") not in HAPPENED:
        return "what"
    if said.get("whom") not in WHOM:
        return "about"
    if said.get("how") not in WAYS:
        return "how"
    needed = {"write": "words", "draw": "drawing", "grown_up": "childs_words"}[said["how"]]
    return "" if said.get(needed, "").strip() else said["how"]


def telling_of(said: Mapping[str, str], *, stranger: bool = False, look: bool = True) -> Report:
    """What the child said, ready to be told: what was pressed, then the words.

    Without `look` a drawing is kept as it is, and looked at afterwards.
    """
    how, adult = said["how"], said.get("adult", ANYONE)
    pressed = HAPPENED[said["what"]][0]
    own = said.get("adds" if how == "grown_up" else "words", "")
    name = said.get("name", "").strip()
    return Report(
        door=Channel.PUPIL,
        kind=ConcernKind.WORRY,
        scope=Scope.PERSONAL,
        words=f"{pressed}.\n\n{own}".strip(),
        childs_words=said.get("childs_words", "") if how == "grown_up" else "",
        written_for=said.get("written_for", "") if how == "grown_up" else "",
        trusted_adult=int(adult) if adult.isdecimal() else None,
        someone_at_home=adult == AT_HOME,
        whom=Whom(said["whom"]),
        own_names=(f"{name} (who told us)",) if name else (),
        enclosures=(enclosed_drawing(said["drawing"], stranger=stranger, look=look),) if how == "draw" else (),
    )


def enclosed_drawing(drawing: str, *, stranger: bool = False, look: bool = True) -> rules.Attachment:
    """The picture that the page made, as a file that was looked into: for words in it there is no need to.

    No child is sent away because others hold the places in which files are looked at: then it is kept, unseen.
    """
    content = drawn(drawing)
    if not look:
        return unseen(content)
    try:
        return rules.Attachment(NAME, content, looked_at(content, stranger=stranger))
    except sandbox.Unavailable:
        return unseen(content)
    except shapes.Refused as refused:
        if refused.sentence == sizing.TOO_MUCH:
            return unseen(content)
        raise Unfit(NO_DRAWING) from refused


def looked_at(content: bytes, *, stranger: bool = False) -> shapes.Examined:
    """What was found in a drawing, by a process apart."""
    return sandbox.examine_apart(NAME, content, limits=LIMITS, stranger=stranger)


def unseen(content: bytes) -> rules.Attachment:
    """A drawing of which nothing is shown until it was looked at."""
    digest = hashlib.sha256(content).hexdigest()
    kind = shapes.FileKind.PICTURE
    return rules.Attachment(NAME, content, shapes.Examined(rules.UNSEEN, kind, digest, len(content), b"", "image/png"))


def drawn(drawing: str) -> bytes:
    """The bytes of the picture that the page made; Unfit where it is none, or not of the size of the page's."""
    if len(drawing) > len(PNG) + MOST_BYTES * 4 // 3 + 4 or not drawing.startswith(PNG):
        raise Unfit(NO_DRAWING)
    try:
        content = base64.b64decode(drawing.removeprefix(PNG), validate=True)
    except binascii.Error as error:
        raise Unfit(NO_DRAWING) from error
    if len(content) > MOST_BYTES or not content.startswith(SIGNATURE) or content[16:24] != SIDES:
        raise Unfit(NO_DRAWING)
    return content


def whom_cards(officers: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Who it may be about, each with its picture: by name, since children know names."""
    names = {office: officers.get(office) or nobody for office, nobody in UNKNOWN.items()}
    return {whom.value: (words.format(**names), picture) for whom, (words, picture) in WHOM.items()}
