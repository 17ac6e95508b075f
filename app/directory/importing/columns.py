"""What a column seems to hold, judged from its cells alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.directory.importing.contacts import is_date
from app.directory.importing.fields import Field
from app.directory.importing.offices import looks_like_office, looks_like_organisation
from app.directory.importing.sheets import Row
from app.directory.importing.titles import is_title, strip_titles
from app.directory.importing.words import is_blank

_SAMPLE = 200
_PHONE = re.compile(r"[+0(]?[\d\s().+-]{7,}(?:\D{0,6}\d{1,6})?")
_SPLIT_POST = re.compile(r"\n|, | [-–—] ")
_NAME = re.compile(r"[^\W\d_][^\d@]{1,60}")


@dataclass(frozen=True, slots=True)
class Profile:
    """Shares (0 to 1) of the filled cells that look like something; `words` is the mean number of words."""

    filled: int = 0
    emails: float = 0
    phones: float = 0
    titles: float = 0
    offices: float = 0
    bodies: float = 0
    names: float = 0
    digits: float = 0
    with_post: float = 0
    counting: bool = False
    words: float = 0

    def likely(self) -> Field:
        """The field for a column without a heading."""
        if not self.filled:
            return Field.skip
        for share, field, enough in (
            (self.emails, Field.email, 0.5),
            (self.phones, Field.phone, 0.5),
            (self.titles, Field.titles, 0.6),
            (self.with_post, Field.full_name, 0.3),
            (self.bodies, Field.organisation, 0.5),
            (self.offices, Field.position, 0.5),
            (self.names, Field.full_name, 0.6),
        ):
            if share >= enough:
                return field
        return Field.number if self.counting else Field.notes


def profile(rows: Sequence[Row], column: int) -> Profile:
    cells = [cell.strip() for row in rows[:_SAMPLE] if (cell := row.cell(column)) and not is_blank(cell)]
    if not cells:
        return Profile()
    count = len(cells)

    def share(found: list[bool]) -> float:
        return sum(found) / count

    offices = [looks_like_office(cell) for cell in cells]
    bodies = [looks_like_organisation(cell) for cell in cells]
    titles = [is_title(cell) for cell in cells]
    posts = [_holds_post(cell) for cell in cells]
    names = [
        not title and _is_name(cell, office or body)
        for cell, office, body, title in zip(cells, offices, bodies, titles, strict=True)
    ]
    return Profile(
        filled=count,
        emails=share(["@" in cell for cell in cells]),
        phones=share(
            [bool(_PHONE.match(cell)) and "@" not in cell and not is_date(cell[:10]) for cell in cells]
        ),
        titles=share(titles),
        offices=share(offices),
        bodies=share(bodies),
        names=share(names),
        digits=share([any(letter.isdecimal() for letter in cell) for cell in cells]),
        with_post=share(posts),
        counting=_counts(cells),
        words=sum(len(cell.split()) for cell in cells) / count,
    )


def _is_name(cell: str, is_post: bool) -> bool:
    """Words without numbers that name no post; or, after a title, whatever follows it."""
    titled = strip_titles(cell)
    if titled.titles and titled.rest and "@" not in cell:
        return not looks_like_organisation(titled.rest)
    return bool(_NAME.fullmatch(cell)) and not is_post


def _holds_post(cell: str) -> bool:
    """Name and post in one cell: the part after a break names a post, the part before does not alone."""
    parts = _SPLIT_POST.split(cell, maxsplit=1)
    return len(parts) == 2 and looks_like_office(parts[1]) and not looks_like_organisation(parts[0])


def _counts(cells: list[str]) -> bool:
    numbers = [int(cell.rstrip(".")) for cell in cells if cell.rstrip(".").isdecimal()]
    return len(numbers) >= 0.8 * len(cells)
