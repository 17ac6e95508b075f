"""Addresses of replies: the letter's page for guests, the replies for staff."""

from app.rsvps.routes.blueprint import rsvps
from app.rsvps.routes.chasing import telephone
from app.rsvps.routes.desk import index
from app.rsvps.routes.letter import letter
from app.rsvps.routes.telling import tell
from app.rsvps.routes.told import told_by_guests

__all__ = ["index", "letter", "rsvps", "telephone", "tell", "told_by_guests"]
