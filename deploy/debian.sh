#!/usr/bin/env bash
# Install Chancery on a bare Debian 12 or newer, or upgrade it: sudo bash deploy/debian.sh
# Each version has its own folder in /opt/chancery; `current` points to the one that runs. The way back:
# sudo bash deploy/debian.sh back
set -euo pipefail

say() { echo "chancery: $*"; }
stop() { echo "chancery: $*" >&2; exit 1; }

[ "$(id -u)" = 0 ] || stop "This needs root: sudo bash deploy/debian.sh"
source=$(cd "$(dirname "$0")/.." && pwd)
home=/opt/chancery
settings=/etc/chancery/chancery.env
services="chancery-web chancery-worker"

as_chancery() {
  # The settings are read by a shell of that user, line by line as systemd reads them: no list of processes shows them.
  runuser -u chancery -- env -i PATH=/usr/bin:/bin bash -c '
    while IFS= read -r line || [ -n "$line" ]; do
      case $line in [A-Z]*=*) export "${line?}" ;; esac
    done < "$1"
    export CHANCERY_MODE=production FLASK_APP=wsgi INSTANCE=/var/lib/chancery
    cd "$2"; shift 2; exec .venv/bin/flask "$@"' _ "$settings" "$@"
}

address() { sed -n "s/^$1=//p" "$settings" | tail -n 1; }

if [ "${1:-}" = back ]; then
  [ -L "$home/previous" ] || stop "There is no previous version to go back to."
  backup=$(cat "$home/before-upgrade")
  [ -f "$backup" ] || stop "The backup made before the upgrade is gone: $backup"
  # shellcheck disable=SC2086
  systemctl stop $services
  ln -sfn "$(readlink "$home/previous")" "$home/current"
  as_chancery "$home/current" backup restore "$backup" --replace
  # shellcheck disable=SC2086
  systemctl start $services
  say "Back at $(readlink "$home/current"), with the data of $backup."
  exit 0
fi

free=$(df --output=avail -k / | tail -1)
[ "$free" -gt 1500000 ] || stop "There is less than 1.5 GB of free disk."
apt-get update -q >/dev/null || stop "The lists of packages could not be fetched: is there a network?"
apt-get install -y -q python3 python3-venv caddy >/dev/null || stop "Packages could not be installed: is there a network?"
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || stop "Python 3.11 or newer is needed: use Debian 12 or newer."
id chancery >/dev/null 2>&1 || useradd --system --home-dir /var/lib/chancery --shell /usr/sbin/nologin chancery
install -d -o chancery -g chancery -m 0700 /var/lib/chancery
install -d -m 0755 "$home"
install -d -o root -g chancery -m 0750 /etc/chancery
if ! [ -f "$settings" ]; then
  install -o root -g chancery -m 0640 "$source/deploy/chancery.env.example" "$settings"
  sed -i "s/^SECRET_KEY=$/SECRET_KEY=$(python3 -c 'import secrets; print(secrets.token_hex(32))')/" "$settings"
  stop "Fill in $settings, then run this again."
fi

new="$home/$(date -u +%Y%m%dT%H%M%S)"
say "Installing into $new …"
mkdir "$new"
tar -C "$source" --exclude=.git --exclude=.venv --exclude=node_modules --exclude=instance -cf - . | tar -C "$new" -xf -
(cd "$new" && bash tools/setup.sh)
# What only builds and tests is not needed to run; what is compiled once starts sooner.
(cd "$new" && .venv/bin/uv pip sync -q --python .venv/bin/python --require-hashes requirements.txt)
(cd "$new" && .venv/bin/python -m compileall -q app config.py wsgi.py)
as_chancery "$new" db current >/dev/null || stop "The settings in $settings cannot be used; nothing was changed."

# shellcheck disable=SC2086
systemctl stop $services 2>/dev/null || true
if [ -L "$home/current" ]; then
  # shellcheck disable=SC2064,SC2086
  trap "say 'The upgrade failed; the former version is started again. If it does not run: sudo bash deploy/debian.sh back'; systemctl start $services" ERR
  say "Backing up before the upgrade …"
  ln -sfn "$(readlink "$home/current")" "$home/previous"
  as_chancery "$home/current" backup create | sed -n '1s/ ([0-9.]* MB)$//p' > "$home/before-upgrade"
fi
as_chancery "$new" db upgrade
trap - ERR
ln -sfn "$new" "$home/current"
install -m 0644 "$source"/deploy/chancery-*.service /etc/systemd/system/
install -m 0644 "$source/deploy/Caddyfile" /etc/caddy/Caddyfile
install -d /etc/systemd/system/caddy.service.d
sites=$(address PUBLIC_URL)
desk=$(address DESK_URL)
[ -z "$desk" ] || [ "$desk" = "$sites" ] || sites="$sites, $desk"
printf '[Service]\nEnvironment="SITES=%s" UPSTREAM=127.0.0.1:8000\n' "$sites" > /etc/systemd/system/caddy.service.d/chancery.conf
systemctl daemon-reload
# shellcheck disable=SC2086
systemctl enable -q --now $services caddy
systemctl restart caddy
# The three newest versions stay.
find "$home" -maxdepth 1 -name '2*' -type d | sort | head -n -3 | while read -r old; do
  [ "$old" = "$(readlink "$home/previous")" ] || rm -rf "$old"
done
as_chancery "$home/current" doctor || true
say "Runs at $(address PUBLIC_URL). The way back: sudo bash deploy/debian.sh back"
say "The first time: open it, and type the code that this prints: journalctl -u chancery-web | grep first-run"
