"""Own charts as SVG: the same markup on the page and on paper, with words for every picture."""

from healthtracker.web.charts.series import Point, Series, Table, Window, chart_table
from healthtracker.web.charts.small import legend, range_bar, sparkline
from healthtracker.web.charts.trend import trend_chart

__all__ = [
    "Point",
    "Series",
    "Table",
    "Window",
    "chart_table",
    "legend",
    "range_bar",
    "sparkline",
    "trend_chart",
]
