"""`flask checkin rebuild`: fold every scan anew."""

from uuid import UUID

import click
from flask.cli import AppGroup

from app.checkin.service import folding
from app.db import transaction
from app.events import queries as events
from app.events import service as events_service
from app.missions import queries as missions

checkin = AppGroup("checkin", help="The gate.")


@checkin.command("rebuild")
@click.argument("event_id", type=click.UUID)
@click.option("--mission", "slug", required=True, help="The mission's address.")
def rebuild(event_id: UUID, slug: str) -> None:
    """Fold all scans of the event EVENT_ID anew: who is inside, what every scan was, which conflicts there
    are.
    """
    with transaction():
        event = events.get(missions.by_slug(slug).id, event_id)
        events_service.touch(event)
        count = folding.rebuild(event)
    click.echo(f"{count} guests folded.")
