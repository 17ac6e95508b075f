"""A name prepared for comparison: its tokens with readings, skeletons, variants and weight."""

from dataclasses import dataclass, replace
from functools import lru_cache

from app.names.readings import UNWRITTEN, evidence, heard, plain, readings
from app.names.rewriting import squeeze
from app.names.skeletons import skeletons
from app.names.tables import table
from app.names.words import Word, lowered, words

_WORDS = table("words")
PARTICLES = frozenset(_WORDS["particles"].split())
GLUE = frozenset(_WORDS["glue"].split())
KOREAN_FAMILIES = frozenset(_WORDS["korean_families"].split())
CHINESE_FAMILIES = frozenset(_WORDS["chinese_families"].split())
LAND_OF_GIVEN = {name: land for land, names in _WORDS["given_names"].items() for name in names.split()}
HONORIFIC = frozenset(_WORDS["honorific"].split())
DIN: list[str] = _WORDS["din_suffixes"]
ABD: list[str] = _WORDS["abd_prefixes"]
ABD_ALONE = frozenset(_WORDS["abd_alone"])
ABD_WHOLE = frozenset(_WORDS["abd_whole"])
ABD_STEMS: tuple[str, ...] = tuple(_WORDS["abd_stems"])
DESCENT = frozenset(_WORDS["descent"])
SON_OF = frozenset(_WORDS["son_of"])
PATRONYMIC: tuple[str, ...] = tuple(_WORDS["patronymic_endings"])
ABD_L: list[str] = _WORDS["abd_l"]
ARTICLES: list[str] = _WORDS["articles"]
ARTICLE: str = _WORDS["written_article"]
ROMANISED = {"chinese": "pinyin", "korean": "korean", "both": "korean"}
WEIGHT = {
    "name": 1.0,
    "honorific": 0.5,
    "glue": 0.3,
    "patronymic": 0.3,
    "particle": 0.12,
    "initial": 0.5,
    "title": 0.03,
}


@dataclass(frozen=True, slots=True, eq=False)
class Token:
    """One part of a name. Tokens of the same word are the same object, so identity serves as a key.

    `folds`: its readings; those after the first `spelt` are for a search alone.
    """

    text: str
    plain: str
    folds: tuple[str, ...]
    skeletons: tuple[str, ...]
    groups: dict[str, float]
    kind: str
    weight: float
    unwritten: bool = False
    bare: str = ""
    native: str = ""
    distinct: frozenset[tuple[int, int]] = frozenset()
    heads: str = ""
    spelt: int = 0


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
                for sounds in map(_even, _spelling_sounds(spelling)):
                    found.setdefault(sounds, {}).setdefault(f"{kind['name'][0]}{spellings[0]}", kind["score"])
    return found


@lru_cache(maxsize=1)
def _distinct() -> dict[str, set[tuple[int, int]]]:
    """From spellings, and from sounds, to places (row, item) in the table of names easily confused."""
    found: dict[str, set[tuple[int, int]]] = {}
    for number, row in enumerate(table("distinct")["rows"]):
        for item, spellings in enumerate(row.split(" / ")):
            for spelling in spellings.split():
                for known in (*map(plain, words(spelling)), *_spelling_sounds(spelling)):
                    found.setdefault(known, set()).add((number, item))
    return found


def _spelling_sounds(spelling: str) -> tuple[str, ...]:
    return tuple(fold for word in words(spelling) for fold in readings(word, evidence(spelling), "")[:1])


def _even(sounds: str) -> str:
    """Sounds with y written i: Darya and Daria are in the groups of each other."""
    return squeeze(sounds.replace("y", "i"))


def groups_of(folds: tuple[str, ...]) -> dict[str, float]:
    """The variant groups any of the readings belongs to."""
    found: dict[str, float] = {}
    for fold in folds:
        found.update(_variants().get(_even(fold), {}))
    return found


def _all_skeletons(folds: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s for fold in folds for s in skeletons(fold) if s))


def _heads(found: tuple[str, ...]) -> str:
    """The classes of sound a word may begin with."""
    return "".join(dict.fromkeys(skeleton[0] for skeleton in found))


def _make(
    text: str,
    ascii_text: str,
    folds: tuple[str, ...],
    kind: str,
    unwritten: bool,
    native: str = "",
    further: tuple[str, ...] = (),
) -> Token:
    if kind == "name" and min(map(len, folds)) == 1 and len(text) <= 2:
        kind = "initial"
    bare = ""
    if kind == "name" and len(folds[0]) >= 6:
        bare = next((folds[0][len(a) :] for a in ARTICLES if folds[0].startswith(a)), "")
    spelt = len(folds)
    folds = tuple(dict.fromkeys((*folds, *further)))
    skeleton = _all_skeletons((*folds, bare) if bare else folds)
    places = frozenset(_distinct().get(ascii_text) or _distinct().get(folds[0]) or ())
    return Token(
        text,
        ascii_text,
        folds,
        skeleton,
        groups_of(folds),
        kind,
        WEIGHT[kind],
        unwritten,
        bare,
        native,
        places,
        _heads(skeleton),
        spelt,
    )


