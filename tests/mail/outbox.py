"""Posting and looking, as a caller of the outbox does."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.db import db, transaction
from app.mail import drain, service
from app.mail.delivery import Timeouts
from app.mail.letter import CAMPAIGNS, CONFIRMATIONS, Kind, Letter
from app.mail.models import Outbox, OutboxAttempt, Security, UncertainPolicy
from app.mail.office import PostOffice
from app.mail.signals import Leaving, letter_leaving
from app.mail.smtp import SmtpServer

TIMEOUTS = Timeouts(connect=20, command=20, body=20, final=20)
INVITATION = Kind("test.invitation", priority=CAMPAIGNS)
CONFIRMATION = Kind("test.confirmation", priority=CONFIRMATIONS, uncertain=UncertainPolicy.RESEND)


@dataclass
class Clock:
    """A clock that moves when told to."""

    at: datetime = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **span: float) -> None:
        self.at += timedelta(**span)


def server_at(port: int, *, username: str = "", password: str = "") -> SmtpServer:
    return SmtpServer(
        "127.0.0.1", port, security=Security.NONE, username=username, password=password, timeouts=TIMEOUTS
    )


def office_to(port: int, *, worker: str = "one", username: str = "", password: str = "") -> PostOffice:
    """A post office that hands letters in at a port of this machine."""
    return PostOffice(
        host="events.valdara.example",
        sender="protocol@valdara.example",
        server=server_at(port, username=username, password=password),
        folder=None,
        guarded=False,
        worker=worker,
    )


def letter(to: str = "guest@foreign.example", text: str = "Dear guest,\n", **changes: Any) -> Letter:
    return Letter(to_addr=to, subject="A reception", text=text, **changes)


def post(
    mission_id: UUID,
    clock: Clock,
    *,
    to: str = "guest@foreign.example",
    text: str = "Dear guest,\n",
    kind: Kind = INVITATION,
    recipient_ref: str = "",
    **more: Any,
) -> UUID:
    """Post one letter in a transaction of its own."""
    written = more.pop("letter", None) or letter(to, text)
    with transaction():
        return service.post(
            written,
            kind=kind,
            mission_id=mission_id,
            recipient_ref=recipient_ref or f"guest:{to}",
            now=clock(),
            **more,
        )


def row(letter_id: UUID) -> Outbox:
    """The letter as the database has it now."""
    db.session.rollback()
    return db.session.scalars(
        select(Outbox).where(Outbox.id == letter_id).execution_options(populate_existing=True)
    ).one()


def attempts(letter_id: UUID) -> list[OutboxAttempt]:
    db.session.rollback()
    query = select(OutboxAttempt).where(OutboxAttempt.outbox_id == letter_id)
    return list(db.session.scalars(query.order_by(OutboxAttempt.started_at, OutboxAttempt.id)))


def run(clock: Clock) -> int:
    """What the worker does each minute."""
    drain.sweep(now=clock)
    return drain.drain(now=clock)


@contextmanager
def at_the_door(kind: Kind, receive: Any) -> Iterator[list[Leaving]]:
    """Connect a receiver for letters of one kind about to leave; yields those it has seen."""
    seen: list[Leaving] = []

    def receiver(_kind: str, leaving: Leaving) -> None:
        seen.append(leaving)
        receive(leaving)

    with letter_leaving.connected_to(receiver, sender=kind.name):
        yield seen
