"""The keys under which a person is found: what a query and a stored name must share to be compared.

Kinds: s skeleton and its one-letter deletions (Garbe's SymSpell idea, on skeletons), w two marks of one
name in alphabetical order (a mark is a looser skeleton or a group), p the first coarse sounds of a token,
q the beginning of a skeleton, l the first letters as an English keyboard types them, g a group of variants,
f the sounds of a token, or of two joined, whose skeleton is too short to say anything. All are at most 40 characters.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache

from app.names.rewriting import squeeze
from app.names.skeletons import coarse
from app.names.tables import all_tables
from app.names.tokens import Token, joined, prepare

LONGEST = 40
KEYS_VERSION = hashlib.sha256(json.dumps([2, all_tables()], sort_keys=True).encode()).hexdigest()[:12]
_SHORT_SKELETON = 2
_BEGINNING = 4
MOST_SKELETONS, MOST_GROUPS = 4, 2


def search_keys(names: Iterable[str]) -> frozenset[str]:
    """The postings of a person who bears these names. Store them anew when KEYS_VERSION changes."""
    found: set[str] = set()
    for name in names:
        tokens = prepare(name).tokens
        for token in tokens:
            found |= _stored_token(token)
        found.update(_joins(tokens))
        found |= _pairs(tokens)
    return frozenset(key[:LONGEST] for key in found)


def weighed(keys: Mapping[str, float], counts: Mapping[str, int]) -> dict[str, float]:
    """The weights of query_keys() lowered for keys that many persons share; keys nobody has are left out.

    `counts`: how many persons have each key. The square root is a compromise between counting (which drowns
    rare names in common ones) and inverse document frequency (which lets one rare typing error decide).
    """
    return {
        key: weight / (3.0 + float(counts[key]) ** 0.5) for key, weight in keys.items() if counts.get(key)
    }


def query_keys(query: str) -> dict[str, float]:
    """Keys to look for, with the weight a person gains for each. The rarer kinds weigh more."""
    tokens = prepare(query).tokens
    weights: dict[str, float] = {}

    def add(key: str, weight: float) -> None:
        key = key[:LONGEST]
        weights[key] = max(weights.get(key, 0.0), weight)

    for token in tokens:
        for key, weight in _typed_token(token):
            add(key, weight)
    for key in _joins(tokens):
        add(key, 2.0)
    for key in _pairs(tokens):
        add(key, 3.0)
    return weights


@lru_cache(maxsize=65536)
def _stored_token(token: Token) -> frozenset[str]:
    if token.kind == "title":
        return frozenset()
    found = {f"g:{group}" for group in token.groups}
    if len(token.plain) >= _BEGINNING:
        found.add(f"l:{token.plain[:_BEGINNING]}")
    for at, skeleton in enumerate(token.skeletons):
        found.add(f"s:{skeleton}")
        if at < 2:
            found.update(f"s:{shorter}" for shorter in _deletions(skeleton))
    for fold in token.folds:
        begun = coarse(fold)
        found.update(f"p:{begun[:size]}" for size in (2, 3, 4) if len(begun) >= size)
    for skeleton in token.skeletons[:2]:
        found.update(f"q:{skeleton[:size]}" for size in (2, 3) if len(skeleton) > size)
    if _is_short(token):
        found.update(f"f:{fold}" for fold in token.folds)
    return frozenset(found)


@lru_cache(maxsize=16384)
def _typed_token(token: Token) -> tuple[tuple[str, float], ...]:
    if token.kind == "title":
        return ()
    share = token.weight
    found = [(f"l:{token.plain[:_BEGINNING]}", 0.9 * share)] if len(token.plain) >= _BEGINNING else []
    found += [(f"g:{group}", 2.0 * share) for group in token.groups]
    for at, skeleton in enumerate(token.skeletons):
        found.append((f"s:{skeleton}", (2.0 if len(skeleton) > _SHORT_SKELETON else 1.2) * share))
        if at < 2:
            found += [(f"s:{shorter}", 0.5 * share) for shorter in _deletions(skeleton)]
    for fold in token.folds:
        begun = coarse(fold)
        if len(begun) >= 2:
            found.append((f"p:{begun[:4]}", 0.9 * share))
    for skeleton in token.skeletons[:2]:
        if 2 <= len(skeleton) <= 3:
            found.append((f"q:{skeleton}", 0.6 * share))
    if _is_short(token):
        found += [(f"f:{fold}", 1.5 * share) for fold in token.folds]
    return tuple(found)


def _joins(tokens: tuple[Token, ...]) -> list[str]:
    """Two tokens written as one, or three around a particle; Soo and jin have few consonants, so also as sounds."""
    found = []
    for first in range(len(tokens) - 1):
        around = first + 2 < len(tokens) and tokens[first + 1].kind == "particle"
        for size in (2, 3) if around else (2,):
            whole = joined(tokens[first : first + size])
            found += [f"s:{skeleton}" for skeleton in whole.skeletons[:2]]
            if size == 2 and _is_short(whole):
                found += [f"f:{fold}" for fold in whole.folds]
    return found


def _is_short(token: Token) -> bool:
    return any(len(skeleton) <= _SHORT_SKELETON for skeleton in token.skeletons)


def _deletions(skeleton: str) -> list[str]:
    if len(skeleton) <= _SHORT_SKELETON:
        return []
    shorter = [skeleton[:at] + skeleton[at + 1 :] for at in range(len(skeleton))]
    return list(dict.fromkeys(shorter))


def _pairs(tokens: tuple[Token, ...]) -> set[str]:
    """Two tokens of one name together: rare even where both names are common.

    Of three tokens, two may be the halves of one (Kim Min Soo is Kim Minsoo).
    """
    heads = [_marks(t) for t in tokens if t.kind != "particle" and t.skeletons][:5]
    found = {_pair(a, b) for i, one in enumerate(heads) for two in heads[i + 1 :] for a in one for b in two}
    if len(tokens) == 3:
        for one, two in ((tokens[0], joined(tokens[1:])), (tokens[2], joined(tokens[:2]))):
            found.update(_pair(a, b) for a in _marks(one) for b in _marks(two))
    return found


@lru_cache(maxsize=65536)
def _marks(token: Token) -> tuple[str, ...]:
    """What a token contributes to pairs: its skeletons with t and s alike, and the groups it belongs to."""
    loose = [squeeze(skeleton.replace("t", "s")) for skeleton in token.skeletons]
    return tuple(dict.fromkeys([*loose[:MOST_SKELETONS], *list(token.groups)[:MOST_GROUPS]]))


def _pair(a: str, b: str) -> str:
    return f"w:{a}+{b}" if a <= b else f"w:{b}+{a}"
