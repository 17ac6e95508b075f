"""Letters into a folder instead of to a mail server: for the demonstration and for development."""

import contextlib
import os
from pathlib import Path

from app.mail.delivery import Delivery, OnPhase, Outcome, Parcel
from app.mail.message import local_part_of_message_id
from app.mail.models import Phase

SUFFIX = ".eml"


class FilesCarrier:
    """Writes each letter as one file, whole or not at all; a letter sent again takes its own place."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def carry(self, parcel: Parcel, on_phase: OnPhase) -> Delivery:
        """Write one file named after the Message-ID. Raises LeaseLostError only."""
        phase = Phase.CLAIMED
        draft: Path | None = None
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            phase = _reached(Phase.CONNECTED, on_phase)
            target = self._folder / (local_part_of_message_id(parcel.raw) + SUFFIX)
            draft = target.with_suffix(f".{os.getpid()}.part")
            phase = _reached(Phase.ENVELOPE, on_phase)
            phase = _reached(Phase.DATA, on_phase)
            _write(draft, _with_envelope(parcel))
            phase = _reached(Phase.HANDOFF, on_phase)
            draft.replace(target)
            return Delivery(Outcome.SENT, phase, 250, target.name)
        except OSError as error:
            return Delivery(
                Outcome.UNREACHABLE, phase, None, error.strerror or "The folder cannot be written."
            )
        finally:
            if draft is not None:
                with contextlib.suppress(OSError):
                    draft.unlink(missing_ok=True)

    def close(self) -> None:
        """Nothing stays open between two letters."""


def _reached(phase: Phase, on_phase: OnPhase) -> Phase:
    on_phase(phase)
    return phase


def _with_envelope(parcel: Parcel) -> bytes:
    """The letter as a mail server would have put it into a mailbox: with its true recipient on top."""
    return f"Return-Path: <{parcel.sender}>\r\nDelivered-To: {parcel.recipient}\r\n".encode() + parcel.raw


def _write(path: Path, data: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
