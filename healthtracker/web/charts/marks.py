"""What stands for the values on a drawing: lines, spreads, pairs, stems and points."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from healthtracker.web.charts import svg
from healthtracker.web.charts.scales import Scale, Tick
from healthtracker.web.charts.series import Point, Spot, Window, segments, thinned

_ROOMY = 7.0


@dataclass(frozen=True, slots=True)
class Plot:
    """The scales of one drawing and the words on its axes."""

    x: Scale
    y: Scale
    rows: list[Tick]
    columns: list[Tick]


def data(
    plot: Plot,
    seen: Sequence[Sequence[Point]],
    window: Window,
    *,
    gap: float,
    pairs: bool,
    stems: bool,
) -> Iterator[SafeString]:
    """The marks of every series, the first one lowest."""
    columns = plot.x.end - plot.x.start
    together = pairs and max(map(len, seen)) * _ROOMY <= columns
    if together:
        yield _pairs(plot, seen)
    for index, points in enumerate(seen):
        second = " chart-second" if index else ""
        spots = [Spot(plot.x.at(p.at.timestamp()), plot.y.at(float(p.value)), p) for p in points]
        pieces = segments(spots, gap)
        yield _spreads(plot, pieces, second)
        if len(spots) > 2 * columns:
            yield _dense(pieces, index)
            continue
        if stems:
            yield _stems(plot, spots)
        elif not together:
            yield svg.series_line(index, "".join(map(_path, pieces)))
        yield _points(spots, window, second, roomy=len(spots) * _ROOMY <= columns)


def _dense(pieces: Sequence[Sequence[Spot]], index: int) -> SafeString:
    css = "chart-line chart-line-dense chart-line-2 chart-second"
    drawn = "".join(_path(thinned(piece)) for piece in pieces)
    return svg.line(css if index else "chart-line chart-line-dense", drawn, width="1")


def _path(piece: Sequence[Spot]) -> str:
    """A line through the spots; a lone spot becomes a dot by the round ends of its stroke."""
    start, *rest = (f"{svg.px(spot.x)} {svg.px(spot.y)}" for spot in piece)
    return f"M{start}L{' '.join(rest)}" if rest else f"M{start}h.01"


def _spreads(plot: Plot, pieces: Sequence[Sequence[Spot]], second: str) -> SafeString:
    """From the lowest to the highest value behind each point, where points stand for several."""
    areas = []
    for piece in pieces:
        known = [s for s in piece if s.point.low is not None and s.point.high is not None]
        if not known:
            continue
        tops = [f"{svg.px(s.x)} {svg.px(plot.y.at(float(s.point.high or 0)))}" for s in known]
        ends = [f"{svg.px(s.x)} {svg.px(plot.y.at(float(s.point.low or 0)))}" for s in known]
        if len(known) == 1:
            areas.append(f"M{tops[0]}L{ends[0]}h.6L{tops[0]}Z")
        else:
            areas.append(f"M{'L'.join([*tops, *reversed(ends)])}Z")
    if not areas:
        return svg.NOTHING
    return format_html(
        '<path class="chart-spread{}" d="{}" fill="{}" stroke="none"/>',
        second,
        "".join(areas),
        svg.FAINT,
    )


def _stems(plot: Plot, spots: Sequence[Spot]) -> SafeString:
    floor = svg.px(plot.y.start)
    d = "".join(f"M{svg.px(spot.x)} {floor}V{svg.px(spot.y)}" for spot in spots)
    return svg.line("chart-stem", d, stroke=svg.MIDDLE, width="3")


def _pairs(plot: Plot, seen: Sequence[Sequence[Point]]) -> SafeString:
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
        "", "{}", ((draw(spot, second, _words(spot.point, window)),) for spot in spots)
    )


def _words(point: Point, window: Window) -> str:
    when = point.when or svg.moment(point.at.astimezone(window.zone))
    return f"{when}: {point.label or point.value}"


def _quiet_point(spot: Spot, second: str, words: str) -> SafeString:
    """Among many: unseen until a script reads it out, unless it is open."""
    if spot.point.open:
        return format_html("<g><title>{}</title>{}</g>", words, _mark(spot, second, words))
    return format_html(
        '<circle class="chart-spot{}" cx="{}" cy="{}" r="4" fill="none" data-label="{}"{}/>',
        second,
        svg.px(spot.x),
        svg.px(spot.y),
        words,
        _page(spot.point),
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
        _page(spot.point),
    )


def _page(point: Point) -> SafeString | str:
    own = point.url.startswith("/") and not point.url.startswith(("//", "/\\"))
    return format_html(' data-url="{}"', point.url) if own else ""
