"""Portraits: decoded within limits, made small, written anew as JPEG without metadata."""

from datetime import datetime

from sqlalchemy import delete

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db
from app.directory import queries
from app.directory.models import Person, Photo
from app.web.pictures import fresh

EDGE = 640


def set_photo(person: Person, data: bytes, *, actor: Actor, now: datetime) -> Photo:
    """Keep a portrait of at most 640 pixels. Raises NotAPicture, PictureTooLarge."""
    jpeg, _width, _height = fresh(data, edge=EDGE)
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


def _audit(verb: str, person: Person, *, actor: Actor, now: datetime) -> None:
    audit.record(
        verb, "person", person.id, actor=actor, now=now, mission_id=person.mission_id, fields=["photo"]
    )
