"""Which token of what was typed stands for which token of a stored name: any order, joined or split."""

from typing import NamedTuple

from app.names.comparing import LEAST, likeness
from app.names.tables import table
from app.names.tokens import Token, joined

_S: dict[str, float] = table("scores")
JOIN, JOIN_LEAST = _S["join"], _S["join_least"]
LONGEST_JOIN = 4
SURE = 0.95


class Match(NamedTuple):
    """Tokens `first_typed` to `end_typed` stand for `first_stored` to `end_stored` (ends excluded)."""

    score: float
    why: str
    first_typed: int
    end_typed: int
    first_stored: int
    end_stored: int


def align(typed: tuple[Token, ...], stored: tuple[Token, ...], gate: bool) -> list[Match]:
    """One-to-one matches, best first; adjacent tokens may stand joined for one of the other side."""
    found: list[Match] = []
    for i, a in enumerate(typed):
        for j, b in enumerate(stored):
            like = likeness(a, b, gate)
            if like.score >= LEAST:
                found.append(Match(like.score, like.why, i, i + 1, j, j + 1))
    _joins(typed, stored, gate, found)
    found.sort(key=lambda m: -m.score - 0.001 * (m.end_typed - m.first_typed + m.end_stored - m.first_stored))
    used_typed = used_stored = 0
    kept = []
    for match in found:
        mask_typed = (1 << match.end_typed) - (1 << match.first_typed)
        mask_stored = (1 << match.end_stored) - (1 << match.first_stored)
        if used_typed & mask_typed or used_stored & mask_stored:
            continue
        used_typed |= mask_typed
        used_stored |= mask_stored
        kept.append(match)
    return kept


def _joins(typed: tuple[Token, ...], stored: tuple[Token, ...], gate: bool, found: list[Match]) -> None:
    """Add what stands joined on one side, for tokens that found no good match of their own."""
    sure_typed = {m.first_typed for m in found if m.score >= SURE}
    sure_stored = {m.first_stored for m in found if m.score >= SURE}
    singles_typed = [i for i in range(len(typed)) if i not in sure_typed]
    singles_stored = [j for j in range(len(stored)) if j not in sure_stored]
    if singles_typed:
        for first, end in _runs(stored, sure_stored):
            for i in singles_typed:
                if _may_stand_for(typed[i], stored, first, end):
                    like = likeness(typed[i], joined(stored[first:end]), gate)
                    if like.score >= JOIN_LEAST and like.why not in ("prefix", "sound"):
                        found.append(Match(like.score - JOIN, like.why, i, i + 1, first, end))
    if singles_stored:
        for first, end in _runs(typed, sure_typed):
            for j in singles_stored:
                if _may_stand_for(stored[j], typed, first, end):
                    like = likeness(joined(typed[first:end]), stored[j], gate)
                    if like.score >= JOIN_LEAST and like.why != "sound":
                        found.append(Match(like.score - JOIN, like.why, first, end, j, j + 1))


def _runs(tokens: tuple[Token, ...], sure: set[int]) -> list[tuple[int, int]]:
    """The runs worth joining: two tokens, or three and four around particles and short syllables."""
    out = []
    for first in range(len(tokens) - 1):
        for end in range(first + 2, min(len(tokens), first + LONGEST_JOIN) + 1):
            if any(at in sure for at in range(first, end)):
                break
            if end - first == 2 or any(t.kind == "particle" for t in tokens[first + 1 : end - 1]):
                out.append((first, end))
    return out


def _may_stand_for(one: Token, tokens: tuple[Token, ...], first: int, end: int) -> bool:
    """A quick refusal: what is joined must be about as long as the one word and begin alike."""
    size = 0
    for token in tokens[first:end]:
        size += len(token.folds[0])
    return -4 <= len(one.folds[0]) - size <= 3 and any(head in tokens[first].heads for head in one.heads)
