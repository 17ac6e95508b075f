"""Matching of personal names across scripts, spellings and hearing: pure, typed, without a database.

Owns the sounds a name is read as, the keys under which a person is found, and the order of the hits.
It may never decide that two persons are one: it says yes, perhaps or no, and a human being merges.
"""

from app.names.keys import KEYS_VERSION, query_keys, search_keys, weighed
from app.names.same import Verdict, same_person
from app.names.scoring import score
from app.names.search import Hit, Index, rank, rank_in_turn, worth_ranking

__all__ = [
    "KEYS_VERSION",
    "Hit",
    "Index",
    "Verdict",
    "query_keys",
    "rank",
    "rank_in_turn",
    "same_person",
    "score",
    "search_keys",
    "weighed",
    "worth_ranking",
]
