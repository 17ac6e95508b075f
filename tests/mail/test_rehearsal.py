"""The demonstration's correspondents: one bounces, one is away, one refuses, one leaves it open."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from app.mail import mailbox, returns, suppressions
from app.mail.commands import outbox
from app.mail.models import LetterState, ReturnedKind
from app.missions.models import Mission
from tests.mail.outbox import Clock, office_to, post, row, run


@pytest.fixture
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    office = replace(
        office_to(0),
        server=None,
        folder=tmp_path / "letters",
        return_address="returned@valdara.example",
        return_box=f"maildir://{tmp_path / 'returned'}",
        rehearsal=tmp_path / "returned",
    )
    monkeypatch.setitem(app.extensions, "post_office", office)
    return tmp_path / "letters"


def test_an_evening_at_the_demo(app: Flask, mission: Mission, folder: Path, clock: Clock) -> None:
    domains = ("home", "returned", "away", "refused", "unclear")
    ids = {domain: post(mission.id, clock, to=f"guest@office.{domain}.example") for domain in domains}
    run(clock)
    assert row(ids["returned"]).state is LetterState.SENT
    runner: FlaskCliRunner = app.test_cli_runner()
    assert runner.invoke(outbox, ["collect"]).output == "2 messages came back.\n"
    assert runner.invoke(outbox, ["collect"]).output == "0 messages came back.\n"

    states = {domain: row(letter_id).state for domain, letter_id in ids.items()}
    assert states == {
        "home": LetterState.SENT,
        "returned": LetterState.BOUNCED,
        "away": LetterState.SENT,
        "refused": LetterState.FAILED,
        "unclear": LetterState.UNCERTAIN,
    }
    assert [one.kind for one in returns.of_letter(ids["away"])] == [ReturnedKind.AUTO_REPLY]
    assert {one.address for one in suppressions.standing(mission.id)} == {
        "guest@office.returned.example",
        "guest@office.refused.example",
    }
    assert len(mailbox.lines(folder)) == 4
