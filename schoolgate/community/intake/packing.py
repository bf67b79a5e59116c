"""Uploaded files as one value, for the day at most that they are kept."""

import io
import zipfile
from collections.abc import Mapping, Sequence


def packed(files: Mapping[str, bytes]) -> bytes:
    """Several files as one, compressed; the names stay outside, whatever they are."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for number, content in enumerate(files.values()):
            pack.writestr(str(number), content)
    return out.getvalue()


def unpacked(names: Sequence[str], content: bytes) -> list[tuple[str, bytes]]:
    """The files that `packed` was given, each with its name."""
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        return [(name, pack.read(str(number))) for number, name in enumerate(names)]
