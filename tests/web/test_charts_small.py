"""Charts the size of a word: sparklines, a value in its range, the legend."""

import re
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from healthtracker.web.charts import Series, legend, range_bar, sparkline


def having(svg: str, css: str) -> list[ET.Element]:
    return [e for e in ET.fromstring(svg).iter() if css in (e.get("class") or "").split()]


def test_a_sparkline_ends_in_a_dot_and_skips_what_is_missing() -> None:
    svg = sparkline([80, 81, None, Decimal("80.5")], title="Weight", band=(78, None))
    assert having(svg, "chart-line")[0].get("d", "").count("M") == 2
    dot = having(svg, "chart-point")[0]
    assert float(dot.get("cx", "")) == 116
    assert having(svg, "chart-band")
    for values in ([], [None], [0], [5, 5]):
        assert "nan" not in sparkline(values, title="Weight")


def test_hostile_words_stay_words() -> None:
    hostile = "\"><script>alert(1)</script>&'{}"
    for markup in (
        sparkline([1, 2], title=hostile, description=hostile),
        range_bar(1, 2, 3, title=hostile),
        legend([Series(hostile, [])]),
    ):
        tags = {e.tag for e in ET.fromstring(markup).iter()}
        assert tags <= {"svg", "title", "desc", "path", "rect", "circle", "span"}


@pytest.mark.parametrize(
    ("value", "low", "high", "css"),
    [
        (5, 4, 6, "range-mark"),
        (7, 4, 6, "range-mark-out"),
        (Decimal("3.9"), Decimal(4), None, "range-mark-out"),
        (Decimal("0.5"), None, Decimal("0.9"), "range-mark"),
        (1e9, None, 6, "range-mark-out"),
        (0, 0, 0, "range-mark"),
    ],
)
def test_a_range_bar_shows_inside_and_outside_by_shape(
    value: Any, low: Any, high: Any, css: str
) -> None:
    svg = range_bar(value, low, high, title="Glucose 7, range 4 to 6")
    assert len(having(svg, css)) == 1
    assert (having(svg, "range-mark")[0].tag == "circle") == (css == "range-mark")
    assert 'aria-label="Glucose 7, range 4 to 6"' in svg
    assert all(0 <= float(x) <= 100 for x in re.findall(r'x="([\d.-]+)%"', svg))


def test_a_range_needs_a_bound() -> None:
    with pytest.raises(ValueError, match="bound"):
        range_bar(1, None, None, title="x")


def test_the_legend_names_both_lines() -> None:
    markup = legend([Series("Systolic", []), Series("Diastolic", [])])
    assert [e.tail for e in ET.fromstring(markup).iter("svg")] == ["Systolic", "Diastolic"]
    assert len(having(markup, "chart-line-2")) == 1
