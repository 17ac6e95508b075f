"""Sensitive answers are deleted within the hour after their time."""

from app import clock
from app.db import transaction
from app.jobs import periodic
from app.rsvps import service


@periodic("rsvps.retention", minutes="17")
def retention() -> None:
    with transaction():
        service.delete_sensitive(clock.now())
