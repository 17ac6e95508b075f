"""Files that open with a passphrase only.

scrypt (RFC 7914) makes the key; AES-256-GCM seals the content in pieces of one MiB, each with its number and
whether it is the last in its nonce, so that pieces cannot be exchanged, repeated or cut off (the STREAM
construction of Hoang, Reyhanitabar, Rogaway and Vizár).
"""

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from app.operations.errors import WrongPassphrase

MAGIC = b"CHANCERY-SEALED-1\n"
COST = 2**15
PIECE = 1024 * 1024
TAG = 16


def seal(source: Path, target: Path, *, passphrase: str) -> None:
    """Write `source`, sealed, to `target`."""
    salt, prefix = os.urandom(16), os.urandom(7)
    box = AESGCM(_key(passphrase, salt))
    with source.open("rb") as plain, target.open("wb") as out:
        header = MAGIC + salt + prefix
        out.write(header)
        for number, (piece, last) in enumerate(_pieces(plain, PIECE)):
            out.write(box.encrypt(_nonce(prefix, number, last), piece, header))
        out.flush()
        os.fsync(out.fileno())


def unseal(source: Path, target: Path, *, passphrase: str) -> None:
    """Write what `source` holds to `target`. Raises WrongPassphrase, also for a file that was changed."""
    with source.open("rb") as file, target.open("wb") as out:
        header = file.read(len(MAGIC) + 23)
        if not is_header(header) or len(header) != len(MAGIC) + 23:
            raise WrongPassphrase
        salt, prefix = header[len(MAGIC) : -7], header[-7:]
        box = AESGCM(_key(passphrase, salt))
        for number, (piece, last) in enumerate(_pieces(file, PIECE + TAG)):
            try:
                out.write(box.decrypt(_nonce(prefix, number, last), piece, header))
            except InvalidTag:
                raise WrongPassphrase from None


def is_sealed(path: Path) -> bool:
    with path.open("rb") as file:
        return is_header(file.read(len(MAGIC)))


def is_header(start: bytes) -> bool:
    return start.startswith(MAGIC)


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=COST, r=8, p=1).derive(passphrase.encode())


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + struct.pack(">I?", number, last)


def _pieces(file: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """The content in pieces, and whether it is the last; an empty file is one empty last piece."""
    piece = file.read(size)
    while True:
        following = file.read(size)
        yield piece, not following
        if not following:
            return
        piece = following
