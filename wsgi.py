"""`app` for the web server, `huey` for the worker; nothing else."""

import sys

from app import create_app, settle
from config import ConfigError

# The status at which gunicorn ends instead of trying again.
CANNOT_LOAD = 4

try:
    app = create_app()
except ConfigError as error:
    print("Chancery cannot start:", *error.mistakes, sep="\n  ", file=sys.stderr)  # noqa: T201
    sys.exit(CANNOT_LOAD)
huey = app.extensions["huey"]
settle()
