"""From a file's bytes to evidence: what it is, whether it is only that, and a clean copy of it."""

from __future__ import annotations

import hashlib
import pathlib
import re
import warnings

from schoolgate.engines.evidence import file_type, trailing_data
from schoolgate.engines.evidence.shapes import Examined, FileKind, Limits, Refused
from schoolgate.engines.evidence.sizing import TOO_MUCH, check_size

_WHAT = {"image": "picture", "application": "PDF", "audio": "recording"}


def examine(name: str, content: bytes, *, limits: Limits = Limits()) -> Examined:  # noqa: B008 (a frozen value)
    """Look into a file and make a clean copy to show; raises `Refused`, with a sentence, where it cannot be kept.

    Nothing is written to disk. `name` only lends its ending to a sentence. A hostile file may use much time
    and memory here: a server calls `examine_apart`.
    """
    check_size(len(content), limits)
    named = pathlib.PurePath(name).suffix.lower()
    shown_name = named if re.fullmatch(r"\.[a-z0-9]{1,5}", named) else ""
    media_type = file_type.media_type(content, shown_name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            trailing_data.check(content, media_type)
            return _examined(content, media_type, shown_name, limits)
    except (Refused, ImportError):  # a library that is not there is no fault of the file
        raise
    except MemoryError as problem:
        raise Refused(TOO_MUCH) from problem
    except Exception as problem:  # the libraries raise whatever a damaged file makes them trip over
        raise Refused(_broken(media_type)) from problem


def _broken(media_type: str) -> str:
    what = _WHAT[media_type.split("/")[0]]
    again = "Record or save it again" if what == "recording" else "Take a screenshot of it, or save it again"
    return f"This {what} is damaged or not complete, so it cannot be opened. {again}, and upload that."


# What opens files is loaded only when it is asked for: a refusal then costs no more than a look.
def _examined(content: bytes, media_type: str, shown_name: str, limits: Limits) -> Examined:
    if media_type == "application/pdf":
        return _document(content, media_type, limits)
    if media_type.startswith("audio/"):
        return _sound(content, media_type, shown_name)
    return _picture(content, media_type, limits)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _picture(content: bytes, media_type: str, limits: Limits) -> Examined:
    from schoolgate.engines.evidence import pictures, words

    seen = pictures.see(content, media_type, limits)
    shown, shown_type = pictures.shown(seen.image, drawn=seen.drawn)
    text, note = words.read(seen.image, seconds=limits.reading_seconds) if limits.reading else ("", "")
    return Examined(
        media_type,
        FileKind.PICTURE,
        _digest(content),
        len(content),
        shown,
        shown_type,
        metadata=seen.metadata,
        blurred=pictures.blurred(seen.image),
        text=words.plain(text, limits.letters),
        notes=(*seen.notes, *([note] if note else [])),
    )


def _document(content: bytes, media_type: str, limits: Limits) -> Examined:
    from schoolgate.engines.evidence import documents, words

    leafed = documents.leaf(content, limits)
    (shown, shown_type), *further = leafed.pages
    return Examined(
        media_type,
        FileKind.PDF,
        _digest(content),
        len(content),
        shown,
        shown_type,
        metadata=leafed.metadata,
        further=tuple(page for page, _ in further),
        further_types=tuple(form for _, form in further),
        blurred=leafed.blurred,
        text=words.plain(leafed.text, limits.letters),
        pages=len(leafed.pages),
        notes=leafed.notes,
    )


def _sound(content: bytes, media_type: str, shown_name: str) -> Examined:
    from schoolgate.engines.evidence import sounds

    heard = sounds.hear(content, media_type, shown_name)
    return Examined(
        media_type, FileKind.AUDIO, _digest(content), len(content), heard.shown, media_type, metadata=heard.metadata
    )
