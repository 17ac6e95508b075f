"""Passwords of mail servers, sealed under the mission's key in the key file: a dump of the database opens none."""

import base64
import json
from dataclasses import asdict, dataclass, field
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from app.mail.errors import SecretLost
from app.tokens import KeyRing

PURPOSE = "mail"


@dataclass(frozen=True)
class Secrets:
    """What a transport keeps sealed; each empty where it is not needed."""

    password: str = field(default="", repr=False)
    client_secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    box_password: str = field(default="", repr=False)


def seal(secrets: Secrets, *, mission_id: UUID, keys: KeyRing) -> str:
    """As a text for the database."""
    return _box(mission_id, keys).encrypt(json.dumps(asdict(secrets)).encode()).decode()


def unseal(sealed: str, *, mission_id: UUID, keys: KeyRing) -> Secrets:
    """Raises SecretLost when the key file does not fit."""
    if not sealed:
        return Secrets()
    try:
        return Secrets(**json.loads(_box(mission_id, keys).decrypt(sealed.encode())))
    except InvalidToken:
        raise SecretLost from None


def _box(mission_id: UUID, keys: KeyRing) -> MultiFernet:
    """The newest key seals, every older one still opens."""
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys.keys(mission_id, PURPOSE)])
