"""The titles around a name: found before it, after it and in a column of their own.

The vocabulary is data (titles.json), grouped and ordered as titles are written.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from app.directory.importing.person import NamesDraft, TitleDraft, TitleKind
from app.directory.importing.words import fold_ascii, is_shouted, is_turkic, one_line, recase
from app.directory.retired import BRACKETED, WORD, tells_retired

_VOCABULARY: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "titles.json").read_text(encoding="utf-8")
)
# Written without a full stop and in small letters these are names or words: He Jing, Sen, Bar.
_NEEDS_MARK = frozenset(_VOCABULARY["needs_mark"])
# "F.R.E.D." is a degree, Fred is not, and neither is FRED.
_NEEDS_STOP = frozenset(
    text.replace(" ", "")
    for text in _VOCABULARY["academic"]
    if len(text) > 4 and all(len(word) == 1 for word in text.split())
)
# Names in their own right: titles only while a name of at least two words remains.
_WEAK = frozenset(fold_ascii(text) for text in _VOCABULARY["name_title"] + _VOCABULARY["also_names"])
_STRONG = frozenset({"syed", "syeda", "ch"})
_OFFICE_FOLLOWS = frozenset({"of", "for", "to", "de", "du", "des", "in", "at", "to the", "-", "–", "—"})
_NO_LETTERS = re.compile(r"[\W_]+")
_JOINED = re.compile(r"(?<=[^\W\d_]{2})\.(?=[^\W\d_]{2})")


@dataclass(frozen=True, slots=True)
class Titled:
    """A name with what stood around it. `rest` is the name alone; `within` are those of the titles that stood right
    before it and are part of it in use: Syed, Mian, Hafiz.
    """

    rest: str
    titles: tuple[TitleDraft, ...]
    retired: str = ""  # the mark, as it was written
    generation: str = ""
    within: str = ""

    def whole(self, names: NamesDraft) -> NamesDraft:
        """The name with the titles that are part of it."""
        own = " ".join(recase(word) if is_shouted(word) else word for word in self.within.split())
        return replace(names, full=f"{own} {names.full}") if own and names.full else names


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    """Letters only: "H.E." and "HE" are one, "Lt. Gen" and "Lt Gen" too."""
    return _NO_LETTERS.sub("", fold_ascii(text))


@cache
def _forms() -> dict[str, TitleKind]:
    forms: dict[str, TitleKind] = {}
    for kind in (
        TitleKind.honorific,
        TitleKind.rank,
        TitleKind.academic,
        TitleKind.social,
        TitleKind.name_title,
    ):
        for text in _VOCABULARY[kind.value]:
            forms.setdefault(_key(text), kind)
    return forms


@cache
def _beginnings() -> dict[str, int]:
    """The first words of all titles, with the most words a title beginning so has."""
    longest: dict[str, int] = {}
    for kind in TitleKind:
        if kind is not TitleKind.post_nominal:
            for text in _VOCABULARY[kind.value]:
                words = text.split()
                longest[_key(words[0])] = max(longest.get(_key(words[0]), 0), len(words))
                longest.setdefault(_key(text), 1)  # "F.E.D." is one word
    return longest


_POST_NOMINALS = frozenset(_VOCABULARY["post_nominal"])
_POST_NOMINAL_KEYS = frozenset(text.replace(".", "").upper() for text in _POST_NOMINALS)


_GENERATIONS = frozenset(text.rstrip(".").lower() for text in _VOCABULARY["generation"])


@lru_cache(maxsize=4096)
def strip_titles(text: str) -> Titled:
    """Take titles, post-nominals and marks of retirement off a name. Always leaves what it cannot place."""
    text, mark = _without_retired(text)
    tokens = _JOINED.sub(". ", text).split()
    leading, place = _leading(tokens)
    tokens, after, generation = _trailing(_without_courtesy(tokens[place:], leading))
    rest = " ".join(tokens).strip(" ,;")
    family, comma, given = rest.partition(", ")
    if comma:
        inner, place = _leading(given.split())
        bare = " ".join(given.split()[place:])
        if inner and bare:
            leading, rest = [*leading, *inner], f"{family}, {bare}"
    within = _within(leading)
    return Titled(rest, marked(leading + after, mark), mark, generation, within)


def _within(leading: list[TitleDraft]) -> str:
    """The last of the titles, as far as they belong to the name. "Ch." with its full stop stays outside."""
    kept: list[str] = []
    for title in reversed(leading):
        if title.kind is not TitleKind.name_title or "." in title.text:
            break
        kept.insert(0, title.text)
    return " ".join(kept)


def _without_retired(text: str) -> tuple[str, str]:
    """The text without a mark of retirement, and the mark as it was written."""
    for pattern in (BRACKETED, WORD):
        mark = pattern.search(text)
        bare = pattern.sub(" ", text)
        if mark and bare.strip(" ,"):
            return bare, one_line(mark[0].strip(" ,"))
    return text, ""


def marked(titles: Sequence[TitleDraft], mark: str) -> tuple[TitleDraft, ...]:
    """The mark behind the last rank, else behind the last degree, wherever in the row it stood."""
    if mark and not any(tells_retired(title.text) for title in titles):
        for kind in (TitleKind.rank, TitleKind.academic):
            for place in range(len(titles) - 1, -1, -1):
                if titles[place].kind is kind:
                    bearer = replace(titles[place], text=f"{titles[place].text} {mark}")
                    return (*titles[:place], bearer, *titles[place + 1 :])
    return tuple(titles)


def _leading(tokens: list[str]) -> tuple[list[TitleDraft], int]:
    titles: list[TitleDraft] = []
    place = 0
    while place < len(tokens):
        size, kind = _match(tokens, place)
        if kind is None or (titles and _is_given_name(titles[-1], tokens[place:])):
            break
        titles.append(TitleDraft(kind, " ".join(tokens[place : place + size]).strip(",;")))
        place += size
    return titles, place


def _is_given_name(before: TitleDraft, tokens: list[str]) -> bool:
    """Begum after Mrs. or Ms. is no second title but a Turkish woman's name."""
    return _key(tokens[0]) == "begum" and len(tokens) > 1 and _key(before.text) in ("mrs", "ms", "miss")


