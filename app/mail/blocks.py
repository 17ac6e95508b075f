"""What a letter is made of: a short list of typed blocks, from which its text and its HTML both come.

Blocks hold plain text. Nothing in them is markup or a template, whatever it looks like.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Secret:
    """A secret by its name (`reply_link`); whoever may derive it supplies it when the letter leaves."""

    name: str


Target = str | Secret
"""Where a link leads: an address of ours, or a secret one."""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph; line breaks are kept. `lang` when it is not in the letter's own language."""

    text: str
    lang: str = ""


@dataclass(frozen=True)
class Card:
    """The invitation card: its lines, centred. Places are counted from 0.

    The line at `heading` stands out, those at `named` a little; those at `quiet` lead from one to the next.
    """

    lines: tuple[str, ...]
    heading: int = -1
    named: tuple[int, ...] = ()
    quiet: tuple[int, ...] = ()


@dataclass(frozen=True)
class Facts:
    """Label and value, a row each: when, where, dress."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Button:
    """The one thing to do. Its address is also written out, for readers of plain text."""

    label: str
    target: Target


@dataclass(frozen=True)
class Link:
    """A lesser link on a line of its own."""

    label: str
    target: Target


@dataclass(frozen=True)
class Code:
    """A number or code to be read out, large; `secret` when it is one."""

    label: str
    value: Target


@dataclass(frozen=True)
class Picture:
    """A picture that travels with the letter (an attachment with this `cid`); sizes in pixels."""

    cid: str
    alternative: str
    width: int
    height: int


@dataclass(frozen=True)
class Note:
    """Small print."""

    text: str


@dataclass(frozen=True)
class Rule:
    """A hairline."""


Block = Paragraph | Card | Facts | Button | Link | Code | Picture | Note | Rule
