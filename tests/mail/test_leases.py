"""Who holds a letter may send it; who lost it may not."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.audit.actor import SYSTEM
from app.db import transaction
from app.mail import claims, drain, recovery, service
from app.mail.delivery import Carrier, Delivery, OnPhase, Parcel
from app.mail.models import LetterState, Phase
from app.mail.smtp import SmtpCarrier
from app.missions.models import Mission
from tests.faults.smtp import FaultServer
from tests.mail.outbox import (
    TIMEOUTS,
    Clock,
    post,
    row,
    run,
    server_at,
)


class Interrupted:
    """A carrier in whose conversation something happens at one phase."""

    def __init__(self, inner: Carrier, at: Phase, happens: Callable[[], None]) -> None:
        self.inner, self.at, self.happens = inner, at, happens

    def carry(self, parcel: Parcel, on_phase: OnPhase) -> Delivery:
        def watched(phase: Phase) -> None:
            if phase is self.at:
                self.happens()
            on_phase(phase)

        return self.inner.carry(parcel, watched)

    def close(self) -> None:
        self.inner.close()


@pytest.mark.parametrize("phase", [Phase.CONNECTED, Phase.ENVELOPE, Phase.DATA])
def test_a_letter_cancelled_on_its_way_is_not_handed_over(
    mission: Mission, server: FaultServer, clock: Clock, phase: Phase
) -> None:
    letter_id = post(mission.id, clock)

    def cancel() -> None:
        with transaction():
            service.cancel(letter_id, mission_id=mission.id, actor=SYSTEM, now=clock())

    carrier = Interrupted(SmtpCarrier(server_at(server.port)), phase, cancel)
    drain.drain(now=clock, carrier=carrier)
    run(clock)

    assert row(letter_id).state is LetterState.CANCELLED
    assert server.taken == []


@pytest.mark.check("M07")
def test_a_slow_conversation_keeps_its_lease_and_a_lost_one_sends_nothing(
    app: Flask, mission: Mission, server: FaultServer, clock: Clock
) -> None:
    """The first worker is stopped before its envelope for longer than its lease; a second one takes over."""
    letter_id = post(mission.id, clock)
    patience = claims.lease(Phase.CLAIMED, TIMEOUTS, clock()) - clock()
    seen: list[int] = []

    def overtake() -> None:
        clock.at += patience - timedelta(seconds=1)
        with transaction():
            seen.append(recovery.recover(clock()))
        clock.forward(seconds=2)
        second = threading.Thread(target=second_worker)
        second.start()
        second.join(30)

    def second_worker() -> None:
        with app.app_context():
            run(clock)

    carrier = Interrupted(SmtpCarrier(server_at(server.port)), Phase.ENVELOPE, overtake)
    drain.drain(now=clock, carrier=carrier)

    assert seen == [0]
    sent = row(letter_id)
    assert (sent.state, sent.attempts) == (LetterState.SENT, 2)
    assert server.taken_per_message_id == {sent.message_id: 1}
