"""Two persons in one cell: "H.E. X & Mrs. Y", "X and Spouse", "Mr. and Mrs. X"."""

import re
from dataclasses import dataclass, replace

from app.directory.importing.names import (
    BEHIND_WORDS,
    FAMILY_WORDS,
    GUEST_WORDS,
    JOINED_WORDS,
    SPOUSE_WORDS,
    Spellings,
    read_name,
)
from app.directory.importing.person import NamesDraft, SpouseDraft, TitleKind
from app.directory.importing.titles import is_title, strip_titles
from app.directory.importing.words import fold, is_no, is_yes, one_line, script_of

_JOINT = re.compile(
    r"\s*(?:&|\+|(?<!\S)(?:and|und|et|və|ve|и|with|w/|ilə|ile|avec|с|со|اور|مع|ہمراہ|plus|mit|con|com"
    r"|(?-i:e|y|و))(?!\S))\s*",
    re.IGNORECASE,
)
# "X həyat yoldaşı ilə", "X eşi ile birlikte", "X وحرمه": the spouse behind the name, without a word before.
_BEHIND = re.compile(
    r"[\s,]+((?:" + "|".join(sorted(map(re.escape, BEHIND_WORDS), key=len, reverse=True)) + r"))"
    r"(?:\s+(?:ilə|ile|birlikdə|birlikte|کے ساتھ|سمیت|birgə))*\s*$",
    re.IGNORECASE,
)
_PLACES = re.compile(
    r"\s*[(\[]\s*\+?\s*(?:1\s*\+\s*)?(\d)\s*(?:pax|persons?|guests?|nəfər|kişi|чел\.?)?\s*[)\]]\s*$",
    re.IGNORECASE,
)
# ", Mrs. Y" and "/ Mrs. Y": a comma or slash counts only before a social title.
_TITLED_SECOND = re.compile(r"\s*[,/]\s*(?=(?:Mrs|Mme|Madame|Begum|Ms|Mr|Xanım|Bayan)\b)", re.IGNORECASE)
_BRACKETED = re.compile(
    r"\s*[(\[]\s*(?:with|w/|and|&|\+|plus|ilə|avec|с)?\s*([^)\]]*?)\s*[)\]]\s*", re.IGNORECASE
)
_KIN = re.compile(r"[\s,]+(?:[swd]/o|(?:son|daughter|wife|widow) of)\s+.+$", re.IGNORECASE)

_TOGETHER = re.compile(
    r"^(?:(?:will be |is )?accompanied by|(?:together |coming )?with|w/|and|&|\+|avec|вместе с|с|mit)\s+",
    re.IGNORECASE,
)
# One to three words, each written as a name is.
_NAME_ALONE = re.compile(r"(?:(?!\d)[^\W_a-zа-я][^\s\d,;:/()]*(?:\s+|$)){1,3}")
_PLURALS = {"drs": "Dr.", "profs": "Prof.", "professors": "Professor", "ambassadors": "Ambassador"}
# Words for the spouse that are no trade ("partner") and no form of address ("Begum").
_KINDRED = SPOUSE_WORDS - {"partner", "partnerin", "mrs", "mr", "madame", "mme", "mme.", "begum", "1", "one"}


@dataclass(frozen=True, slots=True)
class Couple:
    """The two halves of a cell. `second` is None for one person; `nameless` if it names nobody."""

    first: str
    second: str | None = None
    nameless: bool = False
    places: int | None = None
    note: str = ""
    several: bool = False


def split_couple(text: str) -> Couple:
    """Part a name from the one that goes with it; text behind neither is lost."""
    text, kin = _without_kin(one_line(text))
    couple = _split(text)
    return replace(couple, note=f"{couple.note} {kin}".strip()) if kin else couple


