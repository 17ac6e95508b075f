"""Every fast test: first on SQLite, then what touches a database again on a real PostgreSQL.

Under CI=1 a missing browser or PostgreSQL is a failure, and nothing is skipped in silence.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.database import postgres_server

STRICT = bool(os.environ.get("CI"))
WORKERS = str(min(4, os.cpu_count() or 2))


def find_browser() -> str | None:
    """CHROME names one; else what the machine has; else Debian's chromium, installed when we may."""
    if named := os.environ.get("CHROME"):
        return named
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing Debian's chromium for the browser tests …", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
        packages = ["chromium", "fonts-noto-core"]
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], check=False, **quiet
        )
        return shutil.which("chromium")
    return None


def pytest(arguments: list[str], **environment: str) -> int:
    command = [sys.executable, "-m", "pytest", *arguments]
    done = subprocess.run(command, env={**os.environ, **environment}, check=False).returncode
    return 0 if done == 5 else done  # 5: this part holds no such test


def main() -> int:
    arguments = sys.argv[1:]
    failed = 0
    fast = ["-m", "not browser and not siege and not attack"]
    print("== SQLite", flush=True)
    failed |= pytest(["-n", WORKERS, *fast, *arguments], TEST_DATABASE="sqlite")
    print("== PostgreSQL", flush=True)
    try:
        with postgres_server() as url:
            part = ["-n", WORKERS, "-m", "not browser and not siege and not attack and not once"]
            failed |= pytest([*part, *arguments], TEST_DATABASE="postgresql", TEST_POSTGRES_URL=url)
    except (ImportError, OSError, RuntimeError) as error:
        print(f"** SKIPPED: no PostgreSQL could be started: {error}", flush=True)
        failed |= STRICT
    print("== Browser", flush=True)
    if chrome := find_browser():
        failed |= pytest(["-m", "browser and not siege", *arguments], CHROME=chrome, TEST_DATABASE="sqlite")
    else:
        print("** SKIPPED: no Chromium found. Install it, or name one with CHROME=/path.", flush=True)
        failed |= STRICT
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
