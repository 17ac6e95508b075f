"""Memory of the web process and of the worker, as `make run` starts them: `python -m tools.bench_memory`."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from tests import factories
from tools.measuring import running

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
WAIT = 60
VISITS = 200


def resident(pid: int) -> float:
    """Resident memory of a process and its children in MiB, by /proc."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return pages * os.sysconf("SC_PAGESIZE") / 2**20 + sum(resident(int(child)) for child in children)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def visit(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return bool(answer.read())
    except OSError:
        return False


def figures() -> None:
    """Two lines below the one table."""
    with tempfile.TemporaryDirectory(prefix="chancery-bench-") as folder:
        with running(folder):
            slug = factories.mission().slug
        port = free_port()
        env = {
            **os.environ,
            "CHANCERY_MODE": "demo",
            "INSTANCE": folder,
            "PUBLIC_URL": f"http://localhost:{port}",
            "LOG_LEVEL": "ERROR",
        }
        web = [BIN / "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}", "--threads", "8"]
        web += ["--log-level", "error"]
        worker = [BIN / "huey_consumer", "wsgi.huey", "--workers", "2", "--quiet"]
        started = [subprocess.Popen(command, cwd=ROOT, env=env) for command in (web, worker)]
        try:
            address = f"http://127.0.0.1:{port}/n/{slug}/"
            until = time.monotonic() + WAIT
            while not visit(address) and time.monotonic() < until:
                time.sleep(0.2)
            before = resident(started[0].pid)
            assert all(visit(address) for _ in range(VISITS)), "the newsroom does not answer"
            print(f"memory, web (one process and its parent): {before:.0f} MiB after the start,", end=" ")
            print(f"{resident(started[0].pid):.0f} MiB after {VISITS} pages")
            print(f"memory, worker: {resident(started[1].pid):.0f} MiB")
        finally:
            for one in started:
                one.terminate()
            for one in started:
                one.wait()


if __name__ == "__main__":
    figures()
