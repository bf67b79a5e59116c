"""Pictures for scenes."""

from io import BytesIO

from PIL import Image


def drawn() -> bytes:
    """A picture that can be opened."""
    made = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(made, "PNG")
    return made.getvalue()
