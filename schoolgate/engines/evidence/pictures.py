"""Opens pictures and draws them anew, so that the copy holds what the eye sees and nothing else."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass

import pillow_heif
from PIL import Image, ImageCms, ImageFilter, ImageOps, ImageStat

from schoolgate.engines.evidence import metadata as engine_metadata
from schoolgate.engines.evidence.file_type import SCREENSHOT
from schoolgate.engines.evidence.shapes import Limits, Refused

#: The shorter side is held to this, so that a long scrolled conversation stays readable …
SHORT_SIDE = 2000
#: … and the longer to this, which is some ten phone screens.
LONG_SIDE = 16_000
MOST_PNG = 4 * 1024 * 1024
QUALITY = 88
#: So few points are left of a picture before it is blurred that nothing can be made out again.
BLUR_POINTS = 16
BLUR_SIDE = 320

_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP", "image/heic": "HEIF"}
_DRAWN = {"image/png", "image/gif"}
_MOVES = "This picture moves. Only its first moment is shown; the original has the others."
_DARK, _LIGHT = (32, 32, 32), (255, 255, 255)

pillow_heif.register_heif_opener(thumbnails=False)


@dataclass(frozen=True)
class Seen:
    """A picture as the eye sees it, upright, in full size, with what its file said beside it."""

    image: Image.Image
    metadata: dict[str, str]
    notes: tuple[str, ...]
    drawn: bool


def see(content: bytes, media_type: str, limits: Limits) -> Seen:
    """Open a picture of this type; raises `Refused` for one with too many points, before it is unpacked."""
    try:
        image = Image.open(io.BytesIO(content), formats=[_FORMATS[media_type]])
    except Image.DecompressionBombError as problem:
        raise _too_many_points() from problem
    if image.width * image.height > limits.pixels:
        raise _too_many_points()
    moves = image.format != "MPO" and getattr(image, "is_animated", False)
    image.load()
    metadata = engine_metadata.picture(image)
    upright = ImageOps.exif_transpose(image)
    return Seen(_flat(upright), metadata, (_MOVES,) if moves else (), media_type in _DRAWN)


def shown(image: Image.Image, *, drawn: bool) -> tuple[bytes, str]:
    """The copy to show and its media type: PNG for what was drawn on a screen, JPEG for photographs."""
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    clean = _smaller(clean)
    if drawn:
        png = _saved(clean, "PNG")
        if len(png) <= MOST_PNG:
            return png, "image/png"
    return _saved(clean, "JPEG"), "image/jpeg"


def blurred(image: Image.Image) -> bytes:
    """A small JPEG of coloured mist: whether it is bright or dark, tall or wide, and no more."""
    few = ImageOps.contain(image.convert("RGB"), (BLUR_POINTS, BLUR_POINTS), Image.Resampling.BOX)
    large = ImageOps.contain(few, (BLUR_SIDE, BLUR_SIDE), Image.Resampling.BICUBIC)
    return _saved(large.filter(ImageFilter.GaussianBlur(BLUR_SIDE / BLUR_POINTS)), "JPEG")


def _too_many_points() -> Refused:
    return Refused(f"This picture is far larger than a photograph or a screen, so it was not opened. {SCREENSHOT}")


def _flat(image: Image.Image) -> Image.Image:
    """Eight bits a colour, no transparency, colours as a browser without profiles would show them."""
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return _eight_bits(image)
    if image.has_transparency_data:
        return _on_ground(image.convert("RGBA"))
    image = _standard_colours(image)
    return image if image.mode in ("L", "RGB") else image.convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    wide = image.convert("I")
    return wide.point(lambda value: value * (1 / 256)).convert("L")


def _on_ground(image: Image.Image) -> Image.Image:
    """Lay what is transparent on the ground that makes it visible: dark under white writing."""
    alpha = image.getchannel("A")
    bright = alpha.getbbox() is not None and ImageStat.Stat(image.convert("L"), mask=alpha).mean[0] > 200
    ground = Image.new("RGB", image.size, _DARK if bright and min(alpha.tobytes()) < 128 else _LIGHT)
    ground.paste(image, mask=alpha)
    return ground


def _standard_colours(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK"):
        # A broken profile only means that the colours are a little off.
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            changed = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return changed or image
    return image


def _smaller(image: Image.Image) -> Image.Image:
    scale = min(SHORT_SIDE / min(image.size), LONG_SIDE / max(image.size))
    if scale >= 1:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _saved(image: Image.Image, form: str) -> bytes:
    target = io.BytesIO()
    if form == "PNG":
        image.save(target, "PNG", compress_level=6)
    else:
        image.save(target, "JPEG", quality=QUALITY, progressive=False)
    return target.getvalue()
