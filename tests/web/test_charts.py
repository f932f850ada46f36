"""Trend charts: what is drawn, what is said to people who do not see it, what stays out."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from healthtracker.web.charts import (
    Point,
    Series,
    Window,
    chart_table,
    trend_chart,
)

MADRID = ZoneInfo("Europe/Madrid")
NEW_YORK = ZoneInfo("America/New_York")
END = datetime(2026, 6, 1, tzinfo=UTC)
HOSTILE = "\"><script>alert(1)</script>&'{}"


def month(days: float = 30) -> Window:
    return Window(END - timedelta(days=days), END, UTC)


def daily(values: Sequence[float], label: str = "Systolic", **point: Any) -> Series:
    """One value a day, the last one yesterday."""
    count = len(values)
    return Series(
        label,
        [
            Point(END - timedelta(days=count - i), value, f"{value} mmHg", **point)
            for i, value in enumerate(values)
        ],
    )


def chart(*series: Series, window: Window | None = None, **options: Any) -> SafeString:
    return trend_chart(
        series,
        title="Blood pressure",
        description="Thirty days",
        window=window or month(),
        **options,
    )


def drawn(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def having(svg: str, css: str) -> list[ET.Element]:
    return [e for e in drawn(svg).iter() if css in (e.get("class") or "").split()]


def words(svg: str) -> list[str]:
    return ["".join(e.itertext()) for e in drawn(svg).iter("text")]


def test_a_chart_is_named_and_described_for_people_who_do_not_see_it() -> None:
    root = drawn(chart(daily([120, 130])))
    ids = str(root.get("aria-labelledby")).split()
    named = {e.get("id"): e.text for e in root if e.get("id")}
    assert [named[i] for i in ids] == ["Blood pressure", "Thirty days"]
    assert root.get("role") == "img"
    assert root.get("viewBox") == "0 0 720 260"


def test_two_charts_on_a_page_never_share_an_id() -> None:
    series = daily([120, 130])
    found = re.findall(r' id="([^"]+)"', chart(series) + chart(series))
    assert len(found) == len(set(found)) == 4
    assert 'id="chart-a-title"' in chart(series, uid="a")


def test_nothing_in_the_markup_needs_a_style_a_script_or_a_link() -> None:
    svg = chart(
        daily([120, 130], url="/readings/1/"), band=(90, 120), target=125, unit_label="mmHg"
    )
    assert not re.search(r"style=|<style|<script|<a\b|\son\w+=|javascript:|url\(", svg)


def test_hostile_words_stay_words() -> None:
    series = Series(HOSTILE, [Point(END - timedelta(days=1), 120, HOSTILE, url=f"/x/{HOSTILE}")])
    svg = trend_chart(
        [series], title=HOSTILE, description=HOSTILE, window=month(), unit_label=HOSTILE
    )
    assert {e.tag for e in drawn(svg).iter()} == {
        "svg",
        "title",
        "desc",
        "path",
        "text",
        "g",
        "circle",
    }
    assert HOSTILE in having(svg, "chart-point")[0].get("data-label", "")


@pytest.mark.parametrize(
    "url", ["https://evil.example", "//evil.example", "/\\evil", "javascript:1"]
)
def test_a_point_leads_only_to_an_own_page(url: str) -> None:
    assert having(chart(daily([120], url=url)), "chart-point")[0].get("data-url") is None
    assert having(chart(daily([120], url="/r/1/")), "chart-point")[0].get("data-url") == "/r/1/"


def test_each_reading_says_its_local_time_and_value() -> None:
    point = Point(datetime(2026, 5, 20, 22, 12, tzinfo=UTC), 128, "128/82 mmHg")
    window = Window(END - timedelta(days=30), END, MADRID)
    with translation.override("en"):
        svg = chart(Series("Systolic", [point]), window=window)
    assert having(svg, "chart-point")[0].get("data-label") == "21 May 2026, 00:12: 128/82 mmHg"
    assert "<title>21 May 2026, 00:12: 128/82 mmHg</title>" in svg


def test_a_value_known_only_as_a_limit_is_drawn_open() -> None:
    points = [
        Point(END - timedelta(days=2), 40, "<40", open=True),
        Point(END - timedelta(days=1), 90),
    ]
    svg = chart(Series("Glucose", points))
    assert len(having(svg, "chart-point")) == 2
    assert len(having(svg, "chart-point-open")) == 1


def test_the_line_breaks_where_nothing_was_measured() -> None:
    whole = [120.0] * 28
    points = daily(whole).points
    holey = Series("Systolic", [*points[:10], *points[18:]])
    assert having(chart(daily(whole)), "chart-line")[0].get("d", "").count("M") == 1
    assert having(chart(holey), "chart-line")[0].get("d", "").count("M") == 2
    assert having(chart(holey, gap=20), "chart-line")[0].get("d", "").count("M") == 1


def test_three_readings_each_morning_do_not_break_the_line_every_night() -> None:
    points = [
        Point(END - timedelta(days=day, minutes=minute), 120)
        for day in range(1, 28)
        for minute in (0, 2, 4)
    ]
    assert having(chart(Series("Systolic", points)), "chart-line")[0].get("d", "").count("M") == 1


def test_points_arrive_in_any_order_and_outside_points_stay_out() -> None:
    inside = list(daily([120, 125, 130]).points)
    outside = [Point(END + timedelta(days=1), 500), Point(END - timedelta(days=90), 500)]
    svg = chart(Series("Systolic", [*outside, *reversed(inside)]), uid="a")
    assert svg == chart(Series("Systolic", inside), uid="a")


def test_blood_pressure_is_drawn_as_pairs_while_there_is_room() -> None:
    upper, lower = daily([128.0] * 20), daily([82.0] * 20, "Diastolic")
    svg = chart(upper, lower, pairs=True)
    assert having(svg, "chart-pair")[0].get("d", "").count("V") == 20
    assert having(svg, "chart-line") == []
    assert len(having(svg, "chart-point")) == 40
    year = chart(daily([128.0] * 300), daily([82.0] * 300), pairs=True, window=month(365))
    assert having(year, "chart-pair") == []
    assert len(having(year, "chart-line")) == 2
    assert len(having(year, "chart-line-2")) == 1


def test_a_crowded_year_is_a_line_whose_points_wait_to_be_read() -> None:
    svg = chart(daily([120.0 + i % 9 for i in range(365)]), window=month(366))
    assert having(svg, "chart-point") == []
    assert len(having(svg, "chart-spot")) == 365
    assert all(spot.get("data-label") for spot in having(svg, "chart-spot"))


def test_a_decade_of_sensor_values_keeps_its_extremes_and_stays_small() -> None:
    values = [100.0] * 10_000
    values[5000], values[7000] = 400.0, 20.0
    step = timedelta(days=30) / 10_000
    points = [Point(END - step * (i + 1), v) for i, v in enumerate(values)]
    svg = chart(Series("Glucose", points))
    assert len(svg) < 25_000
    heights = [
        float(y)
        for y in re.findall(r"[ML ][\d.]+ ([\d.]+)", having(svg, "chart-line")[0].get("d", ""))
    ]
    assert min(heights) < 50
    assert max(heights) > 200
    assert having(svg, "chart-spot") == []


def test_bands_and_target_are_drawn_to_scale() -> None:
    svg = chart(daily([100, 140]), band=(90, 120), target=130)
    band = having(svg, "chart-band")[0]
    top, height = float(band.get("y", "")), float(band.get("height", ""))
    target = float(re.findall(r"M[\d.]+ ([\d.]+)H", having(svg, "chart-target")[0].get("d", ""))[0])
    assert target == pytest.approx(top - height / 3, abs=0.2)
    open_band = having(chart(daily([96, 98]), band=(95, None)), "chart-band")[0]
    assert float(open_band.get("y", "")) == 26


def test_one_reading_and_none_at_all_still_make_a_chart() -> None:
    assert len(having(chart(daily([120])), "chart-point")) == 1
    with translation.override("en"):
        empty = chart(daily([]))
        assert "No readings in this period" in words(empty)
        assert "No readings in this period" in words(chart(daily([]), band=(90, 120)))
    assert having(empty, "chart-band") == []


def test_axis_numbers_are_round_and_follow_the_language() -> None:
    weights = daily([81.2, 81.9, 82.4])
    with translation.override("en"):
        assert {"81.5", "82.0"} <= set(words(chart(weights)))
        assert "10,000" in words(chart(daily([2000.0, 12000.0]), zero=True))
    with translation.override("es"):
        assert {"81,5", "82,0"} <= set(words(chart(weights)))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (1, ["06:00", "12:00"]),
        (7, ["25 May", "27 May", "29 May"]),
        (30, ["11 May", "18 May", "25 May"]),
        (90, ["Apr 2026", "May"]),
        (365, ["2026", "Apr"]),
        (3650, ["2018", "2020", "2024"]),
    ],
)
def test_time_is_marked_at_round_moments(days: int, expected: list[str]) -> None:
    with translation.override("en"):
        assert set(expected) <= set(words(chart(daily([1.0]), window=month(days))))


def test_days_are_the_readers_days_even_when_clocks_change() -> None:
    autumn = Window(
        datetime(2026, 10, 29, tzinfo=NEW_YORK), datetime(2026, 11, 4, tzinfo=NEW_YORK), NEW_YORK
    )
    with translation.override("en"):
        svg = chart(Series("x", []), window=autumn)
    texts = [
        e for e in drawn(svg).iter("text") if "Nov" in (e.text or "") or "Oct" in (e.text or "")
    ]
    places = [float(e.get("x", "")) for e in texts]
    steps = [b - a for a, b in pairwise(places)]
    assert [e.text for e in texts] == [
        "29 Oct",
        "30 Oct",
        "31 Oct",
        "1 Nov",
        "2 Nov",
        "3 Nov",
        "4 Nov",
    ]
    # The day with 25 hours is the wide one.
    assert max(steps) == pytest.approx(steps[3])


@given(
    values=st.lists(st.floats(-1e6, 1e6) | st.decimals(-100, 1000, places=2), max_size=30),
    days=st.integers(1, 5000),
    zero=st.booleans(),
    pairs=st.booleans(),
    band=st.none() | st.tuples(st.none() | st.floats(-10, 10), st.none() | st.floats(11, 99)),
)
def test_any_numbers_make_a_whole_drawing(
    values: list[float], days: int, zero: bool, pairs: bool, band: Any
) -> None:
    points = [Point(END - timedelta(days=days) * (i / 31), v) for i, v in enumerate(values)]
    series = [Series("a", points), Series("b", points[::2])]
    svg = trend_chart(
        series, title="t", description="d", window=month(days), zero=zero, pairs=pairs, band=band
    )
    assert "nan" not in svg
    assert "inf" not in svg
    for circle in having(svg, "chart-point"):
        assert 0 <= float(circle.get("cx", "")) <= 720
        assert 0 <= float(circle.get("cy", "")) <= 260
    assert len(words(svg)) < 30


def test_the_table_says_what_the_chart_shows() -> None:
    upper, lower = daily([120, 130], url="/r/1/"), daily([80, 85], "Diastolic")
    table = chart_table([upper, lower], Window(month().start, END, MADRID))
    assert table.headings == ("Systolic", "Diastolic")
    assert [row.cells for row in table.rows] == [("130 mmHg", "85 mmHg"), ("120 mmHg", "80 mmHg")]
    assert table.rows[0].url == "/r/1/"
    assert table.rows[0].at.tzinfo is MADRID
    alone = chart_table([upper, Series("Diastolic", [])], month(), limit=1)
    assert [row.cells for row in alone.rows] == [("130 mmHg", "")]
    assert alone.left_out == 1
