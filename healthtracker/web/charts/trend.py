"""Values over time: lines or pairs, reference bands, targets, gaps where nothing was measured."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from healthtracker.web.charts import svg
from healthtracker.web.charts.marks import Plot, data
from healthtracker.web.charts.scales import Scale, Tick, time_ticks, value_domain, value_ticks
from healthtracker.web.charts.series import Band, Number, Point, Series, Text, Window

TOP, RIGHT, BOTTOM = 26.0, 14.0, 30.0
_TICK_WIDTH, _TICK_HEIGHT = 104.0, 34.0


def trend_chart(
    series: Sequence[Series],
    *,
    title: Text,
    description: Text,
    window: Window,
    band: Band | None = None,
    target: Number | None = None,
    unit_label: Text = "",
    width: int = 720,
    height: int = 260,
    zero: bool = False,
    pairs: bool = False,
    gap: float = 4.0,
    steps: Sequence[Text] = (),
    left: float | None = None,
    css: str = "chart",
    uid: str | None = None,
) -> SafeString:
    """An SVG of one or more series over `window`; colours come from the stylesheet alone.

    Args: band: low and high of the reference range (None is open), in the unit of the values.
    unit_label: written at the top of the value axis. zero: start the axis at zero. pairs: two
    series as one bar per time (blood pressure) while there is room. gap: break the line where the
    time between two points is over `gap` times the usual. steps: names of the values 0, 1, 2...
    instead of numbers, with a stem under each point. left: where the axis stands, to align charts.
    uid: fixed id part, for tests.
    Above two points per pixel column only the extremes of each column are drawn; below it every
    point carries its words in `data-label`, and in a title while there is room to aim.
    """
    seen = [_in_window(one, window) for one in series]
    bands = [b for b in (band, *(one.band for one in series)) if b is not None]
    targets = _targets(series, target)
    values = _values(seen, bands, targets)
    rows = _rows(domain := _domain(values, steps, zero=zero), height, steps)
    plot = _plot(domain, rows if values or steps else [], window, width, height, left)
    layers = [
        *(_band(plot, b) for b in bands),
        _grid(plot),
        *(_target(plot, edge) for edge in dict.fromkeys(targets)),
        *data(plot, seen, window, gap=gap, pairs=pairs and len(seen) == 2, stems=bool(steps)),
        _words(plot, unit_label, height),
        svg.NOTHING if any(seen) else _nothing(plot),
    ]
    body = format_html_join("", "{}", ((layer,) for layer in layers))
    size = {"width": width, "height": height}
    return svg.drawing(body, title=title, description=description, css=css, uid=uid, **size)


def _in_window(one: Series, window: Window) -> list[Point]:
    inside = [point for point in one.points if window.start <= point.at <= window.end]
    return sorted(inside, key=lambda point: point.at)


def _values(
    seen: Sequence[Sequence[Point]], bands: Sequence[Band], targets: Sequence[float]
) -> list[float]:
    """Everything that must find room on the value axis."""
    shown = [
        float(value)
        for points in seen
        for point in points
        for value in (point.value, point.low, point.high)
        if value is not None
    ]
    return [*shown, *(float(edge) for b in bands for edge in b if edge is not None), *targets]


def _targets(series: Sequence[Series], target: Number | None) -> list[float]:
    edges = [edge for one in series if one.target for edge in one.target]
    return [float(edge) for edge in (target, *edges) if edge is not None]


def _domain(values: list[float], steps: Sequence[Text], *, zero: bool) -> tuple[float, float]:
    if steps:
        return -0.35, len(steps) - 0.65
    return value_domain(values or [0.0, 1.0], zero=zero)


def _rows(domain: tuple[float, float], height: int, steps: Sequence[Text]) -> list[Tick]:
    if steps:
        return [Tick(float(place), str(label)) for place, label in enumerate(steps)]
    return value_ticks(*domain, int((height - BOTTOM - TOP) // _TICK_HEIGHT))


def _plot(
    domain: tuple[float, float],
    rows: list[Tick],
    window: Window,
    width: int,
    height: int,
    left: float | None,
) -> Plot:
    if left is None:
        left = 18.0 + 8.0 * max((len(row.label) for row in rows), default=2)
    start, end = window.start.timestamp(), window.end.timestamp()
    x = Scale(start, max(end, start + 1), left, width - RIGHT)
    columns = time_ticks(window, int((x.end - x.start) // (_TICK_WIDTH if width > 500 else 76)))
    return Plot(x, Scale(*domain, height - BOTTOM, TOP), rows, columns)


def _band(plot: Plot, band: Band) -> SafeString:
    low, high = (None if edge is None else plot.y.at(float(edge)) for edge in band)
    top = plot.y.end if high is None else high
    bottom = plot.y.start if low is None else low
    return svg.area("chart-band", plot.x.start, top, plot.x.end - plot.x.start, bottom - top)


def _grid(plot: Plot) -> SafeString:
    left, right = svg.px(plot.x.start), svg.px(plot.x.end)
    rows = "".join(f"M{left} {svg.px(plot.y.at(row.place))}H{right}" for row in plot.rows)
    floor = svg.px(plot.y.start)
    marks = "".join(f"M{svg.px(plot.x.at(column.place))} {floor}v5" for column in plot.columns)
    return format_html(
        "{}{}",
        svg.hairline("chart-grid", rows) if rows else "",
        svg.hairline("chart-axis", f"M{left} {floor}H{right}{marks}", stroke=svg.CLEAR),
    )


def _target(plot: Plot, target: float) -> SafeString:
    y = svg.px(plot.y.at(target))
    d = f"M{svg.px(plot.x.start)} {y}H{svg.px(plot.x.end)}"
    return svg.hairline("chart-target", d, stroke=svg.CLEAR, dashes="5 4")


def _words(plot: Plot, unit_label: Text, height: int) -> SafeString:
    beside = [(plot.x.start - 8, plot.y.at(row.place) + 4, row.label) for row in plot.rows]
    below = [(plot.x.at(column.place), height - 8.0, column.label) for column in plot.columns]
    # A label in the middle of the last tick would leave the drawing.
    inner = [item for item in below if item[0] <= plot.x.end - 24]
    outer = [(plot.x.end, y, words) for x, y, words in below if x > plot.x.end - 24]
    return format_html(
        "{}{}{}{}",
        svg.texts("chart-label", "end", beside),
        svg.texts("chart-label", "middle", inner),
        svg.texts("chart-label", "end", outer[-1:]),
        svg.texts(
            "chart-label chart-unit", "start", [(0.0, 14.0, unit_label)] if unit_label else []
        ),
    )


def _nothing(plot: Plot) -> SafeString:
    middle = ((plot.x.start + plot.x.end) / 2, (plot.y.start + plot.y.end) / 2)
    return svg.texts(
        "chart-label chart-empty", "middle", [(*middle, _("No readings in this period"))]
    )
