"""The fold under any order, any duplication and any batching of its scans."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.checkin.fold import Fact, Kind, Stage, Verdict, fold, knowing

SECONDS = 1000
DEVICES = ("a", "b", "c")
KINDS = (*Kind, Kind.ENTRY, Kind.ENTRY, Kind.EXIT)


def scan(seq: int, number: int) -> Fact:
    """One scan out of one number: a draw for each, so that thousands of histories take seconds."""
    dice = Random(number)
    kind = dice.choice(KINDS)
    return Fact(
        id=f"s{seq}",
        device_id=dice.choice(DEVICES),
        seq=seq,
        kind=kind,
        gate_id=dice.choice(("g1", "g2")),
        at=dice.randrange(dice.choice((30, 800))) * SECONDS,
        stage=dice.choice((Stage.ADMIT, Stage.ADMIT, Stage.ADMIT, Stage.SIGHT)),
        ref=f"s{dice.randrange(14)}" if kind == Kind.VOID else None,
        advice=dice.choice(("expected", "unanswered", "declined", "inside")),
        override=dice.random() < 0.5,
        may_void=dice.random() < 0.5,
        marks=frozenset(dice.sample(("late", "uncertain"), dice.randrange(3))),
    )


def histories() -> st.SearchStrategy[list[Fact]]:
    """Up to twelve scans of one guest, by three devices, some of them voids of others or of nothing."""
    numbers = st.lists(st.integers(0, 2**32), max_size=12)
    return numbers.map(lambda drawn: [scan(seq, number) for seq, number in enumerate(drawn)])


@pytest.mark.check("O05")
@settings(max_examples=5000, deadline=None)
@given(histories(), st.integers(0, 2**32))
def test_any_order_and_duplication_gives_the_same_state(facts: list[Fact], seed: int) -> None:
    dice = Random(seed)
    arrived = [*facts, *dice.choices(facts, k=dice.randrange(6))] if facts else []
    dice.shuffle(arrived)
    assert fold("G", arrived) == fold("G", facts)


@pytest.mark.check("O05")
@settings(max_examples=500, deadline=None)
@given(histories(), st.integers(0, 2**32))
def test_any_batching_ends_in_the_same_state(facts: list[Fact], seed: int) -> None:
    dice = Random(seed)
    rest = dice.sample(facts, len(facts))
    held: list[Fact] = []
    state = fold("G", held)
    while rest:
        size = dice.randint(1, len(rest))
        held, rest = [*held, *rest[:size]], rest[size:]
        state = fold("G", held)
    assert state == fold("G", facts)


@settings(max_examples=500, deadline=None)
@given(histories())
def test_every_scan_has_one_verdict_and_the_counts_add_up(facts: list[Fact]) -> None:
    state = fold("G", facts)
    verdicts = list(state.verdicts.values())
    assert set(state.verdicts) == {fact.id for fact in facts}
    assert verdicts.count(Verdict.FIRST) <= 1
    assert state.entries == verdicts.count(Verdict.FIRST) + verdicts.count(Verdict.REENTRY)
    assert state.exits == verdicts.count(Verdict.EXIT)
    assert state.inside == (state.entries - state.exits == 1)


@settings(max_examples=500, deadline=None)
@given(histories())
def test_every_duplicate_is_a_conflict_or_was_admitted_knowingly(facts: list[Fact]) -> None:
    state = fold("G", facts)
    known = {fact.id: fact for fact in facts}
    second = {clash.second for clash in state.clashes}
    for scan_id, verdict in state.verdicts.items():
        unexplained = verdict == Verdict.DUPLICATE and not knowing(known[scan_id])
        assert (scan_id in second) == unexplained


@settings(max_examples=500, deadline=None)
@given(histories())
def test_entries_that_count_alternate_with_exits(facts: list[Fact]) -> None:
    state = fold("G", facts)
    counted = [
        state.verdicts[fact.id]
        for fact in sorted(facts, key=lambda fact: fact.order)
        if state.verdicts[fact.id] in (Verdict.FIRST, Verdict.REENTRY, Verdict.EXIT)
    ]
    assert all((one == Verdict.EXIT) != (two == Verdict.EXIT) for one, two in pairwise(counted))
