"""States as lists write them: a code, or a name in one of the languages that the table of states holds."""

import re

from app.directory.folding import fold
from app.missions import queries as missions

_BRACKETS = re.compile(r"\(.*?\)")
# Everyday short names beside the table's; ISO 3166-1 codes.
_SHORT = {
    "uae": "AE", "usa": "US", "us": "US", "united states of america": "US", "uk": "GB", "great britain": "GB",
    "britain": "GB", "korea": "KR", "south korea": "KR", "republic of korea": "KR", "north korea": "KP",
    "dprk": "KP", "turkey": "TR", "czech republic": "CZ", "holland": "NL", "ivory coast": "CI", "burma": "MM",
    "russian federation": "RU", "ksa": "SA", "prc": "CN", "holy see": "VA", "vatican": "VA", "palestine": "PS",
}  # fmt: skip


class States:
    """The table of states, loaded once for many questions."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = dict(_SHORT)
        self._english: dict[str, str] = {}
        self._within: dict[str, str] = {}
        for state in missions.states():
            self._codes.setdefault(state.code.lower(), state.code)
            for lang, text in state.names.items():
                folded = fold(_BRACKETS.sub("", text).replace("&", "and"))
                self._codes.setdefault(folded, state.code)
                if lang == "en":
                    self._english[state.code] = folded

    def code_of(self, text: str) -> str:
        """The code that `text` names, or an empty string."""
        return self._codes.get(fold(text), "")

    def code_within(self, text: str) -> str:
        """The code of a state named somewhere within `text`: "Embassy of the Kingdom of Norway" is NO."""
        if text not in self._within:
            folded = f" {fold(text)} "
            found = [
                (len(name), code)
                for name, code in self._codes.items()
                if len(name) > 3 and f" {name} " in folded
            ]
            self._within[text] = max(found)[1] if found else ""
        return self._within[text]

    def words_of(self, code: str) -> str:
        """The folded English name of a state, for the search."""
        return self._english.get(code, "")
