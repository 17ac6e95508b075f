#!/usr/bin/env bash
# Install what the project needs, once; a second run finds everything done and takes a moment.
set -euo pipefail
cd "$(dirname "$0")/.."

python=""
for candidate in "${PYTHON:-}" python3.11 python3.12 python3.13 python3; do
  if [ -n "$candidate" ] && command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
if [ -z "$python" ]; then
  echo "Python 3.11 or newer is needed and was not found. Name one with PYTHON=/path/to/python3.11 make run." >&2
  exit 1
fi

stamp=.venv/.requirements
if ! cmp -s requirements-dev.txt "$stamp" 2>/dev/null; then
  echo "Installing the Python packages …"
  [ -x .venv/bin/python ] || "$python" -m venv .venv
  # uv itself by pip, with the hashes of the lock; then everything by uv.
  if ! [ -x .venv/bin/uv ]; then
    awk '/^uv==/{on=1} on{print} on&&!/\\$/{exit}' requirements-dev.txt > .venv/uv.txt
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r .venv/uv.txt
  fi
  .venv/bin/uv pip sync -q --python .venv/bin/python --require-hashes requirements-dev.txt
  cp requirements-dev.txt "$stamp"
fi
.venv/bin/python tools/frontend.py
.venv/bin/python tools/catalogues.py
