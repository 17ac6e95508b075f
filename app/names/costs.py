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
_SYMBOLS = sorted(
    VOWELS | WEAK | set(_SOUNDS["skeleton"]) | {x for row in _SOUNDS["near"].values() for x in row}
)


def _substitution(a: str, b: str) -> int:
    if a == b:
        return 0
    near = _SOUNDS["near"]
    known = near.get(a, {}).get(b, near.get(b, {}).get(a))
    if known is not None:
        return int(known)
    both_vowels = a in VOWELS and b in VOWELS
    return int(_SOUNDS["vowel_default" if both_vowels else "consonant_default"])


def _gap(sound: str, unwritten: bool) -> int:
    if unwritten and sound in VOWELS:
        return _GAPS["unwritten"]
    return _GAPS.get(sound, _GAPS["vowel" if sound in VOWELS else "consonant"])


def _last_gap(sound: str, unwritten: bool) -> int:
    if unwritten or sound not in "aəe":
        return _gap(sound, unwritten)
    return _GAPS["final_e" if sound == "e" else "final_a"]


SUBSTITUTION = {a: {b: _substitution(a, b) for b in _SYMBOLS} for a in _SYMBOLS}
GAP = {flag: {a: _gap(a, flag) for a in _SYMBOLS} for flag in (False, True)}
LAST_GAP = {flag: {a: _last_gap(a, flag) for a in _SYMBOLS} for flag in (False, True)}


def _gaps(sounds: str, unwritten: bool) -> list[int]:
    """What leaving out each sound costs; the last one by its own rule (a final -a tells the sex)."""
    costs = [GAP[unwritten][x] for x in sounds]
    if costs:
        costs[-1] = LAST_GAP[unwritten][sounds[-1]]
    return costs


@lru_cache(maxsize=131072)
def distance(a: str, b: str, unwritten: bool, limit: int) -> tuple[int, int]:
    """Cost of turning `a` into `b`, and of turning `a` into some beginning of `b`.

    `unwritten`: one of both comes from a script without short vowels. Costs over `limit` may come as FAR.
    """
    gaps_a, gaps_b = _gaps(a, unwritten), _gaps(b, unwritten)
    row = [0]
    for gap in gaps_b:
        row.append(row[-1] + gap)
    before: list[int] = []
    swaps = False
    for i, x in enumerate(a):
        costs = SUBSTITUTION[x]
        gap_a = gaps_a[i]
        left = row[0] + gap_a
        new = [left]
        least = left
        swaps = i > 0
        for j, y in enumerate(b):
            value = row[j] + costs[y]
            other = row[j + 1] + gap_a
            if other < value:
                value = other
            other = left + gaps_b[j]
            if other < value:
                value = other
            if swaps and j and x == b[j - 1] and y == a[i - 1]:
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
