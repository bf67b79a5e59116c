"""From a file's bytes to clauses: the gate, the reader of its format, the outline."""

from __future__ import annotations

import pathlib

from schoolgate.engines.documents import gate, markdown, opendocument, outline, pdf, plain, word
from schoolgate.engines.documents.shapes import ParsedDocument, Unreadable

_READERS = {
    gate.Format.WORD: word.blocks,
    gate.Format.OPENDOCUMENT: opendocument.blocks,
    gate.Format.PORTABLE: pdf.blocks,
}
_TEXT_READERS = {gate.Format.PLAIN: plain.blocks, gate.Format.MARKDOWN: markdown.blocks}


def read(data: bytes, name: str) -> ParsedDocument:
    """Read a policy document (.docx, .odt, .pdf, .txt, .md) into clauses and what was set aside.

    Every word of the document is in exactly one clause or in one thing set aside; the number of a list item
    is in the clause's place name. Raises `Unreadable`, with a sentence for people, for a file that is too
    large, of another kind, broken, locked, scanned or empty.
    """
    kind = gate.check(data, name)
    if kind in _TEXT_READERS:
        found = _TEXT_READERS[kind](gate.decode(data, name))
    else:
        try:
            found = _READERS[kind](data)
        except Unreadable as problem:
            raise Unreadable(f"“{name}” {problem}") from problem
        except Exception as problem:  # the libraries raise whatever a damaged file makes them trip over
            raise Unreadable(
                f"“{name}” is damaged and cannot be read. Open it in the program it was written with, "
                "save it again, and choose the new file."
            ) from problem
    reading = outline.read(found, fallback_title=pathlib.PurePath(name).stem)
    if not reading.clauses:
        raise Unreadable(
            f"“{name}” has no sentences in it that could be clauses. Choose a document with the policy’s text."
        )
    return reading
