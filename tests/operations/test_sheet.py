"""The sheet for the safe brings the house back, typed as it stands, in an empty folder."""

import dataclasses
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from app import clock
from app.accounts import service as accounts
from app.accounts.models import Role, User
from app.audit.actor import SYSTEM
from app.db import db, transaction
from app.missions.models import Mission
from app.operations import backups, checks, files, marks, sheet, tasks
from app.tokens import KeyRing
from app.web.urls import settings
from config import ROOT, Config
from tests.conftest import sign_in
from tests.pages import Pages

PASSWORD = "a long enough password"


@pytest.fixture
def installer(app: Flask, staff: Callable[..., User]) -> Pages:
    user = staff(Role.ADMINISTRATOR)
    with transaction():
        accounts.set_password(user, password=PASSWORD, actor=SYSTEM, now=clock.now())
        accounts.give_role(
            user, role=Role.INSTALLATION_ADMINISTRATOR, mission_id=None, actor=SYSTEM, now=clock.now()
        )
    return sign_in(app, user)


@pytest.mark.timeout(180)
@pytest.mark.parametrize("passphrase", ["", "sixteen candles and a spare"], ids=["plain", "encrypted"])
def test_the_steps_bring_the_house_back_in_an_empty_folder(
    mission: Mission, house: Config, tmp_path: Path, passphrase: str
) -> None:
    """Step 1 and 2 (the machine, the product) are this machine; 9 starts a server; the rest is typed."""
    config = dataclasses.replace(
        house, backup_passphrase=passphrase, public_url="https://events.valdara.example"
    )
    guest = uuid4()
    code = KeyRing(config.key_file).badge_code(mission.id, guest, 1)
    made = backups.create(db.engine, config, now=clock.now())
    page = sheet.content(config, telephone="+92 51 555 0147", now=clock.now())
    assert len(page.steps) == 10
    there = tmp_path / "empty"
    there.mkdir()
    for name in (".venv", "wsgi.py", "config.py", "pyproject.toml", "app", "migrations", "templates"):
        (there / name).symlink_to(ROOT / name)
    (there / page.steps[2].lines[0]).write_bytes(made.path.read_bytes())
    (there / page.steps[3].lines[0]).write_text("\n".join(one.text for one in page.keys) + "\n")
    typed = [line for number in (5, 6, 7, 8) for line in page.steps[number - 1].lines]
    result = run(there, typed)
    assert result.returncode == 0, result.stderr[-2000:]
    assert "Good:" in result.stdout
    assert "Restored:" in result.stdout
    assert KeyRing(there / "instance" / "keys.json").badge_code(mission.id, guest, 1) == code
    assert not (there / page.steps[3].lines[0]).exists()
    if passphrase:
        return
    settings_lines = page.steps[4].lines
    again = run(there, [*settings_lines, ".venv/bin/flask backup restore last.zip"])
    assert again.returncode == 1
    assert "Nothing was written" in again.stderr
    replaced = run(there, [*settings_lines, ".venv/bin/flask backup restore last.zip --replace"])
    assert replaced.returncode == 0, replaced.stderr[-2000:]
    assert len(files.listed(there / "instance" / "backups")) == 1


def test_the_sheet_is_printed_for_whoever_types_his_password(installer: Pages, app: Flask) -> None:
    KeyRing(settings().key_file).badge_code(uuid4(), uuid4(), 1)
    form = installer.get("/installation").form("Print the sheet")
    wrong = (
        form.fill("Whom to telephone", "The duty officer, 0147").fill("Your password", "not that").submit()
    )
    assert wrong.status == 422
    assert "not your password" in wrong.text
    right = form.fill("Your password", PASSWORD).submit()
    assert right.response.data.startswith(b"%PDF")
    found = next(one for one in checks.examine(settings(), now=clock.now()) if one.subject == "Keys")
    assert found.level == "green"
    marks.wipe(settings().instance, marks.KEYS_SAFE)
    settings().key_file.unlink()


def test_a_backup_and_its_rehearsal_stand_on_the_page(installer: Pages, app: Flask) -> None:
    page = installer.get("/installation").submit("Back up now")
    assert "The worker makes a backup now" in page.text
    tasks.backup_of_the_night()
    assert "in a minute" in installer.get("/installation").submit("Rehearse a restoration").text
    tasks.rehearse()
    newest = files.newest(settings().backup_dir)
    assert newest is not None
    assert f"Rehearsed: {newest.path.name} can be restored" in installer.get("/installation").text
    newest.path.write_bytes(b"PK damaged")
    tasks.rehearse()
    assert "The last rehearsal failed" in installer.get("/installation").text
    newest.path.unlink()
    marks.wipe(settings().instance, marks.REHEARSAL)


def run(folder: Path, lines: list[str]) -> subprocess.CompletedProcess[str]:
    """Type the lines in a shell that knows nothing of this one's settings."""
    clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        ["bash", "-euc", "\n".join(lines)], cwd=folder, env=clean, capture_output=True, text=True
    )
