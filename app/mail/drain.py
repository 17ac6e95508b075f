"""Emptying the outbox: one letter at a time, three commits each (claimed, about to hand over, result).

Any number of workers may drain at once, and any of them may die at any moment.
"""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from app import clock
from app.db import transaction
from app.mail import claims, queries
from app.mail.claims import Claim, UnpreparedError
from app.mail.delivery import Carrier, Delivery, LeaseLostError, Outcome, Parcel, Timeouts
from app.mail.errors import AddressUnusable
from app.mail.message import SecretMissingError, compose, on_the_wire
from app.mail.models import Phase
from app.mail.office import PostOffice, post_office

log = logging.getLogger(__name__)

LIMIT = 500
SECONDS = 45.0
TURN = 10
KEEP_BODIES = timedelta(days=30)
Clock = Callable[[], datetime]


def drain(
    limit: int = LIMIT, *, seconds: float = SECONDS, now: Clock = clock.now, carrier: Carrier | None = None
) -> int:
    """Send what is due, at most `limit` letters or for about `seconds`. Returns how many were tried."""
    worker = _Worker(post_office(), now, carrier)
    stop_at = time.monotonic() + seconds
    tried = 0
    try:
        for tried, _letter in enumerate(worker.letters(), 1):
            if tried >= limit or time.monotonic() >= stop_at:
                break
    finally:
        worker.carrier.close()
    return tried


def sweep(*, now: Clock = clock.now) -> None:
    """Put right what a lost nudge, a dead worker or the passing of time left behind."""
    with transaction():
        claims.recover(now())
    with transaction():
        claims.expire(now())
    with transaction():
        claims.resend_uncertain(now())


def purge(*, now: Clock = clock.now) -> None:
    """Forget the bodies of letters that left long ago."""
    with transaction():
        claims.purge(now() - KEEP_BODIES)


class _Worker:
    """One pass over the queue: its carrier, its clock and its name."""

    def __init__(self, office: PostOffice, now: Clock, carrier: Carrier | None) -> None:
        self.office = office
        self.now = now
        self.carrier = carrier or office.carrier()
        self.timeouts = office.server.timeouts if office.server is not None else Timeouts()

    def letters(self) -> Iterator[UUID]:
        """Deliver letter by letter; the missions take turns, the more urgent first."""
        progress = True
        while progress:
            progress = False
            with transaction():
                missions = queries.missions_waiting(self.now())
            for mission_id in missions:
                for letter_id in self._turn(mission_id):
                    progress = True
                    yield letter_id

    def _turn(self, mission_id: UUID | None) -> Iterator[UUID]:
        for _letter in range(TURN):
            taken = self._claim(mission_id)
            if taken.claim is not None:
                self._deliver(taken.claim)
                yield taken.claim.letter_id
            if not taken.more:
                return

    def _claim(self, mission_id: UUID | None) -> claims.Taken:
        try:
            with transaction():
                return claims.claim(
                    mission_id=mission_id,
                    worker=self.office.worker,
                    sender=self.office.sender,
                    timeouts=self.timeouts,
                    now=self.now(),
                )
        except UnpreparedError as unprepared:
            log.exception("letter not made ready", extra={"letter": str(unprepared.letter_id)})
            with transaction():
                claims.spoil(unprepared.letter_id, worker=self.office.worker, now=self.now())
            return claims.Taken(None, more=True)

    def _deliver(self, claim: Claim) -> None:
        try:
            delivery = self._carry(claim)
        except LeaseLostError:
            log.warning("letter taken over by somebody else", extra={"letter": str(claim.letter_id)})
            return
        with transaction():
            ours = claims.settle(claim, delivery, now=self.now())
        if not ours:
            log.warning("result came after the lease", extra={"letter": str(claim.letter_id)})

    def _carry(self, claim: Claim) -> Delivery:
        try:
            message = compose(claim.parts, secrets=claim.secrets, attachments=claim.attachments)
        except (SecretMissingError, AddressUnusable, ValueError) as error:
            log.exception("letter not composed", extra={"letter": str(claim.letter_id)})
            return Delivery(Outcome.RETRY, Phase.CLAIMED, None, f"The letter could not be composed: {error}")
        parcel = Parcel(claim.parts.from_addr, claim.parts.to_addr, on_the_wire(message))
        held_until = claim.lease_until

        def on_phase(phase: Phase) -> None:
            """The handover is always written down; before it only a slow talk needs a longer lease."""
            nonlocal held_until
            until = claims.lease(phase, self.timeouts, self.now())
            if phase is Phase.HANDOFF or until > held_until:
                with transaction():
                    ours = claims.renew(claim, phase, until=until)
                if not ours:
                    raise LeaseLostError
                held_until = until

        return self.carrier.carry(parcel, on_phase)
