"""Four phones against a server that is stopped, killed, restored and takes one of them its right: nothing is lost,
and nobody is admitted twice unseen.
"""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from app import clock, create_app
from app.audit.actor import SYSTEM
from app.checkin import queries
from app.checkin.models import DeviceState, Gate, Presence, Right, Scan
from app.checkin.service import deciding, folding
from app.db import db, transaction
from app.events.models import Event
from app.invitations import keys
from app.invitations.models import Guest
from config import ROOT, Config
from tests import factories
from tests.checkin.conftest import add_gate, code_for, party
from tests.checkin.test_vectors import node

PHONES = 4
# What befalls the server while each part of the guests comes in.
STAGES = ("restart", "back_up", "kill", "restore", "revoke", "rest")


class House:
    """A server of its own process on loopback, its SQLite file, and what befalls them."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url, self.folder = f"http://localhost:{port}", folder
        self.env = {
            "CHANCERY_MODE": "demo",
            "INSTANCE": str(folder),
            "DATABASE_URL": f"sqlite:///{folder}/siege.sqlite3",
            "PORT": str(port),
            "PUBLIC_URL": self.url,
            "LOG_LEVEL": "ERROR",
        }
        self.app: Flask = create_app(Config.from_env(self.env))
        with self.app.app_context():
            upgrade(directory=self.app.extensions["migrate"].directory)
            event = factories.event(factories.mission())
            self.event_id = event.id
            self.gates = [add_gate(event, f"Gate {number + 1}").id for number in range(PHONES)]
        self.port, self.process = port, None
        self.start()

    def start(self) -> None:
        address = ["--bind", f"127.0.0.1:{self.port}", "--threads", "8", "--log-level", "critical"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "wsgi:app", *address], cwd=ROOT, env={**os.environ, **self.env}
        )
        self.answers()

    def answers(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                with urlopen(f"{self.url}/gate/sw.js", timeout=5) as answer:
                    assert answer.status == 200
                    return
            except (URLError, OSError):
                time.sleep(0.1)  # a process is awaited, not a thing of ours
        raise AssertionError("the server does not answer")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(60)

    def restart(self) -> None:
        self.stop()
        self.start()

    def kill(self) -> None:
        """The web worker dies in the middle of whatever it does; its master starts another."""
        pid = self.process.pid
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            os.kill(int(child), signal.SIGKILL)
        self.answers()

    def back_up(self) -> None:
        self.copy("siege.sqlite3", "backup.sqlite3")

    def restore(self) -> None:
        self.stop()
        self.copy("backup.sqlite3", "siege.sqlite3")
        with self.app.app_context(), transaction() as session:
            session.get_one(Event, self.event_id).epoch = uuid4()
        self.start()

    def copy(self, source: str, target: str) -> None:
        with (
            closing(sqlite3.connect(self.folder / source)) as before,
            closing(sqlite3.connect(self.folder / target)) as after,
        ):
            before.backup(after)

    def revoke(self) -> None:
        """The fourth phone loses its right."""
        with self.app.app_context(), transaction() as session:
            device = next(
                device
                for device, _grant, gate in queries.devices(session.get_one(Event, self.event_id))
                if gate.id == self.gates[-1]
            )
            deciding.revoke(device, state=DeviceState.REVOKED, actor=SYSTEM, now=clock.now())

    def rest(self) -> None:
        """Nothing happens."""

    def invite(self, count: int) -> list[str]:
        """Badge codes."""
        with self.app.app_context():
            event = db.session.get_one(Event, self.event_id)
            guests = [
                party(event, *[f"Guest {start + one}" for one in range(20)]) for start in range(0, count, 20)
            ]
            return [keys.badge_code(guest) for one in guests for guest in one]

    def enrol_codes(self) -> list[str]:
        with self.app.app_context():
            return [code_for(db.session.get_one(Gate, gate), Right.WALK_IN) for gate in self.gates]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.stop()


def deal(house: House, count: int) -> tuple[list[str], list[list[list[str]]]]:
    """Badge codes: those shown at all gates, then by stage and phone. Every tenth guest comes to two gates."""
    codes = house.invite(count)
    shared, others = codes[:3], codes[3:]
    parts: list[list[list[str]]] = [[[] for _phone in range(PHONES)] for _stage in STAGES]
    for place, code in enumerate(others):
        stage = parts[place * len(STAGES) // len(others)]
        stage[place % PHONES].append(code)
        if place % 10 == 0:
            stage[(place + 1) % PHONES].append(code)
    return shared, parts


def besiege(house: House, count: int, loss: float) -> list[dict[str, Any]]:
    """Returns what the phones wrote."""
    shared, parts = deal(house, count)
    given = {"url": house.url, "codes": house.enrol_codes(), "shared": shared, "parts": parts, "loss": loss}
    (house.folder / "siege.json").write_text(json.dumps(given))
    phones = subprocess.Popen(
        [node(), str(Path(__file__).with_name("siege.js")), str(house.folder / "siege.json")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with phones:
        assert phones.stdin
        assert phones.stdout
        for name in STAGES:
            assert phones.stdout.readline().startswith("stage")
            act: Callable[[], None] = getattr(house, name)
            act()
            phones.stdin.write("done\n")
            phones.stdin.flush()
        found: list[dict[str, Any]] = json.loads(phones.stdout.readline())
    return found


def assert_nothing_is_lost(house: House, phones: list[dict[str, Any]]) -> int:
    """Returns the number of double admissions."""
    written = [scan for phone in phones for scan in phone["log"]]
    assert [phone["closed"] for phone in phones] == [None, None, None, "revoked"]
    assert not [code for phone in phones for code in phone["left"]]
    with house.app.app_context():
        event = db.session.get_one(Event, house.event_id)
        revoked = next(
            device
            for device, _grant, _gate in queries.devices(event)
            if device.state is not DeviceState.ACTIVE
        )
        # What the revoked phone still had is set apart: of this the others cannot know.
        heard = len(set(db.session.scalars(select(Scan.guest_id))))
        assert [phone["inside"] for phone in phones[:-1]] == [heard] * (PHONES - 1)
        with transaction():
            deciding.approve_quarantine(revoked, event, actor=SYSTEM, now=clock.now())
        assert set(db.session.scalars(select(Scan.id))) == {UUID(scan["id"]) for scan in written}
        came = Counter(scan["gid"] for scan in written)
        assert set(came) == {str(guest_id) for guest_id in db.session.scalars(select(Guest.id))}
        assert queries.headcount(event) == queries.Headcount(len(came), len(came))
        doubles = Counter({gid: times - 1 for gid, times in came.items() if times > 1})
        assert Counter(str(one.guest_id) for one in queries.open_conflicts(event)) == doubles
        kept = states()
        with transaction():
            folding.rebuild(db.session.get_one(Event, house.event_id))
        assert states() == kept
        report(len(came), len(written), doubles.total(), phones)
        return doubles.total()


def report(guests: int, scans: int, doubles: int, phones: list[dict[str, Any]]) -> None:
    """What `make siege` says of it."""
    shares = ", ".join(str(len(phone["log"])) for phone in phones)
    print(
        f"siege: {', '.join(STAGES)}; {guests} guests, {scans} scans by {PHONES} phones ({shares}); none is missing, "
        f"{doubles} double admissions are {doubles} open conflicts, what is rebuilt equals what was kept"
    )


def states() -> dict[UUID, tuple[object, ...]]:
    rows = db.session.scalars(select(Presence))
    return {
        row.guest_id: (row.inside, row.first_at, row.first_gate_id, row.last_at, row.flags) for row in rows
    }


@pytest.mark.once
@pytest.mark.timeout(300)
@pytest.mark.check("O01")
@pytest.mark.check("O14")
def test_a_small_siege_loses_nobody(house: House) -> None:
    assert assert_nothing_is_lost(house, besiege(house, 80, 0.1)) >= 9


@pytest.mark.siege
@pytest.mark.timeout(1800)
@pytest.mark.check("O01")
@pytest.mark.check("O14")
def test_a_siege_of_two_thousand_loses_nobody(house: House) -> None:
    assert assert_nothing_is_lost(house, besiege(house, 2_000, 0.3)) >= 9
