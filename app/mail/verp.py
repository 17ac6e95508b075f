"""The return path of each letter, so that what comes back names its letter (variable envelope return paths).

`returned@valdara.example` becomes `returned+<letter><seal>@valdara.example`: the letter's id in base 32 and
a seal under the mission's key, so that nobody can let another's letter bounce.
"""

import hmac
import re
from dataclasses import dataclass
from uuid import UUID

from app.mail.sealing import PURPOSE
from app.tokens import ALPHABET, KeyRing, crockford

ID_LENGTH, SEAL_LENGTH = 26, 8
INSTALLATION = UUID(int=0)
TAIL = re.compile(rf"\+([0-9a-z]{{{ID_LENGTH}}})([0-9a-z]{{{SEAL_LENGTH}}})@", re.IGNORECASE)


@dataclass(frozen=True)
class Tail:
    """What a return path says; believe it only when `fits`."""

    letter_id: UUID
    seal: str

    def fits(self, *, mission_id: UUID | None, keys: KeyRing) -> bool:
        sealed = [_seal(key, self.letter_id) for key in keys.keys(mission_id or INSTALLATION, PURPOSE)]
        return any(hmac.compare_digest(self.seal, one) for one in sealed)


def return_path(address: str, letter_id: UUID, *, mission_id: UUID | None, keys: KeyRing) -> str:
    """The envelope's sender; empty where no return address is set."""
    local, at, domain = address.rpartition("@")
    if not at:
        return ""
    key = keys.key(mission_id or INSTALLATION, PURPOSE)
    tail = crockford(letter_id.bytes + b"\0\0", ID_LENGTH * 5).lower() + _seal(key, letter_id)
    return f"{local}+{tail}@{domain}"


def tail_of(address: str) -> Tail | None:
    """What the return path in an address says; None where there is none."""
    found = TAIL.search(address)
    if found is None:
        return None
    number = 0
    for character in found[1].upper():
        if character not in ALPHABET:
            return None
        number = number * 32 + ALPHABET.index(character)
    return Tail(UUID(int=(number >> 2) & ((1 << 128) - 1)), found[2].lower())


def _seal(key: bytes, letter_id: UUID) -> str:
    mac = hmac.digest(key, b"return path" + letter_id.bytes, "sha256")
    return crockford(mac, SEAL_LENGTH * 5).lower()
