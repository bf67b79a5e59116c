"""Names what a file says beside what it shows, and what each name gives away; the values are left alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image

from schoolgate import datafiles

#: What the parts of a name give away, the most telling first.
_TELLS = {
    words: re.compile(pattern, re.I)
    for words, pattern in datafiles.whole(Path(__file__).with_name("tells.toml"), dict[str, str]).items()
}
_XMP_NAME = re.compile(rb"[<\s]((?!xmlns|rdf|xml|x:|stEvt|stRef)[A-Za-z][\w-]{0,30}:[A-Za-z]\w{0,40})[\s=>/]")
#: What only describes the bytes themselves.
_TECHNICAL = {"ExifOffset", "GPSInfo", "MakerNote", "JpegIFOffset", "JpegIFByteCount", "InteropOffset"}
_CONTAINER = {"major_brand", "minor_version", "compatible_brands", "handler_name", "language", "vendor_id"}
MOST_NAMES = 200


def named(names: Iterable[str]) -> dict[str, str]:
    """Each name with what it gives away, or with nothing where it only describes the file."""
    found: dict[str, str] = {}
    for name in names:
        name = re.sub(r"[^\w :.\-]", "", name)[:60].strip()
        if name and len(found) < MOST_NAMES:
            found[name] = next((what for what, pattern in _TELLS.items() if pattern.search(name)), "")
    return found


def picture(image: Image.Image) -> dict[str, str]:
    """What a picture's EXIF, XMP, IPTC, comments and text chunks hold."""
    return named([*_exif(image), *xmp(_bytes(image.info.get("xmp"))), *_others(image)])


def xmp(packet: bytes) -> list[str]:
    """The names in an XMP packet, found without parsing XML that a stranger wrote."""
    return [f"XMP {name.decode('ascii', 'ignore')}" for name in dict.fromkeys(_XMP_NAME.findall(packet))]


def sound(*held: dict[str, str]) -> dict[str, str]:
    """What the tags of a sound file hold."""
    return named(name for tags in held for name in tags if name not in _CONTAINER)


def _exif(image: Image.Image) -> list[str]:
    exif = image.getexif()
    names = [ExifTags.TAGS.get(tag, f"EXIF {tag}") for tag in exif]
    names += [ExifTags.TAGS.get(tag, f"EXIF {tag}") for tag in exif.get_ifd(ExifTags.IFD.Exif)]
    places = exif.get_ifd(ExifTags.IFD.GPSInfo)
    names += [ExifTags.GPSTAGS.get(tag, f"GPS {tag}") for tag in places]
    if exif.get_ifd(ExifTags.IFD.IFD1):
        names.append("Thumbnail")
    return [name for name in names if name not in _TECHNICAL]


def _others(image: Image.Image) -> list[str]:
    names = [name for name in getattr(image, "text", {}) if name not in ("XML:com.adobe.xmp", "Raw profile type exif")]
    if image.info.get("comment"):
        names.append("Comment")
    if image.format == "MPO":
        names.append("Attached picture")
    if image.info.get("photoshop"):
        names.append("IPTC caption")
    return names


def _bytes(value: Any) -> bytes:
    return value.encode() if isinstance(value, str) else bytes(value or b"")
