"""Who came when and by which gate, as bars of five minutes for a template to draw and a table to read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app import clock
from app.checkin import queries
from app.events.models import Event

WIDTH, LEFT, TOP, BOTTOM = 760, 44, 16, 190
STEP = timedelta(minutes=5)
MOST = 288


@dataclass(frozen=True, slots=True)
class Bar:
    """One gate's share of one slot, in units of a 760 × 220 drawing; `gate` is its place among the gates."""

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
    ticks: list[tuple[float, str]]
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
) -> tuple[list[Bar], list[tuple[float, str]], list[tuple[float, int]]]:
    step = max(1, -(-max(total for _time, _counts, total in rows) // 4))
    unit, wide = (BOTTOM - TOP) / (4 * step), (WIDTH - LEFT) / len(rows)
    bars = []
    for place, (_time, counts, _total) in enumerate(rows):
        foot = float(BOTTOM)
        for gate, count in enumerate(counts):
            foot -= count * unit
            x = LEFT + place * wide + wide * 0.1
            bars.append(Bar(round(x, 1), round(foot, 1), round(wide * 0.8, 1), round(count * unit, 1), gate))
    every = -(-len(rows) // 8)
    ticks = [(round(LEFT + (n + 0.5) * wide, 1), row[0]) for n, row in enumerate(rows) if n % every == 0]
    levels = [(round(BOTTOM - value * unit, 1), value) for value in range(0, 4 * step + 1, step)]
    return [bar for bar in bars if bar.height], ticks, levels
