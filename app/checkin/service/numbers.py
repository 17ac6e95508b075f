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


def advance(device: Device, arrived: Collection[int]) -> None:
    """The first number that has not arrived, counting what is quarantined as arrived. Asked of the database only
    where numbers beyond a gap had arrived before.
    """
    nothing_beyond = device.last_seq < device.expected_seq
    device.last_seq = max(device.last_seq, *arrived, 0)
    if nothing_beyond:
        device.expected_seq = _first_missing(device.expected_seq, arrived)
        return
    while True:
        ahead = range(device.expected_seq, device.expected_seq + 500)
        asked = {"device": device.id, "first": ahead.start, "end": ahead.stop}
        with db.session.no_autoflush:
            held = {seq for seq in db.session.scalars(_SEQS, asked) if seq is not None}
        device.expected_seq = min(_first_missing(ahead.start, held), ahead.stop)
        if device.expected_seq != ahead.stop:
            return


def _first_missing(number: int, held: Collection[int]) -> int:
    while number in held:
        number += 1
    return number
