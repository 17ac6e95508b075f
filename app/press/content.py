"""What a text consists of, and the hash that an approval is bound to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.press import blocks as block
from app.press.errors import (
    ChangeNoteMissing,
    HeadlineMissing,
    PictureNeedsDescription,
    TextEmpty,
    TextTooLong,
)
from app.press.models import ReleaseVersion

MAX_HEADLINE = 200
MAX_DECK = 300
MAX_PLACE = 100
MAX_NOTE = 500


@dataclass(frozen=True)
class Content:
    """All that readers see of one language's text. `change_note` is empty but for corrections."""

    headline: str
    dated: date
    blocks: block.Blocks
    deck: str = ""
    place: str = ""
    change_note: str = ""


def tidy(content: Content) -> Content:
    """The content as it is stored: single lines, NFC. Raises HeadlineMissing, TextTooLong."""
    headline, deck, place, note = (
        block.clean_line(text)
        for text in (content.headline, content.deck, content.place, content.change_note)
    )
    if not headline:
        raise HeadlineMissing()
    for text, limit in ((headline, MAX_HEADLINE), (deck, MAX_DECK), (place, MAX_PLACE), (note, MAX_NOTE)):
        if len(text) > limit:
            raise TextTooLong(limit=limit)
    return Content(headline, content.dated, content.blocks, deck, place, note)


def complete(content: Content, *, correction: bool) -> None:
    """What must be there before anybody is asked to approve.

    Raises TextEmpty, PictureNeedsDescription, ChangeNoteMissing.
    """
    if not any(isinstance(one, block.Paragraph) for one in content.blocks):
        raise TextEmpty()
    if any(isinstance(one, block.Picture) and not one.alt for one in content.blocks):
        raise PictureNeedsDescription()
    if correction and not content.change_note:
        raise ChangeNoteMissing()


def of(version: ReleaseVersion) -> Content:
    """The content that is stored in a version."""
    return Content(
        headline=version.headline,
        dated=version.dated,
        blocks=block.from_data(version.blocks),
        deck=version.deck,
        place=version.place,
        change_note=version.change_note,
    )


def data_of(content: Content, language: str) -> Mapping[str, Any]:
    """The content as plain data: what is hashed is all that readers see."""
    return {
        "language": language,
        "headline": content.headline,
        "deck": content.deck,
        "place": content.place,
        "dated": content.dated.isoformat(),
        "blocks": block.to_data(content.blocks),
        "change_note": content.change_note,
    }


def digest(content: Content, language: str) -> str:
    """SHA-256 of the text's canonical JSON, 64 hexadecimal digits."""
    return block.digest(data_of(content, language))
