"""What a chart is drawn from: timed points, gaps between them, and the same data as a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from django.utils.functional import Promise

Number = float | Decimal
Text = str | Promise


class Point(NamedTuple):
    """One value at an aware time. `label` is the value as people read it: "128/82 mmHg".

    `open` marks a value that is only known as below or above a limit. `url` is an own path, kept in
    the drawing as data and linked from the table. A point that stands for several values lies at
    their mean, between `low` and `high`, and says in `when` what time it covers.
    """

    at: datetime
    value: Number
    label: str = ""
    open: bool = False
    url: str = ""
    low: Number | None = None
    high: Number | None = None
    when: str = ""


Band = tuple[Number | None, Number | None]


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its points in any order, the reference band and the target that are its own."""

    label: Text
    points: Sequence[Point]
    band: Band | None = None
    target: Band | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """The time shown, from `start` to `end` (aware), told in the reader's `zone`."""

    start: datetime
    end: datetime
    zone: tzinfo


class Spot(NamedTuple):
    """A point placed on the drawing, with what it stands for."""

    x: float
    y: float
    point: Point


def segments(spots: Sequence[Spot], gap: float) -> list[list[Spot]]:
    """Spots split where the time between two is over `gap` times the usual spacing.

    Spots closer than 2 px count as one visit and do not lower the usual spacing; a break of less
    than 4 px would not be seen and is not made.
    """
    steps = [b.x - a.x for a, b in pairwise(spots)]
    usual = [step for step in steps if step >= 2]
    limit = max(gap * median(usual), 4.0) if usual else float("inf")
    pieces: list[list[Spot]] = [[]]
    for spot, step in zip(spots, [0.0, *steps], strict=False):
        if step > limit:
            pieces.append([])
        pieces[-1].append(spot)
    return [piece for piece in pieces if piece]


def thinned(spots: Sequence[Spot]) -> list[Spot]:
    """At most the lowest and the highest spot of each pixel column, in order of time."""
    kept: list[Spot] = []
    column: list[Spot] = []
    for spot in spots:
        if column and int(spot.x) != int(column[0].x):
            kept.extend(_extremes(column))
            column = []
        column.append(spot)
    kept.extend(_extremes(column))
    return kept


def _extremes(column: Sequence[Spot]) -> Iterable[Spot]:
    if len(column) < 3:
        return column
    low = min(column, key=lambda spot: spot.y)
    high = max(column, key=lambda spot: spot.y)
    return (low,) if low is high else sorted((low, high), key=lambda spot: spot.x)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One time with the label of each series at it; "" where a series has no value."""

    at: datetime
    cells: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Table:
    """The chart's data for people who do not see it; `left_out` older rows are not listed."""

    headings: tuple[Text, ...]
    rows: tuple[TableRow, ...]
    left_out: int


def chart_table(series: Sequence[Series], window: Window, *, limit: int = 400) -> Table:
    """The points in `window`, newest first, series side by side; times in the reader's zone."""
    times: dict[datetime, list[str]] = {}
    urls: dict[datetime, str] = {}
    for index, one in enumerate(series):
        for point in one.points:
            if window.start <= point.at <= window.end:
                cells = times.setdefault(point.at, [""] * len(series))
                cells[index] = point.label or str(point.value)
                urls[point.at] = urls.get(point.at) or point.url
    newest = sorted(times, reverse=True)
    rows = tuple(
        TableRow(at.astimezone(window.zone), tuple(times[at]), urls[at]) for at in newest[:limit]
    )
    return Table(tuple(one.label for one in series), rows, max(len(newest) - limit, 0))
