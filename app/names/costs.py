"""How far two strings of sounds are apart: an edit distance whose costs come from tables/sounds.json.

Costs are whole numbers (hundredths of one wrong consonant), so that Python and JavaScript agree exactly.
The recurrence is that of Damerau and Levenshtein with adjacent transpositions.
"""

from functools import lru_cache

from app.names.tables import table

_SOUNDS = table("sounds")
VOWELS = frozenset(_SOUNDS["vowels"])
WEAK = frozenset(_SOUNDS["weak"])
SWAP: int = _SOUNDS["swap"]
FAR = 10_000
_GAPS: dict[str, int] = _SOUNDS["gaps"]
_STRICT: dict[str, int] = _SOUNDS["strict_gaps"]
_SYMBOLS = sorted(
    VOWELS | WEAK | set(_SOUNDS["skeleton"]) | {x for row in _SOUNDS["near"].values() for x in row}
)


def _substitution(a: str, b: str, strict: bool) -> int:
    if a == b:
        return 0
    near = _SOUNDS["near"]
    known = near.get(a, {}).get(b, near.get(b, {}).get(a))
    both_vowels = a in VOWELS and b in VOWELS
    if known is None:
        known = _SOUNDS["vowel_default" if both_vowels else "consonant_default"]
    return int(known * _SOUNDS["strict_vowels"]) if strict and both_vowels and known > 14 else int(known)


def _gap(sound: str, unwritten: bool, strict: bool) -> int:
    if unwritten and sound in VOWELS:
        return _GAPS["unwritten"]
    kind = "vowel" if sound in VOWELS else "consonant"
    if strict and sound == "h":
        return _STRICT["h"]
    return _STRICT[kind] if strict and kind == "vowel" else _GAPS.get(sound, _GAPS[kind])


def _last_gap(sound: str, unwritten: bool, strict: bool) -> int:
    # Scripts without short vowels do write the one that ends a name: Daniel is not Daniela.
    if sound not in VOWELS:
        return _gap(sound, unwritten, strict and sound != "h")
    if unwritten and not strict:
        return _GAPS["unwritten_last"]
    kind = "final_e" if sound == "e" else "final_a" if sound in "aə" else "final_vowel"
    return _STRICT[kind] if strict else _GAPS.get(kind, _GAPS["vowel"])


_FLAGS = (False, True)
SUBSTITUTION = {s: {a: {b: _substitution(a, b, s) for b in _SYMBOLS} for a in _SYMBOLS} for s in _FLAGS}
GAP = {(u, s): {a: _gap(a, u, s) for a in _SYMBOLS} for u in _FLAGS for s in _FLAGS}
LAST_GAP = {(u, s): {a: _last_gap(a, u, s) for a in _SYMBOLS} for u in _FLAGS for s in _FLAGS}


@lru_cache(maxsize=65536)
def _gaps(sounds: str, unwritten: bool, strict: bool) -> tuple[int, ...]:
    """What leaving out each sound costs; the last one by its own rule (a final -a tells the sex).

    Yelena is Elena, but Yana is not Ana. Of two vowels together, every script writes one.
    """
    table_of = GAP[unwritten, strict]
    costs = [table_of[x] for x in sounds]
    if unwritten:
        for at in range(1, len(sounds)):
            if sounds[at] in VOWELS and sounds[at - 1] in VOWELS:
                costs[at] = max(costs[at], _GAPS["hiatus"])
    if costs:
        costs[-1] = LAST_GAP[unwritten, strict][sounds[-1]]
        if strict and sounds[0] == "y" and sounds[1:2] != "e":
            costs[0] = _STRICT["first_y"]
    return tuple(costs)


@lru_cache(maxsize=131072)
def distance(a: str, b: str, unwritten: bool, strict: bool, limit: int) -> tuple[int, int]:
    """Cost of turning `a` into `b`, and of turning `a` into some beginning of `b` (longer, and not strict).

    `unwritten`: one of both comes from a script without short vowels. `strict`: for judging whether two
    are one person, where a vowel more or less matters. Costs over `limit` may come as FAR. What both have in
    common at the beginning, and at the end where no beginning is asked for, is left out.
    """
    first, end_a, end_b = _unlike(a, b, strict)
    gaps_a = _gaps(a, unwritten, strict)[first:end_a]
    gaps_b = _gaps(b, unwritten, strict)[first:end_b]
    a, b = a[first:end_a], b[first:end_b]
    row = [0]
    total = 0
    for gap in gaps_b:
        total += gap
        row.append(total)
    before: list[int] = []
    table_of = SUBSTITUTION[strict]
    for i, x in enumerate(a):
        costs = table_of[x]
        gap_a = gaps_a[i]
        left = row[0] + gap_a
        new = [left]
        least = left
        for j, y in enumerate(b):
            value = row[j] + costs[y]
            other = row[j + 1] + gap_a
            if other < value:
                value = other
            other = left + gaps_b[j]
            if other < value:
                value = other
            if i and j and x == b[j - 1] and y == a[i - 1]:
                other = before[j - 1] + SWAP
                if other < value:
                    value = other
            new.append(value)
            left = value
            if value < least:
                least = value
        if least > limit:
            return FAR, FAR
        before, row = row, new
    return row[-1], min(row)


def _unlike(a: str, b: str, strict: bool) -> tuple[int, int, int]:
    """Where the two begin to differ, and where each ends to."""
    first, end_a, end_b = 0, len(a), len(b)
    shorter = min(end_a, end_b)
    while first < shorter and a[first] == b[first]:
        first += 1
    if strict or end_a >= end_b:
        while end_a > first and end_b > first and a[end_a - 1] == b[end_b - 1]:
            end_a -= 1
            end_b -= 1
    return first, end_a, end_b
