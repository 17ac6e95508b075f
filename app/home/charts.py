"""The curves of an event's overview, and what came of its invitations beside other years."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.web import charts


@dataclass(frozen=True, slots=True)
class Curve:
    """A cumulative count. `points` is an SVG polyline; `rows` the same as a table."""

    points: str
    rows: list[tuple[str, int]]
    ticks: list[charts.Tick]
    levels: list[tuple[float, int]]
    limit_y: float | None
    last: tuple[float, float]
    total: int


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a bar: where it begins and how wide it is, in hundredths."""

    name: str
    count: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """Parts side by side, with the place of a limit in the same hundredths."""

    shares: list[Share]
    limit_x: float | None


def by_day(
    instants: Sequence[date],
    until: date,
    *,
    label: Callable[[date], str],
    axis_until: date | None = None,
    limit: int | None = None,
) -> Curve | None:
    """How many by the end of each day up to `until`, on an axis up to `axis_until`. None when nothing happened."""
    if not instants:
        return None
    first = min(instants)
    known = max((max(until, max(instants)) - first).days, 1)
    axis = max(known, (axis_until - first).days if axis_until else 0)
    days = [first + timedelta(days=n) for n in range(axis + 1)]
    counts = [sum(1 for one in instants if one <= day) for day in days[: known + 1]]
    return _curve([label(day) for day in days], counts, limit)


def by_minutes(instants: Sequence[datetime], *, step: int = 5, limit: int | None = None) -> Curve | None:
    """How many arrivals by the end of each `step` minutes, on the wall clock of the instants."""
    if not instants:
        return None
    ordered = sorted(instants)
    at = ordered[0].replace(second=0, microsecond=0) - timedelta(minutes=ordered[0].minute % step)
    labels, counts = [f"{at:%H:%M}"], [0]
    while at <= ordered[-1] and len(labels) < 500:
        at += timedelta(minutes=step)
        labels.append(f"{at:%H:%M}")
        counts.append(sum(1 for one in ordered if one < at))
    return _curve(labels, counts, limit)


def side_by_side(parts: Sequence[tuple[str, int]], *, limit: int | None = None, most: int = 0) -> Bar:
    """A bar of parts, as wide as the largest of their sum, the limit and `most`."""
    whole = max(sum(count for _, count in parts), limit or 0, most, 1)
    shares, x = [], 0.0
    for name, count in parts:
        width = 100 * count / whole
        shares.append(Share(name, count, round(x, 2), round(width, 2)))
        x += width
    return Bar(shares, round(100 * limit / whole, 2) if limit else None)


def _curve(labels: list[str], counts: list[int], limit: int | None) -> Curve:
    """`counts` may end before the labels do: what is still to come is drawn empty."""
    scale = charts.scale(max(counts[-1], limit or 0))
    places = [round(100 * n / max(len(labels) - 1, 1), 2) for n in range(len(labels))]
    return Curve(
        points=" ".join(f"{places[n]},{scale.y(value)}" for n, value in enumerate(counts)),
        rows=list(zip(labels, counts, strict=False)),
        ticks=charts.ticks(labels, places),
        levels=scale.levels,
        limit_y=scale.y(limit) if limit else None,
        last=(places[len(counts) - 1], scale.y(counts[-1])),
        total=counts[-1],
    )
