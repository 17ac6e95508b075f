#!/usr/bin/env bash
# Install what the project needs, once; a second run finds everything done and takes a moment.
set -euo pipefail
cd "$(dirname "$0")/.."

LOG=.venv/setup.log
stop() { echo "$*" >&2; exit 1; }

# Run a step, say what it is and how long it took; where it fails say why in one sentence.
step() {
  local title=$1 begun=$SECONDS
  shift
  printf '%s … ' "$title"
  if "$@" >"$LOG" 2>&1; then
    echo "done in $((SECONDS - begun)) s"
    return
  fi
  echo "failed"
  if grep -qiE 'no space left|ENOSPC|disk quota' "$LOG"; then
    stop "The disk is full: make room (about 1.5 GB in $PWD), then run this again."
  elif grep -qiE 'from versions: none|name resolution|resolve host|dns error|ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH|network|connection|error sending request|proxy' "$LOG"; then
    stop "The packages could not be fetched: is this computer on the network, and a proxy named in https_proxy where it needs one? The whole story: $LOG"
  fi
  tail -n 5 "$LOG" >&2
  stop "This step failed; the last lines stand above, the whole story in $LOG. Run it again, or begin anew after: rm -rf .venv"
}

old=""
python=""
for candidate in "${PYTHON:-}" python3.11 python3.12 python3.13 python3; do
  if [ -z "$candidate" ] || ! command -v "$candidate" >/dev/null; then continue; fi
  if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$candidate
    break
  fi
  old=$("$candidate" -V 2>&1 || true)
done
if [ -z "$python" ]; then
  stop "Python 3.11 or newer is needed; ${old:-none} was found. Install one, or name it: PYTHON=/path/to/python3.11 make run"
fi

room() {
  local free
  free=$(df -Pk . | awk 'NR == 2 {print $4}')
  [ "$free" -gt 1500000 ] || stop "There is too little room on the disk: $((free / 1024)) MB are free in $PWD, 1500 are needed."
}

make_venv() { rm -rf .venv/bin && "$python" -m venv .venv; }

fetch_python() {
  # uv itself by pip, with the hashes of the lock; then everything by uv.
  if ! .venv/bin/uv --version; then
    awk '/^uv==/{on=1} on{print} on&&!/\\$/{exit}' requirements-dev.txt > .venv/uv.txt
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r .venv/uv.txt || return
  fi
  .venv/bin/uv pip sync -q --compile-bytecode --python .venv/bin/python --require-hashes requirements-dev.txt || return
  cp requirements-dev.txt "$stamp"
}

stamp=.venv/.requirements
if ! cmp -s requirements-dev.txt "$stamp" 2>/dev/null; then
  room
  mkdir -p .venv
  if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    "$python" -c 'import ensurepip' 2>/dev/null || stop "Python’s venv is missing. On Debian and Ubuntu: sudo apt install python3-venv"
    step "[1/3] A place for the Python packages" make_venv
  fi
  step "[2/3] The Python packages, about a minute" fetch_python
fi
vendor=app/static/vendor/.stamp
if ! [ -f "$vendor" ] || [ -n "$(find package-lock.json tools/frontend.py -newer "$vendor" -print -quit)" ]; then
  step "[3/3] Fonts and scripts of the pages" .venv/bin/python tools/frontend.py
  touch "$vendor"
fi
for source in app/translations/*/LC_MESSAGES/messages.po; do
  if ! [ "${source%.po}.mo" -nt "$source" ]; then
    .venv/bin/python tools/catalogues.py
    break
  fi
done
