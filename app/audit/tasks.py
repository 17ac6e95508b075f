"""Sealing in the background."""

from app.audit import service
from app.db import transaction
from app.jobs import periodic


@periodic("audit.seal", minutes="*/5")
def seal_all() -> None:
    for mission_id in service.missions_with_unsealed():
        with transaction():
            service.seal(mission_id)
