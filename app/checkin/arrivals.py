"""Who came when and by which gate, as bars of five minutes for a template to draw and a table to read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app import clock
from app.checkin import queries
from app.events.models import Event
from app.web import charts

STEP = timedelta(minutes=5)
MOST = 288


@dataclass(frozen=True, slots=True)
class Bar:
    """One gate's share of one slot, as `app.web.charts` measures; `gate` is its place among the gates."""

    x: float
    y: float
    width: float
    height: float
    gate: int


@dataclass(frozen=True, slots=True)
class Arrivals:
    """`rows`: (time of day, arrivals by gate, all of them); `levels` and `ticks` label the axes."""

    gates: list[str]
    rows: list[tuple[str, list[int], int]]
    bars: list[Bar]
    ticks: list[charts.Tick]
    levels: list[tuple[float, int]]


def of_event(event: Event) -> Arrivals | None:
    """First arrivals on the wall clock of the event; None before anybody came."""
    names = {gate.id: gate.name for gate in queries.gates(event)}
    came = [(clock.to_local(at, event.zone), gate) for at, gate in queries.arrivals(event)]
    return by_gate([(at, gate) for at, gate in came if gate in names], names)


def by_gate(came: Sequence[tuple[datetime, UUID | None]], names: dict[UUID, str]) -> Arrivals | None:
    """`came` on one wall clock, the earliest first. A quiet hour is as wide as a busy one."""
    if not came:
        return None
    order = [gate for gate in names if any(gate == by for _at, by in came)]
    start = _slot(came[0][0])
    slots = min(int((_slot(came[-1][0]) - start) / STEP) + 1, MOST)
    counts = [Counter[UUID | None]() for _ in range(slots)]
    for at, gate in came:
        counts[min(int((_slot(at) - start) / STEP), slots - 1)][gate] += 1
    rows = [
        (f"{start + STEP * place:%H:%M}", [count[gate] for gate in order], count.total())
        for place, count in enumerate(counts)
    ]
    return Arrivals([names[gate] for gate in order], rows, *_drawn(rows))


def _slot(at: datetime) -> datetime:
    return at.replace(minute=at.minute - at.minute % 5, second=0, microsecond=0)


def _drawn(
    rows: list[tuple[str, list[int], int]],
) -> tuple[list[Bar], list[charts.Tick], list[tuple[float, int]]]:
    scale = charts.scale(max(total for _time, _counts, total in rows))
    wide = 100 / len(rows)
    bars = []
    for place, (_time, counts, _total) in enumerate(rows):
        stacked = 0
        for gate, count in enumerate(counts):
            foot, head = scale.y(stacked), scale.y(stacked + count)
            bars.append(
                Bar(round((place + 0.1) * wide, 2), head, round(wide * 0.8, 2), round(foot - head, 1), gate)
            )
            stacked += count
    places = [round((place + 0.5) * wide, 2) for place in range(len(rows))]
    ticks = charts.ticks([time for time, _counts, _total in rows], places)
    return [bar for bar in bars if bar.height], ticks, scale.levels
