"""The score of a whole name from the matches of its tokens."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from app.names.aligning import Match, align
from app.names.tables import table
from app.names.tokens import Token, prepare

_S: dict[str, float] = table("scores")
Mode = Literal["gate", "same"]


@dataclass(frozen=True, slots=True)
class Scored:
    """A score from 0 to 1, the reason of its weakest match, and the matches themselves."""

    score: float
    why: str
    matches: tuple[Match, ...] = ()


NOTHING = Scored(0.0, "")


def score(query: str, stored: str, *, mode: Mode) -> float:
    """How well `query` stands for `stored`, 0 to 1 in steps of 0.0001.

    gate: the query may be a part of the name; for ranking only. same: are these names of one person?
    """
    return compared(query, stored, mode).score


@lru_cache(maxsize=65536)
def compared(query: str, stored: str, mode: Mode) -> Scored:
    """As score(), with the reason and the matches."""
    typed, held = prepare(query), prepare(stored)
    if not typed.tokens or not held.tokens:
        return NOTHING
    if typed.text == held.text:
        return Scored(1.0, "exact")
    matches = align(typed.tokens, held.tokens, mode == "gate")
    if not matches:
        return NOTHING
    return _summed(typed.tokens, held.tokens, matches, mode)


def _summed(typed: tuple[Token, ...], held: tuple[Token, ...], matches: list[Match], mode: Mode) -> Scored:
    total = mean = 0.0
    weakest, why = 2.0, ""
    names = 0
    rest_typed = _weight(typed, 0, len(typed))
    rest_held = _weight(held, 0, len(held))
    for match in matches:
        on_typed = _weight(typed, match.first_typed, match.end_typed)
        on_held = _weight(held, match.first_stored, match.end_stored)
        weight = max(on_typed, on_held)
        total += weight
        mean += (match.score - _S["doubt"] * max(0.0, _S["doubt_below"] - match.score)) * weight
        rest_typed -= on_typed
        rest_held -= on_held
        names += max(
            _names(typed, match.first_typed, match.end_typed),
            _names(held, match.first_stored, match.end_stored),
        )
        if weight >= 0.45 or weakest > 1.0:
            if match.score < weakest or weakest > 1.0:
                weakest, why = match.score, match.why
    base = _S["mean"] * (mean / total) + _S["weakest"] * weakest
    share_typed = total / (total + max(rest_typed, 0.0))
    share_held = total / (total + max(rest_held, 0.0))
    if mode == "gate":
        value = base * (1 - _S["gate_query"] + _S["gate_query"] * share_typed)
        value *= 1 - _S["gate_stored"] + _S["gate_stored"] * share_held
        value -= _S["order"] * _crossings(matches)
    elif total < 1.45:
        value = base * _S["same_single"]
    else:
        value = base * (1 - _S["same_query"] + _S["same_query"] * share_typed)
        value *= 1 - _S["same_stored"] + _S["same_stored"] * share_held
        if names < 2:
            value *= _S["same_one_name"]
        if not _rotated(matches):
            value *= _S["same_order"]
    return Scored(rounded(value), why, tuple(matches))


def rounded(value: float) -> float:
    """Four decimals, halves up: the one rounding that Python and JavaScript do alike."""
    return int(max(value, 0.0) * 10000 + 0.5) / 10000


def _weight(tokens: tuple[Token, ...], first: int, end: int) -> float:
    total = 0.0
    for token in tokens[first:end]:
        total += token.weight
    return total


def _names(tokens: tuple[Token, ...], first: int, end: int) -> int:
    return sum(token.kind == "name" for token in tokens[first:end])


def _rotated(matches: list[Match]) -> bool:
    """Whether the tokens stand in the same order, but for names moved from the front to the end.

    Kim Min Soo is Min Soo Kim, and never Kim Soo Min.
    """
    order = [match.first_stored for match in sorted(matches, key=lambda match: match.first_typed)]
    falls = sum(a > b for a, b in zip(order, order[1:] + order[:1], strict=True))
    return falls <= 1


def _crossings(matches: list[Match]) -> int:
    """Pairs of matches that stand in the other order: a tie-break between Ali Hasan and Hasan Ali."""
    count = 0
    for i, a in enumerate(matches):
        for b in matches[i + 1 :]:
            if (a.first_typed < b.first_typed) != (a.first_stored < b.first_stored):
                count += 1
    return min(count, 3)
