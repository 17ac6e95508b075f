"""Recall by script and time of the name matcher, beside two simple pipelines, at several sizes.

`python tools/bench_names.py [--half train|test|fresh|second|last] [--sizes 1000,10000] [--misses]`
"""

import argparse
import statistics
import sys
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from anyascii import anyascii
from rapidfuzz import fuzz, process

sys.path.insert(0, str(Path(__file__).parent.parent))

from app.names import Index, Verdict, same_person
from tests.names.directories import directory, pairs

HALVES = ["train", "test", "fresh", "second", "last"]
Search = Callable[[str], Sequence[tuple[str, float]]]


def stripped(name: str) -> str:
    """Lower case without combining marks: what most programs do."""
    return "".join(x for x in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(x))


def simple(names: Sequence[str], fold: Callable[[str], str]) -> Search:
    """Fold everything and let rapidfuzz's WRatio choose."""
    folded = [fold(name) for name in names]
    return lambda query: [
        (names[at], score)
        for _, score, at in process.extract(fold(query), folded, scorer=fuzz.WRatio, limit=5)
    ]


def ours(names: Sequence[str]) -> Search:
    """The matcher of app.names with its index in memory."""
    index = Index((name, [name]) for name in names)
    return lambda query: [(hit.name, hit.score) for hit in index.search(query, limit=5)]


def measure(
    search: Search, rows: list[tuple[str, str, str]], misses: bool
) -> tuple[dict[str, list[int]], list[float], int]:
    """Places (1 to 5, 0 when missed) by script, milliseconds of one core, and how many share the best score.

    A namesake spelt as typed is no miss. Where a query leaves out what tells two namesakes apart, both score alike.
    """
    places: dict[str, list[int]] = defaultdict(list)
    times = []
    tied = 0
    for script, stored, typed in rows:
        start = time.process_time()
        hits = search(typed)
        times.append((time.process_time() - start) * 1000)
        found = [name for name, _ in hits]
        tied += any(name in (stored, typed) and score == hits[0][1] for name, score in hits)
        place = next((at for at, name in enumerate(found, 1) if name in (stored, typed)), 0)
        places[script].append(place)
        if misses and place != 1:
            print(f"    {script} {place} {typed!r} wants {stored!r}: {found[:3]}")
    return places, times, tied


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--half", choices=HALVES, default="test")
    options.add_argument("--sizes", default="1000,10000")
    options.add_argument("--misses", action="store_true")
    options.add_argument("--alone", action="store_true", help="leave out the simple pipelines")
    chosen = options.parse_args()
    rows = pairs(f"same-{chosen.half}")
    stored = [
        one for half in dict.fromkeys(("train", "test", chosen.half)) for _, one, _ in pairs(f"same-{half}")
    ]
    scripts: dict[str, dict[str, list[int]]] = {}
    print(f"{chosen.half} half: {len(rows)} pairs")
    print(
        f"{'pipeline':24} {'size':>7} {'first':>7} {'tied':>7} {'of five':>7} {'median':>8} {'p95':>8} {'index':>7}"
    )
    for size in map(int, chosen.sizes.split(",")):
        names = directory(stored, size)
        makers: dict[str, Callable[[], Search]] = {"app.names": lambda names=names: ours(names)}
        if not chosen.alone:
            makers["accents off + WRatio"] = lambda names=names: simple(names, stripped)
            makers["anyascii + WRatio"] = lambda names=names: simple(names, lambda x: anyascii(x).lower())
        for label, make in makers.items():
            start = time.process_time()
            search = make()
            built = time.process_time() - start
            places, times, tied = measure(search, rows, chosen.misses and label == "app.names")
            every = [place for found in places.values() for place in found]
            first = sum(place == 1 for place in every) / len(every)
            five = sum(place > 0 for place in every) / len(every)
            p95 = statistics.quantiles(times, n=20)[-1]
            shares = f"{first:7.1%} {tied / len(every):7.1%} {five:7.1%}"
            print(
                f"{label:24} {size:7} {shares} {statistics.median(times):6.1f}ms {p95:6.1f}ms {built:6.2f}s"
            )
            scripts[f"{label} {size}"] = places
    print_scripts(scripts)
    print_same(chosen.half, chosen.misses)


def print_scripts(scripts: dict[str, dict[str, list[int]]]) -> None:
    """First place and among the first five, by script, a line each."""
    print("\nby script: first / among five, in percent")
    labels = list(scripts)
    print(f"{'':7} {'n':>3} " + " ".join(f"{label[:18]:>18}" for label in labels))
    for script in sorted(next(iter(scripts.values()))):
        cells = []
        for label in labels:
            found = scripts[label][script]
            first, five = sum(p == 1 for p in found), sum(p > 0 for p in found)
            cells.append(f"{100 * first // len(found):>9} / {100 * five // len(found):>3}   ")
        print(f"{script:7} {len(scripts[labels[0]][script]):>3} " + " ".join(f"{cell:>18}" for cell in cells))


def print_same(half: str, misses: bool) -> None:
    """Verdicts of true pairs and of persons easily confused."""
    for file in (f"same-{half}", f"different-{half}"):
        found = [(same_person(one, other), one, other) for _, one, other in pairs(file)]
        shares = " ".join(f"{v}: {sum(x[0] == v for x in found) / len(found):.1%}" for v in Verdict)
        print(f"\nsame person? {file}: {shares}")
        wrong = Verdict.NO if file.startswith("same") else Verdict.YES
        for verdict, one, other in found if misses else ():
            if verdict == wrong:
                print(f"    {verdict}: {one!r} / {other!r}")


if __name__ == "__main__":
    main()
