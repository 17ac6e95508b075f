"""Portraits: decoded within limits, made small, written anew as JPEG without metadata."""

import io
import warnings
from datetime import datetime

import pi_heif
from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import delete

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db
from app.directory import queries
from app.directory.errors import NotAPicture, PictureTooLarge
from app.directory.models import Person, Photo

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000
EDGE = 640
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")

pi_heif.register_heif_opener()


def set_photo(person: Person, data: bytes, *, actor: Actor, now: datetime) -> Photo:
    """Keep a portrait of at most 640 pixels. Raises NotAPicture, PictureTooLarge."""
    jpeg = reencode(data)
    photo = queries.photo(person.mission_id, person.id)
    if photo is None:
        photo = Photo(mission_id=person.mission_id, person_id=person.id)
        db.session.add(photo)
    photo.jpeg, photo.updated_at = jpeg, now
    db.session.flush()
    _audit("person.set_photo", person, actor=actor, now=now)
    return photo


def remove_photo(person: Person, *, actor: Actor, now: datetime) -> None:
    db.session.execute(
        delete(Photo).where(Photo.mission_id == person.mission_id, Photo.person_id == person.id)
    )
    _audit("person.remove_photo", person, actor=actor, now=now)


def reencode(data: bytes) -> bytes:
    """A fresh JPEG of the picture in `data`. Raises NotAPicture, PictureTooLarge."""
    if len(data) > MAX_BYTES:
        raise PictureTooLarge
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise PictureTooLarge
                picture.draft("RGB", (EDGE * 2, EDGE * 2))
                upright = ImageOps.exif_transpose(picture)
                upright.thumbnail((EDGE, EDGE))
                buffer = io.BytesIO()
                _on_paper(upright).save(buffer, "JPEG", quality=85, optimize=True)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise PictureTooLarge from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise NotAPicture from None
    return buffer.getvalue()


def _on_paper(picture: Image.Image) -> Image.Image:
    """Without transparency, which JPEG cannot hold, and without what else came along."""
    rgba = picture.convert("RGBA")
    paper = Image.new("RGB", rgba.size, "white")
    paper.paste(rgba, mask=rgba.getchannel("A"))
    return paper


def _audit(verb: str, person: Person, *, actor: Actor, now: datetime) -> None:
    audit.record(
        verb, "person", person.id, actor=actor, now=now, mission_id=person.mission_id, fields=["photo"]
    )
