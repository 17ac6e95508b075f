"""Workers killed at every step, and several at once: nothing lost, nothing doubled unnoticed."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.db import db
from app.mail.models import LetterState, Outbox
from app.missions.models import Mission
from config import ROOT, Config
from tests.faults.smtp import FaultServer
from tests.mail.outbox import CONFIRMATION, Clock, attempts, post, row, run


def worker(config: Config, server: FaultServer, mission: Mission, point: str) -> "subprocess.Popen[bytes]":
    environment = os.environ | {
        "CHANCERY_MODE": "test",
        "SECRET_KEY": config.secret_key,
        "DATABASE_URL": config.database_url,
        "PUBLIC_URL": config.public_url,
        "DESK_URL": config.desk_url,
        "INSTANCE": str(config.instance),
        "MAIL_URL": f"smtp://{server.host}:{server.port}?starttls=no",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.mail.worker", point, str(mission.id)], cwd=ROOT, env=environment
    )


def killed(config: Config, server: FaultServer, mission: Mission, point: str) -> None:
    process = worker(config, server, mission, point)
    assert process.wait(60) == -9


def letters() -> list[Outbox]:
    db.session.rollback()
    return list(db.session.scalars(select(Outbox)))


@pytest.mark.check("M03")
def test_killed_before_the_commit_there_is_no_letter(
    config: Config, mission: Mission, server: FaultServer
) -> None:
    killed(config, server, mission, "post-before-commit")
    run(Clock(clock.now()))

    assert letters() == []
    assert server.taken == []


@pytest.mark.check("M02")
@pytest.mark.check("M03")
def test_killed_after_the_commit_the_letter_leaves_within_two_minutes(
    config: Config, mission: Mission, server: FaultServer
) -> None:
    killed(config, server, mission, "post-after-commit")
    run(Clock(clock.now() + timedelta(minutes=1)))

    assert [letter.state for letter in letters()] == [LetterState.SENT]
    assert len(server.taken) == 1


@pytest.mark.check("M03")
@pytest.mark.parametrize("point", ["claimed", "connected", "envelope", "data"])
def test_killed_before_the_handover_the_letter_is_sent_once(
    config: Config, mission: Mission, server: FaultServer, point: str
) -> None:
    now = Clock(clock.now())
    letter_id = post(mission.id, now)
    killed(config, server, mission, point)
    assert row(letter_id).state is LetterState.SENDING
    run(now)
    assert row(letter_id).state is LetterState.SENDING

    now.forward(hours=1)
    run(now)

    assert row(letter_id).state is LetterState.SENT
    assert server.taken_per_message_id == {row(letter_id).message_id: 1}
    assert [attempt.ended_at is not None for attempt in attempts(letter_id)] == [True, True]


@pytest.mark.check("M03")
@pytest.mark.parametrize(("point", "accepted"), [("handoff", 0), ("result", 1)])
def test_killed_after_the_handover_the_letter_is_uncertain(
    config: Config, mission: Mission, server: FaultServer, point: str, accepted: int
) -> None:
    now = Clock(clock.now())
    letter_id = post(mission.id, now)
    killed(config, server, mission, point)
    now.forward(hours=1)
    run(now)
    now.forward(days=1)
    run(now)

    assert row(letter_id).state is LetterState.UNCERTAIN
    assert len(server.taken) == accepted
    assert [attempt.ended_at is not None for attempt in attempts(letter_id)] == [True]


@pytest.mark.check("M03")
@pytest.mark.parametrize(("point", "accepted"), [("handoff", 1), ("result", 2)])
def test_an_uncertain_confirmation_is_seen_twice_at_most_and_says_so(
    config: Config, mission: Mission, server: FaultServer, point: str, accepted: int
) -> None:
    now = Clock(clock.now())
    letter_id = post(mission.id, now, kind=CONFIRMATION)
    killed(config, server, mission, point)
    now.forward(hours=1)
    run(now)
    now.forward(minutes=16)
    run(now)

    assert (row(letter_id).state, row(letter_id).uncertain_resends) == (LetterState.SENT, 1)
    assert server.taken_per_message_id == {row(letter_id).message_id: accepted}


@pytest.mark.check("M10")
def test_two_workers_send_each_letter_once(config: Config, mission: Mission, server: FaultServer) -> None:
    now = Clock(clock.now())
    ids = [post(mission.id, now, to=f"{number}@foreign.example") for number in range(60)]
    workers = [worker(config, server, mission, "never") for _worker in range(2)]
    assert [process.wait(100) for process in workers] == [0, 0]

    assert {row(letter_id).state for letter_id in ids} == {LetterState.SENT}
    assert set(server.taken_per_message_id.values()) == {1}
    assert len(server.taken) == 60
