"""Letters and policies on paper: tagged PDF (PDF/UA-1) that a screen reader can read."""

import json
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import typst

from schoolgate.broken import Broken

PAPERS = Path(__file__).parent / "papers"
UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class Unprintable(Broken):
    """A paper that cannot be made from what was given."""


def pdf(template: str, data: Mapping[str, object], *, title: str) -> bytes:
    """Fills `papers/<template>.typ` with data and gives the bytes of a PDF/UA-1 file in British English.

    The data is anything JSON can hold; each template's first lines say which keys it reads. Words in it are
    only ever words: nothing is read as markup. Only the fonts inside the typesetter are used, so the file is
    the same on every machine; where they lack a character, its name is printed, or an empty box for a letter.
    Raises Unprintable when a key is missing or there is no such template.
    """
    source = PAPERS / f"{template}.typ"
    if source.parent != PAPERS or not source.is_file():
        raise Unprintable(f"There is no paper called “{template}”.")
    given = json.dumps({"title": title, **data}, default=str, ensure_ascii=False)
    try:
        try:
            return _compiled(source, given)
        except typst.TypstError as error:
            return _compiled(source, given.translate(_stand_ins(error.diagnostic)))
    except typst.TypstError as error:
        raise Unprintable(f"The paper “{template}” could not be made: {error.message}.") from error


def _compiled(source: Path, given: str) -> bytes:
    made = typst.compile(
        source, root=PAPERS, format="pdf", ignore_system_fonts=True, sys_inputs={"data": given}, pdf_standards="ua-1"
    )
    assert isinstance(made, bytes)
    return made


def _stand_ins(diagnostic: str) -> dict[int, str]:
    # PDF/UA refuses what no font can show; the typesetter names every such piece of text at once.
    pieces = UNSHOWN.findall(diagnostic)
    texts = (ESCAPED.sub(lambda code: chr(int(code[1], 16)), piece) for piece in pieces)
    return {ord(letter): _stand_in(letter) for text in texts for letter in text}


def _stand_in(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind in ("Cf", "Mn", "Sk"):
        return ""
    return f"[{unicodedata.name(letter, 'picture').lower()}]" if kind == "So" else "□"
