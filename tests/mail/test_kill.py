"""Workers killed at every step, and several at once: nothing lost, nothing doubled unnoticed."""

import contextlib
import os
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.db import db
from app.mail import drain
from app.mail.models import LetterState, Outbox
from app.missions.models import Mission
from config import ROOT, Config
from tests.faults.smtp import Fault, FaultServer
from tests.mail.outbox import CONFIRMATION, Clock, attempts, post, row, run


def worker(
    config: Config, server: FaultServer, mission: Mission, point: str, unharmed: int = 0
) -> "subprocess.Popen[bytes]":
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
        [sys.executable, "-m", "tests.mail.worker", point, str(mission.id), str(unharmed)],
        cwd=ROOT,
        env=environment,
    )


def killed(config: Config, server: FaultServer, mission: Mission, point: str, unharmed: int = 0) -> None:
    process = worker(config, server, mission, point, unharmed)
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


@pytest.mark.check("M03")
@pytest.mark.parametrize(("point", "uncertain"), [("data", 0), ("handoff", 1), ("result", 1)])
def test_killed_amid_letters_taken_together_only_the_one_in_hand_is_in_doubt(
    config: Config, mission: Mission, server: FaultServer, point: str, uncertain: int
) -> None:
    now = Clock(clock.now())
    ids = [post(mission.id, now, to=f"{number}@foreign.example") for number in range(14)]
    killed(config, server, mission, point, unharmed=4)
    now.forward(hours=1)
    run(now)

    states = [row(letter_id).state for letter_id in ids]
    assert states.count(LetterState.UNCERTAIN) == uncertain
    assert states.count(LetterState.SENT) == 14 - uncertain
    assert set(server.taken_per_message_id.values()) == {1}
    assert all(attempt.ended_at for letter_id in ids for attempt in attempts(letter_id))


@pytest.mark.siege
@pytest.mark.timeout(900)
@pytest.mark.check("M03")
def test_workers_killed_at_any_moment_lose_nothing_and_double_nothing_unnoticed(
    config: Config, mission: Mission, server: FaultServer
) -> None:
    now, chance = Clock(clock.now()), random.Random(4)
    ids = [post(mission.id, now, to=f"{number}@foreign.example") for number in range(1500)]
    for _round in range(25):
        workers = [worker(config, server, mission, "never") for _worker in range(2)]
        for process in workers:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(chance.uniform(1.0, 5.0))
            process.kill()
            process.wait()
        now.forward(hours=1)
        drain.sweep(now=now)
    for _hour in range(30):
        now.forward(hours=1)
        run(now)

    taken = server.taken_per_message_id
    for letter_id in ids:
        letter = row(letter_id)
        assert letter.state in (LetterState.SENT, LetterState.UNCERTAIN)
        assert taken[letter.message_id] <= 1 + letter.uncertain_resends
        if letter.state is LetterState.SENT:
            assert taken[letter.message_id] >= 1
        assert all(attempt.ended_at for attempt in attempts(letter_id))


@pytest.mark.siege
@pytest.mark.timeout(900)
@pytest.mark.check("M10")
def test_two_workers_and_a_thousand_letters(config: Config, mission: Mission, server: FaultServer) -> None:
    now = Clock(clock.now())
    ids = [post(mission.id, now, to=f"{number}@foreign.example") for number in range(1000)]
    workers = [worker(config, server, mission, "never") for _worker in range(2)]
    assert [process.wait(600) for process in workers] == [0, 0]

    assert {letter.state for letter in letters()} == {LetterState.SENT}
    assert len(server.taken) == len(ids) == 1000
    assert set(server.taken_per_message_id.values()) == {1}
    by_worker = Counter(attempt.worker for letter_id in ids for attempt in attempts(letter_id))
    assert len(by_worker) == 2


@pytest.mark.siege
@pytest.mark.timeout(1800)
@pytest.mark.check("M07")
def test_a_server_that_hangs_for_a_quarter_of_an_hour(
    config: Config, mission: Mission, server: FaultServer
) -> None:
    """In real time, with the usual waits: the last reply may take ten minutes, then nobody knows."""
    letter_id = post(mission.id, Clock(clock.now()))
    server.plan(Fault("DOT", hang=True, keeps=True))
    process = worker(config, server, mission, "never")
    begun = time.monotonic()
    while process.poll() is None and time.monotonic() - begun < 15 * 60:
        time.sleep(20)
        drain.sweep()
        drain.drain()
        if process.poll() is None:
            assert row(letter_id).state in (LetterState.QUEUED, LetterState.SENDING)
    server.release()
    assert process.wait(60) == 0

    assert time.monotonic() - begun > 9 * 60
    assert row(letter_id).state is LetterState.UNCERTAIN
    assert server.taken_per_message_id == {row(letter_id).message_id: 1}
    assert len(attempts(letter_id)) == 1


@pytest.mark.check("M10")
def test_two_workers_send_each_letter_once(config: Config, mission: Mission, server: FaultServer) -> None:
    now = Clock(clock.now())
    ids = [post(mission.id, now, to=f"{number}@foreign.example") for number in range(60)]
    workers = [worker(config, server, mission, "never") for _worker in range(2)]
    assert [process.wait(100) for process in workers] == [0, 0]

    assert {row(letter_id).state for letter_id in ids} == {LetterState.SENT}
    assert set(server.taken_per_message_id.values()) == {1}
    assert len(server.taken) == 60
