"""Taking in a picture: read, turned upright, made smaller, written anew without metadata."""

import io
import warnings
from datetime import datetime
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db
from app.press.errors import NotAPicture, ReleaseWithdrawn
from app.press.models import PressRelease, ReleasePicture, ReleaseStatus

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 11_000_000
MAX_PIXELS = 60_000_000
LONGEST_SIDE = 2000
QUALITY = 86


def add(release: PressRelease, *, file: BinaryIO, actor: Actor, now: datetime) -> ReleasePicture:
    """Keep a picture for this release. Raises NotAPicture, ReleaseWithdrawn."""
    if release.status is ReleaseStatus.WITHDRAWN:
        raise ReleaseWithdrawn()
    content, width, height = plain_jpeg(file.read(MAX_BYTES + 1))
    picture = ReleasePicture(
        mission_id=release.mission_id,
        release_id=release.id,
        content=content,
        width=width,
        height=height,
        added_by=actor.id,
        added_at=now,
    )
    db.session.add(picture)
    db.session.flush()
    audit.record(
        "release.add_picture",
        "press_release",
        release.id,
        actor=actor,
        now=now,
        mission_id=release.mission_id,
        event_id=release.event_id,
    )
    return picture


def plain_jpeg(content: bytes) -> tuple[bytes, int, int]:
    """The picture as JPEG without metadata (place, camera, names), its width and height in pixels.

    Raises NotAPicture for anything else than a JPEG, PNG or WebP of sensible size.
    """
    if len(content) > MAX_BYTES:
        raise NotAPicture()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise NotAPicture()
                upright = ImageOps.exif_transpose(opened)
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                flat = _on_white(upright)
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombWarning,
    ) as error:
        raise NotAPicture() from error
    except Image.DecompressionBombError as error:
        raise NotAPicture() from error
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue(), flat.width, flat.height


def _on_white(picture: Image.Image) -> Image.Image:
    """Without transparency, and as a fresh image, so that nothing but pixels is carried over."""
    pixels = picture.convert("RGBA")
    paper = Image.new("RGB", pixels.size, "white")
    paper.paste(pixels, mask=pixels.getchannel("A"))
    return paper
