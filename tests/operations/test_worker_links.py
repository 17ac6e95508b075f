"""The house as the README starts it: web and worker together."""

import os
import re
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest
from flask_migrate import upgrade

from app import create_app
from app.db import db
from app.demo import founding
from config import ROOT, Config
from tests import factories
from tests.invitations import making


@pytest.mark.once
def test_the_links_of_letters_lead_to_the_port_that_was_asked_for(tmp_path: Path) -> None:
    """The worker writes them, and its own PORT is another: honcho gives each process one."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {"CHANCERY_MODE": "demo", "INSTANCE": str(tmp_path), "PORT": str(port)}
    house = create_app(Config.from_env(environment))
    with house.app_context():
        upgrade(directory=house.extensions["migrate"].directory)
        mission = factories.mission(founding.slug())
        event = factories.event(mission)
        making.invite(event, making.person(mission))
        making.send_all(event)
        db.engine.dispose()
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    started = subprocess.Popen(
        ["bash", "tools/run.sh"],
        cwd=ROOT,
        env=known | environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        letter = arrived(tmp_path / "letters")
    finally:
        os.killpg(started.pid, signal.SIGTERM)
        started.wait(30)
    assert set(re.findall(r"http://localhost:(\d+)/r/", letter)) == {str(port)}


def arrived(folder: Path, seconds: float = 60) -> str:
    end, waiting = time.monotonic() + seconds, threading.Event()
    while time.monotonic() < end:
        if letters := sorted(folder.glob("*.eml")):
            return letters[0].read_text()
        waiting.wait(0.1)
    raise AssertionError("no letter left")
