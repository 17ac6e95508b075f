"""A worker that is ended and killed over and over: what is due by the clock is caught up with, nothing is doubled."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.db import db
from app.mail.models import LetterState, Outbox
from app.missions.models import Mission
from app.operations import backups, files, marks, nights
from config import ROOT, Config
from tests.faults.smtp import FaultServer
from tests.mail.outbox import Clock, post, row, run

CONSUMER = [str(Path(sys.executable).parent / "huey_consumer"), "wsgi.huey", "--workers", "2", "--quiet"]
BACKUP = "operations.backup"
AT_ONCE = 8


@pytest.mark.check("R12")
@pytest.mark.timeout(300)
@pytest.mark.parametrize("seconds", [12, pytest.param(120, marks=pytest.mark.siege)])
def test_a_worker_killed_again_and_again_catches_up(
    config: Config,
    make_app: Callable[[Config], Flask],
    mission: Mission,
    server: FaultServer,
    tmp_path: Path,
    seconds: int,
) -> None:
    environment = {
        "CHANCERY_MODE": "demo",
        "SECRET_KEY": config.secret_key,
        "DATABASE_URL": config.database_url,
        "PUBLIC_URL": config.public_url,
        "INSTANCE": str(tmp_path),
        "BACKUP_DIR": str(tmp_path / "backups"),
        "MAIL_URL": f"smtp://{server.host}:{server.port}?starttls=no",
        "LOG_LEVEL": "ERROR",
    }
    house, chance, posted = make_app(Config.from_env(environment)), random.Random(seconds), []
    nights.begin(tmp_path, now=clock.now() - timedelta(days=2))
    end = time.monotonic() + seconds
    while time.monotonic() < end or not server.taken:
        marks.wipe(tmp_path, marks.WORKER)
        with house.app_context():
            for _ in range(AT_ONCE):
                to = f"guest{len(posted)}@foreign.example"
                posted.append(post(mission.id, Clock(clock.now()), to=to))
        worker = subprocess.Popen(CONSUMER, cwd=ROOT, env=os.environ | environment)
        while marks.find(tmp_path, marks.WORKER) is None:
            assert not ended(worker, 0.05)
        if not ended(worker, chance.uniform(0, 3)):
            worker.send_signal(chance.choice([signal.SIGTERM, signal.SIGKILL]))
        assert ended(worker, 60)

    # What it was killed at is given back when its lease is over, and the night's work begun anew.
    later = clock.now() + timedelta(minutes=61)
    while run(Clock(later)):
        pass
    if BACKUP in nights.due(tmp_path, now=later):
        with house.app_context():
            nights.do(tmp_path, BACKUP, now=later)

    assert BACKUP not in nights.due(tmp_path, now=later)
    made = files.listed(tmp_path / "backups")
    assert len(made) in {1, 2}  # two where it was killed between the file and its mark
    for backup in made:
        backups.verify(backup.path, passphrase="")
    assert db.session.scalar(select(func.count(Outbox.id))) == len(posted)
    taken = server.taken_per_message_id
    assert set(taken.values()) == {1}
    for letter_id in posted:
        letter = row(letter_id)
        assert letter.state in {LetterState.SENT, LetterState.UNCERTAIN}
        assert letter.message_id in taken or letter.state is LetterState.UNCERTAIN


def ended(worker: "subprocess.Popen[bytes]", seconds: float) -> bool:
    """Whether it has ended by then."""
    try:
        worker.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True
