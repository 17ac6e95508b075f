"""A process that serves leaves what it has loaded to no collection of garbage."""

import os
import subprocess
import sys
from pathlib import Path

from config import ROOT


def test_the_served_application_is_settled(tmp_path: Path) -> None:
    env = {**os.environ, "CHANCERY_MODE": "demo", "INSTANCE": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", "import wsgi, gc; print(gc.get_freeze_count())"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) > 100_000
