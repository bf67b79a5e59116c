"""Files for another school in one encrypted archive that ordinary programs open (ZIP with AES-256).

Names of files inside an encrypted ZIP can be read without the passphrase, so they say nothing.
"""

import io
import secrets
from collections.abc import Mapping

import pyzipper

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that are taken for another when they are read aloud or written down."""
GROUPS, LONG = 5, 4


def passphrase() -> str:
    """Drawn anew for each archive: about 99 bits, in groups that can be read out on the telephone."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(LONG)) for _ in range(GROUPS))


def packed(files: Mapping[str, bytes], words: str) -> bytes:
    """One encrypted archive of these files."""
    made = io.BytesIO()
    with pyzipper.AESZipFile(made, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(words.encode())
        archive.setencryption(pyzipper.WZ_AES, nbits=256)
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()
