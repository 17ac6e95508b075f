"""The Atom feed of a newsroom (RFC 4287); withdrawn releases leave a tombstone (RFC 6721)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from feedgen.util import xml_elem

MIME = "application/atom+xml"
_TOMBSTONE = "http://purl.org/atompub/tombstones/1.0"


@dataclass(frozen=True)
class Entry:
    """One release in one language. `html` is its body as on the page."""

    id: str
    title: str
    url: str
    published: datetime
    updated: datetime
    summary: str
    html: str


@dataclass(frozen=True)
class Tombstone:
    """A withdrawn release: when, and why."""

    id: str
    when: datetime
    comment: str


@dataclass(frozen=True)
class Feed:
    id: str
    language: str
    title: str
    author: str
    url: str
    self_url: str
    updated: datetime
    entries: Sequence[Entry]
    tombstones: Sequence[Tombstone] = ()


def entry_id(release_id: UUID, language: str) -> str:
    """The permanent id of one language's text: it stays through every correction."""
    return uuid5(release_id, language).urn


def feed_id(mission_id: UUID, language: str) -> str:
    return uuid5(mission_id, f"newsroom/{language}").urn


class _Tombstones(BaseExtension):  # type: ignore[misc] # feedgen is not typed
    """Writes `at:deleted-entry` into the feed."""

    def __init__(self) -> None:
        self.tombstones: Sequence[Tombstone] = ()

    def extend_ns(self) -> dict[str, str]:
        return {"at": _TOMBSTONE}

    def extend_atom(self, atom_feed: Any) -> Any:
        for one in self.tombstones:
            element = xml_elem(
                f"{{{_TOMBSTONE}}}deleted-entry", atom_feed, ref=one.id, when=one.when.isoformat()
            )
            if one.comment:
                xml_elem(f"{{{_TOMBSTONE}}}comment", element).text = one.comment
        return atom_feed


def atom(feed: Feed) -> bytes:
    """The feed as XML in UTF-8."""
    made = FeedGenerator()
    made.register_extension("tombstones", _Tombstones, None, atom=True, rss=False)
    made.tombstones.tombstones = feed.tombstones
    made.id(feed.id)
    made.title(feed.title)
    made.author(name=feed.author)
    made.language(feed.language)
    made.link(href=feed.url, rel="alternate")
    made.link(href=feed.self_url, rel="self")
    made.updated(feed.updated)
    made.generator("")
    for one in feed.entries:
        entry = made.add_entry(order="append")
        entry.id(one.id)
        entry.title(one.title)
        entry.link(href=one.url, rel="alternate", hreflang=feed.language)
        entry.published(one.published)
        entry.updated(one.updated)
        entry.summary(one.summary)
        entry.content(one.html, type="html")
    return bytes(made.atom_str(pretty=True))
