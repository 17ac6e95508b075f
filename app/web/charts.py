"""Numbers for charts that a template draws: x in hundredths of the width, y in pixels of a fixed height.

A chart drawn so is as wide as its page, and its letters stay as large as the page's."""

from collections.abc import Sequence
from dataclasses import dataclass

TOP, BOTTOM = 24, 176
MOST_TICKS = 6
Tick = tuple[float, str, str]


@dataclass(frozen=True, slots=True)
class Scale:
    """The axis of counts from 0 to `top`; `levels` are its labelled lines."""

    top: int
    levels: list[tuple[float, int]]

    def y(self, value: float) -> float:
        return _y(value, self.top)


def scale(most: int) -> Scale:
    """The smallest round axis of about four steps that holds `most`."""
    step = _round_step(max(most, 4) / 4)
    top = step * -(-max(most, 4) // step)
    return Scale(top, [(_y(value, top), value) for value in range(0, top + 1, step)])


def ticks(labels: Sequence[str], places: Sequence[float]) -> list[Tick]:
    """At most six of the labels: (x, label, which end of it stands there)."""
    every = max(1, -(-len(labels) // MOST_TICKS))
    # counted from the end, so that the last one always stands there
    chosen = range(len(labels) - 1, -1, -every)
    return [(places[at], labels[at], _anchor(places[at])) for at in reversed(chosen)]


def _anchor(x: float) -> str:
    return "end" if x > 95 else "middle"


def _y(value: float, top: int) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * value / top, 1)


def _round_step(raw: float) -> int:
    """The next of 1, 2, 5, 10, 20, 50 … above `raw`."""
    size = 1
    while True:
        for base in (1, 2, 5):
            if base * size >= raw:
                return base * size
        size *= 10
