"""What is done once a night is done in the morning where the machine was switched off, and never twice."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask

from app.jobs import REGISTRY
from app.operations import nights

EVENING = datetime(2027, 3, 1, 18, 0, tzinfo=UTC)
NIGHTLY = {entry.name for entry in REGISTRY.values() if entry.at}


def test_nobody_begins_on_the_first_day(tmp_path: Path) -> None:
    assert nights.due(tmp_path, now=EVENING) == []
    nights.begin(tmp_path, now=EVENING)
    assert nights.due(tmp_path, now=EVENING + timedelta(minutes=1)) == []


def test_each_hour_has_its_job(tmp_path: Path) -> None:
    nights.begin(tmp_path, now=EVENING)
    assert nights.due(tmp_path, now=datetime(2027, 3, 2, 2, 22, tzinfo=UTC)) == [
        "directory.look_for_duplicates"
    ]
    assert "operations.backup" in nights.due(tmp_path, now=datetime(2027, 3, 2, 2, 23, tzinfo=UTC))


def test_a_machine_that_was_off_makes_up_for_the_night_once(app: Flask, tmp_path: Path) -> None:
    nights.begin(tmp_path, now=EVENING)
    morning = datetime(2027, 3, 4, 8, 0, tzinfo=UTC)
    queue = app.extensions["huey"]
    queue.flush()
    nights.begin(tmp_path, now=morning)
    assert len(queue) == len(NIGHTLY) == 3
    nights.begin(tmp_path, now=morning + timedelta(minutes=1))
    assert len(queue) == 3
    for name in NIGHTLY - {"operations.backup"}:
        nights.do(tmp_path, name, now=morning + timedelta(minutes=2))
    assert nights.due(tmp_path, now=morning + timedelta(minutes=59)) == []


def test_what_was_begun_and_killed_is_begun_again(app: Flask, tmp_path: Path) -> None:
    nights.begin(tmp_path, now=EVENING)
    morning = datetime(2027, 3, 2, 8, 0, tzinfo=UTC)
    nights.begin(tmp_path, now=morning)
    nights.do(tmp_path, "mail.purge", now=morning)
    later = nights.due(tmp_path, now=morning + timedelta(minutes=61))
    assert set(later) == NIGHTLY - {"mail.purge"}
