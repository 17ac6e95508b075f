"""Name, post and body written in one cell, parted by a line break, a dash, a comma or brackets."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from app.directory.importing.names import OFFICE_MODIFIERS
from app.directory.importing.offices import looks_like_office, looks_like_organisation, split_held_at
from app.directory.importing.person import TitleKind
from app.directory.importing.titles import is_post_nominal, is_title, strip_titles
from app.directory.importing.words import fold, is_shouted, one_line

_BREAK = re.compile(r"\s+[-–—|]+\s+|\s*[,;:،؛]\s*|\s*/\s*|\s+\((?=[^)]{3,}\)\s*$)")
_ASIDE = re.compile(r"\([^()]*\)")
_GOES_ON = re.compile(r"^(?:&|\+|and\b|with\b|və\b|ve\b|et\b|и\b|اور)", re.IGNORECASE)
_JOINED_ON = re.compile(r"\s+(?:&|\+|and|with)\s+", re.IGNORECASE)
_SPOUSE_AT_END = re.compile(
    r"[,\s]+(?:(?:and|&|with|\+|və|ve|et|и)\s+(?:his |her |his/her )?"
    r"(?:spouse|wife|husband|(?:Mrs|Mr|Mme|Madame|Begum|Ms)\b\.?[^,]*))\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NamedPost:
    name: str
    office: str = ""
    organisation: str = ""


@lru_cache(maxsize=4096)
def split_post(text: str, expected: bool, alone: bool = False) -> NamedPost:
    """Part a cell into name, office and body.

    With `expected` (a column of names and posts) whatever follows the name is its post; else only what
    reads like one is taken away. With `alone` no other column holds the body.
    """
    found = _split_post(text, expected)
    if alone and expected and found.office and not found.organisation:
        office, organisation = split_held_at(found.office, True)
        return replace(found, office=office, organisation=organisation)
    return found


def _split_post(text: str, expected: bool) -> NamedPost:
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > 1:
        found = _by_lines(lines, expected)
        if found:
            return found
    line = one_line(text)
    for match in _BREAK.finditer(line):
        name, rest = line[: match.start()].strip(), line[match.end() :].strip()
        if match[0].strip() == "(":
            rest = rest.rstrip(")").rstrip()
        if _is_break(name, rest, match[0].strip(), expected):
            return _named(name, rest)
    return NamedPost(line)


def _by_lines(lines: list[str], expected: bool) -> NamedPost | None:
    lines = [line.strip().strip(",;") for line in lines]
    posted = looks_like_office(lines[0]) and bool(strip_titles(lines[1]).titles)
    if len(lines) > 1 and is_title(lines[0]) and not posted:
        lines = [f"{lines[0]} {lines[1]}", *lines[2:]]
    while len(lines) > 1 and _GOES_ON.match(lines[1]):
        lines = [f"{lines[0]} {lines[1]}", *lines[2:]]
    if len(lines) == 1:
        return _split_post(lines[0], expected)
    name, rest = lines[0], lines[1:]
    second = next((line for line in rest if _is_spouse_line(line)), None)
    if second is not None and len(rest) > 1:
        name, rest = f"{name} & {second}", [line for line in rest if line != second]
    if is_office_alone(name) and not looks_like_office(rest[0]):
        name, rest = rest[0], [name, *rest[1:]]
    if expected or any(looks_like_office(line) for line in rest):
        inner = _split_post(name, False)
        if inner.office:
            return NamedPost(inner.name, inner.office, inner.organisation or ", ".join(rest))
        return _named(name, "\n".join(rest))
    return None


def _is_spouse_line(line: str) -> bool:
    """A line of its own for her or him: "Mrs. Ana Berg"."""
    titled = strip_titles(line)
    social = any(title.kind is TitleKind.social for title in titled.titles)
    return social and bool(titled.rest) and not looks_like_office(line) and not looks_like_organisation(line)


def _is_break(name: str, rest: str, mark: str, expected: bool) -> bool:
    if not name or not rest or is_title(name):
        return False
    head = re.split(r"[,;،؛]", rest)[0].strip()
    if mark == "(" and looks_like_office(head):
        return True
    if is_post_nominal(_JOINED_ON.split(head)[0]) or re.fullmatch(
        r"(?i)jr\.?|sr\.?|i{2,3}|retd\.?|esq\.?", head
    ):
        return False
    if strip_titles(rest).titles and any(
        title.kind in (TitleKind.social, TitleKind.honorific) for title in strip_titles(rest).titles
    ):
        return False
    bare = strip_titles(name).rest.split()
    if looks_like_office(head):
        return True
    if mark == "," and len(bare) == 1 and (is_shouted(bare[0]) or strip_titles(head).titles):
        return False
    if looks_like_office(rest):
        return True
    if not expected:
        return looks_like_organisation(rest) and mark in ("-", "–", "—", "|", "(")
    if mark == "," and len(bare) == 1 and len(rest.split()) <= 2:
        return False
    return mark != "/" and len(bare) >= 1


def _named(name: str, rest: str) -> NamedPost:
    spouse = _SPOUSE_AT_END.search(rest)
    if spouse:
        name, rest = f"{name} {one_line(spouse[0].strip(' ,'))}", rest[: spouse.start()]
    office, organisation = split_held_at(rest)
    if not organisation and looks_like_organisation(rest) and not looks_like_office(rest):
        office, organisation = "", rest
    return NamedPost(name.strip(" ,;-"), one_line(office).strip(" ,;"), one_line(organisation).strip(" ,;"))


def is_office_alone(text: str) -> bool:
    """Whether the words name a post and nobody in it: "The Secretary", "H.E. the Ambassador of X"."""
    text = _ASIDE.sub(" ", text).strip() or text
    rest = strip_titles(text).rest or text
    if not looks_like_office(rest):
        return False
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", fold(rest))
    if words and words[0] == "the":
        return True
    if re.search(r"\b(?:of|for|to the)\b", fold(rest)):
        return True
    return all(
        word in OFFICE_MODIFIERS or looks_like_office(word) or looks_like_organisation(word) for word in words
    )
