"""What a fresh machine may lack is said in one sentence; the scripts run in a folder that holds nothing else."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.once


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The two scripts, and a folder of commands that goes before the machine's."""
    for name in ("tools/setup.sh", "tools/run.sh", "requirements-dev.txt"):
        target = tmp_path / "clone" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    (tmp_path / "bin").mkdir()
    return tmp_path / "clone"


def put(clone: Path, name: str, script: str) -> None:
    command = clone.parent / "bin" / name
    command.write_text(f"#!/bin/sh\n{script}\n")
    command.chmod(0o755)


def run(clone: Path, script: str, path: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    commands = f"{clone.parent}/bin:{path or os.environ['PATH']}"
    return subprocess.run(
        ["/bin/bash", clone / "tools" / script],
        env={"PATH": commands, "HOME": str(clone), **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def old_python(clone: Path) -> None:
    for name in ("python3", "python3.11", "python3.12", "python3.13"):
        put(clone, name, 'case $1 in -V) echo "Python 3.9.2";; *) exit 1;; esac')


def test_a_python_that_is_too_old_is_named(clone: Path) -> None:
    old_python(clone)
    done = run(clone, "setup.sh")
    assert done.returncode == 1
    assert done.stderr.startswith("Python 3.11 or newer is needed; Python 3.9.2 was found.")


def test_a_disk_without_room_is_said_before_anything_is_fetched(clone: Path) -> None:
    put(clone, "df", 'echo head; echo "disk 9000000 8700000 300000 97% /"')
    done = run(clone, "setup.sh")
    assert done.returncode == 1
    assert "too little room on the disk: 292 MB are free" in done.stderr
    assert not (clone / ".venv").exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        (
            "Failed to establish a new connection: Name or service not known",
            "is this computer on the network",
        ),
        ("the wheel is broken", "This step failed"),
    ],
)
def test_a_step_that_fails_says_why(clone: Path, said: str, sentence: str) -> None:
    put(clone, "python3.11", f'case "$*" in *venv*) echo "{said}" >&2; exit 1;; esac; exit 0')
    put(clone, "df", 'echo head; echo "disk 9000000 1 8000000 1% /"')
    done = run(clone, "setup.sh")
    assert done.returncode == 1
    assert "[1/3] A place for the Python packages … failed" in done.stdout
    assert sentence in done.stderr


def test_a_port_that_is_taken_is_said_with_the_next_one(clone: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        done = run(clone, "run.sh", PORT=str(port))
    assert done.returncode == 1
    assert f"Port {port} is taken. Choose another one: PORT={port + 1} make run" in done.stderr


def test_a_port_that_is_none_is_said(clone: Path) -> None:
    for port in ("http", "0", "70000"):
        done = run(clone, "run.sh", PORT=port)
        assert done.returncode == 1
        assert "PORT must be a number" in done.stderr
