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
  # The settings are read by the shell of that user only.
  runuser -u chancery -- env -i PATH=/usr/bin:/bin bash -c '
    set -a; . "$1"; set +a
    export CHANCERY_MODE=production FLASK_APP=wsgi INSTANCE=/var/lib/chancery
    cd "$2"; shift 2; exec .venv/bin/flask "$@"' _ "$settings" "$@"
}

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
if [ -L "$home/current" ]; then
  say "Backing up before the upgrade …"
  as_chancery "$home/current" backup create | sed -n '1s/ (.*//p' > "$home/before-upgrade"
  ln -sfn "$(readlink "$home/current")" "$home/previous"
fi
# shellcheck disable=SC2086
systemctl stop $services 2>/dev/null || true
as_chancery "$new" db upgrade
ln -sfn "$new" "$home/current"
install -m 0644 "$source"/deploy/chancery-*.service /etc/systemd/system/
install -m 0644 "$source/deploy/Caddyfile" /etc/caddy/Caddyfile
install -d /etc/systemd/system/caddy.service.d
printf '[Service]\nEnvironment=PUBLIC_URL=%s UPSTREAM=127.0.0.1:8000\n' \
  "$(sed -n 's/^PUBLIC_URL=//p' "$settings")" > /etc/systemd/system/caddy.service.d/chancery.conf
systemctl daemon-reload
# shellcheck disable=SC2086
systemctl enable -q --now $services caddy
systemctl restart caddy
as_chancery "$home/current" doctor || true
say "Runs at $(sed -n 's/^PUBLIC_URL=//p' "$settings"). The way back: sudo bash deploy/debian.sh back"
