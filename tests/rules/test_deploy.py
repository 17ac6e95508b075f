"""What cannot be run here is read by machine: image, containers, units, script and the file of settings."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
COMPOSE = (DEPLOY / "compose.yaml").read_text()
UNITS = sorted(DEPLOY.glob("*.service"))
# Set by unit or container, not by the administrator.
GIVEN = {"CHANCERY_MODE", "INSTANCE", "PORT"}

pytestmark = pytest.mark.once


def settings() -> set[str]:
    return set(re.findall(r'env\.get\(\s*"([A-Z_]+)"', (ROOT / "config.py").read_text())) | {
        "MAIL_RATE",
        "MAIL_DOMAIN_RATE",
    }


def test_the_file_of_settings_holds_every_one_and_no_other() -> None:
    example = (DEPLOY / "chancery.env.example").read_text()
    named = set(re.findall(r"^#?([A-Z_]+)=", example, re.M))
    assert named == settings() - GIVEN | {"DATABASE_PASSWORD"}


@pytest.mark.parametrize("script", ["deploy/debian.sh", "tools/setup.sh", "tools/run.sh"])
def test_scripts_can_be_read_and_stop_at_the_first_mistake(script: str) -> None:
    assert subprocess.run(["bash", "-n", ROOT / script], check=False).returncode == 0
    assert "set -euo pipefail" in (ROOT / script).read_text()


def test_the_image_runs_as_an_ordinary_user_with_what_it_needs() -> None:
    stages = re.split(r"(?m)^FROM ", DOCKERFILE)[1:]
    assert all(re.match(r"\S+:\d", stage) for stage in stages), "a version, not whatever is newest"
    final = stages[-1]
    assert re.search(r"(?m)^USER chancery$", final)
    assert final.index("\nUSER ") < final.index("\nCMD ")
    assert "pip install" not in final
    installs = re.findall(r"pip install (.*)", DOCKERFILE)
    assert installs
    assert all("--require-hashes" in one for one in installs)
    for source in re.findall(r"/srv/chancery/([\w./]+)", final):
        if source != "__pycache__":
            assert (ROOT / source).exists(), source
    for needed in ("app", "templates", "migrations", "docs", "config.py", "wsgi.py", "gunicorn.conf.py"):
        assert f"/srv/chancery/{needed}" in final, needed
    assert "\nADD " not in DOCKERFILE
    assert not re.search(r"(?i)secret|password", DOCKERFILE)


def test_containers_may_write_into_their_volumes_only() -> None:
    common = COMPOSE.split("services:")[0]
    for line in ("read_only: true", "cap_drop: [ALL]", '"no-new-privileges:true"', "tmpfs: [/tmp]"):
        assert line in common
    for name in ("migrate", "web", "worker"):
        assert re.search(rf"(?m)^  {name}:\n    <<: \*chancery$", COMPOSE), name
    assert not re.search(r"image: \S+:latest", COMPOSE)
    assert set(re.findall(r"\$\{([A-Z_]+)", COMPOSE)) <= {
        *settings(),
        "DATABASE_PASSWORD",
        "CHANCERY_VERSION",
    }


def test_the_worker_finishes_its_task_before_it_ends() -> None:
    assert "stop_signal: SIGINT" in COMPOSE
    assert "KillSignal=SIGINT" in (DEPLOY / "chancery-worker.service").read_text()


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_is_shut_in(unit: Path) -> None:
    text = unit.read_text()
    for line in ("User=chancery", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=\n"):
        assert line in text
    assert "EnvironmentFile=/etc/chancery/chancery.env" in text


def start(command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.check("S01")
@pytest.mark.parametrize(
    "command", [["gunicorn", "wsgi:app", "--bind", "127.0.0.1:0"], ["flask", "--app", "wsgi", "doctor"]]
)
def test_whatever_starts_says_each_mistake_in_a_sentence(command: list[str], tmp_path: Path) -> None:
    done = start(command, INSTANCE=str(tmp_path), SECRET_KEY="secret", PUBLIC_URL="http://events.example")
    assert done.returncode != 0
    for sentence in (
        "SECRET_KEY is too simple",
        "PUBLIC_URL must begin with https://",
        "MAIL_URL is missing",
    ):
        assert sentence in done.stderr
    assert "Traceback" not in done.stderr
