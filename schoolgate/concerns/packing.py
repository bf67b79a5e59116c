"""One sealed file of an examined one, whole or not at all: the original, its clean copies, and what was found in it."""

import io
import json
import zipfile
from dataclasses import dataclass, field
from typing import Any

from schoolgate.concerns import rules
from schoolgate.concerns.rules import Enclosure


@dataclass(frozen=True)
class Found:
    """What was found in a file when it was looked into, read again."""

    media_type: str
    digest: str
    size: int
    text: str = field(repr=False)
    metadata: Any = field(repr=False)
    shown: bytes | None = field(repr=False)
    further: tuple[bytes, ...] = field(repr=False)
    blurred: bytes = field(repr=False)


def pack(enclosure: Enclosure) -> bytes:
    """These bytes hold everything that `unpack` needs."""
    found: rules.Examined = enclosure.examined
    said = {
        "name": enclosure.name, "media_type": found.media_type, "digest": found.digest, "size": found.size,
        "text": found.text, "metadata": found.metadata, "further": len(found.further),
    }  # fmt: skip
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as parts:
        parts.writestr("said", json.dumps(said, default=str, ensure_ascii=False))
        parts.writestr("original", enclosure.content)
        parts.writestr("blurred", found.blurred)
        if found.shown is not None:
            parts.writestr("shown", found.shown)
        for page, copy in enumerate(found.further):
            parts.writestr(f"further.{page}", copy)
    return packed.getvalue()


def unpack(packed: bytes) -> Enclosure:
    """The file as it was when it was packed."""
    with zipfile.ZipFile(io.BytesIO(packed)) as parts:
        said = json.loads(parts.read("said"))
        found = Found(
            media_type=said["media_type"], digest=said["digest"], size=said["size"], text=said["text"],
            metadata=said["metadata"], blurred=parts.read("blurred"),
            shown=parts.read("shown") if "shown" in parts.namelist() else None,
            further=tuple(parts.read(f"further.{page}") for page in range(said["further"])),
        )  # fmt: skip
        return Enclosure(said["name"], parts.read("original"), found)
