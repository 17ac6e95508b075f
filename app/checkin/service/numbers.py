"""The numbers of a phone's scans, by which both sides know that none is missing."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import bindparam, select, union_all

from app.checkin.models import Device, Quarantined, Scan
from app.db import db

# Asked with every upload, so put together once.
_SEQS = union_all(
    *(
        select(model.seq).where(
            model.device_id == bindparam("device"),
            model.seq >= bindparam("first"),
            model.seq < bindparam("end"),
        )
        for model in (Scan, Quarantined)
    )
)


def given(raw: Any) -> int | None:
    """The number of an item, be it readable or not."""
    seq = raw.get("seq") if isinstance(raw, dict) else None
    return seq if isinstance(seq, int) and not isinstance(seq, bool) and 0 < seq < 2**53 else None


def advance(device: Device, arrived: Collection[int]) -> dict[str, int]:
    """`expected_seq`: the first number that has not arrived, counting what is quarantined as arrived; `last_seq`.
    Asked of the database only where numbers beyond a gap had arrived before.
    """
    last = max(device.last_seq, *arrived, 0)
    expected = _first_missing(device.expected_seq, arrived)
    while expected <= device.last_seq:
        ahead = range(expected, expected + 500)
        asked = {"device": device.id, "first": ahead.start, "end": ahead.stop}
        held = {seq for seq in db.session.scalars(_SEQS, asked) if seq is not None}
        expected = _first_missing(ahead.start, held)
        if expected != ahead.stop:
            break
    return {"expected_seq": expected, "last_seq": last}


def _first_missing(number: int, held: Collection[int]) -> int:
    while number in held:
        number += 1
    return number
