r"""The plain text in which blocks are edited: `**bold**`, `*italic*`, `[words](https://…)`.

A backslash before `\ * [ ] ( )` makes that character a plain one. A mark without its partner, or
with a space on both sides, is a plain character too, so that nobody's text is ever lost.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.press.blocks import (
    MAX_BLOCKS,
    MAX_TEXT,
    Block,
    Blocks,
    ListBlock,
    Paragraph,
    Picture,
    Quotation,
    Run,
    Runs,
    Subhead,
    clean,
    clean_line,
    merge,
    safe_link,
)
from app.press.errors import BlockNotReadable, QuotationNeedsSpeaker, TextTooLong

KINDS = ("paragraph", "subhead", "quotation", "list", "picture")
_LINK = re.compile(r"\[((?:\\.|[^\[\]\\])+)\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)", re.DOTALL)
_SPECIAL = frozenset("\\*[]()")
_QUOTES = {"“": "”", '"': '"', "«": "»", "”": "“", "„": "“"}


@dataclass(frozen=True)
class BlockFields:
    """One block as the editor's form sends it; `order` may be any number."""

    kind: str
    text: str = ""
    speaker: str = ""
    office: str = ""
    picture: str = ""
    alt: str = ""
    credit: str = ""
    order: float = 0.0


@dataclass(frozen=True)
class _Token:
    kind: str  # text, bold, italic, open, close
    value: str = ""


def read_blocks(fields: Sequence[BlockFields]) -> Blocks:
    """Blocks in their order; blocks without text are left out (so one is removed by emptying it).

    Raises UnsafeLink, QuotationNeedsSpeaker, TextTooLong or BlockNotReadable.
    """
    ordered = sorted(fields, key=lambda one: one.order)
    blocks: list[Block] = []
    for one in ordered:
        blocks.extend(_read_one(one))
    if len(blocks) > MAX_BLOCKS:
        raise TextTooLong(limit=MAX_BLOCKS)
    return tuple(blocks)


def _read_one(fields: BlockFields) -> list[Block]:
    if any(
        len(value) > MAX_TEXT
        for value in (fields.text, fields.speaker, fields.office, fields.alt, fields.credit)
    ):
        raise TextTooLong(limit=MAX_TEXT)
    text = clean(fields.text).strip()
    if fields.kind == "picture":
        if not fields.picture:
            return []
        alt = clean_line(fields.alt)
        return [Picture(clean_line(fields.picture), alt, clean_line(text), clean_line(fields.credit))]
    if fields.kind not in KINDS:
        raise BlockNotReadable()
    if not text:
        return []
    match fields.kind:
        case "subhead":
            return [Subhead(clean_line(text))]
        case "quotation":
            speaker = clean_line(fields.speaker)
            if not speaker:
                raise QuotationNeedsSpeaker()
            return [Quotation(read_runs(_unquoted(_folded(text))), speaker, clean_line(fields.office))]
        case "list":
            items = (clean_line(line).removeprefix("- ").removeprefix("– ") for line in text.split("\n"))
            return [ListBlock(tuple(read_runs(item) for item in items if item))]
        case _:
            parts = (_folded(part) for part in re.split(r"\n\s*\n", text))
            return [Paragraph(read_runs(part)) for part in parts if part]


def _folded(text: str) -> str:
    return " ".join(text.split())


def _unquoted(text: str) -> str:
    if len(text) > 2 and _QUOTES.get(text[0]) == text[-1]:
        return text[1:-1].strip()
    return text


def read_runs(text: str) -> Runs:
    """Read the marks of one line of text; raises UnsafeLink."""
    tokens = _settle(_tokens(text))
    runs: list[Run] = []
    bold = italic = False
    href: str | None = None
    for token in tokens:
        match token.kind:
            case "text":
                runs.append(Run(token.value, bold, italic, href))
            case "bold":
                bold = not bold
            case "italic":
                italic = not italic
            case "open":
                href = safe_link(token.value)
            case "close":
                href = None
    return merge(runs)


def _tokens(text: str, *, links: bool = True) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char == "\\" and text[at + 1 : at + 2] in _SPECIAL and at + 1 < len(text):
            tokens.append(_Token("text", text[at + 1]))
            at += 2
            continue
        if char == "[" and links and (match := _LINK.match(text, at)):
            tokens.append(_Token("open", match.group(2)))
            tokens.extend(_tokens(match.group(1), links=False))
            tokens.append(_Token("close"))
            at = match.end()
            continue
        if char == "*":
            width = 2 if text.startswith("**", at) else 1
            tokens.append(_mark(text, at, width))
            at += width
            continue
        tokens.append(_Token("text", char))
        at += 1
    return tokens


def _mark(text: str, at: int, width: int) -> _Token:
    before, after = text[at - 1 : at], text[at + width : at + width + 1]
    if (not before or before.isspace()) and (not after or after.isspace()):
        return _Token("text", "*" * width)
    return _Token("bold" if width == 2 else "italic")


def _settle(tokens: list[_Token]) -> list[_Token]:
    """Turn the last mark of an odd number into plain characters."""
    for kind, plain in (("bold", "**"), ("italic", "*")):
        places = [index for index, token in enumerate(tokens) if token.kind == kind]
        if len(places) % 2:
            tokens[places[-1]] = _Token("text", plain)
    return tokens


def write_runs(runs: Runs) -> str:
    """The text that `read_runs` reads as these runs."""
    out: list[str] = []
    bold = italic = False
    href: str | None = None
    for run in (*runs, Run("")):
        if href is not None and run.href != href:
            out.append(f"]({href})")
            href = None
        if run.bold != bold:
            out.append("**")
            bold = run.bold
        if run.italic != italic:
            out.append("*")
            italic = run.italic
        if run.href is not None and href is None:
            out.append("[")
            href = run.href
        out.append(
            "".join("\\" + char if char in _SPECIAL and char not in "()" else char for char in run.text)
        )
    return "".join(out)


def write_fields(blocks: Blocks) -> list[BlockFields]:
    """The form fields that `read_blocks` reads as these blocks, in steps of ten."""
    return [_write_one(block, float(10 * number)) for number, block in enumerate(blocks, 1)]


def _write_one(block: Block, order: float) -> BlockFields:
    match block:
        case Paragraph(runs):
            return BlockFields("paragraph", write_runs(runs), order=order)
        case Subhead(text):
            return BlockFields("subhead", text, order=order)
        case Quotation(runs, speaker, office):
            return BlockFields("quotation", write_runs(runs), speaker=speaker, office=office, order=order)
        case ListBlock(items):
            return BlockFields("list", "\n".join(write_runs(item) for item in items), order=order)
        case Picture(picture_id, alt, caption, credit):
            return BlockFields("picture", caption, picture=picture_id, alt=alt, credit=credit, order=order)
