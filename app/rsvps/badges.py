"""The badge as a picture: QR and number as PNG, made when it is shown or sent, never stored."""

import io

import segno
from PIL import Image, ImageDraw, ImageFont

from app.invitations import keys
from app.invitations.models import Guest
from app.invitations.names import badge_number

QUIET = 4  # modules of quiet zone (ISO/IEC 18004)
SCALE = 8  # pixels a module
FOOT = 44  # pixels below the QR, for the number
WIDTH, HEIGHT = 198, 231  # how large pages and letters show it


def png(guest: Guest) -> bytes:
    """Black on white, error correction Q, the badge's number below."""
    code = io.BytesIO()
    drawn = segno.make(keys.badge_code(guest), error="q", micro=False, boost_error=False)
    drawn.save(code, kind="png", scale=SCALE, border=QUIET)
    square = Image.open(code).convert("L")
    picture = Image.new("L", (square.width, square.height + FOOT), 255)
    picture.paste(square, (0, 0))
    font = ImageFont.load_default(size=FOOT - 10)
    where = (square.width // 2, square.height - QUIET)
    ImageDraw.Draw(picture).text(where, badge_number(guest.badge_number), fill=0, font=font, anchor="mt")
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
