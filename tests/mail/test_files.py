"""Letters as files: whole or not at all."""

from pathlib import Path

import pytest

from app.mail.delivery import LeaseLostError, Outcome, Parcel
from app.mail.files import FilesCarrier
from app.mail.models import Phase

PARCEL = Parcel(
    "protocol@valdara.example",
    "guest@foreign.example",
    b"Message-ID: <0190-7c@v.example>\r\n\r\nDear guest\r\n",
)


def test_a_letter_becomes_one_file_with_its_recipient(tmp_path: Path) -> None:
    phases: list[Phase] = []

    delivery = FilesCarrier(tmp_path / "letters").carry(PARCEL, phases.append)

    assert delivery.outcome is Outcome.SENT
    assert phases == [Phase.CONNECTED, Phase.ENVELOPE, Phase.DATA, Phase.HANDOFF]
    [file] = (tmp_path / "letters").iterdir()
    assert file.name == "0190-7c.eml"
    assert file.read_bytes().startswith(
        b"Return-Path: <protocol@valdara.example>\r\nDelivered-To: guest@foreign.example\r\n"
    )


def test_a_letter_sent_again_takes_its_own_place(tmp_path: Path) -> None:
    carrier = FilesCarrier(tmp_path)
    carrier.carry(PARCEL, lambda phase: None)
    carrier.carry(PARCEL, lambda phase: None)

    assert len(list(tmp_path.iterdir())) == 1


def test_a_letter_whose_lease_is_lost_leaves_no_file(tmp_path: Path) -> None:
    def lose(phase: Phase) -> None:
        if phase is Phase.HANDOFF:
            raise LeaseLostError

    with pytest.raises(LeaseLostError):
        FilesCarrier(tmp_path).carry(PARCEL, lose)

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_unreachable(tmp_path: Path) -> None:
    (tmp_path / "letters").write_text("a file, not a folder")

    assert FilesCarrier(tmp_path / "letters").carry(PARCEL, lambda phase: None).outcome is Outcome.UNREACHABLE
