"""Directories of invented persons for the bench and the tests: many names that are nearly alike."""

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).parent
CONSONANTS = ("bdgkptmnrlszfv", "бдгкптмнрлсзфв", "بتدرزسلمن", "ბდგკმნრლ", "δγκμνρλσ")


def pairs(file: str) -> list[tuple[str, str, str]]:
    """Rows (script, one name, the other) of a file in pairs/, such as "same-train"."""
    lines = (HERE / "pairs" / f"{file}.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(script, one, other) for script, one, other in rows]


def directory(stored: Sequence[str], size: int, seed: int = 7) -> list[str]:
    """`size` names: those in `stored`, up to five near-namesakes of each, and invented others."""
    rng = random.Random(seed)
    names = list(dict.fromkeys(stored))
    seen = set(names)
    pools = [
        pool for name, pool in json.loads((HERE / "pools.json").read_text("utf-8")).items() if name != "about"
    ]
    given = [_listed(pool["given"]) for pool in pools]
    family = [_listed(pool["family"]) for pool in pools]
    for name in [near for one in names[: size // 8] for near in _near(one, rng)]:
        if name not in seen and len(names) < size:
            seen.add(name)
            names.append(name)
    while len(names) < size:
        at = rng.randrange(len(pools))
        parts = [rng.choice(given[at]), rng.choice(family[at])]
        if rng.random() < 0.25 or size > 20_000:
            parts.insert(1, rng.choice(given[at] if rng.random() < 0.5 else family[at]))
        name = " ".join(parts)
        if size > 20_000 and rng.random() < 0.5:
            name = _misheard(name, rng)
        if name not in seen:
            seen.add(name)
            names.append(name)
    rng.shuffle(names)
    return names


def _listed(text: str) -> list[str]:
    return text.split("|") if "|" in text else text.split()


def _near(name: str, rng: random.Random) -> Iterator[str]:
    """Names easily confused with this one: a consonant changed, a sibling, a namesake with one more name."""
    for _ in range(3):
        yield _misheard(name, rng)
    words = name.split()
    if len(words) > 1:
        yield " ".join([_misheard(words[0], rng), *words[1:]])
        yield " ".join([*words[:-1], _misheard(words[-1], rng)])


def _misheard(name: str, rng: random.Random) -> str:
    places = [at for at, x in enumerate(name) for group in CONSONANTS if at and x in group]
    if not places:
        return name
    at = rng.choice(places)
    group = next(group for group in CONSONANTS if name[at] in group)
    return name[:at] + rng.choice(group) + name[at + 1 :]