@lru_cache(maxsize=65536)
def tokens_of(word: Word, hint: str, beside: str) -> tuple[Token, ...]:
    """The token or tokens of a word: Abdurrahman is abd and rahman, Salahuddin is salah and din."""
    folds = readings(word, hint, beside)
    if not folds:
        return ()
    unwritten = word.script in UNWRITTEN
    ascii_text = plain(word)
    kind = "title" if word.title else _kind(word.text, ascii_text)
    if kind == "name":
        parts = _split(folds[0])
        if len(parts) > 1:
            return tuple(_part(part, unwritten) for part in parts)
        if parts[0] != folds[0]:
            folds = (parts[0],)
        if unwritten and folds[0].startswith(ARTICLE) and len(folds[0]) >= len(ARTICLE) + 3:
            folds = (folds[0].removeprefix(ARTICLE), *folds)
    if word.script != "Latn":
        native = word.script
    elif hint == "vietnamese":
        native = hint
    else:
        native = "Latn" if ascii_text != word.text else ROMANISED.get(beside, "")
    return (_make(word.text, ascii_text, folds, kind, unwritten, native, heard(word, beside)),)


@lru_cache(maxsize=16384)
def _part(fold: str, unwritten: bool) -> Token:
    return _make("", "", (fold,), "name", unwritten)


def _kind(text: str, ascii_text: str) -> str:
    for kind, known in (("particle", PARTICLES), ("glue", GLUE), ("honorific", HONORIFIC)):
        if text in known or (kind != "particle" and ascii_text in known):
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
    beside = _country(found)
    tokens = [token for word in found for token in tokens_of(word, hint, beside)]
    if tokens and tokens[0].kind == "particle" and len(tokens[0].text) == 1:
        tokens[0] = _taken_as(tokens[0], "initial")
    if tokens and tokens[-1].kind == "particle":
        tokens[-1] = _taken_as(tokens[-1], "name")
    if sum(token.kind == "name" for token in tokens) < 2:
        whole = ("honorific", "glue")
        tokens = [_taken_as(token, "name") if token.kind in whole else token for token in tokens]
    return Prepared(text, tuple(_patronymics_lowered(tokens)))


def _patronymics_lowered(tokens: list[Token]) -> list[Token]:
    """A father's name counts little where two other names stand: most lists leave it out.

    It stands before oğlu and qızı, after bin, or ends in -ovich, -ovna.
    """
    out = list(tokens)
    names = sum(token.kind == "name" for token in tokens)
    for at, token in enumerate(tokens):
        if names < 3 or token.kind != "name" or at == 0:
            continue
        before, after = tokens[at - 1].text, tokens[at + 1].text if at + 1 < len(tokens) else ""
        if after in DESCENT or (before in SON_OF and after) or token.folds[0].endswith(PATRONYMIC):
            out[at] = _taken_as(token, "patronymic")
            names -= 1
    return out


def _country(found: tuple[Word, ...]) -> str:
    """Whose name stands in the name; the letters of each land have values of their own.

    A Korean or Chinese family name, which stands first or last, else a given name of a land we know. "both" where
    one end is a Chinese family name and the other a Korean one.
    """
    if any(word.script == "Hang" for word in found):
        return "korean"
    names = [word for word in found if not word.title]
    ends = {_land(names[0]), _land(names[-1])} if names else set()
    if ends >= {"korean", "chinese"}:
        return "both"
    eastern = next((land for land in ("korean", "chinese") if land in ends), "")
    return eastern or next(filter(None, map(_land_of_given, found)), "")


def _land(word: Word) -> str:
    if word.text in KOREAN_FAMILIES:
        return "korean"
    return "chinese" if word.script == "Hani" or word.text in CHINESE_FAMILIES else ""


def _land_of_given(word: Word) -> str:
    return LAND_OF_GIVEN.get(plain(word), "") if word.script == "Latn" else ""


@lru_cache(maxsize=4096)
def _taken_as(token: Token, kind: str) -> Token:
    """The same word where its place tells more: Khan is a family name in Imran Khan, E. an initial in E. Roe."""
    return replace(token, kind=kind, weight=WEIGHT[kind])


@lru_cache(maxsize=65536)
def joined(tokens: tuple[Token, ...]) -> Token:
    """Adjacent tokens written as one word (Oguz Kagan is Oguzkagan)."""
    text = "".join(token.text for token in tokens)
    ascii_text = "".join(token.plain for token in tokens)
    folds = [_run_together([token.folds[0] for token in tokens])]
    if any(len(token.folds) > 2 for token in tokens):
        folds.append(_run_together([token.folds[min(1, len(token.folds) - 1)] for token in tokens]))
    if any(len(token.folds) > 1 for token in tokens):
        folds.append(_run_together([token.folds[-1] for token in tokens]))
    folds = list(dict.fromkeys(folds))
    searched = folds[1:] if any(token.spelt < len(token.folds) for token in tokens) else []
    weight = 0.0
    for token in tokens:
        weight += token.weight
    if not all(token.text for token in tokens):
        text = ascii_text = ""
    found = tuple(folds)
    return Token(
        text,
        ascii_text,
        found,
        _all_skeletons(found)[:4],
        groups_of(found),
        "name",
        weight,
        any(token.unwritten for token in tokens),
        spelt=sum(fold not in searched for fold in folds),
    )


def _run_together(folds: list[str]) -> str:
    out = ""
    for fold in folds:
        out += fold[1:] if out and fold.startswith(out[-1]) else fold
    return out
