"""From a mission's stored settings to somebody who carries its letters."""

from collections.abc import Callable
from dataclasses import replace

from app.db import transaction
from app.mail import sealing, transports
from app.mail.delivery import Carrier, Delivery, OnPhase, Outcome, Parcel, Timeouts
from app.mail.errors import SecretLost
from app.mail.models import Phase, SignIn
from app.mail.oauth import grant_of
from app.mail.office import PostOffice
from app.mail.smtp import SmtpCarrier, SmtpServer
from app.mail.transports import OwnServer, Way
from app.tokens import KeyRing


class ClosedCarrier:
    """Carries nothing, since the stored settings cannot be used; says why."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def carry(self, parcel: Parcel, on_phase: OnPhase) -> Delivery:
        return Delivery(Outcome.PAUSED, Phase.CLAIMED, None, self._reason)

    def close(self) -> None:
        """Nothing was opened."""


def carrier_for(way: Way, *, office: PostOffice, keys: KeyRing, timeouts: Timeouts | None = None) -> Carrier:
    """Whoever takes letters this way; `timeouts` other than the usual for one who waits at a page."""
    if way.server is None:
        if office.server is not None and timeouts is not None:
            return SmtpCarrier(replace(office.server, timeouts=timeouts))
        return office.carrier()
    try:
        return SmtpCarrier(server_of(way.server, office=office, keys=keys, timeouts=timeouts))
    except SecretLost as lost:
        return ClosedCarrier(lost.sentence)


def server_of(
    own: OwnServer, *, office: PostOffice, keys: KeyRing, timeouts: Timeouts | None = None
) -> SmtpServer:
    """Raises SecretLost."""
    secrets = sealing.unseal(own.secret, mission_id=own.mission_id, keys=keys)
    signs_in = own.sign_in is not SignIn.NONE
    return SmtpServer(
        host=own.host,
        port=own.port,
        security=own.security,
        username=own.username if signs_in else "",
        password=secrets.password if own.sign_in is SignIn.PASSWORD else "",
        token=token_source(own, secrets, office=office, keys=keys),
        guarded=office.guarded,
        helo=office.host,
        timeouts=timeouts or (office.server.timeouts if office.server else Timeouts()),
    )


def token_source(
    own: OwnServer, secrets: sealing.Secrets, *, office: PostOffice, keys: KeyRing
) -> Callable[[], str] | None:
    """Gives an access token when asked, outside any transaction; keeps a new refresh token for next time."""
    if own.sign_in not in (SignIn.MICROSOFT, SignIn.GOOGLE):
        return None

    def keep(refresh_token: str) -> None:
        renewed = sealing.Secrets(**{**vars(secrets), "refresh_token": refresh_token})
        with transaction():
            row = transports.own_row(own.mission_id)
            if row.secret == own.secret:
                row.secret = sealing.seal(renewed, mission_id=own.mission_id, keys=keys)

    def token() -> str:
        grant = grant_of(
            own.sign_in,
            tenant=own.tenant,
            client_id=own.client_id,
            client_secret=secrets.client_secret,
            refresh_token=secrets.refresh_token,
        )
        return office.tokens.value(grant, keep)

    return token
