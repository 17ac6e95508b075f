"""Curves as numbers for a template to draw: x and y in the units of a 760 × 220 drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

LEFT, RIGHT, TOP, BOTTOM = 44, 740, 24, 190


@dataclass(frozen=True, slots=True)
class Curve:
    """A cumulative count. `points` is an SVG polyline; `rows` the same as a table."""

    points: str
    rows: list[tuple[str, int]]
    ticks: list[tuple[float, str]]
    levels: list[tuple[float, int]]
    limit_y: float | None
    last: tuple[float, float]
    total: int


def by_day(instants: Sequence[date], until: date, *, limit: int | None = None) -> Curve | None:
    """How many by the end of each day, from the first day to `until`. None when nothing happened."""
    if not instants:
        return None
    first = min(instants)
    days = [first + timedelta(days=n) for n in range(max((max(until, max(instants)) - first).days, 1) + 1)]
    return _curve([(f"{day:%d.%m.}", sum(1 for i in instants if i <= day)) for day in days], limit)


def by_minutes(instants: Sequence[datetime], *, step: int = 5, limit: int | None = None) -> Curve | None:
    """How many arrivals by the end of each `step` minutes, on the wall clock of the instants."""
    if not instants:
        return None
    ordered = sorted(instants)
    at = ordered[0].replace(second=0, microsecond=0) - timedelta(minutes=ordered[0].minute % step)
    rows: list[tuple[str, int]] = [(f"{at:%H:%M}", 0)]
    while at <= ordered[-1] and len(rows) < 500:
        at += timedelta(minutes=step)
        rows.append((f"{at:%H:%M}", sum(1 for i in ordered if i < at)))
    return _curve(rows, limit)


def _curve(rows: list[tuple[str, int]], limit: int | None) -> Curve:
    top = max(rows[-1][1], limit or 0, 4)
    step = _round_step(top / 4)
    top = step * -(-top // step)

    def x(index: int) -> float:
        return round(LEFT + (RIGHT - LEFT) * index / max(len(rows) - 1, 1), 1)

    def y(value: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * value / top, 1)

    every = max(1, -(-len(rows) // 7))
    return Curve(
        points=" ".join(f"{x(n)},{y(value)}" for n, (_, value) in enumerate(rows)),
        rows=rows,
        ticks=[(x(n), label) for n, (label, _) in enumerate(rows) if n % every == 0],
        levels=[(y(value), value) for value in range(0, top + 1, step)],
        limit_y=y(limit) if limit else None,
        last=(x(len(rows) - 1), y(rows[-1][1])),
        total=rows[-1][1],
    )


def _round_step(raw: float) -> int:
    """The next of 1, 2, 5, 10, 20, 50 … above `raw`."""
    scale = 1
    while True:
        for base in (1, 2, 5):
            if base * scale >= raw:
                return base * scale
        scale *= 10
