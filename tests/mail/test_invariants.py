"""Long random evenings of the outbox: whatever goes wrong, these hold."""

import random
from collections import Counter
from uuid import UUID

import pytest
from sqlalchemy import select

from app.audit.actor import SYSTEM
from app.db import db, transaction
from app.errors import DomainError
from app.mail import service
from app.mail.claims import MOST_ATTEMPTS
from app.mail.models import LetterState, Outbox
from app.missions.models import Mission
from tests.faults.smtp import Fault, FaultServer
from tests.mail.outbox import CONFIRMATION, INVITATION, Clock, attempts, post, run

FAULTS = [
    Fault("BANNER", drop=True),
    Fault("EHLO", drop=True),
    Fault("MAIL", reply="554 5.7.1 Not from you"),
    Fault("MAIL", reply="451 4.3.0 Later"),
    Fault("RCPT", reply="550 5.1.1 No such person"),
    Fault("RCPT", reply="450 4.2.0 Busy"),
    Fault("RCPT", drop=True),
    Fault("DATA", reply="421 4.3.2 Closing"),
    Fault("BODY", drop=True),
    Fault("DOT", reply="552 5.3.4 Too large"),
    Fault("DOT", drop=True),
    Fault("DOT", drop=True, keeps=True),
]
AT_REST = {
    LetterState.SENT,
    LetterState.FAILED,
    LetterState.CANCELLED,
    LetterState.EXPIRED,
    LetterState.UNCERTAIN,
}


class Evening:
    """A random sequence of what people, servers and time do to the outbox."""

    def __init__(self, seed: int, mission: Mission, server: FaultServer, clock: Clock) -> None:
        self.chance = random.Random(seed)
        self.mission_id, self.server, self.clock = mission.id, server, clock
        self.ids: list[UUID] = []
        self.taken_when_cancelled: dict[UUID, int] = {}

    def taken(self, letter_id: UUID) -> int:
        return self.server.taken_per_message_id[f"<{letter_id}@events.valdara.example>"]

    def step(self) -> None:
        act = self.chance.choice(
            [self.write, self.write, self.spoil, self.spoil, self.work, self.decide, self.wait]
        )
        act()

    def write(self) -> None:
        kind = self.chance.choice([INVITATION, CONFIRMATION])
        to = f"{len(self.ids)}@foreign.example"
        self.ids.append(post(self.mission_id, self.clock, to=to, kind=kind))

    def spoil(self) -> None:
        self.server.plan(self.chance.choice(FAULTS))

    def work(self) -> None:
        run(self.clock)

    def wait(self) -> None:
        self.clock.forward(minutes=self.chance.choice([1, 2, 16, 60, 700]))

    def decide(self) -> None:
        if not self.ids:
            return
        letter_id = self.chance.choice(self.ids)
        act = self.chance.choice([service.cancel, service.resend])
        try:
            with transaction():
                act(letter_id, mission_id=self.mission_id, actor=SYSTEM, now=self.clock())
        except DomainError:
            return
        if act is service.cancel:
            self.taken_when_cancelled[letter_id] = self.taken(letter_id)


@pytest.mark.parametrize("seed", range(6))
def test_no_letter_is_lost_and_no_second_copy_is_unknown(
    mission: Mission, server: FaultServer, clock: Clock, seed: int
) -> None:
    evening = Evening(seed, mission, server, clock)
    for _step in range(60):
        evening.step()
    server.seen.faults.clear()
    for _half_day in range(10):
        clock.forward(hours=12)
        run(clock)

    db.session.rollback()
    letters = {letter.id: letter for letter in db.session.scalars(select(Outbox))}
    assert set(letters) == set(evening.ids)
    assert {letter.state for letter in letters.values()} <= AT_REST
    for letter_id, letter in letters.items():
        taken, tries = evening.taken(letter_id), attempts(letter_id)
        assert taken <= 1 + letter.uncertain_resends
        assert taken <= len(tries)
        assert all(attempt.ended_at is not None for attempt in tries)
        if letter.state is LetterState.SENT:
            assert taken >= 1
        if letter.state is LetterState.FAILED:
            assert letter.last_code in {"550", "552"} or letter.attempts == MOST_ATTEMPTS
        if letter_id in evening.taken_when_cancelled:
            assert letter.state is LetterState.CANCELLED
            assert taken == evening.taken_when_cancelled[letter_id]
    assert Counter(server.taken_per_message_id.keys()) <= Counter(
        letter.message_id for letter in letters.values()
    )
