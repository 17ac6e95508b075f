"""The typed blocks of a press release: what they are, their canonical JSON and its hash.

A body is a tuple of blocks; the words within are runs that may be bold, italic or a link. No HTML
is ever read or stored: angle brackets are characters like any other.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from app.press.errors import BlockNotReadable, TextTooLong, UnsafeLink

MAX_BLOCKS = 100
MAX_TEXT = 5000
MAX_LINK = 2000
_SCHEMES = frozenset({"https", "http", "mailto"})
# Bidirectional embeddings and overrides can make a text read differently from what was approved.
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")
_QUOTED_IN_LINKS = {ord(c): f"%{ord(c):02X}" for c in "()<>\"'`{}|^"}


@dataclass(frozen=True)
class Run:
    """Words that share one look; `href` is a safe target or None."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str | None = None


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    runs: Runs


@dataclass(frozen=True)
class Subhead:
    """A line above the paragraphs that follow it."""

    text: str


@dataclass(frozen=True)
class Quotation:
    """What somebody said, without quotation marks, and who said it."""

    runs: Runs
    speaker: str
    office: str = ""


@dataclass(frozen=True)
class ListBlock:
    """Items of equal weight."""

    items: tuple[Runs, ...]


@dataclass(frozen=True)
class Picture:
    """A picture by its id; `alt` describes it, `caption` says who, what, where and when."""

    picture_id: str
    alt: str
    caption: str = ""
    credit: str = ""


Block = Paragraph | Subhead | Quotation | ListBlock | Picture
Blocks = tuple[Block, ...]


def clean(text: str) -> str:
    """Normalise to NFC and drop what no text needs: controls, overrides, lone surrogates, noncharacters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in text if _is_text(c))


def _is_text(char: str) -> bool:
    if char == "\n":
        return True
    if char in _OVERRIDES or unicodedata.category(char) in {"Cc", "Cs"}:
        return False
    point = ord(char)
    return not (0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE)


def clean_line(text: str) -> str:
    """One line of text: as `clean`, white space folded to single spaces."""
    return " ".join(clean(text).split())


def safe_link(target: str) -> str:
    """Return the target in the form we store, or raise UnsafeLink.

    Only absolute https, http and mailto targets are links; white space, controls, backslashes and
    user information are refused because browsers and readers disagree about them.
    """
    if (
        not target
        or len(target) > MAX_LINK
        or any(c.isspace() or not c.isprintable() or c == "\\" for c in target)
    ):
        raise UnsafeLink(target=target)
    try:
        parts = urlsplit(target)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        raise UnsafeLink(target=target) from None
    scheme = parts.scheme.lower()
    if scheme not in _SCHEMES:
        raise UnsafeLink(target=target)
    if scheme == "mailto":
        local, at, domain = parts.path.partition("@")
        if not (local and at and "." in domain) or parts.query or parts.fragment or "%" in parts.path:
            raise UnsafeLink(target=target)
    elif not host or "@" in parts.netloc:
        raise UnsafeLink(target=target)
    return scheme + target[len(scheme) :].translate(_QUOTED_IN_LINKS)


def merge(runs: Sequence[Run]) -> Runs:
    """Join neighbouring runs of one look and drop empty ones, so that equal texts are equal."""
    merged: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        if merged and _look(merged[-1]) == _look(run):
            merged[-1] = Run(merged[-1].text + run.text, run.bold, run.italic, run.href)
        else:
            merged.append(run)
    return tuple(merged)


def _look(run: Run) -> tuple[bool, bool, str | None]:
    return run.bold, run.italic, run.href


def words(runs: Runs) -> str:
    """The runs' text alone."""
    return "".join(run.text for run in runs)


# --- canonical JSON ---------------------------------------------------------------------------


def _run_to_data(run: Run) -> dict[str, Any]:
    data: dict[str, Any] = {"text": run.text}
    if run.bold:
        data["bold"] = True
    if run.italic:
        data["italic"] = True
    if run.href is not None:
        data["href"] = run.href
    return data


def _runs_to_data(runs: Runs) -> list[dict[str, Any]]:
    return [_run_to_data(run) for run in runs]


def to_data(blocks: Blocks) -> list[dict[str, Any]]:
    """The blocks as plain lists and dictionaries, ready for JSON."""
    return [_block_to_data(block) for block in blocks]


def _block_to_data(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph(runs):
            return {"kind": "paragraph", "runs": _runs_to_data(runs)}
        case Subhead(text):
            return {"kind": "subhead", "text": text}
        case Quotation(runs, speaker, office):
            return {"kind": "quotation", "runs": _runs_to_data(runs), "speaker": speaker, "office": office}
        case ListBlock(items):
            return {"kind": "list", "items": [_runs_to_data(item) for item in items]}
        case Picture(picture_id, alt, caption, credit):
            return {
                "kind": "picture",
                "picture": picture_id,
                "alt": alt,
                "caption": caption,
                "credit": credit,
            }


def from_data(data: object) -> Blocks:
    """Read blocks back from plain data; raises BlockNotReadable, TextTooLong or UnsafeLink.

    Everything is checked as if it came from a stranger, since a database can be edited by hand.
    """
    if not isinstance(data, list):
        raise BlockNotReadable()
    if len(data) > MAX_BLOCKS:
        raise TextTooLong(limit=MAX_BLOCKS)
    return tuple(_block_from_data(item) for item in data)


def _block_from_data(item: object) -> Block:
    if not isinstance(item, Mapping):
        raise BlockNotReadable()
    match item.get("kind"):
        case "paragraph":
            return Paragraph(_runs_from_data(item.get("runs")))
        case "subhead":
            return Subhead(_text(item, "text"))
        case "quotation":
            return Quotation(_runs_from_data(item.get("runs")), _text(item, "speaker"), _text(item, "office"))
        case "list":
            items = item.get("items")
            if not isinstance(items, list):
                raise BlockNotReadable()
            return ListBlock(tuple(_runs_from_data(one) for one in items))
        case "picture":
            return Picture(
                _text(item, "picture"), _text(item, "alt"), _text(item, "caption"), _text(item, "credit")
            )
        case _:
            raise BlockNotReadable()


def _text(item: Mapping[str, object], key: str) -> str:
    value = item.get(key, "")
    if not isinstance(value, str):
        raise BlockNotReadable()
    if len(value) > MAX_TEXT:
        raise TextTooLong(limit=MAX_TEXT)
    return clean(value)


def _runs_from_data(data: object) -> Runs:
    if not isinstance(data, list) or not all(isinstance(run, Mapping) for run in data):
        raise BlockNotReadable()
    runs = []
    for run in data:
        href = run.get("href")
        if href is not None and not isinstance(href, str):
            raise BlockNotReadable()
        link = None if href is None else safe_link(href)
        runs.append(Run(_text(run, "text"), run.get("bold") is True, run.get("italic") is True, link))
    return merge(runs)


def canonical(data: Mapping[str, Any]) -> str:
    """One and only one JSON for equal data: keys sorted, no spaces, characters as themselves."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(data: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()
