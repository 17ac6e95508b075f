"""Write tests/names/vectors.json: what Python and JavaScript must both say, to the last digit.

Run after a deliberate change of a table or of the matcher: `python tools/make_names_vectors.py`.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from app.names import Index, query_keys, same_person, score, search_keys
from app.names.tokens import prepare
from tests.names.directories import directory, pairs

TARGET = Path(__file__).parent.parent / "tests" / "names" / "vectors.json"
FILES = ("same-train", "same-test", "same-second", "different-train", "different-test", "different-second")
ODD = (
    "",
    " ",
    "Dr",
    "İ",
    "I",
    "x",
    "محمد",
    "O'",
    "-",
    "H.E.",
    "𐐀",
    "李",
    "ー",
    "a b c d e f g",
    "Ali-",
    "Иван (Ваня)",
)


def main() -> None:
    rows = [row for file in FILES for row in pairs(file)]
    names = [*dict.fromkeys(name for _, one, other in rows for name in (one, other)), *ODD]
    crowd = directory([one for _, one, _ in pairs("same-train")], 900)
    index = Index((name, [name]) for name in crowd)
    data = {
        "names": [
            {
                "name": name,
                "fold": [list(token.folds) for token in prepare(name).tokens],
                "keys": sorted(search_keys([name])),
                "query": query_keys(name),
            }
            for name in names
        ],
        "scores": [
            [a, b, score(a, b, mode="gate"), score(a, b, mode="same"), same_person(a, b)]
            for _, one, other in rows
            for a, b in ((one, other), (other, one))
        ],
        "crowd": crowd,
        "searches": [
            [typed, [[hit.name, hit.score, hit.why] for hit in index.search(typed, limit=5)]]
            for _, _, typed in (*pairs("same-train"), *pairs("same-second"))
        ],
    }
    TARGET.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
