"""Whether a way out is open. A server that refuses us, or is not there, delays letters and fails none.

open → paused (with a reason, until a time) → half_open (one letter tries) → open | paused for longer. A mission
with a mail server of its own has a way of its own, so that its wrong password stops nobody else.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from app.db import db
from app.mail.delivery import Delivery, Outcome
from app.mail.models import Security, SignIn, Transport, TransportPace, TransportState
from app.mail.office import PostOffice

INSTALLATION = UUID(int=0)  # the one row without a mission; a fixed key keeps it the only one
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=30)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class OwnServer:
    """A mission's mail server as it is stored; two that are equal are spoken to alike. `secret` is sealed."""

    mission_id: UUID
    host: str
    port: int
    security: Security
    sign_in: SignIn
    username: str
    tenant: str
    client_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Way:
    """The way that one mission's letters take now. `server` is None for the installation's own way."""

    id: UUID
    server: OwnServer | None
    return_address: str
    rate: int
    domain_rate: int
    state: TransportState
    until: datetime | None
    free_at: datetime | None

    @property
    def one_by_one(self) -> bool:
        """Whether each letter must ask anew: there is a limit, or it is not known that the way is open."""
        return bool(self.rate or self.domain_rate) or self.state is not TransportState.OPEN

    def closed(self, now: datetime) -> bool:
        return self.state is not TransportState.OPEN and self.until is not None and self.until > now


def way_of(mission_id: UUID | None, *, office: PostOffice) -> Way:
    """The mission's own way where it has a server, else the installation's."""
    row = row_of(mission_id)
    own = own_server(row) if row is not None and row.mission_id is not None and row.host else None
    return Way(
        id=row.id if row is not None else INSTALLATION,
        server=own,
        return_address=row.return_address if own and row else office.return_address,
        rate=row.rate if own and row else office.rate,
        domain_rate=row.domain_rate if own and row else office.domain_rate,
        state=row.state if row is not None else TransportState.OPEN,
        until=row.until if row is not None else None,
        free_at=row.free_at if row is not None else None,
    )


def row_of(mission_id: UUID | None) -> Transport | None:
    """The row that governs the mission's letters; None as long as nothing was set and nothing went wrong."""
    wanted = {INSTALLATION, mission_id or INSTALLATION}
    query = select(Transport).where(Transport.id.in_(wanted)).execution_options(populate_existing=True)
    rows = {row.id: row for row in db.session.scalars(query)}
    own = rows.get(mission_id) if mission_id else None
    return own if own is not None and own.host else rows.get(INSTALLATION)


def admit(way: Way, now: datetime, *, probe_for: timedelta) -> bool:
    """Whether one more letter may try now. After a pause the first to ask is the probe, for `probe_for`."""
    if way.state is TransportState.OPEN and not way.rate:
        return True
    row = _locked(way.id)
    if row.state is not TransportState.OPEN:
        if row.until is not None and row.until > now:
            return False
        row.state, row.until = TransportState.HALF_OPEN, now + probe_for
    if way.rate:
        if row.free_at is not None and row.free_at > now:
            return False
        row.free_at = max(row.free_at or now, now) + MINUTE / way.rate
    return True


def passed(way: Way, domain: str, now: datetime) -> None:
    """A letter to this domain leaves now: the next one to it must wait its time."""
    if not way.domain_rate:
        return
    _locked(way.id)
    pace = db.session.get(TransportPace, (way.id, domain))
    if pace is None:
        pace = TransportPace(transport_id=way.id, domain=domain)
        db.session.add(pace)
    pace.free_at = now + MINUTE / way.domain_rate


def resting_domains(way: Way, now: datetime) -> dict[str, datetime]:
    """The domains that must wait, and until when."""
    if not way.domain_rate:
        return {}
    query = select(TransportPace).where(TransportPace.transport_id == way.id, TransportPace.free_at > now)
    return {pace.domain: pace.free_at for pace in db.session.scalars(query)}


def learn(way_id: UUID, delivery: Delivery, *, now: datetime) -> None:
    """Draw the conclusion of one attempt for all that follow."""
    row = _locked(way_id)
    if delivery.outcome not in (Outcome.PAUSED, Outcome.UNREACHABLE):
        _open(row)
        return
    if row.state is TransportState.PAUSED and row.until is not None and row.until > now:
        return
    if row.state is TransportState.OPEN:
        row.since = now
    row.until = now + min(FIRST_PAUSE * 2**row.pauses, LONGEST_PAUSE)
    row.pauses = min(row.pauses + 1, 10)
    row.state, row.reason = TransportState.PAUSED, _words(delivery)


def reopen(mission_id: UUID | None = None) -> None:
    """Try again at once: the officer has put it right. The next letter is the probe."""
    row = row_of(mission_id)
    if row is not None and row.state is not TransportState.OPEN:
        row.state, row.until = TransportState.HALF_OPEN, None


def state(mission_id: UUID | None = None) -> Transport | None:
    """The row as it stands; None as long as nothing has ever gone wrong."""
    return row_of(mission_id)


def find_own(mission_id: UUID) -> Transport | None:
    """The mission's own row, where it has ever arranged anything."""
    return db.session.get(Transport, mission_id)


def own_row(mission_id: UUID) -> Transport:
    """The mission's own row, locked, made where there is none."""
    return _locked(mission_id)


def own_server(row: Transport) -> OwnServer:
    """The settings of a mission's row as they are spoken to."""
    return OwnServer(
        mission_id=row.id,
        host=row.host,
        port=row.port,
        security=row.security,
        sign_in=row.sign_in,
        username=row.username,
        tenant=row.tenant,
        client_id=row.client_id,
        secret=row.secret,
    )


def forget_paces(before: datetime) -> None:
    """Drop what no letter waits for any more."""
    stale: Iterable[Any] = db.session.scalars(select(TransportPace).where(TransportPace.free_at < before))
    for pace in stale:
        db.session.delete(pace)


def _open(row: Transport) -> None:
    row.state, row.reason, row.until, row.since, row.pauses = TransportState.OPEN, "", None, None, 0


def _locked(key: UUID) -> Transport:
    """The row with this key, locked; made where there is none, whoever else makes it at the same moment."""
    query = (
        select(Transport)
        .where(Transport.id == key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = db.session.scalars(query).first()
    if row is None:
        insert = postgresql_insert if db.session.get_bind().dialect.name == "postgresql" else sqlite_insert
        mission_id = None if key == INSTALLATION else key
        db.session.execute(insert(Transport).values(id=key, mission_id=mission_id).on_conflict_do_nothing())
        row = db.session.scalars(query).one()
    return row


def _words(delivery: Delivery) -> str:
    return f"{delivery.code or ''} {delivery.text}".strip()[:500]
