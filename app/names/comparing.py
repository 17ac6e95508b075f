"""How well one token stands for another, and why."""

from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from app.names.costs import distance
from app.names.skeletons import skeletons
from app.names.tables import table
from app.names.tokens import Token

DISTINCT: float = table("distinct")["score"]
_S: dict[str, float] = table("scores")
EXACT, TYPED, SAME_SOUND = _S["exact"], _S["typed"], _S["same_sound"]
PREFIX, INITIAL, ARTICLE = _S["prefix"], _S["initial"], _S["article"]
LONG_SKELETON, SHORT_SKELETON = _S["long_skeleton"], _S["short_skeleton"]
LEAST = _S["least"]
LIMIT = int(_S["limit"])
NATIVE = _S["native"]
ENDING, BOTH_MARKED = _S["ending"], _S["both_marked"]


class Likeness(NamedTuple):
    """A score from 0 to 1 and the reason for it, a short word that the pages translate."""

    score: float
    why: str


EASTERN = frozenset(["pinyin", "korean", "Hani", "Hang"])
NONE = Likeness(0.0, "")


@lru_cache(maxsize=262144)
def likeness(typed: Token, stored: Token, gate: bool) -> Likeness:
    """Compare two tokens. With `gate` the typed one may be the beginning of the stored one."""
    if typed.text and typed.text == stored.text:
        return Likeness(EXACT, "exact")
    if "title" in (typed.kind, stored.kind) and not _same_word(typed, stored):
        return NONE
    if typed.plain and typed.plain == stored.plain:
        marked = typed.native in ("Latn", "vietnamese") and typed.native == stored.native
        return Likeness(BOTH_MARKED if marked and not gate else TYPED, "spelling")
    if not gate and _told_apart(typed, stored):
        return Likeness(DISTINCT, "sound")
    if (
        not gate
        and typed.native == stored.native == "Hani"
        and typed.folds[: typed.spelt] == stored.folds[: stored.spelt]
    ):
        return Likeness(
            BOTH_MARKED, "sound"
        )  # read alike, written otherwise: only old and new forms are one name
    best = _by_sound(typed, stored, gate)
    if gate and best.score < PREFIX and len(typed.plain) >= 3 and stored.plain.startswith(typed.plain):
        best = Likeness(PREFIX, "prefix")
    if gate and best.score < ENDING and len(typed.plain) >= 4 and stored.plain.endswith(typed.plain):
        best = Likeness(ENDING, "ending")
    shared = typed.groups.keys() & stored.groups.keys()
    if shared:
        group = max(typed.groups[name] for name in shared)
        if group > best.score:
            best = Likeness(group, "variant")
    if best.score < LONG_SKELETON:
        size = _shared_skeleton(typed, stored)
        if size >= 3:
            return Likeness(LONG_SKELETON, "sound")
        if size == 2 and best.score < SHORT_SKELETON:
            return Likeness(SHORT_SKELETON, "sound")
    return best if best.score >= LEAST else NONE


def _same_word(a: Token, b: Token) -> bool:
    """Whether a word that may be a title is the other one, however it is spelt: Sheikha, and no beginning of it."""
    return (
        a.plain == b.plain
        or any(fold in b.folds for fold in a.folds)
        or bool(a.groups.keys() & b.groups.keys())
    )


def _told_apart(a: Token, b: Token) -> bool:
    """Whether the table of easily confused names knows both as different names; André is not Andrée."""
    shorter, longer = sorted((a.plain, b.plain), key=len)
    if shorter.endswith("e") and longer == shorter + "e":
        return True
    rows = {row for row, _ in a.distinct} & {row for row, _ in b.distinct}
    return bool(rows) and not a.distinct & b.distinct


def _by_sound(typed: Token, stored: Token, gate: bool) -> Likeness:
    best = NONE
    unwritten = typed.unwritten != stored.unwritten
    own = not gate and typed.native not in ("", "korean") and typed.native == stored.native
    one_land = not gate and typed.native in EASTERN and stored.native in EASTERN
    for a in _judged(typed, gate, one_land):
        for b in _judged(stored, gate, one_land):
            found = _sounds(a, b, unwritten, gate)
            if own and found.score < SAME_SOUND:
                found = Likeness(max(0.0, 1 - NATIVE * (1 - found.score)), found.why)
            if found.score > best.score:
                best = found
    if (typed.kind == "initial" or stored.kind == "initial") and best.score < INITIAL:
        alike = any(a[0] == b[0] for a in typed.folds for b in stored.folds)
        if alike or (typed.plain[:1] and typed.plain[:1] == stored.plain[:1]):
            best = Likeness(INITIAL, "initials")
    if typed.bare or stored.bare:
        pairs = [(typed.bare, b) for b in stored.folds] + [(a, stored.bare) for a in typed.folds]
        for a, b in pairs:
            if a and b:
                found = _sounds(a, b, unwritten, gate)
                if found.score - ARTICLE > best.score:
                    best = Likeness(found.score - ARTICLE, found.why)
    return best


def _judged(token: Token, gate: bool, one_land: bool) -> tuple[str, ...]:
    """The readings that count: all of them in a search; of two from the East, how the land reads its own."""
    return token.folds if gate else token.folds[token.spelt - 1 if one_land else 0 : token.spelt]


def _sounds(a: str, b: str, unwritten: bool, gate: bool) -> Likeness:
    if a == b:
        return Likeness(SAME_SOUND, "spelling")
    size = max(len(a), len(b), 4)
    may_begin = gate and 2 <= len(a) < len(b)
    if not _worth_hearing(a, b, may_begin):
        return NONE
    whole, beginning = distance(a, b, unwritten, not gate, LIMIT * size)
    found = Likeness(SAME_SOUND * (1 - whole / (100 * size)), "spelling") if whole < 100 * size else NONE
    if may_begin and beginning <= 12 * len(a):
        begun = PREFIX * (1 - beginning / (100 * max(len(a), 4)))
        if begun > found.score:
            return Likeness(begun, "prefix")
    if gate and len(a) >= 4 and found.score < ENDING and b.endswith(a):
        return Likeness(ENDING, "ending")
    return found


@lru_cache(maxsize=131072)
def _worth_hearing(a: str, b: str, may_begin: bool) -> bool:
    """Whether the skeletons are near enough for the dear comparison of all sounds: most pairs are not."""
    for x in skeletons(a):
        for y in skeletons(b):
            most = (max(len(x), len(y)) + 2) // 3
            if Levenshtein.distance(x, y, score_cutoff=most) <= most:
                return True
            if may_begin and len(x) < len(y):
                fewest = 0 if len(x) <= 2 else 1
                if Levenshtein.distance(x, y[: len(x)], score_cutoff=fewest) <= fewest:
                    return True
    return False


def _shared_skeleton(a: Token, b: Token) -> int:
    return max((len(s) for s in a.skeletons if s in b.skeletons), default=0)
