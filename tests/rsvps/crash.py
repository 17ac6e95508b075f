"""A web worker that is killed in the middle of taking a reply in. Run as a process of its own."""

import os
import signal
import sys
from uuid import UUID

from app import clock, create_app
from app.audit.actor import Actor
from app.db import transaction
from app.invitations import queries
from app.invitations.models import GuestStatus
from app.rsvps import service
from app.rsvps.models import ReplyChannel

SUBMISSION = "the form that was open"


def take_in(mission_id: UUID, invitation_id: UUID) -> None:
    """The guest accepts; what was already taken in from this form is not taken in twice."""
    invitation = queries.of_mission(mission_id, invitation_id)
    assert invitation is not None
    service.reply(
        invitation,
        service.Answer({guest.id: GuestStatus.ACCEPTED for guest in invitation.guests}),
        channel=ReplyChannel.WEB,
        submission=SUBMISSION,
        actor=Actor.guest(invitation_id),
        now=clock.now(),
    )


def main(moment: str, mission_id: str, invitation_id: str) -> None:
    with create_app().app_context():
        with transaction():
            take_in(UUID(mission_id), UUID(invitation_id))
            if moment == "before":
                os.kill(os.getpid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
