"""Charts the size of a word: a sparkline, a value in its range, and the legend of a trend."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from healthtracker.web.charts import svg
from healthtracker.web.charts.scales import Scale
from healthtracker.web.charts.series import Band, Number, Series, Text

_EDGE = 4.0
_SPARK_LINE = (
    '<path class="chart-line" d="{d}" fill="none" stroke="currentColor" stroke-width="2"'
    ' stroke-linejoin="round" stroke-linecap="round" vector-effect="non-scaling-stroke"/>'
)


def sparkline(
    values: Sequence[Number | None],
    *,
    title: Text,
    description: Text = "",
    band: Band | None = None,
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
    places = [
        None if value is None else (x.at(index), y.at(float(value)))
        for index, value in enumerate(values)
    ]
    last = next((place for place in reversed(places) if place), None)
    # Numbers and our own words only, so that one string does; titles are escaped by the frame.
    body = _behind(y, band, width) + _SPARK_LINE.format(d=_path(places)) if known else ""
    if last:
        body += f'<circle class="chart-point" cx="{last[0]:.1f}" cy="{last[1]:.1f}" r="3"'
        body += ' fill="currentColor"/>'
    return svg.drawing(
        SafeString(body),  # nosec B703
        title=title,
        description=description,
        css="sparkline",
        width=width,
        height=height,
        uid=uid,
    )


def _behind(y: Scale, band: Band | None, width: int) -> str:
    if band is None:
        return ""
    low, high = (None if edge is None else y.at(float(edge)) for edge in band)
    top = 0.0 if high is None else high
    bottom = y.start + _EDGE if low is None else low
    return str(svg.area("chart-band", 0.0, top, width, bottom - top))


def _path(places: Sequence[tuple[float, float] | None]) -> str:
    pieces: list[str] = []
    pen = "M"
    for place in places:
        if place is None:
            pen = "M"
            continue
        pieces.append(f"{pen}{place[0]:.1f} {place[1]:.1f}")
        pen = "L"
    return "".join(pieces)


def legend(series: Sequence[Series], *, spread: bool = False) -> SafeString:
    """What each stroke and shade of a trend means, in the order they are drawn.

    Args: spread: whether points stand for several values.
    """
    names = [_("Mean") if spread and len(series) == 1 else one.label for one in series]
    signs = [(svg.series_line(n, "M1 6H23"), name) for n, name in enumerate(names)]
    if spread:
        signs.append((svg.shade("chart-spread", svg.FAINT), _("Lowest to highest")))
    if any(one.band for one in series):
        signs.append((svg.shade("chart-band", svg.PALE), _("Usual range")))
    if any(one.target for one in series):
        line = svg.hairline("chart-target", "M1 6H23", stroke=svg.CLEAR, dashes="5 4")
        signs.append((line, _("Your target")))
    return format_html(
        '<span class="trend-legend">{}</span>',
        format_html_join(
            "", '<span><svg viewBox="0 0 24 12" aria-hidden="true">{}</svg>{}</span>', signs
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