def _without_kin(text: str) -> tuple[str, str]:
    """Part "s/o Muhammad Ali" off: it tells whose child or spouse somebody is, and is no second guest."""
    match = _KIN.search(text)
    if match and text[: match.start()].strip():
        return text[: match.start()].strip(" ,"), match[0].strip(" ,")
    return text, ""


def _split(text: str) -> Couple:
    if match := _PLACES.search(text):
        inner = _split(text[: match.start()])
        return replace(inner, places=inner.places or int(match[1]) + ("+" in match[0]))
    for match in _BRACKETED.finditer(text):
        if is_title(text[: match.start()]):
            continue
        if _plain(match[1]) in SPOUSE_WORDS and not match[1].strip().isdecimal():
            rest = one_line(f"{text[: match.start()]} {text[match.end() :]}")
            return Couple(rest, match[1].strip() or "Spouse", True)
        named = _without_word(match[1].strip())
        if named != match[1].strip():
            return Couple(one_line(f"{text[: match.start()]} {text[match.end() :]}"), named)
    joint = _joint(text)
    behind = _BEHIND.search(text)
    if (
        behind
        and strip_titles(text[: behind.start()]).rest
        and (joint is None or behind.start() < joint.start())
    ):
        return Couple(text[: behind.start()].strip(" ,"), behind[1], True)
    if joint is None or not text[: joint.start()].strip():
        return Couple(text)
    first, second = text[: joint.start()].strip(" ,"), text[joint.end() :].strip(" ,")
    if not second:
        return Couple(first)
    plain = _plain(second)
    if plain in GUEST_WORDS or plain.isdecimal():
        return Couple(first, places=1 + int(plain) if plain in ("1", "2", "3", "4") else 2)
    if plain in SPOUSE_WORDS:
        return Couple(first, second, True)
    if plain in FAMILY_WORDS or any(_plain(word) in FAMILY_WORDS for word in second.split()):
        return Couple(first, note=one_line(joint[0] + second))
    if _JOINT.search(second):
        return Couple(first, several=True)
    return Couple(first, second)


def _joint(text: str) -> re.Match[str] | None:
    """The word between two persons, not the one within "Extraordinary and Plenipotentiary"."""
    for match in _JOINT.finditer(text):
        before, after = text[: match.start()].split(), text[match.end() :].split()
        if before and after and fold(before[-1]) in JOINED_WORDS and fold(after[0]) in JOINED_WORDS:
            continue
        if not _is_of_a_name(match[0].strip(), before, after):
            return match
    return _TITLED_SECOND.search(text) or _same_family(text)


def _same_family(text: str) -> re.Match[str] | None:
    """The comma between husband and wife whose family name has two forms: "Quliyev Orxan, Quliyeva Nərmin"."""
    halves = text.split(",")
    if len(halves) != 2 or not all(len(half.split()) in (2, 3) for half in halves):
        return None
    his, hers = (fold(half).split() for half in halves)
    pairs = ((one, other) for one, other in zip(his, hers, strict=False) if len(one) > 4)
    return re.search(r"\s*,\s*", text) if any(_is_form_of(*pair) for pair in pairs) else None


def _is_form_of(one: str, other: str) -> bool:
    """Ivanov and Ivanova, Belski and Belskaya, whichever stands first."""
    short, long = sorted((one, other), key=len)
    if re.search(r"(?:ov|ev|in|ов|ев|ёв|ин)$", short):
        return long in (f"{short}a", f"{short}а")
    return bool(re.search(r"(?:ский|цкий|ski)$", short)) and long[:-3] == short[:-3] != long


def _is_of_a_name(word: str, before: list[str], after: list[str]) -> bool:
    """Written as a name is ("Nguyễn Văn Con"), or between two family names ("Ortega y Gasset")."""
    if word.istitle() and word not in ("And", "With"):
        return True
    return word in ("y", "e") and len(before) > 1 and len(after) == 1 and _plain(after[0]) not in SPOUSE_WORDS


def _plain(text: str) -> str:
    return fold(text).strip(" .()[]")


