"""The badge as a picture: the guest's QR as PNG, made when it is shown or sent, never stored."""

import io

import segno

from app.invitations import keys
from app.invitations.models import Guest

QUIET = 4  # modules of quiet zone (ISO/IEC 18004)
SCALE = 6  # pixels a module


def png(guest: Guest) -> bytes:
    """Black on white, error correction Q."""
    buffer = io.BytesIO()
    _drawn(guest).save(buffer, kind="png", scale=SCALE, border=QUIET, dark="#000", light="#fff")
    return buffer.getvalue()


def size(guest: Guest) -> int:
    """Width and height of the picture in pixels."""
    return int(_drawn(guest).symbol_size(scale=SCALE, border=QUIET)[0])


def _drawn(guest: Guest) -> segno.QRCode:
    return segno.make(keys.badge_code(guest), error="q", micro=False, boost_error=False)
