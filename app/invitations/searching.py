"""From what stands in the address of a page to a filter of the guest list."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from app.directory.queries.search import search_ids
from app.events.models import Event
from app.invitations.queries import Filter

FOUND_AT_MOST = 50
LONGEST = 100


def narrowed(event: Event, values: Mapping[str, str] | None = None, *, q: str = "") -> Filter:
    """`q` is looked up by the directory's matcher, so that a name is found in any spelling or script."""
    values = values or {}
    text = (q or values.get("q", "")).strip()[:LONGEST]
    hits = search_ids(event.mission_id, text, FOUND_AT_MOST) if text else []
    return Filter(
        q=text,
        status=values.get("status", ""),
        category=values.get("category", ""),
        channel=values.get("channel", ""),
        why={hit.person_id: hit.why for hit in hits},
    )


def ids_in(texts: Iterable[str]) -> list[UUID]:
    """The ids among what a form or an address holds; anything else is passed over."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
