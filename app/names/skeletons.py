"""The consonant skeleton: what survives a bad telephone line.

Sounds of one class are written alike (k g q h, t d, s z sh ch j, p b, v f w), vowels fall away except for
an "a" that marks a vowel at the beginning. A sound of two values gives two skeletons. The idea is that of
Soundex (Russell 1918) and of Beider and Morse (2008), without their language guess.
"""

from functools import lru_cache

from app.names.costs import VOWELS, WEAK
from app.names.tables import table

_SOUNDS = table("sounds")
_CLASS: dict[str, str] = _SOUNDS["skeleton"]
_FIRST: dict[str, str] = _SOUNDS["skeleton_first"]
MOST = 4


@lru_cache(maxsize=65536)
def skeletons(sounds: str) -> tuple[str, ...]:
    """Up to four skeletons of a string of sounds, likeliest first."""
    found = [""]
    for at, sound in enumerate(sounds):
        if sound in VOWELS or (sound in WEAK and sound not in _CLASS):
            options = "-" if at else "a"
        else:
            options = _FIRST.get(sound, _CLASS.get(sound, "-")) if at == 0 else _CLASS.get(sound, "-")
        grown = []
        for option in options:
            for start in found:
                grown.append(start if option == "-" or start.endswith(option) else start + option)
        found = list(dict.fromkeys(grown))[:MOST]
    return tuple(found)


def coarse(sounds: str) -> str:
    """Sounds by class, with all vowels one: what a few typed letters are compared by."""
    out = ""
    for at, sound in enumerate(sounds):
        if sound in VOWELS or (sound in WEAK and sound not in _CLASS):
            kind = "a"
        else:
            kind = (_FIRST.get(sound) if at == 0 else None) or _CLASS.get(sound, "")
            kind = kind[:1].replace("-", "a")
        if not out.endswith(kind) or not kind:
            out += kind
    return out
