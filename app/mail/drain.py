"""Emptying the outbox: three commits a letter (claimed, about to hand over, result).

Letters are claimed a few at a time, so that the first commit is shared; once a way is known to be open. Any
number of workers may drain at once, and any of them may die at any moment.
"""

import logging
import time
from collections.abc import Callable, Generator, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from app import clock
from app.db import transaction
from app.mail import claims, queries, recovery, servers, transports
from app.mail.claims import Claim, Desk, UnpreparedError
from app.mail.delivery import Carrier, Delivery, LeaseLostError, Outcome, Parcel, Timeouts
from app.mail.errors import AddressUnusable
from app.mail.message import SecretMissingError, compose
from app.mail.models import Phase
from app.mail.office import key_ring, post_office
from app.mail.transports import OwnServer

log = logging.getLogger(__name__)

LIMIT = 500
SECONDS = 45.0
TURN = 10
KEEP_BODIES = timedelta(days=30)
AT_A_PAGE = Timeouts(connect=8.0, command=8.0, body=10.0, final=20.0)
Clock = Callable[[], datetime]
Wait = Callable[[float], None]


def drain(
    limit: int = LIMIT,
    *,
    seconds: float = SECONDS,
    now: Clock = clock.now,
    carrier: Carrier | None = None,
    wait: Wait | None = None,
) -> int:
    """Send what is due, at most `limit` letters or for about `seconds`. Returns how many were tried.

    `wait` (such as `time.sleep`) where it shall stay when only a limit of letters a minute keeps it waiting.
    """
    worker = _Worker(now, carrier, wait)
    stop_at = time.monotonic() + seconds
    tried = 0
    letters = worker.letters(stop_at)
    try:
        for tried, _letter in enumerate(letters, 1):
            if tried >= limit or time.monotonic() >= stop_at:
                break
    finally:
        letters.close()
        worker.close()
    return tried


def send_now(letter_id: UUID, *, now: Clock = clock.now) -> Delivery:
    """Send one held letter at once, whether its way is open or not, and say what came of it; no retry."""
    worker = _Worker(now, None, None, timeouts=AT_A_PAGE)
    try:
        with transaction():
            claim = claims.claim_one(letter_id, desk=worker.desk, now=now())
        delivery = worker.deliver(claim)
    finally:
        worker.close()
    return delivery or Delivery(Outcome.UNCERTAIN, Phase.CLAIMED)


def sweep(*, now: Clock = clock.now) -> None:
    """Put right what a lost nudge, a dead worker or the passing of time left behind."""
    with transaction():
        recovery.recover(now())
    with transaction():
        recovery.expire(now())
    with transaction():
        recovery.resend_uncertain(now())


def purge(*, now: Clock = clock.now) -> None:
    """Forget the bodies of letters that left long ago."""
    with transaction():
        recovery.purge(now() - KEEP_BODIES)
        transports.forget_paces(now())


class _Worker:
    """One pass over the queue: its carriers, its clock and its name."""

    def __init__(
        self, now: Clock, carrier: Carrier | None, wait: Wait | None, timeouts: Timeouts | None = None
    ) -> None:
        office = post_office()
        self.now = now
        self.wait = wait
        self.timeouts = timeouts
        usual = timeouts or (office.server.timeouts if office.server is not None else Timeouts())
        self.desk = Desk(office, key_ring(), usual)
        self._only = carrier
        self._carriers: dict[OwnServer | None, Carrier] = {}
        self._proven: set[UUID | None] = set()

    def letters(self, stop_at: float) -> Generator[UUID, None, None]:
        """Deliver letter by letter; the missions take turns, the more urgent first."""
        while True:
            progress = False
            again: list[datetime] = []
            with transaction():
                missions = queries.missions_waiting(self.now())
            for mission_id in missions:
                taken = self._claim(mission_id)
                progress = progress or taken.more
                again += [taken.again_at] if taken.again_at else []
                yield from self._deliver_all(mission_id, taken.claims)
            if not progress and not self._stay(again, stop_at):
                return

    def close(self) -> None:
        for carrier in (*self._carriers.values(), *([self._only] if self._only else [])):
            carrier.close()

    def deliver(self, claim: Claim) -> Delivery | None:
        """Hand over one letter and write down what came of it; None when it was not ours any more."""
        try:
            delivery = self._carry(claim)
        except LeaseLostError:
            log.warning("letter taken over by somebody else", extra={"letter": str(claim.letter_id)})
            with transaction():
                claims.close_attempt(claim.attempt_id, claims.LET_GO, self.now())
            return None
        with transaction():
            ours = claims.settle(claim, delivery, now=self.now())
        if not ours:
            log.warning("result came after the lease", extra={"letter": str(claim.letter_id)})
        return delivery

    def _claim(self, mission_id: UUID | None) -> claims.Taken:
        """The first letter of a pass goes alone: it tries the way."""
        most = TURN if mission_id in self._proven else 1
        try:
            with transaction():
                return claims.claim(mission_id, most=most, desk=self.desk, now=self.now())
        except UnpreparedError as unprepared:
            log.exception("letter not made ready", extra={"letter": str(unprepared.letter_id)})
            with transaction():
                claims.spoil(unprepared.letter_id, worker=self.desk.office.worker, now=self.now())
            return claims.Taken([], more=True)

    def _deliver_all(self, mission_id: UUID | None, taken: list[Claim]) -> Iterator[UUID]:
        """One after the other. What is left when the way closes, or nobody asks on, waits again."""
        left = list(taken)
        try:
            while left:
                claim = left.pop(0)
                delivery = self.deliver(claim)
                yield claim.letter_id
                if delivery is not None and delivery.outcome is Outcome.SENT:
                    self._proven.add(mission_id)
                elif delivery is not None and delivery.outcome in (Outcome.PAUSED, Outcome.UNREACHABLE):
                    self._proven.discard(mission_id)
                    return
        finally:
            if left:
                with transaction():
                    claims.put_back(left, now=self.now())

    def _stay(self, again: list[datetime], stop_at: float) -> bool:
        """Wait for the next letter that a limit lets go, if that is within this pass."""
        if self.wait is None or not again:
            return False
        pause = max((min(again) - self.now()).total_seconds(), 0.01)
        if time.monotonic() + pause >= stop_at:
            return False
        self.wait(pause)
        return True

    def _carrier(self, claim: Claim) -> Carrier:
        if self._only is not None:
            return self._only
        key = claim.way.server
        if key not in self._carriers:
            self._carriers[key] = servers.carrier_for(
                claim.way, office=self.desk.office, keys=self.desk.keys, timeouts=self.timeouts
            )
        return self._carriers[key]

    def _carry(self, claim: Claim) -> Delivery:
        try:
            raw = compose(claim.parts, secrets=claim.secrets, attachments=claim.attachments)
        except (SecretMissingError, AddressUnusable, ValueError) as error:
            log.exception("letter not composed", extra={"letter": str(claim.letter_id)})
            return Delivery(Outcome.RETRY, Phase.CLAIMED, None, f"The letter could not be composed: {error}")
        parcel = Parcel(claim.return_path, claim.parts.to_addr, raw)
        held_until = claim.lease_until

        def on_phase(phase: Phase) -> None:
            """The handover is always written down; before it only a slow talk needs a longer lease."""
            nonlocal held_until
            until = claims.lease(phase, self.desk.timeouts, self.now())
            if phase is Phase.HANDOFF or until > held_until:
                with transaction():
                    ours = claims.renew(claim, phase, until=until)
                if not ours:
                    raise LeaseLostError
                held_until = until

        return self._carrier(claim).carry(parcel, on_phase)
