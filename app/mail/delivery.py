"""What one attempt to deliver a letter can come to, and the shape of whoever carries it.

From the phase `handoff` on the other side may own the letter (RFC 1047).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.mail.models import Phase


class Outcome(StrEnum):
    """What an attempt means for the letter.

    sent: accepted. retry: try this letter again later. failed: refused for good.
    uncertain: it may or may not have left. paused: the server refuses us, not the letter.
    unreachable: there was nobody to speak to. Only retry and failed count against the letter.
    """

    SENT = "sent"
    RETRY = "retry"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    PAUSED = "paused"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Delivery:
    """The end of one attempt. `code` is the SMTP reply code, None where no reply came."""

    outcome: Outcome
    phase: Phase
    code: int | None = None
    text: str = ""


@dataclass(frozen=True)
class Parcel:
    """One letter for one recipient, complete: `raw` is the RFC 5322 message with CRLF line ends."""

    sender: str
    recipient: str
    raw: bytes


@dataclass(frozen=True)
class Timeouts:
    """Seconds to wait: to connect, for each command's reply, to send the body, for the last reply."""

    connect: float = 30.0
    command: float = 60.0
    body: float = 180.0
    final: float = 600.0

    def of(self, phase: Phase) -> float:
        """The longest wait that may follow the moment `phase` was reached."""
        return {
            # greeting, EHLO, STARTTLS, EHLO and sign-in follow the connection, each a command
            Phase.CLAIMED: self.connect + 6 * self.command,
            Phase.CONNECTED: 2 * self.command,
            Phase.ENVELOPE: self.command,
            Phase.DATA: self.body,
            Phase.HANDOFF: self.final,
        }[phase]


OnPhase = Callable[[Phase], None]


class LeaseLostError(Exception):
    """Raised by an `OnPhase` callback: somebody else holds the letter now. The carrier lets go of it."""


class Carrier(Protocol):
    """Takes parcels out of the building, one at a time."""

    def carry(self, parcel: Parcel, on_phase: OnPhase) -> Delivery:
        """Deliver one parcel.

        `on_phase` is called as each phase after `claimed` is reached; for `handoff` before the last
        byte that makes the letter the other side's. LeaseLostError from it ends the attempt unsent and
        is passed on.
        """

    def close(self) -> None:
        """Say goodbye, if there is anybody to say it to."""
