"""What leaves by other ways than e-mail: cards with a reply QR, the delivery book, labels, a note verbale."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import segno

from app.i18n import direction
from app.printing import fonts as type_case
from app.printing import service
from app.printing.lists import ListHead

MODULES = 2  # quiet zone of a QR in modules; the paper around it gives the rest


@dataclass(frozen=True)
class PrintedCard:
    """One invitation card, in its own language. `reply_url` is the guest's own link, drawn as a QR."""

    lang: str
    occasion: str
    hosts: Sequence[str]
    request_line: str
    guest_line: Sequence[str]
    function: str
    date: str
    time: str
    venue: str
    reply: str
    telephone: str
    dress: str
    hint: str
    number: str
    reply_url: str


@dataclass(frozen=True)
class Delivery:
    """One envelope for the driver: whom it is for, where, and the badge numbers within."""

    numbers: str
    name: str
    office: str
    address: str
    telephone: str = ""


@dataclass(frozen=True)
class BookLabels:
    """The words of the delivery book, in its language."""

    title: str
    number: str
    name: str
    address: str
    received: str
    when: str
    unset: str


@dataclass(frozen=True)
class AnnexLine:
    """A guest on the list annexed to a note; `reply_url` is his invitation's link."""

    number: str
    name: str
    office: str
    reply_url: str


@dataclass(frozen=True)
class Note:
    """A note verbale: third person, numbered, unsigned. `paragraphs` are its text."""

    lang: str
    mission: str
    number: str
    paragraphs: Sequence[str]
    place_and_date: str
    addressed_to: Sequence[str]
    annex_title: str
    columns: Sequence[str]
    annex: Sequence[AnnexLine]
    hint: str
    accent: str = "#0B5D4E"


def cards(
    mission: str,
    pages: Sequence[PrintedCard],
    *,
    accent: str = "#0B5D4E",
    made_at: datetime | None = None,
    fonts: Path = type_case.FONTS,
) -> bytes:
    """A PDF of A5 cards, one a page. Raises CannotBeSet: no card leaves with a broken name."""
    data = {
        "lang": pages[0].lang if pages else "en",
        "dir": "ltr",
        "accent": accent,
        "mission": mission,
        "pages": [
            {**asdict(one), "dir": direction(one.lang), "reply_url": "", "qr": link_qr(one.reply_url)}
            for one in pages
        ],
    }
    return service.render("card", data, made_at=made_at, fonts=fonts)


def delivery_book(
    head: ListHead,
    districts: Sequence[tuple[str, Sequence[Delivery]]],
    labels: BookLabels,
    *,
    made_at: datetime | None = None,
    fonts: Path = type_case.FONTS,
) -> bytes:
    """A PDF with a part for each district, and a column in which the receiver signs."""
    data = {
        **asdict(head),
        "dir": direction(head.lang),
        "labels": asdict(labels),
        "parts": [{"title": title, "rows": [asdict(row) for row in rows]} for title, rows in districts],
    }
    return service.render("delivery_book", data, made_at=made_at, fonts=fonts, allow_missing=True)


def address_labels(
    lang: str,
    title: str,
    labels: Sequence[Sequence[str]],
    *,
    made_at: datetime | None = None,
    fonts: Path = type_case.FONTS,
) -> bytes:
    """A PDF of A4 sheets with 3 × 8 labels of 70 × 37 mm. Raises CannotBeSet."""
    data = {
        "lang": lang,
        "dir": direction(lang),
        "title": title,
        "labels": [[line for line in lines if line] for lines in labels],
    }
    return service.render("labels", data, made_at=made_at, fonts=fonts)


def note_verbale(note: Note, *, made_at: datetime | None = None, fonts: Path = type_case.FONTS) -> bytes:
    """A PDF: the note on its first page, the annexed list after it. Raises CannotBeSet."""
    data = {
        **asdict(note),
        "dir": direction(note.lang),
        "annex": [{**asdict(line), "reply_url": "", "qr": link_qr(line.reply_url)} for line in note.annex],
    }
    return service.render("note_verbale", data, made_at=made_at, fonts=fonts)


def link_qr(url: str) -> str:
    """The QR of an address as SVG, error correction M: it is read from paper, at arm's length. Empty for no address."""
    if not url:
        return ""
    drawn = segno.make(url, error="m", micro=False, boost_error=False)
    return str(drawn.svg_inline(border=MODULES, dark="#000", light="#fff", omitsize=True))
