"""Charts the size of a word: a sparkline, a value in its range, and the legend of a trend."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from healthtracker.web.charts import svg
from healthtracker.web.charts.scales import Scale
from healthtracker.web.charts.series import Number, Series, Text

_EDGE = 4.0


def sparkline(
    values: Sequence[Number | None],
    *,
    title: Text,
    description: Text = "",
    band: tuple[Number | None, Number | None] | None = None,
    width: int = 120,
    height: int = 36,
    uid: str | None = None,
) -> SafeString:
    """The last values, oldest first and evenly spaced, ending in a dot; None leaves a gap.

    `band` is the reference range in the unit of the values. Empty input gives an empty drawing.
    """
    known = [float(value) for value in values if value is not None]
    edges = [float(edge) for edge in band or () if edge is not None]
    low, high = min(known + edges, default=0.0), max(known + edges, default=1.0)
    flat = (abs(high) or 1.0) * 0.05 if low == high else 0.0
    y = Scale(low - flat, high + flat, height - _EDGE, _EDGE)
    x = Scale(0.0, max(len(values) - 1.0, 1.0), _EDGE, width - _EDGE)
    layers = [_behind(y, band, width) if band else svg.NOTHING]
    layers += [svg.line("chart-line", _path(values, x, y)), _last(values, x, y)]
    return svg.drawing(
        format_html_join("", "{}", ((layer,) for layer in layers)),
        title=title,
        description=description,
        css="sparkline",
        width=width,
        height=height,
        uid=uid,
    )


def _behind(y: Scale, band: tuple[Number | None, Number | None], width: int) -> SafeString:
    low, high = (None if edge is None else y.at(float(edge)) for edge in band)
    top = 0.0 if high is None else high
    bottom = y.start + _EDGE if low is None else low
    return svg.area("chart-band", 0.0, top, width, bottom - top)


def _path(values: Sequence[Number | None], x: Scale, y: Scale) -> str:
    pieces: list[str] = []
    pen = False
    for index, value in enumerate(values):
        if value is None:
            pen = False
            continue
        place = f"{svg.px(x.at(index))} {svg.px(y.at(float(value)))}"
        pieces.append(f"{'L' if pen else 'M'}{place}")
        pen = True
    return "".join(pieces)


def _last(values: Sequence[Number | None], x: Scale, y: Scale) -> SafeString:
    for index in range(len(values) - 1, -1, -1):
        value = values[index]
        if value is not None:
            return format_html(
                '<circle class="chart-point" cx="{}" cy="{}" r="3" fill="currentColor"/>',
                svg.px(x.at(index)),
                svg.px(y.at(float(value))),
            )
    return svg.NOTHING


def legend(series: Sequence[Series]) -> SafeString:
    """Name and stroke of each series, in the order they are drawn."""
    return format_html(
        '<span class="trend-legend">{}</span>',
        format_html_join(
            "",
            '<span><svg viewBox="0 0 24 12" aria-hidden="true">{}</svg>{}</span>',
            ((svg.series_line(n, "M1 6H23"), one.label) for n, one in enumerate(series)),
        ),
    )


def range_bar(value: Number, low: Number | None, high: Number | None, *, title: Text) -> SafeString:
    """Where `value` sits in its reference range, all in one unit, as wide as its place.

    Beyond the rail the mark stays at its end. It is a disc inside the range and a diamond outside,
    so that colour is not alone in saying so. Raises: ValueError: neither bound is given.
    """
    if low is None and high is None:
        raise ValueError("a range needs at least one bound")
    rail = _rail(low, high)
    start = 0.0 if low is None else rail.at(float(low))
    end = 100.0 if high is None else rail.at(float(high))
    inside = (low is None or value >= low) and (high is None or value <= high)
    return format_html(
        '<svg class="range-bar" role="img" aria-label="{}" width="100%" height="14">'
        '<rect class="range-rail" x="0" y="5" width="100%" height="4" rx="2" fill="{}"/>'
        '<rect class="range-band" x="{}%" y="5" width="{}%" height="4" fill="{}"/>'
        '<svg x="{}%" y="7" overflow="visible">{}</svg></svg>',
        title,
        svg.PALE,
        svg.px(start),
        svg.px(end - start),
        svg.CLEAR,
        svg.px(min(max(rail.at(float(value)), 3.0), 97.0)),
        _in_range_mark() if inside else _out_of_range_mark(),
    )


def _in_range_mark() -> SafeString:
    return format_html('<circle class="range-mark" r="{}"/>', "5.5")


def _out_of_range_mark() -> SafeString:
    diamond = "M0-6.5l6.5 6.5l-6.5 6.5l-6.5-6.5z"
    return format_html('<path class="range-mark range-mark-out" d="{}"/>', diamond)


def _rail(low: Number | None, high: Number | None) -> Scale:
    """Values to percent of the rail, with room outside the range on each side that has a bound."""
    if low is None:
        top = float(high or 0) or 1.0
        first, last = top - abs(top), top + abs(top) * 0.5
    elif high is None:
        bottom = float(low) or 1.0
        first, last = bottom - abs(bottom) * 0.6, bottom + abs(bottom) * 0.9
    else:
        margin = (float(high) - float(low)) * 0.6 or abs(float(high)) * 0.2 or 1.0
        first, last = float(low) - margin, float(high) + margin
    return Scale(first, last, 0.0, 100.0)
