"""The fold under any order, any duplication and any batching of its scans."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.checkin.fold import Fact, Kind, Stage, Verdict, fold, knowing

SECONDS = 1000
DEVICES = ("a", "b", "c")


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    """Up to twelve scans of one guest, by three devices, some of them voids of others or of nothing."""
    count = draw(st.integers(0, 12))
    facts = []
    for seq in range(count):
        kind = draw(st.sampled_from([*Kind, Kind.ENTRY, Kind.ENTRY, Kind.EXIT]))
        facts.append(
            Fact(
                id=f"s{seq}",
                device_id=draw(st.sampled_from(DEVICES)),
                seq=seq,
                kind=kind,
                gate_id=draw(st.sampled_from(["g1", "g2"])),
                at=draw(st.integers(0, 800)) * SECONDS,
                stage=draw(st.sampled_from([Stage.ADMIT, Stage.ADMIT, Stage.ADMIT, Stage.SIGHT])),
                ref=f"s{draw(st.integers(0, 13))}" if kind == Kind.VOID else None,
                advice=draw(st.sampled_from(["expected", "unanswered", "declined", "inside"])),
                override=draw(st.booleans()),
                may_void=draw(st.booleans()),
                marks=frozenset(draw(st.sets(st.sampled_from(["late", "uncertain"])))),
            )
        )
    return facts


@pytest.mark.check("O05")
@settings(max_examples=3000, deadline=None)
@given(st.data())
def test_any_order_and_duplication_gives_the_same_state(data: st.DataObject) -> None:
    facts = data.draw(histories())
    again = data.draw(st.lists(st.sampled_from(facts), max_size=6)) if facts else []
    shuffled = data.draw(st.permutations([*facts, *again]))
    assert fold("G", shuffled) == fold("G", facts)


@pytest.mark.check("O05")
@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_batching_ends_in_the_same_state(data: st.DataObject) -> None:
    facts = data.draw(st.permutations(data.draw(histories())))
    held: list[Fact] = []
    rest = list(facts)
    state = fold("G", held)
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        held, rest = [*held, *rest[:size]], rest[size:]
        state = fold("G", held)
    assert state == fold("G", facts)


@settings(max_examples=300, deadline=None)
@given(histories())
def test_every_scan_has_one_verdict_and_the_counts_add_up(facts: list[Fact]) -> None:
    state = fold("G", facts)
    verdicts = list(state.verdicts.values())
    assert set(state.verdicts) == {fact.id for fact in facts}
    assert verdicts.count(Verdict.FIRST) <= 1
    assert state.entries == verdicts.count(Verdict.FIRST) + verdicts.count(Verdict.REENTRY)
    assert state.exits == verdicts.count(Verdict.EXIT)
    assert state.inside == (state.entries - state.exits == 1)


@settings(max_examples=300, deadline=None)
@given(histories())
def test_every_duplicate_is_a_conflict_or_was_admitted_knowingly(facts: list[Fact]) -> None:
    state = fold("G", facts)
    known = {fact.id: fact for fact in facts}
    second = {clash.second for clash in state.clashes}
    for scan_id, verdict in state.verdicts.items():
        unexplained = verdict == Verdict.DUPLICATE and not knowing(known[scan_id])
        assert (scan_id in second) == unexplained


@settings(max_examples=300, deadline=None)
@given(histories())
def test_entries_that_count_alternate_with_exits(facts: list[Fact]) -> None:
    state = fold("G", facts)
    counted = [
        state.verdicts[fact.id]
        for fact in sorted(facts, key=lambda fact: fact.order)
        if state.verdicts[fact.id] in (Verdict.FIRST, Verdict.REENTRY, Verdict.EXIT)
    ]
    assert all((one == Verdict.EXIT) != (two == Verdict.EXIT) for one, two in pairwise(counted))
