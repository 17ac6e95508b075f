"""How gunicorn serves the application, wherever it is started; what differs from place to place is an option."""

import sys
from typing import Any

threads = 8
timeout = 60
loglevel = "warning"
# The sign of life of a process is not to wait for a disk that is slow or full.
worker_tmp_dir = "/dev/shm" if sys.platform == "linux" else None  # noqa: S108


def post_worker_init(worker: Any) -> None:
    """Once a start: while nobody can sign in, the code of the first run is printed."""
    if worker.age == 1 and (sentence := worker.wsgi.extensions["first_code"]()):
        sys.stderr.write(f"\n  {sentence}\n\n")
