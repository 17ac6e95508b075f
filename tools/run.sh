#!/usr/bin/env bash
# Start web and worker together, on the demo's data unless the environment says otherwise.
set -euo pipefail
cd "$(dirname "$0")/.."

export PORT="${PORT:-8000}" CHANCERY_MODE="${CHANCERY_MODE:-demo}" PYTHONUNBUFFERED=1
export FLASK_APP=wsgi LOG_LEVEL="${LOG_LEVEL:-WARNING}"
mkdir -p "${INSTANCE:-instance}"
if ! .venv/bin/python - "$PORT" <<'PY'
import socket, sys
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", int(sys.argv[1])))
    except OSError:
        sys.exit(1)
PY
then
  echo "Port $PORT is taken. Choose another one: PORT=8001 make run" >&2
  exit 1
fi
.venv/bin/flask db upgrade
if [ "$CHANCERY_MODE" = demo ]; then .venv/bin/flask demo; fi
echo
echo "  Chancery answers at http://localhost:$PORT (stop with Ctrl-C)"
echo
if [ "$CHANCERY_MODE" != production ]; then
  # honcho gives each process a PORT of its own; the worker writes links, too.
  export PUBLIC_URL="${PUBLIC_URL:-http://localhost:$PORT}"
fi
export BIND="${BIND:-127.0.0.1:$PORT}" RELOAD_FLAG="${RELOAD:+--reload}"
exec .venv/bin/honcho start --no-prefix
