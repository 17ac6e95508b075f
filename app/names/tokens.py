"""A name prepared for comparison: its tokens with readings, skeletons, variants and weight."""

from dataclasses import dataclass, field
from functools import lru_cache

from app.names.readings import UNWRITTEN, evidence, plain, readings
from app.names.skeletons import skeletons
from app.names.tables import table
from app.names.words import Word, lowered, words

_WORDS = table("words")
PARTICLES = frozenset(_WORDS["particles"].split())
GLUE = frozenset(_WORDS["glue"].split())
HONORIFIC = frozenset(_WORDS["honorific"].split())
DIN: list[str] = _WORDS["din_suffixes"]
ABD: list[str] = _WORDS["abd_prefixes"]
ABD_ALONE = frozenset(_WORDS["abd_alone"])
ABD_WHOLE = frozenset(_WORDS["abd_whole"])
ABD_STEMS: tuple[str, ...] = tuple(_WORDS["abd_stems"])
ABD_L: list[str] = _WORDS["abd_l"]
ARTICLES: list[str] = _WORDS["articles"]
WEIGHT = {"name": 1.0, "honorific": 0.5, "glue": 0.3, "particle": 0.12, "initial": 0.5}


@dataclass(frozen=True, slots=True, eq=False)
class Token:
    """One part of a name. Tokens of the same word are the same object, so identity serves as a key."""

    text: str
    plain: str
    folds: tuple[str, ...]
    skeletons: tuple[str, ...]
    groups: dict[str, float]
    kind: str
    weight: float
    unwritten: bool = False
    bare: str = ""
    parts: int = field(default=1)


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A whole name: its tokens in order, and its text in lower case."""

    text: str
    tokens: tuple[Token, ...]


@lru_cache(maxsize=1)
def _variants() -> dict[str, dict[str, float]]:
    """From sounds to the groups of equal names they belong to, with how good such a meeting is."""
    found: dict[str, dict[str, float]] = {}
    for kind in table("variants")["kinds"]:
        for row in kind["groups"]:
            spellings = row.split()
            for spelling in spellings:
                for sounds in _spelling_sounds(spelling):
                    found.setdefault(sounds, {}).setdefault(f"{kind['name'][0]}{spellings[0]}", kind["score"])
    return found


def _spelling_sounds(spelling: str) -> tuple[str, ...]:
    return tuple(fold for word in words(spelling) for fold in readings(word, evidence(spelling), False)[:1])


def groups_of(folds: tuple[str, ...]) -> dict[str, float]:
    """The variant groups any of the readings belongs to."""
    found: dict[str, float] = {}
    for fold in folds:
        found.update(_variants().get(fold, {}))
    return found


def _all_skeletons(folds: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s for fold in folds for s in skeletons(fold) if s))


def _make(text: str, ascii_text: str, folds: tuple[str, ...], kind: str, unwritten: bool) -> Token:
    if kind == "name" and min(map(len, folds)) == 1 and len(text) <= 2:
        kind = "initial"
    bare = ""
    if kind == "name" and len(folds[0]) >= 6:
        bare = next((folds[0][len(a) :] for a in ARTICLES if folds[0].startswith(a)), "")
    skeleton = _all_skeletons((*folds, bare) if bare else folds)
    return Token(text, ascii_text, folds, skeleton, groups_of(folds), kind, WEIGHT[kind], unwritten, bare)


@lru_cache(maxsize=65536)
def tokens_of(word: Word, hint: str, korean: bool) -> tuple[Token, ...]:
    """The token or tokens of a word: Abdurrahman is abd and rahman, Salahuddin is salah and din."""
    folds = readings(word, hint, korean)
    if not folds:
        return ()
    unwritten = word.script in UNWRITTEN
    ascii_text = plain(word)
    kind = _kind(word.text, ascii_text)
    if kind == "name":
        parts = _split(folds[0])
        if len(parts) > 1:
            return tuple(_part(part, unwritten) for part in parts)
        if parts[0] != folds[0]:
            folds = (parts[0],)
    return (_make(word.text, ascii_text, folds, kind, unwritten),)


@lru_cache(maxsize=16384)
def _part(fold: str, unwritten: bool) -> Token:
    return _make("", "", (fold,), "name", unwritten)


def _kind(text: str, ascii_text: str) -> str:
    for kind, known in (("particle", PARTICLES), ("glue", GLUE), ("honorific", HONORIFIC)):
        if text in known or ascii_text in known:
            return kind
    return "name"


def _split(fold: str) -> list[str]:
    """Divide the Arabic compounds that are written joined or apart: servant-of names and faith names."""
    if fold in ABD_ALONE:
        return ["abd"]
    if fold not in ABD_WHOLE and not fold.startswith(ABD_STEMS):
        for prefix in ABD:
            rest = fold[len(prefix) :]
            if fold.startswith(prefix) and len(rest) >= 3:
                return ["abd", next((x for x in ABD_L if rest == x[1:]), rest)]
    for suffix in DIN:
        if fold.endswith(suffix) and len(fold) - len(suffix) >= 3:
            return [fold[: -len(suffix)], "din"]
    return [fold]


@lru_cache(maxsize=32768)
def prepare(name: str) -> Prepared:
    """The tokens of a name, in the order written."""
    text = lowered(name)
    hint = evidence(text)
    found = words(name)
    korean = any(word.script == "Hang" or word.text in KOREAN_FAMILIES for word in found)
    return Prepared(text, tuple(token for word in found for token in tokens_of(word, hint, korean)))


KOREAN_FAMILIES = frozenset(_WORDS["korean_families"].split())


@lru_cache(maxsize=65536)
def joined(tokens: tuple[Token, ...]) -> Token:
    """Adjacent tokens written as one word (Oguz Kagan is Oguzkagan)."""
    text = "".join(token.text for token in tokens)
    ascii_text = "".join(token.plain for token in tokens)
    fold = tokens[0].folds[0]
    for token in tokens[1:]:
        fold += token.folds[0].removeprefix(fold[-1])
    weight = sum(token.weight for token in tokens)
    unwritten = any(token.unwritten for token in tokens)
    if not all(token.text for token in tokens):
        text = ascii_text = ""
    folds = (fold,)
    return Token(
        text, ascii_text, folds, skeletons(fold), groups_of(folds), "name", weight, unwritten, "", len(tokens)
    )
