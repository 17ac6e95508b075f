"""What stands on the sheet for the safe: the way back after everything else is gone."""

import json
from datetime import datetime

from app.i18n import _, current_language, pick
from app.missions import queries as missions
from app.operations import backups, checks, files, marks
from app.printing.safe import SafeSheet, Secret, Step, safe_sheet
from app.tokens import HOUSE
from config import Config


def make(config: Config, *, telephone: str, now: datetime) -> bytes:
    """The PDF; from now on the keys count as safe."""
    pdf = safe_sheet(content(config, telephone=telephone, now=now), made_at=now)
    seen = checks.keys_fingerprint(config.key_file)
    marks.leave(config.instance, marks.KEYS_SAFE, now=now, fingerprint=seen)
    return pdf


def content(config: Config, *, telephone: str, now: datetime) -> SafeSheet:
    newest = files.newest(config.backup_dir)
    return SafeSheet(
        lang=current_language(),
        title=_("Sheet for the safe"),
        warning=_("Whoever holds this sheet and a backup can read everything. Keep it locked away."),
        footer=_("Printed on %(day)s (UTC)", day=f"{now:%Y-%m-%d %H:%M}"),
        facts=[
            (_("Address"), config.public_url),
            (_("Version"), f"{backups.product_version()} / {checks.head()}"),
            (_("Backups"), str(config.backup_dir)),
            (_("The newest one"), newest.path.name if newest else _("there is none yet")),
            (_("Telephone"), telephone),
        ],
        steps_title=_("Ten steps to bring it back"),
        steps=steps(config),
        keys_title=_("What opens it"),
        keys_words=_(
            "Read the code with any telephone. Where none is at hand, type the lines one after another."
        ),
        keys=secrets(config),
    )


def steps(config: Config) -> list[Step]:
    """Ten steps; their lines are typed as they stand."""
    sealed = bool(config.backup_passphrase)
    last = "last.sealed" if sealed else "last.zip"
    more = "" if sealed else " --keys keys.txt"
    saved = "passphrase.txt" if sealed else "keys.txt"
    settings = [
        "export FLASK_APP=wsgi CHANCERY_MODE=production INSTANCE=$PWD/instance",
        f"export PUBLIC_URL={config.public_url} DESK_URL={config.desk_url}",
        "export MAIL_URL=file://$PWD/letters SECRET_KEY=$(openssl rand -hex 32)",
    ]
    if sealed:
        settings.append("export BACKUP_PASSPHRASE_FILE=$PWD/passphrase.txt")
    return [
        Step(
            _("Take a computer with Debian 12 or newer and the network."),
            ["sudo apt install git python3-venv openssl"],
        ),
        Step(
            _("Put Chancery of the version above into an empty folder, go into it and set it up."),
            ["bash tools/setup.sh"],
        ),
        Step(_("Copy the newest backup from the place above into this folder and call it:"), [last]),
        Step(
            _("Read the codes below with a telephone; write what they say, a line each, into the file:"),
            [saved],
        ),
        Step(_("Type the settings."), settings),
        Step(_("See whether the backup is whole."), [f".venv/bin/flask backup verify {last}"]),
        Step(_("Bring it back."), [f".venv/bin/flask backup restore {last}{more}"]),
        Step(_("Destroy the file with what opens it."), [f"shred -u {saved}"]),
        Step(_("Start, sign in and look at the guest list and at the outbox."), ["bash tools/run.sh"]),
        Step(
            _("Set the real mail server, let the address point here, and print a new sheet."),
            [".venv/bin/flask doctor"],
        ),
    ]


def secrets(config: Config) -> list[Secret]:
    """The passphrase of encrypted backups, which hold the keys; otherwise the keys of each mission."""
    if config.backup_passphrase:
        return [Secret(_("Passphrase of the backups"), config.backup_passphrase)]
    known = json.loads(config.key_file.read_text()) if config.key_file.exists() else {}
    names = {str(mission.id): pick(mission.names) for mission in missions.all_missions()}
    names[str(HOUSE)] = _("The installation")
    return [
        Secret(names.get(mission, mission), json.dumps({mission: keys}, separators=(",", ":")))
        for mission, keys in known.items()
    ]
