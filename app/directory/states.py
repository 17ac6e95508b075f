"""States as lists write them: a code, or a name in one of the languages that the table of states holds."""

import re
from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy import select

from app.db import db
from app.directory.folding import fold
from app.missions.models import State

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
        self._within: dict[str, str] = {}
        for code, names in db.session.execute(select(State.code, State.names)):
            self._codes.setdefault(code.lower(), code)
            for text in names.values():
                self._codes.setdefault(_folded(text), code)

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


def words_of(codes: Iterable[str]) -> dict[str, str]:
    """The folded English name of each of these states, for the search."""
    wanted = {code for code in codes if code}
    if not wanted:
        return {}
    query = select(State.code, State.names).where(State.code.in_(wanted))
    return {code: _folded(names.get("en", "")) for code, names in db.session.execute(query)}


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    return fold(_BRACKETS.sub("", text).replace("&", "and"))
