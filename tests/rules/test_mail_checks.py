"""The table of checks in docs/mail.md is true: each file that it names holds a test of that number."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = re.findall(r"^\| ([MSR]\d\d) \|.*\| (.+) \|$", (ROOT / "docs" / "mail.md").read_text(), re.MULTILINE)

pytestmark = pytest.mark.once


def test_every_check_of_the_outbox_stands_in_the_table() -> None:
    assert [number for number, _files in ROWS] == [
        *(f"M{number:02}" for number in range(1, 16)),
        *("S04", "S19", "S20", "R11"),
    ]


@pytest.mark.parametrize(("number", "files"), ROWS)
def test_the_files_named_hold_that_check(number: str, files: str) -> None:
    named = re.findall(r"`(tests/[^`]+)`", files)
    assert named
    for path in named:
        assert f'check("{number}")' in (ROOT / path).read_text(), path
