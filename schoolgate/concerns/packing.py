"""One sealed file of an examined one, whole or not at all: the original, its clean copies, and what was found in it."""

import io
import json
import zipfile

from schoolgate.concerns.rules import Attachment
from schoolgate.engines.evidence.shapes import Examined, FileKind


def pack(enclosure: Attachment) -> bytes:
    """These bytes hold everything that `unpack` needs."""
    found = enclosure.examined
    said = {
        "name": enclosure.name,
        "media_type": found.media_type,
        "kind": found.kind,
        "digest": found.digest,
        "size": found.size,
        "shown_type": found.shown_type,
        "text": found.text,
        "metadata": found.metadata,
        "further": len(found.further),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as parts:
        parts.writestr("said", json.dumps(said, default=str, ensure_ascii=False))
        parts.writestr("original", enclosure.content)
        parts.writestr("blurred", found.blurred)
        parts.writestr("shown", found.shown)
        for page, copy in enumerate(found.further):
            parts.writestr(f"further.{page}", copy)
    return packed.getvalue()


def unpack(packed: bytes) -> Attachment:
    """The file as it was when it was packed."""
    with zipfile.ZipFile(io.BytesIO(packed)) as parts:
        said = json.loads(parts.read("said"))
        found = Examined(
            media_type=said["media_type"],
            kind=FileKind(said["kind"]),
            digest=said["digest"],
            size=said["size"],
            text=said["text"],
            metadata=said["metadata"],
            blurred=parts.read("blurred"),
            shown=parts.read("shown"),
            shown_type=said["shown_type"],
            further=tuple(parts.read(f"further.{page}") for page in range(said["further"])),
        )
        return Attachment(said["name"], parts.read("original"), found)
