"""Letters to sounds by a table: longest match first, with a look at the letters on both sides."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

Rule = tuple[str, str, str, str]


@lru_cache(maxsize=4096)
def base(letter: str) -> str:
    """The letter without its diacritics (first code point of its compatibility decomposition)."""
    return unicodedata.normalize("NFKD", letter)[0]


def is_mark(letter: str) -> bool:
    """Whether the code point is a combining mark (Unicode general category M)."""
    return unicodedata.category(letter)[0] == "M"


class Rewriter:
    """One orthography: single letters, and rules `[letters, sounds, next, previous]` that override them.

    `next` and `previous` list the letters allowed there ("$" the word's end, "^" its beginning);
    an empty string allows any. Of the rules that fit, the longest wins, then the earlier one.
    `doubled` keeps doubled sounds: in scripts without short vowels a vowel may stand between them.
    """

    def __init__(
        self, letters: Mapping[str, str], rules: Iterable[Sequence[str]], *, doubled: bool = False
    ) -> None:
        self.doubled = doubled
        self.letters = letters
        self.rules: dict[str, list[Rule]] = {}
        for row in rules:
            source, target, following, preceding = [*row, "", ""][:4]
            self.rules.setdefault(source[0], []).append((source, target, following, preceding))
        for options in self.rules.values():
            options.sort(key=lambda rule: -len(rule[0]))

    def overridden(self, rules: Iterable[Sequence[str]]) -> "Rewriter":
        """The same orthography with `rules` put before rules of the same length."""
        own = [rule for options in self.rules.values() for rule in options]
        return Rewriter(self.letters, [*rules, *own], doubled=self.doubled)

    def spelling(self, word: str) -> str:
        """The word in letters this table knows: unknown signs lose their diacritic, marks fall away."""
        out = []
        for letter in word:
            if letter in self.letters or letter in self.rules or letter.isascii():
                out.append(letter)
            elif not is_mark(letter):
                out.append(base(letter))
        return "".join(out)

    def sounds(self, word: str) -> str:
        """The sounds of a lower-case word; letters unknown to the table fall away unless they are ASCII."""
        text = self.spelling(word)
        out: list[str] = []
        at = 0
        while at < len(text):
            rule = self._rule(text, at)
            if rule is not None:
                out.append(rule[1])
                at += len(rule[0])
                continue
            letter = text[at]
            out.append(self.letters.get(letter, letter if letter.isascii() and letter.isalpha() else ""))
            at += 1
        found = "".join(out)
        return found if self.doubled else squeeze(found)

    def _rule(self, text: str, at: int) -> Rule | None:
        for rule in self.rules.get(text[at], ()):
            source, _, following, preceding = rule
            if not text.startswith(source, at):
                continue
            end = at + len(source)
            after = base(text[end]) if end < len(text) else "$"
            before = base(text[at - 1]) if at else "^"
            if (not following or after in following) and (not preceding or before in preceding):
                return rule
        return None


def squeeze(sounds: str) -> str:
    """The sounds with doubled ones written once."""
    out = ""
    for sound in sounds:
        if not out.endswith(sound):
            out += sound
    return out
