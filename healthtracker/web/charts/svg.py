"""The pieces every chart is made of; every text passes through `format_html`."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext

from healthtracker.web.charts.series import Text

NOTHING = SafeString("")
# On paper no stylesheet reaches inside an SVG, so shapes carry greys as presentation attributes.
# On the page any class in a stylesheet outranks those.
PALE, FAINT, MIDDLE, CLEAR = "#ececec", "#dddddd", "#aaaaaa", "#666666"


def px(value: float) -> str:
    """A coordinate with one decimal at most."""
    text = f"{value:.1f}"
    return text.removesuffix(".0")


def drawing(
    body: SafeString,
    *,
    title: Text,
    description: Text,
    css: str,
    width: int,
    height: int,
    uid: str | None,
) -> SafeString:
    """The frame of a chart, named by its title and described for people who do not see it."""
    key = uid or secrets.token_hex(4)
    return format_html(
        '<svg class="{css}" viewBox="0 0 {width} {height}" role="img"'
        ' aria-labelledby="chart-{key}-title chart-{key}-desc"'
        ' preserveAspectRatio="xMidYMid meet">'
        '<title id="chart-{key}-title">{title}</title>'
        '<desc id="chart-{key}-desc">{description}</desc>{body}</svg>',
        css=css,
        width=width,
        height=height,
        key=key,
        title=title,
        description=description,
        body=body,
    )


def line(
    css: str, d: str, *, stroke: str = "currentColor", width: str = "2", dashes: str = "none"
) -> SafeString:
    """A stroked path that keeps its width when the drawing is scaled."""
    if not d:
        return NOTHING
    return format_html(
        '<path class="{}" d="{}" fill="none" stroke="{}" stroke-width="{}"'
        ' stroke-dasharray="{}" stroke-linejoin="round" stroke-linecap="round"'
        ' vector-effect="non-scaling-stroke"/>',
        css,
        d,
        stroke,
        width,
        dashes,
    )


def series_line(index: int, d: str) -> SafeString:
    """The line of the first or second series, which also differ without colour."""
    if index:
        return line("chart-line chart-line-2 chart-second", d, dashes="4 3")
    return line("chart-line", d)


def hairline(css: str, d: str, *, stroke: str = FAINT, dashes: str = "none") -> SafeString:
    """A thin line: grid, axis or target."""
    return format_html(
        '<path class="{}" d="{}" fill="none" stroke="{}" stroke-width="1" stroke-dasharray="{}"/>',
        css,
        d,
        stroke,
        dashes,
    )


def area(css: str, x: float, y: float, width: float, height: float) -> SafeString:
    """A filled rectangle behind the data."""
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" fill="{}"/>',
        css,
        px(x),
        px(y),
        px(max(width, 0.0)),
        px(max(height, 0.0)),
        PALE,
    )


def shade(css: str, fill: str) -> SafeString:
    """A patch of colour for a legend."""
    return format_html('<rect class="{}" width="24" height="12" rx="2" fill="{}"/>', css, fill)


def texts(css: str, anchor: str, items: Iterable[tuple[float, float, Text]]) -> SafeString:
    """Words at places, all with the same alignment."""
    return format_html_join(
        "",
        '<text class="{}" x="{}" y="{}" text-anchor="{}" font-size="12" fill="{}">{}</text>',
        ((css, px(x), px(y), anchor, CLEAR, words) for x, y, words in items),
    )


def moment(at: datetime) -> str:
    """A local time in full, for readouts: "5 Mar 2026, 08:12"."""
    return f"{_day(at.date(), get_language() or '')}, {at:%H:%M}"


@lru_cache(maxsize=4096)
def _day(day: date, language: str) -> str:
    # The language is part of the key only: date_format reads the active one.
    return date_format(day, f"{pgettext('date format', 'j M')} Y")
