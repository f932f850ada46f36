"""Values over time: lines or pairs, reference bands, a target, gaps where nothing was measured."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from healthtracker.web.charts import svg
from healthtracker.web.charts.scales import Scale, Tick, time_ticks, value_domain, value_ticks
from healthtracker.web.charts.series import (
    Number,
    Point,
    Series,
    Spot,
    Text,
    Window,
    segments,
    thinned,
)

Band = tuple[Number | None, Number | None]
TOP, RIGHT, BOTTOM = 26.0, 14.0, 30.0
_TICK_WIDTH, _TICK_HEIGHT = 104.0, 34.0
_ROOMY = 7.0


@dataclass(frozen=True, slots=True)
class _Plot:
    """The scales of one drawing and the words on its axes."""

    x: Scale
    y: Scale
    rows: list[Tick]
    columns: list[Tick]


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
    uid: str | None = None,
) -> SafeString:
    """An SVG of one or more series over `window`; colours come from the stylesheet alone.

    Args: band: low and high of the reference range (None is open), in the unit of the values.
    unit_label: written at the top of the value axis. zero: start the axis at zero. pairs: two
    series as one bar per time (blood pressure) while there is room. gap: break the line where the
    time between two points is over `gap` times the usual. uid: fixed id part, for tests.
    Above two points per pixel column only the lowest and highest of each column are drawn; below
    it every point carries its words in `data-label`, and in a title while there is room to aim.
    """
    seen = [_in_window(one, window) for one in series]
    bands = [b for b in (band, *(one.band for one in series)) if b is not None]
    plot = _plot(seen, bands, target, window, width, height, zero=zero)
    layers = [
        *(_band(plot, b) for b in bands),
        _grid(plot),
        _target(plot, target),
        *_data(plot, seen, window, gap=gap, pairs=pairs and len(seen) == 2),
        _words(plot, unit_label, height),
    ]
    if not any(seen):
        layers.append(_nothing(plot))
    return svg.drawing(
        format_html_join("", "{}", ((layer,) for layer in layers)),
        title=title,
        description=description,
        css="chart",
        width=width,
        height=height,
        uid=uid,
    )


def _in_window(one: Series, window: Window) -> list[Point]:
    inside = [point for point in one.points if window.start <= point.at <= window.end]
    return sorted(inside, key=lambda point: point.at)


def _plot(
    seen: Sequence[Sequence[Point]],
    bands: Sequence[Band],
    target: Number | None,
    window: Window,
    width: int,
    height: int,
    *,
    zero: bool,
) -> _Plot:
    values = [float(point.value) for points in seen for point in points]
    values += [float(edge) for b in bands for edge in b if edge is not None]
    values += [] if target is None else [float(target)]
    low, high = value_domain(values or [0.0, 1.0], zero=zero)
    bottom = height - BOTTOM
    rows = value_ticks(low, high, int((bottom - TOP) // _TICK_HEIGHT)) if values else []
    left = 18.0 + 8.0 * max((len(row.label) for row in rows), default=2)
    start, end = window.start.timestamp(), window.end.timestamp()
    x = Scale(start, max(end, start + 1), left, width - RIGHT)
    columns = time_ticks(window, int((x.end - x.start) // _TICK_WIDTH))
    return _Plot(x, Scale(low, high, bottom, TOP), rows, columns)


def _band(plot: _Plot, band: Band) -> SafeString:
    low, high = (None if edge is None else plot.y.at(float(edge)) for edge in band)
    top = plot.y.end if high is None else high
    bottom = plot.y.start if low is None else low
    return svg.area("chart-band", plot.x.start, top, plot.x.end - plot.x.start, bottom - top)


def _grid(plot: _Plot) -> SafeString:
    left, right = svg.px(plot.x.start), svg.px(plot.x.end)
    rows = "".join(f"M{left} {svg.px(plot.y.at(row.place))}H{right}" for row in plot.rows)
    floor = svg.px(plot.y.start)
    marks = "".join(f"M{svg.px(plot.x.at(column.place))} {floor}v5" for column in plot.columns)
    return format_html(
        "{}{}",
        svg.hairline("chart-grid", rows) if rows else "",
        svg.hairline("chart-axis", f"M{left} {floor}H{right}{marks}", stroke=svg.CLEAR),
    )


def _target(plot: _Plot, target: Number | None) -> SafeString:
    if target is None:
        return svg.NOTHING
    y = svg.px(plot.y.at(float(target)))
    d = f"M{svg.px(plot.x.start)} {y}H{svg.px(plot.x.end)}"
    return svg.hairline("chart-target", d, stroke=svg.CLEAR, dashes="5 4")


def _words(plot: _Plot, unit_label: Text, height: int) -> SafeString:
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


def _nothing(plot: _Plot) -> SafeString:
    middle = ((plot.x.start + plot.x.end) / 2, (plot.y.start + plot.y.end) / 2)
    return svg.texts(
        "chart-label chart-empty", "middle", [(*middle, _("No readings in this period"))]
    )


def _data(
    plot: _Plot, seen: Sequence[Sequence[Point]], window: Window, *, gap: float, pairs: bool
) -> Iterator[SafeString]:
    columns = plot.x.end - plot.x.start
    together = pairs and max(map(len, seen)) * _ROOMY <= columns
    if together:
        yield _pairs(plot, seen)
    for index, points in enumerate(seen):
        second = " chart-second" if index else ""
        spots = [Spot(plot.x.at(p.at.timestamp()), plot.y.at(float(p.value)), p) for p in points]
        pieces = segments(spots, gap)
        if len(spots) > 2 * columns:
            drawn = "".join(_path(thinned(piece)) for piece in pieces)
            css = (
                "chart-line chart-line-dense chart-line-2"
                if index
                else "chart-line chart-line-dense"
            )
            yield svg.line(f"{css}{second}", drawn, width="1")
            continue
        if not together:
            yield svg.series_line(index, "".join(map(_path, pieces)))
        yield _points(spots, window, second, roomy=len(spots) * _ROOMY <= columns)


def _path(piece: Sequence[Spot]) -> str:
    """A line through the spots; a lone spot becomes a dot by the round ends of its stroke."""
    start, *rest = (f"{svg.px(spot.x)} {svg.px(spot.y)}" for spot in piece)
    return f"M{start}L{' '.join(rest)}" if rest else f"M{start}h.01"


def _pairs(plot: _Plot, seen: Sequence[Sequence[Point]]) -> SafeString:
    lower = {point.at: float(point.value) for point in seen[1]}
    d = "".join(
        f"M{svg.px(plot.x.at(p.at.timestamp()))} {svg.px(plot.y.at(float(p.value)))}"
        f"V{svg.px(plot.y.at(lower[p.at]))}"
        for p in seen[0]
        if p.at in lower
    )
    return svg.line("chart-pair", d, stroke=svg.MIDDLE, width="3")


def _points(spots: Sequence[Spot], window: Window, second: str, *, roomy: bool) -> SafeString:
    draw = _target_point if roomy else _quiet_point
    return format_html_join(
        "",
        "{}",
        (
            (draw(spot, second, f"{svg.moment(spot.point.at.astimezone(window.zone))}: {words}"),)
            for spot in spots
            for words in (spot.point.label or spot.point.value,)
        ),
    )


def _quiet_point(spot: Spot, second: str, words: str) -> SafeString:
    """Among many: unseen until a script reads it out, unless it is open."""
    if spot.point.open:
        return format_html("<g><title>{}</title>{}</g>", words, _mark(spot, second, words))
    return format_html(
        '<circle class="chart-spot{}" cx="{}" cy="{}" r="4" fill="none" data-label="{}"/>',
        second,
        svg.px(spot.x),
        svg.px(spot.y),
        words,
    )


def _target_point(spot: Spot, second: str, words: str) -> SafeString:
    """With room around it: a mark within a wide target for fingers."""
    return format_html(
        '<g><title>{}</title><circle class="chart-hit" cx="{}" cy="{}" r="12" fill="none"'
        ' pointer-events="all"/>{}</g>',
        words,
        svg.px(spot.x),
        svg.px(spot.y),
        _mark(spot, second, words),
    )


def _mark(spot: Spot, second: str, words: str) -> SafeString:
    """The drawn point. Its page goes into `data-url`: a picture may not hold links of its own."""
    url = spot.point.url
    own = url.startswith("/") and not url.startswith(("//", "/\\"))
    fill, stroke = ("#ffffff", "currentColor") if spot.point.open else ("currentColor", "#ffffff")
    return format_html(
        '<circle class="chart-point{}{}" cx="{}" cy="{}" r="4" fill="{}" stroke="{}"'
        ' stroke-width="1.5" data-label="{}"{}/>',
        " chart-point-open" if spot.point.open else "",
        second,
        svg.px(spot.x),
        svg.px(spot.y),
        fill,
        stroke,
        words,
        format_html(' data-url="{}"', url) if own else "",
    )