def share_names(couple: Couple) -> tuple[str, str]:
    """(first, second) with what one half lends the other: "Mr. and Mrs. John Smith", "Ali and Sara Khan"."""
    first, second = couple.first, couple.second or ""
    theirs = strip_titles(second)
    if is_title(first) and theirs.rest:
        words = theirs.rest.split()
        titles = " ".join(title.text for title in theirs.titles)
        return f"{first} {theirs.rest}", f"{titles} {words[-1]}".strip()
    first, lent = _without_plural(first)
    second = f"{lent}{second}" if not theirs.titles else second
    ours = strip_titles(first)
    words = ours.rest.split()
    if len(words) == 1 and len(theirs.rest.split()) >= 2:
        family = read_name(theirs.rest).family
        if family and fold(family) != fold(words[0]):
            return f"{first} {family}", second
    return first, second


def _without_plural(first: str) -> tuple[str, str]:
    """A title of both, in the plural, to that of each: "Drs. Ali" to ("Dr. Ali", "Dr. ")."""
    plural, _, rest = first.partition(" ")
    single = _PLURALS.get(_plain(plural))
    return (f"{single} {rest}", f"{single} ") if single and rest else (first, "")


def read_spouse(text: str, family: str = "", spellings: Spellings | None = None) -> SpouseDraft | None:
    """A spouse from her or his own words; None where the cell says that there is none.

    `family` is the other half's family name: a single word equal to it, or after "Mrs.", is a family name.
    """
    text = one_line(text)
    if joined := _JOINT.match(text):
        text = text[joined.end() :]
    text = _without_word(text)
    if _plain(text) in SPOUSE_WORDS or is_yes(text):
        return SpouseDraft(text)
    if is_no(text):
        return None
    titled = strip_titles(text)
    if not titled.rest or (is_title(text) and not titled.titles):
        return SpouseDraft(text)
    names = read_name(titled.rest, spellings)
    if not names.given and not names.family and " " not in names.full:
        names = _single(names, family, {fold(t.text).strip(".") for t in titled.titles})
    shown = " ".join([*(t.text for t in titled.titles if t.kind is not TitleKind.post_nominal), names.full])
    return SpouseDraft(shown, titled.whole(names), titled.titles)


def _without_word(text: str) -> str:
    """The name behind a word for the spouse: "wife: Anna Berg", "eşi Ayşe", "супруга Анна"."""
    first, _, rest = text.partition(" ")
    rest = rest.strip(" :-–")
    names = rest and _plain(rest) not in SPOUSE_WORDS and not is_title(first) and not rest[0].islower()
    if names and _plain(first.strip(":")) in SPOUSE_WORDS:
        return rest
    return text


def spouse_told(text: str, family: str, spellings: Spellings | None) -> SpouseDraft | None:
    """The spouse of a remark that names her or him and says no more: "accompanied by Mrs. Y", "супруга Анна"."""
    text = one_line(text)
    bare = _TOGETHER.sub("", text)
    words = bare.split()
    size = next((n for n in (3, 2, 1) if _plain(" ".join(words[:n]).strip(":-–")) in _KINDRED), 0)
    named = strip_titles(" ".join(words[size:]).strip(" :-–"))
    social = bare != text and any(title.kind is TitleKind.social for title in named.titles)
    if not (size or social) or not _NAME_ALONE.fullmatch(named.rest):
        return None
    if script_of(named.rest) == "Cyrl" and bare != text:
        return SpouseDraft(text)  # "с супругой Анной": the name is declined
    return read_spouse(" ".join(words[size:]).strip(" :-–"), family, spellings)


def _single(names: NamesDraft, family: str, titles: set[str]) -> NamesDraft:
    if fold(names.full) == fold(family) or titles & {"mrs", "mr", "mme", "madame", "monsieur"}:
        return replace(names, family=names.full)
    return replace(names, given=names.full)