def _match(tokens: list[str], place: int) -> tuple[int, TitleKind | None]:
    """The longest title at this place: (number of tokens, kind)."""
    if _key(tokens[place]) == "emekli" and place + 1 < len(tokens):
        size, kind = _match(tokens, place + 1)
        return (size + 1, kind) if kind is TitleKind.rank else (0, None)
    longest = _beginnings().get(_key(tokens[place]), 0)
    if not longest:
        return 0, None
    forms = _forms()
    for size in range(min(longest, len(tokens) - place), 0, -1):
        words = tokens[place : place + size]
        if any(word.endswith(",") for word in words[:-1]):
            continue
        key = "".join(_key(word) for word in words)
        kind = forms.get(key)
        following = tokens[place + size :]
        if kind is None or not (_is_meant(words, key) or _is_turkish_bay(key, following)):
            continue
        if following and following[0].lower() in _OFFICE_FOLLOWS:
            continue
        if key in _WEAK and key not in _STRONG and len(following) < 2 and "." not in words[-1]:
            continue
        if key in _WEAK and words[-1].endswith(","):
            continue  # "MALIK, Saima"
        if key in _STRONG and not following:
            continue
        return size, kind
    return 0, None


def _is_meant(words: list[str], key: str) -> bool:
    """Whether a short word is the title rather than a name spelled alike."""
    if key in _NEEDS_STOP and len(words) == 1:
        return "." in words[0]
    if key not in _NEEDS_MARK:
        return True
    written = " ".join(words)
    return "." in written or (written.isupper() and len(written) > 1)


def _is_turkish_bay(key: str, following: list[str]) -> bool:
    """ "Bay Rıfat Hisarcık": Mr. in a Turkish name, a family name in others."""
    return key == "bay" and is_turkic(" ".join(following))


