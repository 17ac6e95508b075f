"""Reading the mailboxes of what comes back: the installation's, and each mission's own."""

import logging
from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select

from app.clock import now as right_now
from app.db import db, transaction
from app.mail import returns, sealing, servers, transports
from app.mail.boxes import Box, BoxError, ImapBox, Item, box_of
from app.mail.drain import Clock
from app.mail.errors import SecretLost
from app.mail.models import SignIn, Transport
from app.mail.oauth import TokenRefusedError
from app.mail.office import key_ring, post_office

log = logging.getLogger(__name__)


def collect(*, now: Clock = right_now) -> int:
    """Take in all that came back; one mailbox's trouble stops no other. Returns how many were new."""
    with transaction():
        boxes = list(_boxes())
    return sum(_empty(mission_id, box, now) for mission_id, box in boxes)


def _empty(mission_id: UUID | None, box: Box | None, now: Clock) -> int:
    taken, trouble = 0, ""
    try:
        for item in box.unread() if box is not None else ():
            taken += _take_in(item, mission_id, now)
    except (BoxError, TokenRefusedError) as error:
        trouble = str(error)
        log.warning("mailbox not read", extra={"code": type(error).__name__})
    _tell(mission_id, trouble)
    return taken


def _take_in(item: Item, mission_id: UUID | None, now: Clock) -> bool:
    """Whether it was news. A message that we fail at stays unread, and the next one gets its turn."""
    try:
        with transaction():
            new = returns.take_in(item.raw, mission_id=mission_id, keys=key_ring(), now=now())
    except Exception:
        log.exception("returned message not taken in")
        return False
    item.done()
    return new is not None


def _tell(mission_id: UUID | None, trouble: str) -> None:
    """Keep the trouble where the officer sees it, and only when it changes."""
    with transaction():
        row = db.session.get(Transport, mission_id or transports.INSTALLATION)
        if row is None and trouble:
            row = transports.own_row(mission_id or transports.INSTALLATION)
        if row is not None and row.box_trouble != trouble:
            row.box_trouble = trouble


def _boxes() -> Iterator[tuple[UUID | None, Box | None]]:
    office = post_office()
    yield None, box_of(office.return_box)
    for row in db.session.scalars(select(Transport).where(Transport.host != "", Transport.box_host != "")):
        try:
            yield row.mission_id, _box_of(row)
        except SecretLost as lost:
            log.warning("mailbox's password not readable", extra={"code": lost.code})


def _box_of(row: Transport) -> Box:
    office, keys = post_office(), key_ring()
    own = transports.own_server(row)
    secrets = sealing.unseal(row.secret, mission_id=row.id, keys=keys)
    by_token = row.sign_in in (SignIn.MICROSOFT, SignIn.GOOGLE)
    return ImapBox(
        row.box_host,
        row.box_port,
        username=row.box_username or row.username,
        password=secrets.box_password or secrets.password,
        token=servers.token_source(own, secrets, office=office, keys=keys) if by_token else None,
        folder=row.box_folder,
        guarded=office.guarded,
    )
