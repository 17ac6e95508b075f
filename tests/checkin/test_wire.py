"""Reading what a device sends, and the one time of a scan."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.checkin import instants, wire
from app.checkin.fold import Kind
from app.checkin.instants import Sample

NOW = datetime(2026, 11, 8, 14, 0, tzinfo=UTC)
GOOD = Sample(offset_ms=0, rtt_ms=80, age_s=5)


def item(**changes: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "seq": 1,
        "kind": "entry",
        "gid": str(uuid4()),
        "h": None,
        "walk_in": None,
        "shown_name": "Xəzər Bayramlı",
        "gate_id": str(uuid4()),
        "operator": "Nadia",
        "method": "qr",
        "device_time": "2026-11-08T13:59:58.250Z",
        "mono_ms": 1200.5,
        "known_rev": 7,
        "known_epoch": "e",
        "advice": "expected",
        "override_reason": None,
        "ref": None,
        "note": "",
        **changes,
    }


def test_an_item_is_read() -> None:
    read = wire.read_item(item(walk_in={"name": "Ali Khan", "office": "Daily Post", "vouched_by": "Ms. Orr"}))
    assert (read.kind, read.seq, read.mono_ms) == (Kind.ENTRY, 1, 1200)
    assert read.device_time == datetime(2026, 11, 8, 13, 59, 58, 250_000, tzinfo=UTC)
    assert read.walk_in == wire.WalkIn("Ali Khan", "Daily Post", "Ms. Orr")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "x"),
        ("id", None),
        ("seq", 0),
        ("seq", True),
        ("seq", "1"),
        ("seq", 1e300),
        ("kind", "teleport"),
        ("gid", "nobody"),
        ("h", "zz"),
        ("walk_in", "Ali"),
        ("gate_id", 5),
        ("device_time", "yesterday"),
        ("device_time", "2026-11-08T13:59:58"),
        ("device_time", "0001-01-01T00:00:00+23:00"),
        ("known_rev", -1),
        ("ref", []),
    ],
)
def test_an_unusable_field_is_named(field: str, value: object) -> None:
    with pytest.raises(wire.UnreadableError, match=field):
        wire.read_item(item(**{field: value}))


@pytest.mark.parametrize("data", [None, 5, "x", [], [1]])
def test_what_is_no_object_is_unreadable(data: object) -> None:
    with pytest.raises(wire.UnreadableError):
        wire.read_item(data)


def test_texts_are_made_storable_rather_than_refused() -> None:
    read = wire.read_item(item(note="n" * 900, shown_name="A\x00li \ud800", override_reason="  "))
    assert read.note == "n" * 280
    assert read.shown_name == "Ali ?"
    assert read.override_reason is None


def test_the_canonical_hash_ignores_the_order_of_keys_and_nothing_else() -> None:
    one = item()
    other = dict(reversed(one.items()))
    assert wire.read_item(one).hash == wire.read_item(other).hash
    assert wire.read_item(one).hash != wire.read_item({**one, "note": "changed"}).hash


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"scans": {}}', b"\xff", b"[" * 100_000])
def test_only_an_envelope_that_is_none_is_refused(body: bytes) -> None:
    with pytest.raises(wire.UnreadableError):
        wire.read_envelope(body)


@given(
    st.recursive(st.none() | st.booleans() | st.floats() | st.text() | st.integers(), st.lists, max_leaves=6)
)
def test_an_odd_clock_never_breaks_a_batch(clock: object) -> None:
    body = json.dumps({"scans": [], "clock": {"offset_ms": clock, "rtt_ms": clock, "age_s": clock}})
    sample = wire.read_envelope(body.encode()).sample
    assert instants.effective(NOW, sample, NOW) <= NOW


@pytest.mark.check("O06")
@pytest.mark.parametrize("skew", [timedelta(hours=3), timedelta(days=-1), timedelta(seconds=1)])
def test_a_wrong_clock_is_corrected_by_its_offset(skew: timedelta) -> None:
    sample = Sample(offset_ms=-int(skew.total_seconds() * 1000), rtt_ms=60, age_s=10)
    happened = NOW - timedelta(minutes=4)
    assert instants.effective(happened + skew, sample, NOW) == happened
    assert not sample.uncertain


@pytest.mark.check("O06")
def test_a_clock_ahead_without_sample_counts_as_the_receipt_and_is_uncertain() -> None:
    assert instants.effective(NOW + timedelta(hours=3), Sample(), NOW) == NOW
    assert Sample().uncertain


@pytest.mark.parametrize(
    "sample",
    [
        Sample(offset_ms=0, rtt_ms=80, age_s=24 * 3600 + 1),
        Sample(offset_ms=0, rtt_ms=5001, age_s=1),
        Sample(offset_ms=0, rtt_ms=80, age_s=1, jump_ms=-2001),
        Sample(offset_ms=None, rtt_ms=80, age_s=1),
    ],
)
def test_when_a_time_is_uncertain(sample: Sample) -> None:
    assert sample.uncertain
    assert not GOOD.uncertain


def test_milliseconds_and_stamps_go_there_and_back() -> None:
    moment = datetime(2026, 11, 8, 13, 59, 58, 250_000, tzinfo=UTC)
    assert instants.instant(instants.milliseconds(moment)) == moment
    assert instants.stamp(moment) == "2026-11-08T13:59:58.250Z"
    assert instants.read_stamp(instants.stamp(moment)) == moment
