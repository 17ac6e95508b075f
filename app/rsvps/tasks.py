"""Sensitive answers are deleted on their day."""

from app import clock
from app.db import transaction
from app.jobs import periodic
from app.rsvps import service


@periodic("rsvps.retention", minutes="17", hours="*/6")
def retention() -> None:
    with transaction():
        service.delete_sensitive(clock.now().date())