def _trailing(tokens: list[str]) -> tuple[list[str], list[TitleDraft], str]:
    """Post-nominals, generation and courtesy words after the name."""
    titles: list[TitleDraft] = []
    generation = ""
    shouting = sum(token.isupper() for token in tokens) >= len(tokens)
    while len(tokens) > 1:
        token = tokens[-1].strip(",;")
        after_comma = tokens[-2].endswith(",")
        if token.rstrip(".").lower() in _GENERATIONS and (len(tokens) > 2 or after_comma):
            generation = token
        elif _is_post_nominal(token) and (after_comma or (len(tokens) > 2 and not shouting)):
            titles.insert(0, TitleDraft(TitleKind.post_nominal, token))
        elif _key(token) in _COURTESY and (token[0].islower() or _key(token) in _NEVER_NAMES):
            titles.insert(0, TitleDraft(TitleKind.social, token))
        elif not token:
            pass
        else:
            break
        tokens = tokens[:-1]
        tokens[-1] = tokens[-1].rstrip(",;")
    return tokens, titles, generation


def _without_courtesy(tokens: list[str], titles: list[TitleDraft]) -> list[str]:
    """Take "xanım" out of "Leyla xanım Abdullayeva" to the titles."""
    if len(tokens) == 3 and tokens[1].islower() and _key(tokens[1]) in _COURTESY:
        titles.append(TitleDraft(TitleKind.social, tokens[1]))
        return [tokens[0], tokens[2]]
    return tokens


# After a name in small letters: "Vüqar bəy", "Leyla xanım", "Ayşe hanım".
_COURTESY = frozenset(map(_key, ("bəy", "bey", "xanım", "hanım", "müəllim", "sahib", "sahiba")))
_NEVER_NAMES = frozenset(map(_key, ("xanım", "hanım")))


def _is_post_nominal(token: str) -> bool:
    if token in _POST_NOMINALS:
        return True
    return token.replace(".", "").upper() in _POST_NOMINAL_KEYS and (token.isupper() or "." in token)


def is_post_nominal(text: str) -> bool:
    return _is_post_nominal(text.strip(" ,;"))


@lru_cache(maxsize=4096)
def read_titles(text: str) -> Titled:
    """The content of a column of titles: all of it is title; what is unknown counts as social.

    `rest` is always empty: nothing of such a cell is a name.
    """
    bare, mark = _without_retired(f"{text} ")
    tokens = _JOINED.sub(". ", bare).split()
    titles: list[TitleDraft] = []
    known = True
    place = 0
    while place < len(tokens):
        size, kind = _match_anything(tokens, place)
        text = " ".join(tokens[place : place + max(size, 1)]).strip(",;")
        if kind is not None:
            titles.append(TitleDraft(kind, text))
        elif not known:
            titles[-1] = TitleDraft(TitleKind.social, f"{titles[-1].text} {text}".strip(" ,;/"))
        elif text.strip("/"):
            titles.append(TitleDraft(TitleKind.social, text.strip("/")))
        known = kind is not None or not titles
        place += max(size, 1)
    return Titled("", marked(titles, mark), mark)


def _match_anything(tokens: list[str], place: int) -> tuple[int, TitleKind | None]:
    longest = _beginnings().get(_key(tokens[place]), 0)
    for size in range(min(longest, len(tokens) - place), 0, -1):
        kind = _forms().get("".join(_key(word) for word in tokens[place : place + size]))
        if kind is not None:
            return size, kind
    if _is_post_nominal(tokens[place].strip(",;")):
        return 1, TitleKind.post_nominal
    return 0, None


@lru_cache(maxsize=4096)
def is_title(text: str) -> bool:
    """Whether the whole text is titles and nothing else."""
    bare, _ = _without_retired(f"{text} ")
    tokens = _JOINED.sub(". ", bare).split()
    place = 0
    while place < len(tokens):
        size, kind = _match_anything(tokens, place)
        if kind is None or kind is TitleKind.post_nominal:
            return False
        place += size
    return bool(tokens)


def read_suffix(text: str) -> Titled:
    """A column of suffixes: post-nominals and a generation; unknown words are kept as post-nominals."""
    titles: list[TitleDraft] = []
    generation = ""
    text, mark = _without_retired(f"{text} ")
    for token in re.split(r"[,;\s]+", text.strip()):
        if token.rstrip(".").lower() in _GENERATIONS:
            generation = token
        elif token:
            titles.append(TitleDraft(TitleKind.post_nominal, token))
    return Titled("", tuple(titles), mark, generation)
