"""Long lists, a page at a time, with their filters in the URL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request, url_for
from sqlalchemy import Select, func, literal, select

from app.db import db

T = TypeVar("T")
PAGE_SIZE = 50
MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list: `number` counts from 1, `total` is the number of rows of all pages."""

    rows: Sequence[T]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.number * self.size, self.total)

    def url(self, number: int) -> str:
        """The same list with the same filters at another page."""
        arguments: dict[str, Any] = {
            **(request.view_args or {}),
            **request.args.to_dict(flat=False),
            "page": number,
        }
        return url_for(request.endpoint or "", **arguments)


def page_number() -> int:
    """The page asked for in the URL; the first where it is no number."""
    text = request.args.get("page", "1")
    return min(max(1, int(text)), MOST_PAGES) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def paginate(query: Select[T], *, number: int, size: int = PAGE_SIZE) -> Page[T]:
    """Run `query` for one page. A page after the last shows the last."""
    # Counted without the columns of the rows, so that an index alone may answer.
    bare = query.order_by(None).with_only_columns(literal(1)).subquery()
    total = db.session.scalar(select(func.count()).select_from(bare)) or 0
    number = min(max(1, number), max(1, -(-total // size)))
    rows = db.session.scalars(query.limit(size).offset((number - 1) * size)).all()
    return Page(rows, number, size, total)
