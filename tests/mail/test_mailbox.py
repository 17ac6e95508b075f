"""Letters in files, read back as a mail reader would."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.mail import mailbox
from app.mail.errors import LetterNotFound
from app.mail.message import Attachment, placeholder
from app.mail.office import PostOffice
from app.mail.signals import Leaving
from app.missions.models import Mission
from tests.mail.outbox import INVITATION, Clock, at_the_door, letter, office_to, post, run

ICS = "BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    office: PostOffice = replace(office_to(0), server=None, folder=tmp_path / "letters")
    monkeypatch.setitem(app.extensions, "post_office", office)
    return tmp_path / "letters"


def test_a_newcomer_can_follow_the_personal_link(mission: Mission, folder: Path, clock: Clock) -> None:
    def receive(leaving: Leaving) -> None:
        leaving.supply("reply_link", "https://events.valdara.example/r/s3cret")
        leaving.attach(Attachment("badge.png", "image/png", b"\x89PNG", cid="badge@letter"))

    link = placeholder("reply_link")
    written = letter(
        to_name="Ms Nigar Əliyeva",
        text=f"Reply: {link}\n",
        html=f'<p><a href="{link}">Reply</a> <img src="cid:badge@letter"></p>',
        ics=ICS,
        reply_to="officer@valdara.example",
    )
    with at_the_door(INVITATION, receive):
        letter_id = post(mission.id, clock, letter=written)
        run(clock)

    [line] = mailbox.lines(folder)
    assert (line.recipient, line.subject, line.at) == ("guest@foreign.example", "A reception", clock())
    opened = mailbox.opened(folder, line.name)
    assert opened.line.name == str(letter_id)
    assert opened.text.strip() == "Reply: https://events.valdara.example/r/s3cret"
    assert 'href="https://events.valdara.example/r/s3cret"' in opened.html
    assert 'src="data:image/png;base64,iVBORw==' in opened.html
    assert [(file.name, file.media_type) for file in opened.files] == [("event.ics", "text/calendar")]
    assert ("To", "Ms Nigar Əliyeva <guest@foreign.example>") in opened.headers
    assert ("Reply-To", "officer@valdara.example") in opened.headers


def test_the_newest_letter_stands_first(mission: Mission, folder: Path, clock: Clock) -> None:
    for number in range(3):
        post(mission.id, clock, to=f"{number}@foreign.example")
        clock.at += timedelta(minutes=1)
        run(clock)

    assert [line.recipient[0] for line in mailbox.lines(folder)] == ["2", "1", "0"]
    assert len(mailbox.lines(folder, limit=2)) == 2


@pytest.mark.parametrize("name", ["missing", "../secret", "..%2fsecret", "", "a/b", "secret\x00"])
def test_what_is_no_letter_is_not_found(tmp_path: Path, name: str) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "secret.eml").write_text("Subject: x\n\n")
    with pytest.raises(LetterNotFound):
        mailbox.opened(tmp_path / "letters", name)


def test_an_empty_mailbox_has_no_lines(tmp_path: Path) -> None:
    assert mailbox.lines(tmp_path / "nothing yet") == []
