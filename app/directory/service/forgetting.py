"""Erasing a person with every trace that names him; what happened is still counted."""

from datetime import datetime
from typing import Any

from sqlalchemy import update

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db
from app.directory.models import ImportRow, Person
from app.directory.service.persons import delete_rows, unlink
from app.directory.signals import person_forgotten


def forget_person(person: Person, *, actor: Actor, now: datetime) -> None:
    """The record goes; on former guest lists a place without a name stays, so that the figures of an event hold.

    Raises what a slice above refuses: who is still invited to something to come is withdrawn first.
    """
    mission_id, person_id = person.mission_id, person.id
    person_forgotten.send(person, actor=actor, now=now)
    emptied: dict[str, Any] = {"text": "", "draft": None, "before": None, "changes": {}, "person_id": None}
    read = update(ImportRow).where(ImportRow.mission_id == mission_id, ImportRow.person_id == person_id)
    db.session.execute(read.values(emptied), execution_options={"synchronize_session": "fetch"})
    unlink([person_id], mission_id)
    db.session.flush()
    delete_rows([person_id], mission_id)
    db.session.expunge(person)
    db.session.expire_all()
    audit.record("person.forget", "person", person_id, actor=actor, now=now, mission_id=mission_id)
