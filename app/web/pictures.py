"""Pictures from strangers: decoded within limits, turned upright, made small, written anew without metadata."""

import io
import warnings
from typing import Literal

import pi_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from app.errors import Refused
from app.i18n import N_

MAX_BYTES = 11_000_000
MAX_PIXELS = 60_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")

pi_heif.register_heif_opener()


class NotAPicture(Refused):
    code = "not_a_picture"
    sentence = N_("This file is not a picture that can be read. Use JPEG, PNG, WebP or HEIC.")


class PictureTooLarge(Refused):
    code = "picture_too_large"
    sentence = N_("This picture is too large. At most 11 MB and 60 megapixels, please.")


def fresh(data: bytes, *, edge: int, kind: Literal["JPEG", "PNG"] = "JPEG") -> tuple[bytes, int, int]:
    """The picture anew, at most `edge` pixels a side, with its width and height.

    JPEG lies on white; PNG keeps transparency. Raises NotAPicture, PictureTooLarge.
    """
    if len(data) > MAX_BYTES:
        raise PictureTooLarge
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise PictureTooLarge
                opened.draft("RGB", (edge * 2, edge * 2))
                upright = ImageOps.exif_transpose(opened)
                upright.thumbnail((edge, edge))
                pixels = _on_white(upright) if kind == "JPEG" else _only_pixels(upright)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise PictureTooLarge from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise NotAPicture from None
    buffer = io.BytesIO()
    if kind == "JPEG":
        pixels.save(buffer, kind, quality=86, optimize=True, progressive=True)
    else:
        pixels.save(buffer, kind, optimize=True)
    return buffer.getvalue(), pixels.width, pixels.height


def _on_white(picture: Image.Image) -> Image.Image:
    """Without transparency, which JPEG cannot hold."""
    pixels = picture.convert("RGBA")
    paper = Image.new("RGB", pixels.size, "white")
    paper.paste(pixels, mask=pixels.getchannel("A"))
    return paper


def _only_pixels(picture: Image.Image) -> Image.Image:
    """A new image, so that nothing but pixels is carried over."""
    pixels = picture.convert("RGBA")
    bare = Image.new("RGBA", pixels.size)
    bare.paste(pixels)
    return bare
