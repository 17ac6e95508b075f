"""Letters of a campaign are written in the background, a few at a time."""

from uuid import UUID

from app import clock
from app.db import transaction
from app.invitations import campaigns, service
from app.invitations.service.sending import SEND_JOB
from app.jobs import job, periodic


@job(SEND_JOB)
def send(campaign_id: str) -> None:
    """Write letters until none is left, or somebody stops the campaign."""
    left = True
    while left:
        with transaction():
            left = service.write_some(UUID(campaign_id), now=clock.now())


@periodic("invitations.sweep")
def sweep() -> None:
    """Go on with campaigns that a lost job or a stopped worker left behind."""
    with transaction():
        unfinished = campaigns.unfinished()
    for campaign_id in unfinished:
        send(str(campaign_id))
