"""Ranking of candidates, and a small index in memory for one event's guests."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rapidfuzz.distance import Levenshtein

from app.names.keys import query_keys, search_keys, weighed
from app.names.scoring import NOTHING, compared
from app.names.tables import table
from app.names.tokens import prepare

T = TypeVar("T")
FEWEST, MOST = 30, 200
_S: dict[str, float] = table("scores")
FIRST = int(_S["ranked_first"])
CONVINCING = _S["convincing"]
WORTH_RANKING = _S["worth_ranking"]


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """A candidate found: its key, score from 0 to 1, the stored name that matched, and why.

    Why is a msgid for the weakest match: exact, spelling, variant, sound, prefix, initials, ending.
    """

    key: T
    score: float
    name: str
    why: str


def rank(query: str, candidates: Iterable[tuple[T, Sequence[str]]], *, limit: int) -> list[Hit[T]]:
    """The best `limit` candidates (key, names), best first; each by its best name. Zeroes are left out."""
    hits: list[Hit[T]] = []
    for key, names in candidates:
        best, best_name = NOTHING, ""
        for name in names:
            found = compared(query, name, "gate")
            if found.score > best.score:
                best, best_name = found, name
        if best.score > 0:
            hits.append(Hit(key, best.score, best_name, best.why))
    return _in_order(query, hits, limit)


def _in_order(query: str, hits: list[Hit[T]], limit: int) -> list[Hit[T]]:
    """The best `limit`, best first; of those who score alike, whose letters are nearer to what was typed.

    Then whose rarest word stands in more of the names found: of two who differ in what was not typed, one is
    often a misspelling of the other.
    """
    found = sorted(hits, key=lambda hit: -hit.score)
    best = [hit for hit in found if hit.score >= found[:limit][-1].score]
    alike = Counter(hit.score for hit in best)
    if len(alike) == len(best):
        return best
    typed = prepare(query).text
    bearers = Counter(text for hit in found for text in _texts(hit.name))

    def place(hit: Hit[T]) -> tuple[float, int, int]:
        if alike[hit.score] == 1:
            return -hit.score, 0, 0
        rarest = min(bearers[text] for text in _texts(hit.name))
        return -hit.score, Levenshtein.distance(typed, prepare(hit.name).text), -rarest

    return sorted(best, key=place)[:limit]


def _texts(name: str) -> set[str]:
    return {token.text for token in prepare(name).tokens}


def worth_ranking(gained: Sequence[tuple[T, float]]) -> list[T]:
    """Of candidates with what they gained by shared keys, most first, those who gained enough beside the best.

    Who shares an eighth of what the likeliest shares is hardly ever the one who was meant.
    """
    least = WORTH_RANKING * gained[0][1] if gained else 0.0
    return [key for key, sum_of in gained if sum_of >= least]


def rank_in_turn(
    query: str,
    likeliest: Sequence[T],
    names: Callable[[Sequence[T]], Mapping[T, Sequence[str]]],
    *,
    limit: int,
) -> list[Hit[T]]:
    """Rank the first of the candidates, and the others only where none of those convinces.

    `likeliest`: keys of the candidates by shared keys, most first; `names`: reads the names of some of them.
    """
    hits = rank(query, names(likeliest[:FIRST]).items(), limit=limit)
    rest = likeliest[FIRST:]
    if rest and (not hits or hits[0].score < CONVINCING):
        hits = _in_order(query, hits + rank(query, names(rest).items(), limit=limit), limit)
    return hits


class Index(Generic[T]):
    """Names in memory: the same keys and the same ranking as the postings table, for up to 100,000."""

    def __init__(self, people: Iterable[tuple[T, Sequence[str]]]) -> None:
        self.people: list[tuple[T, Sequence[str]]] = []
        self._postings: defaultdict[str, list[int]] = defaultdict(list)
        for key, names in people:
            number = len(self.people)
            self.people.append((key, names))
            for posting in search_keys(names):
                self._postings[posting].append(number)

    def candidates(self, query: str) -> list[int]:
        """The places of those who share the weightiest keys with the query; a rare key weighs more."""
        gained: defaultdict[int, float] = defaultdict(float)
        keys = query_keys(query)
        counts = {key: len(self._postings[key]) for key in keys if key in self._postings}
        for key, share in weighed(keys, counts).items():
            for number in self._postings[key]:
                gained[number] += share
        least = sorted(gained.values(), reverse=True)[: self._enough()][-1:] or [0.0]
        enough = [(number, share) for number, share in gained.items() if share >= least[0]]
        return worth_ranking(sorted(enough, key=lambda one: (-one[1], one[0]))[: self._enough()])

    def _enough(self) -> int:
        """How many candidates to rank: the more people, the more of them look alike."""
        return min(MOST, FEWEST + len(self.people) // 100)

    def search(self, query: str, *, limit: int = 10) -> list[Hit[T]]:
        """The best hits of the whole index."""
        found = rank_in_turn(query, self.candidates(query), self._names, limit=limit)
        return [Hit(self.people[hit.key][0], hit.score, hit.name, hit.why) for hit in found]

    def _names(self, places: Sequence[int]) -> dict[int, Sequence[str]]:
        return {place: self.people[place][1] for place in places}
