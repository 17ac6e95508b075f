"""Secrets that are derived, never stored: reply links and badge codes.

A token is HMAC-SHA-256 under a key of the mission that lives in the key file, outside the database, so
that it can be shown and printed again, and a dump of the database opens nothing.
"""

import fcntl
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
CHECK_ALPHABET = ALPHABET + "*~$=U"  # Crockford's check symbols, modulo 37
BADGE_PREFIX = "E1"
BADGE_BITS = 130
REPLY_BITS = 130
PURPOSES = ("reply", "badge", "share", "mail")
HOUSE = UUID(int=0)  # stands for the installation itself where keys are kept by mission
HOUSE_PURPOSES = ("second_factor",)


def digest(secret: str) -> str:
    """What the database keeps of a secret: SHA-256 in hex, 64 characters."""
    return hashlib.sha256(secret.encode()).hexdigest()


def crockford(data: bytes, bits: int) -> str:
    """The first `bits` bits (a multiple of 5) of `data` in base 32."""
    number = int.from_bytes(data) >> (len(data) * 8 - bits)
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(bits - 5, -1, -5))


def check_character(code: str) -> str:
    """Crockford's check symbol; it tells a misread code from an unknown one."""
    number = 0
    for character in code:
        number = number * 32 + ALPHABET.index(character)
    return CHECK_ALPHABET[number % 37]


def normalise(code: str) -> str:
    """A code as a person or a scanner gives it, in its one spelling."""
    code = "".join(code.upper().split()).replace("-", "")
    return code.replace("O", "0").replace("I", "1").replace("L", "1")


def badge_is_well_formed(code: str) -> bool:
    """Whether a scanned text can be a badge at all: prefix, length, check character."""
    body = code[len(BADGE_PREFIX) : -1]
    return (
        code.startswith(BADGE_PREFIX)
        and len(body) == BADGE_BITS // 5
        and all(character in ALPHABET for character in body)
        and check_character(body) == code[-1]
    )


class KeyRing:
    """The keys of every mission: a JSON file {mission id: {purpose: [key, …]}}, newest key last."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp: tuple[int, int] | None = None
        self._keys: dict[str, dict[str, list[str]]] = {}

    def key(self, mission_id: UUID, purpose: str) -> bytes:
        """The mission's newest key for `purpose`, made on first use."""
        return self.keys(mission_id, purpose)[0]

    def keys(self, mission_id: UUID, purpose: str) -> list[bytes]:
        """All of the mission's keys for `purpose`, the newest first: what an older one sealed still opens."""
        self._refresh()
        if purpose not in self._keys.get(str(mission_id), {}):
            self._add(mission_id)
        return [bytes.fromhex(key) for key in reversed(self._keys[str(mission_id)][purpose])]

    def reply_token(self, mission_id: UUID, invitation_id: UUID, copy: int) -> str:
        """The secret part of a reply link: 26 characters."""
        mac = self._mac(mission_id, "reply", f"{invitation_id}:{copy}")
        return crockford(mac, REPLY_BITS).lower()

    def badge_code(self, mission_id: UUID, guest_id: UUID, generation: int) -> str:
        """The content of a badge's QR: 29 characters, QR version 2 at level Q."""
        body = crockford(self._mac(mission_id, "badge", f"{guest_id}:{generation}"), BADGE_BITS)
        return BADGE_PREFIX + body + check_character(body)

    def _mac(self, mission_id: UUID, purpose: str, text: str) -> bytes:
        return hmac.digest(self.key(mission_id, purpose), text.encode(), "sha256")

    def _refresh(self) -> None:
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            return
        stamp = (stat.st_mtime_ns, stat.st_ino)
        if stamp != self._stamp:
            self._keys = json.loads(self.path.read_text())
            self._stamp = stamp

    def of(self, mission_id: UUID) -> dict[str, list[str]]:
        """Every key of the mission as the file holds them; empty where it has none yet."""
        self._refresh()
        return self._keys.get(str(mission_id), {})

    def take(self, more: dict[str, dict[str, list[str]]]) -> None:
        """Put in the keys of missions that come from elsewhere; those of others stay."""
        with self._writing():
            self._keys |= more

    def _add(self, mission_id: UUID) -> None:
        with self._writing():
            keys = self._keys.setdefault(str(mission_id), {})
            for purpose in HOUSE_PURPOSES if mission_id == HOUSE else PURPOSES:
                keys.setdefault(purpose, [secrets.token_hex(32)])

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Change `_keys` under a lock and write by rename, so that no process ever reads half a file."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(self.path.with_suffix(".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._refresh()
            yield
            draft = self.path.with_suffix(".new")
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                json.dump(self._keys, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.path)
