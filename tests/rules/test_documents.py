"""Every setting and every command stands in docs/operations.md; every target in the Makefile's list."""

import re
from pathlib import Path

import pytest
from flask import Flask

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
FROM_LIBRARIES = {"run", "shell", "routes", "db", "limiter"}

pytestmark = pytest.mark.once


def test_every_setting_is_documented() -> None:
    settings = set(re.findall(r'env\.get\(\s*"([A-Z_]+)"', (ROOT / "config.py").read_text()))
    assert settings
    missing = {name for name in settings if f"`{name}`" not in OPERATIONS}
    assert not missing


def test_every_command_is_documented(session_app: Flask) -> None:
    for name, command in session_app.cli.commands.items():
        if name in FROM_LIBRARIES:
            continue
        for one in getattr(command, "commands", {"": None}):
            assert f"`{name} {one}".strip() in OPERATIONS, f"{name} {one}"


def test_locks_name_no_download_host() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert "http" not in (ROOT / name).read_text()
        assert "--hash=sha256:" in (ROOT / name).read_text()
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_every_target_has_its_line() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):", makefile, re.M))
    explained = set(re.findall(r"^([a-z]+):.*## ", makefile, re.M))
    assert targets == explained
