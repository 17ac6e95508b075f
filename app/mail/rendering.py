"""From blocks to the two bodies of a letter. Run it inside `use_language(…)` of the letter's language."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from flask import current_app

from app.i18n import current_language, direction
from app.mail.blocks import (
    Block,
    Button,
    Card,
    Code,
    Facts,
    Link,
    Note,
    Paragraph,
    Picture,
    Rule,
    Secret,
    Target,
)
from app.mail.message import clean_line, clean_text, placeholder

HAIRLINE = "– – –"
LEFT_TO_RIGHT = "\u200e"
# "+92 51 555 0147" within a line that runs from right to left would be shown from its last group to its first
TELEPHONE = re.compile(rf"(?<!{LEFT_TO_RIGHT})\+\d[\d\u00a0 -]{{4,}}\d")


@dataclass(frozen=True)
class Letterhead:
    """Whose paper it is: the mission's name in the letter's language, its colour, the lines at the foot."""

    sender: str
    accent: str = "#0B5D4E"
    foot: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bodies:
    """The same letter as plain text and as HTML; secrets stand in both as placeholders.

    The HTML is made when it is first asked for: whether a letter still says what is true shows in its text.
    """

    text: str
    language: str
    page: Callable[[], str] = field(repr=False)

    @cached_property
    def html(self) -> str:
        return self.page()


def render(subject: str, blocks: Sequence[Block], *, head: Letterhead) -> Bodies:
    """Both bodies, in the language that is current."""
    language = current_language()
    backwards = direction(language) == "rtl"
    blocks = [_cleaned(block, backwards) for block in blocks]
    head = replace(
        head,
        sender=clean_line(head.sender),
        foot=tuple(_readable(clean_line(line), backwards) for line in head.foot),
    )
    template = current_app.jinja_env.get_template("mail/letter.html")
    page = partial(
        template.render,
        subject=clean_line(subject),
        pieces=[(type(block).__name__, block) for block in blocks],
        head=head,
        language=language,
        direction=direction(language),
        direction_of=direction,
    )
    return Bodies(_text(blocks, head), language, page)


def _text(blocks: Sequence[Block], head: Letterhead) -> str:
    pieces = [_plain(block) for block in blocks]
    foot = "\n".join(["-- ", head.sender, *head.foot])  # the sign of a signature (RFC 3676 section 4.3)
    return "\n\n".join([*(piece for piece in pieces if piece), foot]) + "\n"


def _plain(block: Block) -> str:
    match block:
        case Paragraph(text=text) | Note(text=text):
            return text
        case Card(lines=lines):
            return "\n".join(lines)
        case Facts(rows=rows):
            return "\n".join(f"{label}: {value}" for label, value in rows)
        case Button(label=label, target=target) | Link(label=label, target=target):
            return f"{label}:\n{target}"
        case Code(label=label, value=value):
            return f"{label}: {value}"
        case Picture(alternative=alternative):
            return f"[{alternative}]" if alternative else ""
        case Rule():
            return HAIRLINE


def _cleaned(block: Block, backwards: bool) -> Block:
    """No control characters and no typed placeholders; secrets become placeholders here and nowhere else."""
    match block:
        case Paragraph(text=text):
            return replace(block, text=_several(text, backwards))
        case Note(text=text):
            return replace(block, text=_several(text, backwards))
        case Card(lines=lines):
            return replace(block, lines=tuple(_readable(clean_line(line), backwards) for line in lines))
        case Facts(rows=rows):
            return Facts(tuple((clean_line(label), _several(value, backwards)) for label, value in rows))
        case Button(label=label, target=target):
            return Button(clean_line(label), _address(target))
        case Link(label=label, target=target):
            return Link(clean_line(label), _address(target))
        case Code(label=label, value=value):
            return Code(clean_line(label), _written(value))
        case Picture(alternative=alternative):
            return replace(block, alternative=clean_line(alternative))
        case Rule():
            return block


def _several(text: str, backwards: bool) -> str:
    return _readable(clean_text(text).strip(), backwards)


def _readable(text: str, backwards: bool) -> str:
    """Telephone numbers keep their order in a language written from right to left (UAX #9, rule W7)."""
    return TELEPHONE.sub(lambda number: LEFT_TO_RIGHT + number[0], text) if backwards else text


def _address(target: Target) -> str:
    """Raises ValueError for what is no web, mail or telephone address."""
    written = _written(target)
    if isinstance(target, str) and not written.startswith(("https://", "http://", "mailto:", "tel:")):
        raise ValueError("a link in a letter leads to a web, mail or telephone address")
    return written


def _written(target: Target) -> str:
    return placeholder(target.name) if isinstance(target, Secret) else clean_line(target)
