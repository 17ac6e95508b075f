#!/usr/bin/env bash
# Start web and worker together, on the demo's data unless the environment says otherwise.
set -euo pipefail
cd "$(dirname "$0")/.."

stop() { echo "$*" >&2; exit 1; }
# What was compiled once starts in a third of the time.
unset PYTHONDONTWRITEBYTECODE
export PORT="${PORT:-8000}" CHANCERY_MODE="${CHANCERY_MODE:-demo}" PYTHONUNBUFFERED=1
export FLASK_APP=wsgi LOG_LEVEL="${LOG_LEVEL:-WARNING}"

if ! [[ $PORT =~ ^[0-9]{1,5}$ ]] || [ "$PORT" -lt 1 ] || [ "$PORT" -gt 65535 ]; then
  stop "PORT must be a number from 1 to 65535, such as PORT=8001 make run"
fi
if (: <"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; then
  stop "Port $PORT is taken. Choose another one: PORT=$((PORT % 65535 + 1)) make run"
fi
mkdir -p "${INSTANCE:-instance}" || stop "The folder of the data, ${INSTANCE:-instance}, cannot be made."
if [ "$CHANCERY_MODE" = demo ]; then .venv/bin/flask demo; else .venv/bin/flask db upgrade; fi
echo
echo "  Chancery answers at http://localhost:$PORT (stop with Ctrl-C)"
echo
if [ "$CHANCERY_MODE" != production ]; then
  # honcho gives each process a PORT of its own; the worker writes links, too.
  export PUBLIC_URL="${PUBLIC_URL:-http://localhost:$PORT}"
fi
export BIND="${BIND:-127.0.0.1:$PORT}" RELOAD_FLAG="${RELOAD:+--reload}"
exec .venv/bin/honcho start --no-prefix
