"""A worker that kills itself at one point: `python -m tests.mail.worker POINT MISSION [LETTERS]`.

Settings by environment; LETTERS are carried unharmed before the one at which it dies.

Points: post-before-commit, post-after-commit, a phase (claimed, connected, envelope, data, handoff),
result (after the server's 250, before it is written down), never.
"""

import os
import signal
import sys
from uuid import UUID

from app import clock, create_app
from app.db import transaction
from app.mail import drain, service
from app.mail.delivery import Carrier, Delivery, OnPhase, Parcel
from app.mail.models import Phase
from app.mail.office import post_office
from tests.mail.outbox import INVITATION, letter


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Mortal:
    """A carrier that dies at one point of a conversation, after some that go well."""

    def __init__(self, inner: Carrier, point: str, unharmed: int) -> None:
        self.inner, self.point, self.unharmed = inner, point, unharmed

    def carry(self, parcel: Parcel, on_phase: OnPhase) -> Delivery:
        if self.unharmed:
            self.unharmed -= 1
            return self.inner.carry(parcel, on_phase)

        def fatal(phase: Phase) -> None:
            on_phase(phase)
            if phase.value == self.point:
                die()

        if self.point == Phase.CLAIMED.value:
            die()
        delivery = self.inner.carry(parcel, fatal)
        if self.point == "result":
            die()
        return delivery

    def close(self) -> None:
        self.inner.close()


def post(point: str, mission_id: UUID) -> None:
    with transaction():
        service.post(
            letter(), kind=INVITATION, mission_id=mission_id, recipient_ref="guest:1", now=clock.now()
        )
        if point == "post-before-commit":
            die()
    if point == "post-after-commit":
        die()


def main(point: str, mission_id: str, unharmed: str = "0") -> None:
    app = create_app()
    with app.app_context():
        if point.startswith("post-"):
            post(point, UUID(mission_id))
        carrier = Mortal(post_office().carrier(), point, int(unharmed))
        drain.drain(100_000, seconds=600, carrier=carrier)


if __name__ == "__main__":
    main(*sys.argv[1:])
